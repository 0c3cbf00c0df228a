from django.db import migrations, models

KNOWN = """
UPDATE goals_goalturn SET guard_told = 'broken'
WHERE NOT closed AND EXISTS (
    SELECT 1 FROM goals_progress p
    WHERE p.goal_id = goals_goalturn.goal_id AND p.agent_id = goals_goalturn.agent_id
      AND p.starts_at = goals_goalturn.starts_at AND p.guard_status = 'broken')
"""


class Migration(migrations.Migration):
    """What was told of a goal's guard. Those out of bounds already are known: nobody is told of them all at once."""

    dependencies = [
        ('goals', '0012_long_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='goalturn',
            name='guard_told',
            field=models.CharField(blank=True, default='', max_length=7),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
