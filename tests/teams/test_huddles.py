"""Huddles, from the draft that is there to what stands on the team's page afterwards."""

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from teams import huddle_parts
from teams.actions import huddle_record as record
from teams.actions import huddles as actions
from teams.actions.errors import ActionRefused, Stale
from teams.actions.teams import update_team
from teams.huddle_draft import Candidate
from teams.huddle_kinds import MISSED, TAKEN_ON
from teams.huddle_parts import Compared
from teams.models import AuditEntry, Huddle, HuddleEntry, HuddlePart, Notice
from teams.queries.calendars import led_by
from teams.queries.huddle_agreed import agreed
from teams.queries.huddle_last import MOST
from teams.queries.huddle_pages import huddle_of, huddle_page
from teams.queries.huddle_today import huddles_to_finish
from tests.teams.huddle_scene import (
    BEFORE,
    DAY,
    MINUTE,
    NOW,
    YESTERDAY,
    anew,
    brought,
    held,
    ready,
    said,
)

pytestmark = pytest.mark.django_db
__all__ = ["brought"]
NORTH = "?team=north"


@pytest.fixture(autouse=True)
def _morning(time_machine, brought):
    time_machine.move_to(NOW, tick=False)


def url(name, *more, day=DAY):
    return reverse(f"teams:{name}", args=[str(day), *more]) + NORTH


# --- The draft -------------------------------------------------------------------------------------


def test_the_draft_is_there_before_anybody_opens_it(manager, agent, north, client_of):
    page = client_of(manager).get(url("huddle_prepare")).content.decode()
    for words in ("Satisfaction 92%.", "First contact", "Thanks 1", "Thanks 2", "Ring the depot"):
        assert words in page
    assert "Thanks 3" not in page
    assert "8 minutes in all. 3 parts left" in page
    assert not Huddle.objects.exists()


def test_the_first_choice_writes_the_draft_down(manager, agent, north):
    huddle = actions.pick_part(manager, north, DAY, kind="focus", key="goal:2", version=0, now=NOW)
    assert (said(huddle, "focus"), said(huddle, "kudos")) == (["goal:2"], ["said:1", "said:2"])
    assert (huddle.speaker_id, huddle.speaker_accepted, huddle.version) == (agent.pk, False, 1)
    assert [one.verb for one in AuditEntry.objects.filter(kind="teams.huddle")] == [
        "picked",
        "drafted",
    ]


def test_words_that_may_change_hands_are_never_written_down(manager, agent, north, brought):
    huddle = ready(manager, north)
    kept = HuddlePart.objects.get(huddle=huddle, kind="focus")
    assert kept.words == "142 behind even pace."
    for part in HuddlePart.objects.filter(huddle=huddle, kind="kudos"):
        assert (part.title, part.words, part.url) == ("", "", "")
    # Taken back since: it is shown no more, neither to read nor by programs.
    brought[:] = [one for one in brought if one.key != "said:1"]
    page = huddle_page(agent, north, DAY, huddle_of(north, DAY), NOW, choosing=False)
    shown = [option.key for step in page.steps for option in step.said]
    assert "said:1" not in shown
    assert "said:2" in shown


def test_a_swap_brings_one_that_is_not_there_yet(manager, north):
    huddle = actions.pick_part(manager, north, DAY, kind="kudos", position=1, key="said:3", now=NOW)
    assert said(huddle, "kudos") == ["said:1", "said:3"]
    with pytest.raises(ActionRefused, match="said already"):
        actions.pick_part(manager, north, DAY, kind="kudos", position=1, key="said:1", now=NOW)
    with pytest.raises(ActionRefused, match="not there any more"):
        actions.pick_part(manager, north, DAY, kind="focus", key="goal:99", now=NOW)
    with pytest.raises(ActionRefused, match="not there any more"):
        actions.pick_part(manager, north, DAY, kind="speakers", key="goal:1", now=NOW)
    assert said(huddle, "kudos") == ["said:1", "said:3"]
    actions.pick_part(manager, north, DAY, kind="kudos", position=1, key="", now=NOW)
    assert said(huddle, "kudos") == ["said:1"]


def test_it_works_with_nothing_from_above(manager, agent, north, brought, client_of):
    brought.clear()
    assert client_of(manager).get(url("huddle_prepare")).status_code == 200
    huddle = ready(manager, north)
    assert not huddle.parts.exists()
    for part in range(1, 6):
        page = client_of(agent).get(f"{url('huddle_run')}&part={part}")
        assert page.status_code == 200
    held(manager, north, DAY, here=[agent], now=NOW)
    assert anew(huddle).state == Huddle.State.HELD


