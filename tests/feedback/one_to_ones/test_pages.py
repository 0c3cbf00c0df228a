"""The pages of one-to-ones, without JavaScript: what the two do there, and that nobody else gets in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from feedback.actions.delegated import offer_task
from feedback.actions.delegated_holding import accept_task
from feedback.actions.one_to_ones.agenda import add_point
from feedback.actions.one_to_ones.agreements import agree, drop_agreement
from feedback.actions.one_to_ones.meetings import book, hold, save_summary
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.actions.one_to_ones.wishes import add_wish
from feedback.models import Agreement, Meeting, Point, PrivateNote, Series, Strength, Wish
from feedback.queries.growth import growth
from feedback.queries.one_to_ones.people import by_next, people_lines, waits_longest
from teams.models import Notice

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
"""A Friday, 09:05 in London."""


def text_of(answer: Any) -> str:
    """What stands on the sheet, in a line, without marks, scripts and what only readers of screens hear."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<svg.*?</svg>|<span class=\"sr\">.*?</span>", "", main, flags=re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" (?=[.,;:])", "", words)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def series(supervisor, agent):
    return begin_series(supervisor, agent, now=NOW - timedelta(days=15))


@pytest.fixture
def meeting(supervisor, series):
    return book(supervisor, series, starts_at=datetime(2026, 11, 20, 14, tzinfo=UTC), now=NOW)


def test_the_pack_says_of_each_task_how_it_stands(client_of, supervisor, agent, meeting):
    due = date(2026, 12, 18)
    for what in ("Parcels", "Returns"):
        task = offer_task(supervisor, agent, what=what, why="It helps.", due_on=due, now=NOW)
    accept_task(agent, task, rhythm="none", now=NOW)
    text = text_of(client_of(supervisor).get(reverse("feedback:one_to_one", args=[meeting.pk])))
    pack = text.split("To know before you talk")[1]
    assert "Jin’s tasks Returns Under way" in pack
    assert "Parcels Waits for an answer" in pack
    assert "took on" not in pack


def test_a_leader_begins_one_to_ones_and_books_the_first(client_of, supervisor, agent):
    browser = client_of(supervisor)
    assert "Begin" in text_of(browser.get(reverse("feedback:series", args=[agent.pk])))
    answer = browser.post(
        reverse("feedback:series_begin", args=[agent.pk]),
        {"every_weeks": "3", "day": "2026-11-24", "at": "14:00", "minutes": "45"},
    )
    assert answer.status_code == 302
    series = Series.objects.get()
    assert (series.leader, series.person, series.every_weeks) == (supervisor, agent, 3)
    meeting = Meeting.objects.get()
    assert meeting.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    shown = text_of(browser.get(answer["location"]))
    assert "Every 3 weeks" in shown
    assert "Tue 24 Nov at 14:00" in shown


def test_both_add_points_tick_them_off_and_take_them_up_again(
    client_of, supervisor, agent, series, meeting
):
    url = reverse("feedback:points", args=[series.pk])
    client_of(agent).post(url, {"words": "Shifts in December", "meeting": meeting.pk})
    client_of(supervisor).post(url, {"words": "The Hart case", "meeting": meeting.pk})
    page = reverse("feedback:one_to_one", args=[meeting.pk])
    shown = text_of(client_of(supervisor).get(page))
    assert "Shifts in December Jin" in shown
    assert "The Hart case You" in shown
    point = Point.objects.get(words="Shifts in December")
    to_point = reverse("feedback:point", args=[point.pk])
    client_of(supervisor).post(to_point, {"do": "talked", "meeting": meeting.pk})
    point.refresh_from_db()
    assert point.talked_in == meeting
    # As the undo of a message does: without saying what.
    client_of(agent).post(to_point)
    point.refresh_from_db()
    assert point.talked_in is None


