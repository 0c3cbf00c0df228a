"""Whom an escalation is put to, and how they hear of it: in the inbox, and at once by mail what cannot wait.

What is urgent (safety, law, a manager now) is written into the outbox `UrgentMail` in the transaction that
tells, and sent by the next run: one message a person and occasion.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from escalations import lifecycle
from escalations.masking import without_customer
from escalations.models import Escalation, Need, Step, UrgentMail
from escalations.notice_kinds import (
    ANSWERED,
    ASKED,
    DUE_SOON,
    HANDED_OVER,
    NOBODY,
    OVERDUE,
    SAFETY,
    URGENT,
)
from escalations.queries.duty import leader_on_duty, leaders_of, leaders_to_tell, rule_of
from teams.models import User
from teams.permissions import organisation_day
from teams.queries.people import administrators
from teams.settling import settle, unsettle
from teams.telling import tell

_STARTS = ("send", "reopen", "put_back")
"""Steps with which the asking begins anew."""


_ASKING = (ASKED, SAFETY, URGENT, HANDED_OVER)
_OF_ITS_PROMISE = (DUE_SOON, OVERDUE)
OF_THE_CASE = (*_ASKING, *_OF_ITS_PROMISE)
"""What a leader is told of one case while it waits: the newest stands for those before it."""


def settle_case(current: Escalation, now: datetime) -> None:
    """Somebody has it, or has answered: nobody else is asked any more. Whoever has it is, until they have answered; its
    promise is theirs until it is over.
    """
    url, since = url_of(current), current.opened_at or current.created_at
    is_over = current.state in lifecycle.OVER
    holder = [] if is_over else [current.claimed_by_id]
    settle(OF_THE_CASE, url, since, now, but=holder)
    if current.outcome and not is_over and current.claimed_by_id is not None:
        settle(_ASKING, url, since, now, people=[current.claimed_by_id])


def unsettle_case(current: Escalation, at: datetime) -> None:
    """The answer of that instant is taken back."""
    unsettle(OF_THE_CASE, url_of(current), at)


def is_urgent(current: Escalation) -> bool:
    """Safety and law, and whoever has a customer waiting for a manager."""
    return is_safety(current) or current.need == Need.MANAGER


def is_safety(current: Escalation) -> bool:
    """What holds no quiet hours."""
    return current.category is not None and current.category.is_urgent


def whom_to_ask(current: Escalation, now: datetime, without: Iterable[int] = ()) -> User | None:
    """The leader on duty for it; never the one who logged it. Safety and law always find somebody."""
    passed = frozenset([current.logged_by_id, *without])
    return leader_on_duty(current.team, now, without=passed, anyway=is_safety(current))


def pass_on_at(current: Escalation, now: datetime) -> datetime | None:
    """When it goes to the next leader if nobody has taken it: where somebody waits for a manager."""
    return rule_of(current.team).pass_on_at(now) if is_urgent(current) else None


def ask(current: Escalation, people: Iterable[User], now: datetime) -> None:
    """Tell leaders that it waits for them. Each asking is an occasion of its own, named by the step."""
    told = list(people)
    if not told:
        tell_if_nobody_leads(current, now)
        return
    key = f"escalation-{current.pk}-asked-{current.version}"
    words = asked_words(current)
    kind = kind_for(current, ASKED)
    tell(told, kind, key, words, url=url_of(current), instead_of=OF_THE_CASE, now=now)
    if is_urgent(current):
        send_at_once(told, kind, key, words, url_of(current), now)


def tell_if_nobody_leads(current: Escalation, now: datetime) -> None:
    """Nobody can take it where nobody else leads the team. They put somebody there; its words are not theirs."""
    leaders = leaders_of(current.team, now, even_away=True)
    if any(one.pk != current.logged_by_id for one in leaders):
        return
    name = current.team.name
    tell(
        [one.user_id for one in administrators(organisation_day(now))],
        NOBODY,
        f"escalation-{current.pk}-nobody",
        f"An escalation waits in {name}, and nobody leads the team who could take it.",
        detail=f"Give {name} a leader: they find it in their queue.",
        url=reverse("teams:team_edit", args=[current.team.slug]),
        now=now,
    )


def ask_everybody(current: Escalation, now: datetime, *, without: Iterable[int] = ()) -> None:
    """Nobody has taken it, or nobody is on duty: all leaders of the team hear of it, but those of `without` (ids)."""
    passed = {current.logged_by_id, *without}
    ask(current, leaders_to_tell(current.team, now, without=passed), now)


def tell_of_hand_over(current: Escalation, by: User, to: User, line: str, now: datetime) -> None:
    """Somebody is handed a case: told as what it is."""
    key = f"escalation-{current.pk}-handed-{current.version}"
    words = f"{by.name} hands this over to you: {said_of(current, current.about)}."
    kind = kind_for(current, HANDED_OVER)
    url, detail = url_of(current), said_of(current, line)
    tell([to], kind, key, words, detail=detail, url=url, instead_of=OF_THE_CASE, now=now)
    if is_urgent(current):
        send_at_once([to], kind, key, words, url_of(current), now)


def said_of(current: Escalation, text: str) -> str:
    """A line of a case for a notice, without its customer: mail may carry it, and whoever leaves the team keeps it."""
    return without_customer(text, current.customer_name, current.reference)


def asked_words(current: Escalation) -> str:
    """What it is, in a sentence, without the customer."""
    name, about = current.logged_by.name, said_of(current, current.about)
    if is_safety(current):
        return f"{current.category}: {name} asks for a manager now: {about}."
    if current.need == Need.MANAGER:
        return f"A customer wants a manager now: {about}. {name} is with them."
    if current.need == Need.CALL_BACK:
        return f"{name} asks for a call back: {about}."
    return f"{name} asks for a decision: {about}."


def kind_for(current: Escalation, otherwise: str) -> str:
    """The kind of notice: what is urgent has its own, whatever the occasion."""
    if is_safety(current):
        return SAFETY
    return URGENT if current.need == Need.MANAGER else otherwise


def send_at_once(
    people: Iterable[User], kind: str, key: str, text: str, url: str, now: datetime
) -> None:
    """Put a message to each into the outbox, once. One statement.

    The kind stands before the key, as people choose by it what they want in mail.
    """
    UrgentMail.objects.bulk_create(
        [
            UrgentMail(
                user=person, key=f"{kind}/{key}", subject=text[:200], text=text, url=url, at=now
            )
            for person in people
        ],
        ignore_conflicts=True,
    )


def asked_already(current: Escalation) -> frozenset[int]:
    """Ids of the leaders it was put to since it was last opened. One statement."""
    asked = {current.on_duty_id} if current.on_duty_id else set()
    rows = Step.objects.filter(escalation=current, kind__in=["pass_on", *_STARTS])
    for kind, data in rows.order_by("-number").values_list("kind", "data"):
        for side in ("from", "to"):
            named = data.get(side) or []
            asked.update(named if isinstance(named, list) else [named])
        if kind in _STARTS:
            break
    return frozenset(asked)


def url_of(current: Escalation) -> str:
    """The case's page."""
    return reverse("escalations:case", args=[current.pk])


def tell_no_longer(current: Escalation, person: User, line: str, now: datetime) -> None:
    """Whoever has it, or was asked, need not answer any more."""
    key = f"escalation-{current.pk}-{current.version}"
    about = said_of(current, current.about)
    words = f"{current.logged_by.name} needs no answer any more: {about}."
    detail = said_of(current, line)
    tell([person], ANSWERED, key, words, detail=detail, url=url_of(current), now=now)


def draft_url(draft: Escalation) -> str:
    """Where a draft is written on."""
    return reverse("escalations:draft", args=[draft.pk])
