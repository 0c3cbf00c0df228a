"""Rounds of appraisals: made, opened for people with who leads whom, handed over, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from feedback import appraisal_life as life
from feedback.actions.appraisals.common import (
    LONGEST_REASON,
    NotNow,
    held,
    refuse_over,
    save_with,
)
from feedback.models import Appraisal, Assessment, Cycle, HandOver, Template
from feedback.notice_kinds import APPRAISAL
from feedback.permissions.appraisals import (
    can_hand_over,
    can_make_cycles,
    cycles_kept_by,
    people_for_cycles,
    possible_leaders,
    teams_for_cycles,
)
from feedback.queries.appraisals.words import standing_of
from goals import dates
from goals.actions.checks import check_text
from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused
from teams.actions.versions import refuse_stale
from teams.models import User
from teams.permissions import organisation_day
from teams.telling import tell

FIELDS = ("name", "covers_from", "covers_until", "self_by", "leader_by", "sign_by")
SEALED = {
    "name": "Somebody has signed in this round: its name stays “{}”.",
    "covers_from": "Somebody has signed in this round: it looks back from {}, as before.",
    "covers_until": "Somebody has signed in this round: it looks back until {}, as before.",
}
"""What stays once there is a signature in a round, and how that is said of what stands there."""
_DAYS = {
    "covers_from": "Say from which day on it looks back.",
    "covers_until": "Say until which day it looks back.",
    "self_by": "Say until when people write theirs.",
    "leader_by": "Say until when leaders write theirs.",
    "sign_by": "Say until when it is signed.",
}
_IN_ORDER = (
    ("covers_until", "covers_from", "It looks back until a day before it begins."),
    ("leader_by", "self_by", "Leaders write after the person: choose the same day or a later one."),
    ("sign_by", "leader_by", "It is signed last: choose the same day or a later one."),
)


@transaction.atomic
def save_cycle(
    actor: User,
    cycle: Cycle | None,
    *,
    name: str,
    template: Template | None = None,
    version: str | None = None,
    now: datetime,
    **days: date | None,
) -> Cycle:
    """A round, new or with other dates. What it is measured by stays once it is made: from then on that is frozen.
    Once somebody has signed in it, so do its name and the time it looks back on: they are part of what was signed.

    `days` are `covers_from`, `covers_until`, `self_by`, `leader_by`, `sign_by`. Raises PermissionDenied,
    ActionRefused, Stale.
    """
    if not can_make_cycles(actor):
        raise PermissionDenied
    wanted: dict[str, Any] = {
        "name": check_text("name", name, limit=80, missing="Give it a name."),
        **_checked(days),
    }
    if cycle is None:
        return _make(actor, template, wanted, now)
    current = kept(actor, cycle)
    refuse_stale(current, FIELDS, version, wanted)
    before = fields_of(current, FIELDS)
    after = {name: value for name, value in wanted.items() if getattr(current, name) != value}
    sealed = next((name for name in SEALED if name in after), None)
    if sealed is not None and has_signatures(current):
        there = getattr(current, sealed)
        shown = there if sealed == "name" else dates.short_day(there, date.min)
        raise ActionRefused(sealed, SEALED[sealed].format(shown))
    if after:
        for field, value in after.items():
            setattr(current, field, value)
        current.save(update_fields=list(after))
        record(actor, "changed", current, *differences(before, after), at=now)
    return current


def has_signatures(cycle: Cycle) -> bool:
    """Whether anybody signed anything in this round. One statement."""
    signed = Q(person_signed_at__isnull=False) | Q(leader_signed_at__isnull=False)
    return cycle.appraisals.filter(signed).exists()


def _make(actor: User, template: Template | None, wanted: dict[str, Any], now: datetime) -> Cycle:
    # Whoever changes the template at this moment waits, and then makes its next version.
    found = (
        None
        if template is None
        else Template.objects.select_for_update().filter(pk=template.pk, archived_at=None).first()
    )
    if found is None:
        raise ActionRefused("template", "Choose what it looks at.")
    if not found.competencies.exists():
        raise ActionRefused("template", "There is nothing in it to look at yet.")
    twin = Cycle.objects.filter(made_by=actor, template=found, closed_at=None, **wanted).first()
    if twin is not None:
        return twin
    made = Cycle.objects.create(template=found, made_by=actor, made_at=now, **wanted)
    record(actor, "created", made, after=fields_of(made, (*FIELDS, "template")), at=now)
    return made


def _checked(days: Mapping[str, date | None]) -> dict[str, date]:
    checked: dict[str, date] = {}
    for field, missing in _DAYS.items():
        day = days.get(field)
        if day is None:
            raise ActionRefused(field, missing)
        if not 2000 <= day.year <= 2100:
            raise ActionRefused(field, "Choose a day between 2000 and 2100.")
        checked[field] = day
    for later, earlier, words in _IN_ORDER:
        if checked[later] < checked[earlier]:
            raise ActionRefused(later, words)
    return checked


def kept(actor: User, cycle: Cycle) -> Cycle:
    """The round under its lock, for who looks after it. Raises PermissionDenied."""
    current = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if not cycles_kept_by(actor).filter(pk=current.pk).exists():
        raise PermissionDenied
    return current


@transaction.atomic
def open_for(
    actor: User, cycle: Cycle, leads: Mapping[int, int], *, now: datetime
) -> list[Appraisal]:
    """Begin the appraisals of these people: person's id → leader's id. Whoever is in the round already stays as they are.

    Each is told that it is their turn. Raises PermissionDenied, ActionRefused (`leader_7` for person 7).
    """
    current = kept(actor, cycle)
    if current.closed_at is not None:
        raise ActionRefused("", f"{current.name} is closed.")
    today = organisation_day(now)
    there = set(current.appraisals.values_list("person_id", flat=True))
    wanted = {person: leader for person, leader in leads.items() if person not in there}
    teams = [team.pk for team in teams_for_cycles(actor)]
    people = {one.pk: one for one in people_for_cycles(actor, teams, today)}
    may_lead = possible_leaders(wanted, today)
    made: list[Appraisal] = []
    for person_id, leader_id in wanted.items():
        if person_id not in people:
            raise ActionRefused("", "Choose people of the teams you manage.")
        if leader_id not in {one.pk for one in may_lead[person_id]}:
            name = people[person_id].name
            raise ActionRefused(f"leader_{person_id}", f"Choose who leads {name} today.")
        made.append(Appraisal(cycle=current, person_id=person_id, leader_id=leader_id))
    for one in made:
        one.save()
        record(
            actor, "opened", one, after={"person": one.person_id, "leader": one.leader_id}, at=now
        )
        until = dates.short_day(current.self_by, today)
        _tell(one, one.person_id, f"{current.name}: you write first, until {until}.", now)
    return made


@transaction.atomic
def hand_over(
    actor: User, appraisal: Appraisal, leader: User, *, reason: str, now: datetime
) -> Appraisal:
    """Have another of the person's leaders lead it, until both have signed; both of the two read the reason, and nobody
    else: the record does not hold it.

    What the former leader had not sent goes, and they are told so; what was sent stays, to be sent anew in the new
    leader's own name. Who had signed signs again. Raises PermissionDenied, NotNow, ActionRefused.
    """
    current = held(appraisal)
    today = organisation_day(now)
    if not can_hand_over(actor, current, today):
        raise PermissionDenied
    standing = standing_of(current)
    refuse_over(current)
    if not life.can_be_handed_over(standing):
        raise NotNow(current, "It is complete, and stays with who signed it.")
    reason = check_text(
        "reason", reason, limit=LONGEST_REASON, missing="Say why, in a line. Both read it."
    )
    if leader.pk == current.leader_id:
        raise ActionRefused("leader", f"{leader.name} leads it already.")
    if leader.pk not in {
        one.pk for one in possible_leaders([current.person_id], today)[current.person_id]
    }:
        raise ActionRefused("leader", f"Choose somebody who leads {current.person.name} today.")
    before = current.leader
    values: dict[str, Any] = {"leader": leader, "leader_sent_at": None}
    values |= {"person_signed_at": None, "leader_signed_at": None}
    if current.leader_sent_at is None:
        Assessment.objects.filter(appraisal=current, side=Assessment.Side.LEADER).delete()
        current.evidence.filter(added_by=before).delete()
        values["leader_words"] = ""
    save_with(current, state=life.handed_over(standing).state, **values)
    HandOver.objects.create(
        appraisal=current, former=before, leader=leader, reason=reason, by=actor, at=now
    )  # fmt: skip
    record(actor, "handed over", current, {"leader": before.pk}, {"leader": leader.pk}, at=now)
    _tell_of_handing_over(actor, current, before, standing, now)
    return current


def _tell_of_handing_over(
    actor: User, current: Appraisal, before: User, standing: life.Standing, now: datetime
) -> None:
    """The two, and who led it until now: what became of their signature and of what they had not sent."""
    person, leader = current.person, current.leader
    key = f"{current.pk}-{current.version}"
    anew = " Your signature was taken off: read it once more, then sign." * standing.person_signed
    told = f"{leader.name} leads your appraisal from now on, in place of {before.name}.{anew}"
    _tell(current, person.pk, told, now, key)
    told = f"You lead {person.name}’s appraisal from now on, in place of {before.name}."
    _tell(current, leader.pk, told, now, key)
    if actor.pk == before.pk:
        return
    told = f"{leader.name} leads {person.name}’s appraisal from now on, in your place."
    if standing.leader_signed:
        told += " Your signature was taken off."
    elif standing.state == life.LEADER:
        told += " What you had not sent was not passed on, and is gone."
    # They read it no longer: the list says which are still theirs.
    _tell(current, before.pk, told, now, key, reverse("feedback:appraisals"))


@transaction.atomic
def close_cycle(actor: User, cycle: Cycle, *, closed: bool, now: datetime) -> Cycle:
    """Close a round: what is not signed stays unsigned, and nothing is written any more. Or open it again.

    The two of each that is not complete are told, each person once. Raises PermissionDenied.
    """
    current = kept(actor, cycle)
    if (current.closed_at is not None) == closed:
        return current
    current.closed_at = now if closed else None
    current.save(update_fields=["closed_at"])
    record(actor, "closed" if closed else "reopened", current, at=now)
    _tell_of_closing(actor, current, closed=closed, now=now)
    return current


def _tell_of_closing(actor: User, cycle: Cycle, *, closed: bool, now: datetime) -> None:
    """Whoever has one in it that is not complete, except who did it. Three statements."""
    open_still = cycle.appraisals.filter(out_at=None).exclude(state=Appraisal.State.SIGNED)
    two = open_still.values_list("person_id", "leader_id")
    people = {pk for pair in two for pk in pair} - {actor.pk}
    told = (
        f"{cycle.name} is closed. What is not signed stays as it is, and nothing is written there any more."
        if closed
        else f"{cycle.name} is open again. What was not signed goes on where it was."
    )
    # Closed once more after it was opened again, everybody is told once more.
    key = f"appraisals-{cycle.pk}-{'closed' if closed else 'open'}-{now.isoformat()}"
    there = User.objects.filter(pk__in=people, is_active=True)
    tell(list(there), APPRAISAL, key, told, url=reverse("feedback:appraisals"), now=now)


def _tell(
    appraisal: Appraisal, user_id: int, text: str, now: datetime, key: str = "", url: str = ""
) -> None:
    url = url or reverse("feedback:appraisal", args=[appraisal.pk])
    key = f"appraisal-{key or appraisal.pk}"
    tell([user_id], APPRAISAL, key, text, url=url, now=now)
