"""Who asks for a break after a hard contact is heard, whatever has become of the case by then."""

from __future__ import annotations

from datetime import date

import pytest

from escalations.actions import cases
from escalations.actions.drafts import send
from escalations.models import Escalation
from escalations.queries.breaks import breaks_asked
from teams.models import Absence, Membership, Notice
from teams.permissions import forget_standing
from tests.escalations.scene import NOW, a_draft, after, sent

pytestmark = pytest.mark.django_db
BREAK = "escalations.break"


@pytest.fixture(autouse=True)
def _noon(time_machine, supervisor, manager):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ended(agent, supervisor):
    """Marcus had it, and it is over."""
    case = sent(agent)
    cases.claim(supervisor, case, now=after(1))
    return cases.agree(supervisor, case, now=after(2))


def told():
    return set(Notice.objects.filter(kind=BREAK).values_list("user__username", flat=True))


def test_who_had_the_case_is_told(ended, agent):
    cases.ask_break(agent, ended, now=after(3))
    assert told() == {"marcus"}


def test_who_is_away_is_not_asked_for_a_break(ended, agent, supervisor):
    Absence.objects.create(user=supervisor, starts_on=NOW.date(), ends_on=date(2026, 11, 21))
    cases.ask_break(agent, ended, now=after(3))
    assert told() == {"priya"}


def test_case_19_who_leads_the_team_no_more_is_not_asked(ended, agent, supervisor):
    Membership.objects.filter(user=supervisor).update(ends_on=date(2026, 11, 20))
    forget_standing(supervisor)
    cases.ask_break(agent, ended, now=after(3))
    assert told() == {"priya"}


def test_all_who_lead_find_it_on_today_and_one_agrees_there(
    ended, client_of, agent, supervisor, manager
):
    cases.ask_break(agent, ended, now=after(3))
    assert client_of(manager).get("/escalations/").content.decode().count("a break and a word") == 0
    for leader in (supervisor, manager):
        page = client_of(leader).get("/").content.decode()
        assert "Jin Park asks for a break and a word" in page
        assert f"/escalations/{ended.pk}/break-seen/" in page
    answer = client_of(manager).post(f"/escalations/{ended.pk}/break-seen/", {"back": "today"})
    assert (answer.status_code, answer["Location"]) == (302, "/#needs-you")
    assert not Escalation.objects.get(pk=ended.pk).wants_break
    for leader in (supervisor, manager):
        assert breaks_asked(leader, after(4)) == ()
        assert "asks for a break" not in client_of(leader).get("/").content.decode()


def test_it_stays_until_somebody_agrees_while_the_case_waits(agent, supervisor):
    case = sent(agent)
    cases.ask_break(agent, case, now=after(1))
    assert [one.who for one in breaks_asked(supervisor, after(60 * 24 * 30))] == ["Jin Park"]


def test_case_02_nobody_else_hears_of_it(
    ended, agent, colleague, supervisor, other_supervisor, administrator
):
    cases.ask_break(agent, ended, now=after(3))
    for person in (agent, colleague, other_supervisor, administrator):
        assert breaks_asked(person, after(4)) == ()
    own = send(supervisor, a_draft(supervisor), now=after(5))
    cases.ask_break(supervisor, own, now=after(6))
    assert [one.who for one in breaks_asked(supervisor, after(7))] == ["Jin Park"]


def test_what_is_still_being_written_is_nobodys_business(agent, supervisor):
    a_draft(agent, wants_break=True)
    assert breaks_asked(supervisor, after(1)) == ()
