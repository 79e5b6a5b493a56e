"""Decisions, versions and audit events are append-only; the database itself refuses changes.

Emptying the trash is the one exception: it sets ``unidoc.purge`` to ``on`` for its own
transaction, which allows deletes (never updates).
"""

from django.db import migrations

TABLES = ("core_decision", "core_version", "core_auditevent")

CREATE_FUNCTION = """
CREATE FUNCTION unidoc_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('unidoc.purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
DROP_FUNCTION = "DROP FUNCTION unidoc_append_only();"


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION unidoc_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        *(trigger(table) for table in TABLES),
    ]
