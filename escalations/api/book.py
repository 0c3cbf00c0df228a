"""What the views of a protocol share: finding it, who may do what with it, and how it is answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.request import Request

from escalations.models import Protocol
from escalations.permissions import can_keep_protocol, can_write_protocols
from teams.api.views import ListAndItems, person_of
from teams.models import User


class Book(ListAndItems):
    """Mixed into the view that finds protocols."""

    def shown(self, request: Request) -> dict[str, Any]:
        """The protocol of the address, read anew, as it is for the caller."""
        raise NotImplementedError

    def written(self, request: Request) -> tuple[Protocol, User]:
        """It and the caller, who writes protocols; else 403."""
        found: Protocol = self.get_object()
        person = person_of(request)
        if not can_write_protocols(person):
            raise PermissionDenied("Who leads a team writes protocols.")
        return found, person

    def kept(self, request: Request) -> tuple[Protocol, User]:
        """It and the caller, who keeps it; else 403."""
        found: Protocol = self.get_object()
        person = person_of(request)
        if not can_keep_protocol(person, found):
            raise PermissionDenied("Its owner keeps it, and managers do.")
        return found, person
