"""Have the database refuse to change what a round of appraisals is measured by, once it is in use.

Otherwise the words that a signed level stands for could be changed under the signature.
"""

from django.db import migrations

WORDS = "What a round of appraisals uses stays as it is."
TABLE = "feedback_competency"
USED = "EXISTS (SELECT 1 FROM feedback_cycle WHERE template_id = {row}.template_id)"
SEALS = [("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")]


def names(verb):
    return f"{TABLE}_sealed_{verb.lower()}"


def seal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for verb, row in SEALS:
        name, refused = names(verb), USED.format(row=row)
        if is_postgres:
            kept = "OLD" if verb == "DELETE" else "NEW"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION '{WORDS}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {kept}; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
                params=None,
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
                params=None,
            )


def unseal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for verb, _ in SEALS:
        name = names(verb)
        schema_editor.execute(
            f"DROP TRIGGER {name} ON {TABLE}" if is_postgres else f"DROP TRIGGER {name}",
            params=None,
        )
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0005_ideas_promises")]
    operations = [migrations.RunPython(seal, unseal)]
