"""Have the database refuse to change or take out what was said and decided about an idea.

Its timeline is only added to: what was promised by when, and why something was declined, stays as it was said.
"""

from django.db import migrations

WORDS = "What was said of an idea stays as it is."
TABLE = "feedback_ideastep"
VERBS = ("UPDATE", "DELETE")


def seal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for verb in VERBS:
        name = f"{TABLE}_sealed_{verb.lower()}"
        if is_postgres:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
                params=None,
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
                params=None,
            )


def unseal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for verb in VERBS:
        name = f"{TABLE}_sealed_{verb.lower()}"
        schema_editor.execute(
            f"DROP TRIGGER {name} ON {TABLE}" if is_postgres else f"DROP TRIGGER {name}",
            params=None,
        )
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_appraisals_seal_templates")]
    operations = [migrations.RunPython(seal, unseal)]
