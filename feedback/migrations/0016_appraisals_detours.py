"""Somebody can be out of a round of appraisals, and a leader can go on without the person's part; why stands with it.

Such a reason is only added. On SQLite a changed constraint builds its table anew, which loses the seals on it and
stumbles over those that look at it: they are lifted before and put back after.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "feedback_detour"
WORDS = "Why an appraisal left its way stays as it is."
VERBS = ("UPDATE", "DELETE")
OTHERS = ("feedback.migrations.0002_seals", "feedback.migrations.0011_appraisals_hand_overs")


def lift(apps: Any, schema_editor: Any) -> None:
    """Take the seals off that stand on appraisals or look at them; PostgreSQL keeps them."""
    if schema_editor.connection.vendor != "postgresql":
        for name in reversed(OTHERS):
            import_module(name).unseal(apps, schema_editor)


def lay(apps: Any, schema_editor: Any) -> None:
    """Put them back."""
    if schema_editor.connection.vendor != "postgresql":
        for name in OTHERS:
            import_module(name).seal(apps, schema_editor)


def seal(apps: Any, schema_editor: Any) -> None:
    """Have the database refuse to change or delete a reason."""
    for verb in VERBS:
        name = f"{TABLE}_sealed_{verb.lower()}"
        if schema_editor.connection.vendor == "postgresql":
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


def unseal(apps: Any, schema_editor: Any) -> None:
    """Take that off again."""
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
    dependencies: ClassVar = [
        ("feedback", "0015_kudos_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.RunPython(lift, lay),
        migrations.AddField(
            model_name="appraisal",
            name="out_at",
            field=models.DateTimeField(
                blank=True, help_text="Since when the person is out of the round.", null=True
            ),
        ),
        migrations.AddField(
            model_name="appraisal",
            name="went_on_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the leader went on without the person’s part.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="appraisal", name="appraisal_signed_is_whole"),
        migrations.AddConstraint(
            model_name="appraisal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "signed"), _negated=True)
                | models.Q(
                    models.Q(
                        ("self_sent_at__isnull", False),
                        ("went_on_at__isnull", False),
                        _connector="OR",
                    ),
                    out_at__isnull=True,
                    leader_sent_at__isnull=False,
                    talked_on__isnull=False,
                    person_signed_at__isnull=False,
                    leader_signed_at__isnull=False,
                ),
                name="appraisal_signed_is_whole",
            ),
        ),
        migrations.CreateModel(
            name="Detour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("out", "Taken out of the round"),
                            ("back", "Put back into the round"),
                            ("without", "Gone on without the person’s part"),
                        ],
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="detours",
                        to="feedback.appraisal",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        # Backwards `lift` comes first here and `lay` last above.
        migrations.RunPython(lay, lift),
        migrations.RunPython(seal, unseal),
    ]
