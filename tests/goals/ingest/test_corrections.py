"""Readings corrected, withdrawn, left out and brought back; and what holds when their source goes on."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.api.incoming import take_in
from goals.ingest import again, corrections
from goals.ingest.corrections import (
    correct_reading,
    exclude_reading,
    restore_reading,
    take_back,
    withdraw_reading,
)
from goals.ingest.funnel import write
from goals.ingest.records import Outcome, Record
from goals.ingest.undo import undo
from goals.models import Correction, ExcludedReading, Import, Progress, Reading, Source, TeamDay
from goals.recompute.run import run_until_done
from teams.actions import join_team
from teams.actions.errors import ActionRefused, Stale
from teams.actions.versions import version_of
from teams.models import AuditEntry, Role
from tests.cast import SINCE
from tests.goals.november import a_goal_of, at
from tests.goals.reliability.figures import assert_as_rebuilt
from tests.scene import NOW, a_ratio

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 3)


@pytest.fixture
def happy(organisation):
    return a_ratio("Happy customers")


@pytest.fixture
def desk(organisation):
    return Source.objects.create(name="Desk")


@pytest.fixture
def send(happy, desk, north, agent, colleague):
    """Sends Jin's reading `a`, or another of the same kind, as the desk does again and again."""

    def sent(value="1", weight="5", *, key="a", who=agent, team=north):
        figure = None if value is None else Decimal(value)
        row = Record(0, happy.pk, key, team.pk, who.pk, at(DAY), figure, Decimal(weight))
        return write(desk, [row], now=NOW)

    sent("8", "10", key="b", who=colleague)
    sent()
    return sent


@pytest.fixture
def goal(happy, manager, north, send):
    made = a_goal_of(happy, manager, team=north, target=Decimal(80))
    run_until_done(NOW)
    return made


def reading(key="a"):
    return Reading.objects.get(external_id=key)


def stands(goal):
    run_until_done(NOW)
    assert_as_rebuilt(NOW)
    row = Progress.objects.get(goal=goal)
    return int(row.value), int(row.weight), row.n


def test_a_correction_counts_and_says_what_was_there(goal, supervisor):
    one = reading()
    correct_reading(
        supervisor, one, value=Decimal(4), weight=None, reason="A  typing slip.", now=NOW
    )
    assert stands(goal) == (12, 15, 2)
    entry = AuditEntry.objects.get(kind="goals.reading")
    assert (entry.verb, entry.actor, entry.reason) == ("corrected", supervisor, "A typing slip.")
    assert (entry.object_id, entry.before["value"], entry.after["value"]) == (
        one.pk,
        "1.0000",
        "4.0000",
    )
    kept = Correction.objects.get()
    assert (kept.kind, kept.sent_value, kept.by) == ("corrected", Decimal(1), supervisor)


def test_what_people_decide_is_no_sign_of_life_of_the_source(goal, supervisor, desk):
    arrival = Source.objects.values("last_arrived_at", "last_reading_at")
    before = arrival.get(pk=desk.pk)
    later = NOW.replace(hour=17)
    correct_reading(supervisor, reading(), value=Decimal(4), weight=None, reason="Typo.", now=later)
    assert arrival.get(pk=desk.pk) == before


def test_a_corrected_reading_stays_corrected_until_the_source_says_something_else(
    goal, supervisor, send
):
    correct_reading(supervisor, reading(), value=Decimal(4), weight=None, reason="Typo.", now=NOW)
    assert send() == Outcome(unchanged=1)
    assert stands(goal) == (12, 15, 2)
    assert send("2", "5") == Outcome(updated=1)
    assert stands(goal) == (10, 15, 2)
    assert not Correction.objects.exists()
    # From here on the source's word counts, its first one included.
    assert send() == Outcome(updated=1)
    assert stands(goal) == (9, 15, 2)


def test_a_second_correction_still_knows_what_the_source_had_sent(goal, supervisor, send):
    for value in (4, 3):
        correct_reading(
            supervisor, reading(), value=Decimal(value), weight=Decimal(4), reason="Typo.", now=NOW
        )
    assert stands(goal) == (11, 14, 2)
    assert Correction.objects.get().sent_value == 1
    assert send() == Outcome(unchanged=1)
    # Corrected back to what it was, there is nothing to hold any more.
    correct_reading(
        supervisor, reading(), value=Decimal(1), weight=Decimal(5), reason="It was right.", now=NOW
    )
    assert not Correction.objects.exists()
    assert stands(goal) == (9, 15, 2)


def test_a_withdrawn_reading_stays_away_until_the_source_says_something_else(
    goal, supervisor, send
):
    withdraw_reading(supervisor, reading(), reason="A test call.", now=NOW)
    assert stands(goal) == (8, 10, 1)
    assert send() == Outcome(unchanged=1)
    assert stands(goal) == (8, 10, 1)
    assert send(None) == Outcome(unchanged=1)
    assert send("3", "5") == Outcome(created=1)
    assert stands(goal) == (11, 15, 2)


