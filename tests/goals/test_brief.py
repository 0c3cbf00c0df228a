"""The weekly brief: the right week, as it stood then, the author's own words, and no single person."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.urls import reverse

from goals.actions.briefs import write_brief
from goals.models import Brief, Progress, Review, Scope, Snapshot
from goals.queries.brief import WEEKS_LISTED, Week, week_named, week_of
from teams.models import AuditEntry, Organisation
from tests.goals.november import words
from tests.guards import kept, readings_left_alone
from tests.scene import NOW, a_goal, a_metric, a_ratio, daily, stands

pytestmark = pytest.mark.django_db
LAST_WEEK = "2025-W46"  # 10 to 16 November


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def address(week: str = LAST_WEEK) -> str:
    return reverse("goals:brief", args=[week])


@pytest.fixture
def read(client_of):
    def page(person, week: str = LAST_WEEK) -> str:
        with readings_left_alone():
            return words(client_of(person).get(address(week)))

    return page


# --- Weeks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "starts_on", "first", "code"),
    [
        (date(2025, 11, 20), 0, date(2025, 11, 17), "2025-W47"),
        (date(2025, 11, 20), 6, date(2025, 11, 16), "2025-W46"),
        (date(2025, 11, 16), 6, date(2025, 11, 16), "2025-W46"),
        (date(2026, 12, 28), 0, date(2026, 12, 28), "2026-W53"),
        (date(2027, 1, 1), 0, date(2026, 12, 28), "2026-W53"),
        (date(2024, 12, 31), 0, date(2024, 12, 30), "2025-W01"),
    ],
)
def test_case_17_a_week_has_seven_days_and_one_name(day, starts_on, first, code):
    week = week_of(day, starts_on)
    assert (week.first, week.code) == (first, code)
    assert (week.last - week.first).days == 6
    assert week_named(code, starts_on) == week


def test_no_two_weeks_share_a_name():
    for starts_on in range(7):
        weeks = {week_of(date(2020, 1, 1) + timedelta(days=n), starts_on) for n in range(3000)}
        assert len({week.code for week in weeks}) == len(weeks)


@pytest.mark.parametrize(
    "code", ["", "2025", "2025-W54", "2025-W00", "2025-W1", "2025-W٤٧", "25-W47", "2026-W53x"]
)
def test_what_is_no_week_is_none(code):
    assert week_named(code, 0) is None


@pytest.mark.parametrize("week", ["nonsense", "2025-W48", "2025-W60"])
def test_a_week_to_come_is_not_there(client_of, manager, week):
    assert client_of(manager).get(address(week)).status_code == HTTPStatus.NOT_FOUND


# --- What it says --------------------------------------------------------------------------------


def snapshot(progress: Progress, day: date, value: str, status: str, expected: str) -> None:
    Snapshot.objects.create(
        goal=progress.goal, first_day=progress.first_day, day=day, value=Decimal(value), weight=0,
        n=1, target=progress.target, expected=Decimal(expected), status=status,
    )  # fmt: skip


def test_goals_stand_as_they_did_at_the_end_of_the_week_off_pace_first(read, manager, north):
    calm = stands(a_goal(a_metric("Calm"), manager, team=north), "2588", expected="2500")
    late = stands(a_goal(a_metric("Late"), manager, team=north), "4000", expected="2500")
    sunday = date(2025, 11, 16)
    snapshot(calm, sunday, "2100", "on_pace", "2000")
    snapshot(late, sunday, "1500", "behind", "2000")
    text = read(manager)
    assert "Week of 10 to 16 November" in text
    assert "As it stood at the end of Sun 16 Nov." in text
    assert "On pace for 1 of 2 goals. Late needs us all." in text
    assert "1,500 of 4,200 500 behind Behind" in text
    assert text.index("Late North") < text.index("Calm North")
    running = read(manager, "2025-W47")
    assert "As it stands on Thu 20 Nov; the week is not over." in running
    assert "4,000 of 4,200" in running


def test_four_figures_of_the_whole_with_the_week_before_and_what_is_usual(read, manager):
    happy = a_ratio("Happy customers")
    stands(a_goal(happy, manager, target="92"), "914", weight="1000")
    daily(happy, [("90", "100"), ("92", "100")] * 20, last=date(2025, 11, 19))
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        daily(a_metric(name), [("10", "0")] * 21, last=date(2025, 11, 16))
    text = read(manager)
    assert "91.1% 90.9% the week before" in text.replace("Happy customers", "") or (
        "91.1%" in text and "the week before Inside the usual range, nothing to explain" in text
    )
    assert text.count("the week before") == 4
    assert "Gamma" not in text


def test_no_single_person_is_in_it(read, manager, agent, colleague, north):
    each = a_goal(a_metric("Calls each"), manager, team=north, scope=Scope.MEMBERS, target="100")
    stands(each, "7771", "behind", expected="30", agent=agent)
    own = a_goal(a_metric("Wish"), manager, team=north, scope=Scope.AGENT, agent=colleague)
    stands(own, "8882", "behind", expected="30", agent=colleague)
    text = read(manager, "2025-W47")
    for planted in ("7,771", "8,882", "Wish", "Calls each", "Jin", "Dele"):
        assert planted not in text


def test_another_teams_goals_are_anothers_to_hand_on(read, manager, administrator, south):
    stands(a_goal(a_metric("Souths"), manager, team=south), "9993", expected="30")
    assert "Souths" not in read(manager, "2025-W47")
    assert "Souths South" in read(administrator, "2025-W47")


def test_what_was_learned_in_the_week_is_in_peoples_words(read, manager, agent, north, south):
    ours = a_goal(a_metric("Ours"), manager, team=north)
    own = a_goal(a_metric("Own"), manager, team=north, scope=Scope.AGENT, agent=agent)
    theirs = a_goal(a_metric("Theirs"), manager, team=south)
    for goal, learned in ((ours, "Ask twice."), (own, "Mine alone."), (theirs, "Not yours.")):
        Review.objects.create(
            goal=goal, first_day=date(2025, 10, 1), last_day=date(2025, 10, 31), outcome="partly",
            learned=learned, by=manager, at=NOW - timedelta(days=6),
        )  # fmt: skip
    text = read(manager)
    assert "Ours Partly Ask twice." in text
    assert "Mine alone." not in text
    assert "Not yours." not in text
    assert "Ask twice." not in read(manager, "2025-W47")


def test_a_week_without_anything_says_so(read, manager):
    text = read(manager, "2024-W10")
    for said in ("No figures came in this week.", "No goal ran in this week.",
                 "No goal was closed with a review this week.", "Nothing this week."):  # fmt: skip
        assert said in text


# --- What its author says ------------------------------------------------------------------------


def test_the_sentence_is_the_authors_and_kept(client_of, read, manager, administrator):
    client = client_of(manager)
    sent = {"sentence": "We kept our word.", "asks": "One more desk\n\nA word with the couriers"}
    for _ in range(2):  # a double click writes once
        answer = client.post(address(), sent)
        assert (answer.status_code, answer["Location"]) == (302, address())
    assert AuditEntry.objects.filter(kind="goals.brief").count() == 1
    text = read(manager)
    assert "We kept our word." in text
    assert "One more desk A word with the couriers" in text
    assert "We kept our word." in words(client.get(reverse("goals:reports")))
    assert "We kept our word." not in read(manager, "2025-W45")
    assert "We kept our word." not in read(administrator)


def test_case_20_a_stale_form_keeps_both_texts(client_of, manager, north):
    client = client_of(manager)
    page = client.get(address()).content.decode()
    version = page.split('name="version" value="')[1].split('"')[0]
    write_brief(manager, date(2025, 11, 10), sentence="First.", asks="", now=NOW)
    sent = {"sentence": "Second.", "asks": "", "version": version}
    answer = client.post(address(), sent)
    assert answer.status_code == HTTPStatus.CONFLICT
    text = answer.content.decode()
    assert "First." in text
    assert "Second." in text
    assert Brief.objects.get().sentence == "First."


def test_a_text_that_is_too_long_says_by_how_much(client_of, manager):
    text = words(client_of(manager).post(address(), {"sentence": "a" * 301, "asks": ""}))
    assert "There is a problem" in text
    assert "301" in text
    assert not Brief.objects.exists()


def test_case_05_what_was_typed_is_only_text(client_of, manager):
    client = client_of(manager)
    client.post(address(), {"sentence": "<script>alert(1)</script>", "asks": "<b>x"})
    text = client.get(address()).content.decode()
    assert "<script>alert" not in text
    assert "&lt;b&gt;x" in text


def test_it_takes_so_many_statements_whatever_there_is(
    client_of, manager, north, django_assert_num_queries
):
    client = client_of(manager)
    stands(a_goal(a_metric(), manager, team=north), "5", expected="4")
    client.get(address("2025-W47"))
    with django_assert_num_queries(kept("goals:brief", "manager")):
        client.get(address("2025-W47"))
    for place in range(30):
        metric = a_metric(f"M{place}")
        stands(a_goal(metric, manager, team=north), "5", expected="4")
        daily(metric, [("10", "0")] * 30)
    with django_assert_num_queries(kept("goals:brief", "manager")):
        text = words(client.get(address("2025-W47")))
    assert "7 more, all of them less urgent, are in the list of goals." in text


def test_the_list_goes_back_half_a_year(client_of, manager):
    Organisation.objects.update(week_starts_on=6)
    figures_from(date(2024, 1, 1))
    text = words(client_of(manager).get(reverse("goals:reports")))
    assert "16 to 22 November runs now" in text
    assert "9 to 15 November last week" in text
    assert text.count("Nothing yet") == WEEKS_LISTED
    assert Week(date(2025, 11, 16), date(2025, 11, 22)).code == "2025-W46"


def figures_from(day: date) -> None:
    daily(a_metric(), [("1", "0")], last=day)


def test_a_week_before_there_were_figures_is_not_listed(client_of, manager):
    def listed() -> str:
        return words(client_of(manager).get(reverse("goals:reports")))

    assert listed().count("Nothing yet") == 1
    assert "17 to 23 November runs now" in listed()
    figures_from(date(2025, 11, 9))  # a Sunday
    assert listed().count("Nothing yet") == 3
    assert "3 to 9 November" in listed()
    # What somebody wrote of a week before is not lost.
    write_brief(manager, date(2025, 10, 20), sentence="Before the first file.", asks="", now=NOW)
    assert "Before the first file." in listed()


def test_managers_find_reports_in_the_menu_and_agents_do_not(client_of, manager, agent):
    assert reverse("goals:reports") in client_of(manager).get("/").content.decode()
    assert reverse("goals:reports") not in client_of(agent).get("/").content.decode()
