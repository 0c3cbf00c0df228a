"""Help among peers: logged by who was helped, or by the helper for them to confirm; shared, taken back, thanked.

Each is one transaction and is recorded, without its words. Raises ActionRefused and PermissionDenied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback.models import Help, Kudos
from feedback.notice_kinds import HELP
from feedback.permissions.help import (
    can_answer_help,
    can_log_help,
    can_share_help,
    can_take_help_back,
)
from feedback.permissions.kudos import people_to_thank
from feedback.queries.help_words import address
from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line
from teams.models import Membership, Notice, Team, User
from teams.origins import origin_at
from teams.permissions import organisation_day, standing_of
from teams.telling import tell

LONGEST = 140
EARLIEST = timedelta(days=31)
SOON = timedelta(minutes=10)
AT_ONCE = timedelta(minutes=2)
"""Within which the same words of the same two are a button pressed twice."""
State = Help.State
_CASE = "escalation"
_ADDRESS = re.compile(r"^/help-given/(\d{1,15})/$")


@transaction.atomic
def log_help(
    actor: User,
    other: User,
    *,
    what: str,
    was_helped: bool = True,
    at: datetime | None = None,
    case: str = "",
    shared: bool = False,
    now: datetime,
) -> Help:
    """`other` helped the actor, and is told; or, not `was_helped`, the actor helped them, and they are asked.

    `at` is roughly when, now by default; `case` the address or number of an escalation that the actor may open.
    `shared` lets the team read it: only who was helped says so. Sent twice, it is one.
    """
    if not can_log_help(actor):
        raise PermissionDenied
    words = _words(what)
    when = _when(at or now, now)
    if other.pk == actor.pk:
        raise ActionRefused("who", "Choose a colleague.")
    if not people_to_thank(actor, organisation_day(now)).filter(pk=other.pk).exists():
        raise ActionRefused("who", f"{other.name} is in no team today.")
    case_id = _case(actor, case, now)
    # Of two that are sent at the same time the second waits here, and finds the first.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    helped, helper = (actor, other) if was_helped else (other, actor)
    lately = Help.objects.filter(
        helped=helped, helper=helper, logged_by=actor, what=words, logged_at__gt=now - AT_ONCE
    )
    twin = lately.exclude(state=State.TAKEN_BACK).first()
    if twin is not None:
        return twin
    team, helper_team = _teams(helped, helper, now)
    made = Help.objects.create(
        helped=helped,
        helper=helper,
        team=team,
        helper_team=helper_team,
        what=words,
        at=when,
        case_id=case_id,
        shared=shared and was_helped,
        state=State.COUNTS if was_helped else State.WAITING,
        logged_by=actor,
        logged_at=now,
    )
    record(actor, "logged", made, after={"state": made.state, "shared": made.shared}, at=now)
    text = (
        f"{actor.name} says that you helped. Thank you for that."
        if was_helped
        else f"{actor.name} writes that they helped you. Was it so?"
    )
    tell([other], HELP, key_of(made), text, url=address(made.pk), now=now)
    return made


@transaction.atomic
def confirm_help(actor: User, one: Help, *, shared: bool = False, now: datetime) -> Help:
    """It was so: from now on it counts. Twice, it is confirmed once."""
    current = _locked(one)
    if current.helped_id == actor.pk and current.state == State.COUNTS:
        return current
    if not can_answer_help(actor, current):
        raise PermissionDenied
    current.state, current.shared = State.COUNTS, shared
    current.save(update_fields=["state", "shared"])
    record(actor, "confirmed", current, after={"state": current.state, "shared": shared}, at=now)
    text = f"{actor.name} says that you helped. Thank you for that."
    tell([current.helper_id], HELP, f"{key_of(current)}-so", text, url=address(current.pk), now=now)
    return current


@transaction.atomic
def set_help_aside(actor: User, one: Help, *, now: datetime) -> Help:
    """It was not so, or stands here already: it does not count, and nobody is told."""
    current = _locked(one)
    if current.helped_id == actor.pk and current.state == State.SET_ASIDE:
        return current
    if not can_answer_help(actor, current):
        raise PermissionDenied
    current.state = State.SET_ASIDE
    current.save(update_fields=["state"])
    record(actor, "set aside", current, after={"state": current.state}, at=now)
    return current


@transaction.atomic
def share_help(actor: User, one: Help, *, shared: bool, now: datetime) -> Help:
    """Let the team read it, or keep it between the two and their leaders."""
    current = _locked(one)
    if not can_share_help(actor, current):
        raise PermissionDenied
    if current.shared != shared:
        current.shared = shared
        current.save(update_fields=["shared"])
        record(actor, "shared" if shared else "kept", current, after={"shared": shared}, at=now)
    return current


@transaction.atomic
def take_help_back(actor: User, one: Help, *, now: datetime) -> Help:
    """As if it had never been logged: nobody reads it, and its notices are gone. Not once it has been thanked for."""
    current = _locked(one)
    if current.state == State.TAKEN_BACK and current.logged_by_id == actor.pk:
        return current
    if not can_take_help_back(actor, current):
        raise PermissionDenied
    if current.kudos is not None and current.kudos.taken_back_at is None:
        raise ActionRefused("", "It was thanked for already, so it stays.")
    current.state, current.shared = State.TAKEN_BACK, False
    current.save(update_fields=["state", "shared"])
    told = Notice.objects.filter(user__in=[current.helped_id, current.helper_id], kind=HELP)
    told.filter(key__in=[key_of(current), f"{key_of(current)}-so"]).delete()
    record(actor, "took back", current, at=now)
    return current


def thanked_by(kudos: Kudos, people: Iterable[User]) -> None:
    """A thanks rests on help: note it there. In the caller's transaction; one statement where it does, else none."""
    found = _ADDRESS.match(kudos.link_url)
    if found:
        rows = Help.objects.filter(pk=int(found[1]), helped=kudos.author_id, state=State.COUNTS)
        rows.filter(helper__in=[person.pk for person in people]).update(kudos=kudos)


