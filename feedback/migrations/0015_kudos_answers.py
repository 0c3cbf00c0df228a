"""Answers to a thanks can be taken back and kept from others; whoever is thanked beside a team is named."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("feedback", "0014_pulse_held")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="recipient", name="apart", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="reply",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reply",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
