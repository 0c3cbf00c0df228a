"""What of `teams` can be found: people, teams and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.signals import post_migrate
from django.urls import reverse

from teams.models import Decision, Team, User
from teams.permissions import can_administer, person_pages_visible_to, teams_visible_to
from teams.permissions.decisions import can_log_decisions, decisions_visible_to
from teams.searching import (
    DAY,
    Document,
    Source,
    Things,
    Verb,
    day_as_instant,
    fill_what_is_empty,
    register_source,
    register_verbs,
)

PERSON = "person"
DECISION = "decision"


def register() -> None:
    """Called once, when the app is ready."""
    register_source(
        Source(
            kind=PERSON,
            label="People",
            icon="user-round",
            things=Things(User, _person, frozenset({"name"})),
            visible=_people,
            address=lambda key: reverse("teams:person", args=[int(key)]),
            place=1,
            by_name=True,
        )
    )
    register_source(
        Source(
            kind="team",
            label="Teams",
            icon="users",
            things=Things(Team, _team, frozenset({"name", "slug", "archived_at"})),
            visible=_teams,
            # The page of a team gathers from every app, so it is not one of ours.
            address=lambda key: reverse("team", args=[key]),
            place=2,
            by_name=True,
        )
    )
    register_source(
        Source(
            kind=DECISION,
            label="Decisions",
            icon="signpost",
            things=Things(
                Decision,
                _decision,
                frozenset({"what", "why", "again_if", "decided_on", "ended_at"}),
            ),
            visible=_decisions,
            address=lambda key: reverse("teams:decision", args=[int(key)]),
            place=11,
            dated=DAY,
        )
    )
    register_verbs("teams", _verbs)


def follow_migrations(sender: object) -> None:
    """Write the documents of what is there once the tables are."""
    post_migrate.connect(_migrated, sender=sender, dispatch_uid="searching.fill")


def _migrated(**_signal: object) -> None:
    fill_what_is_empty()


def _person(person: User) -> Document:
    return Document(person.name)


def _people(user: User, now: datetime) -> QuerySet[User]:
    """Whose page one may open."""
    return person_pages_visible_to(user)


def _team(team: Team) -> Document:
    return Document(
        team.name, key=team.slug, detail="Archived" if team.archived_at is not None else ""
    )


def _teams(user: User, now: datetime) -> QuerySet[Team]:
    return teams_visible_to(user)


def _decision(decision: Decision) -> Document:
    return Document(
        decision.what,
        (decision.why, decision.again_if),
        detail="No longer holds" if decision.ended_at is not None else "",
        at=day_as_instant(decision.decided_on),
    )


def _decisions(user: User, now: datetime) -> QuerySet[Decision]:
    return decisions_visible_to(user)


def _verbs(person: User) -> Iterator[Verb]:
    yield Verb("Change your password", reverse("teams:password"), "key-round", "sign in")
    if can_log_decisions(person):
        yield Verb("Write down a decision", reverse("teams:decision_new"), "signpost", "log decide")
    if can_administer(person):
        yield Verb("Add a person", reverse("teams:person_new"), "user-round-plus", "invite new")
        yield Verb("Add a team", reverse("teams:team_new"), "users", "new")
