"""A note from the first word to what came of it, and a third person who is let in, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from feedback.actions.notes import write_note
from feedback.models import CoachingNote, NoteEdit, Release, Talk
from teams.models import User
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db


def person(username: str) -> User:
    return User.objects.get(username=username)


def change_to(either, username: str) -> None:
    either.page.context.clear_cookies()
    either.sign_in(person(username))


def test_marcus_writes_a_note_shares_it_and_says_what_came_of_it(either):
    page, jin = either.page, person("jin")
    either.sign_in(person("marcus"))
    either.visit(f"/people/{jin.pk}/")
    page.get_by_role("link", name="Write a note").click()
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".summary")).to_contain_text("Say when and where it was")
    page.get_by_label("The moment").fill("Monday’s call about the late bookcase.")
    page.get_by_label("Next step").fill("Say it back first.")
    page.get_by_label("Come back on it on").fill("2026-11-20")
    page.get_by_label("Something to keep").check()
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".head")).to_contain_text("Only you")
    note = CoachingNote.objects.get(situation__startswith="Monday’s call")
    change_to(either, "jin")
    assert either.visit(f"/notes/{note.pk}/").status == 404
    change_to(either, "marcus")
    either.visit(f"/notes/{note.pk}/")
    page.get_by_role("button", name="Share it with Jin").click()
    expect(page.locator(".head")).to_contain_text("You and Jin")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What it changed").fill("He kept the order.")
    page.get_by_role("button", name="Save").click()
    assert NoteEdit.objects.filter(note=note).count() == 1
    page.get_by_role("link", name="Say what came of it").click()
    page.get_by_label("What came of it?").fill("Two calmer calls since.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("main")).to_contain_text("Two calmer calls since.")
    change_to(either, "jin")
    either.visit("/me/notes/")
    page.get_by_role("link", name="Note, 20 Nov, from Marcus").first.click()
    expect(page.locator("main")).to_contain_text("Monday’s call about the late bookcase.")
    expect(page.locator("main")).to_contain_text("Two calmer calls since.")
    expect(page.locator("main")).not_to_contain_text("Something to keep")


def test_jin_lets_priya_read_a_note_and_both_see_that_she_did(either):
    page = either.page
    note = write_note(
        person("marcus"), person("jin"), situation="The call at four.", shared=True, now=NOW
    )
    either.sign_in(person("priya"))
    assert either.visit(f"/notes/{note.pk}/").status == 404
    change_to(either, "jin")
    either.visit(f"/notes/{note.pk}/")
    page.get_by_role("link", name="Let somebody else read it").click()
    page.get_by_label("Who may read it?").select_option(label="Priya Nair")
    page.get_by_label("Until when?").fill("2026-12-03")
    page.get_by_label("Why?").fill("She wants to know how it went.")
    page.get_by_role("button", name="Let them read it").click()
    expect(page.locator("main")).to_contain_text("You let Priya Nair read this until 3 Dec.")
    change_to(either, "priya")
    either.visit("/me/released/")
    page.get_by_role("link", name="A note between Marcus Webb and Jin Park").click()
    expect(page.locator("main")).not_to_contain_text(note.situation)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("main")).to_contain_text(note.situation)
    change_to(either, "marcus")
    either.visit(f"/notes/{note.pk}/")
    expect(page.locator("main")).to_contain_text("Jin let Priya Nair read this until 3 Dec.")
    expect(page.locator("main")).to_contain_text("First opened on 20 Nov.")
    expect(page.get_by_role("link", name="Delete this note")).to_have_count(0)
    change_to(either, "jin")
    either.visit(f"/notes/{note.pk}/")
    page.get_by_role("button", name="End it now").click()
    expect(page.locator("main")).to_contain_text("Ended on 20 Nov.")
    change_to(either, "priya")
    either.visit(f"/me/released/{Release.objects.latest('pk').pk}/")
    expect(page.locator("main")).to_contain_text("This is over.")
    expect(page.locator("main")).not_to_contain_text(note.situation)


def test_a_difficult_talk_is_opened_agreed_on_shared_and_closed(either):
    page, jin = either.page, person("jin")
    either.sign_in(person("marcus"))
    either.visit(f"/people/{jin.pk}/notes/")
    page.get_by_role("link", name="open a difficult talk").click()
    page.get_by_label("Why is this talk needed?").fill("Three late starts this month.")
    page.get_by_label("What is expected from now on").fill("At the desk by nine.")
    page.get_by_label("For yourself").fill("Ask about the trains.")
    page.get_by_role("button", name="Open it").click()
    page.get_by_text("Add a step").click()
    page.get_by_label("What was agreed?").fill("Take the earlier train")
    page.get_by_label("Jin Park").check()
    page.get_by_role("button", name="Agreed").click()
    expect(page.locator("main")).to_contain_text("Take the earlier train")
    page.get_by_role("button", name="Share it with Jin").click()
    talk = Talk.objects.latest("pk")
    change_to(either, "jin")
    either.visit(f"/talks/{talk.pk}/")
    expect(page.locator("main")).to_contain_text("At the desk by nine.")
    expect(page.locator("main")).not_to_contain_text("Ask about the trains.")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text("Done on 20 Nov")
    change_to(either, "marcus")
    either.visit(f"/talks/{talk.pk}/")
    page.get_by_text("Say how it ended").click()
    page.get_by_label("It is better now").check()
    page.get_by_label("In your words").fill("On time for two weeks.")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".head")).to_contain_text("it is better now")


def test_marcus_deletes_a_note_and_it_is_gone(either):
    page = either.page
    note = write_note(person("marcus"), person("jin"), situation="The call at four.", now=NOW)
    either.sign_in(person("marcus"))
    either.visit(f"/notes/{note.pk}/")
    page.get_by_role("link", name="Delete this note").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this note?")
    page.get_by_role("button", name="Delete the note").click()
    expect(page.locator(".toast")).to_contain_text("The note is deleted.")
    assert not CoachingNote.objects.filter(pk=note.pk).exists()
