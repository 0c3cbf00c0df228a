"""To read or attend something: asked, answered, done with what one took from it, and recommended.

Each is one transaction, leaves a step in the request's trail, and is recorded without a word of it. Raises
ActionRefused (Stale among it) and PermissionDenied.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from teams import growth_rules as rules
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.learning_rows import line, paragraphs
from teams.growth_kinds import STUDY
from teams.models import StudyRequest, StudyStep, User
from teams.permissions import organisation_day
from teams.permissions.growth import asked_people, study_led_by
from teams.queries.study_answerers import answerers_of
from teams.settling import settle
from teams.telling import tell

LONGEST_WHAT, LONGEST_WHY, LONGEST_ANSWER, LONGEST_TOOK = 200, 500, 300, 600
MOST_COST = Decimal(1_000_000)
MOST_WAITING = 10
EARLIEST, LATEST = timedelta(days=31), timedelta(days=2 * 366)
NO_WHAT = "Say what you would like to read or attend."
NO_WHY = "Say why, in a sentence or two."
NO_ANSWER = "Say yes, let us talk, or not now."
NO_REASON = "Say why not now. They read it."
NO_TOOK = "Say what you took from it, in a sentence or two."
AT_ONCE = timedelta(minutes=1)
"""Within which the same request is a button pressed twice."""


@transaction.atomic
def ask_to_study(
    actor: User,
    *,
    kind: str,
    what: str,
    why: str,
    cost: Decimal | None = None,
    on: date | None = None,
    now: datetime,
) -> StudyRequest:
    """Ask one's leader (an administrator, where nobody leads one) to read or attend something. They are told once."""
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    today = organisation_day(now)
    if kind not in StudyRequest.Kind.values:
        raise ActionRefused("kind", "Say whether you want to read or to attend it.")
    values = {
        "kind": kind,
        "what": line("what", what, LONGEST_WHAT, NO_WHAT),
        "why": _words("why", why, LONGEST_WHY, NO_WHY),
        "cost": _cost(cost),
        "on": _when(on, today),
    }
    mine = StudyRequest.objects.filter(person=actor, state__in=rules.WAITS)
    twice = mine.filter(asked_at__gt=now - AT_ONCE, version=0, **values).first()
    if twice is not None:
        return twice
    if mine.count() >= MOST_WAITING:
        raise ActionRefused("", f"{MOST_WAITING} wait for an answer. Talk to your leader first.")
    who = answerers_of(actor, today)
    if not who:
        raise ActionRefused(
            "", "There is nobody yet who could answer: an administrator has to give you a leader."
        )
    made = StudyRequest.objects.create(person=actor, asked_at=now, **values)
    StudyStep.objects.create(request=made, state=rules.ASKED, by=actor, at=now)
    record(actor, "asked", made, at=now)
    verb = "read" if kind == StudyRequest.Kind.READ else "attend"
    # Without a word of what: the inbox keeps it when somebody leads them no more.
    _tell(who, made, "asked", f"{actor.name} would like to {verb} something.", now)
    return made


@transaction.atomic
def answer_study(
    actor: User,
    request: StudyRequest,
    *,
    answer: str,
    words: str = "",
    version: int | None = None,
    now: datetime,
) -> StudyRequest:
    """Say yes, let us talk, or not now and why. The person is told once. Sent twice, it is answered once."""
    current = _locked(request)
    today = organisation_day(now)
    if not asked_people(actor, today).filter(pk=current.person_id).exists():
        raise PermissionDenied
    words = line("words", words, LONGEST_ANSWER)
    last = current.steps.last()
    if last and (last.by_id, last.state, last.words) == (actor.pk, answer, words):
        return current
    if answer not in rules.ANSWERS:
        raise ActionRefused("answer", NO_ANSWER)
    if answer == rules.NOT_NOW and not words:
        raise ActionRefused("words", NO_REASON)
    _refuse_stale(current, version)
    if not study_led_by(actor, today).filter(pk=current.pk).exists():
        raise PermissionDenied
    if not rules.may_become(current.state, answer):
        raise ActionRefused("", f"It stands at “{current.get_state_display()}” already.")
    current.answered_by = actor
    _step(current, answer, actor, words, now, "answered_by")
    settle([STUDY], _url(current), current.asked_at, now, but=[current.person_id])
    said = {
        rules.YES: "says yes to what you would like to",
        rules.TALK: "would like to talk about what you want to",
        rules.NOT_NOW: "says “not now” to what you would like to",
    }[answer]
    verb = "read" if current.kind == StudyRequest.Kind.READ else "attend"
    text = f"{actor.name} {said} {verb}: {current.what}"
    _tell([current.person_id], current, f"{current.version}", text, now, detail=words)
    return current


