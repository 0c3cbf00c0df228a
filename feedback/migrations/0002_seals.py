"""Have the database itself refuse to change what was signed, and what says that something was changed.

An appraisal that both signed stays as it is, with what each side wrote and what it rests on. What a kudos or a
shared note said before an edit stays as it was.
"""

from django.db import migrations

WORDS = "Signed appraisals and earlier words stay as they are."
# Table, verb, and when it is refused; what a condition may look at differs by verb.
SIGNED = "(SELECT state FROM feedback_appraisal WHERE id = {row}.appraisal_id) = 'signed'"
SEALS = [
    ("feedback_appraisal", "UPDATE", "OLD.state = 'signed'"),
    ("feedback_appraisal", "DELETE", "OLD.state = 'signed'"),
    *(
        (table, verb, SIGNED.format(row="NEW" if verb == "INSERT" else "OLD"))
        for table in ("feedback_assessment", "feedback_evidence")
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    ("feedback_kudosedit", "UPDATE", "1 = 1"),
    ("feedback_noteedit", "UPDATE", "1 = 1"),
]


def names(table, verb):
    return f"{table}_sealed_{verb.lower()}"


def seal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, verb, refused in SEALS:
        name = names(table, verb)
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
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
                params=None,
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {refused} "
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
                params=None,
            )


def unseal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, verb, _ in SEALS:
        name = names(table, verb)
        schema_editor.execute(
            f"DROP TRIGGER {name} ON {table}" if is_postgres else f"DROP TRIGGER {name}",
            params=None,
        )
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_foundation")]
    operations = [migrations.RunPython(seal, unseal)]
