"""Matches by the index alone: a fence for the planner.

The planner takes a look at stems for cheap and would rather read the stems of very many
documents than the index; but each look costs a read out of line.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION unidoc_matches(query tsquery, above bigint, upto bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 500
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
    SELECT document_id FROM core_searchentry
    WHERE stems @@ query AND document_id + 0 > above AND document_id + 0 <= upto
$$;
"""
DROP = "DROP FUNCTION unidoc_matches(tsquery, bigint, bigint);"


class Migration(migrations.Migration):
    dependencies = [("core", "0017_saved_filters")]

    operations = [migrations.RunSQL(CREATE, DROP)]
