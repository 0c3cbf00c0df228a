"""A task from its offer to thanks: handed over, taken, asked about, answered, done; with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from feedback.models import DelegatedTask, Kudos
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db
WHAT = "Write down how we settle lost parcels"


def person(username: str) -> User:
    return User.objects.get(username=username)


def test_marcus_hands_jin_a_task_and_thanks_him_when_it_is_done(either):
    page = either.page
    main = page.locator("main")

    def as_somebody(username: str, path: str) -> None:
        page.context.clear_cookies()
        either.sign_in(person(username))
        either.visit(path)

    as_somebody("marcus", "/people/")
    main.get_by_role("link", name="Who is good at what?").click()
    main.get_by_role("link", name="Hand over a task to Jin Park").click()
    expect(page.locator("h1")).to_contain_text("Hand Jin Park a task")
    page.get_by_label("What is the task?").fill(WHAT)
    page.get_by_label("Why does it matter?").fill("Each of us asks the carrier something else.")
    page.get_by_label("Which strength or wish does it fit?").select_option(label="Fixed the cause")
    page.get_by_label("What may they decide alone?").fill("The words.")
    page.get_by_label("By when?").fill("2026-12-18")
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator("body")).to_contain_text("Jin Park has your offer.")
    task = DelegatedTask.objects.get(what=WHAT, offered_at__gte=NOW)
    where = f"/tasks/{task.pk}/"

    as_somebody("jin", where)
    expect(main).to_contain_text("Yours to decide")
    page.get_by_label("Once a week").check()
    page.get_by_role("button", name="Take it on").click()
    expect(main).to_contain_text("Next check-in: Fri 27 Nov")
    page.get_by_label("I need something").check()
    page.get_by_label("In a line").fill("Two hours without calls.")
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("body")).to_contain_text("Marcus has your check-in.")

    as_somebody("marcus", "/")
    main.get_by_role("link", name="Answer Jin").first.click()
    expect(main).to_contain_text("Two hours without calls.")
    page.get_by_label("Your answer").fill("Take Tuesday morning.")
    page.get_by_role("button", name="Send to Jin").click()
    expect(main).to_contain_text("Take Tuesday morning.")

    as_somebody("jin", where)
    page.get_by_label("Done", exact=True).check()
    page.get_by_label("In a line").fill("It is in the playbook.")
    page.get_by_role("button", name="Check in").click()
    expect(main).to_contain_text("checked in: done")

    as_somebody("marcus", where)
    page.get_by_label("What came of it?").fill("All of us ask the carrier the same.")
    page.get_by_role("button", name="Close it").click()
    expect(main).to_contain_text("All of us ask the carrier the same.")
    main.get_by_role("link", name="Thank Jin").click()
    expect(main).to_contain_text(re.compile("saw it through"))
    assert Kudos.objects.filter(link_url=where).count() == 0
