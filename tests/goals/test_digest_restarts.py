"""The digest arrives once a person and day, whatever restarts happen; by the huddle, across clock changes."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from goals.models import Digest
from goals.recompute import digests
from goals.recompute.digests import send_digests
from teams.actions import add_closure, join_team, update_team
from teams.actions.notices import choose_notices
from teams.models import Notice, Role, User
from teams.telling import tell
from tests.cast import SINCE
from tests.scene import NOW, a_goal, a_metric, stands

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Killed(BaseException):
    """The worker's process ends."""


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def priya(manager, north) -> User:
    """The manager, with an address and a goal that is behind."""
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    manager.refresh_from_db()
    goal = a_goal(a_metric("First-contact resolutions"), manager, team=north)
    stands(goal, "2588", "behind", expected="2730")
    return manager


@pytest.mark.parametrize("seed", range(6))
def test_case_21_once_a_day_whatever_dies_and_whatever_refuses(priya, north, monkeypatch, seed):
    """Three days around the October change of London's clock; each run may end in any of these ways."""
    fates = Random(seed)
    update_team(None, north, huddle_at=time(9, 15))
    compose, handed = digests._compose, Counter()
    ended = set()

    def fated(person, digest, *more):
        letter = compose(person, digest, *more)
        fate = fates.choice(["well", "refused", "dies before", "dies after"])
        send = letter.send

        def hand_over():
            if fate == "refused":
                raise SMTPServerDisconnected("Try later.")
            if fate == "dies before":
                raise Killed
            handed[digest.day] += 1
            send()
            if fate == "dies after":
                raise Killed

        letter.send = hand_over
        if fate == "dies before":
            ended.add(digest.day)
        return letter

    monkeypatch.setattr(digests, "_compose", fated)
    at = datetime(2025, 10, 24, 6, 0, tzinfo=UTC)
    while at < datetime(2025, 10, 28, 14, 0, tzinfo=UTC):
        with contextlib.suppress(Killed):
            send_digests(at)
        at += timedelta(minutes=fates.randrange(5, 40))
        if at.hour >= 14:
            at = at.replace(hour=7) + DAY
    assert max(handed.values(), default=0) <= 1
    worked = {date(2025, 10, 24), date(2025, 10, 27), date(2025, 10, 28)}
    assert set(handed) <= worked
    # A day without one is a day on which a worker died with it in hand, or the server refused all morning.
    refused = set(Digest.objects.filter(state="failed").values_list("day", flat=True))
    assert worked - set(handed) <= ended | refused


@pytest.mark.parametrize("seed", range(4))
def test_case_21_who_is_killed_while_writing_it_costs_nobody_their_digest(
    priya, north, monkeypatch, seed
):
    """Nothing was handed over yet, so it is written again: sent once, and never not."""
    fates = Random(seed)
    write = digests.digest_words
    killed = fates.randrange(1, 4)
    tries = []

    def dies(*arguments):
        tries.append(arguments[-1])
        said = write(*arguments)
        if len(tries) <= killed:
            raise Killed
        return said

    monkeypatch.setattr(digests, "digest_words", dies)
    for minute in range(0, 180, 5):
        with contextlib.suppress(Killed):
            send_digests(NOW + minute * MINUTE)
    assert len(mail.outbox) == 1
    row = Digest.objects.get()
    assert (row.state, row.attempts) == ("sent", killed + 1)


def test_case_21_words_that_kill_whoever_writes_them_are_given_up(priya, north, monkeypatch):
    def dies(*_):
        raise Killed

    monkeypatch.setattr(digests, "digest_words", dies)
    tries = 0
    for minute in range(0, 230, 5):
        try:
            send_digests(NOW + minute * MINUTE)
        except Killed:
            tries += 1
    assert (mail.outbox, tries) == ([], digests.MOST_ATTEMPTS)
    assert Digest.objects.get().state == "failed"


