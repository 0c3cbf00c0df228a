"""Who has to do with a task: who is told of it, and whom it would fit, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback.models import DelegatedTask, Strength, Wish
from feedback.permissions.delegated import is_for_a_leader, people_to_hand_to
from feedback.permissions.one_to_ones import wish_pages_visible_to, wishes_visible_to
from feedback.queries.said_strengths import seen_strengths
from teams.models import Membership, Role, User
from teams.permissions import standing_of

SAYS, GROWS, SEEN = "says it themself", "wants to grow in it", "was thanked for it"


@dataclass(frozen=True, slots=True)
class Fits:
    """Somebody whom a task would fit, and why: `wants to grow in it; was thanked for it`."""

    pk: int
    name: str
    why: str


def whom_it_fits(viewer: User, strength: Strength, today: date) -> list[Fits]:
    """Those the viewer leads who said something of this strength or were thanked for it, by name. Three statements.

    Nobody is put before anybody else: what is known of them is said, and the leader chooses.
    """
    people = {one.pk: one for one in people_to_hand_to(viewer, today)}
    why: dict[int, list[str]] = {}
    said = wishes_visible_to(viewer, today).filter(
        strength=strength, kind__in=[Wish.Kind.GOOD_AT, Wish.Kind.GROW_IN], person__in=people
    )
    kinds = set(said.values_list("person_id", "kind"))
    seen = seen_strengths(viewer, people, strength)
    for pk in people:
        if (pk, Wish.Kind.GROW_IN) in kinds:
            why.setdefault(pk, []).append(GROWS)
        if (pk, Wish.Kind.GOOD_AT) in kinds:
            why.setdefault(pk, []).append(SAYS)
        if (pk, strength.pk) in seen:
            why.setdefault(pk, []).append(SEEN)
    found = [Fits(pk, people[pk].name, "; ".join(reasons)) for pk, reasons in why.items()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.pk))


def wishes_it_could_fit(viewer: User, person: User, today: date) -> list[Wish]:
    """What somebody is good at and wants, as far as the viewer reads it: all but what they need. One statement."""
    rows = wishes_visible_to(viewer, today).filter(person=person).exclude(kind=Wish.Kind.NEEDS)
    return list(rows.order_by("kind", "pk"))


def reads_wish(viewer: User, task: DelegatedTask, today: date) -> bool:
    """Whether the wish that a task fits may be shown in its words: to whose it is, and to those who lead them."""
    if viewer.pk == task.to_id:
        return True
    return wish_pages_visible_to(viewer, today).filter(pk=task.to_id).exists()


def givers_of(task: DelegatedTask, today: date) -> list[int]:
    """Who is told what becomes of a task: who gave it; where they lead the team no longer, whoever leads the holder;
    where nobody does, administrators.
    """
    if task.team_id in standing_of(task.by).leads:
        return [task.by_id]
    held = Membership.objects.on(today).leads().filter(team=task.team_id, user__is_active=True)
    if is_for_a_leader(task):
        held = held.filter(role=Role.MANAGER)
    people = held.exclude(user=task.to_id).order_by("user_id").values_list("user_id", flat=True)
    found = list(dict.fromkeys(people))
    if found:
        return found
    others = Membership.objects.on(today).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return sorted(set(others.exclude(user=task.to_id).values_list("user_id", flat=True)))
