"""The verbs of feedback called with a marker in each of their texts: what two say to each other, and what a team does.

Notes, talks and releases are in `test_written.py`. `words` makes each text; nothing here is read back.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from feedback.actions import (
    coverage,
    delegated,
    delegated_holding,
    idea_answers,
    ideas,
    kudos,
    kudos_answers,
    praise,
    staying,
)
from feedback.actions.appraisals import detours, evidence, settling, writing
from feedback.actions.help import confirm_help, log_help, set_help_aside, take_help_back
from feedback.actions.one_to_ones import agenda, agreements, meetings, private, series, wishes
from feedback.models import DelegatedTask
from feedback.recompute import due
from teams.actions.errors import ActionRefused
from teams.models import User
from tests.access.world import NOW
from tests.feedback import appraisals_scene as scene
from tests.feedback.privacy.planting import NEEDLE

DAY = timedelta(days=1)
TODAY = NOW.date()
Cast = dict[str, User]


def words() -> str:
    """A text with a marker of its own."""
    return f"{NEEDLE} {secrets.token_hex(8)}"


def private_done(people: Cast) -> None:
    """What nobody but the two may read, or the two and whoever leads them."""
    _thanked_in_private(people)
    _talked(people)
    _appraised(people)
    _handed_over(people)
    _helped(people)
    _left(people)
    for hours in (0, 24, 24 * 8):
        due.look(NOW + timedelta(hours=hours))


def _thanked_in_private(people: Cast) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    given: dict[str, Any] = {"to": [jin], "visibility": "private", "now": NOW}
    one = kudos.give(marcus, words=words(), **given)
    kudos.edit(marcus, one, words=words(), now=NOW)
    kudos_answers.reply(jin, one, words=words(), now=NOW)
    kudos_answers.read(jin, [one.pk], now=NOW)
    kudos_answers.hide(jin, one, now=NOW)
    parts = {"moment": words(), "act": words(), "effect": words()}
    kudos.take_back(marcus, kudos.give(marcus, **parts, **given), now=NOW)
    with suppress(ActionRefused):
        kudos.give(marcus, words=words() * 200, **given)
    coverage.snooze(marcus, jin, until=TODAY + 7 * DAY, reason=words(), now=NOW)


def _talked(people: Cast) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    pair = series.begin_series(marcus, jin, now=NOW)
    meeting = meetings.book(marcus, pair, starts_at=NOW + DAY, now=NOW)
    for by in (marcus, jin):
        point = agenda.add_point(by, pair, words=words(), now=NOW)
        agenda.drop_point(by, agenda.add_point(by, pair, words=words(), now=NOW), now=NOW)
        agenda.mark_talked(by, point, meeting, now=NOW)
        private.save_private_note(by, pair, words=words(), version=0, now=NOW)
    agreed: dict[str, Any] = {"due_on": TODAY, "meeting": meeting, "now": NOW}
    kept = agreements.agree(marcus, pair, owner=jin, words=words(), **agreed)
    agreements.finish_agreement(jin, kept, now=NOW)
    dropped = agreements.agree(jin, pair, owner=marcus, words=words(), **agreed)
    agreements.drop_agreement(jin, dropped, why=words(), now=NOW)
    agreements.agree(marcus, pair, owner=jin, words=words(), **agreed)
    meetings.hold(marcus, meeting, summary=words(), now=NOW + DAY)
    meetings.save_summary(marcus, meeting, summary=words(), version=None, now=NOW + DAY)
    other = meetings.book(marcus, pair, starts_at=NOW + 9 * DAY, now=NOW + DAY)
    meetings.cancel(jin, other, why=words(), now=NOW + DAY)
    wish = wishes.add_wish(jin, jin, kind="grow_in", words=words(), now=NOW)
    wishes.end_wish(jin, wish, now=NOW)


def _appraised(people: Cast) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    one = scene.an_appraisal(people["manager"], jin, marcus)
    detours.leave_out(marcus, one, reason=words(), now=NOW)
    detours.put_back(marcus, one, now=NOW)
    for by in (jin, marcus):
        evidence.add_own_evidence(by, one, words=words(), now=NOW)
        said: dict[str, Any] = {"says": scene.says(one, words()), "own": words(), "now": NOW}
        writing.save_part(by, one, **said)
        writing.send_part(by, one, now=NOW)
    settling.disagree(jin, one, words=words(), now=NOW)
    settling.agree(marcus, one, talked_on=TODAY, next_words=words(), now=NOW)
    settling.sign(jin, one, now=NOW)
    settling.sign(marcus, one, now=NOW)


def _handed_over(people: Cast) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    due_on = TODAY + 28 * DAY

    def offered() -> DelegatedTask:
        said = {"what": words(), "why": words(), "decide_alone": words()}
        return delegated.offer_task(marcus, jin, **said, due_on=due_on, now=NOW)

    task = offered()
    task = delegated_holding.ask_for_change(jin, task, words=words(), now=NOW)
    said = {"what": words(), "why": words(), "decide_alone": words(), "words": words()}
    task = delegated.revise_task(marcus, task, **said, due_on=due_on, now=NOW)
    task = delegated_holding.accept_task(jin, task, rhythm="weekly", words=words(), now=NOW)
    task = delegated_holding.check_in(jin, task, going="need", words=words(), now=NOW)
    task = delegated.answer_task(marcus, task, words=words(), now=NOW)
    task = delegated_holding.check_in(jin, task, going="done", words=words(), now=NOW)
    task = delegated.carry_on(marcus, task, words=words(), now=NOW)
    task = delegated_holding.check_in(jin, task, going="done", words=words(), now=NOW)
    delegated.close_task(marcus, task, came_of_it=words(), now=NOW)
    delegated_holding.decline_task(jin, offered(), words=words(), now=NOW)
    delegated.withdraw_task(marcus, offered(), words=words(), now=NOW)
    taken = delegated_holding.accept_task(jin, offered(), rhythm="none", now=NOW)
    delegated_holding.give_back(jin, taken, words=words(), now=NOW)
    with suppress(ActionRefused):
        delegated.offer_task(marcus, jin, what=words() * 90, why=words(), due_on=due_on, now=NOW)


def _helped(people: Cast) -> None:
    jin, dele = people["agent"], people["colleague"]
    log_help(jin, dele, what=words(), now=NOW)
    asked = log_help(dele, jin, what=words(), was_helped=False, now=NOW)
    confirm_help(jin, asked, now=NOW)
    aside = log_help(dele, jin, what=words(), was_helped=False, now=NOW)
    set_help_aside(jin, aside, now=NOW)
    take_help_back(jin, log_help(jin, dele, what=words(), now=NOW), now=NOW)


def _left(people: Cast) -> None:
    ada, gone = people["administrator"], people["leaver"]
    for _ in range(2):
        staying.say_why(ada, gone, theme="leadership", words=words(), now=NOW)


def team_done(people: Cast) -> None:
    """What North says to itself: ideas, a customer's words, thanks."""
    marcus, jin, dele = people["supervisor"], people["agent"], people["colleague"]
    north = people["agent"].memberships.get().team
    said: dict[str, Any] = {"words": words(), "link": "/kudos/", "link_label": words()}
    one = ideas.add_idea(jin, title=words(), team=north, now=NOW, **said)
    ideas.edit_idea(jin, one, title=words(), now=NOW, **said)
    ideas.back_idea(dele, one, now=NOW)
    ideas.say_about_idea(dele, one, words=words(), now=NOW)
    by_when = TODAY + 7 * DAY
    idea_answers.look_at_idea(marcus, one, words=words(), answer_by=by_when, now=NOW)
    idea_answers.agree_to_idea(
        marcus, one, reason=words(), owner=None, do_by=by_when, now=NOW
    )  # fmt: skip
    idea_answers.finish_idea(marcus, one, came_of_it=words(), now=NOW)
    idea_answers.reopen_idea(marcus, one, words=words(), now=NOW)
    idea_answers.decline_idea(marcus, one, reason=words(), now=NOW)
    ideas.withdraw_idea(jin, ideas.add_idea(jin, title=words(), team=north, now=NOW), now=NOW)
    ideas.add_idea(jin, title=words(), team=north, now=NOW)
    heard, _ = praise.add_praise(
        marcus, team=north, words=words(), channel="letter", said_on=TODAY, people=[jin],
        customer=words(), now=NOW,
    )  # fmt: skip
    praise.tell_them(marcus, heard, now=NOW)
    thanks = kudos.give(marcus, to=[jin], words=words(), now=NOW)
    kudos.edit(marcus, thanks, words=words(), now=NOW)
    kudos_answers.reply(dele, thanks, words=words(), now=NOW)
    for days in (0, 7, 14):
        due.look(NOW + days * DAY)
