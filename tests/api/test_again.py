"""The same body again: not read a second time, unless it could say something else by now."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine

from goals.actions.metrics import archive_metric
from goals.api import incoming
from goals.ingest import again
from goals.models import Reading, Source, StaleMark, TakenBody
from teams.actions import join_team
from teams.actions.memberships import move_agent
from teams.models import Role
from tests.api.conftest import NOW

ROWS = 40
COUNTS = {"created": 0, "updated": 0, "unchanged": 0, "withdrawn": 0, "rejected": []}
ALL_THE_SAME = {**COUNTS, "unchanged": ROWS}

pytestmark = pytest.mark.usefixtures("handled", "agent")


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(again, "SHORT", 1_000)


@pytest.fixture
def rows(row):
    return [row(external_id=f"c-{n}") for n in range(ROWS)]


def _refuse_to_read(body):
    raise AssertionError("It was read again.")


def test_what_was_taken_in_is_not_read_again(api, rows, monkeypatch):
    assert api.send(*rows)["created"] == ROWS
    StaleMark.objects.all().delete()
    monkeypatch.setattr(incoming, "rows_of", _refuse_to_read)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert api.send(*rows) == ALL_THE_SAME
    assert Source.objects.get().last_arrived_at == NOW + timedelta(hours=1)
    assert not StaleMark.objects.exists()


def test_a_short_body_is_read(api, row, rows):
    api.send(row())
    assert not TakenBody.objects.exists()
    api.send(*rows)
    assert TakenBody.objects.count() == 1


def test_new_readings_of_the_source_do_not_make_it_read_again(api, rows, row, monkeypatch):
    api.send(*rows)
    api.send(row(external_id="another"))
    monkeypatch.setattr(incoming, "rows_of", _refuse_to_read)
    assert api.send(*rows) == ALL_THE_SAME


def test_what_was_corrected_meanwhile_is_put_back(api, rows, row):
    api.send(*rows)
    api.send(row(external_id="c-7", value=5))
    assert api.send(*rows) == {**COUNTS, "unchanged": ROWS - 1, "updated": 1}
    assert Reading.objects.get(external_id="c-7").value == 1
    # And that is how it stands now.
    assert api.send(*rows) == ALL_THE_SAME


def test_what_was_withdrawn_meanwhile_is_there_again(api, rows, row):
    api.send(*rows)
    api.send(row(external_id="c-7", value=None))
    assert api.send(*rows) == {**COUNTS, "unchanged": ROWS - 1, "created": 1}


def test_a_withdrawal_is_always_read(api, rows, row):
    gone = [*rows[1:], row(external_id="c-0", value=None)]
    api.send(*gone)
    api.send(row(external_id="c-0"))
    assert api.send(*gone) == {**COUNTS, "unchanged": ROWS - 1, "withdrawn": 1}


def test_what_was_refused_is_looked_at_again(api, rows, row, colleague):
    unknown = row(external_id="later", agent="Kim Later")
    assert len(api.send(*rows, unknown)["rejected"]) == 1
    assert not TakenBody.objects.exists()


def test_words_that_mean_something_else_by_now_are_looked_up(
    api, rows, agent, south, north, manager, administrator
):
    join_team(None, manager, south, Role.MANAGER, date(2020, 1, 1))
    api.send(*rows)
    move_agent(administrator, agent, south, date(2026, 11, 18), "Helps out")
    assert api.send(*rows) == {**COUNTS, "updated": ROWS}
    assert set(Reading.objects.values_list("team", flat=True)) == {south.pk}


def test_an_archived_metric_takes_nothing(api, rows, handled, administrator):
    api.send(*rows)
    archive_metric(administrator, handled, reason="No more", now=NOW)
    answer = api.send(*rows)
    assert len(answer["rejected"]) == ROWS


def test_case_2_anothers_body_tells_nobody_anything(api, rows, caller_of, stranger, south):
    api.send(*rows)
    join_team(None, stranger, south, Role.MANAGER, date(2026, 1, 1))
    answer = caller_of(stranger, "ingest").send(*rows)
    assert (answer["unchanged"], len(answer["rejected"])) == (0, ROWS)


def test_a_source_called_otherwise_by_now_is_another(api, rows):
    api.send(*rows)
    Source.objects.update(name="switchboard")
    assert api.send(*rows)["created"] == ROWS


def test_it_is_forgotten_after_two_days(api, rows, row):
    api.send(*rows)
    others = [row(external_id=f"d-{n}") for n in range(ROWS)]
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        api.send(*others)
    assert TakenBody.objects.count() == 1
    assert TakenBody.objects.get().taken_at == NOW + timedelta(days=3)


def test_other_bytes_are_another_body(api, rows, monkeypatch):
    api.send(*rows)
    read = []
    monkeypatch.setattr(
        incoming, "rows_of", lambda body: read.append(body) or json.loads(body)["readings"]
    )
    assert api.send(*reversed(rows)) == ALL_THE_SAME
    assert len(read) == 1