def test_an_empty_point_comes_back_with_what_is_missing(client_of, agent, series):
    answer = client_of(agent).post(reverse("feedback:points", args=[series.pk]), {"words": "  "})
    assert answer.status_code == 400
    assert "Say in a few words what you want to talk about." in text_of(answer)


def test_the_talk_is_held_and_the_next_one_suggested_at_the_usual_time(
    client_of, supervisor, agent, meeting
):
    browser, page = client_of(supervisor), reverse("feedback:one_to_one", args=[meeting.pk])
    browser.post(page, {"summary": "He wants more mail work.", "version": "0", "do": "hold"})
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD
    shown = text_of(browser.get(page))
    assert "The usual time again would be Fri 4 Dec at 14:00" in shown
    assert "He wants more mail work." in text_of(client_of(agent).get(page))


def test_what_was_not_talked_about_comes_along_to_the_next_one(
    client_of, supervisor, agent, series, meeting
):
    done = add_point(agent, series, words="Headset", now=NOW)
    add_point(agent, series, words="Holidays", now=NOW)
    browser = client_of(supervisor)
    browser.post(reverse("feedback:point", args=[done.pk]), {"do": "talked", "meeting": meeting.pk})
    browser.post(
        reverse("feedback:one_to_one", args=[meeting.pk]),
        {"summary": "", "version": "0", "do": "hold"},
    )
    browser.post(
        reverse("feedback:series_book", args=[series.pk]),
        {"day": "2026-12-04", "at": "14:00", "minutes": "30"},
    )
    following = Meeting.objects.get(state="booked")
    shown = text_of(browser.get(reverse("feedback:one_to_one", args=[following.pk])))
    assert "Holidays" in shown
    assert "Headset" not in shown


