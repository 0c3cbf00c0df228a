"""Screens on a wall, each with a link of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goals.models.goals import Goal
from teams.models import Team, User


class Screen(models.Model):
    """A screen in a team's room. Whoever has its link reads the team's figures, and nothing else.

    Only the hash of the link's token is kept; the prefix tells one from another. `goals` are those chosen
    for it; without any, the most urgent are shown.
    """

    class Theme(models.TextChoices):
        """For which kind of room."""

        DARK = "dark", "Dark, for most rooms"
        LIGHT = "light", "Light, for bright rooms"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="screens")
    name = models.CharField(max_length=100)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.DARK)
    goals = models.ManyToManyField(Goal, blank=True, related_name="+")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["team__name", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="screen_name_once_per_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name
