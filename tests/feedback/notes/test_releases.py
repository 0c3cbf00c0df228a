"""Letting a third person in: who may, until when, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine as travel
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.urls import reverse

from feedback.actions.notes import share_note
from feedback.actions.releases import end_release, open_release, release
from feedback.models import Release
from feedback.permissions.notes import notes_visible_to
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
WEEK = timedelta(days=7)


def let_in(by, note, to, **values):
    return release(by, note, **{"to": to, "until": TODAY + WEEK, "reason": "To help.", "now": NOW, **values})  # fmt: skip


def test_either_of_the_two_lets_somebody_in_once_it_is_shared(
    supervisor, agent, manager, administrator, private
):
    with pytest.raises(PermissionDenied):
        let_in(supervisor, private, manager)
    share_note(supervisor, private, now=NOW)
    assert let_in(supervisor, private, manager).by == supervisor
    assert let_in(agent, private, administrator).by == agent


def test_nobody_else_lets_anybody_in(shared, manager, administrator, colleague):
    for who in (manager, administrator, colleague):
        with pytest.raises(PermissionDenied):
            let_in(who, shared, administrator)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("reason", {"reason": " "}),
        ("reason", {"reason": "a" * 301}),
        ("until", {"until": None}),
        ("until", {"until": TODAY - timedelta(days=1)}),
        ("until", {"until": TODAY + timedelta(days=93)}),
        ("to", {"to": None}),
    ],
)
def test_it_says_to_whom_until_when_and_why(supervisor, manager, shared, field, values):
    with pytest.raises(ActionRefused) as refused:
        let_in(supervisor, shared, **{"to": manager, **values})
    assert refused.value.field == field
    assert not Release.objects.exists()


def test_only_somebody_near_or_in_charge_can_be_let_in(
    supervisor, agent, shared, stranger, other_supervisor, colleague, deactivated
):
    for who in (stranger, agent, supervisor, deactivated):
        with pytest.raises(ActionRefused):
            let_in(supervisor, shared, who)
    let_in(supervisor, shared, other_supervisor)
    let_in(supervisor, shared, colleague)


def test_whoever_is_let_in_already_is_not_let_in_twice(supervisor, agent, manager, shared):
    let_in(supervisor, shared, manager)
    with pytest.raises(ActionRefused, match="may read it already, until 27 Nov"):
        let_in(agent, shared, manager)


def test_the_other_and_whoever_is_let_in_are_told_without_a_word(
    supervisor, agent, manager, shared
):
    let_in(agent, shared, manager)
    told = {one.user: one for one in Notice.objects.filter(kind="feedback.released")}
    assert told[manager].text == "Jin lets you read a private note until 27 Nov."
    assert told[supervisor].text == "Jin let Priya read a private note between you until 27 Nov."
    assert agent not in told
    assert "help" not in "".join(one.text + one.detail for one in told.values())


def test_it_is_read_after_saying_so_until_its_day_and_both_see_when(
    client_of, supervisor, agent, manager, shared
):
    given = let_in(supervisor, shared, manager)
    reader = client_of(manager)
    address = reverse("feedback:released_item", args=[given.pk])
    assert b"Between us" not in reader.get(address).content
    reader.post(reverse("feedback:released_open", args=[given.pk]))
    assert b"Between us" in reader.get(address).content
    assert reader.get(reverse("feedback:note", args=[shared.pk])).status_code == 404
    for who in (supervisor, agent):
        page = client_of(who).get(reverse("feedback:note", args=[shared.pk])).content.decode()
        assert "let Priya Nair read this until 27 Nov. First opened on 20 Nov." in page
    with travel.travel(NOW + 2 * WEEK, tick=False):
        late = client_of(manager).get(address)
        assert b"This is over." in late.content
        assert b"Between us" not in late.content
        page = client_of(agent).get(reverse("feedback:note", args=[shared.pk])).content.decode()
        assert "First opened on 20 Nov." in page


def test_only_whoever_gave_it_ends_it(supervisor, agent, manager, shared):
    given = let_in(agent, shared, manager)
    for who in (supervisor, manager):
        with pytest.raises(PermissionDenied):
            end_release(who, given, now=NOW)
    assert notes_visible_to(manager, TODAY).filter(pk=shared.pk).exists()
    end_release(agent, given, now=NOW)
    end_release(agent, given, now=NOW + WEEK)
    given.refresh_from_db()
    assert given.ended_at == NOW
    assert not notes_visible_to(manager, TODAY).filter(pk=shared.pk).exists()
    with pytest.raises(ActionRefused, match="over"):
        open_release(manager, given, now=NOW)


def test_the_entry_stays_and_keeps_what_it_is_about(supervisor, manager, shared):
    given = let_in(supervisor, shared, manager)
    with pytest.raises(ProtectedError):
        shared.delete()
    end_release(supervisor, given, now=NOW)
    assert Release.objects.filter(pk=given.pk).exists()


def test_every_verb_is_recorded_without_the_reason(supervisor, manager, shared):
    given = let_in(supervisor, shared, manager)
    open_release(manager, given, now=NOW)
    open_release(manager, given, now=NOW)
    end_release(supervisor, given, now=NOW)
    entries = AuditEntry.objects.filter(kind="feedback.release").order_by("pk")
    assert [(one.actor, one.verb) for one in entries] == [
        (supervisor, "released"), (manager, "read"), (supervisor, "ended"),
    ]  # fmt: skip
    assert {f"{one.before}{one.after}{one.reason}" for one in entries} == {"{}{}"}
