"""The balance plan: what swings, who agrees on what, who cannot, who is gone; and who is shown what of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from goals.actions.balance import change_line, end_line, say_can, say_cannot
from goals.models import PlanEntry, PlanLine, PlanName, TeamSlot
from goals.queries.balance import named_in_plan
from goals.queries.balance_words import address
from goals.queries.plan_today import own_cover
from goals.queries.swings import metrics_of, open_hours, usual_week
from teams.actions import add_closure, join_team, leave
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import move_agent
from teams.calendar import Clock, WorkingTime
from teams.models import Absence, AuditEntry, Notice, Role
from teams.permissions import forget_standing
from teams.queries import working_time
from tests.goals.balance_scene import DAY, MINUTE, NOW, TODAY, WHAT, a_line, anew, eight_weeks
from tests.guards import kept
from tests.scene import a_metric, a_ratio

pytestmark = pytest.mark.django_db
WHY = "quillwort at the dentist"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line(north, supervisor, manager, agent, colleague):
    return a_line(supervisor, north, agent, colleague)


def changed(leader, line, covers, **changes):
    current = anew(line)
    names = ("what", "how", "weekdays", "starts_at", "ends_at", "trigger", "starts_on", "last_on")
    said = {name: getattr(current, name) for name in names}
    because = changes.pop("because", "We talked it over.")
    now = changes.pop("now", NOW + MINUTE)
    return change_line(
        leader, line, covers=covers, because=because, now=now, **(said | changes)
    )  # fmt: skip


def text_of(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def told(person):
    found = Notice.objects.filter(user=person, kind="goals.balance").order_by("pk")
    return list(found.values_list("text", flat=True))


# --- What swings -----------------------------------------------------------------------------------


def test_a_monday_morning_is_read_from_the_tallies(north):
    metric = eight_weeks(north)
    found = usual_week(metric, north, working_time(north), TODAY)
    assert [(one.weekdays, one.first, one.until, one.percent) for one in found.swings] == [
        ((0,), 9, 11, 50)
    ]


def test_the_total_with_most_comes_first_and_ratios_never(north):
    few = a_metric("Few", slug="few")
    eight_weeks(north, few, usual=2, monday=2)
    many = eight_weeks(north)
    ratio = a_ratio("Share", slug="share")
    eight_weeks(north, ratio)
    a_metric("Of nobody", slug="of-nobody")
    assert metrics_of(north, TODAY) == [many, few]


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Adelaide", "Asia/Kathmandu"])
def test_case_17_half_hour_zones_and_a_clock_that_was_changed_keep_their_hours(north, zone):
    """London's went back on 25 October, Adelaide's forward on 4 October, within the eight weeks."""
    north.time_zone = zone
    metric = eight_weeks(north)
    found = usual_week(metric, north, working_time(north), TODAY)
    assert found.usual[0, 9] == 60
    assert found.usual[3, 9] == 40
    assert [(one.first, one.until) for one in found.swings] == [(9, 11)]


@pytest.mark.parametrize(
    ("day", "hour", "amount"), [(date(2026, 10, 25), 1, 80), (date(2026, 3, 29), 1, 0)]
)
def test_case_17_days_of_25_and_23_hours_are_counted_by_the_hour(north, day, hour, amount):
    """Sundays, around the clock: the hour that comes twice is 40 an hour, and the one that is skipped is none less."""
    north.working_days = list(range(7))
    north.opens_at = north.closes_at = time(0)
    metric = a_metric("Contacts", slug="contacts")
    eight_weeks(north, metric, first=0, last=24, monday=40, today=day + 14 * DAY)
    found = usual_week(metric, north, working_time(north), day + 14 * DAY)
    assert found.usual[6, hour] == 40
    at_that_hour = TeamSlot.objects.filter(day=day)
    local = [one for one in at_that_hour if north.clock.local(one.slot).hour == hour]
    assert sum(one.value for one in local) == amount
    assert found.swings == ()


def test_case_17_a_night_team_is_read_by_its_own_day(north):
    north.day_starts_hour, north.opens_at, north.closes_at = 6, time(20), time(4)
    north.working_days = list(range(7))
    metric = eight_weeks(north, first=20, last=4)
    found = usual_week(metric, north, working_time(north), TODAY)
    assert found.hours == (20, 21, 22, 23, 0, 1, 2, 3)
    assert [(one.weekdays, one.first, one.until) for one in found.swings] == [((0,), 20, 22)]


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        (time(9), time(17), list(range(9, 17))),
        (time(9, 30), time(12, 45), [10, 11]),
        (time(20), time(4), [20, 21, 22, 23, 0, 1, 2, 3]),
        (time(0), time(0), list(range(24))),
        (time(9, 15), time(9, 45), [9]),
    ],
)
def test_open_hours_lie_wholly_in_working_time(opens, closes, hours):
    working = WorkingTime(Clock("UTC"), frozenset({0}), opens, closes)
    assert open_hours(working) == hours


def test_the_wall_of_a_day_says_when_a_line_begins_and_ends():
    night = Clock("Europe/London", 5)
    start, end = night.span_on(TODAY, time(2), time(4))
    assert (night.local(start).date(), (end - start)) == (TODAY + DAY, timedelta(hours=2))
    start, end = night.span_on(TODAY, time(22), time(1))
    assert end - start == timedelta(hours=3)
    clock = Clock("Europe/London")
    assert clock.span_on(date(2026, 10, 25), time(0), time(3))[1] - clock.span_on(
        date(2026, 10, 25), time(0), time(3)
    )[0] == timedelta(hours=4)
    start, end = clock.span_on(date(2026, 3, 29), time(1, 30), time(2))
    assert end == start


# --- The plan --------------------------------------------------------------------------------------


def test_a_line_is_agreed_and_those_named_are_told(line, agent, colleague, supervisor):
    assert PlanName.objects.filter(line=line, part="covers").count() == 2
    assert told(agent) == ["You cover: Fridays 10:00 to 12:00, with Dele."]
    assert told(colleague) == ["You cover: Fridays 10:00 to 12:00, with Jin."]
    assert told(supervisor) == []


def test_case_20_a_button_pressed_twice_is_one_line(line, supervisor, north, agent, colleague):
    assert a_line(supervisor, north, agent, colleague, now=NOW + timedelta(seconds=2)) == line
    assert a_line(supervisor, north, agent, now=NOW + timedelta(seconds=2)) != line


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"what": "a\x00b"}, "what"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": None}, "ends_at"),
        ({"ends_at": time(10)}, "ends_at"),
        ({"trigger": "when more than 12 wait"}, "trigger"),
        ({"how": "shouted"}, "how"),
        ({"last_on": TODAY - DAY}, "last_on"),
        ({"starts_on": date(2031, 1, 1)}, "starts_on"),
    ],
)
def test_what_makes_no_line_is_refused_at_its_field(supervisor, north, agent, says, field):
    with pytest.raises(ActionRefused) as refused:
        a_line(supervisor, north, agent, **says)
    assert refused.value.field == field
    assert not PlanLine.objects.exists()


def test_case_02_only_people_of_the_team_are_named(supervisor, north, agent, stranger, deactivated):
    for people in ((), (stranger,), (deactivated,), (agent, stranger)):
        with pytest.raises(ActionRefused) as refused:
            a_line(supervisor, north, *people)
        assert refused.value.field == "covers"
    with pytest.raises(ActionRefused) as refused:
        a_line(supervisor, north, agent, stand_in=agent)
    assert refused.value.field == "stand_in"


def test_case_01_only_leaders_of_the_team_agree_change_and_end(
    line, agent, other_supervisor, administrator, north
):
    for person in (agent, other_supervisor, administrator):
        with pytest.raises(PermissionDenied):
            a_line(person, north, agent)
        with pytest.raises(PermissionDenied):
            changed(person, line, [agent], what="Mine")
        with pytest.raises(PermissionDenied):
            end_line(person, line, words="Over", now=NOW)
    assert anew(line).what == WHAT


def test_case_15_a_change_says_why_and_what_it_said_before_stays(
    line, supervisor, manager, agent, colleague, client_of
):
    changed(manager, line, [agent], weekdays=[0], starts_at=time(9), because="Mondays are worse.")
    page = text_of(client_of(agent).get(f"/balance/{line.pk}/"))
    for words in (
        "Mondays are worse.", "“Fridays 10:00 to 12:00” became “Mondays 09:00 to 12:00”",
        "“Dele Adeyemi and Jin Park” became “Jin Park”", "Priya Nair",
    ):  # fmt: skip
        assert words in page
    assert told(colleague)[-1] == "You are no longer asked to cover: Mondays 09:00 to 12:00."
    with pytest.raises(ActionRefused) as refused:
        changed(manager, line, [agent], what="Else", because=" ")
    assert refused.value.field == "because"
    before = anew(line).version
    changed(manager, line, [agent])
    assert anew(line).version == before


def test_case_15_what_was_done_is_sealed(line, supervisor, agent):
    changed(supervisor, line, [agent])
    if not PlanEntry.objects.exists():
        pytest.fail("nothing to seal")
    for attempt in (lambda: PlanEntry.objects.update(words="Else"), lambda: PlanEntry.objects.all()._raw_delete("default")):  # fmt: skip
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            attempt()


def test_case_20_of_two_leaders_the_second_is_told(line, supervisor, manager, agent, client_of):
    changed(manager, line, [agent], what="Hers")
    with pytest.raises(Stale):
        changed(supervisor, line, [agent], what="His", version=0)
    client = client_of(supervisor)
    sent = {
        "weekdays": ["4"], "starts_at": "10:00", "ends_at": "12:00", "what": "His", "how": "agreed",
        "covers": [str(agent.pk)], "starts_on": "2026-11-20", "because": "So.", "version": "0",
    }  # fmt: skip
    text = text_of(client.post(f"/balance/{line.pk}/change/", sent), 409)
    assert "Hers" in text
    assert "His" in text
    assert client.post(f"/balance/{line.pk}/change/", {**sent, "version": "1"}).status_code == 302
    assert anew(line).what == "His"


def test_it_ends_with_a_reason_and_stays(line, supervisor, agent, client_of, north):
    end_line(supervisor, line, words="Since the new rota it is quiet.", now=NOW + MINUTE)
    end_line(supervisor, line, words="Again", now=NOW + MINUTE)
    assert PlanEntry.objects.filter(kind="ended").count() == 1
    text = text_of(client_of(agent).get("/teams/north/balance/"))
    assert "What no longer holds" in text
    assert "No longer in the balance plan: Fridays 10:00 to 12:00." in told(agent)
    with pytest.raises(ActionRefused):
        changed(supervisor, line, [agent], what="Else")
    with pytest.raises(ActionRefused):
        say_cannot(agent, line, words="x", now=NOW)


def test_case_03_whoever_cannot_says_so_and_only_leaders_read_why(
    line, agent, colleague, supervisor, manager, client_of
):
    client = client_of(agent)
    client.post(f"/balance/{line.pk}/cannot/", {"words": WHY})
    for reader, reads in ((agent, True), (supervisor, True), (manager, True), (colleague, False)):
        text = text_of(client_of(reader).get(f"/balance/{line.pk}/"))
        assert ("quillwort" in text, "Cannot then" in text) == (reads, True)
        for path in ("/teams/north/balance/", "/teams/north/", "/", "/inbox/", "/search/?q=quillwort"):  # fmt: skip
            assert "quillwort at" not in text_of(client_of(reader).get(path))
    assert told(supervisor) == [f"Jin Park cannot cover “{WHAT}”: Fridays 10:00 to 12:00."]
    assert not AuditEntry.objects.filter(after__icontains="quillwort").exists()
    with pytest.raises(PermissionDenied):
        say_cannot(supervisor, line, words="x", now=NOW)
    say_can(agent, line, now=NOW + MINUTE)
    assert not PlanName.objects.exclude(cannot_at=None).exists()
    assert told(supervisor)[-1] == f"Jin can cover “{WHAT}” after all."


def test_another_time_asks_anew_whoever_could_not(line, agent, colleague, supervisor):
    say_cannot(agent, line, words=WHY, now=NOW)
    changed(supervisor, line, [agent, colleague], what="Three leave chat")
    assert PlanName.objects.get(person=agent).cannot_why == WHY
    changed(supervisor, line, [agent, colleague], starts_at=time(9))
    assert PlanName.objects.get(person=agent).cannot_why == ""


def test_case_19_whoever_moves_is_named_no_more_and_leaders_are_told(
    line, agent, colleague, supervisor, manager, south, administrator, client_of
):
    move_agent(administrator, agent, south, TODAY + 3 * DAY)
    text = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "Jin Park is in North until Sun 22 Nov." in text
    assert "Jin Park leaves North and is named in its balance plan" in told(supervisor)[0]
    assert "until Sun 22 Nov" not in text_of(client_of(colleague).get("/teams/north/balance/"))
    leave(administrator, colleague, TODAY, "Moved abroad")
    forget_standing(supervisor)
    page = text_of(client_of(supervisor).get(f"/balance/{line.pk}/"))
    assert "Dele Adeyemi is no longer in North. Choose who covers instead." in page
    assert "<b>Dele Adeyemi</b>" not in page


def test_case_01_nobody_else_sees_or_changes_it(
    line, stranger, other_supervisor, administrator, agent, client_of
):
    for person in (stranger, other_supervisor, administrator):
        client = client_of(person)
        for path in (f"/balance/{line.pk}/", "/teams/north/balance/", f"/balance/{line.pk}/change/"):  # fmt: skip
            assert client.get(path).status_code == 404
        assert client.post(f"/balance/{line.pk}/cannot/", {"words": "x"}).status_code == 404
        assert WHAT not in text_of(client.get(f"/search/?q={WHAT.split()[0]}"))
    assert client_of(agent).get("/teams/north/balance/new/").status_code == 403
    assert WHAT in text_of(client_of(agent).get("/search/?q=leave+chat"))


def test_case_05_markup_in_words_is_text(supervisor, north, agent, client_of):
    line = a_line(supervisor, north, agent, what="<script>alert(1)</script>", how="leader")
    for path in ("/teams/north/balance/", f"/balance/{line.pk}/", "/teams/north/", "/"):
        text = text_of(client_of(agent).get(path))
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


# --- The pages -------------------------------------------------------------------------------------


def test_the_page_says_what_stands_out_and_one_click_fills_in_the_form(
    north, supervisor, agent, client_of, no_reading_aggregation
):
    eight_weeks(north)
    client = client_of(supervisor)
    text = text_of(client.get("/teams/north/balance/"))
    assert "Mondays 09:00 to 11:00 carry 50% more than the rest of the day." in text
    assert "60 an hour, else 40" in text
    link = text.split('btn--small" href="')[1].split('"')[0].replace("&amp;", "&")
    form = text_of(client.get(link))
    assert 'value="09:00"' in form
    assert 'value="11:00"' in form
    sent = {
        "weekdays": ["0"], "starts_at": "09:00", "ends_at": "11:00", "what": WHAT, "how": "agreed",
        "covers": [str(agent.pk)], "stand_in": str(supervisor.pk), "starts_on": "2026-11-20",
    }  # fmt: skip
    shown = text_of(client.post(link, sent, follow=True))
    assert "It is in the plan" in shown
    assert "Mondays 09:00 to 11:00" in shown
    theirs = text_of(client_of(agent).get("/teams/north/balance/"))
    assert "Plan who covers" not in theirs
    assert "You are named" in theirs


def test_what_is_missing_is_said_and_nothing_is_lost(north, supervisor, agent, client_of):
    sent = {"weekdays": ["0"], "starts_at": "25:00", "what": "Kept", "covers": ["999"]}
    text = text_of(client_of(supervisor).post("/teams/north/balance/new/?days=1", sent))
    for words in (
        "There is a problem", "Write the time as hours and minutes", "Say how it was agreed.",
        "Choose people who are in the team today.", 'value="Kept"',
    ):  # fmt: skip
        assert words in text
    assert not PlanLine.objects.exists()


@pytest.mark.parametrize("query", ["days=9,x&from=no&until=&quiet=1", "metric=none", ""])
def test_an_address_that_makes_no_sense_opens_an_empty_form(north, supervisor, client_of, query):
    assert client_of(supervisor).get(f"/teams/north/balance/new/?{query}").status_code == 200
    assert client_of(supervisor).get(f"/teams/north/balance/?{query}").status_code == 200


def test_an_empty_installation_says_whose_move_it_is(north, agent, supervisor, client_of):
    text = text_of(client_of(agent).get("/teams/north/balance/"))
    assert "This team has no total yet" in text
    assert "Who leads the team writes it down" in text
    eight_weeks(north, today=date(2026, 10, 10))
    assert "Too early to say" in text_of(client_of(supervisor).get("/teams/north/balance/"))


def test_todays_lines_stand_on_the_team_page_and_in_each_ones_day(
    line, north, agent, colleague, supervisor, manager, client_of
):
    a_line(
        manager, north, supervisor, weekdays=[], starts_at=None, ends_at=None,
        trigger="when more than 12 wait", what="Marcus takes calls", stand_in=agent,
    )  # fmt: skip
    a_line(supervisor, north, agent, weekdays=[0], what="On Mondays alone")
    team = text_of(client_of(agent).get("/teams/north/"))
    for words in ("10:00 to 12:00", WHAT, "Dele and Jin", "When more than 12 wait", "Marcus"):
        assert words in team
    assert "On Mondays alone" not in team
    mine = text_of(client_of(agent).get("/"))
    assert f"You cover: {WHAT}, with Dele" in mine
    assert "You stand in if needed: Marcus takes calls" in mine
    assert "On Mondays alone" not in mine
    assert "Set time aside" not in mine
    assert "You cover: Marcus takes calls" in text_of(client_of(supervisor).get("/"))
    assert "You cover" not in text_of(client_of(manager).get("/"))
    say_cannot(agent, line, words=WHY, now=NOW)
    assert f"You cover: {WHAT}" not in text_of(client_of(agent).get("/"))
    assert f"You cover: {WHAT}</a>" in text_of(client_of(colleague).get("/"))


def test_who_stands_in_is_told_for_whom(north, supervisor, agent, colleague, client_of):
    line = a_line(supervisor, north, agent, stand_in=colleague)
    assert told(colleague) == ["You stand in for Jin: Fridays 10:00 to 12:00."]
    say_cannot(agent, line, words=WHY, now=NOW)
    assert f"You stand in for Jin: {WHAT}" in text_of(client_of(colleague).get("/"))
    assert "Dele" in text_of(client_of(supervisor).get("/teams/north/"))


def test_whoever_is_away_covers_nothing_and_leaders_see_it(
    north, supervisor, agent, colleague, client_of
):
    line = a_line(supervisor, north, agent, stand_in=colleague)
    Absence.objects.create(user=agent, starts_on=TODAY, ends_on=TODAY + 2 * DAY)
    assert f"You stand in for Jin: {WHAT}" in text_of(client_of(colleague).get("/"))
    page = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "Jin is away today." in page
    assert "Nobody is left" not in page
    assert "Jin is away" not in text_of(client_of(colleague).get("/teams/north/balance/"))
    say_cannot(colleague, line, words=WHY, now=NOW)
    say_cannot(agent, line, words=WHY, now=NOW)
    page = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "Dele cannot then. Jin cannot then. Nobody is left to cover it." in page


def test_on_a_closed_day_nobody_covers_and_the_plan_says_so(
    north, supervisor, agent, colleague, manager, client_of
):
    a_line(supervisor, north, agent, stand_in=colleague)
    a_line(supervisor, north, agent, weekdays=[0], what="On Mondays alone")
    Absence.objects.create(user=agent, starts_on=TODAY, ends_on=TODAY + DAY)
    assert "Dele" in text_of(client_of(supervisor).get("/teams/north/"))
    add_closure(manager, north, day=TODAY, name="New desks")
    team = text_of(client_of(supervisor).get("/teams/north/"))
    cover = team.partition("Who covers what today")[2].partition("</section>")[0]
    assert WHAT in cover
    assert "closed that day" in cover.lower()
    assert "Dele" not in cover
    for person in (agent, colleague):
        assert WHAT not in text_of(client_of(person).get("/"))
    plan = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert plan.count("Closed today") == 1
    assert "Jin is away today." not in plan


def test_the_plan_says_that_its_next_day_is_a_public_holiday(
    north, supervisor, agent, client_of, time_machine
):
    north.country, north.subdivision = "GB", "ENG"
    north.save()
    line = a_line(supervisor, north, agent)
    a_line(supervisor, north, agent, weekdays=[3], what="On Thursdays alone")
    time_machine.move_to(datetime(2026, 12, 19, 12, tzinfo=ZoneInfo("UTC")), tick=False)
    plan = text_of(client_of(agent).get("/teams/north/balance/"))
    assert plan.count("Closed on Fri 25 Dec") == 1
    assert "Closed on Fri 25 Dec." in text_of(client_of(agent).get(address(line.pk)))


def test_where_the_only_one_who_covers_has_left_who_stands_in_covers(
    north, supervisor, agent, colleague, administrator, client_of
):
    a_line(supervisor, north, agent, stand_in=colleague)
    leave(administrator, agent, TODAY, "Moved abroad")
    page = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "<p>Dele" in page
    assert "nobody yet" not in page.lower()


def test_once_a_line_has_ended_a_late_answer_is_told_so(line, supervisor, agent, client_of):
    say_cannot(agent, line, words=WHY, now=NOW)
    end_line(supervisor, line, words="It is quiet now.", now=NOW + MINUTE)
    answer = client_of(agent).post(f"/balance/{line.pk}/can/", follow=True)
    assert "Thank you" not in text_of(answer)
    assert "ended" in text_of(answer)


def test_a_line_that_ran_out_asks_nobody_to_choose(line, agent, supervisor, south, administrator):
    changed(supervisor, line, [agent], last_on=TODAY + 7 * DAY)
    before = len(told(supervisor))
    assert named_in_plan(agent, line.team, TODAY)
    assert not named_in_plan(agent, line.team, TODAY + 8 * DAY)
    move_agent(administrator, agent, south, TODAY + 3 * DAY)
    assert len(told(supervisor)) == before + 1


def test_a_line_past_midnight_is_there_until_it_is_over(north, supervisor, agent):
    a_line(supervisor, north, agent, weekdays=[3], starts_at=time(22), ends_at=time(2), starts_on=TODAY - 7 * DAY)  # fmt: skip

    def at(day, hour):
        forget_standing(agent)
        moment = datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo("Europe/London"))
        return len(own_cover(agent, moment).entries)

    assert [at(19, 12), at(19, 23), at(20, 1), at(20, 2), at(20, 12)] == [1, 1, 1, 0, 0]


def test_a_line_holds_from_its_first_day_to_its_last(north, supervisor, agent):
    week = timedelta(weeks=1)
    a_line(supervisor, north, agent, starts_on=TODAY + week, last_on=TODAY + 2 * week)
    held = [len(own_cover(agent, NOW + n * week).entries) for n in range(4)]
    assert held == [0, 1, 1, 0]


def test_somebody_in_two_teams_covers_in_both_by_each_ones_clock(
    north, south, supervisor, other_supervisor, agent, administrator
):
    join_team(administrator, supervisor, south, Role.MANAGER, TODAY - DAY)
    a_line(supervisor, north, supervisor)
    forget_standing(supervisor)
    a_line(other_supervisor, south, supervisor, starts_at=time(20), ends_at=time(21))
    starts = [one.starts_at.hour * 60 + one.starts_at.minute for one in own_cover(supervisor, NOW).entries]  # fmt: skip
    # Twenty in Adelaide is half past nine in London.
    assert starts == [600, 570]


# --- The API ---------------------------------------------------------------------------------------


def test_through_the_api(north, supervisor, manager, agent, colleague, client_of):
    client = client_of(supervisor)
    body = {
        "team": "north", "weekdays": [4], "starts_at": "10:00", "ends_at": "12:00", "what": WHAT,
        "how": "agreed", "covers": ["jin"], "stand_in": "dele",
    }  # fmt: skip
    headers = {"Idempotency-Key": "k-1"}
    made = client.post("/api/v1/plan-lines/", body, "application/json", headers=headers)
    assert made.status_code == 201, made.content
    again = client.post("/api/v1/plan-lines/", body, "application/json", headers=headers)
    assert (again.json(), PlanLine.objects.count()) == (made.json(), 1)
    pk = made.json()["id"]
    theirs = client_of(agent)
    path = f"/api/v1/plan-lines/{pk}/"
    assert theirs.post(f"{path}cannot/", {"words": WHY}, "application/json").status_code == 200
    names = client_of(colleague).get(path).json()["names"]
    assert [(one["login"], one["cannot"], one["why"]) for one in names] == [
        ("dele", False, None), ("jin", True, None),
    ]  # fmt: skip
    assert [one["why"] for one in client_of(manager).get(path).json()["names"]] == [None, WHY]
    assert theirs.post(f"{path}can/", {}, "application/json").status_code == 200
    assert theirs.post(f"{path}end/", {"words": "x"}, "application/json").status_code == 403
    change = {name: value for name, value in body.items() if name != "team"}
    change |= {"starts_on": "2026-11-20", "because": "So.", "what": "Else"}
    done = client.post(f"{path}change/", change, "application/json")
    assert done.json()["what"] == "Else", done.content
    assert [one["kind"] for one in done.json()["entries"]] == ["cannot", "can", "changed"]
    assert client.post(f"{path}end/", {"words": "Over."}, "application/json").status_code == 200
    assert len(client.get("/api/v1/plan-lines/?ended=true").json()["results"]) == 1
    bad = client.post("/api/v1/plan-lines/", {**body, "covers": ["nobody"]}, "application/json")
    assert bad.status_code == 400
    assert client.post("/api/v1/plan-lines/", {**body, "team": "south"}, "application/json").status_code == 400  # fmt: skip
    assert theirs.post("/api/v1/plan-lines/", body, "application/json").status_code == 403


# --- Statements ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [("goals:balance", "agent"), ("goals:balance", "supervisor"), ("goals:plan_line", "agent")],
)
def test_case_22_a_page_takes_as_many_statements_with_fifty_times_the_data(
    request, client_of, statements, line, north, supervisor, agent, colleague, name, role
):
    eight_weeks(north)
    changed(supervisor, line, [agent, colleague], what="Else")
    client = client_of(request.getfixturevalue(role))
    where = "/teams/north/balance/" if name == "goals:balance" else f"/balance/{line.pk}/"
    few = statements(client, where)
    for n in range(30):
        a_line(supervisor, north, agent, colleague, what=f"Line {n}")
        changed(supervisor, line, [agent, colleague], what=f"Else {n}")
        eight_weeks(north, a_metric(f"Metric {n}", slug=f"m-{n}"), first=9, last=10, usual=1)
    assert (few, statements(client, where)) == (kept(name, role), kept(name, role))


def test_a_decimal_amount_is_said_with_its_decimals(north, supervisor, client_of):
    metric = a_metric("Hours lent", slug="lent", decimals=1)
    eight_weeks(north, metric, usual=4, monday=9)
    TeamSlot.objects.filter(value=Decimal(9)).update(value=Decimal("9.5"))
    text = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "9.5 an hour, else 4" in text


def test_three_findings_stand_out_and_the_others_are_a_click_away(north, supervisor, client_of):
    """Each weekday has a busy hour of its own."""
    metric = eight_weeks(north, monday=40)
    for day, hour in ((0, 9), (1, 10), (2, 11), (3, 12)):
        for slot in TeamSlot.objects.filter(metric_id=metric.pk):
            local = north.clock.local(slot.slot)
            if (local.weekday(), local.hour) == (day, hour):
                TeamSlot.objects.filter(pk=slot.pk).update(value=90)
    answer = client_of(supervisor).get("/teams/north/balance/")
    page = answer.context["page"]
    assert (len(page.findings), len(page.more)) == (3, 1)
    text = text_of(answer)
    assert "All 4" in text
    assert page.more[0].words in text


def test_the_picture_and_its_words_round_alike(north, supervisor, client_of):
    eight_weeks(north, usual=40, monday=70)
    TeamSlot.objects.filter(value=70).update(value=Decimal("70.5"))
    text = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert '<b class="hour__figure" aria-hidden="true">71</b><span class="sr">09:00: 71,' in text


def test_an_hour_that_never_had_a_figure_has_none(north, supervisor, client_of):
    metric = eight_weeks(north, first=9, last=16)
    found = usual_week(metric, north, working_time(north), TODAY)
    assert (0, 16) not in found.usual
    assert 16 in found.hours
    assert all(one.is_busy for one in found.swings)
    text = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert "16:00: no figures" in text
    assert "A chance for one-to-ones" not in text


def test_the_total_that_is_shown_is_marked(north, supervisor, client_of):
    eight_weeks(north)
    eight_weeks(north, a_metric("Few", slug="few"), usual=2, monday=2)
    text = text_of(client_of(supervisor).get("/teams/north/balance/?metric=few"))
    marked = text.partition('<a class="tab" href="/teams/north/balance/?metric=few"')[2]
    assert marked.startswith(' aria-current="true">Few</a>')


@pytest.mark.parametrize(
    ("hour", "weekdays", "told_of"), [(9, [4], True), (13, [4], False), (9, [3], False)]
)
def test_whoever_is_away_is_told_of_while_the_line_is_ahead_today(
    north, supervisor, agent, client_of, time_machine, hour, weekdays, told_of
):
    a_line(supervisor, north, agent, weekdays=weekdays)
    Absence.objects.create(user=agent, starts_on=TODAY, ends_on=TODAY + DAY)
    time_machine.move_to(NOW.replace(hour=hour), tick=False)
    page = text_of(client_of(supervisor).get("/teams/north/balance/"))
    assert ("Jin is away today." in page) is told_of
