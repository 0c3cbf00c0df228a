"""Who is asked when somebody would like to read or attend something."""

from __future__ import annotations

from datetime import date

from teams.models import Membership, Role, User
from teams.queries.learning_leads import leads_of


def answerers_of(person: User, today: date) -> list[int]:
    """Ids of who leads somebody (see `leads_of`); where nobody does, of the other administrators.

    Two statements, three where nobody leads them.
    """
    found = leads_of(person, today)
    if found:
        return found
    held = Membership.objects.on(today).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return sorted(set(held.exclude(user=person).values_list("user_id", flat=True)))
