"""Matches of a window of documents: what is read of the entries is bounded by the window.

The entries' own key takes part in the bitmap, so that only pages of the window are read. A high
price of operators makes the planner shun the stems: comparing a document's with the question
reads them out of line, which it holds to be cheap.
"""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION unidoc_matches(query tsquery, above bigint, upto bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 500
SET enable_seqscan = off SET enable_indexscan = off SET max_parallel_workers_per_gather = 0
SET cpu_operator_cost = 0.05 SET plan_cache_mode = force_custom_plan SET work_mem = '32MB' AS $$
    SELECT document_id FROM core_searchentry
    WHERE stems @@ query AND document_id > above AND document_id <= upto
$$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION unidoc_matches(query tsquery, above bigint, upto bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 500
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 AS $$
    SELECT document_id FROM core_searchentry
    WHERE stems @@ query AND document_id + 0 > above AND document_id + 0 <= upto
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0020_letters")]

    operations = [migrations.RunSQL(CREATE, BEFORE)]
