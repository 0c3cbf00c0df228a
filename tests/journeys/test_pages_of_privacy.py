"""What is held of a person, on every screen; and the file that one press makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from teams.models import User
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.looks import Look
from tests.journeys.pages import looks
from tests.journeys.privacy_pages import PRIVACY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]


@pytest.mark.parametrize("look", looks(PRIVACY))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(PRIVACY))
def test_page_weight(look: Look):
    weigh(look)


def test_one_press_makes_the_file(either):
    either.sign_in(User.objects.get(username="jin"))
    either.visit("/settings/privacy/")
    with either.page.expect_download() as started:
        either.page.get_by_role("button", name="Make the file").click()
    told = json.loads(Path(started.value.path()).read_text())
    assert told["teams"]["you"][0]["name"] == "Jin Park"
    assert told["feedback"]["thanks_received"]
