"""What somebody else has answered is new to nobody: not in the menu's number, the inbox, the API, or any mail."""

from datetime import timedelta

import pytest
from django.urls import reverse

from escalations.actions import cases
from escalations.models import Escalation
from feedback.actions.delegated import answer_task, withdraw_task
from feedback.actions.delegated_holding import check_in
from feedback.actions.idea_answers import decline_idea
from feedback.actions.ideas import put_back_idea, withdraw_idea
from goals.queries.digest_times import news
from teams.actions import create_person, join_team
from teams.actions.study import answer_study, ask_to_study, take_back_study
from teams.models import Notice, NoticeChoices, Role
from teams.telling import tell
from tests.cast import PASSWORD, SINCE
from tests.escalations.scene import sent
from tests.feedback.delegated_scene import offered, taken
from tests.feedback.ideas_scene import an_idea
from tests.scene import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def fellow(north):
    """Another supervisor of North."""
    person = create_person(None, name="Ana Ruiz", username="ana", password=PASSWORD)
    join_team(None, person, north, Role.SUPERVISOR, SINCE)
    return person


def told(person, kind, url, key="one", now=NOW):
    tell([person], kind, key, "Something waits.", url=url, now=now)
    return Notice.objects.get(user=person, key=key)


def is_new(notice):
    notice.refresh_from_db()
    return notice.read_at is None


def test_a_case_that_somebody_has_is_new_to_them_alone_and_answered_to_nobody(
    agent, supervisor, fellow, manager
):
    case = sent(agent, now=NOW)
    url = f"/escalations/{case.pk}/"
    mine, theirs = (
        told(supervisor, "escalations.asked", url),
        told(fellow, "escalations.urgent", url),
    )
    promise = told(supervisor, "escalations.due_soon", url, "two")
    other = told(fellow, "escalations.asked", "/escalations/999/", "two")
    cases.claim(supervisor, case, now=LATER)
    assert [is_new(one) for one in (mine, theirs, promise, other)] == [True, False, True, True]
    cases.agree(supervisor, Escalation.objects.get(pk=case.pk), now=LATER + timedelta(minutes=1))
    assert [is_new(one) for one in (mine, theirs, promise, other)] == [False, False, False, True]


def test_an_answer_taken_back_has_them_new_again_but_for_what_was_read(
    agent, supervisor, fellow, manager
):
    case = sent(agent, now=NOW)
    url = f"/escalations/{case.pk}/"
    new, seen = told(fellow, "escalations.asked", url), told(manager, "escalations.asked", url)
    Notice.objects.filter(pk=seen.pk).update(read_at=NOW)
    done = cases.agree(supervisor, case, now=LATER)
    assert not is_new(new)
    cases.undo(supervisor, done, version=done.version, now=LATER + timedelta(minutes=1))
    assert is_new(new)
    assert not is_new(seen)


def test_badge_page_api_and_digest_say_the_same(client_of, agent, supervisor, fellow):
    case = sent(agent, now=NOW)
    notice = told(fellow, "escalations.asked", f"/escalations/{case.pk}/")
    alone = NoticeChoices.objects.create(user=fellow, not_in_app=["escalations.overdue"])
    by_digest = Notice.objects.create(
        user=fellow, kind="escalations.overdue", key="alone", text="Late.", at=NOW, read_at=NOW,
        url=notice.url, in_inbox=False, mail_at=NOW,
    )  # fmt: skip
    ana = client_of(fellow)

    def counted():
        unread = ana.get("/api/v1/notices/", {"unread": "true"}).json()["results"]
        page = ana.get("/inbox/").content.decode()
        return len(unread), "1 new." in page, set(news(LATER).filter(user=fellow)) != set()

    assert alone.not_in_app
    assert counted() == (1, True, True)
    cases.agree(supervisor, case, now=LATER)
    assert counted() == (0, False, False)
    assert f"{supervisor.name} agreed as suggested" in ana.get("/inbox/").content.decode()
    by_digest.refresh_from_db()
    assert (by_digest.mailed_at, by_digest.mail_at) == (LATER, None)


def test_an_idea_that_is_answered_or_taken_back_waits_for_nobody(north, agent, supervisor, fellow):
    idea = an_idea(agent, north, now=NOW)
    notice = told(fellow, "feedback.idea_waits", f"/ideas/{idea.pk}/")
    withdraw_idea(agent, idea, now=LATER)
    assert not is_new(notice)
    put_back_idea(agent, idea, now=LATER + timedelta(minutes=1))
    assert is_new(notice)
    decline_idea(supervisor, idea, reason="Not now.", now=LATER + timedelta(minutes=2))
    assert not is_new(notice)


def test_what_a_task_waits_for_is_answered_by_one_and_an_offer_taken_back_is_none(
    client_of, agent, supervisor, fellow
):
    task = taken(supervisor, agent, now=NOW)
    check_in(agent, task, going="need", words="Help.", now=NOW)
    url = f"/tasks/{task.pk}/"
    theirs = told(fellow, "feedback.task_waits", url)
    answer_task(supervisor, task, words="Take Tuesday.", now=LATER)
    assert not is_new(theirs)
    assert not Notice.objects.filter(user=supervisor, url=url, read_at=None).exists()
    offer = offered(supervisor, agent, now=NOW)
    [first] = Notice.objects.filter(user=agent, url=f"/tasks/{offer.pk}/")
    withdraw_task(supervisor, offer, words="Not needed.", now=LATER)
    assert not is_new(first)
    # What came of it is new.
    assert Notice.objects.filter(user=agent, url=first.url, read_at=None).count() == 1


def test_who_may_study_is_answered_once_for_all_who_were_asked(agent, supervisor, fellow):
    made = ask_to_study(agent, kind="read", what="A book", why="It helps.", now=NOW)
    url = reverse("teams:study", args=[made.pk])
    [theirs] = Notice.objects.filter(user=fellow, url=url)
    answer_study(supervisor, made, answer="yes", now=LATER)
    assert not is_new(theirs)
    assert Notice.objects.filter(user=agent, url=url, read_at=None).exists()
    again = ask_to_study(agent, kind="read", what="Another", why="It helps.", now=NOW)
    take_back_study(agent, again, now=LATER)
    gone = Notice.objects.filter(url=reverse("teams:study", args=[again.pk]), read_at=None)
    assert not gone.exists()