def test_a_source_that_withdraws_a_corrected_reading_is_believed(goal, supervisor, send):
    correct_reading(supervisor, reading(), value=Decimal(4), weight=None, reason="Typo.", now=NOW)
    assert send(None) == Outcome(withdrawn=1)
    assert stands(goal) == (8, 10, 1)
    assert not Correction.objects.exists()


def test_a_correction_can_be_taken_back(goal, supervisor):
    correct_reading(supervisor, reading(), value=Decimal(4), weight=None, reason="Typo.", now=NOW)
    kept = Correction.objects.get()
    take_back(supervisor, kept, now=NOW)
    take_back(supervisor, kept, now=NOW)
    assert stands(goal) == (9, 15, 2)
    withdraw_reading(supervisor, reading(), reason="A test call.", now=NOW)
    take_back(supervisor, Correction.objects.get(), now=NOW)
    assert stands(goal) == (9, 15, 2)


def test_an_unfair_rating_is_left_out_and_comes_back_as_it_was(goal, supervisor, send):
    before = Reading.objects.values().get(external_id="a")
    row = exclude_reading(supervisor, reading(), reason="It rated the courier.", now=NOW)
    assert (row.by, row.reason, row.value) == (supervisor, "It rated the courier.", 1)
    assert stands(goal) == (8, 10, 1)
    assert restore_reading(supervisor, row, now=NOW)
    assert restore_reading(supervisor, row, now=NOW) is None
    assert Reading.objects.values().get(external_id="a") == before
    assert stands(goal) == (9, 15, 2)
    verbs = list(AuditEntry.objects.filter(kind="goals.reading").values_list("verb", flat=True))
    assert verbs == ["counted again", "left out"]


def test_what_is_left_out_is_neither_counted_nor_lost_when_it_is_sent_again(
    goal, supervisor, send, desk, happy, north, agent, colleague
):
    row = exclude_reading(supervisor, reading(), reason="It rated the courier.", now=NOW)
    assert send() == Outcome(unchanged=1)
    assert send("2", "6") == Outcome(updated=1)
    assert stands(goal) == (8, 10, 1)
    restore_reading(supervisor, row, now=NOW)
    assert stands(goal) == (10, 16, 2)
    row = exclude_reading(supervisor, reading(), reason="It rated the courier.", now=NOW)
    # Of several readings at once the others go their way.
    rows = [
        Record(0, happy.pk, "a", north.pk, agent.pk, at(DAY), None, Decimal(1)),
        Record(1, happy.pk, "b", north.pk, colleague.pk, at(DAY), Decimal(9), Decimal(10)),
        Record(2, happy.pk, "c", north.pk, agent.pk, at(DAY), Decimal(1), Decimal(1)),
    ]
    assert write(desk, rows, now=NOW) == Outcome(created=1, updated=1, withdrawn=1)
    assert not ExcludedReading.objects.exists()
    assert stands(goal) == (10, 11, 2)


def test_a_corrected_rating_that_is_left_out_keeps_its_correction(goal, supervisor, send):
    correct_reading(supervisor, reading(), value=Decimal(4), weight=None, reason="Typo.", now=NOW)
    row = exclude_reading(supervisor, reading(), reason="It rated the courier.", now=NOW)
    assert send() == Outcome(unchanged=1)
    restore_reading(supervisor, row, now=NOW)
    assert stands(goal) == (12, 15, 2)


def test_both_places_are_summed_anew_and_nothing_else(goal, supervisor, north):
    row = exclude_reading(supervisor, reading("b"), reason="Unfair.", now=NOW)
    run_until_done(NOW)
    assert TeamDay.objects.get(team_id=north.pk).n == 1
    restore_reading(supervisor, row, now=NOW)
    run_until_done(NOW)
    assert TeamDay.objects.get(team_id=north.pk).n == 2


@pytest.mark.parametrize("act", [exclude_reading, withdraw_reading])
def test_case_04_nobody_decides_about_what_measures_them(goal, act, supervisor, agent, stranger):
    for nobody in (agent, stranger):
        with pytest.raises(PermissionDenied):
            act(nobody, reading(), reason="Because.", now=NOW)
    Reading.objects.filter(external_id="a").update(agent_id=supervisor.pk)
    with pytest.raises(PermissionDenied):
        act(supervisor, reading(), reason="Because.", now=NOW)
    assert Reading.objects.count() == 2


