"""The record of changes holds any value as JSON can, and says who, when and why."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from teams.actions import record, update_person
from teams.actions.audit import differences, fields_of, plain
from teams.models import AuditEntry

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_values_as_json_can_hold_them(agent):
    given = {
        "day": date(2026, 5, 1),
        "time": time(9, 30),
        "at": NOW,
        "figure": Decimal("4.20"),
        "person": agent,
        "more": {"days": (date(2026, 5, 1),), 1: [None, True]},
    }
    assert plain(given) == {
        "day": "2026-05-01",
        "time": "09:30:00",
        "at": "2026-11-21T12:00:00+00:00",
        "figure": "4.20",
        "person": agent.pk,
        "more": {"days": ["2026-05-01"], "1": [None, True]},
    }


def test_case_15_an_entry_says_who_when_what_and_why(agent, administrator):
    entry = record(administrator, "tried", agent, {"a": 1}, {"a": 2}, "Because " * 100, at=NOW)
    entry.refresh_from_db()
    assert (entry.actor, entry.at, entry.verb) == (administrator, NOW, "tried")
    assert (entry.kind, entry.object_id) == ("teams.user", agent.pk)
    assert (entry.before, entry.after) == ({"a": 1}, {"a": 2})
    assert len(entry.reason) == 500


def test_case_15_the_system_has_no_name(agent):
    assert record(None, "tried", agent).actor is None


def test_only_what_differs_is_kept():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == (
        {"b": 2, "c": None},
        {"b": 3, "c": 4},
    )


def test_foreign_keys_are_ids_without_asking(agent, django_assert_num_queries):
    membership = agent.memberships.get()
    with django_assert_num_queries(0):
        values = fields_of(membership, ("user", "team", "starts_on"))
    assert values == {
        "user": agent.pk,
        "team": membership.team_id,
        "starts_on": "2020-01-01",
    }


def test_nothing_changed_leaves_no_entry(agent):
    update_person(None, agent, name=agent.name)
    assert not AuditEntry.objects.filter(verb="changed").exists()
