"""The leader's mirror: two periods side by side, two nudges at most, and nobody's but the leader's."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from feedback.actions.one_to_ones.agreements import agree
from feedback.models import Agreement, Kudos
from teams import mirror_parts
from teams.actions.huddle_record import commit_to, finish_entry
from teams.actions.huddles import make_ready
from teams.mirror_parts import Nudge, Reflection, Side, Spans, Thing, kept_words
from teams.models import AuditEntry, Organisation
from teams.queries.mirror import mirror_of, taken_on
from teams.spans import MONTH, QUARTER, span_of
from tests.access.table import TABLE
from tests.access.world import World
from tests.as_before import as_before
from tests.feedback.kudos_scene import thanks
from tests.teams.decisions_scene import decided

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
MARK = "planted-for-the-mirror"


def spans(kind=MONTH, day=TODAY, starts_in=1):
    """The two periods, by London's days."""
    this = span_of(day, kind, starts_in)
    before = span_of(this.first - DAY, kind, starts_in)
    return Spans(this, before, Organisation(time_zone="Europe/London").clock, day)


def a_reflection(key, place=1, nudge=None):
    return Reflection(
        key,
        place,
        key.capitalize(),
        Side(f"This {key}."),
        Side(f"Before {key}."),
        "How.",
        nudge=nudge,
    )


@pytest.fixture
def brought(monkeypatch):
    """What apps bring, as a list to be filled; the spans they were asked with."""
    there, asked = [], []

    def source(leader, over, now):
        asked.append((leader, over))
        return list(there)

    monkeypatch.setattr(mirror_parts, "_sources", {"test": source})
    return there, asked


# --- Putting it together ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_month_or_a_quarter_by_the_organisations_days(brought, supervisor):
    _, asked = brought
    page = mirror_of(supervisor, MONTH, NOW)
    assert (page.this, page.before) == ("November so far", "October")
    quarter = mirror_of(supervisor, QUARTER, NOW)
    assert (quarter.this, quarter.before) == ("Oct to Dec so far", "Jul to Sep")
    Organisation.objects.update(fiscal_year_starts_in=2)
    assert mirror_of(supervisor, QUARTER, NOW).this == "Nov 2026 to Jan 2027 so far"
    # In London it is December already.
    last = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert mirror_of(supervisor, MONTH, last).this == "November"
    (who, over), *_ = asked
    assert who == supervisor
    assert over.since == datetime(2026, 9, 30, 23, tzinfo=UTC)
    assert over.until == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_two_nudges_at_most_the_most_pressing_first(brought, supervisor):
    there, _ = brought
    for place, rank in enumerate((30, 10, 20)):
        nudge = Nudge(rank, f"Nudge {rank}", "Text.", "Do it", "/")
        there.append(a_reflection(f"r{rank}", place, nudge))
    page = mirror_of(supervisor, MONTH, NOW)
    assert [one.rank for one in page.nudges] == [10, 20]
    assert [one.key for one in page.reflections] == ["r30", "r10", "r20"]


def test_rows_are_parted_by_the_day_on_the_organisations_wall():
    over = spans()
    late = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
    summer = datetime(2026, 9, 30, 23, 30, tzinfo=UTC)
    rows = [NOW, late, summer, summer - timedelta(hours=1), date(2026, 11, 30), None]
    assert over.parted(rows, lambda row: row) == ([NOW, date(2026, 11, 30)], [late, summer])


