"""What somebody learns, on their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from teams.models import GivenPath, User
from teams.parts import Part
from teams.permissions import organisation_day
from teams.permissions.learning import given_visible_to, learners_of
from teams.queries.learning import OnTheWay, on_the_way


@dataclass(frozen=True, slots=True)
class LearningPart:
    """What they are on, what they have finished, and where to give them something."""

    on_the_way: tuple[OnTheWay, ...]
    finished: str
    give_url: str
    is_me: bool


def learning_part(viewer: User, person: User, now: datetime) -> Part | None:
    """For oneself and one's leads. Six statements."""
    today = organisation_day(now)
    may_give = learners_of(viewer, today).filter(pk=person.pk).exists()
    if not may_give and viewer.pk != person.pk:
        return None
    given = list(
        given_visible_to(viewer, today)
        .filter(person=person)
        .select_related("path")
        .order_by("finished_at", "pk")
    )
    content = LearningPart(
        on_the_way=on_the_way([one for one in given if not _over(one)], today),
        finished=", ".join(one.path.name for one in given if _over(one)),
        give_url=f"{reverse('teams:learning_give')}?person={person.pk}" if may_give else "",
        is_me=viewer.pk == person.pk,
    )
    return Part("teams/learning/_person_part.html", content)


def _over(given: GivenPath) -> bool:
    return given.finished_at is not None
