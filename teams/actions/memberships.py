"""Who is in which team, as what: joining, moving, changing role, ending.

A person is an agent in one team at a time. Every action here locks the person's row first, so that two at
the same moment are one after the other; overlaps are then looked for and refused. `ends_on` is the first
day on which a membership no longer holds, so a move ends one and starts the next on the same day.

Days may lie in the past: the record is put right. Readings keep the team they came in with; attributing
them anew is a decision of its own and not made here.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Q

from teams.actions.administrators import hold_administrators, refuse_last_administrator
from teams.actions.audit import fields_of, record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.events import membership_changed
from teams.models import Membership, MembershipQuerySet, Role, Team, User

_FIELDS = ("user", "team", "role", "starts_on", "ends_on", "end_reason")
_EARLIEST = date(1950, 1, 1)


@transaction.atomic
def join_team(
    actor: User | None, person: User, team: Team, role: str, starts_on: date
) -> Membership:
    """A person joins a team as agent, supervisor or manager, from a day on."""
    if role not in {Role.AGENT, Role.SUPERVISOR, Role.MANAGER}:
        raise ActionRefused("role", "Choose agent, supervisor or manager.")
    person = _locked(person)
    _refuse_gone(person, starts_on)
    _refuse_archived(team)
    _refuse_overlap(person, team, role, starts_on)
    membership = _start(person, team, role, starts_on)
    record(actor, "joined", membership, after=fields_of(membership, _FIELDS))
    membership_changed.send(Membership, user=person, team=team, since=starts_on)
    return membership


@transaction.atomic
def move_agent(
    actor: User | None, person: User, to_team: Team, on: date, reason: str = ""
) -> Membership:
    """An agent changes team: `on` is the first day in the new one.

    A move already noted for a later day into the same team is brought forward. Otherwise the new
    membership lasts as long as the old one would have.
    """
    person = _locked(person)
    _refuse_gone(person, on)
    _refuse_archived(to_team)
    agent = _held(person).filter(role=Role.AGENT)
    old = agent.on(on).first()
    if old is None or old.team is None:
        raise ActionRefused("on", f"{person.name} is not an agent in any team on {_said(on)}.")
    if old.team_id == to_team.pk:
        since = _said(old.starts_on)
        raise ActionRefused(
            "to_team", f"{person.name} is an agent in {to_team.name} since {since}."
        )
    following = agent.filter(starts_on__gt=on).order_by("starts_on").first()
    if following is not None and (
        following.team_id != to_team.pk or following.starts_on != old.ends_on
    ):
        raise ActionRefused(
            "on",
            f"{person.name} is in {following.team} from {_said(following.starts_on)}. "
            "Choose a later day.",
        )
    until, why_then = old.ends_on, old.end_reason
    before = fields_of(old, _FIELDS)
    old.ends_on, old.end_reason = on, reason.strip()[:300]
    old.save(update_fields=["ends_on", "end_reason"])
    if following is None:
        new = _start(person, to_team, Role.AGENT, on, until, why_then)
    else:
        new = following
        new.starts_on = on
        new.save(update_fields=["starts_on"])
    record(actor, "moved", new, before, fields_of(new, _FIELDS), old.end_reason)
    for team in (old.team, to_team):
        membership_changed.send(Membership, user=person, team=team, since=on)
    return new


@transaction.atomic
def change_role(
    actor: User | None, membership: Membership, role: str, on: date, reason: str = ""
) -> Membership:
    """Another role in the same team, from a day on."""
    if role not in {Role.AGENT, Role.SUPERVISOR, Role.MANAGER}:
        raise ActionRefused("role", "Choose agent, supervisor or manager.")
    person = _locked(membership.user)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("team")
        .get(pk=membership.pk)
    )
    team = membership.team
    if team is None or membership.ends_on is not None:
        raise ActionRefused("", "This role has ended. Add a new one instead.")
    if role == membership.role:
        raise ActionRefused("role", f"{person.name} has this role already.")
    _refuse_gone(person, on)
    _refuse_before_start(membership, on)
    before = fields_of(membership, _FIELDS)
    membership.ends_on, membership.end_reason = on, reason.strip()[:300]
    membership.save(update_fields=["ends_on", "end_reason"])
    _refuse_overlap(person, team, role, on)
    new = _start(person, team, role, on)
    record(actor, "changed role", new, before, fields_of(new, _FIELDS), membership.end_reason)
    membership_changed.send(Membership, user=person, team=team, since=on)
    return new


@transaction.atomic
def end_membership(actor: User | None, membership: Membership, on: date, reason: str = "") -> None:
    """End a membership; `on` is the first day on which it no longer holds."""
    if membership.role == Role.ADMINISTRATOR:
        hold_administrators()
    person = _locked(membership.user)
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("team")
        .get(pk=membership.pk)
    )
    _refuse_before_start(membership, on)
    if membership.ends_on is not None and membership.ends_on <= on:
        raise ActionRefused("on", f"This has ended already, on {_said(membership.ends_on)}.")
    if membership.role == Role.ADMINISTRATOR:
        refuse_last_administrator(person)
    before = fields_of(membership, _FIELDS)
    membership.ends_on, membership.end_reason = on, reason.strip()[:300]
    membership.save(update_fields=["ends_on", "end_reason"])
    after = fields_of(membership, _FIELDS)
    record(actor, "ended", membership, before, after, membership.end_reason)
    membership_changed.send(Membership, user=person, team=membership.team, since=on)


def _locked(person: User) -> User:
    """The person as they are now; nobody else changes their memberships until we are done."""
    return User.objects.select_for_update().get(pk=person.pk)


def _held(person: User) -> MembershipQuerySet:
    """Memberships that hold for at least a day."""
    return (
        Membership.objects.filter(user=person)
        .select_related("team")
        .exclude(ends_on=F("starts_on"))
    )


def _start(
    person: User,
    team: Team,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    end_reason: str = "",
) -> Membership:
    if starts_on < _EARLIEST:
        raise ActionRefused("on", f"{_said(starts_on)} is too long ago. Check the year.")
    with refused_if_taken("team", f"{person.name} has this role already."):
        return Membership.objects.create(
            user=person,
            team=team,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            end_reason=end_reason,
        )


def _refuse_overlap(person: User, team: Team, role: str, starts_on: date) -> None:
    """Refuse what would hold at the same time as another membership as agent, or of the same kind."""
    same = Q(role=role, team=team)
    clashes = _held(person).filter(Q(role=Role.AGENT) | same if role == Role.AGENT else same)
    clash = (
        clashes.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
        .order_by("starts_on")
        .first()
    )
    if clash is None:
        return
    until = "" if clash.ends_on is None else f" until {_said(clash.ends_on)}"
    said = f"{person.name} is {clash.get_role_display().lower()} in {clash.team}"
    since = f"from {_said(clash.starts_on)}{until}"
    remedy = "Move them instead, or choose another day." if role == Role.AGENT else "One is enough."
    raise ActionRefused("team", f"{said} {since}. {remedy}")


def _refuse_gone(person: User, on: date) -> None:
    if person.left_on is not None:
        raise ActionRefused("on", f"{person.name} left on {_said(person.left_on)}.")
    if not person.is_active:
        raise ActionRefused("", f"{person.name} cannot sign in any more. Welcome them back first.")


def _refuse_archived(team: Team) -> None:
    if Team.objects.filter(pk=team.pk, archived_at__isnull=False).exists():
        raise ActionRefused("team", f"{team.name} is archived. Choose another team.")


def _refuse_before_start(membership: Membership, on: date) -> None:
    if on < membership.starts_on:
        raise ActionRefused("on", f"It began on {_said(membership.starts_on)}. Choose a later day.")


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