# --- Who shares ------------------------------------------------------------------------------------


def test_whoever_has_gone_longest_and_never_anybody_away(manager, agent, colleague, north):
    for back, speaker in ((2, colleague), (1, manager)):
        day = DAY - timedelta(days=back)
        actions.choose_speaker(manager, north, day, speaker.pk, now=NOW - timedelta(days=back))
        held(
            manager, north, day, here=[speaker], inspired="A film.", now=NOW - timedelta(days=back)
        )
    huddle = actions.begin_huddle(manager, north, DAY, now=NOW)
    assert huddle.speaker_id == agent.pk
    huddle = actions.mark_away(manager, north, DAY, agent.pk, now=NOW)
    assert huddle.speaker_id == colleague.pk
    with pytest.raises(ActionRefused, match="away"):
        actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    huddle = actions.mark_away(manager, north, DAY, agent.pk, is_away=False, now=NOW)
    huddle = actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    assert (huddle.speaker_id, huddle.speaker_accepted) == (agent.pk, True)


def test_nobody_of_another_team_is_chosen(manager, stranger, north):
    for act in (actions.choose_speaker, actions.mark_away):
        with pytest.raises(ActionRefused, match="in the team"):
            act(manager, north, DAY, stranger.pk, now=NOW)


def test_whoever_was_not_there_did_not_speak(manager, agent, north):
    actions.choose_speaker(manager, north, YESTERDAY, agent.pk, now=BEFORE)
    huddle = held(manager, north, YESTERDAY, here=[manager], now=BEFORE)
    assert huddle.speaker is None
    assert actions.begin_huddle(manager, north, DAY, now=NOW).speaker_id == agent.pk


# --- Ready, run, record ----------------------------------------------------------------------------


def test_agents_wait_until_it_is_ready(manager, agent, north, client_of):
    actions.begin_huddle(manager, north, DAY, now=NOW)
    browser = client_of(agent)
    assert "Not ready yet" in browser.get(url("huddle_day")).content.decode()
    assert browser.get(url("huddle_run"))["Location"] == url("huddle_day")
    assert browser.post(url("huddle_catch"), {"words": "x"}).status_code == 404
    assert browser.post(url("huddle_add"), {"words": "x"}).status_code == 404
    ready(manager, north)
    assert "First contact" in browser.get(url("huddle_day")).content.decode()
    assert "Satisfaction 92%." in browser.get(url("huddle_run")).content.decode()


def test_the_parts_follow_one_another(manager, agent, north, client_of):
    ready(manager, north)
    for person, end in ((manager, "huddle_record"), (agent, "huddle_day")):
        page = client_of(person).get(f"{url('huddle_run')}&part=5").content.decode()
        assert 'rel="next"' in page
        assert url(end) in page
        assert f"{url('huddle_run')}&amp;part=4" in page
    # What is no part of it is the nearest that is.
    page = client_of(agent).get(f"{url('huddle_run')}&part=99").content.decode()
    assert "5 of 5" in page


def test_what_comes_up_is_caught(manager, agent, colleague, north, client_of, monkeypatch):
    board = []
    monkeypatch.setattr(
        huddle_parts,
        "_board",
        [lambda _person, _team, words, _now: board.append(words) or "said:3"],
    )
    huddle = ready(manager, north)
    browser = client_of(agent)
    browser.post(url("huddle_catch"), {"words": "Ring the depot", "whose": colleague.pk})
    browser.post(url("huddle_catch"), {"words": "A louder bell", "do": "idea", "part": "2"})
    taken, idea = huddle.entries.all()
    assert (taken.kind, taken.words, taken.whose) == ("commitment", "Ring the depot", colleague)
    assert (idea.kind, idea.words, idea.key, board) == ("idea", "", "said:3", ["A louder bell"])
    told = Notice.objects.get(user=colleague, kind=TAKEN_ON)
    assert (told.detail, told.url) == ("Ring the depot", url("huddle_day"))
    answer = browser.post(url("huddle_catch"), {"words": " ", "part": "3"})
    assert answer.status_code == 400
    assert "Say what is taken on" in answer.content.decode()


def test_the_summary_goes_to_those_who_were_not_there(manager, supervisor, agent, colleague, north):
    huddle = ready(manager, north)
    record.commit_to(agent, huddle, words="Ring the depot", now=NOW)
    held(manager, north, DAY, here=[manager, agent], call_to_action="Ring back.", now=NOW)
    told = Notice.objects.filter(kind=MISSED)
    assert {one.user for one in told} == {supervisor, colleague}
    assert told[0].detail == "Ring back. The focus: First contact. 1 taken on."
    # A correction tells nobody again.
    held(manager, north, DAY, here=[manager], call_to_action="Ring them back.", now=NOW + MINUTE)
    assert Notice.objects.filter(kind=MISSED).count() == 2
    assert anew(huddle).call_to_action == "Ring them back."


