"""What cases tell of whoever logged them, that they could be thanked for. For `teams.evidence`.

Only of cases the viewer may open, and without a word that may hold a customer's name: what a case was about is
said by its category.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from escalations import lifecycle
from escalations.models import Avoidable, Escalation, Left, Outcome, Promise, Review
from escalations.permissions import escalations_visible_to
from teams.evidence import Fact
from teams.models import User

ENOUGH = 3
"""From how many of one kind they are told together."""
OTHER = "other"
MOST_EACH = 5
"""Single cases told of a person: more than are ever offered at once."""


def case_facts(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """Answers suggested and agreed to, what was decided alone and well, customers who left happier, promises
    kept. Two statements, whatever the number of people.
    """
    yield from _settled(_over(viewer, person_ids, since, until))
    yield from _kept(viewer, person_ids, since, until)


def _over(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime
) -> QuerySet[Escalation]:
    """Those that ended in the time asked about and were not opened again."""
    happy = Review.objects.filter(escalation=OuterRef("pk"), happy_alone=True)
    return (
        escalations_visible_to(viewer)
        .filter(
            logged_by__in=person_ids,
            state__in=lifecycle.OVER,
            resolved_at__gte=since,
            resolved_at__lt=until,
            outcome__in=[Outcome.AGREED, Outcome.ALONE],
            reopened=0,
        )
        .annotate(was_well=Exists(happy))
        .select_related("category")
        .defer("said")
        .order_by("-resolved_at", "-pk")
    )


def _settled(cases: QuerySet[Escalation]) -> Iterator[Fact]:
    told: dict[int, int] = defaultdict(int)
    together: dict[tuple[int, str], list[Escalation]] = defaultdict(list)
    for case in cases:
        together[case.logged_by_id, _category(case)].append(case)
        words = _words(case)
        if words and told[case.logged_by_id] < MOST_EACH:
            told[case.logged_by_id] += 1
            yield _fact(case, case.logged_by_id, words)
    for (person, category), found in together.items():
        if len(found) >= ENOUGH:
            words = f"settled {len(found)} cases{category}, and none came back"
            yield _fact(found[0], person, words, kind="escalations")


def _words(case: Escalation) -> str:
    """`suggested the answer to a case under “Delivery” that we agreed to, and the customer left happier`; empty for
    what was decided alone without anybody saying that it was well.
    """
    about = f"a case{_category(case)}"
    happier = ", and the customer left happier" if case.left == Left.HAPPIER else ""
    if case.outcome == Outcome.AGREED:
        return f"suggested the answer to {about} that we agreed to{happier}"
    well = case.left == Left.HAPPIER or getattr(case, "was_well", False)
    if not well and case.avoidable != Avoidable.WITHIN:
        return ""
    return f"decided {about} alone{happier or ', and rightly'}"


def _kept(
    viewer: User, person_ids: frozenset[int], since: datetime, until: datetime
) -> Iterator[Fact]:
    """What they promised customers and kept in time, in one fact for each person."""
    promises = (
        Promise.objects.filter(
            made_by__in=person_ids,
            state=Promise.State.KEPT,
            ended_at__gte=since,
            ended_at__lt=until,
            escalation__in=escalations_visible_to(viewer).values("pk"),
        )
        .order_by("ended_at", "pk")
        .values_list("made_by_id", "escalation_id", "ended_at")
    )
    kept: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for person, case, ended_at in promises:
        if ended_at is not None:
            kept[person].append((case, ended_at))
    for person, found in kept.items():
        case, at = found[-1]
        many = f"{len(found)} promises to customers, each"
        words = f"kept {many if len(found) > 1 else 'a promise to a customer,'} in time"
        yield Fact(
            person, "promise", case, at, words, f"Escalation {case}", _url(case), found[0][1]
        )


def _fact(case: Escalation, person: int, words: str, kind: str = "escalation") -> Fact:
    at = case.resolved_at or case.created_at
    return Fact(person, kind, case.pk, at, words, f"Escalation {case.pk}", _url(case.pk))


def _category(case: Escalation) -> str:
    """As it reads on after "a case": ` under “Faulty item”`; empty for what has no category that says something.

    In quotes, as it stands on its tile: names of categories are anybody's, and few of them read on in a sentence.
    """
    if case.category is None or case.category.slug == OTHER:
        return ""
    return f" under “{case.category.name}”"


def _url(pk: int) -> str:
    return reverse("escalations:case", args=[pk])
