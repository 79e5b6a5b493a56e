"""One index over titles and texts, kept by the database itself.

``ё`` is ``е`` for the search, and an underscore in a name is a space. The configuration
'russian' stems Latin words as English and Cyrillic ones as Russian. A tsvector holds at most
1 MiB, hence the cut, and a shorter one for a text whose words hardly repeat. The stems are always stored out of line, so that finding documents by
the index reads a table of a few pages.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION unidoc_plain(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT translate(content, 'ёЁ_', 'еЕ ') $$;

CREATE FUNCTION unidoc_stems(title text, content text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    weighty tsvector :=
        setweight(to_tsvector('pg_catalog.russian', public.unidoc_plain(title)), 'A');
    plain text := public.unidoc_plain(left(coalesce(content, ''), 250000));
BEGIN
    RETURN weighty || setweight(to_tsvector('pg_catalog.russian', plain), 'D');
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN weighty
        || setweight(to_tsvector('pg_catalog.russian', left(plain, 100000)), 'D');
END
$$;

CREATE FUNCTION unidoc_shortened(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT shorter) FROM (
        SELECT overlay(word placing '' from place for 1) AS shorter
        FROM generate_series(1, length(word)) AS place
        UNION ALL SELECT word
    ) AS found
$$;

CREATE FUNCTION unidoc_snippet(content text, query tsquery, options text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    plain text := unidoc_plain(content);
    marked text := ts_headline('pg_catalog.russian', plain, query,
        options || E', StartSel=\uE000, StopSel=\uE001');
    bare text := translate(marked, E'\uE000\uE001', '');
    place integer := strpos(plain, bare);
    original text := substr(content, place, length(bare));
    letter text;
    shown text := '';
BEGIN
    -- The letters as they were written, with the marks of the search.
    IF place = 0 OR original = bare THEN
        RETURN marked;
    END IF;
    place := 1;
    FOREACH letter IN ARRAY string_to_array(marked, NULL) LOOP
        IF letter IN (E'\uE000', E'\uE001') THEN
            shown := shown || letter;
        ELSE
            shown := shown || substr(original, place, 1);
            place := place + 1;
        END IF;
    END LOOP;
    RETURN shown;
END
$$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION unidoc_snippet(text, tsquery, text);
DROP FUNCTION unidoc_shortened(text);
DROP FUNCTION unidoc_stems(text, text);
DROP FUNCTION unidoc_plain(text);
"""

TRIGGERS = """
ALTER TABLE core_searchentry SET (toast_tuple_target = 128);

CREATE FUNCTION unidoc_index_document(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO core_searchentry (document_id, stems)
    SELECT document.id, unidoc_stems(document.title, extraction.text)
    FROM core_document AS document
    LEFT JOIN core_extraction AS extraction
        ON extraction.version_id = document.current_version_id
    WHERE document.id = wanted
    ON CONFLICT (document_id) DO UPDATE SET stems = EXCLUDED.stems
$$;

CREATE FUNCTION unidoc_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM unidoc_index_document(NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION unidoc_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM unidoc_index_document(id)
    FROM core_document WHERE current_version_id = NEW.version_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER index_new AFTER INSERT ON core_document
    FOR EACH ROW EXECUTE FUNCTION unidoc_document_changed();
CREATE TRIGGER index_changed AFTER UPDATE OF title, current_version_id ON core_document
    FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title
        OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id)
    EXECUTE FUNCTION unidoc_document_changed();
CREATE TRIGGER index_text AFTER UPDATE OF text ON core_extraction
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text)
    EXECUTE FUNCTION unidoc_text_changed();
CREATE TRIGGER index_new_text AFTER INSERT ON core_extraction
    FOR EACH ROW WHEN (NEW.text <> '') EXECUTE FUNCTION unidoc_text_changed();

SELECT unidoc_index_document(id) FROM core_document;
"""
DROP_TRIGGERS = """
DROP TRIGGER index_new_text ON core_extraction;
DROP TRIGGER index_text ON core_extraction;
DROP TRIGGER index_changed ON core_document;
DROP TRIGGER index_new ON core_document;
DROP FUNCTION unidoc_text_changed();
DROP FUNCTION unidoc_document_changed();
DROP FUNCTION unidoc_index_document(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0014_trash")]

    operations = [
        migrations.RemoveIndex(model_name="extraction", name="extraction_search"),
        migrations.RemoveField(model_name="extraction", name="search"),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="core.document",
                    ),
                ),
                ("stems", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["stems"],
                        gin_pending_list_limit=512,
                        name="search_stems",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[
                (
                    "word",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False
                    ),
                ),
                ("documents", models.PositiveIntegerField(default=1)),
                (
                    "near",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("word"), function="unidoc_shortened"
                        ),
                        output_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.TextField(), size=None
                        ),
                    ),
                ),
            ],
            options={
                "verbose_name": "word of the archive",
                "verbose_name_plural": "words of the archive",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["near"], name="vocabulary_near"
                    )
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
