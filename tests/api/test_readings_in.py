"""Sending readings: what is counted, replaced, withdrawn and refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goals.models import Reading, Source, StaleMark

COUNTS = {"created": 0, "updated": 0, "unchanged": 0, "withdrawn": 0, "rejected": []}

pytestmark = pytest.mark.usefixtures("handled", "resolved", "agent")


def test_what_is_new_is_created_and_marked(api, row, agent, north):
    assert api.send(row(value="2.5", weight="0.5")) == {**COUNTS, "created": 1}
    reading = Reading.objects.get()
    assert (reading.value, reading.weight) == (Decimal("2.5"), Decimal("0.5"))
    assert (reading.agent_id, reading.team_id) == (agent.pk, north.pk)
    assert reading.day.isoformat() == "2026-11-19"
    assert StaleMark.objects.count() == 1


def test_case_8_sent_twice_counts_once(api, row):
    api.send(row())
    assert api.send(row()) == {**COUNTS, "unchanged": 1}
    assert Reading.objects.count() == 1


def test_case_8_other_figures_replace(api, row):
    api.send(row())
    assert api.send(row(value=3)) == {**COUNTS, "updated": 1}
    assert Reading.objects.get().value == 3


def test_case_8_null_withdraws_and_twice_is_no_harm(api, row):
    api.send(row())
    gone = {"metric": "handled", "source": "telephone", "external_id": "c-1", "value": None}
    assert api.send(gone) == {**COUNTS, "withdrawn": 1}
    assert api.send(gone) == {**COUNTS, "unchanged": 1}
    assert not Reading.objects.exists()


def test_withdrawing_what_never_was_leaves_no_source(api):
    gone = {"metric": "handled", "source": "never", "external_id": "c-1", "value": None}
    assert api.send(gone) == {**COUNTS, "unchanged": 1}
    assert not Source.objects.filter(name="never").exists()


def test_the_later_of_two_in_one_body_counts(api, row):
    assert api.send(row(value=1), row(value=2)) == {**COUNTS, "created": 1, "unchanged": 1}
    assert Reading.objects.get().value == 2


def test_a_figure_without_agent_is_the_teams_own(api, row, north):
    assert api.send(row(agent=..., team="north"))["created"] == 1
    assert Reading.objects.get().agent_id == 0
    refused = api.send(row(agent=...))["rejected"]
    assert [entry["field"] for entry in refused] == ["agent"]


def test_good_rows_are_taken_and_bad_ones_named(api, row):
    answer = api.send(row(), row(external_id="c-2", agent="Nobody"), row(external_id="c-3"))
    assert answer["created"] == 2
    assert [(entry["index"], entry["field"]) for entry in answer["rejected"]] == [(1, "agent")]
    assert "Nobody" in answer["rejected"][0]["message"]


def test_atomic_takes_all_or_none(api, row):
    bad = {"readings": [row(), row(external_id="c-2", value="much")]}
    answer = api.post("readings/?atomic=true", bad)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["errors"][0]["field"] == "readings[1].value"
    assert body["rejected"][0]["index"] == 1
    assert body["created"] == 0
    assert not Reading.objects.exists()
    assert not StaleMark.objects.exists()
    assert api.send(row(), query="?atomic=true")["created"] == 1
    assert api.post("readings/?atomic=perhaps", {"readings": []}).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "NaN"),
        ("value", "Infinity"),
        ("value", "-Infinity"),
        ("value", "1e400"),
        ("value", "1e9"),
        ("value", 10**9),
        ("value", -(10**9)),
        ("value", "1_000"),
        ("value", "\uff11\uff12"),
        ("value", "1,5"),
        ("value", ""),
        ("value", True),
        ("value", [1]),
        ("value", {"a": 1}),
        ("weight", -1),
        ("weight", "-0.5"),
        ("weight", "NaN"),
        ("weight", False),
        ("at", "2026-11-19T10:15:00"),
        ("at", "2026-11-19"),
        ("at", "yesterday"),
        ("at", "2026-02-29T10:00:00Z"),
        ("at", "1999-12-31T23:59:59Z"),
        ("at", "0001-01-01T00:00:00Z"),
        ("at", "9999-12-31T23:59:59Z"),
        ("at", "2026-11-20T12:05:01Z"),
        ("at", 1763640000),
        ("at", None),
        ("at", ...),
        ("metric", "unheard-of"),
        ("metric", None),
        ("metric", 5),
        ("agent", "Nobody"),
        ("agent", 5),
        ("agent", "jin\x00"),
        ("team", "nowhere"),
        ("team", 3),
        ("source", ""),
        ("source", ...),
        ("source", "a" * 101),
        ("source", "a\x00b"),
        ("source", "\ud800"),
        ("external_id", ""),
        ("external_id", ...),
        ("external_id", "a" * 201),
        ("external_id", "a\x00b"),
        ("external_id", "\ud800"),
        ("external_id", True),
        ("colour", "blue"),
        ("value", ...),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_field(api, row, field, value):
    answer = api.send(row(**{field: value}))
    assert answer["created"] == 0
    assert [entry["field"] for entry in answer["rejected"]] == [field]
    assert len(answer["rejected"][0]["message"]) < 300
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("-0", "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        ("12.34565", "12.3456"),
        ("-3.5", "-3.5"),
        (999_999_999, "999999999"),
        ("1e3", "1000"),
        (" 7 ", "7"),
    ],
)
def test_figures_are_kept_exactly(api, row, sent, kept):
    assert api.send(row(value=sent))["created"] == 1
    assert Reading.objects.get().value == Decimal(kept)


def test_clocks_may_run_five_minutes_ahead(api, row):
    assert api.send(row(at="2026-11-20T12:05:00Z"))["created"] == 1


@pytest.mark.parametrize("value", ["text", 5, None, [], [1]])
def test_a_row_is_an_object(api, value):
    refused = api.send(value)["rejected"]
    assert [entry["index"] for entry in refused] == [0]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ('"text"', 400),
        ("{}", 400),
        ('{"readings": {}}', 400),
        ('{"readings": [], "more": 1}', 400),
        ('{"readings": [NaN]}', 400),
        ('{"readings": [Infinity]}', 400),
        ('{"readings": [' + "1" * 5000 + "]}", 400),
        ('{"readings": [1e99999999999999999999]}', 400),
        ('{"readings": ' + "[" * 200_000 + "}", 400),
        ('{"readings": ' + '{"a":' * 100_000 + "}", 400),
        (b'{"readings": ["\xff"]}', 400),
        ("\ufeff{}", 400),
        ('{"readings": []}', 200),
    ],
)
def test_bodies_that_make_no_sense_are_told_so(api, body, status):
    answer = api.post("readings/", body)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


def test_too_much_at_once_is_refused(api, row):
    wide = '{"readings": [' + " " * (8 * 1024 * 1024) + "]}"
    assert api.post("readings/", wide).status_code == 413
    answer = api.post("readings/", {"readings": [{}] * 10_001})
    assert answer.status_code == 413
    assert "10,000" in answer.json()["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(api, content_type):
    answer = api.post("readings/", "{}", content_type=content_type)
    assert answer.status_code == 415
    assert answer.json()["title"] == "Unsupported Media Type"


def test_a_token_of_a_source_writes_that_source_alone(caller_of, manager, row):
    bound = caller_of(manager, "ingest", source="telephone")
    assert bound.send(row(source=...))["created"] == 1
    assert Reading.objects.get().source.name == "telephone"
    refused = bound.send(row(source="survey", external_id="c-9"))["rejected"]
    assert [entry["field"] for entry in refused] == ["source"]
    assert not Source.objects.filter(name="survey").exists()


def test_ten_thousand_rows_take_no_more_statements_than_ten(
    api, row, django_assert_max_num_queries
):
    api.send(row())  # the source is known, the standing warm

    def body(count: int) -> dict[str, object]:
        return {"readings": [row(external_id=f"n{count}-{n}") for n in range(count)]}

    for count in (10, 2000):
        with django_assert_max_num_queries(32):
            answer = api.post("readings/", body(count))
        assert answer.json()["created"] == count


def test_another_sender_is_unaffected_by_one_that_runs_wild(
    api, caller_of, manager, row, monkeypatch
):
    monkeypatch.setattr("teams.api.throttling.WRITES_A_WINDOW", 3)
    other = caller_of(manager, "ingest", name="Other")
    for _ in range(3):
        api.send(row())
    answer = api.post("readings/", {"readings": [row()]})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert other.send(row())["unchanged"] == 1
