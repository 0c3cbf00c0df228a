"""The playbook through the API: as it is for the caller, and confirming it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from escalations.actions.keeping import put_protocol_away
from escalations.actions.levels import set_level
from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.words import add_words, put_words_away, say_used
from escalations.models import Category, Confirmation
from tests.api.conftest import NOW


@pytest.fixture
def delivery(db):
    return Category.objects.get(slug="delivery")


@pytest.fixture
def limit(manager, delivery):
    return add_limit(
        manager, category=delivery, name="Delivery charge", kind="refund",
        amounts={0: Decimal(25), 2: Decimal(75), 4: Decimal(200)}, reason="Usual.", now=NOW,
    )  # fmt: skip


@pytest.fixture
def protocol(manager, delivery, limit):
    return write_protocol(
        manager,
        title="Late delivery",
        category=delivery,
        owner=manager,
        review_on=date(2027, 5, 1),
        situation="A slot was missed.",
        lines=[
            NewLine("yours", "Refund the delivery charge", limit),
            NewLine("yours", "A priority slot", from_level=2),
            NewLine("never", "Never promise an exact time"),
        ],
        publish=True,
        now=NOW,
    )


@pytest.fixture
def jin(caller_of, agent):
    caller = caller_of(agent)
    agent.tokens.update(scopes=["read", "write"])
    return caller


def test_lines_are_as_they_are_at_ones_level(jin, protocol, manager, agent, delivery, supervisor):
    (row,) = jin.rows("protocols/")
    assert (row["slug"], row["category"], row["version"]) == ("late-delivery", "delivery", 1)
    assert (row["owner"], row["confirmed_on"], row["archived"]) == ("priya", None, False)
    told = [(line["kind"], line["amount"]) for line in row["lines"]]
    assert told == [("yours", "25.00"), ("ask", None), ("never", None)]
    set_level(
        supervisor, agent, category=delivery, level=2, because="training", reason="Done.", now=NOW
    )
    again = jin.get("protocols/late-delivery/").json()
    told = [(line["kind"], line["amount"]) for line in again["lines"]]
    assert told == [("yours", "75.00"), ("yours", None), ("never", None)]
    assert jin.rows("protocols/", category="billing") == []


def test_words_that_helped_come_with_whose_they_are(jin, protocol, agent, colleague):
    kept = add_words(colleague, protocol, text="I'd be fed up too.", now=NOW)
    gone = add_words(colleague, protocol, text="Calm down.", now=NOW)
    put_words_away(colleague, gone, now=NOW)
    say_used(agent, kept, now=NOW)
    assert jin.get("protocols/late-delivery/").json()["words"] == [
        {"id": kept.pk, "text": "I'd be fed up too.", "whose": "dele", "used": 1}
    ]


def test_confirming_counts_once_and_only_for_what_holds(jin, protocol, manager):
    path = "protocols/late-delivery/confirm/"
    for _ in range(2):
        assert jin.post(path, {"version": 1}).json()["confirmed_on"] == "2026-11-20"
    assert Confirmation.objects.count() == 1
    later = NOW + timedelta(minutes=30)
    write_version(
        manager, protocol, situation="A slot was missed twice.", change="Twice.",
        lines=[NewLine("ask", "Anything")], publish=True, now=later,
    )  # fmt: skip
    assert jin.get("protocols/late-delivery/").json()["confirmed_on"] is None
    assert jin.post(path, {"version": 1}).status_code == 409
    for body in ({}, {"version": 9}, {"version": 2, "person": "dele"}, {"version": "x"}):
        assert jin.post(path, body).status_code == 400
    assert jin.post(path, {"version": 2}).json()["version"] == 2


def test_case_1_drafts_and_what_is_put_away_are_for_who_writes(
    jin, api, protocol, manager, delivery
):
    write_protocol(
        manager, title="Not yet", category=delivery, owner=manager, review_on=date(2027, 5, 1),
        situation="Something.", lines=[NewLine("ask", "Anything")], now=NOW,
    )  # fmt: skip
    assert jin.get("protocols/not-yet/").status_code == 404
    assert jin.post("protocols/not-yet/confirm/", {"version": 1}).status_code == 404
    mine = api.get("protocols/not-yet/").json()
    assert (mine["version"], mine["lines"]) == (None, [])
    put_protocol_away(manager, protocol, away=True, now=NOW)
    assert jin.rows("protocols/") == []
    assert api.get("protocols/late-delivery/").json()["archived"] is True


def test_who_is_in_no_team_confirms_nothing(caller_of, administrator, protocol):
    ada = caller_of(administrator)
    administrator.tokens.update(scopes=["read", "write"])
    assert ada.get("protocols/late-delivery/").status_code == 200
    assert ada.post("protocols/late-delivery/confirm/", {"version": 1}).status_code == 403


def test_categories_and_limits(jin, api, limit):
    rows = jin.rows("categories/")
    version = rows[0].pop("version")
    assert rows[0] == {
        "slug": "delivery", "name": "Delivery", "key": 1, "urgent": False, "archived": False,
    }  # fmt: skip
    assert len(version) == 16
    assert [row["slug"] for row in rows if row["urgent"]] == ["safety-legal"]
    (mine,) = jin.rows("limits/")
    assert mine["amounts"] == {"0": "25.00", "2": "75.00", "4": "200.00"}
    assert (mine["category"], mine["kind"], mine["yours"]) == ("delivery", "refund", "25.00")
    (theirs,) = api.rows("limits/")
    assert theirs["yours"] == "200.00"
    for path, status in (("categories/", 403), ("limits/", 400), ("protocols/", 400)):
        assert api.post(path, {"name": "New"}).status_code == status


def test_lists_take_as_many_statements_for_many(
    jin, manager, delivery, protocol, django_assert_max_num_queries
):
    for number in range(8):
        write_protocol(
            manager, title=f"Number {number}", category=delivery, owner=manager,
            review_on=date(2027, 5, 1), situation="Something.",
            lines=[NewLine("ask", "Anything")], publish=True, now=NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        assert len(jin.rows("protocols/")) == 9
