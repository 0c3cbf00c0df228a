"""How an escalation is being written down."""

from __future__ import annotations

from typing import Any

from django.db import models

from escalations.models.cases import Escalation


class Draft(models.Model):
    """Which page writes an escalation, and how far it has come. It stays when the draft is sent.

    A page has a name of its own (`page`) and numbers what it saves (`sequence`), so that a save that comes
    late is known from a newer one; `saves` counts all that were written, so that another page is told what it has
    not seen. `rest` is what is being written on after an urgent one went out, by field, until it is added. `started` is the page that began it: sent a second time, it finds what it began.
    """

    escalation = models.OneToOneField(
        Escalation, on_delete=models.CASCADE, primary_key=True, related_name="writing"
    )
    started = models.CharField(max_length=32, unique=True)
    page = models.CharField(max_length=32)
    sequence = models.PositiveIntegerField(default=0)
    saves = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=40, blank=True, help_text="Where to call back.")

    rest: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.escalation_id}, saved {self.saves} times"