@transaction.atomic
def finish_study(
    actor: User,
    request: StudyRequest,
    *,
    took: str,
    share: bool = False,
    version: int | None = None,
    now: datetime,
) -> StudyRequest:
    """It was read or attended, and this is what one took from it; with `share` the people of one's teams read it too.

    Whoever said yes is told once.
    """
    current = _own(actor, request)
    took = _words("took", took, LONGEST_TOOK, NO_TOOK)
    if current.state == rules.DONE and current.took == took:
        return current
    _refuse_stale(current, version)
    if not rules.may_become(current.state, rules.DONE):
        raise ActionRefused("", "It can be done once there is a yes.")
    current.took, current.done_at = took, now
    current.shared_at = now if share else None
    _step(current, rules.DONE, actor, took, now, "took", "done_at", "shared_at")
    if current.answered_by_id is not None:
        text = f"{actor.name} has done what you said yes to, and says what they took from it."
        _tell([current.answered_by_id], current, "done", text, now)
    return current


@transaction.atomic
def take_back_study(
    actor: User, request: StudyRequest, *, version: int | None = None, now: datetime
) -> StudyRequest:
    """It is not wanted any more; whoever said yes is told once. Taken back twice, it is taken back once."""
    current = _own(actor, request)
    if current.state == rules.WITHDRAWN:
        return current
    _refuse_stale(current, version)
    if not rules.may_become(current.state, rules.WITHDRAWN):
        raise ActionRefused("", "It is done; it cannot be taken back.")
    was_agreed = current.state == rules.YES
    _step(current, rules.WITHDRAWN, actor, "", now)
    settle([STUDY], _url(current), current.asked_at, now, but=[actor.pk])
    if was_agreed and current.answered_by_id is not None:
        text = f"{actor.name} does not need what you said yes to any more."
        _tell([current.answered_by_id], current, "withdrawn", text, now)
    return current


@transaction.atomic
def recommend_study(
    actor: User, request: StudyRequest, *, share: bool, now: datetime
) -> StudyRequest:
    """Let the people of one's teams read what one took from it, or no more."""
    current = _own(actor, request)
    if current.state != rules.DONE:
        raise ActionRefused("", "It can be recommended once it is done.")
    if share == (current.shared_at is not None):
        return current
    current.shared_at = now if share else None
    current.save(update_fields=["shared_at"])
    record(actor, "recommended" if share else "recommends no more", current, at=now)
    return current


def _step(
    current: StudyRequest, state: str, actor: User, words: str, now: datetime, *fields: str
) -> None:
    """One more in the trail, and the row to match."""
    current.state = state
    current.version += 1
    current.save(update_fields=["state", "version", *fields])
    StudyStep.objects.create(request=current, state=state, by=actor, at=now, words=words)
    record(actor, f"study {state}", current, at=now)


def _tell(
    people: list[int],
    current: StudyRequest,
    occasion: str,
    text: str,
    now: datetime,
    detail: str = "",
) -> None:
    tell(
        people,
        STUDY,
        f"study-{current.pk}-{occasion}",
        text,
        detail=detail,
        url=_url(current),
        about=current.person_id,
        now=now,
    )


def _url(current: StudyRequest) -> str:
    return reverse("teams:study", args=[current.pk])


def _locked(request: StudyRequest) -> StudyRequest:
    StudyRequest.objects.select_for_update().only("pk").get(pk=request.pk)
    return StudyRequest.objects.select_related("person").get(pk=request.pk)


def _own(actor: User, request: StudyRequest) -> StudyRequest:
    current = _locked(request)
    if current.person_id != actor.pk:
        raise PermissionDenied
    return current


def _refuse_stale(current: StudyRequest, version: int | None) -> None:
    if version is not None and version != current.version:
        raise Stale(current, "Something was done about this while you were writing.")


def _words(field: str, text: str, limit: int, missing: str) -> str:
    kept = paragraphs(field, text, limit)
    if not kept:
        raise ActionRefused(field, missing)
    return kept


def _cost(cost: Decimal | None) -> Decimal | None:
    if cost is None:
        return None
    if not cost.is_finite() or not 0 <= cost <= MOST_COST:
        raise ActionRefused("cost", "Say the cost as an amount from 0 to a million, or leave it.")
    return cost.quantize(Decimal("0.01"))


def _when(on: date | None, today: date) -> date | None:
    if on is not None and not today - EARLIEST <= on <= today + LATEST:
        raise ActionRefused("on", "Choose a day within the next two years, or leave it.")
    return on