# --- What `teams` knows ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_one_took_on_in_huddles(supervisor, agent, north):
    def commit(day, words, whose, *, done):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        huddle = make_ready(supervisor, north, day, now=at)
        entry = commit_to(supervisor, huddle, words=words, whose=whose.pk, now=at)
        if done:
            finish_entry(supervisor, entry, now=at)

    for n, done in enumerate((True, False)):
        commit(TODAY - n * DAY, f"Ring the depot {n}", supervisor, done=done)
    commit(TODAY - 2 * DAY, "Of Jin’s", agent, done=True)
    commit(date(2026, 10, 5), "Write it up", supervisor, done=True)
    (found,) = taken_on(supervisor, spans(), NOW)
    assert found.this.sentence == "You took 2 things on, and did 1 of them."
    assert [(one.title, one.hint) for one in found.this.things] == [
        ("Ring the depot 0", "Done"),
        ("Ring the depot 1", "Open"),
    ]
    assert found.before.sentence == "You took one thing on, and did it."
    (none,) = taken_on(agent, spans(day=date(2026, 1, 5)), NOW)
    assert none.this.sentence == "You took nothing on."


@pytest.mark.django_db
def test_a_decision_whose_day_has_come_is_a_nudge(supervisor, other_supervisor, north):
    made = decided(supervisor, north, review_on=TODAY + DAY, now=NOW)
    assert next(taken_on(supervisor, spans(), NOW)).nudge is None
    nudge = next(taken_on(supervisor, spans(day=TODAY + DAY), NOW + DAY)).nudge
    assert nudge.url == f"/decisions/{made.pk}/"
    assert next(taken_on(other_supervisor, spans(day=TODAY + DAY), NOW + DAY)).nudge is None


# --- The pages -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_says_both_and_leads_to_the_rows(brought, supervisor, client_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    there, _ = brought
    there.append(
        Reflection(
            "talks", 1, "Talks", Side("You held 2.", (Thing("With Jin", "/x/", "Fri 20 Nov"),)),
            Side("You held 3."), "Talks you lead.", nudge=Nudge(1, "Talk with Jin", "Soon.", "Book", "/b/"),
        )
    )  # fmt: skip
    client = client_of(supervisor)
    answer = client.get("/me/mirror/")
    text = answer.content.decode()
    for words in ("You held 2.", "You held 3.", "November so far", "October", "Talk with Jin"):
        assert words in text
    assert "no-store" in answer["Cache-Control"]
    rows = client.get("/me/mirror/talks/?over=quarter").content.decode()
    for words in ("Talks you lead.", "With Jin", "Oct to Dec so far", "/me/mirror/?over=quarter"):
        assert words in rows
    assert client.get("/me/mirror/nothing/").status_code == 404
    assert "November so far" in client.get("/me/mirror/?over=nonsense").content.decode()
    assert client.post("/me/mirror/").status_code == 405


@pytest.mark.django_db
def test_what_had_nothing_in_either_time_is_one_sentence_at_the_end(
    brought, supervisor, client_of, time_machine
):
    time_machine.move_to(NOW, tick=False)
    there, _ = brought
    none = Side("You did none of it.", is_nothing=True)
    there += [
        a_reflection("talks"),
        replace(a_reflection("ideas"), this=none),
        replace(a_reflection("cases"), this=none, before=none),
        replace(a_reflection("kudos"), this=none, before=none),
    ]
    page = client_of(supervisor).get("/me/mirror/").content.decode()
    table, _, after = page.partition("</table>")
    assert ("Talks" in table, "Ideas" in table, "Cases" in table) == (True, True, False)
    assert table.count("You did none of it.") == 1
    text = re.sub(r"<[^>]+>", "", after)
    assert "Nothing in either: cases and kudos." in text
    assert "/me/mirror/cases/" in after


@pytest.mark.parametrize(
    ("number", "kept", "said"),
    [
        (1, 1, "The one that fell due, you kept."),
        (1, 0, "The one that fell due was not kept in time."),
        (2, 2, "Both that fell due you kept in time."),
        (2, 1, "Of 2 that fell due you kept 1 in time."),
        (3, 3, "All 3 that fell due you kept in time."),
        (3, 0, "Of 3 that fell due you kept none in time."),
    ],
)
def test_promises_kept_in_words(number, kept, said):
    assert kept_words(number, kept) == said


