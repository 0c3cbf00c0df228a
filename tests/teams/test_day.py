"""Time that a leader sets aside: on their own wall, for themself, seen by nobody else."""

from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from teams.actions import update_team
from teams.actions.day import MOST, add_box, change_box, put_back_box, take_away_box
from teams.actions.errors import ActionRefused
from teams.calendar import Clock
from teams.models import AuditEntry, DayBox
from teams.queries.calendars import led_by
from teams.queries.day import boxes_ahead, work_hours
from tests.goals.november import words
from tests.guards import kept

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
LONDON, ADELAIDE = Clock("Europe/London"), Clock("Australia/Adelaide")
WORDS = "Walk the floor"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def box_of(person, title=WORDS, at=time(14), minutes=30, clock=LONDON, now=NOW):
    return add_box(person, title=title, at=at, minutes=minutes, clock=clock, now=now)


def test_a_time_is_the_one_on_ones_own_wall(manager, other_supervisor):
    assert box_of(manager).starts_at == datetime(2026, 11, 20, 14, tzinfo=UTC)
    theirs = box_of(other_supervisor, at=time(20, 30), clock=ADELAIDE)
    assert theirs.starts_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_the_first(manager):
    night = datetime(2027, 3, 28, 0, 10, tzinfo=UTC)
    with pytest.raises(ActionRefused) as refused:
        box_of(manager, at=time(1, 30), now=night)
    assert (refused.value.field, DayBox.objects.count()) == ("at", 0)
    twice = box_of(manager, at=time(1, 30), now=datetime(2026, 10, 25, 0, 10, tzinfo=UTC))
    assert twice.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
    ],
)
def test_what_is_no_plan_is_refused(manager, given, field):
    with pytest.raises(ActionRefused) as refused:
        box_of(manager, **given)
    assert (refused.value.field, DayBox.objects.count()) == (field, 0)


def test_the_database_keeps_the_bounds_too(manager):
    with pytest.raises(IntegrityError), transaction.atomic():
        DayBox.objects.create(person=manager, title="x", starts_at=NOW, minutes=0, created_at=NOW)


def test_a_day_holds_so_many(manager):
    for place in range(MOST):
        box_of(manager, minutes=5 + place)
    with pytest.raises(ActionRefused):
        box_of(manager)
    take_away_box(manager, DayBox.objects.first(), now=NOW)
    assert box_of(manager)


def test_case_20_the_same_sent_twice_is_set_aside_once(manager):
    first = box_of(manager)
    assert box_of(manager, title=f" {WORDS} ").pk == first.pk
    take_away_box(manager, first, now=NOW)
    assert box_of(manager).pk != first.pk
    assert box_of(manager, minutes=45).pk != first.pk
    assert DayBox.objects.filter(removed_at=None).count() == 2


def test_who_leads_nobody_plans_no_day(agent, administrator):
    for person in (agent, administrator):
        with pytest.raises(ActionRefused):
            box_of(person)


def test_case_04_nobody_touches_anothers_day(manager, supervisor):
    box = box_of(manager)
    steps = (
        lambda: change_box(
            supervisor, box, title="Mine", at=time(9), minutes=5, clock=LONDON, now=NOW
        ),
        lambda: take_away_box(supervisor, box, now=NOW),
        lambda: put_back_box(supervisor, box, now=NOW),
    )
    for step in steps:
        with pytest.raises(ActionRefused):
            step()
    box.refresh_from_db()
    assert (box.title, box.removed_at) == (WORDS, None)


def test_it_is_moved_within_its_day_taken_away_once_and_put_back(manager):
    box = box_of(manager)
    change_box(manager, box, title="Read", at=time(15, 15), minutes=45, clock=LONDON, now=NOW)
    assert [
        (one.name, one.starts_at.hour, one.minutes)
        for one in boxes_ahead(manager, LONDON, NOW).today
    ] == [("Read", 15, 45)]
    assert (take_away_box(manager, box, now=NOW), take_away_box(manager, box, now=NOW)) == (
        True,
        False,
    )
    assert boxes_ahead(manager, LONDON, NOW).today == ()
    assert (put_back_box(manager, box, now=NOW), put_back_box(manager, box, now=NOW)) == (
        True,
        False,
    )
    assert len(boxes_ahead(manager, LONDON, NOW).today) == 1
    verbs = AuditEntry.objects.filter(kind="teams.daybox").order_by("id")
    assert [entry.verb for entry in verbs] == ["added", "changed", "removed", "restored"]


def test_yesterdays_and_tomorrows_are_not_todays(manager):
    box_of(manager, now=datetime(2026, 11, 19, 9, tzinfo=UTC))
    box_of(manager, now=datetime(2026, 11, 22, 9, tzinfo=UTC))
    later = box_of(manager, now=datetime(2026, 11, 21, 9, tzinfo=UTC))
    found = boxes_ahead(manager, LONDON, NOW)
    assert (found.today, [one.pk for one in found.tomorrow]) == ((), [later.pk])


