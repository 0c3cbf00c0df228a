"""The digest: what it says, to whom, when, and that it comes once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.models import Digest, Goal, Job, Progress
from goals.queries.digest_times import mornings, readers
from goals.recompute import digests, jobs
from goals.recompute.digests import send_digests
from goals.recompute.turns import tell_turns
from teams.actions import add_closure, join_team, leave, update_team
from teams.actions.notices import choose_notices
from teams.models import Notice, NoticeChoices, Role, User
from teams.telling import tell
from tests.cast import SINCE
from tests.goals.reliability.together import at_once, good
from tests.scene import NOW, a_goal, a_metric, a_ratio, computed, stands
from tests.shown import shown_in_mail

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUE = datetime(2025, 11, 20, 8, 30, tzinfo=UTC)
"""Half an hour before North starts on that Thursday."""


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def priya(manager) -> User:
    """The manager, with an address."""
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    manager.refresh_from_db()
    return manager


def choose(person, **fields):
    values = {
        "digest": "", "not_in_app": [], "not_in_mail": [], "quiet_from": None, "quiet_until": None,
    }  # fmt: skip
    return choose_notices(person, **{**values, **fields})


def behind(owner, team, name="First-contact resolutions", **fields) -> Goal:
    goal = a_goal(a_metric(name), owner, team=team, **fields)
    stands(goal, "2588", "behind", expected="2730")
    return goal


def well(owner, team, name="Calls", status="on_pace") -> Goal:
    goal = a_goal(a_metric(name), owner, team=team)
    stands(goal, "2800", status, expected="2730")
    return goal


def only():
    """The one mail that went out."""
    assert len(mail.outbox) == 1
    return mail.outbox[0]


# --- What it says --------------------------------------------------------------------------------


def test_off_pace_comes_first_and_the_healthy_in_one_sentence(priya, north):
    goal = behind(priya, north)
    stands(a_goal(a_ratio("Fast"), priya, team=north, target="80"), "79", "watch", weight="100")
    well(priya, north, "Calls")
    well(priya, north, "Notes", "met")
    well(priya, north, "Post", "too_early")
    computed()
    send_digests(NOW)
    sent = only()
    assert sent.to == ["priya@example.com"]
    assert sent.subject == "North: 2 of 5 on pace. First-contact resolutions need 231 a day."
    body = sent.body
    assert body.startswith("On pace for 2 of 5 goals. First-contact resolutions need you today")
    assert (
        "- Behind: First-contact resolutions. 142 behind even pace. 231 a day gets us there.\n"
        f"  http://127.0.0.1:8000/goals/{goal.pk}/\n"
    ) in body
    assert body.index("Behind:") < body.index("Watch: Fast.") < body.index("On pace or met")
    assert "On pace or met: Calls and Notes. One is too early to say." in body


def test_all_well_is_one_sentence(priya, north):
    for name in ("A", "B", "C", "D", "E"):
        well(priya, north, name)
    send_digests(NOW)
    sent = only()
    assert sent.subject == "North: all 5 on pace"
    assert sent.body.startswith("On pace for all 5 goals. Nothing needs you before the huddle.")
    assert "- " not in sent.body


def test_five_lines_at_most(priya, north):
    for number in range(9):
        behind(priya, north, f"Goal {number}")
    well(priya, north)
    send_digests(NOW)
    lines = [line for line in only().body.splitlines() if line.startswith("- ")]
    assert len(lines) == 5
    assert lines[-1] == "- And five more on Today."


def test_what_has_no_room_is_counted_where_it_is(priya, north):
    """Goals and what is asked for stand on Today, news in the inbox: also those that mail only counts."""
    for number in range(9):
        behind(priya, north, f"Goal {number}")
    for number in range(3):
        tell([priya], "goals.closed", f"o{number}", f"October {number}.", url="/goals/", now=NOW)
    tell([priya], "x.y", "silent", "For the inbox alone.", now=NOW)
    send_digests(NOW)
    lines = [line for line in only().body.splitlines() if line.startswith("- ")]
    assert len(lines) == 5
    assert lines[-1] == "- And six more on Today, and three in your inbox."


def test_each_line_has_one_link_and_there_are_no_images(priya, north):
    behind(priya, north)
    send_digests(NOW)
    sent = only()
    assert all(line.count("http") <= 1 for line in sent.body.splitlines())
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert all(line.count("<a ") <= 1 for line in html.splitlines())
    assert not re.search(r"<img|style=|<script|src=", html)
    shown = set(re.findall(r'href="([^"]+)"', html))
    assert shown == set(re.findall(r"http\S+", sent.body))


def test_case_5_names_are_text_in_both_parts_and_break_no_heading(priya, north):
    behind(priya, north, "Tom & <b>Co</b> 'late'")
    send_digests(NOW)
    sent = only()
    assert "Tom & <b>Co</b> 'late'" in sent.body
    assert "<b>Co</b>" not in sent.alternatives[0][0]
    assert "Tom &amp; &lt;b&gt;Co&lt;/b&gt;" in sent.alternatives[0][0]
    assert "\n" not in sent.subject
    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert "Tom & <b>Co</b>" in parsed["Subject"]


def test_the_figures_are_those_of_the_page(priya, north, client_of):
    from tests.goals.november import words

    behind(priya, north)
    computed()
    send_digests(NOW)
    page = words(client_of(priya).get("/"))
    said = only().body.partition("\n")[0]
    assert said in page
    assert "142 behind even pace. 231 a day gets us there." in page


def test_news_beside_the_goals(priya, north):
    behind(priya, north)
    tell([priya], "goals.turned", "1", "Behind: said by how it stands.", now=NOW)
    tell(
        [priya], "goals.revised", "2", "November is revised: 4,012 → 4,020.", url="/goals/", now=NOW
    )
    tell([priya], "of.no.name", "3", "Words that nobody promised for mail.", now=NOW)
    send_digests(NOW)
    body = only().body
    assert "- November is revised: 4,012 → 4,020.\n  http://127.0.0.1:8000/goals/\n" in body
    assert "- One more thing waits in your inbox.\n" in body
    assert "said by how it stands" not in body
    assert "nobody promised" not in body
    assert not Notice.objects.filter(mailed_at=None).exists()
    send_digests(NOW + DAY)
    assert "revised" not in mail.outbox[1].body


def test_what_was_read_or_is_not_wanted_by_mail_is_left_out(priya, north):
    behind(priya, north)
    choose(priya, not_in_mail=["goals.closed", "other"], not_in_app=["goals.good_news"])
    for place, kind in enumerate(["goals.closed", "goals.revised", "goals.good_news", "x.y"]):
        tell([priya], kind, str(place), f"News {place}.", now=NOW)
    Notice.objects.filter(key="1").update(read_at=NOW)
    send_digests(NOW)
    assert [n for n in range(4) if f"News {n}." in only().body] == [2]


def test_what_comes_in_the_digest_alone_waits_over_a_leave(priya, north):
    behind(priya, north)
    choose(priya, not_in_app=["goals.closed"])
    tell([priya], "goals.closed", "1", "October is over.", url="/goals/", now=NOW - 20 * DAY)
    tell([priya], "goals.revised", "2", "No news any more.", url="/goals/", now=NOW - 20 * DAY)
    send_digests(NOW)
    assert "October is over." in only().body
    assert "No news any more." not in only().body


def test_what_the_digest_has_no_room_for_goes_into_the_inbox(priya, north):
    behind(priya, north)
    choose(priya, not_in_app=["goals.closed"])
    for key in range(6):
        tell([priya], "goals.closed", str(key), f"Over: {key}.", url="/goals/", now=NOW)
    assert not Notice.objects.filter(in_inbox=True).exists()
    send_digests(NOW)
    named = {key for key in range(6) if f"Over: {key}." in only().body}
    waiting = {int(row.key) for row in Notice.objects.filter(in_inbox=True, read_at=None)}
    assert len(named) == 3
    assert waiting == set(range(6)) - named
    assert "- And three more in your inbox." in only().body


# --- Whose figures -------------------------------------------------------------------------------


def test_case_3_another_persons_figures_are_in_no_mail(
    priya, supervisor, agent, colleague, north, stranger, south
):
    """The marker is a figure, a name and a goal that are one agent's alone."""
    for person in (supervisor, agent, colleague, stranger):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")
        person.refresh_from_db()
        choose(person, digest="weekdays")
    marked = a_goal(
        a_metric("Marker notes"), priya, team=north, scope="agent", agent=colleague, target="9000"
    )
    stands(marked, "7654", "on_pace", expected="8000", agent=colleague)
    each = a_goal(a_metric("Each"), priya, team=north, scope="members", target="9000")
    stands(each, "7654", "on_pace", expected="8000", agent=colleague)
    stands(each, "1", "on_pace", expected="1", agent=agent)
    behind(priya, north)
    tell_turns(NOW - HOUR)
    Progress.objects.filter(agent_id=colleague.pk).update(status="behind")
    tell_turns(NOW)
    Progress.objects.filter(agent_id=colleague.pk).update(status="on_pace")
    tell_turns(NOW + MINUTE)
    assert Notice.objects.filter(user=priya, about=colleague).count() == 2
    send_digests(NOW + MINUTE)
    by_person = {sent.to[0].partition("@")[0]: shown_in_mail(sent) for sent in mail.outbox}
    assert {"priya", "marcus", "jin", "dele"} <= by_person.keys()
    assert "Marker notes" in by_person["dele"]
    for username in by_person.keys() - {"dele"}:
        assert "7654" not in by_person[username].replace(",", "")
        assert "Marker" not in by_person[username]
        assert "Dele" not in by_person[username]


