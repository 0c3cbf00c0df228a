"""Have the database itself refuse to change what a published version of a protocol says."""

from django.db import migrations

WORDS = "A published version stays as it is: what is new goes into the next one."
VERSION, LINE = "escalations_protocolversion", "escalations_protocolline"
OF_A_PUBLISHED = (
    f"EXISTS (SELECT 1 FROM {VERSION} WHERE id = OLD.version_id AND published_at IS NOT NULL)"
)


def seal(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        refuse = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';"
        after = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        for table, condition in ((VERSION, "OLD.published_at IS NOT NULL"), (LINE, OF_A_PUBLISHED)):
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_published() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF {condition} THEN {refuse} END IF; {after} END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_published BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_published()",
                params=None,
            )
        return
    for table, condition in ((VERSION, "OLD.published_at IS NOT NULL"), (LINE, OF_A_PUBLISHED)):
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_published_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
                params=None,
            )


def unseal(apps, schema_editor):
    for table in (VERSION, LINE):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_published ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {table}_published()", params=None)
            continue
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_published_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("escalations", "0004_learn_marks_and_proposals")]
    operations = [migrations.RunPython(seal, unseal)]
