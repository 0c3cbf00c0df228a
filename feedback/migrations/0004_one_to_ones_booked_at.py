"""When a one-to-one was booked or moved last, so that nobody is reminded of what they have just been told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column more; the table has no seal."""

    dependencies = [("feedback", "0003_notes_kept_with_releases")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="booked_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When it was booked, or moved last: nobody is reminded of news.",
                null=True,
            ),
        ),
    ]
