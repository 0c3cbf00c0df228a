"""An appraisal, step by step, from a template to two signatures, with script and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from feedback.models import Appraisal
from teams.models import User

pytestmark = pytest.mark.django_db


def as_(either, username: str) -> None:
    either.page.context.clear_cookies()
    either.sign_in(User.objects.get(username=username))


def test_an_appraisal_from_the_template_to_both_signatures_and_onto_paper(either):
    page = either.page
    toast, main = page.locator(".toast"), page.locator("main")
    as_(either, "priya")
    either.visit("/settings/appraisals/")
    page.get_by_role("link", name="For customer service agents").click()
    page.get_by_role("button", name="Save the template").last.click()
    expect(toast).to_contain_text("Customer service agents is there")
    either.visit("/appraisals/cycles/new/")
    page.get_by_label("Name").fill("Autumn 2026")
    page.get_by_label("What does it look at?").select_option(label="Customer service agents")
    page.get_by_role("button", name="Make it, and choose for whom").click()
    expect(page.get_by_label("Jin Park")).to_contain_text("Marcus Webb")
    for select in page.locator("main select").all():
        if select.get_attribute("id") != page.get_by_label("Jin Park").get_attribute("id"):
            select.select_option(label="Not this time")
    page.get_by_label("Jin Park").select_option(label="Marcus Webb")
    page.get_by_role("button", name="Open their appraisals").click()
    expect(toast).to_contain_text("1 appraisal is open")
    expect(main).to_contain_text("Jin Park writes first.")
    one = Appraisal.objects.get()

    as_(either, "jin")
    either.visit("/appraisals/")
    page.get_by_role("link", name=re.compile("Autumn 2026")).click()
    page.get_by_role("link", name="Write your part").click()
    page.get_by_role("button", name="Send it to Marcus").click()
    expect(page).to_have_title(re.compile("^Error: "))
    for group in page.locator("main fieldset").all():
        group.get_by_role("radio").nth(2).check()
    page.get_by_label("The time as a whole").fill("A good year, on the whole.")
    page.get_by_role("button", name="Keep as a draft").last.click()
    expect(toast).to_contain_text("sees nothing of it until you send it")
    page.get_by_role("button", name="Send it to Marcus").click()
    expect(toast).to_contain_text("Sent. Marcus Webb reads it now")

    as_(either, "marcus")
    either.visit(f"/appraisals/{one.pk}/write/")
    expect(main).to_contain_text("A good year, on the whole.")
    for group in page.locator("main fieldset").all():
        group.get_by_role("radio").nth(1).check()
    page.get_by_label("The time as a whole").fill("You asked early.")
    page.get_by_role("button", name="Keep, and add evidence", exact=True).click()
    page.get_by_role("textbox", name="Something else").fill("The card from Mrs Okafor")
    page.get_by_label("What does it speak for?").last.select_option(label="Keeps promises")
    page.get_by_role("button", name="Add it", exact=True).last.click()
    expect(main).to_contain_text("The card from Mrs Okafor")
    page.get_by_role("link", name="Back to your part").click()
    expect(page.get_by_label("The time as a whole")).to_have_value("You asked early.")
    page.get_by_role("button", name="Send it to Jin").click()
    expect(main).to_contain_text("The card from Mrs Okafor")
    page.get_by_role("link", name="Write down what you agreed on").click()
    page.get_by_label("When did you talk?").fill("2026-11-20")
    page.get_by_role("textbox", name="What did you agree to aim for?").fill(
        "Two mornings on invoices."
    )
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("button", name="Sign it").click()
    expect(toast).to_contain_text("You signed it.")

    as_(either, "jin")
    either.visit(f"/appraisals/{one.pk}/")
    page.get_by_role("link", name="I see something differently").click()
    page.get_by_role("textbox", name="Where do you see it differently?").fill(
        "July was not like that."
    )
    page.get_by_role("button", name="Keep my words").click()
    page.get_by_role("button", name="Sign it").click()
    expect(main).to_contain_text("Signed by")
    expect(main).to_contain_text("July was not like that.")
    one.refresh_from_db()
    assert (one.state, one.disagreement) == ("signed", "July was not like that.")

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    paper = page.locator("body").inner_text()
    for words in ("Two mornings on invoices.", "July was not like that.", "Signed by", "Often"):
        assert words in paper
    assert "Add evidence" not in paper