@pytest.mark.parametrize(
    ("days", "why"), [(1, "still to come"), (8, "a week ahead"), (-8, "a week ahead")]
)
def test_days_on_which_nothing_is_recorded(manager, north, days, why):
    with pytest.raises(ActionRefused, match=why):
        held(manager, north, DAY + timedelta(days=days), here=[manager], now=NOW)
    assert not Huddle.objects.exists()


def test_nobody_there_is_no_huddle(manager, stranger, north):
    for here in ([], [stranger]):
        with pytest.raises(ActionRefused, match="at least one of you"):
            held(manager, north, DAY, here=here, now=NOW)


def test_what_is_over_is_not_prepared_any_more(manager, agent, north, client_of):
    huddle = held(manager, north, DAY, here=[agent], now=NOW)
    for act in (
        lambda: actions.pick_part(manager, north, DAY, kind="focus", key="goal:2", now=NOW),
        lambda: actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW),
        lambda: actions.mark_away(manager, north, DAY, agent.pk, now=NOW),
    ):
        with pytest.raises(ActionRefused, match="over"):
            act()
    assert actions.make_ready(manager, north, DAY, now=NOW) == huddle
    assert client_of(manager).get(url("huddle_prepare"))["Location"] == url("huddle_day")


# --- Afterwards ------------------------------------------------------------------------------------


def test_the_team_reacts_and_adds(manager, agent, north, client_of):
    huddle = held(manager, north, DAY, here=[manager], call_to_action="Ring back.", now=NOW)
    browser = client_of(agent)
    for _ in range(2):
        browser.post(url("huddle_react"))
    assert huddle.reactions.count() == 1
    assert "You read it" in browser.get(url("huddle_day")).content.decode()
    browser.post(url("huddle_react"), {"to": "no"})
    assert not huddle.reactions.exists()
    browser.post(url("huddle_add"), {"words": "The depot answers by four."})
    page = browser.get(url("huddle_day")).content.decode()
    assert "The depot answers by four." in page
    assert "Ring back." in page
    long = browser.post(url("huddle_add"), {"words": "x" * 301})
    assert long.status_code == 400
    assert "x" * 301 in long.content.decode()


def test_what_was_taken_on_is_done_or_taken_out(manager, agent, colleague, north, client_of):
    huddle = ready(manager, north)
    entry = record.commit_to(manager, huddle, words="Ring the depot", whose=agent.pk, now=NOW)
    at = url("huddle_entry", entry.pk)
    for refused in ("done", "out"):
        assert client_of(colleague).post(at, {"do": refused}).status_code == 403
    client_of(agent).post(at, {"do": "done"})
    entry.refresh_from_db()
    assert entry.done_at == NOW
    client_of(manager).post(at, {"do": "open"})
    entry.refresh_from_db()
    assert entry.done_at is None
    assert record.finish_entry(manager, entry, is_done=False, now=NOW) == entry
    client_of(agent).post(at, {"do": "out"})
    assert not HuddleEntry.objects.exists()
    assert client_of(agent).post(at, {"do": "out"}).status_code == 404
    with pytest.raises(ActionRefused, match="not there any more"):
        record.remove_entry(agent, entry, now=NOW)
    assert AuditEntry.objects.filter(verb="took out").count() == 1


def test_what_was_taken_on_last_time_comes_up_again(manager, agent, north, client_of):
    huddle = held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    record.commit_to(agent, huddle, words="Ask about the van", now=BEFORE)
    page = client_of(manager).get(url("huddle_prepare")).content.decode()
    assert "Taken on last time, not done yet" in page
    assert "Ask about the van" in page


def test_before_the_first_one_nobody_is_told_that_one_is_missing(agent, north):
    assert agreed(agent, None, north, DAY, NOW).streak_words == "The first huddle is still ahead."


def test_a_day_without_one_says_so(manager, agent, north, client_of):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    browser = client_of(agent)
    before = browser.get(url("huddle_day", day=YESTERDAY - timedelta(days=1))).content.decode()
    assert "No huddle was held that day" in before
    assert "in a row with a huddle" not in before
    ahead = browser.get(url("huddle_day", day=DAY + timedelta(days=3))).content.decode()
    assert "Still to come" in ahead