@pytest.mark.django_db
def test_case_03_looking_leaves_no_trace_and_an_address_names_nobody(
    brought, supervisor, manager, agent, administrator, client_of
):
    _, asked = brought
    before = AuditEntry.objects.count()
    for query in ("", f"?person={supervisor.pk}", f"?user={supervisor.pk}&leader=marcus"):
        assert client_of(manager).get(f"/me/mirror/{query}").status_code == 200
        for nobody in (agent, administrator):
            assert client_of(nobody).get(f"/me/mirror/{query}").status_code == 404
            assert client_of(nobody).get(f"/me/mirror/talks/{query}").status_code == 404
    assert {leader for leader, _ in asked} == {manager}
    assert AuditEntry.objects.count() == before


# --- Nobody else's: every address is asked, by everybody else ----------------------------------------

OTHERS = ("agent", "manager", "other_supervisor", "stranger", "administrator")
ADDRESSES = ("teams:mirror", "teams:mirror_figure")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, and in it a promise and a private thanks of Marcus's that carry a word of their own."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            made = World()
            marcus, jin = made.people["supervisor"], made.people["agent"]
            agree(
                marcus, made.talks.series, owner=marcus, words=f"Ask for it {MARK}",
                due_on=TODAY + DAY, now=NOW,
            )  # fmt: skip
            Agreement.objects.filter(words__contains=MARK).update(due_on=TODAY - 2 * DAY)
            kudos = thanks(marcus, jin, visibility="private", now=NOW - DAY)
            Kudos.objects.filter(pk=kudos.pk).update(words=MARK)
            made.private = kudos  # type: ignore[attr-defined]
            yield made
            transaction.set_rollback(True)
        connection.close()


def said(world: World, role: str, path: str) -> str:
    """All that an answer holds; afterwards everything is as before."""
    client = world.callers[role]
    cookies = copy.deepcopy(client.cookies)
    with time_machine.travel(NOW, tick=False), as_before():
        answer: Any = client.get(path)
        body = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
    client.cookies = cookies
    return body


@pytest.mark.django_db
@pytest.mark.either_database
def test_marcus_sees_himself(world):
    assert f"Ask for it {MARK}" in said(world, "supervisor", "/me/mirror/")
    for over in ("", "?over=quarter"):
        assert MARK in said(world, "supervisor", f"/me/mirror/promises/{over}")
        rows = said(world, "supervisor", f"/me/mirror/thanks/{over}")
        assert reverse("feedback:kudos_item", args=[world.private.pk]) in rows


@pytest.mark.django_db
@pytest.mark.either_database
@pytest.mark.parametrize("role", OTHERS)
def test_case_03_nobody_else_is_shown_it(world, role):
    """Threat 3: not the one it is about, not who leads the leader, not an administrator; by no address of the site."""
    keys = [one.key for one in mirror_of(world.people["supervisor"], MONTH, NOW).reflections]
    assert {"promises", "thanks", "help", "answers"} <= set(keys)
    query = f"?person={world.people['supervisor'].pk}&user=marcus&leader=marcus&over=quarter"
    paths = ["/me/mirror/", *(f"/me/mirror/{key}/" for key in keys)]
    shown = "".join(said(world, role, path + query) for path in paths)
    assert MARK not in shown
    assert f'href="{reverse("feedback:kudos_item", args=[world.private.pk])}"' not in shown


@pytest.mark.django_db
@pytest.mark.either_database
@pytest.mark.either_database
def test_case_03_no_address_but_the_mirror_speaks_of_it(world):
    """An administrator reads every other page there is: none holds a line of a mirror."""
    asked, read = 0, []
    for name, row in TABLE.items():
        if name in ADDRESSES or name == "admin:*":
            continue
        try:
            path = reverse(name, kwargs=row.at(world))
        except NoReverseMatch:
            continue
        asked += 1
        text = said(world, "administrator", path)
        if MARK in text or "/me/mirror/" in text:
            read.append(name)
    assert asked > 200
    assert read == []
