"""Case 13 of the threat model, through every page and form of escalations: only what one sends on purpose counts."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import BACKEND
from tests.escalations.everything_said import Everything, People
from tests.escalations.scene import after
from tests.escalations.test_any_text_learned import drawn_by, pages, written
from tests.escalations.test_every_text import looked_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(after(10), tick=False)


@pytest.fixture
def there(agent, colleague, supervisor, manager, administrator) -> Everything:
    people = People(agent, colleague, supervisor, manager, administrator)
    return Everything(lambda name, _: f"Plain {name[:20]}", people)


@pytest.mark.either_database
def test_case_13_looking_at_a_page_changes_nothing(there, client_of):
    before = written()
    assert len(looked_at(there, client_of)) > 80
    assert written() == before


def test_case_13_without_its_token_no_form_is_taken(there, client_of):
    forms = pages(there, drawn_by(client_of, there.people))
    before = written()
    for name, each in forms.items():
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(getattr(there.people, each.who), backend=BACKEND)
        sent = {**each.more, **dict.fromkeys(each.texts, "Say it plainly")}
        assert browser.post(each.path, sent).status_code == 403, name
    assert written() == before
