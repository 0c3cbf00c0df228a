"""What an idea knows of its promise, and what a search looks through."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0004_one_to_ones_booked_at'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='idea',
            name='idea_waiting',
        ),
        migrations.AddField(
            model_name='idea',
            name='in_time',
            field=models.BooleanField(blank=True, help_text='Whether the first answer kept its promise.', null=True),
        ),
        migrations.AddField(
            model_name='idea',
            name='late_told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='idea',
            name='remind_on',
            field=models.DateField(blank=True, help_text='None once that is done.', null=True),
        ),
        migrations.AddField(
            model_name='idea',
            name='search_text',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='ideastep',
            name='by_when',
            field=models.DateField(blank=True, help_text='What was promised with it: an answer, or that it is done.', null=True),
        ),
        migrations.AlterField(
            model_name='ideastep',
            name='kind',
            field=models.CharField(choices=[('said', 'Said'), ('considered', 'Being looked at'), ('agreed', 'We do it'), ('declined', 'Not now'), ('done', 'Done'), ('reopened', 'Opened again'), ('edited', 'Changed the words')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(condition=models.Q(('state__in', ['open', 'considered']), ('withdrawn_at__isnull', True)), fields=['answer_by'], name='idea_promised'),
        ),
    ]