def test_the_record_keeps_no_word_and_no_time_of_it(manager):
    take_away_box(manager, box_of(manager), now=NOW)
    for entry in AuditEntry.objects.filter(kind="teams.daybox"):
        assert (entry.before, entry.after, entry.reason) == ({}, {}, "")


def test_work_begins_and_ends_with_ones_own_team(manager, other_supervisor, agent):
    friday = datetime(2026, 11, 20, tzinfo=UTC)
    hours = (friday + timedelta(hours=9), friday + timedelta(hours=17))
    assert work_hours(led_by(manager), LONDON, NOW) == hours
    # Eight to eight there, ten and a half hours ahead.
    hours = (friday - timedelta(hours=2.5), friday + timedelta(hours=9.5))
    assert work_hours(led_by(other_supervisor), ADELAIDE, NOW) == hours
    # A Saturday, another wall, nobody to lead.
    assert work_hours(led_by(manager), LONDON, datetime(2026, 11, 21, 9, tzinfo=UTC)) is None
    assert work_hours(led_by(manager), ADELAIDE, NOW) is None
    assert work_hours(led_by(agent), LONDON, NOW) is None


EVENING = datetime(2026, 11, 20, 20, 39, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


def test_what_is_over_is_refused_and_what_has_begun_is_not(manager):
    with pytest.raises(ActionRefused) as refused:
        box_of(manager, at=time(10, 20), now=EVENING)
    assert refused.value.field == "at"
    assert refused.value.message == "10:20 is over. Choose a later time, or tomorrow."
    box = box_of(manager, at=time(20, 30), now=EVENING)
    for at, minutes in ((time(10, 20), 30), (time(20, 30), 5)):
        with pytest.raises(ActionRefused):
            change_box(manager, box, title=WORDS, at=at, minutes=minutes, clock=LONDON, now=EVENING)
    later = EVENING + timedelta(hours=2)
    named = change_box(
        manager, box, title="Read", at=time(20, 30), minutes=30, clock=LONDON, now=later
    )
    assert (named.title, named.starts_at) == ("Read", box.starts_at), "what is over keeps its time"


def test_tomorrow_can_be_planned_and_no_other_day(manager):
    box = add_box(
        manager, title=WORDS, at=time(9), minutes=30, clock=LONDON, now=EVENING, day=TOMORROW
    )
    assert box.starts_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    again = add_box(
        manager, title=WORDS, at=time(9), minutes=30, clock=LONDON, now=EVENING, day=TOMORROW
    )
    assert again.pk == box.pk
    for day in (TODAY - timedelta(days=1), TOMORROW + timedelta(days=1)):
        with pytest.raises(ActionRefused) as refused:
            add_box(manager, title="x", at=time(9), minutes=30, clock=LONDON, now=EVENING, day=day)
        assert refused.value.field == "day"
    moved = change_box(
        manager, box, title=WORDS, at=time(21), minutes=30, clock=LONDON, now=EVENING, day=TODAY
    )
    assert moved.starts_at == datetime(2026, 11, 20, 21, tzinfo=UTC)


def test_a_full_day_takes_nothing_from_another(manager):
    for place in range(MOST):
        box_of(manager, minutes=5 + place)
    box = add_box(manager, title=WORDS, at=time(9), minutes=30, clock=LONDON, now=NOW, day=TOMORROW)
    with pytest.raises(ActionRefused):
        change_box(
            manager, box, title=WORDS, at=time(15), minutes=30, clock=LONDON, now=NOW, day=TODAY
        )


# --- The pages -----------------------------------------------------------------------------------


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_leader_plans_their_day_on_today(client_of, manager):
    browser = client_of(manager)
    page = text_of(browser.get("/"))
    assert "Your day" in page
    assert "Free until 17:00: 7 h 55." in page
    given = {"title": WORDS, "at": "14:00", "minutes": "30"}
    answer = browser.post(reverse("teams:day_box_new"), given, follow=True)
    assert "It is in your day." in text_of(answer)
    assert "14:00 to 14:30" in text_of(answer)
    assert "Free until 14:00 and from 14:30 to 17:00: 7 h 25 in all." in text_of(answer)
    box = DayBox.objects.get()
    here = reverse("teams:day_box", args=[box.pk])
    assert f'value="{WORDS}"' in text_of(browser.get(here))
    browser.post(reverse("teams:day_box_new"), {**given, "title": "Read", "at": "14:15"})
    assert f"Overlaps “{WORDS}” by 15 min." in text_of(browser.get("/"))
    moved = browser.post(here, {**given, "at": "15:00"}, follow=True)
    assert "15:00 to 15:30" in text_of(moved)
    assert "Overlaps" not in text_of(moved)
    away = text_of(browser.post(reverse("teams:day_box_away", args=[box.pk]), follow=True))
    assert "Taken out of your day." in away
    assert "15:00 to 15:30" not in away
    back = reverse("teams:day_box_back", args=[box.pk])
    assert f'action="{back}"' in away
    assert "15:00 to 15:30" in text_of(browser.post(back, follow=True))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "Say what the time is for"),
        ({"at": "25:00"}, "Write the time as hours and minutes"),
        ({"minutes": "900"}, "480"),
    ],
)
def test_a_mistake_is_shown_where_it_is_and_what_was_typed_stays(client_of, manager, given, words):
    whole = {"title": WORDS, "at": "14:00", "minutes": "30", **given}
    answer = client_of(manager).post(reverse("teams:day_box_new"), whole)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(answer)
    assert f'value="{whole["minutes"]}"' in text_of(answer)
    assert not DayBox.objects.exists()


