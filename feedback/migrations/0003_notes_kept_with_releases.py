"""A note or talk that somebody was let in to stays: the entry about it is for good. Nothing changes in the database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_seals")]
    operations = [
        migrations.AlterField(
            model_name="release",
            name=name,
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to=to,
            ),
        )
        for name, to in (("note", "feedback.coachingnote"), ("talk", "feedback.talk"))
    ]