def test_how_many_members_are_on_pace_is_said_of_five_or_more(priya, north):
    each = a_goal(a_metric("Each"), priya, team=north, scope="members", target="9")
    people = []
    for number in range(6):
        person = User.objects.create(username=f"p{number}", name=f"Person {number}")
        join_team(None, person, north, Role.AGENT, SINCE)
        people.append(person)
    for person in people[:4]:
        stands(each, "1", "behind", expected="5", agent=person)
    behind(priya, north)
    send_digests(NOW)
    assert "Each" not in mail.outbox[0].body
    for person in people[4:]:
        stands(each, "9", "on_pace", expected="5", agent=person)
    Digest.objects.all().delete()
    send_digests(NOW)
    assert "2 of 6 people are on pace." in mail.outbox[1].body


def test_no_goal_that_its_reader_could_not_open(priya, north, south):
    behind(priya, south, "Southern calls")
    behind(priya, north)
    send_digests(NOW)
    assert "Southern" not in shown_in_mail(only())


def test_an_agent_gets_none_unless_they_ask(priya, agent, north):
    User.objects.filter(pk=agent.pk).update(email="jin@example.com")
    well(priya, north)
    own = a_goal(a_metric("Notes"), priya, team=north, scope="members", target="90")
    stands(own, "10", "watch", expected="20", agent=agent)
    send_digests(NOW)
    assert [sent.to for sent in mail.outbox] == [["priya@example.com"]]
    choose(agent, digest="weekdays")
    send_digests(NOW)
    sent = mail.outbox[1]
    assert sent.to == ["jin@example.com"]
    assert sent.body.startswith("North is on pace for its one goal.")
    assert "- Watch: Notes. 10 behind even pace." in sent.body