def test_case_20_of_two_who_write_the_summary_at_once_the_second_sees_both_texts(
    client_of, supervisor, agent, meeting
):
    page = reverse("feedback:one_to_one", args=[meeting.pk])
    client_of(agent).post(page, {"summary": "Jin’s words", "version": "0"})
    answer = client_of(supervisor).post(page, {"summary": "Marcus’ words", "version": "0"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Jin Park changed this" in shown
    assert "Jin’s words" in shown
    assert "Marcus’ words" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.summary == "Jin’s words"
    # Sent again from there, theirs counts.
    version = answer.context["form"].data["version"]
    client_of(supervisor).post(page, {"summary": "Both", "version": version})
    meeting.refresh_from_db()
    assert meeting.summary == "Both"


def test_an_agreement_has_one_of_the_two_and_a_day_and_is_done_by_either(
    client_of, supervisor, agent, series, meeting
):
    url = reverse("feedback:agreements", args=[series.pk])
    sent = {
        "words": "Ask for a new headset",
        "owner": supervisor.pk,
        "due_on": "2026-11-27",
        "meeting": meeting.pk,
    }
    client_of(agent).post(url, sent)
    made = Agreement.objects.get()
    assert (made.owner, made.made_in, made.made_by) == (supervisor, meeting, agent)
    refused = client_of(agent).post(url, {**sent, "owner": "999999"})
    assert refused.status_code == 400
    past = client_of(agent).post(url, {**sent, "words": "Other", "due_on": "2026-11-19"})
    assert "That day is over" in text_of(past)
    assert Agreement.objects.count() == 1
    one = reverse("feedback:agreement", args=[made.pk])
    client_of(agent).post(one, {"do": "done"})
    made.refresh_from_db()
    assert made.done_at is not None


def test_letting_go_of_an_agreement_needs_a_word(client_of, supervisor, agent, series):
    made = agree(agent, series, owner=agent, words="A course", due_on=date(2026, 12, 1), now=NOW)
    one = reverse("feedback:agreement", args=[made.pk])
    assert "Say why in a few words" in text_of(client_of(agent).post(one, {"do": "drop"}))
    client_of(agent).post(one, {"do": "drop", "why": "It is full."})
    made.refresh_from_db()
    assert made.dropped_why == "It is full."
    client_of(supervisor).post(one)
    made.refresh_from_db()
    assert made.dropped_at is None


def test_open_promises_of_both_stand_first_on_their_page(client_of, supervisor, agent, series):
    agree(agent, series, owner=agent, words="A course", due_on=date(2026, 12, 1), now=NOW)
    late = datetime(2026, 11, 5, 9, tzinfo=UTC)
    agree(supervisor, series, owner=supervisor, words="A desk", due_on=date(2026, 11, 6), now=late)
    shown = text_of(client_of(agent).get(reverse("feedback:series", args=[agent.pk])))
    assert shown.index("A desk Marcus, by Fri 6 Nov. Its day has passed") < shown.index(
        "A course You"
    )


def test_case_03_a_private_note_is_its_authors_alone(client_of, supervisor, agent, series, meeting):
    url = reverse("feedback:private_note", args=[series.pk])
    client_of(supervisor).post(url, {"note-words": "His mother is ill.", "note-version": "0"})
    assert PrivateNote.objects.get().author == supervisor
    for name, pk in (("series", agent.pk), ("one_to_one", meeting.pk), ("private_note", series.pk)):
        page = reverse(f"feedback:{name}", args=[pk])
        assert "His mother is ill." in client_of(supervisor).get(page).content.decode()
        assert "His mother is ill." not in client_of(agent).get(page).content.decode()


def test_case_20_a_private_note_changed_in_another_window_keeps_both_texts(
    client_of, agent, series
):
    save_private_note(agent, series, words="First", version=0, now=NOW)
    url = reverse("feedback:private_note", args=[series.pk])
    answer = client_of(agent).post(url, {"note-words": "Second", "note-version": "0"})
    assert answer.status_code == 409
    assert "First" in text_of(answer)
    assert "Second" in answer.content.decode()
    assert PrivateNote.objects.get().words == "First"


def test_a_meeting_is_moved_and_called_off_with_a_word(client_of, agent, meeting):
    browser = client_of(agent)
    browser.post(
        reverse("feedback:one_to_one_move", args=[meeting.pk]),
        {"day": "2026-11-23", "at": "10:30", "minutes": "30"},
    )
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.moved) == (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), 1)
    off = reverse("feedback:one_to_one_cancel", args=[meeting.pk])
    assert "Say why in a few words" in text_of(browser.post(off, {}))
    browser.post(off, {"why": "I am ill."})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_why) == (Meeting.State.CANCELLED, "I am ill.")


def test_a_time_that_the_clocks_skip_is_refused_with_how_to_mend_it(client_of, agent, meeting):
    with time_machine.travel(datetime(2027, 3, 20, 9, tzinfo=UTC), tick=False):
        answer = client_of(agent).post(
            reverse("feedback:one_to_one_move", args=[meeting.pk]),
            {"day": "2027-03-28", "at": "01:30", "minutes": "30"},
        )
    assert "The clocks skip that time that day" in text_of(answer)


def test_case_01_nobody_but_the_two_finds_anything(
    client_of, agent, colleague, manager, administrator, series, meeting, stranger
):
    made = agree(agent, series, owner=agent, words="A course", due_on=date(2026, 12, 1), now=NOW)
    point = add_point(agent, series, words="Holidays", now=NOW)
    for other in (colleague, manager, administrator, stranger):
        browser = client_of(other)
        for name, pk in (
            ("one_to_one", meeting.pk),
            ("one_to_one_move", meeting.pk),
            ("one_to_one_cancel", meeting.pk),
            ("series_book", series.pk),
            ("series_change", series.pk),
            ("private_note", series.pk),
            ("agreement", made.pk),
        ):
            assert browser.get(reverse(f"feedback:{name}", args=[pk])).status_code == 404, name
        for name, pk in (
            ("points", series.pk),
            ("agreements", series.pk),
            ("point", point.pk),
            ("agreement", made.pk),
        ):
            assert browser.post(reverse(f"feedback:{name}", args=[pk])).status_code == 404, name
    # Who leads them as well finds that there are none of their own, and no word of the others.
    shown = text_of(client_of(manager).get(reverse("feedback:series", args=[agent.pk])))
    assert "You have not talked one to one yet" in shown
    for other in (colleague, administrator, stranger):
        url = reverse("feedback:series", args=[agent.pk])
        assert client_of(other).get(url).status_code == 404


