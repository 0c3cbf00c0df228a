"""Lists of requests that grow: page by page, each list by itself, and with the same statements however long they are."""

import re
from html import unescape

import pytest
from django.urls import reverse_lazy

from teams.models import LearningWish, StudyRequest
from tests.goals.november import words
from tests.guards import kept
from tests.teams.growth_scene import NOW

pytestmark = pytest.mark.django_db
STUDY_URL = reverse_lazy("teams:studies")


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def ask_much(person, number, state="asked"):
    StudyRequest.objects.bulk_create(
        StudyRequest(
            person=person, kind="read", what=f"{state} {n:02}.", why="So.", state=state, asked_at=NOW
        )
        for n in range(number)
    )  # fmt: skip


def wish_much(person, number):
    LearningWish.objects.bulk_create(
        LearningWish(person=person, words=f"Wish {n:02}.", asked_at=NOW) for n in range(number)
    )


def link(page, rel, label):
    part = page.content.decode().split(f'aria-label="{label}"', 1)[1].split("</nav>", 1)[0]
    found = re.search(rf'rel="{rel}" href="([^"]+)"', part)
    return unescape(found[1]) if found else ""


def shown(page, what):
    return re.findall(rf"{what} \d\d(?=\.)", words(page))


def test_ones_own_requests_are_shown_page_by_page(client_of, agent, supervisor):
    ask_much(agent, 45)
    client = client_of(agent)
    first = client.get(str(STUDY_URL))
    assert shown(first, "asked") == [f"asked {n:02}" for n in range(44, 24, -1)]
    assert link(first, "prev", "What you asked for") == ""
    second = client.get(link(first, "next", "What you asked for"))
    third = client.get(link(second, "next", "What you asked for"))
    assert shown(third, "asked") == [f"asked {n:02}" for n in range(4, -1, -1)]
    assert link(third, "next", "What you asked for") == ""
    again = client.get(link(third, "prev", "What you asked for"))
    assert shown(again, "asked") == shown(second, "asked")


def test_each_list_turns_by_itself(client_of, agent, supervisor):
    ask_much(agent, 25)
    ask_much(agent, 25, "yes")
    client = client_of(supervisor)
    page = client.get(str(STUDY_URL))
    # Who has waited longest comes first.
    assert shown(page, "asked")[0] == "asked 00"
    page = client.get(link(page, "next", "Waits for your answer"))
    assert shown(page, "asked") == [f"asked {n:02}" for n in range(20, 25)]
    assert len(shown(page, "yes")) == 20
    page = client.get(link(page, "next", "Answered"))
    assert shown(page, "asked") == [f"asked {n:02}" for n in range(20, 25)]
    assert len(shown(page, "yes")) == 5


@pytest.mark.parametrize("asked", ["99", "0", "x", "-1", "9" * 30, "²"])
def test_a_page_that_is_not_there_is_the_first(client_of, agent, asked):
    ask_much(agent, 25)
    page = client_of(agent).get(str(STUDY_URL), {"mine": asked})
    assert shown(page, "asked")[0] == "asked 24"


def test_requests_to_learn_are_shown_page_by_page(client_of, agent, supervisor, north):
    wish_much(agent, 25)
    leads, own = client_of(supervisor), client_of(agent)
    page = leads.get("/learning/team/")
    assert shown(page, "Wish")[0] == "Wish 00"
    assert "Wish 20." not in words(page)
    assert "Wish 24." in words(leads.get(link(page, "next", "Asked for")))
    page = own.get("/learning/")
    assert shown(page, "Wish") == [f"Wish {n:02}" for n in range(24, 19, -1)]
    page = own.get(link(page, "next", "What you asked for"))
    assert shown(page, "Wish") == [f"Wish {n:02}" for n in range(19, 14, -1)]


def test_pages_take_as_many_statements_however_long_the_lists(
    client_of, statements, agent, supervisor, manager
):
    pages = {
        ("teams:studies", "agent", agent): str(STUDY_URL),
        ("teams:studies", "manager", manager): str(STUDY_URL),
    }
    for number in (1, 60):
        for person in (agent, supervisor):
            ask_much(person, number)
            ask_much(person, number, "yes")
        for (name, role, person), url in pages.items():
            assert statements(client_of(person), url) == kept(name, role)
    assert statements(client_of(agent), f"{STUDY_URL}?mine=2") == kept("teams:studies", "agent")
    further = f"{STUDY_URL}?waits=2&answered=2"
    assert statements(client_of(manager), further) == kept("teams:studies", "manager")