@pytest.mark.parametrize("why", ["no address", "left", "off", "no goals"])
def test_who_gets_none(priya, supervisor, administrator, north, why):
    if why != "no goals":
        behind(priya, north)
    if why == "no address":
        User.objects.update(email="")
    if why == "left":
        leave(administrator, priya, date(2025, 11, 19), "Moved")
    if why == "off":
        choose(priya, digest="off")
    send_digests(NOW)
    assert mail.outbox == []


# --- When ----------------------------------------------------------------------------------------


def test_it_comes_half_an_hour_before_the_team_starts(priya, north):
    behind(priya, north)
    assert send_digests(DUE - 3 * MINUTE) == DUE
    assert mail.outbox == []
    send_digests(DUE)
    assert len(mail.outbox) == 1
    digest = Digest.objects.get()
    assert (digest.day, digest.due_at, digest.state) == (date(2025, 11, 20), DUE, "sent")
    assert digest.subject == only().subject


def test_none_on_a_day_off(priya, north, manager):
    behind(priya, north)
    add_closure(priya, north, day=date(2025, 11, 20), name="Away day")
    for hour in range(24):
        send_digests(datetime(2025, 11, 20, hour, tzinfo=UTC))
        send_digests(datetime(2025, 11, 22, hour, tzinfo=UTC))
    assert mail.outbox == []


