"""Learning itself: a path is given or begun, its steps are done, and whoever leads says that somebody is ready."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.learning_rows import (
    announce,
    line,
    locked_given,
    locked_path,
    settle,
    steps_of,
)
from teams.learning_kinds import ASSIGNED, FINISHED
from teams.learning_rules import date_words, due_by_date, is_newcomer
from teams.materials import done_by, source_of
from teams.models import DoneStep, GivenPath, LearningPath, LearningStep, Membership, Team, User
from teams.permissions import organisation_day
from teams.permissions.learning import given_led_by, learners_of, paths_visible_to
from teams.queries.learning_leads import address, leads_of
from teams.telling import tell

LONGEST_WHY = 300
FURTHEST = timedelta(days=366)
NOBODY = "Choose at least one person."
NO_REASON = "Say why, in a line. They read it."
NO_STEPS = "It has no steps yet. Add a step first."


@transaction.atomic
def give_path(
    actor: User,
    path: LearningPath,
    people: Iterable[User],
    *,
    begins_on: date | None = None,
    why: str = "",
    now: datetime,
) -> list[GivenPath]:
    """Give a path to people one leads; whoever has it already keeps it as it is. Each is told once.

    Answers with those given just now. Raises ActionRefused, PermissionDenied.
    """
    wanted = {one.pk: one for one in people}
    if not wanted:
        raise ActionRefused("people", NOBODY)
    today = organisation_day(now)
    begins_on = begins_on or today
    if not today - FURTHEST <= begins_on <= today + FURTHEST:
        raise ActionRefused("begins_on", "Choose a day within a year of today.")
    why = line("why", why, LONGEST_WHY)
    led = set(learners_of(actor, today).filter(pk__in=wanted).values_list("pk", flat=True))
    if led != wanted.keys():
        raise PermissionDenied
    current = locked_path(path)
    if not paths_visible_to(actor).filter(pk=current.pk).exists():
        raise PermissionDenied
    if current.archived_at is not None:
        raise ActionRefused("path", f"“{current.name}” is put away. Choose another path.")
    steps = steps_of(current.pk)
    if not steps:
        raise ActionRefused("path", NO_STEPS)
    _refuse_outside(current, wanted, today)
    return [
        made
        for _, person in sorted(wanted.items())
        if (made := _give(current, person, GivenPath.How.GIVEN, begins_on, steps, now, actor, why))
    ]


def _refuse_outside(path: LearningPath, wanted: dict[int, User], today: date) -> None:
    """A team's path is for those who are in it."""
    if path.team_id is None:
        return
    inside = Membership.objects.on(today).filter(team=path.team_id, user__in=wanted)
    outside = wanted.keys() - set(inside.values_list("user_id", flat=True))
    if outside:
        names = ", ".join(sorted(wanted[pk].name for pk in outside))
        raise ActionRefused("people", f"“{path.name}” is for {path.team}. Leave out {names}.")


def _give(
    path: LearningPath,
    person: User,
    how: str,
    begins_on: date,
    steps: list[LearningStep],
    now: datetime,
    actor: User | None = None,
    why: str = "",
) -> GivenPath | None:
    """Under the path's lock; None for whoever has it already."""
    fresh = {
        "how": how,
        "given_by": actor if how == GivenPath.How.GIVEN else None,
        "given_at": now,
        "why": why,
        "begins_on": begins_on,
        "started_at": now if how == GivenPath.How.OWN else None,
    }
    given, is_new = GivenPath.objects.get_or_create(path=path, person=person, defaults=fresh)
    if not is_new:
        if given.ended_at is None:
            return None
        for name, value in {**fresh, "ended_at": None}.items():
            setattr(given, name, value)
        given.soon_told_for = given.late_told_for = None
        given.save()
    settle(given, now, steps=steps)
    record(
        actor,
        "gave path",
        given,
        after={"path": path.pk, "person": person.pk, "how": how, "begins_on": begins_on},
        reason=why,
        at=now,
    )
    if how != GivenPath.How.OWN:
        today = organisation_day(now)
        from_whom = f"{actor.name} gives you a path" if actor else "A path for you"
        begins = "" if begins_on <= today else f" It begins {date_words(begins_on, today)}."
        first = (
            f" First “{steps[0].title}”, {due_by_date(given.next_due_on, today)}."
            if given.next_due_on
            else ""
        )
        tell(
            [person],
            ASSIGNED,
            f"learning-{given.pk}-given-{given.given_at:%Y%m%d%H%M%S}",
            f"{from_whom}: “{path.name}”.",
            detail=f"{why + ' ' if why else ''}{path.why}{begins}{first}"[:500],
            url=address(path.pk),
            now=now,
        )
    return given


