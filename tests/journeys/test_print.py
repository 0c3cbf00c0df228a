"""On paper: black, on few sheets, with its address and time at the foot, and without what single people did."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from goals.models import Goal
from teams.models import User
from tests.browser import Visitor
from tests.journeys.pages import HAPPY, RESOLVED, of_goal

pytestmark = pytest.mark.django_db
A4_INSIDE = {"width": 688, "height": 1000}


def sheets(window: Visitor) -> int:
    """How many sheets the page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", window.page.pdf(prefer_css_page_size=True)))


def paper(window: Visitor, who: str, path: str, *, theme: str = "system") -> str:
    """What stands on paper."""
    person = User.objects.get(username=who)
    User.objects.filter(pk=person.pk).update(theme=theme)
    window.sign_in(person)
    window.visit(path)
    window.page.emulate_media(media="print", color_scheme="dark" if theme == "dark" else "light")
    window.page.set_viewport_size(A4_INSIDE)
    return str(window.page.locator("body").inner_text())


def coloured(window: Visitor) -> list[str]:
    """Whatever is printed in another colour than black, white and tints between them."""
    found: list[str] = window.page.evaluate(
        """() => [...document.querySelectorAll("main, main *")].filter(each => each.checkVisibility())
            .flatMap(each => ["color", "fill", "backgroundColor"].map(
                property => [getComputedStyle(each)[property], property, each.outerHTML.slice(0, 60)]))
            .filter(([value]) => { const [r, g, b] = (value.match(/\\d+/g) || [0, 0, 0]).map(Number);
                return Math.max(r, g, b) - Math.min(r, g, b) > 40; })
            .map(each => each.join(" "))"""
    )
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_goal_in_black_without_its_people(desk, theme):
    words = paper(desk, "priya", of_goal("goal", RESOLVED)(), theme=theme)
    assert RESOLVED in words
    assert "Behind pace" in words
    # Who wrote a note may be read, who brought what may not.
    assert "Grace Okonkwo" not in words
    assert "Adjust goal" not in words
    assert re.search(r"http://\S+/goals/\d+/", words)
    assert "Printed Fri 20 Nov 2026, 10:05" in words
    assert coloured(desk) == []
    background = desk.page.evaluate(
        "getComputedStyle(document.querySelector('main')).backgroundColor"
    )
    assert background in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    assert sheets(desk) <= 4


def test_the_list_of_goals_without_those_of_single_people(desk):
    own = Goal.objects.filter(scope="agent", team__slug="north", state="active").first()
    assert own is not None
    path = reverse("goals:list")
    desk.sign_in(User.objects.get(username="priya"))
    desk.visit(path)
    assert own.name in desk.page.locator("main").inner_text()
    words = paper(desk, "priya", path)
    assert RESOLVED in words
    assert own.name not in words
    assert "Goals of one person" not in words
    assert coloured(desk) == []


def test_figures_of_one_person_are_not_printed(desk):
    words = paper(desk, "jin", of_goal("goal", f"{HAPPY}, each of us")())
    assert "Figures of one person are not printed." in words
    # What was agreed is no figure of hers or his; what came of it is.
    head, history = words.split("What was decided")
    assert "%" not in head
    assert "Set at" in history
    assert len(head) < 400


def test_a_brief_takes_two_sheets(desk):
    words = paper(desk, "priya", reverse("goals:brief", args=["2026-W46"]))
    assert "The whole company, this week" in words
    assert "Your words" not in words
    assert "Dele" not in words
    assert coloured(desk) == []
    assert sheets(desk) <= 2


def test_the_button_prints_and_without_script_says_how(either):
    either.sign_in(User.objects.get(username="priya"))
    page = either.page
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    either.visit(reverse("goals:brief", args=["2026-W46"]))
    page.get_by_role("link", name="Print", exact=True).click()
    if page.title() != "printed":
        assert "Print it with your browser" in page.locator("main").inner_text()
        assert "print=1" in page.url