def all_day(first: date, last: date) -> list[tuple[date, datetime]]:
    """The job looks every five minutes, from the first day's midnight to the end of the last."""
    at = datetime.combine(first, time(0), UTC)
    while at < datetime.combine(last, time(0), UTC) + DAY:
        send_digests(at)
        at += 15 * MINUTE
    return list(Digest.objects.order_by("due_at").values_list("day", "due_at"))


def test_case_17_once_a_day_across_the_october_clock_change_in_london(priya, north):
    behind(priya, north)
    found = all_day(date(2025, 10, 23), date(2025, 10, 28))
    assert found == [
        (date(2025, 10, 23), datetime(2025, 10, 23, 7, 30, tzinfo=UTC)),
        (date(2025, 10, 24), datetime(2025, 10, 24, 7, 30, tzinfo=UTC)),
        (date(2025, 10, 27), datetime(2025, 10, 27, 8, 30, tzinfo=UTC)),
        (date(2025, 10, 28), datetime(2025, 10, 28, 8, 30, tzinfo=UTC)),
    ]
    assert len(mail.outbox) == 4


def test_case_17_a_team_that_works_on_the_sunday_of_the_change(priya, north):
    update_team(priya, north, working_days=[5, 6, 0], opens_at=time(1, 30), closes_at=time(9))
    behind(priya, north)
    # Half past one happens twice that night; the digest of the day is one.
    found = all_day(date(2025, 10, 25), date(2025, 10, 27))
    assert [day for day, _ in found] == [date(2025, 10, day) for day in (25, 26, 27)]
    assert found[1][1] == datetime(2025, 10, 26, 0, 0, tzinfo=UTC)
    assert len(mail.outbox) == 3


def test_case_17_once_a_day_across_adelaides_clock_change(other_supervisor, south):
    User.objects.filter(pk=other_supervisor.pk).update(email="ewa@example.com")
    behind(other_supervisor, south)
    found = all_day(date(2025, 10, 2), date(2025, 10, 7))
    # South works Tuesday to Saturday from eight; the clock goes forward on Sunday the 5th.
    assert found == [
        (date(2025, 10, 2), datetime(2025, 10, 1, 22, 0, tzinfo=UTC)),
        (date(2025, 10, 3), datetime(2025, 10, 2, 22, 0, tzinfo=UTC)),
        (date(2025, 10, 4), datetime(2025, 10, 3, 22, 0, tzinfo=UTC)),
        (date(2025, 10, 7), datetime(2025, 10, 6, 21, 0, tzinfo=UTC)),
        (date(2025, 10, 8), datetime(2025, 10, 7, 21, 0, tzinfo=UTC)),
    ]
    assert len(mail.outbox) == 5


def test_of_two_teams_the_one_that_starts_first_decides(priya, north, south):
    join_team(None, priya, south, Role.MANAGER, SINCE)
    behind(priya, north)
    send_digests(datetime(2025, 11, 19, 21, 0, tzinfo=UTC))
    send_digests(NOW)
    digest = Digest.objects.get()
    assert (digest.day, digest.state) == (date(2025, 11, 20), "sent")
    assert only().subject.startswith("Your teams: 0 of 1 on pace.")


def test_once_a_week_is_on_its_first_working_day(priya, north):
    behind(priya, north)
    choose(priya, digest="weekly")
    add_closure(priya, north, day=date(2025, 11, 17), name="Away day")
    assert [day for day, _ in all_day(date(2025, 11, 17), date(2025, 11, 25))] == [
        date(2025, 11, 18),
        date(2025, 11, 24),
    ]