def give_newcomers(person: User, team: Team, since: date, now: datetime) -> list[GivenPath]:
    """The newcomers' paths, for whoever joins their first team; nothing for all others. In the caller's transaction."""
    if not is_newcomer(since, organisation_day(now)):
        return []
    held = Membership.objects.filter(user=person, team__isnull=False)
    first = held.order_by("starts_on", "pk").first()
    if first is None or first.team_id != team.pk or first.starts_on != since:
        return []
    if first.ends_on is not None and first.ends_on <= since:
        return []
    given: list[GivenPath] = []
    paths = LearningPath.objects.filter(
        Q(team=None) | Q(team=team), kind=LearningPath.Kind.NEWCOMERS, archived_at=None
    )
    for path in paths.order_by("pk").select_for_update(of=("self",)):
        steps = steps_of(path.pk)
        if steps and (made := _give(path, person, GivenPath.How.NEW, since, steps, now)):
            given.append(made)
    return given


@transaction.atomic
def start_path(actor: User, path: LearningPath, *, now: datetime) -> GivenPath:
    """Begin a path: one that was given, or one that one may read. Begun, it stays begun. Raises ActionRefused."""
    current = locked_path(path)
    if not paths_visible_to(actor).filter(pk=current.pk).exists():
        raise PermissionDenied
    given = GivenPath.objects.filter(path=current, person=actor, ended_at=None).first()
    if given is None:
        if current.archived_at is not None:
            raise ActionRefused("", f"“{current.name}” is put away.")
        steps = steps_of(current.pk)
        if not steps:
            raise ActionRefused("", "It has no steps yet.")
        today = organisation_day(now)
        made = _give(current, actor, GivenPath.How.OWN, today, steps, now, actor)
        if made is None:  # pragma: no cover - the path's lock leaves no room for it
            raise ActionRefused("", "You have it already.")
        return made
    if given.started_at is None:
        given.started_at = now
        given.save(update_fields=["started_at"])
        record(actor, "started", given, at=now)
    return given


@transaction.atomic
def do_step(actor: User, given: GivenPath, step: LearningStep, *, now: datetime) -> GivenPath:
    """A step is done, by whoever learns it and by nobody else. Done, it stays done.

    Raises ActionRefused (also while what it rests on is not done yet), PermissionDenied.
    """
    current = _own(actor, given)
    step = _step_of(current, step)
    _refuse_not_there_yet(actor, step)
    _, is_new = DoneStep.objects.get_or_create(given=current, step=step, defaults={"at": now})
    if not is_new:
        return current
    if current.started_at is None:
        current.started_at = now
        current.save(update_fields=["started_at"])
    record(actor, "did step", current, after={"step": step.pk}, at=now)
    if settle(current, now):
        all_done(current, actor, now)
    return current


@transaction.atomic
def undo_step(actor: User, given: GivenPath, step: LearningStep, *, now: datetime) -> GivenPath:
    """It is not done after all. What a leader has agreed to stays. Raises ActionRefused, PermissionDenied."""
    current = _own(actor, given)
    if current.confirmed_by is not None:
        who = current.confirmed_by.name
        raise ActionRefused("", f"{who} has said that you are ready. It stays as it is.")
    step = _step_of(current, step)
    gone, _ = DoneStep.objects.filter(given=current, step=step).delete()
    if gone:
        current.finished_at = None
        current.save(update_fields=["finished_at"])
        settle(current, now)
        record(actor, "undid step", current, before={"step": step.pk}, at=now)
    return current


def _own(actor: User, given: GivenPath) -> GivenPath:
    current = locked_given(given.pk)
    if current.person_id != actor.pk:
        raise PermissionDenied
    return current


def _step_of(given: GivenPath, step: LearningStep) -> LearningStep:
    found = LearningStep.objects.filter(pk=step.pk, path=given.path_id, archived_at=None).first()
    if found is None:
        raise ActionRefused("", "That step is not part of the path any more.")
    return found