def test_case_21_whoever_wrote_for_too_long_leaves_it_to_the_next(priya, north, monkeypatch):
    """Two workers, the first of which stood still for a quarter of an hour: one mail."""
    write, later = digests.digest_words, NOW + 20 * MINUTE

    def stands_still(*arguments):
        monkeypatch.setattr(digests, "digest_words", write)
        send_digests(later)
        return write(*arguments)

    monkeypatch.setattr(digests, "digest_words", stands_still)
    send_digests(NOW)
    assert len(mail.outbox) == 1
    row = Digest.objects.get()
    assert (row.state, row.attempts, row.sent_at) == ("sent", 2, later)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Australia/Lord_Howe", date(2025, 10, 4)),  # half an hour forward on the 5th
        ("Australia/Lord_Howe", date(2026, 4, 4)),  # and back
        ("America/New_York", date(2026, 3, 7)),
        ("Africa/Cairo", date(2026, 4, 23)),  # forward at midnight
        ("America/Santiago", date(2026, 4, 4)),  # back at midnight
    ],
)
@pytest.mark.parametrize("huddle", [time(0, 15), time(2, 10)])
def test_case_17_once_a_day_over_any_change_of_clock(priya, north, zone, first, huddle):
    """Teams that work every day, some of whose huddles fall into what is skipped or comes twice."""
    update_team(
        None, north, time_zone=zone, working_days=[*range(7)], opens_at=time(0),
        closes_at=time(23, 30), huddle_at=huddle,
    )  # fmt: skip
    at = datetime.combine(first - DAY, time(0), UTC)
    while at < datetime.combine(first + 4 * DAY, time(0), UTC):
        send_digests(at)
        at += 50 * MINUTE
    days = list(
        Digest.objects.filter(state="sent").order_by("due_at").values_list("day", flat=True)
    )
    assert days == [days[0] + n * DAY for n in range(len(days))]
    assert {first, first + DAY, first + 2 * DAY} <= set(days)
    assert len(mail.outbox) == len(days)


def test_case_17_a_day_that_never_was_has_no_digest(priya, north):
    """Samoa went from the 29th of December 2011 to the 31st: its Friday would have fallen on the Saturday."""
    update_team(
        None, north, time_zone="Pacific/Apia", working_days=[*range(7)], huddle_at=time(9, 15)
    )
    priya.memberships.update(starts_on=date(2011, 1, 1))
    at = datetime(2011, 12, 28, 12, 0, tzinfo=UTC)
    while at < datetime(2012, 1, 1, 12, 0, tzinfo=UTC):
        send_digests(at)
        at += 50 * MINUTE
    days = list(Digest.objects.order_by("due_at").values_list("day", flat=True))
    assert days == [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


def test_what_was_closed_to_its_reader_while_the_server_refused_is_not_in_it(
    priya, north, monkeypatch
):
    """Written anew with each try: by what may be opened when it leaves, not when it was due."""
    compose = digests._compose

    def refuses(*arguments):
        letter = compose(*arguments)

        def refuse():
            raise SMTPServerDisconnected("Try later.")

        letter.send = refuse
        return letter

    with monkeypatch.context() as patch:
        patch.setattr(digests, "_compose", refuses)
        again = send_digests(NOW)
    assert mail.outbox == []
    priya.memberships.update(ends_on=NOW.date())
    send_digests(max(again, NOW + 5 * MINUTE))
    for sent in mail.outbox:
        assert "First-contact" not in sent.subject + sent.body + sent.alternatives[0][0]


@pytest.mark.parametrize(
    ("zone", "day", "due"),
    [
        ("Europe/London", date(2025, 10, 24), datetime(2025, 10, 24, 9, 0, tzinfo=UTC)),
        ("Europe/London", date(2025, 10, 27), datetime(2025, 10, 27, 10, 0, tzinfo=UTC)),
        ("America/St_Johns", date(2025, 11, 3), datetime(2025, 11, 3, 13, 30, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2025, 11, 3), datetime(2025, 11, 3, 4, 15, tzinfo=UTC)),
    ],
)
def test_half_an_hour_before_the_huddle_of_the_team(priya, north, zone, day, due):
    update_team(None, north, time_zone=zone, huddle_at=time(10, 30))
    assert send_digests(due - MINUTE) == due
    assert mail.outbox == []
    send_digests(due)
    assert Digest.objects.get().day == day
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Australia/Adelaide", "Pacific/Auckland"])
def test_case_17_a_zone_changed_at_midday_brings_no_second_one(priya, north, zone):
    at = datetime(2025, 11, 20, 8, 30, tzinfo=UTC)
    send_digests(at)
    update_team(None, north, time_zone=zone)
    while at < datetime(2025, 11, 20, 23, 45, tzinfo=UTC):
        send_digests(at)
        at += 15 * MINUTE
    days = list(Digest.objects.filter(state="sent").values_list("day", flat=True))
    assert days.count(date(2025, 11, 20)) == 1
    assert len(days) == len(set(days)) == len(mail.outbox)


@pytest.mark.parametrize("before", [True, False])
def test_case_17_whoever_changes_their_own_zone_gets_one_a_day_all_the_same(priya, north, before):
    """Quiet hours follow the person's wall, the day is the team's: put off by one and let go by the other is once."""

    def lives_in(zone):
        choose_notices(
            priya, digest="weekdays", not_in_app=[], not_in_mail=[], time_zone=zone,
            quiet_from=time(20), quiet_until=time(10),
        )  # fmt: skip

    lives_in("Europe/London")
    changed = datetime(2025, 11, 20, 9, 0 if before else 59, tzinfo=UTC)
    at = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)
    while at < datetime(2025, 11, 21, 5, 0, tzinfo=UTC):
        if at > changed:
            lives_in("Pacific/Auckland")
        send_digests(at)
        at += 20 * MINUTE
    days = list(Digest.objects.filter(state="sent").values_list("day", flat=True))
    assert days == [date(2025, 11, 20)]
    assert len(mail.outbox) == 1