def test_only_when_something_changes(priya, north):
    behind(priya, north)
    choose(priya, digest="changes")
    send_digests(NOW)
    assert mail.outbox == []
    assert Digest.objects.get().state == "nothing"
    tell([priya], "goals.turned", "1", "Behind: something.", now=NOW + HOUR)
    send_digests(DUE + DAY)
    assert len(mail.outbox) == 1
    send_digests(DUE + 4 * DAY)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("quiet", "zone", "due"),
    [
        ((time(20), time(10, 15)), "", datetime(2025, 11, 20, 10, 15, tzinfo=UTC)),
        ((time(8), time(9)), "", datetime(2025, 11, 20, 9, tzinfo=UTC)),
        ((time(20), time(8, 30)), "", DUE),
        ((time(20), time(7)), "Europe/Paris", DUE),
        ((time(20), time(10)), "Europe/Paris", datetime(2025, 11, 20, 9, tzinfo=UTC)),
        ((time(18), time(21)), "Australia/Adelaide", datetime(2025, 11, 20, 10, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_by_ones_own_clock_put_it_off(priya, north, quiet, zone, due):
    behind(priya, north)
    choose(priya, quiet_from=quiet[0], quiet_until=quiet[1], time_zone=zone)
    [reader] = readers(NOW)
    assert {one.day: one.due_at for one in mornings(reader, 0, NOW)}[date(2025, 11, 20)] == due
    send_digests(due - MINUTE)
    assert mail.outbox == []
    send_digests(due)
    assert len(mail.outbox) == 1


def test_what_is_late_waits_for_the_end_of_quiet_hours_or_is_given_up(priya, north):
    """The work stood still, or the server refused, until it had become quiet."""
    behind(priya, north)
    begins = DUE + 10 * MINUTE
    ends = DUE + 2 * HOUR
    choose(priya, quiet_from=begins.time(), quiet_until=ends.time())
    assert send_digests(begins + MINUTE) <= ends
    assert mail.outbox == []
    send_digests(ends - MINUTE)
    assert mail.outbox == []
    send_digests(ends)
    assert len(mail.outbox) == 1
    assert Digest.objects.get().attempts == 1
    # So long that the morning is over by then.
    choose(priya, quiet_from=begins.time(), quiet_until=(DUE + 6 * HOUR).time())
    for minute in range(15, 7 * 60, 15):
        send_digests(DUE + DAY + minute * MINUTE)
    assert len(mail.outbox) == 1
    assert Digest.objects.get(day=date(2025, 11, 21)).state == Digest.State.FAILED


# --- Once ----------------------------------------------------------------------------------------


def test_case_21_however_often_it_runs_one_mail_a_day(priya, north):
    behind(priya, north)
    for minute in range(20):
        send_digests(NOW + minute * MINUTE)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_case_21_of_two_workers_one_sends_it(priya, supervisor, north, on_postgres):
    User.objects.filter(pk=supervisor.pk).update(email="marcus@example.com")
    behind(priya, north)
    good(at_once(*[lambda: send_digests(NOW)] * 4))
    assert sorted(sent.to[0] for sent in mail.outbox) == ["marcus@example.com", "priya@example.com"]
    assert set(Digest.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.parametrize("where", ["before", "after"])
def test_case_21_a_worker_killed_while_sending_sends_at_most_once(priya, north, monkeypatch, where):
    class Killed(BaseException):
        pass

    behind(priya, north)
    compose = digests._compose

    def dies(*arguments):
        letter = compose(*arguments)
        send = letter.send

        def hand_over():
            if where == "after":
                send()
            raise Killed

        letter.send = hand_over
        return letter

    with monkeypatch.context() as patch:
        patch.setattr(digests, "_compose", dies)
        with pytest.raises(Killed):
            send_digests(NOW)
    for minute in range(0, 60, 5):
        send_digests(NOW + minute * MINUTE)
    assert len(mail.outbox) == (1 if where == "after" else 0)
    row = Digest.objects.get()
    assert (row.state, row.attempts) == ("failed", 1)
    assert "It is not sent again." in row.last_error
    send_digests(DUE + DAY)
    assert Digest.objects.filter(state="sent").count() == 1


def test_after_an_outage_the_morning_that_is_over_is_left_out(priya, north):
    behind(priya, north)
    send_digests(DUE + 5 * HOUR)
    assert mail.outbox == []
    send_digests(DUE + DAY + HOUR)
    assert Digest.objects.get().day == date(2025, 11, 21)


def test_a_mail_server_that_refuses_is_tried_again_and_holds_nobody_up(
    priya, supervisor, north, monkeypatch
):
    User.objects.filter(pk=supervisor.pk).update(email="marcus@example.com")
    behind(priya, north)
    compose, refusals = digests._compose, []

    def refused(person, *arguments):
        letter = compose(person, *arguments)
        if person.pk == priya.pk and len(refusals) < 3:

            def refuse():
                refusals.append(letter.extra_headers["Message-ID"])
                raise SMTPServerDisconnected("Try later.")

            letter.send = refuse
        return letter

    monkeypatch.setattr(digests, "_compose", refused)
    send_digests(DUE)
    assert [sent.to[0] for sent in mail.outbox] == ["marcus@example.com"]
    times = [DUE]
    while len(mail.outbox) < 2:
        times.append(send_digests(times[-1]))
        assert times[-1] < DUE + HOUR
    assert len(refusals) == 3
    assert {*refusals, mail.outbox[1].extra_headers["Message-ID"]} == {
        f"<digest-{priya.pk}-2025-11-20@127.0.0.1>"
    }
    assert Digest.objects.get(user=priya).attempts == 4


def test_a_server_that_never_takes_it_is_given_up(priya, north, settings, monkeypatch):
    behind(priya, north)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    at = DUE
    for _ in range(40):
        at = send_digests(at)
    row = Digest.objects.get()
    assert (row.state, row.attempts) == ("failed", 6)
    assert row.last_error.startswith("ConnectionRefusedError")


# --- How it stops --------------------------------------------------------------------------------


def test_the_mail_says_how_it_ends_with_one_click(priya, north):
    behind(priya, north)
    send_digests(NOW)
    sent = only().message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://127.0.0.1:8000")
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert NoticeChoices.objects.get(user=priya).digest == "off"
    send_digests(DUE + DAY)
    assert len(mail.outbox) == 1


# --- The job, and what it costs ------------------------------------------------------------------


def test_the_job_sends_it_and_says_when_it_is_next_due(priya, north):
    behind(priya, north)
    jobs.plan_jobs(DUE - 2 * MINUTE)
    job = Job.objects.get(kind=Job.Kind.DIGEST)
    assert jobs.run_job(job.pk, DUE - 2 * MINUTE)
    job.refresh_from_db()
    assert job.due_at == DUE
    assert jobs.run_job(job.pk, DUE)
    assert len(mail.outbox) == 1


def test_finding_readers_takes_as_many_statements_for_a_hundred(priya, north):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            readers(NOW)
        return len(captured)

    few = statements()
    for number in range(30):
        person = User.objects.create(
            username=f"l{number}", name=f"L {number}", email=f"l{number}@example.com"
        )
        join_team(None, person, north, Role.SUPERVISOR, SINCE)
    assert len(readers(NOW)) == 31
    assert statements() == few


def test_the_company_goals_one_owns_are_named_only_where_they_need_one(priya, north):
    """The sentence is that of one's page, about the goals of one's team."""
    behind(priya, north)
    well(priya, north)
    whole = a_goal(a_metric("Helped"), priya)
    stands(whole, "100", "watch", expected="110")
    stands(a_goal(a_metric("Praised"), priya), "100", "on_pace", expected="100")
    send_digests(NOW)
    sent = only()
    assert sent.subject.startswith("North: 1 of 2 on pace.")
    assert "- Watch: Helped, whole company. 10 behind even pace." in sent.body
    assert "Praised" not in sent.body
