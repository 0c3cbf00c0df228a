from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from goals.ingest.resolve import Directory, key
from goals.ingest.values import (
    Rejected,
    external_id,
    figure,
    instant,
    is_ambiguous,
    local_instant,
    shown,
    source_name,
    start_of_day,
    weight_figure,
)
from goals.models import Metric
from teams.actions import create_person, join_team, move_agent
from teams.calendar import Clock
from teams.models import Role, User
from tests.goals.ingest.helpers import NOW, wall


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", "1"), (" 1.5 ", "1.5"), (-2, "-2"), (0.1, "0.1"), (Decimal("2.50"), "2.5"), ("1e3", "1000"),
     (1e-5, "0")],
)  # fmt: skip
def test_a_figure_is_exact(value, expected):
    assert figure(value) == Decimal(expected)


@pytest.mark.parametrize(
    "value",
    ["", None, True, [], "NaN", "Infinity", float("inf"), "1_000", "１２", "1e400", "1e9999", 10**9, "0" * 99],
)  # fmt: skip
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(Rejected) as caught:
        figure(value, "value")
    assert caught.value.field == "value"


def test_a_weight_is_not_below_zero():
    assert weight_figure("0") == 0
    with pytest.raises(Rejected, match="below zero"):
        weight_figure("-0.1")


@pytest.mark.parametrize("value", ["", "  ", None, True, "x" * 201, "a\0b", "a\nb"])
def test_an_external_id_is_short_and_printable(value):
    with pytest.raises(Rejected):
        external_id(value)


def test_an_external_id_may_be_a_number():
    assert external_id(17) == "17"
    assert external_id(" c1 ") == "c1"


@pytest.mark.parametrize("value", ["", "  ", None, "x" * 101, "a\0b"])
def test_a_source_has_a_short_printable_name(value):
    with pytest.raises(Rejected):
        source_name(value)


def test_a_source_name_is_tidied():
    assert source_name("  Call   log ") == "Call log"


def test_values_are_shown_short_and_printable():
    assert shown("a\0b") == "a\N{REPLACEMENT CHARACTER}b"
    assert shown("\N{RIGHT-TO-LEFT OVERRIDE}x") == "\N{REPLACEMENT CHARACTER}x"
    assert len(shown("x" * 500)) == 60


# --- Instants ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2021-01-01T09:30:00+05:30", None, datetime(2021, 1, 1, 4, tzinfo=UTC)),
        ("2021-01-01 09:30Z", None, datetime(2021, 1, 1, 9, 30, tzinfo=UTC)),
        ("2021-01-01T09:30:00,5Z", None, datetime(2021, 1, 1, 9, 30, 0, 500_000, tzinfo=UTC)),
        ("2021-07-01T09:30", "Europe/London", datetime(2021, 7, 1, 8, 30, tzinfo=UTC)),
        (wall(2021, 7, 1, 9, 30), "Asia/Kolkata", datetime(2021, 7, 1, 4, tzinfo=UTC)),
        ("2021-10-31T01:30:00", "Europe/London", datetime(2021, 10, 31, 0, 30, tzinfo=UTC)),
        (NOW + timedelta(minutes=5), None, NOW + timedelta(minutes=5)),
    ],
)
def test_an_instant_is_read(text, zone, expected):
    assert instant(text, zone, NOW) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2021-01-01", "is not a date with a time"),
        (17, "is not a date with a time"),
        ("２021-01-01T00:00Z", "is not a date with a time"),
        ("2021-01-01T00:00", "has no offset"),
        ("2021-02-29T00:00Z", "that month has no such day"),
        ("2021-13-01T00:00Z", "there are twelve months"),
        ("2021-01-01T25:00Z", "the clock does not go that far"),
        ("1999-12-31T23:59Z", "The year 1999 is before 2000"),
        ("0001-01-01T00:00+12:00", "The year 1 is before 2000"),
        ("9999-12-31T23:59-12:00", "lies in the future"),
        (NOW + timedelta(minutes=6), "lies in the future"),
    ],
)
def test_what_is_no_instant_is_refused(value, words):
    with pytest.raises(Rejected, match=words):
        instant(value, None, NOW)


def test_a_time_that_the_clock_skipped_is_refused():
    with pytest.raises(Rejected, match="01:30 did not exist on 28 March 2021 in Europe/London"):
        local_instant(wall(2021, 3, 28, 1, 30), "Europe/London")


def test_a_time_that_happened_twice_is_the_first_and_can_be_told():
    twice = wall(2021, 10, 31, 1, 30)
    assert local_instant(twice, "Europe/London") == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    assert is_ambiguous(twice, "Europe/London")
    assert not is_ambiguous(wall(2021, 10, 31, 3), "Europe/London")
    assert not is_ambiguous(wall(2021, 3, 28, 1, 30), "Europe/London")


