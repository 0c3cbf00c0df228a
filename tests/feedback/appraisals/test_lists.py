"""Lists of appraisals: whose turn it is comes first."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.feedback.appraisals_scene import NOW, a_cycle, a_template, an_appraisal, brought_to

pytestmark = pytest.mark.django_db


def test_those_one_leads_stand_by_whose_turn_it_is(
    manager, agent, colleague, supervisor, client_of, time_machine
):
    time_machine.move_to(NOW, tick=False)
    one = a_template(manager)
    for person, name, state in (
        (agent, "Summer", "signed"),
        (colleague, "Autumn", "leader"),
        (agent, "Winter", "self"),
    ):
        cycle = a_cycle(manager, one, name=name)
        brought_to(an_appraisal(manager, person, supervisor, cycle), state)
    page = client_of(supervisor).get(reverse("feedback:appraisals")).content.decode()
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    led = shown[shown.index("Those you lead") :]
    places = [
        led.index(words)
        for words in (
            "Your turn 1",
            "Dele Adeyemi",
            "Not your turn 1",
            "Jin Park writes first",
            "Over 1",
            "Both have signed",
        )
    ]
    assert places == sorted(places)
