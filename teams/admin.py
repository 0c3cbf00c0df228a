"""The framework's admin site: a way in for whoever keeps the installation, not the everyday one.

Everyday changes go through the settings pages, whose actions check, record and tell. Here the records can
be looked at; what only actions may write is read-only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from teams.models import AuditEntry, Closure, Membership, Organisation, Team, User

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Model]
else:
    BaseAdmin = admin.ModelAdmin


class LookOnly(BaseAdmin):
    """Shown, searched and filtered, never written."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(LookOnly):
    """The one organisation."""

    list_display = ("name", "time_zone", "currency")


@admin.register(Team)
class TeamAdmin(LookOnly):
    """Teams and their working time."""

    list_display = ("name", "time_zone", "archived_at")
    search_fields = ("name",)


@admin.register(Closure)
class ClosureAdmin(LookOnly):
    """Days off of the teams' own."""

    list_display = ("day", "team", "name", "is_worked")
    list_filter = ("team",)
    list_select_related = ("team",)


@admin.register(User)
class UserAdmin(LookOnly):
    """People; their password hashes are shown to nobody."""

    list_display = ("name", "username", "email", "is_active", "left_on")
    search_fields = ("name", "username", "email")
    list_filter = ("is_active",)
    exclude = ("password", "groups", "user_permissions")


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Who was in which team, as what, from when until when."""

    list_display = ("user", "team", "role", "starts_on", "ends_on")
    list_filter = ("role", "team")
    search_fields = ("user__name",)
    list_select_related = ("user", "team")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly):
    """Who changed what, when."""

    list_display = ("at", "actor", "verb", "kind", "object_id", "reason")
    list_filter = ("kind", "verb")
    list_select_related = ("actor",)
    date_hierarchy = "at"