def key_of(one: Help) -> str:
    """The occasion that its notices name."""
    return f"help-{one.pk}"


def _locked(one: Help) -> Help:
    Help.objects.select_for_update().only("pk").get(pk=one.pk)
    return Help.objects.select_related("kudos").get(pk=one.pk)


def _words(what: str) -> str:
    if "\x00" in what:
        words = "The text holds a character that cannot be kept. Type it again."
        raise ActionRefused("what", words)
    missing = "Say in a few words what with, for example “the refund screen”."
    return kept_line("what", what, limit=LONGEST, missing=missing)


def _when(at: datetime, now: datetime) -> datetime:
    if at > now + SOON:
        raise ActionRefused("day", "That is still to come. Choose when it was, roughly.")
    if at < now - EARLIEST:
        raise ActionRefused("day", "Choose a day within the last month.")
    return min(at, now)


def _case(actor: User, case: str, now: datetime) -> int | None:
    asked = case.strip().removeprefix("#")
    if not asked:
        return None
    if asked.isascii() and asked.isdigit() and len(asked) <= 15:
        asked = f"/escalations/{asked}/"
    found = origin_at(actor, asked, now)
    if found is None or found.kind != _CASE:
        words = (
            "There is no such case for you to open. Give its number or its address, or leave it."
        )
        raise ActionRefused("case", words)
    return found.pk


def _teams(helped: User, helper: User, now: datetime) -> tuple[Team, Team]:
    """The team the two share, else each one's own: by name, the first."""
    held = Membership.objects.on(organisation_day(now)).filter(
        user__in=[helped, helper], team__isnull=False, team__archived_at=None
    )
    places: dict[int, set[int]] = {helped.pk: set(), helper.pk: set()}
    for user_id, team_id in held.values_list("user_id", "team_id"):
        places[user_id].add(team_id or 0)
    for person in (helped, helper):
        # Whoever is in a team by its own day, while the organisation's is another.
        places[person.pk] |= standing_of(person, now).teams if not places[person.pk] else set()
    common = places[helped.pk] & places[helper.pk]
    chosen = [min(common or places[one.pk], default=0) for one in (helped, helper)]
    teams = Team.objects.in_bulk(chosen)
    if len(teams) < len(set(chosen)):
        raise ActionRefused("who", "Choose a colleague who is in a team today.")
    return teams[chosen[0]], teams[chosen[1]]
