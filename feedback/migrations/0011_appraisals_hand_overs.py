"""Why an appraisal was handed over stands with the appraisal, for its two, and no longer in the record of changes.

Such a row is only added. And where somebody has signed in a round, what it is called, measures by and looks back on
stays: it is part of what was signed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HAND_OVERS, ROUNDS = "feedback_handover", "feedback_cycle"
HANDED_OVER = "Why an appraisal was handed over stays as it is."
SIGNED = "What a signed appraisal was called and looks back on stays as it is."
CHANGED = " OR ".join(
    f"OLD.{name} <> NEW.{name}" for name in ("name", "template_id", "covers_from", "covers_until")
)
HAS_SIGNATURES = (
    "EXISTS (SELECT 1 FROM feedback_appraisal WHERE cycle_id = OLD.id "
    "AND (person_signed_at IS NOT NULL OR leader_signed_at IS NOT NULL))"
)
# Table, verb, when it is refused, and what is said then.
SEALS = [
    (HAND_OVERS, "UPDATE", "1 = 1", HANDED_OVER),
    (HAND_OVERS, "DELETE", "1 = 1", HANDED_OVER),
    (ROUNDS, "UPDATE", f"({CHANGED}) AND {HAS_SIGNATURES}", SIGNED),
]


def names(table, verb):
    return f"{table}_sealed_{verb.lower()}"


def seal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, verb, refused, words in SEALS:
        name = names(table, verb)
        if is_postgres:
            kept = "OLD" if verb == "DELETE" else "NEW"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION '{words}' "
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
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END",
                params=None,
            )


def unseal(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table, verb, _, _ in SEALS:
        name = names(table, verb)
        schema_editor.execute(
            f"DROP TRIGGER {name} ON {table}" if is_postgres else f"DROP TRIGGER {name}",
            params=None,
        )
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()", params=None)


def recorded(apps):
    entries = apps.get_model("teams", "AuditEntry").objects
    return entries.filter(kind="feedback.appraisal", verb="handed over")


def move(apps, schema_editor):
    """Each reason from the record to its appraisal, and out of the record."""
    rows = apps.get_model("feedback", "HandOver").objects
    found = list(recorded(apps).order_by("pk"))
    for entry in found:
        rows.create(
            appraisal_id=entry.object_id,
            former_id=entry.before["leader"],
            leader_id=entry.after["leader"],
            reason=entry.reason[:300],
            by_id=entry.actor_id,
            at=entry.at,
        )
    recorded(apps).update(reason="")


def move_back(apps, schema_editor):
    for row in apps.get_model("feedback", "HandOver").objects.all():
        recorded(apps).filter(object_id=row.appraisal_id, at=row.at).update(reason=row.reason)


def user(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0010_help"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="feedback.appraisal",
                    ),
                ),
                ("by", user(null=True)),
                ("former", user(help_text="Who led it until then.")),
                ("leader", user(help_text="Who leads it from then on.")),
            ],
            options={"ordering": ["id"]},
        ),
        # The seals before the rows: a table with rows of this transaction takes no trigger.
        migrations.RunPython(seal, unseal),
        migrations.RunPython(move, move_back),
    ]