def test_a_day_without_a_time_starts_when_the_teams_day_does():
    clock = Clock("Australia/Adelaide", 5)
    assert start_of_day(date(2021, 1, 2), clock, NOW) == clock.day_start(date(2021, 1, 2))
    with pytest.raises(Rejected, match="before 2000"):
        start_of_day(date(1, 1, 1), clock, NOW)
    with pytest.raises(Rejected, match="future"):
        start_of_day(date(2026, 11, 22), clock, NOW)


# --- Who and what --------------------------------------------------------------------------------


def test_names_compare_without_case_and_blanks():
    assert key("  Jin   PARK ") == key("jin park")


@pytest.fixture
def resolved(db):
    return Metric.objects.create(slug="resolved", name="Resolved", kind="ratio", unit="percent")


def test_the_directory_is_loaded_in_four_statements(
    django_assert_num_queries, north, south, agent, colleague, stranger, resolved
):
    with django_assert_num_queries(4):
        directory = Directory.load(NOW)
        directory.metric("RESOLVED")
        directory.team("north")
        directory.agent("jin")
        directory.team_at(agent.pk, NOW)


def test_a_metric_by_its_slug(resolved):
    directory = Directory.load(NOW)
    assert directory.metric("Resolved").id == resolved.pk
    for word in ("talk", "", None, 5):
        with pytest.raises(Rejected, match="There is no metric"):
            directory.metric(word)


def test_an_archived_metric_takes_no_figures(resolved):
    Metric.objects.update(archived_at=NOW)
    with pytest.raises(Rejected, match="archived"):
        Directory.load(NOW).metric("resolved")


def test_a_team_by_name_or_slug(north):
    directory = Directory.load(NOW)
    assert directory.team("NORTH ").id == directory.team(north.slug).id == north.pk
    for word in ("West", None):
        with pytest.raises(Rejected, match="There is no team"):
            directory.team(word)


def test_an_agent_by_name_login_or_e_mail(agent):
    User.objects.filter(pk=agent.pk).update(email="Jin@Example.com")
    directory = Directory.load(NOW)
    for word in ("jin park", "JIN", "jin@example.com"):
        assert directory.agent(word) == agent.pk
    for word in ("Nobody", None, 7):
        with pytest.raises(Rejected, match="Nobody is called"):
            directory.agent(word)


def test_a_name_that_two_agents_have_is_asked_about(agent, north):
    twin = create_person(None, name="Jin Park", username="jin2")
    join_team(None, twin, north, Role.AGENT, date(2020, 1, 1))
    directory = Directory.load(NOW)
    with pytest.raises(Rejected, match=r"2 people are called “Jin Park”. Write the e-mail address"):
        directory.agent("Jin Park")
    assert directory.agent("jin2") == twin.pk


def test_of_two_people_with_one_name_the_agent_is_meant(agent):
    create_person(None, name="Jin Park", username="jin-the-accountant")
    assert Directory.load(NOW).agent("Jin Park") == agent.pk


def test_two_who_are_no_agents_are_asked_about_too(organisation):
    for login in ("a", "b"):
        create_person(None, name="Jin Park", username=login)
    with pytest.raises(Rejected, match="2 people"):
        Directory.load(NOW).agent("Jin Park")


def test_the_team_is_that_of_the_moment_by_the_teams_own_day(agent, north, south):
    move_agent(None, agent, south, date(2026, 11, 2))
    directory = Directory.load(NOW)
    # 1 November, 22:30 in London, is already the 2nd in Adelaide: both say it is theirs; the earlier wins.
    assert directory.team_at(agent.pk, datetime(2026, 11, 1, 12, tzinfo=UTC)) == north.pk
    assert directory.team_at(agent.pk, datetime(2026, 11, 2, 12, tzinfo=UTC)) == south.pk


def test_who_was_in_no_team_is_refused_with_how_to_mend_it(agent):
    directory = Directory.load(NOW)
    with pytest.raises(Rejected) as caught:
        directory.team_at(agent.pk, datetime(2019, 5, 4, 12, tzinfo=UTC))
    assert caught.value.message.startswith("Jin Park was an agent in no team on 4 May 2019.")
    assert "team history" in caught.value.repair


def test_a_directory_of_some_teams_knows_nothing_of_the_others(agent, stranger, north, south):
    directory = Directory.load(NOW, teams=[north.pk])
    assert directory.agent("jin") == agent.pk
    with pytest.raises(Rejected, match="Nobody is called “tom” in the teams you manage"):
        directory.agent("tom")
    with pytest.raises(Rejected, match="There is no team “South” among the teams you manage"):
        directory.team("South")
    with pytest.raises(Rejected, match="in none of your teams"):
        directory.team_at(stranger.pk, NOW)


def test_the_directorys_instant_is_as_of_its_now(north):
    directory = Directory.load(NOW)
    assert directory.instant("2021-01-01T00:00Z", None) == datetime(2021, 1, 1, tzinfo=UTC)
    with pytest.raises(Rejected):
        directory.instant("2026-11-21T00:00Z", None)
