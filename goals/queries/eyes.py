"""Through whose eyes a page is seen, so that what two people would see alike is put together once.

What is kept from one request to the next (`goals.queries.state.kept`) is kept for a pair of eyes: the teams
somebody is in, as what; and for those who have something of their own around goals, the person. Two leaders
of the same teams who own nothing share everything; an agent never shares with anybody.
"""

from __future__ import annotations

from goals.models import Goal, GoalNote, OwnGoal
from goals.queries.state import State, kept
from teams.models import User
from teams.permissions import standing_of

Eyes = tuple[object, ...]


def eyes_of(person: User, state: State) -> Eyes:
    """Equal for two people only where everything they may see and do around goals is the same.

    One statement while nothing is kept, then none.
    """
    standing = standing_of(person)
    is_themself = bool(standing.agent_in) or person.pk in _with_something_of_their_own(state)
    return (
        standing.is_administrator,
        tuple(sorted(standing.agent_in)),
        tuple(sorted(standing.supervises)),
        tuple(sorted(standing.manages)),
        person.pk if is_themself else 0,
    )


def _with_something_of_their_own(state: State) -> frozenset[int]:
    """Who owns a goal, is measured by one, has written a note, or wants to get better at something."""
    return kept(state, "people with something of their own", _read_them)


def _read_them() -> frozenset[int]:
    owners = Goal.objects.order_by().values_list("owner_id")
    measured = Goal.objects.filter(agent__isnull=False).order_by().values_list("agent_id")
    writers = GoalNote.objects.order_by().values_list("by_id")
    aiming = OwnGoal.objects.order_by().values_list("person_id")
    return frozenset(pk for (pk,) in owners.union(measured, writers, aiming))