def test_a_full_day_takes_as_many_statements_as_an_empty_one(client_of, manager, statements):
    browser = client_of(manager)
    here = reverse("teams:day_box_new")
    assert statements(browser, here) == kept("teams:day_box_new", "manager")
    empty = statements(browser, "/")
    for hour in range(9, 21):
        box = box_of(manager, at=time(hour, 5), minutes=20)
    assert statements(browser, "/") == empty
    there = reverse("teams:day_box", args=[box.pk])
    assert statements(browser, there) == kept("teams:day_box", "manager")


def test_tomorrow_stands_below_today_and_in_its_place_once_the_shift_is_over(
    client_of, manager, time_machine
):
    time_machine.move_to(datetime(2026, 11, 19, 9, 5, tzinfo=UTC), tick=False)
    browser = client_of(manager)
    assert '<option value="2026-11-19" selected>Today</option>' in text_of(browser.get("/"))
    given = {"title": WORDS, "at": "09:30", "minutes": "30", "day": "2026-11-20"}
    answer = text_of(browser.post(reverse("teams:day_box_new"), given, follow=True))
    assert "It is in your day tomorrow." in answer
    assert answer.index("Tomorrow</h3>") < answer.index("09:30 to 10:00")
    time_machine.move_to(datetime(2026, 11, 19, 20, 39, tzinfo=UTC), tick=False)
    tonight = {**given, "title": "Tidy up", "at": "21:00", "day": "2026-11-19"}
    page = text_of(browser.post(reverse("teams:day_box_new"), tonight, follow=True))
    assert "Your day tomorrow</h2>" in page
    assert "Fri 20 Nov. Only you see this" in page
    order = ["Today, 21:00 to 21:30", "Tidy up", "09:30 to 10:00", WORDS]
    assert sorted(order, key=page.index) == order
    assert "Free from 09:00 to 09:30 and from 10:00 to 17:00: 7 h 30 in all." in page
    chosen = '<option value="2026-11-20" selected>Tomorrow, Fri 20 Nov</option>'
    assert chosen in page
    assert chosen in text_of(browser.get(reverse("teams:day_box_new")))
    # Without a word which day, it is the one that is shown.
    browser.post(reverse("teams:day_box_new"), {"title": "Read", "at": "11:00", "minutes": "30"})
    assert DayBox.objects.get(title="Read").starts_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    late = {**given, "at": "10:20", "day": "2026-11-19"}
    refused = browser.post(reverse("teams:day_box_new"), late)
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "10:20 is over. Choose a later time, or tomorrow." in text_of(refused)
    yesterday = browser.post(reverse("teams:day_box_new"), {**given, "day": "2026-11-18"})
    assert "That day is over. Choose today or tomorrow." in text_of(yesterday)


def test_the_evening_costs_no_more_with_more_in_the_day_to_come(
    client_of, manager, statements, time_machine
):
    time_machine.move_to(datetime(2026, 11, 19, 20, 39, tzinfo=UTC), tick=False)
    browser = client_of(manager)
    empty = statements(browser, "/")
    for hour in range(9, 20):
        given = {"title": WORDS, "at": f"{hour}:05", "minutes": "20"}
        browser.post(reverse("teams:day_box_new"), given)
    assert statements(browser, "/") == empty


def test_nobody_else_reads_it_on_today(client_of, manager, supervisor, agent, administrator):
    box = box_of(manager)
    assert WORDS in text_of(client_of(manager).get("/"))
    for person in (supervisor, agent, administrator):
        assert WORDS not in text_of(client_of(person).get("/"))
        answer = client_of(person).get(reverse("teams:day_box", args=[box.pk]))
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_huddle_stands_in_the_day_at_its_time(client_of, manager, north, time_machine):
    time_machine.move_to(datetime(2025, 11, 20, 9, 5, tzinfo=UTC), tick=False)
    client = client_of(manager)
    assert "09:15 to 09:23" not in words(client.get("/"))
    update_team(None, north, huddle_at=time(9, 15))
    page = words(client.get("/"))
    assert "09:15 to 09:23 Huddle" in page


def test_managers_set_when_their_team_meets(client_of, manager, supervisor, north):
    client = client_of(manager)
    form = client.get("/settings/teams/north/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = client.post("/settings/teams/north/", {**sent, "huddle_at": "09:15"})
    assert answer.status_code == 302
    north.refresh_from_db()
    assert north.huddle_at == time(9, 15)
    assert "Huddle at" in words(client.get("/settings/teams/north/"))