def test_days_with_and_without_are_compared_or_it_is_too_early(manager, agent, north, monkeypatch):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    found = agreed(agent, None, north, DAY, NOW)
    assert found.too_early == (
        "Too early to say: 1 days with a huddle and 1 without so far; twelve of each are compared."
    )
    asked = []
    one = Compared("Answered", "/metrics/answered/", "88% on 12 days", "86% on 14 days", "No.")
    monkeypatch.setattr(huddle_parts, "_comparison", [lambda *args: asked.append(args) or [one]])
    found = agreed(agent, None, north, DAY, NOW)
    assert (found.compared, found.too_early) == ((one,), "")
    assert asked == [(north, frozenset({YESTERDAY}), YESTERDAY, DAY)]


# --- The way there ---------------------------------------------------------------------------------


def test_the_way_to_todays_huddle(manager, agent, administrator, north, client_of):
    front = reverse("teams:huddle")
    assert client_of(manager).get(front)["Location"] == url("huddle_prepare")
    assert client_of(agent).get(front)["Location"] == url("huddle_day")
    ready(manager, north)
    assert client_of(manager).get(front)["Location"] == url("huddle_day")
    assert client_of(administrator).get(front).status_code == 404


def test_somebody_in_several_teams_chooses(manager, south, north, client_of):
    from teams.actions import join_team
    from teams.models import Role
    from tests.cast import SINCE

    join_team(None, manager, south, Role.SUPERVISOR, SINCE)
    browser = client_of(manager)
    assert "team=north" in browser.get(reverse("teams:huddle"))["Location"]
    assert "team=south" in browser.get(reverse("teams:huddle") + "?team=south")["Location"]
    page = browser.get(url("huddle_day")).content.decode()
    assert 'href="?team=south"' in page


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "20261120", "1999-01-01", "2026-W47-5"])
def test_what_is_no_day_is_not_found(agent, client_of, day):
    assert client_of(agent).get(f"/huddle/{day}/").status_code == 404


# --- Today -----------------------------------------------------------------------------------------


def test_today_asks_leaders_of_teams_that_hold_huddles(manager, agent, north):
    assert huddles_to_finish(led_by(manager), NOW) == []
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    assert huddles_to_finish(led_by(agent), NOW) == []
    (asked,) = huddles_to_finish(led_by(manager), NOW)
    assert asked.title == "Prepare the 09:00 huddle"
    assert asked.url == url("huddle_prepare")
    # Nobody has opened the draft, and who could speak is suggested all the same.
    assert (asked.speaker, asked.speaker_id, asked.version) == ("Priya", manager.pk, 0)
    assert not Huddle.objects.filter(day=DAY).exists()
    actions.pick_part(manager, north, DAY, kind="focus", key="goal:1", now=NOW)
    actions.pick_part(manager, north, DAY, kind="question", key="ask:1", now=NOW)
    (asked,) = huddles_to_finish(led_by(manager), NOW)
    assert asked.title == "Finish the 09:00 huddle: one part left"
    assert (asked.speaker, asked.speaker_id) == ("Priya", manager.pk)
    actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    assert huddles_to_finish(led_by(manager), NOW)[0].title == "Say that the 09:00 huddle is ready"
    # The shift is over: nothing is asked any more.
    assert huddles_to_finish(led_by(manager), NOW + timedelta(hours=9)) == []
    ready(manager, north)
    assert huddles_to_finish(led_by(manager), NOW) == []


def test_what_a_team_meets_for_is_prepared_until_an_hour_later(manager, agent, north):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    later = NOW + timedelta(hours=2)
    # While nobody said when the team meets, until its shift is over.
    assert huddles_to_finish(led_by(manager), later)[0].title == "Prepare the 09:00 huddle"
    update_team(None, north, huddle_at=time(9, 30))
    assert huddles_to_finish(led_by(manager), NOW)[0].title == "Prepare the 09:30 huddle"
    assert huddles_to_finish(led_by(manager), later) == []
    # Whoever began it is asked what came of it.
    actions.pick_part(manager, north, DAY, kind="focus", key="goal:1", now=NOW)
    (asked,) = huddles_to_finish(led_by(manager), later)
    assert (asked.title, asked.url) == ("Was the 09:30 huddle held?", url("huddle_record"))


def test_today_picks_whoever_is_suggested_in_one_press(manager, agent, north, client_of):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    actions.begin_huddle(manager, north, DAY, now=NOW)
    browser = client_of(manager)
    # Jin spoke yesterday.
    page = browser.get("/").content.decode()
    assert "Finish the 09:00 huddle: 3 parts left" in page
    assert "Pick Priya" in page
    answer = browser.post(
        url("huddle_prepare"), {"accept": manager.pk, "version": 0, "back": "today"}
    )
    assert answer["Location"] == "/#needs-you"
    assert Huddle.objects.get(day=DAY).speaker_accepted


