"""Keep the first promise of an idea beside the one in force, and its words as they were before a change.

What was agreed before this is followed up as well: whoever sees to it is reminded, and its lateness is said.
"""

import django.db.models.deletion
from django.db import migrations, models

WORDS = "How an idea read before stays as it was."
TABLE = "feedback_earlierwords"
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


def follow_up(apps, schema_editor):
    """Whether a late answer was told has nothing to do with the day by which it is done."""
    ideas = apps.get_model("feedback", "Idea").objects.using(schema_editor.connection.alias)
    ideas.filter(state="agreed", withdrawn_at=None).update(
        late_told_at=None, remind_on=models.F("do_by")
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0012_series_joined")]

    operations = [
        migrations.AddField(
            model_name="idea",
            name="first_promise",
            field=models.DateField(
                blank=True,
                help_text="None while the promise in force is the first.",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="EarlierWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("words", models.TextField(blank=True)),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier",
                        to="feedback.ideastep",
                    ),
                ),
            ],
        ),
        migrations.RunPython(seal, unseal),
        migrations.RunPython(follow_up, migrations.RunPython.noop),
    ]