def test_people_stand_in_the_order_asked_for_and_by_no_figure(
    client_of, supervisor, agent, colleague, series
):
    past = datetime(2026, 11, 6, 14, tzinfo=UTC)
    hold(supervisor, book(supervisor, series, starts_at=past, now=past), now=past)
    browser = client_of(supervisor)
    shown = text_of(browser.get(reverse("feedback:people")))
    assert shown.index("Dele Adeyemi") < shown.index("Jin Park")
    assert "Fri 6 Nov, 2 weeks ago" in shown
    assert "Not yet" in shown
    longest_first = text_of(browser.get(reverse("feedback:people"), {"sort": "last"}))
    assert longest_first.index("Dele Adeyemi") < longest_first.index("Jin Park")
    odd = text_of(browser.get(reverse("feedback:people"), {"sort": "satisfaction"}))
    assert odd.index("Dele Adeyemi") < odd.index("Jin Park")


def test_a_manager_does_not_see_when_a_supervisor_talked_with_somebody(
    client_of, supervisor, manager, series
):
    past = datetime(2026, 11, 6, 14, tzinfo=UTC)
    hold(supervisor, book(supervisor, series, starts_at=past, now=past), now=past)
    assert "6 Nov" not in text_of(client_of(manager).get(reverse("feedback:people")))


def test_nobody_looks_upwards(client_of, supervisor, manager):
    assert "Priya Nair" not in text_of(client_of(supervisor).get(reverse("feedback:people")))
    url = reverse("feedback:series_begin", args=[manager.pk])
    assert client_of(supervisor).get(url).status_code == 404
    assert "Marcus Webb" in text_of(client_of(manager).get(reverse("feedback:people")))


def test_wishes_are_added_by_the_two_and_ended_without_being_lost(
    client_of, supervisor, agent, colleague, administrator
):
    url = reverse("feedback:wishes", args=[agent.pk])
    client_of(supervisor).post(url, {"kind": "grow_in", "words": "Written work"})
    client_of(agent).post(url, {"kind": "good_at", "words": "Calming callers"})
    shown = text_of(client_of(agent).get(url))
    assert "Written work Marcus" in shown
    assert "Calming callers You" in shown
    for other in (colleague, administrator):
        assert client_of(other).get(url).status_code == 404
    wish = Wish.objects.get(words="Written work")
    client_of(agent).post(reverse("feedback:wish_end", args=[wish.pk]))
    wish.refresh_from_db()
    assert wish.ended_at is not None
    assert "Written work" not in text_of(client_of(supervisor).get(url))
    assert "Written work" in text_of(client_of(agent).get(url))


def test_a_person_s_page_says_when_the_two_last_talked_and_what_they_want(
    client_of, supervisor, agent, administrator, series, meeting
):
    Wish.objects.create(
        person=agent, kind="grow_in", words="Written work", added_by=agent, added_at=NOW
    )
    page = reverse("teams:person", args=[agent.pk])
    for who in (supervisor, agent):
        shown = text_of(client_of(who).get(page))
        assert "Fri 20 Nov at 14:00" in shown
        assert "Written work" in shown
    shown = text_of(client_of(administrator).get(page))
    assert "Written work" not in shown
    assert "Last talked" not in shown