def test_the_pick_is_undone_on_today_where_it_was_pressed(manager, agent, north, client_of):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    browser = client_of(manager)
    assert "Pick Priya" in browser.get("/").content.decode()
    sent = {"accept": manager.pk, "version": 0, "back": "today"}
    page = browser.post(url("huddle_prepare"), sent, follow=True).content.decode()
    assert "Priya shares what inspires them." in page
    assert "Pick Priya" not in page
    undo = unescape(re.search(r'action="([^"]+undo=speaker[^"]*)"', page)[1])
    answer = browser.post(undo, {"back": "today"}, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    page = answer.content.decode()
    assert "Nobody is picked. The draft stands as it was." in page
    assert "Pick Priya" in page
    huddle = Huddle.objects.get(day=DAY)
    assert (huddle.speaker_id, huddle.speaker_accepted) == (manager.pk, False)
    # Twice is once.
    assert browser.post(undo, {"back": "today"}).status_code == 302


def test_a_pick_is_not_undone_once_something_else_was_chosen(manager, agent, north, client_of):
    actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    version = Huddle.objects.get(day=DAY).version
    actions.choose_speaker(manager, north, DAY, manager.pk, now=NOW)
    path = f"{url('huddle_prepare')}&undo=speaker&version={version}"
    answer = client_of(manager).post(path, {"back": "today"})
    assert answer.status_code == 409
    assert Huddle.objects.get(day=DAY).speaker_accepted
    assert client_of(agent).post(path).status_code == 403


# --- The team's page -------------------------------------------------------------------------------


def test_the_page_of_the_team_tells_of_the_last_huddle(
    manager, agent, administrator, north, client_of
):
    path = "/teams/north/"
    assert "The last huddle" not in client_of(agent).get(path).content.decode()
    huddle = held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    assert "nothing was written down" in client_of(agent).get(path).content.decode()
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE, call_to_action="Ring <back>",
         inspired="A customer who sang")  # fmt: skip
    for n in range(MOST + 1):
        record.commit_to(agent, anew(huddle), words=f"Ask the depot {n}", now=BEFORE)
    page = client_of(agent).get(path).content.decode()
    assert "Ring &lt;back&gt;" in page
    assert "A customer who sang" in page
    assert "<b>Jin Park</b>: Ask the depot 0" in page
    assert f"Ask the depot {MOST}" not in page
    assert "And 1 more." in page
    assert f'href="{url("huddle_day", day=YESTERDAY)}"' in page
    # What is said in a huddle is the team's, administrators' no more than others'.
    assert "The last huddle" not in client_of(administrator).get(path).content.decode()


# --- The registry ----------------------------------------------------------------------------------


def test_without_a_board_no_idea_is_asked_for(manager, north, client_of, monkeypatch):
    monkeypatch.setattr(huddle_parts, "_board", [])
    huddle = ready(manager, north)
    assert "It is an idea" not in client_of(manager).get(url("huddle_run")).content.decode()
    with pytest.raises(ActionRefused, match="no board"):
        record.catch_idea(manager, huddle, words="A bell", now=NOW)
    assert huddle_parts.add_to_board(manager, north, "A bell", NOW) == ""
    assert huddle_parts.candidates_of("nobody", north, DAY, NOW) == []


def test_what_waits_to_be_agreed_is_named_with_its_page(
    manager, agent, north, client_of, monkeypatch
):
    proposed = Candidate(
        "proposal:1", "proposal", "4,200 in December", "Marcus proposes.", "/goals/1/proposal/"
    )
    monkeypatch.setattr(huddle_parts, "_to_agree", [lambda *_: [proposed]])
    page = client_of(manager).get(url("huddle_prepare")).content.decode()
    assert 'href="/goals/1/proposal/?back=' in page
    ready(manager, north)
    assert (
        "4,200 in December" in client_of(agent).get(f"{url('huddle_run')}&part=2").content.decode()
    )


def test_refusals_raise_where_programs_see_them(manager, agent, stranger, north):
    for act in (actions.begin_huddle, actions.make_ready):
        for person in (agent, stranger):
            with pytest.raises(PermissionDenied):
                act(person, north, DAY, now=NOW)
    huddle = ready(manager, north)
    with pytest.raises(Stale):
        actions.pick_part(
            manager, north, DAY, kind="focus", key="goal:2", version=huddle.version - 1, now=NOW
        )
    with pytest.raises(PermissionDenied):
        record.add_to_huddle(stranger, huddle, words="Hello", now=NOW)
