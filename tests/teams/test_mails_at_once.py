"""Mail at once: each notice once, together after quiet hours, and one click ends it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client

from teams.actions import add_closure
from teams.actions.absences import set_away
from teams.actions.notices import choose_notices, mark_read
from teams.mailing import clean, subject_of
from teams.models import Notice, NoticeChoices, User
from teams.recompute import mails
from teams.recompute.mails import TOO_LATE, look
from teams.telling import tell

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db
KIND, OTHER = "goals.closed", "goals.turned"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def priya(manager) -> User:
    """Wants two kinds at once."""
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    manager.refresh_from_db()
    choose(manager)
    return manager


def choose(person, **fields):
    values = {
        "digest": "", "not_in_app": [], "not_in_mail": [], "quiet_from": None, "quiet_until": None,
        "at_once": [KIND, OTHER, "other"],
    }  # fmt: skip
    return choose_notices(person, **{**values, **fields})


def told(person, key="1", kind=KIND, text="October is over.", at=NOW, **fields):
    tell([person], kind, key, text, **{"url": "/goals/", "now": at, **fields})


def test_it_goes_out_by_itself_once(priya, supervisor):
    told(priya)
    told(supervisor)
    told(priya, "2", "goals.agreed")
    for minute in range(5):
        look(NOW + minute * MINUTE)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["priya@example.com"], "October is over.")
    assert "- October is over.\n  http://127.0.0.1:8000/goals/\n" in sent.body
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "<img" not in html
    assert Notice.objects.filter(mailed_at=NOW).count() == 1


def test_what_comes_in_quiet_hours_is_delivered_together_after_them(priya):
    choose(priya, quiet_from=time(9), quiet_until=time(10))
    for minute in range(50):
        if minute in (0, 20, 40):
            told(priya, str(minute), at=NOW + minute * MINUTE, text=f"News {minute}.")
        look(NOW + minute * MINUTE)
    assert mail.outbox == []
    look(NOW + 55 * MINUTE)
    look(NOW + 56 * MINUTE)
    [sent] = mail.outbox
    assert all(f"News {minute}." in sent.body for minute in (0, 20, 40))
    assert sent.subject == "3 things you wanted to hear of"


def test_on_a_day_off_it_waits_where_that_was_chosen(priya):
    saturday = NOW + timedelta(days=2)
    told(priya, at=saturday)
    look(saturday)
    assert len(mail.outbox) == 1
    choose(priya, quiet_on_days_off=True)
    told(priya, "2", at=saturday)
    look(saturday)
    assert len(mail.outbox) == 1
    monday = datetime(2025, 11, 24, 0, 0, tzinfo=UTC)
    look(monday)
    assert len(mail.outbox) == 2


def test_after_long_days_off_it_still_goes_out(priya, north):
    for day in (20, 21, 24, 25, 26, 27, 28):
        add_closure(priya, north, day=date(2025, 11, day), name=f"Closed {day}")
    choose(priya, quiet_on_days_off=True)
    told(priya)
    look(NOW)
    assert mail.outbox == []
    look(datetime(2025, 12, 1, 0, 1, tzinfo=UTC))
    assert len(mail.outbox) == 1


def test_read_in_the_meantime_it_is_not_sent(priya):
    told(priya)
    mark_read(priya, Notice.objects.get().pk, NOW)
    look(NOW)
    assert mail.outbox == []
    assert Notice.objects.get().mail_at is None


def test_what_nobody_sent_for_days_is_given_up_for_good(priya):
    told(priya)
    look(NOW + TOO_LATE)
    assert mail.outbox == []
    assert Notice.objects.get().mail_at is None


def test_it_leads_to_no_page_that_does_not_open(priya):
    told(priya)
    told(priya, "2", text="Taken back.", url="/kudos/999999999/")
    told(priya, "3", text="Elsewhere.", url="https://example.org/")
    look(NOW)
    [sent] = mail.outbox
    assert "October is over." in sent.body
    assert "Elsewhere." in sent.body
    assert "Taken back." not in sent.body + sent.alternatives[0][0]
    gone = Notice.objects.get(key="2")
    assert (gone.mail_at, gone.mailed_at, gone.read_at) == (None, None, None)
    look(NOW + MINUTE)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("why", ["away", "no address", "not in mail", "left"])
def test_who_is_sent_nothing(priya, why):
    told(priya)
    if why == "away":
        set_away(
            priya,
            priya,
            starts_on=date(2025, 11, 20),
            back_on=date(2025, 11, 24),
            today=date(2025, 11, 20),
            now=NOW,
        )
    if why == "no address":
        User.objects.update(email="")
    if why == "not in mail":
        choose(priya, not_in_mail=[KIND])
    if why == "left":
        User.objects.filter(pk=priya.pk).update(is_active=False)
    look(NOW)
    assert mail.outbox == []
    assert Notice.objects.get().mailed_at is None


def test_case_3_figures_of_somebody_else_and_words_that_are_not_for_mail_stay_out(priya, agent):
    told(priya, "1", OTHER, "Behind: Notes, Jin: 7654.", about=agent.pk)
    told(priya, "2", "of.no.name", "The marker.")
    look(NOW)
    [sent] = mail.outbox
    assert "7654" not in sent.body + sent.alternatives[0][0] + sent.subject
    assert "marker" not in sent.body + sent.alternatives[0][0] + sent.subject
    assert "A goal turns to watch or behind. It waits in your inbox." in sent.body
    assert "Something waits in your inbox." in sent.body


@pytest.mark.parametrize("where", ["before", "after"])
def test_case_21_a_worker_killed_while_sending_sends_at_most_once(priya, monkeypatch, where):
    class Killed(BaseException):
        pass

    compose = mails._compose

    def dies(*arguments):
        letter = compose(*arguments)
        send = letter.send

        def hand_over():
            if where == "after":
                send()
            raise Killed

        letter.send = hand_over
        return letter

    told(priya)
    with monkeypatch.context() as patch:
        patch.setattr(mails, "_compose", dies)
        with pytest.raises(Killed):
            look(NOW)
    for minute in range(30):
        look(NOW + minute * MINUTE)
    assert len(mail.outbox) == (1 if where == "after" else 0)
    # It is not lost: it waits in the inbox, and for the digest.
    assert Notice.objects.filter(mailed_at=None, read_at=None).count() == 1


def test_a_mail_server_that_refuses_is_tried_again(priya, monkeypatch):
    compose, refused = mails._compose, []

    def refuses(*arguments):
        letter = compose(*arguments)
        if len(refused) < 3:

            def refuse():
                refused.append(letter.extra_headers["Message-ID"])
                raise SMTPServerDisconnected("Try later.")

            letter.send = refuse
        return letter

    monkeypatch.setattr(mails, "_compose", refuses)
    told(priya)
    for minute in range(30):
        look(NOW + minute * MINUTE)
    assert len(mail.outbox) == 1
    assert set(refused) == {mail.outbox[0].extra_headers["Message-ID"]}


def test_a_mail_server_that_never_takes_it_is_given_up(priya, monkeypatch):
    def refuses(*arguments):
        raise SMTPServerDisconnected("Try later.")

    monkeypatch.setattr(mails, "_compose", refuses)
    told(priya)
    look(NOW)
    assert Notice.objects.get().mail_at == NOW + mails.PAUSE
    look(NOW + TOO_LATE)
    assert Notice.objects.get().mail_at is None


def test_one_click_ends_the_mail_about_these_kinds_alone(priya):
    told(priya)
    look(NOW)
    sent = mail.outbox[0].message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = sent["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    kept = NoticeChoices.objects.get()
    assert (kept.not_in_mail, kept.at_once, kept.digest) == ([KIND], [OTHER, "other"], "")


def test_case_5_a_name_breaks_no_heading_and_turns_no_line(priya):
    told(priya, text="Over\r\nBcc: evil@example.com\u202e and\x1b out")
    look(NOW)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Over Bcc: evil@example.com and out"


def test_ten_thousand_characters_are_cut():
    assert len(clean("word " * 2_000)) <= 400
    assert clean("word " * 2_000).endswith("word…")
    assert len(subject_of("x" * 10_000)) == 200
    assert clean("a\u2066b\u200fc\u2028d") == "abc d"


def test_looking_takes_one_statement_where_nothing_waits(priya, django_assert_num_queries):
    with django_assert_num_queries(1):
        look(NOW)