def test_all_of_one_s_own_talks_soonest_first_and_who_has_waited_longest(
    client_of, supervisor, agent, colleague, meeting, series
):
    agree(supervisor, series, owner=supervisor, words="A desk", due_on=date(2026, 11, 27), now=NOW)
    shown = text_of(client_of(supervisor).get(reverse("feedback:one_to_ones")))
    assert "A desk To Jin Park, by Fri 27 Nov" in shown
    assert shown.index("Jin Park Fri 20 Nov at 14:00") < shown.index("Dele Adeyemi Not talked yet")
    shown = text_of(client_of(agent).get(reverse("feedback:one_to_ones")))
    assert "Marcus Webb Next: Fri 20 Nov at 14:00" in shown
    assert "A desk" not in shown


def test_what_was_planned_for_a_day_that_passed_is_booked_no_more(
    client_of, supervisor, agent, meeting
):
    later = NOW + timedelta(days=9)
    line = people_lines(supervisor, later, only=agent.pk)[0]
    assert (line.next, line.asked) == ("", "Fri 20 Nov at 14:00")
    assert [waits.pk for waits in waits_longest([line])] == [agent.pk]
    assert by_next([line]) == []
    with time_machine.travel(later, tick=False):
        for who, address in (
            (supervisor, reverse("feedback:one_to_ones")),
            (supervisor, reverse("feedback:people")),
            (agent, reverse("feedback:one_to_ones")),
        ):
            shown = text_of(client_of(who).get(address))
            assert "Planned for Fri 20 Nov at 14:00" in shown
            assert "Next: Fri 20 Nov" not in shown


def test_what_was_let_go_is_told_and_stands_with_the_two(client_of, supervisor, agent, series):
    made = agree(
        supervisor, series, owner=agent, words="Sit in", due_on=date(2026, 11, 27), now=NOW
    )
    drop_agreement(supervisor, made, why="Secret reason", now=NOW)
    told = Notice.objects.get(user=agent, kind="feedback.agreement")
    assert told.text == "Marcus Webb let go of something you promised them in a one-to-one."
    assert "Secret" not in told.text + told.detail
    for address in (told.url, reverse("feedback:series", args=[agent.pk])):
        assert "Let go: Secret reason" in text_of(client_of(agent).get(address))


def test_a_first_booking_that_is_refused_keeps_what_was_typed(client_of, supervisor, agent):
    client = client_of(supervisor)
    address = reverse("feedback:series_begin", args=[agent.pk])
    sent = {"every_weeks": "2", "day": "2026-10-01", "at": "14:05", "minutes": "35"}
    page = client.post(address, sent).content.decode()
    assert "more than two weeks ago" in page
    assert "2026-10-01" in page
    assert 'value="35"' in page
    begun = Series.objects.get()
    assert f'action="{reverse("feedback:series_book", args=[begun.pk])}"' in page


def test_case_05_a_long_summary_with_tags_is_shown_as_text(client_of, agent, meeting):
    text = "<script>alert(1)</script> " + "\u202e" + "ä" * 9_000
    save_summary(agent, meeting, summary=text, version=0, now=NOW)
    answer = client_of(agent).get(reverse("feedback:one_to_one", args=[meeting.pk]))
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert" in answer.content.decode()


def test_what_a_leader_wrote_down_is_not_said_to_be_in_the_persons_own_words(supervisor, agent):
    add_wish(supervisor, agent, kind="grow_in", words="Calls", now=NOW)
    add_wish(agent, agent, kind="grow_in", words="Writing", now=NOW)
    listened = Strength.objects.get(name="Listened first")
    add_wish(agent, agent, kind="grow_in", words="", strength=listened, now=NOW)
    # Which kind of work somebody likes is no want of training.
    add_wish(agent, agent, kind="work_on", words="Figures", now=NOW)
    said = {need.topic: need.evidence for need in growth(supervisor, NOW)}
    assert said == {
        "Listened first": "Wants to grow in",
        "Calls": "Wants to grow in, as Marcus Webb wrote it down",
        "Writing": "Wants to grow in, in their own words",
    }
