"""Tasks that are handed over; which strength a wish is about and whether the team reads it.

What was said about a task is only added to: the database refuses to change it or to take it out.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WORDS = "What was said of a task stays as it is."
TABLE = "feedback_taskstep"
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

    dependencies = [
        ('feedback', '0008_leaving'),
        ('teams', '0010_decisions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DelegatedTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=120)),
                ('why', models.CharField(max_length=500)),
                ('decide_alone', models.CharField(blank=True, max_length=500)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('offered', 'Waits for an answer'), ('discussed', 'A change is asked for'), ('taken', 'Under way'), ('reported', 'Done, to be looked at'), ('closed', 'Done'), ('declined', 'Not this time'), ('given_back', 'Given back'), ('withdrawn', 'Taken back')], default='offered', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('rhythm', models.CharField(choices=[('none', 'None: I come when there is something'), ('weekly', 'Once a week'), ('halfway', 'Once, at half-way'), ('own', 'On days of my own')], default='none', max_length=7)),
                ('own_days', models.JSONField(blank=True, default=list)),
                ('planned_from', models.DateField(blank=True, null=True)),
                ('last_in_on', models.DateField(blank=True, null=True)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('told_for', models.DateField(blank=True, null=True)),
                ('needs_since', models.DateTimeField(blank=True, null=True)),
                ('came_of_it', models.CharField(blank=True, max_length=500)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'taken')), fields=['next_on'], name='task_next'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('why', ''), _negated=True)), name='task_says_what_and_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'declined', 'given_back', 'withdrawn']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='task_ended_when'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['taken', 'reported', 'closed', 'given_back']), _negated=True), ('taken_at__isnull', False), _connector='OR'), name='task_taken_when'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('came_of_it', ''), _negated=True), _connector='OR'), name='task_says_what_came_of_it'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TaskStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('accepted', 'Took it on'), ('asked', 'Asked for a change'), ('declined', 'Said no, not this time'), ('revised', 'Changed the offer'), ('checked', 'Checked in'), ('planned', 'Chose other check-ins'), ('answered', 'Answered'), ('carried_on', 'Asked for something more'), ('closed', 'Closed it'), ('given_back', 'Gave it back'), ('withdrawn', 'Took it back')], max_length=10)),
                ('going', models.CharField(blank=True, choices=[('well', 'Going well'), ('need', 'I need something'), ('done', 'Done')], help_text='What a check-in says.', max_length=4)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by_when', models.DateField(blank=True, help_text='Another day it is to be done by.', null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='wish',
            name='for_team',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='wish',
            name='strength',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.strength'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('for_team', False), ('strength__isnull', True)), ('added_by', models.F('person')), _connector='OR'), name='wish_shared_by_whose_it_is'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('for_team', False), models.Q(('kind', 'needs'), _negated=True), _connector='OR'), name='wish_needs_are_not_shared'),
        ),
        migrations.AddField(
            model_name='delegatedtask',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks_given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegatedtask',
            name='strength',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='feedback.strength'),
        ),
        migrations.AddField(
            model_name='delegatedtask',
            name='team',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='teams.team'),
        ),
        migrations.AddField(
            model_name='delegatedtask',
            name='to',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks_held', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegatedtask',
            name='wish',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='feedback.wish'),
        ),
        migrations.AddField(
            model_name='taskstep',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='taskstep',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='feedback.delegatedtask'),
        ),
        migrations.AddIndex(
            model_name='delegatedtask',
            index=models.Index(fields=['to', '-id'], name='task_held'),
        ),
        migrations.AddIndex(
            model_name='delegatedtask',
            index=models.Index(fields=['by', '-id'], name='task_given'),
        ),
        migrations.AddIndex(
            model_name='delegatedtask',
            index=models.Index(fields=['team', '-id'], name='task_of_team'),
        ),
        migrations.AddConstraint(
            model_name='delegatedtask',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('to')), _negated=True), name='task_between_two'),
        ),
        migrations.RunPython(seal, unseal),
    ]