def _refuse_not_there_yet(actor: User, step: LearningStep) -> None:
    source = source_of(step.material) if step.material else None
    if source is None or source.done is None or step.material_id is None:
        return
    if not done_by([actor.pk], {step.material: {step.material_id}}):
        raise ActionRefused("", source.must)


def all_done(given: GivenPath, person: User, now: datetime) -> None:
    """The last step: finished, or, where the path opens something, waiting for a leader's word."""
    today = organisation_day(now)
    waits = bool(given.path.opens)
    if not waits:
        given.finished_at = now
        given.save(update_fields=["finished_at"])
    verb = "has done all of" if waits else "has finished"
    tell(
        leads_of(person, today),
        FINISHED,
        f"learning-{given.pk}-finished",
        f"{person.name} {verb} “{given.path.name}”.",
        detail="Say that they are ready, once you have seen it." if waits else given.path.why,
        url=reverse("teams:learning_team"),
        about=person.pk,
        now=now,
    )
    if not waits:
        announce(given, None, now)
        _next_in_sequence(given, person, today, now)


@transaction.atomic
def say_ready(actor: User, given: GivenPath, *, now: datetime) -> GivenPath:
    """A leader has seen it: the path is finished, and what it opens is open. Said twice, it is said once.

    Raises ActionRefused, PermissionDenied.
    """
    current = locked_given(given.pk)
    today = organisation_day(now)
    if not given_led_by(actor, today).filter(pk=current.pk).exists():
        raise PermissionDenied
    if current.finished_at is not None:
        return current
    person = current.person
    if current.done_at is None:
        raise ActionRefused("", f"{person.name} has not done all of it yet.")
    current.finished_at, current.confirmed_by = now, actor
    current.save(update_fields=["finished_at", "confirmed_by"])
    record(actor, "said ready", current, after={"path": current.path_id}, at=now)
    tell(
        [person],
        FINISHED,
        f"learning-{current.pk}-ready",
        f"{actor.name} says that you are ready: “{current.path.name}”.",
        detail=current.path.why,
        url=address(current.path_id),
        about=person.pk,
        now=now,
    )
    announce(current, actor, now)
    _next_in_sequence(current, person, today, now)
    return current


def _next_in_sequence(given: GivenPath, person: User, today: date, now: datetime) -> None:
    """After what newcomers and everyone go through comes the next that they have not had."""
    if given.path.kind == LearningPath.Kind.NEED:
        return
    teams = Membership.objects.on(today).filter(user=person).values("team_id")
    waiting = (
        LearningPath.objects.filter(
            Q(team=None) | Q(team__in=teams), kind=LearningPath.Kind.EVERYONE, archived_at=None
        )
        .exclude(given__person=person)
        .filter(steps__archived_at=None, steps__isnull=False)
        .order_by("position", "pk")
        .distinct()
    )
    following = waiting.first()
    on_the_way = GivenPath.objects.filter(
        person=person, path__kind=LearningPath.Kind.EVERYONE, finished_at=None, ended_at=None
    )
    if following is not None and not on_the_way.exists():
        _give(following, person, GivenPath.How.SEQUENCE, today, steps_of(following.pk), now)


@transaction.atomic
def take_back(actor: User, given: GivenPath, *, why: str, now: datetime) -> None:
    """It was not for them after all, and they read why. What they have finished stays theirs.

    Raises ActionRefused, PermissionDenied.
    """
    current = locked_given(given.pk)
    if not given_led_by(actor, organisation_day(now)).filter(pk=current.pk).exists():
        raise PermissionDenied
    if current.finished_at is not None:
        raise ActionRefused("", f"{current.person.name} has finished it. It stays.")
    why = line("why", why, LONGEST_WHY, NO_REASON)
    current.ended_at = now
    current.save(update_fields=["ended_at"])
    record(actor, "took back", current, reason=why, at=now)
    tell(
        [current.person],
        ASSIGNED,
        f"learning-{current.pk}-back-{now:%Y%m%d%H%M%S}",
        f"{actor.name} has taken back “{current.path.name}”.",
        detail=f"{why} What you did of it is kept.",
        now=now,
    )
