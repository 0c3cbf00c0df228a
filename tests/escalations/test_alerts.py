from datetime import UTC, datetime, time

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from escalations.actions import cases
from escalations.models import Category, Escalation, OnCall, Promise, Step, UrgentMail
from escalations.recompute import alerts, asking, mails
from escalations.recompute.alerts import look
from escalations.recompute.waiting import mails_waiting
from teams.models import Notice, NoticeChoices, User
from tests.escalations.scene import a_draft, after, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _addresses(manager, supervisor):
    for person in (manager, supervisor):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")


def told(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def steps(case):
    return list(Step.objects.filter(escalation=case).values_list("kind", flat=True))


def often(now, times=20):
    for _ in range(times):
        look(now)


def test_nothing_is_due_nothing_is_said(agent, supervisor):
    case = sent(agent)
    look(after(9))
    assert steps(case) == ["send"]


def test_nearly_due_is_said_once_to_whoever_has_it(agent, supervisor, manager):
    case = sent(agent)
    cases.claim(manager, case, now=after(1))
    often(after(10))
    assert steps(case) == ["send", "claim", "due_soon"]
    assert told(manager) == ["escalations.due_soon"]
    assert told(supervisor) == []


def test_missed_is_said_once_to_all_who_can_help_and_the_agent(agent, supervisor, manager):
    case = sent(agent)
    often(after(15))
    assert steps(case) == ["send", "overdue"], "what is missed is not nearly due any more"
    assert [told(one) for one in (supervisor, manager, agent)] == [["escalations.overdue"]] * 3
    assert Promise.objects.get().missed_at == after(15)


def unread(person):
    rows = Notice.objects.filter(user=person, read_at=None).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_case_stands_once_among_what_is_new(agent, supervisor, manager):
    """The newest that was said of it: what it was before is read, and of another case all stays."""
    case, other = sent(agent), sent(agent, about="Another sofa", due=None)
    for one in (case, other):
        asking.ask(one, [supervisor], after(0))
    often(after(10))
    assert unread(supervisor) == ["escalations.asked", "escalations.due_soon"]
    often(after(15))
    assert unread(supervisor) == ["escalations.asked", "escalations.overdue"]
    asking.ask(case, [supervisor], after(15))
    assert unread(supervisor) == ["escalations.asked", "escalations.overdue"], (
        "asked at that step before"
    )
    case.refresh_from_db()
    asking.ask(case, [supervisor], after(16))
    assert unread(supervisor) == ["escalations.asked"] * 2
    assert Notice.objects.filter(user=supervisor).count() == 5


def test_what_no_mail_has_carried_yet_is_not_replaced(agent, supervisor):
    """What was read goes out no more, so an alarm that waits for its mail stays new; once it went, it is replaced."""
    case = sent(agent, need="manager")
    Escalation.objects.update(pass_on_at=None)
    asking.ask(case, [supervisor], after(0))
    NoticeChoices.objects.create(user=supervisor, at_once=["escalations.due_soon"])
    alerts.look_at(case.pk, after(10))
    assert unread(supervisor) == ["escalations.urgent", "escalations.due_soon"]
    look(after(10))
    assert [one.subject for one in mail.outbox] == [UrgentMail.objects.get().subject]
    alerts.look_at(case.pk, after(15))
    kinds = unread(supervisor)
    assert "escalations.due_soon" in kinds, "it is still to go out by itself"
    assert "escalations.overdue" in kinds
    assert kinds.count("escalations.urgent") == 0


def test_who_wants_no_mail_of_the_newer_keeps_the_older(agent, supervisor):
    """Else the digest would say neither."""
    case = sent(agent)
    asking.ask(case, [supervisor], after(0))
    NoticeChoices.objects.create(user=supervisor, not_in_mail=["escalations.due_soon"])
    look(after(10))
    assert unread(supervisor) == ["escalations.asked", "escalations.due_soon"]


def test_after_an_outage_each_is_told_once_as_it_stands(agent, supervisor, manager):
    """The worker was down over the promise and over many times at which it would have been passed on."""
    case = sent(agent, need="manager", due=5)
    often(after(90))
    assert steps(case) == ["send", "pass_on", "overdue"]
    often(after(91))
    assert steps(case) == ["send", "pass_on", "overdue"]
    assert told(manager) == ["escalations.urgent", "escalations.overdue"]


def test_passed_on_until_nobody_is_left_then_all_hear_of_it_once(agent, supervisor, manager):
    case = sent(agent, need="manager", due=None)
    assert case.on_duty == supervisor
    look(after(5))
    assert Escalation.objects.get().on_duty == manager
    look(after(10))
    look(after(99))
    assert steps(case) == ["send", "pass_on", "pass_on"]
    assert told(supervisor) == ["escalations.urgent"]
    assert told(manager) == ["escalations.urgent"] * 2


def test_taken_it_is_not_passed_on(agent, supervisor, manager):
    case = sent(agent, need="manager", due=5)
    cases.claim(supervisor, case, now=after(2))
    look(after(60))
    assert steps(case) == ["send", "claim"]


def test_a_draft_that_was_put_off_comes_back_once(agent):
    a_draft(agent, finish_at=after(30))
    often(after(31))
    assert told(agent) == ["escalations.draft"]


def test_what_goes_wrong_with_one_holds_up_no_other(agent, colleague, supervisor, monkeypatch):
    from escalations.recompute import alerts

    first, second = sent(agent), sent(colleague)
    real = alerts.say

    def broken(current, *arguments, **more):
        if current.pk == first.pk:
            raise RuntimeError
        return real(current, *arguments, **more)

    monkeypatch.setattr(alerts, "say", broken)
    look(after(15))
    assert steps(second) == ["send", "overdue"]
    monkeypatch.undo()
    look(after(16))
    assert steps(first) == ["send", "overdue"], "nothing of the first try was kept"


# --- At once, by mail ----------------------------------------------------------------------------


@pytest.fixture
def passed_on(agent, supervisor, manager):
    """Priya is asked, as Marcus did not take it."""
    case = sent(agent, need="manager", due=None)
    look(after(5))
    return case


def test_one_message_each_and_no_digest_repeats_it(passed_on, manager):
    often(after(5))
    (message,) = mail.outbox
    assert message.to == ["priya@example.org"]
    assert message.subject.startswith("A customer wants a manager now")
    assert f"/escalations/{passed_on.pk}/" in message.body
    assert "Okafor" not in message.body
    assert "HP-482913" not in message.body
    assert Notice.objects.get(user=manager).mailed_at == after(5)


def test_a_mail_server_that_is_down_is_tried_again(agent, supervisor, manager, monkeypatch):
    sent(agent, need="manager", due=None)

    def down(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", down)
        look(after(5))
        assert UrgentMail.objects.get().failures == 1
    look(after(5.5))
    assert mail.outbox == []
    look(after(6))
    look(after(7))
    assert len(mail.outbox) == 1


def choose(person, **choices):
    NoticeChoices.objects.update_or_create(user=person, defaults=choices)


def test_who_wants_none_by_mail_gets_none(agent, supervisor, manager):
    choose(manager, not_in_mail=["escalations.urgent"])
    sent(agent, need="manager", due=None)
    often(after(5))
    assert mail.outbox == []
    assert told(manager) == ["escalations.urgent"]


def test_quiet_hours_hold_a_manager_now_but_not_safety(agent, supervisor, manager):
    choose(manager, quiet_from=time(11), quiet_until=time(13))
    first = sent(agent, need="manager", due=None)
    look(after(5))
    cases.claim(manager, first, now=after(5))
    assert mail.outbox == []
    urgent = Category.objects.get(is_urgent=True)
    second = sent(agent, need="manager", due=None, category=urgent)
    look(after(6))
    cases.claim(manager, second, now=after(6))
    assert [message.subject[:13] for message in mail.outbox] == ["Safety, legal"]
    look(datetime(2026, 11, 20, 13, 1, tzinfo=UTC))
    assert len(mail.outbox) == 2


def test_what_a_long_quiet_held_goes_out_at_its_end(agent, supervisor, manager):
    choose(manager, quiet_from=time(11), quiet_until=time(7))
    case = sent(agent, need="manager", due=None)
    look(after(5))
    cases.claim(manager, case, now=after(5))
    look(after(60))
    assert mail.outbox == []
    morning = datetime(2026, 11, 21, 7, 1, tzinfo=UTC)
    assert mails_waiting(after(60), after(61)) == 0
    assert mails_waiting(morning, morning) == 1
    often(morning)
    assert len(mail.outbox) == 1


def test_what_was_held_is_not_sent_once_somebody_else_has_it_or_it_was_read(
    agent, supervisor, manager
):
    choose(manager, quiet_from=time(11), quiet_until=time(7))
    own, other, read = (sent(agent, need="manager", due=None) for _ in range(3))
    look(after(5))
    cases.claim(manager, own, now=after(6))
    cases.claim(supervisor, other, now=after(7))
    url = f"/escalations/{read.pk}/"
    Notice.objects.filter(user=manager, url=url).update(read_at=after(8))
    Escalation.objects.update(pass_on_at=None)
    assert mail.outbox == []
    often(datetime(2026, 11, 21, 7, 1, tzinfo=UTC))
    # Whoever has one hears of it.
    [message] = mail.outbox
    assert f"/escalations/{own.pk}/" in message.body
    assert not UrgentMail.objects.filter(sent_at=None, failures__lt=mails.MOST_ATTEMPTS).exists()


def test_what_nobody_sent_for_hours_is_not_sent_any_more(agent, supervisor, manager, monkeypatch):
    case = sent(agent, need="manager", due=None)
    with monkeypatch.context() as patch:
        patch.setattr(mails, "_claim", lambda *_: False)
        look(after(5))
    cases.claim(manager, case, now=after(5))
    look(after(6 * 60 + 5))
    assert mail.outbox == []


def test_safety_finds_somebody_outside_all_hours(agent, supervisor, manager):
    OnCall.objects.create(team=agent.memberships.first().team, person=manager, position=1)
    night = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    case = sent(
        agent, need="manager", now=night, due=None, category=Category.objects.get(is_urgent=True)
    )
    assert case.on_duty is None
    look(night.replace(minute=5))
    assert Escalation.objects.get().on_duty == manager
