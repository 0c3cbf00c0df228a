"""From one huddle to the next: what was prepared ends it, what is taken out comes back, and each day leads on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from teams import huddle_parts
from teams.actions import huddle_record as record
from teams.actions import huddles as actions
from teams.actions.absences import set_away
from teams.actions.errors import ActionRefused
from teams.calendar import ONE_DAY
from teams.huddle_draft import COMPANY, FOCUS, Candidate
from teams.huddle_kinds import MISSED, TAKEN_OUT
from teams.models import AuditEntry, Huddle, HuddleEntry, Notice
from teams.queries.huddle_agreed import agreed
from teams.queries.huddle_draft import draft_of
from teams.queries.huddle_pages import huddle_of
from teams.views.huddle_ways import back_to_huddle
from tests.teams.huddle_scene import BEFORE, DAY, MINUTE, NOW, YESTERDAY, brought, held, ready, said

pytestmark = pytest.mark.django_db
__all__ = ["brought"]
NORTH = "?team=north"
DAY_BEFORE = YESTERDAY - ONE_DAY


@pytest.fixture(autouse=True)
def _morning(time_machine, brought):
    time_machine.move_to(NOW, tick=False)


def url(name, *more, day=DAY):
    return reverse(f"teams:{name}", args=[str(day), *more]) + NORTH


def text(response):
    return " ".join(response.content.decode().split())


# --- The draft has its own day ---------------------------------------------------------------------


def test_what_is_brought_is_asked_for_the_day_of_the_huddle(manager, north, monkeypatch, client_of):
    asked = []
    monkeypatch.setattr(
        huddle_parts, "_sources", {"test": lambda _, day, __: asked.append(day) or []}
    )
    tomorrow = DAY + ONE_DAY
    draft_of(north, tomorrow, NOW)
    page = text(client_of(manager).get(url("huddle_prepare", day=tomorrow)))
    assert set(asked) == {tomorrow}
    assert "No goal that runs now reaches that day." in page
    assert "No goal of the team runs yet." in text(client_of(manager).get(url("huddle_prepare")))


def test_the_win_of_the_day_before_is_the_second_line(manager, north, brought, client_of):
    brought.append(
        Candidate("win:1", COMPANY, "Yesterday’s win", "Answered: 84% (goal at least 80%).")
    )
    huddle = ready(manager, north)
    assert said(huddle, COMPANY) == ["company:1", "win:1"]
    for name in ("huddle_prepare", "huddle_run", "huddle_day"):
        assert "Answered: 84% (goal at least 80%)." in text(client_of(manager).get(url(name)))


# --- From day to day -------------------------------------------------------------------------------


def streak_on(viewer, team, day):
    return agreed(viewer, huddle_of(team, day), team, day, NOW).streak_words


def test_a_streak_is_that_of_the_page_s_own_day(manager, agent, north):
    held(manager, north, DAY_BEFORE, here=[agent], now=BEFORE - ONE_DAY)
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    held(manager, north, DAY, here=[agent], now=NOW)
    days = [DAY_BEFORE, YESTERDAY, DAY]
    assert [streak_on(agent, north, day)[:14] for day in days] == [
        "1 working day ", "2 working days", "3 working days",
    ]  # fmt: skip
    for other in (DAY_BEFORE - ONE_DAY, DAY + ONE_DAY):
        assert streak_on(agent, north, other) == ""


def test_earlier_ones_are_earlier_and_the_next_one_is_a_step_away(manager, agent, north, client_of):
    for day in (DAY_BEFORE, YESTERDAY):
        held(manager, north, day, here=[agent], now=BEFORE)
    first = agreed(agent, None, north, DAY_BEFORE, NOW)
    assert (first.earlier, first.later.day) == ((), YESTERDAY)
    # After the last one that was held comes today.
    last = agreed(agent, None, north, YESTERDAY, NOW)
    assert ([one.day for one in last.earlier], last.later.day) == ([DAY_BEFORE], DAY)
    assert agreed(agent, None, north, DAY, NOW).later is None
    page = text(client_of(agent).get(url("huddle_day", day=DAY_BEFORE)))
    assert f'<a rel="next" href="{url("huddle_day", day=YESTERDAY)}">' in page


def test_once_it_is_held_the_next_one_can_be_prepared(manager, agent, north, client_of):
    assert "Prepare Monday’s" not in text(client_of(manager).get(url("huddle_day")))
    held(manager, north, DAY, here=[agent], now=NOW)
    monday = DAY + timedelta(days=3)
    page = text(client_of(manager).get(url("huddle_day")))
    assert f'href="{url("huddle_prepare", day=monday)}"' in page
    assert "Prepare Monday’s" in page
    assert "Prepare Monday’s" not in text(client_of(agent).get(url("huddle_day")))
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    other = text(client_of(manager).get(url("huddle_day", day=YESTERDAY)))
    assert "Prepare Monday’s" not in other


# --- What waits to be agreed -----------------------------------------------------------------------


def test_what_waits_is_on_record_and_on_the_held_page_with_a_way_back(
    manager, north, client_of, monkeypatch
):
    one = Candidate(
        "proposal:7", "proposal", "First contact", "Marcus proposes.", "/goals/7/proposal/"
    )
    monkeypatch.setattr(huddle_parts, "_to_agree", [lambda *_: [one]])
    browser = client_of(manager)
    ready(manager, north)
    run = text(browser.get(url("huddle_run") + "&part=2"))
    assert f"back=%2Fhuddle%2F{DAY}%2Frun%2F%3Fteam%3Dnorth%26part%3D2" in run
    assert f"back=%2Fhuddle%2F{DAY}%2Fprepare%2F" in text(browser.get(url("huddle_prepare")))
    page = text(browser.get(url("huddle_record")))
    assert "Waits for the team’s word" in page
    assert f"/goals/7/proposal/?back=%2Fhuddle%2F{DAY}%2Frecord%2F%3Fteam%3Dnorth" in page
    held(manager, north, DAY, here=[manager], now=NOW)
    page = text(browser.get(url("huddle_day")))
    assert "Waits for the team’s word" in page
    assert f"/goals/7/proposal/?back=%2Fhuddle%2F{DAY}%2F%3Fteam%3Dnorth" in page


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.example/huddle/",
        "//elsewhere.example",
        "/\\elsewhere",
        "/goals/",
        "/no/",
    ],
)
def test_only_a_huddle_is_led_back_to(address):
    assert back_to_huddle(address) == ""
    here = f"/huddle/{DAY}/run/?team=north&part=2"
    assert back_to_huddle(here) == here


# --- What is taken out comes back ------------------------------------------------------------------


def test_what_is_taken_out_can_be_put_back_as_it_was(manager, agent, north, client_of):
    huddle = ready(manager, north)
    entry = record.commit_to(agent, huddle, words="Ring the depot", now=NOW)
    record.finish_entry(agent, entry, now=NOW)
    browser = client_of(agent)
    page = text(browser.post(url("huddle_entry", entry.pk), {"do": "out"}, follow=True))
    path = f"{url('huddle_entry', entry.pk)}&amp;undo=yes"
    assert f'action="{path}"' in page
    assert not HuddleEntry.objects.exists()
    page = text(browser.post(path.replace("&amp;", "&"), follow=True))
    assert "It is back." in page
    again = HuddleEntry.objects.get()
    kept = ("pk", "words", "by_id", "whose_id", "at", "done_at", "kind", "huddle_id")
    entry.refresh_from_db()
    assert [getattr(again, name) for name in kept] == [getattr(entry, name) for name in kept]
    assert again.done_at == NOW
    assert AuditEntry.objects.filter(verb="put back").count() == 1
    # Pressed twice it is there once.
    page = text(browser.post(path.replace("&amp;", "&"), follow=True))
    assert "cannot be undone any more" in page
    assert HuddleEntry.objects.count() == 1


def test_it_comes_back_for_whoever_took_it_out_into_its_own_huddle_and_within_the_hour(
    manager, agent, colleague, north, client_of
):
    huddle, other = ready(manager, north), ready(manager, north, day=DAY + ONE_DAY)
    entry = record.commit_to(agent, huddle, words="Ring the depot", now=NOW)
    client_of(agent).post(url("huddle_entry", entry.pk), {"do": "out"})
    client_of(colleague).post(url("huddle_entry", entry.pk) + "&undo=yes")
    assert not HuddleEntry.objects.exists()
    entry = record.commit_to(agent, huddle, words="Ring the depot", now=NOW)
    taken = record.remove_entry(agent, entry, now=NOW)
    late = NOW + record.PUT_BACK_WITHIN + MINUTE
    assert record.put_back_entry(agent, huddle, taken, now=late) is None
    assert record.put_back_entry(agent, other, taken, now=NOW) is None
    first = record.put_back_entry(agent, huddle, taken, now=NOW)
    assert record.put_back_entry(agent, huddle, taken, now=NOW) == first


def test_whoever_wrote_it_down_for_another_is_told(manager, agent, north):
    huddle = ready(manager, north)
    told = Notice.objects.filter(kind=TAKEN_OUT)
    own = record.commit_to(agent, huddle, words="My own", now=NOW)
    record.remove_entry(agent, own, now=NOW)
    assert not told.exists()
    entry = record.commit_to(manager, huddle, words="Ring the depot", whose=agent.pk, now=NOW)
    taken = record.remove_entry(agent, entry, now=NOW)
    notice = told.get()
    assert (notice.user, notice.text, notice.detail) == (
        manager, "Jin Park took out what you wrote down in a huddle.", "Ring the depot",
    )  # fmt: skip
    assert notice.url == url("huddle_day")
    # Put back, it is as if nothing had been.
    record.put_back_entry(agent, huddle, taken, now=NOW)
    assert not told.exists()


# --- What we will do today -------------------------------------------------------------------------


def test_what_we_will_do_is_prepared_said_last_and_begins_the_record(
    manager, agent, north, client_of
):
    browser = client_of(manager)
    browser.post(url("huddle_prepare"), {"call": "  ", "keep": "yes", "version": 0})
    assert not Huddle.objects.exists()
    browser.post(url("huddle_prepare"), {"call": " Ring  back. ", "keep": "yes", "version": 0})
    huddle = Huddle.objects.get()
    assert (huddle.call_to_action, huddle.version, huddle.state) == ("Ring back.", 1, "draft")
    # Whatever is pressed, what stands in the field is kept with it.
    sent = {
        "call": "Ring back before noon.",
        "call_was": "Ring back.",
        "ready": "yes",
        "version": 1,
    }
    browser.post(url("huddle_prepare"), sent)
    huddle.refresh_from_db()
    assert (huddle.call_to_action, huddle.state) == ("Ring back before noon.", "ready")
    assert "Ring back before noon." not in text(browser.get(url("huddle_run") + "&part=4"))
    last = text(client_of(agent).get(url("huddle_run") + "&part=5"))
    assert "What will we do today?" in last
    assert "Ring back before noon." in last
    page = text(browser.get(url("huddle_record")))
    assert "What will we do today?" in page
    assert "Ring back before noon.</textarea>" in page


def test_what_was_written_stays_in_its_field_where_it_is_refused(manager, north, client_of):
    ready(manager, north)
    browser = client_of(manager)
    stale = browser.post(url("huddle_prepare"), {"call": "Mine", "keep": "yes", "version": 0})
    assert (stale.status_code, Huddle.objects.get().call_to_action) == (409, "")
    assert "Mine</textarea>" in text(stale)
    long = browser.post(url("huddle_prepare"), {"call": "x" * 301, "keep": "yes", "version": 1})
    assert long.status_code == 409
    assert "Keep it to 300 characters." in text(long)
    assert "x" * 301 in text(long)
    held(manager, north, DAY, here=[manager], now=NOW)
    with pytest.raises(ActionRefused):
        actions.prepare_call(manager, north, DAY, "Late", now=NOW)


def test_what_another_wrote_meanwhile_is_neither_hidden_nor_lost(
    manager, supervisor, north, client_of
):
    actions.prepare_call(supervisor, north, DAY, "Theirs.", version=0, now=NOW)
    browser = client_of(manager)
    # Whoever left the field as it was does not empty it by pressing something else.
    left = {"call": "", "call_was": "", "version": 0}
    stale = text(browser.post(url("huddle_prepare"), {**left, "ready": "yes"}))
    assert "Theirs.</textarea>" in stale
    browser.post(url("huddle_prepare"), {**left, "ready": "yes", "version": 1})
    assert Huddle.objects.get().call_to_action == "Theirs."
    both = text(browser.post(url("huddle_prepare"), {**left, "call": "Mine.", "keep": "yes"}))
    assert "Mine.</textarea>" in both
    assert "It stands as “Theirs.”." in both
    assert Huddle.objects.get().call_to_action == "Theirs."


# --- Words -----------------------------------------------------------------------------------------


def test_what_inspired_is_asked_of_who_shared(manager, agent, north, client_of):
    ready(manager, north)
    actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    assert "What inspired Jin?" in text(client_of(manager).get(url("huddle_record")))


def test_who_is_away_stands_on_one_line_with_the_way_back(manager, agent, north, client_of):
    set_away(agent, agent, starts_on=DAY, back_on=DAY + ONE_DAY, today=DAY, now=NOW)
    page = text(client_of(manager).get(url("huddle_prepare")))
    assert "Jin Park is there" not in page
    assert 'Is there after all<span class="sr">: Jin Park</span>' in page


def test_a_focus_that_ends_in_a_full_stop_is_told_with_one(manager, agent, north, brought):
    brought[:] = [Candidate("day:1", FOCUS, "Ring the customer before the van is late, not after.")]
    record.record_huddle(
        manager, north, DAY, here=[manager.pk], call_to_action="Ring back", now=NOW
    )
    assert Notice.objects.get(user=agent, kind=MISSED).detail == (
        "Ring back. The focus: Ring the customer before the van is late, not after."
    )