def test_case_04_nobody_corrects_or_brings_back_what_measures_them(goal, supervisor, manager):
    Reading.objects.filter(external_id="a").update(agent_id=supervisor.pk)
    with pytest.raises(PermissionDenied):
        correct_reading(
            supervisor, reading(), value=Decimal(5), weight=None, reason="Because.", now=NOW
        )
    row = exclude_reading(manager, reading(), reason="Unfair.", now=NOW)
    with pytest.raises(PermissionDenied):
        restore_reading(supervisor, row, now=NOW)
    restore_reading(manager, row, now=NOW)
    withdraw_reading(manager, reading(), reason="A test call.", now=NOW)
    with pytest.raises(PermissionDenied):
        take_back(supervisor, Correction.objects.get(), now=NOW)


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"value": Decimal(10**9)}, "value"),
        ({"value": None}, "value"),
        ({"weight": Decimal(-1)}, "weight"),
        ({"weight": Decimal("NaN")}, "weight"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_nonsense_is_refused_and_nothing_written(goal, supervisor, figures, field):
    given = {"value": Decimal(4), "weight": Decimal(5), "reason": "Typo.", **figures}
    with pytest.raises(ActionRefused) as refused:
        correct_reading(supervisor, reading(), now=NOW, **given)
    assert refused.value.field == field
    assert not AuditEntry.objects.filter(kind="goals.reading").exists()


def test_case_20_of_two_who_correct_it_the_second_is_told(goal, supervisor, manager):
    version = version_of(reading(), corrections.READING_FIELDS)
    given = {"weight": None, "reason": "Typo.", "version": version, "now": NOW}
    correct_reading(supervisor, reading(), value=Decimal(4), **given)
    # The same form twice is no conflict.
    correct_reading(supervisor, reading(), value=Decimal(4), **given)
    with pytest.raises(Stale):
        correct_reading(manager, reading(), value=Decimal(3), **given)
    with pytest.raises(Stale):
        exclude_reading(manager, reading(), reason="Unfair.", version=version, now=NOW)
    gone = reading()
    withdraw_reading(manager, gone, reason="A test call.", now=NOW)
    with pytest.raises(ActionRefused):
        withdraw_reading(manager, gone, reason="A test call.", now=NOW)


def test_ingest_takes_one_more_statement_where_nobody_decided_anything(goal, send):
    with CaptureQueriesContext(connection) as captured:
        send("3", "5")
    looked = [query for query in captured if "goals_excludedreading" in query["sql"]]
    assert len(looked) == 1


# --- Beside imports and the API --------------------------------------------------------------------


def test_undoing_an_import_takes_back_what_it_brought_even_where_it_is_left_out(
    goal, supervisor, manager, desk, happy, north, agent, colleague
):
    def bring(name, *rows):
        run = Import.objects.create(
            created_by=manager, created_at=NOW, state=Import.State.DONE, file_name=name,
            digest=name, source_name=desk.name, done_at=NOW,
        )  # fmt: skip
        records = [
            Record(n, happy.pk, key, north.pk, agent.pk, at(DAY), Decimal(value), Decimal(5))
            for n, (key, value) in enumerate(rows)
        ]
        write(desk, records, now=NOW, import_run=run)
        return run

    first = bring("first", ("a", "2"), ("new", "3"))
    for key in ("a", "new"):
        exclude_reading(supervisor, reading(key), reason="Unfair.", now=NOW)
    second = bring("second", ("a", "4"))
    assert ExcludedReading.objects.get(external_id="a").value == 4
    undo(second, manager, now=NOW)
    assert ExcludedReading.objects.get(external_id="a").value == 2
    undo(first, manager, now=NOW)
    kept = ExcludedReading.objects.get()
    assert (kept.external_id, kept.value) == ("a", 1)
    assert stands(goal) == (8, 10, 1)


def taken_in(person, row):
    body = json.dumps({"readings": [row]}).encode()
    return take_in(person, body, source="", all_or_none=False, now=NOW)


def test_case_02_another_teams_sender_reaches_nothing_that_was_left_out(
    goal, supervisor, manager, south, stranger, other_supervisor
):
    row = exclude_reading(supervisor, reading(), reason="Unfair.", now=NOW)
    join_team(None, other_supervisor, south, Role.MANAGER, SINCE)
    sent = {"metric": "happy-customers", "source": "Desk", "external_id": "a"}
    figures = {"value": "5", "weight": "5", "agent": "tom", "at": "2025-11-03T11:00:00+00:00"}
    for one in ({**sent, **figures}, {**sent, "value": None}):
        answer = taken_in(other_supervisor, one)
        assert [refusal.field for refusal in answer.rejected] == ["external_id"]
    row.refresh_from_db()
    assert (row.team_id, row.value) == (reading("b").team_id, 1)
    # Its own team's sender withdraws it, and then it is gone for good.
    answer = taken_in(manager, {**sent, "value": None})
    assert answer.outcome == Outcome(withdrawn=1)
    assert not ExcludedReading.objects.exists()


def test_a_body_sent_again_knows_what_became_of_what_is_left_out(
    goal, supervisor, manager, happy, monkeypatch
):
    """Of a body that was taken in only its digest is looked at, as long as nothing of it was replaced."""
    monkeypatch.setattr(again, "SHORT", 1)
    row = {
        "metric": happy.slug, "source": "Desk", "external_id": "a", "agent": "jin",
        "at": "2025-11-03T11:00:00+00:00", "value": "1", "weight": "5",
    }  # fmt: skip
    assert taken_in(manager, row).outcome == Outcome(unchanged=1)
    left_out = exclude_reading(supervisor, reading(), reason="Unfair.", now=NOW)
    assert taken_in(manager, row).outcome == Outcome(unchanged=1)
    assert taken_in(manager, {**row, "value": "2"}).outcome == Outcome(updated=1)
    restore_reading(supervisor, left_out, now=NOW)
    assert taken_in(manager, row).outcome == Outcome(updated=1)
    assert stands(goal) == (9, 15, 2)
