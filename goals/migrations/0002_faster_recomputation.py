import django.db.models.deletion
from django.db import migrations, models

REWRITTEN = (
    "goals_agentday",
    "goals_teamslot",
    "goals_teamday",
    "goals_teamshare",
    "goals_organisationday",
    "goals_progress",
    "goals_snapshot",
)


def leave_room(apps, schema_editor):
    """Rows that are written anew all day find room beside their old version, and indexes stay as they are."""
    _set(schema_editor, "SET (fillfactor = 85)")


def fill(apps, schema_editor):
    _set(schema_editor, "RESET (fillfactor)")


def _set(schema_editor, what):
    if schema_editor.connection.vendor == "postgresql":
        for table in REWRITTEN:
            schema_editor.execute(f"ALTER TABLE {table} {what}")


class Migration(migrations.Migration):

    dependencies = [
        ('goals', '0001_initial'),
        ('teams', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='reading',
            name='reading_to_tally',
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['metric', 'team', 'day', 'agent_id', 'slot'], include=('organisation_day', 'value', 'weight'), name='reading_to_tally'),
        ),
        migrations.AlterField(
            model_name='progress',
            name='goal',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='goals.goal'),
        ),
        migrations.AlterField(
            model_name='snapshot',
            name='goal',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='goals.goal'),
        ),
        migrations.RunPython(leave_room, fill),
    ]