def test_of_several_teams_the_first_huddle_of_the_day_decides(priya, north, south):
    join_team(None, priya, south, Role.MANAGER, SINCE)
    update_team(None, south, time_zone="Europe/London", opens_at=time(7), huddle_at=time(11))
    update_team(None, north, huddle_at=time(10))
    assert send_digests(datetime(2025, 11, 20, 8, 0, tzinfo=UTC)) <= datetime(
        2025, 11, 20, 9, 30, tzinfo=UTC
    )
    send_digests(datetime(2025, 11, 20, 9, 30, tzinfo=UTC))
    assert Digest.objects.get().due_at == datetime(2025, 11, 20, 9, 30, tzinfo=UTC)
    add_closure(priya, north, day=date(2025, 11, 21), name="Away day")
    send_digests(datetime(2025, 11, 21, 10, 30, tzinfo=UTC))
    assert Digest.objects.order_by("day").last().due_at == datetime(
        2025, 11, 21, 10, 30, tzinfo=UTC
    )


# --- Without a digest: thanks and changed rules --------------------------------------------------


@pytest.fixture
def jin(agent) -> User:
    """An agent with an address, who has chosen nothing."""
    User.objects.filter(pk=agent.pk).update(email="jin@example.com")
    agent.refresh_from_db()
    return agent


def to_jin() -> list:
    return [sent for sent in mail.outbox if sent.to == ["jin@example.com"]]


def thanked(person, key="k", at=NOW - DAY):
    tell(
        [person], "feedback.thanked", key, "Marcus Webb thanks you.", detail="The marker words.",
        url="/kudos/", now=at,
    )  # fmt: skip


def test_an_agent_hears_of_thanks_and_changed_rules_the_next_morning(jin, north):
    thanked(jin)
    tell(
        [jin], "escalations.protocol", "p", "Late deliveries is changed.", url="/playbook/",
        now=NOW - DAY,
    )  # fmt: skip
    tell([jin], "goals.turned", "t", "Behind: not for whoever has no digest.", now=NOW - DAY)
    send_digests(datetime(2025, 11, 20, 8, 30, tzinfo=UTC))
    [sent] = to_jin()
    assert "- Somebody thanks you.\n  http://127.0.0.1:8000/kudos/" in sent.body
    assert "- Late deliveries is changed." in sent.body
    assert "marker" not in sent.body + sent.alternatives[0][0]
    assert "Behind" not in sent.body + sent.subject
    assert sent.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    send_digests(datetime(2025, 11, 21, 8, 30, tzinfo=UTC))
    assert len(to_jin()) == 1


def test_the_subject_counts_what_can_be_opened(jin, north):
    thanked(jin)
    tell([jin], "feedback.thanked", "gone", "Marcus Webb thanks you.", url="/kudos/999999999/",
         now=NOW - DAY)  # fmt: skip
    send_digests(NOW)
    [sent] = to_jin()
    assert sent.subject == "North: Somebody thanks you"


def test_what_comes_during_the_day_waits_for_the_next_morning(jin, north):
    thanked(jin, at=NOW)
    send_digests(NOW + MINUTE)
    assert to_jin() == []
    send_digests(datetime(2025, 11, 21, 8, 30, tzinfo=UTC))
    assert len(to_jin()) == 1


@pytest.mark.parametrize("why", ["read", "not in mail", "off"])
def test_an_agent_is_not_told_again(jin, north, why):
    thanked(jin)
    values = {
        "digest": "", "not_in_app": [], "not_in_mail": [], "quiet_from": None, "quiet_until": None,
    }  # fmt: skip
    if why == "read":
        Notice.objects.update(read_at=NOW)
    if why == "not in mail":
        choose_notices(jin, **{**values, "not_in_mail": ["feedback.thanked"]})
    if why == "off":
        choose_notices(jin, **{**values, "digest": "off"})
    send_digests(NOW)
    assert to_jin() == []


def test_case_5_right_to_left_marks_and_control_characters_stay_out_of_it(priya, north):
    goal = a_goal(a_metric("Evil"), priya, team=north, name="Evil\u202e\x07 goal")
    stands(goal, "1", "behind", expected="2730")
    send_digests(NOW)
    [sent] = mail.outbox
    for part in (sent.subject, sent.body, sent.alternatives[0][0]):
        assert "\u202e" not in part
        assert "\x07" not in part
    assert "Evil goal" in sent.body
