"""What escalations are about: the tiles of the form, and the causes that leaders find behind them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Category(models.Model):
    """A tile of the form. `key` is the digit that picks it; an `urgent` one goes to the leader on duty at once.

    The first eight come with the installation; an administrator renames, adds and puts away.
    """

    name = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    key = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    is_urgent = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(key__lte=9), name="category_key_is_a_digit"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(archived_at__isnull=True), name="category_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cause(models.Model):
    """What was behind it, in a leader's words: "Carrier missed the slot". What repeats is found by it."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="causes")
    name = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "name"], name="cause_once_a_category"),
        ]

    def __str__(self) -> str:
        return self.name
