"""What the two may do, what is refused and why; a leader who changes in the middle; two at once; the record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from feedback.actions.one_to_ones.agenda import add_point, drop_point, mark_talked
from feedback.actions.one_to_ones.agreements import agree, drop_agreement, hand_on
from feedback.actions.one_to_ones.meetings import book, cancel, hold, move, save_summary
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series, end_series, set_rhythm
from feedback.actions.one_to_ones.wishes import add_wish, end_wish
from feedback.models import Agreement, Meeting, Point, PrivateNote, Series
from feedback.permissions.one_to_ones import (
    agreements_visible_to,
    meetings_visible_to,
    points_visible_to,
    private_notes_visible_to,
    series_visible_to,
)
from feedback.queries.one_to_ones.pair import pair_page
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import move_agent
from teams.models import AuditEntry, Notice
from teams.permissions import forget_standing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 20, 14, tzinfo=UTC)
LATER = datetime(2026, 12, 4, 14, tzinfo=UTC)


@pytest.fixture
def series(supervisor, agent):
    return begin_series(supervisor, agent, now=NOW)


@pytest.fixture
def meeting(supervisor, series):
    return book(supervisor, series, starts_at=TALK, now=NOW)


def test_only_who_leads_somebody_begins_talks_with_them(
    agent, colleague, supervisor, administrator
):
    for actor, person in ((agent, colleague), (administrator, agent), (supervisor, supervisor)):
        with pytest.raises(PermissionDenied):
            begin_series(actor, person, now=NOW)


def test_the_two_have_one_running_series(series, supervisor, agent):
    with pytest.raises(ActionRefused, match="You have one-to-ones with Jin Park already"):
        begin_series(supervisor, agent, now=NOW)
    end_series(supervisor, series, now=NOW)
    assert begin_series(supervisor, agent, now=NOW).pk == series.pk


def test_begun_again_both_find_what_was_open(series, supervisor, agent):
    add_point(agent, series, words="The rota", now=NOW)
    agree(supervisor, series, owner=supervisor, words="Ask", due_on=date(2026, 12, 1), now=NOW)
    save_private_note(supervisor, series, words="My own", version=0, now=NOW)
    for days in (1, 2):
        end_series(supervisor, series, now=NOW + timedelta(days=days))
        later = NOW + timedelta(days=days, hours=1)
        begun = begin_series(supervisor, agent, every_weeks=4, now=later)
    page = pair_page(supervisor, begun, LATER)
    assert [line.words for line in page.points] == ["The rota"]
    assert [line.words for line in page.promises] == ["Ask"]
    assert page.note is not None
    assert (page.note.words, page.rhythm, begun.ended_at) == ("My own", "Every 4 weeks", None)
    # Each time they are told, also the second.
    said = Notice.objects.filter(user=agent, kind="feedback.one_to_one")
    assert said.filter(text__contains="ended your").count() == 2
    assert said.filter(text__contains="would like to talk").count() == 3
    assert AuditEntry.objects.filter(verb="began again").count() == 2


def test_series_of_the_two_that_stand_apart_become_one(series, supervisor, agent):
    joining = import_module("feedback.migrations.0012_series_joined")
    add_point(agent, series, words="The rota", now=NOW)
    save_private_note(supervisor, series, words="Of old", version=0, now=NOW)
    end_series(supervisor, series, now=NOW)
    running = Series.objects.create(leader=supervisor, person=agent, begun_at=NOW)
    save_private_note(supervisor, running, words="Of late", version=0, now=NOW)
    save_private_note(agent, series, words="Mine", version=0, now=NOW)
    joining.join(apps, None)
    page = pair_page(supervisor, running, NOW)
    assert [line.words for line in page.points] == ["The rota"]
    assert page.note is not None
    assert page.note.words == "Of late\n\nOf old"
    assert PrivateNote.objects.get(author=agent).series_id == running.pk


def test_the_two_have_one_booking_at_a_time(series, meeting, agent):
    with pytest.raises(ActionRefused, match="There is one booked already"):
        book(agent, series, starts_at=LATER, now=NOW)


@pytest.mark.parametrize(
    ("starts_at", "minutes", "field"),
    [
        (NOW - timedelta(days=15), 30, "day"),
        (NOW + timedelta(days=400), 30, "day"),
        (TALK, 2, "minutes"),
        (TALK, 300, "minutes"),
    ],
)
def test_times_that_cannot_be_meant_are_refused_at_their_field(
    series, agent, starts_at, minutes, field
):
    with pytest.raises(ActionRefused) as refused:
        book(agent, series, starts_at=starts_at, minutes=minutes, now=NOW)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_the_other_one_is_told_when_and_nothing_else(series, meeting, supervisor, agent):
    move(agent, meeting, starts_at=LATER, now=NOW)
    cancel(agent, meeting, why="A planted reason", now=NOW)
    texts = list(Notice.objects.order_by("pk").values_list("user__username", "text"))
    assert texts == [
        ("jin", "Marcus Webb would like to talk with you regularly, one to one."),
        ("jin", "Marcus Webb booked a one-to-one with you: Fri 20 Nov at 14:00."),
        ("marcus", "Jin Park moved your one-to-one to Fri 4 Dec at 14:00."),
        ("marcus", "Jin Park called off your one-to-one on Fri 4 Dec at 14:00."),
    ]
    assert "planted" not in str(list(Notice.objects.values())).lower()


def test_moved_to_where_it_is_nobody_is_told(meeting, agent):
    before = Notice.objects.count()
    move(agent, meeting, starts_at=TALK, now=NOW)
    assert Notice.objects.count() == before


def test_what_lies_ahead_cannot_be_held_yet(series, supervisor):
    ahead = book(supervisor, series, starts_at=LATER, now=NOW)
    with pytest.raises(ActionRefused, match="It lies ahead"):
        hold(supervisor, ahead, now=NOW)


def test_what_is_written_up_later_was_held_when_it_was(series, meeting, supervisor):
    hold(supervisor, meeting, summary="Good.", version=0, now=NOW + timedelta(days=3))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_at) == (Meeting.State.HELD, TALK)


def test_held_twice_it_stays_as_it_was(meeting, supervisor, agent):
    hold(supervisor, meeting, summary="Good.", version=0, now=TALK)
    hold(agent, meeting, now=TALK + timedelta(hours=1))
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.summary) == (TALK, "Good.")


def test_of_two_who_hold_it_at_once_with_other_words_nothing_is_half_written(
    meeting, supervisor, agent
):
    save_summary(agent, meeting, summary="Jin’s", version=0, now=TALK)
    with pytest.raises(Stale):
        hold(supervisor, meeting, summary="Marcus’", version=0, now=TALK)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.summary) == (Meeting.State.BOOKED, "Jin’s")


def test_a_summary_sent_twice_is_no_conflict(meeting, agent):
    save_summary(agent, meeting, summary="Good.", version=0, now=TALK)
    save_summary(agent, meeting, summary="Good.", version=0, now=TALK)
    meeting.refresh_from_db()
    assert meeting.version == 1


def test_a_point_sent_twice_is_one(series, agent, supervisor):
    add_point(agent, series, words="Holidays", now=NOW)
    add_point(agent, series, words=" Holidays ", now=NOW)
    add_point(supervisor, series, words="Holidays", now=NOW)
    assert Point.objects.count() == 2


def test_what_was_talked_about_stays(series, meeting, agent):
    point = add_point(agent, series, words="Holidays", now=NOW)
    mark_talked(agent, point, meeting, now=TALK)
    with pytest.raises(ActionRefused, match="You have talked about it"):
        drop_point(agent, point, now=TALK)


def test_case_02_a_point_is_not_ticked_off_in_a_meeting_of_others(
    series, agent, colleague, supervisor
):
    other = begin_series(supervisor, colleague, now=NOW)
    theirs = book(supervisor, other, starts_at=TALK, now=NOW)
    point = add_point(agent, series, words="Holidays", now=NOW)
    with pytest.raises(ActionRefused, match="Choose a meeting of the two of you"):
        mark_talked(supervisor, point, theirs, now=TALK)


def test_case_02_nobody_promises_for_somebody_else(series, agent, colleague):
    with pytest.raises(ActionRefused) as refused:
        agree(agent, series, owner=colleague, words="X", due_on=LATER.date(), now=NOW)
    assert refused.value.field == "owner"


def test_the_rhythm_and_the_end_are_the_leader_s(series, agent, supervisor):
    for verb in (lambda: set_rhythm(agent, series, every_weeks=4, now=NOW),
                 lambda: end_series(agent, series, now=NOW)):  # fmt: skip
        with pytest.raises(PermissionDenied):
            verb()
    set_rhythm(supervisor, series, every_weeks=4, now=NOW)
    series.refresh_from_db()
    assert series.every_weeks == 4


def test_an_ended_series_is_read_and_finished_but_grows_no_more(series, meeting, supervisor, agent):
    made = agree(agent, series, owner=agent, words="Desk", due_on=LATER.date(), now=NOW)
    end_series(supervisor, series, now=NOW)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    for verb in (
        lambda: book(supervisor, series, starts_at=LATER, now=NOW),
        lambda: add_point(agent, series, words="X", now=NOW),
        lambda: agree(agent, series, owner=agent, words="X", due_on=LATER.date(), now=NOW),
        lambda: save_summary(agent, meeting, summary="X", version=0, now=NOW),
    ):
        with pytest.raises(ActionRefused):
            verb()
    drop_agreement(agent, made, why="No need", now=NOW)
    assert series in series_visible_to(agent)
    assert save_private_note(agent, series, words="Still mine", version=0, now=NOW).version == 1


class TestALeaderWhoChanges:
    """Jin goes from North (Marcus) to South (Ewa) in the middle."""

    @pytest.fixture
    def moved(self, series, meeting, agent, supervisor, south, administrator):
        promised = agree(agent, series, owner=agent, words="Course", due_on=LATER.date(), now=NOW)
        owed = agree(
            supervisor, series, owner=supervisor, words="Desk", due_on=LATER.date(), now=NOW
        )
        move_agent(administrator, agent, south, date(2026, 11, 23))
        forget_standing(supervisor)
        return promised, owed

    AFTER = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def test_case_19_nothing_new_is_booked_and_what_was_said_stays_to_be_read(
        self, moved, series, meeting, supervisor, agent
    ):
        cancel(supervisor, meeting, why="You have moved", now=self.AFTER)
        for actor in (supervisor, agent):
            with pytest.raises(ActionRefused, match="no longer leads Jin Park"):
                book(actor, series, starts_at=LATER, now=self.AFTER)
            assert meeting in meetings_visible_to(actor)

    def test_a_meeting_that_was_booked_can_be_held_but_not_moved(self, moved, meeting, supervisor):
        with pytest.raises(ActionRefused, match="no longer leads"):
            move(supervisor, meeting, starts_at=LATER, now=self.AFTER)
        hold(supervisor, meeting, summary="Good-bye", version=0, now=self.AFTER)

    def test_case_19_the_new_leader_sees_nothing_until_the_person_takes_it_along(
        self, moved, series, agent, other_supervisor
    ):
        promised, owed = moved
        new = begin_series(other_supervisor, agent, now=self.AFTER)
        assert list(agreements_visible_to(other_supervisor)) == []
        hand_on(agent, promised, new, now=self.AFTER)
        hand_on(agent, owed, new, now=self.AFTER)
        # Their own promise is agreed on anew; what Marcus owed becomes something to talk about.
        taken = Agreement.objects.get(series=new)
        assert (taken.owner, taken.words, taken.due_on) == (agent, "Course", LATER.date())
        assert Point.objects.get(series=new).words == "Desk"
        for old in (promised, owed):
            old.refresh_from_db()
            assert old.dropped_why.startswith("Taken along")

    def test_nobody_else_hands_anything_on(self, moved, agent, supervisor, other_supervisor):
        new = begin_series(other_supervisor, agent, now=self.AFTER)
        for actor in (supervisor, other_supervisor):
            with pytest.raises(PermissionDenied):
                hand_on(actor, moved[0], new, now=self.AFTER)
        assert not Agreement.objects.filter(series=new).exists()


def test_wishes_are_the_person_s_and_their_leaders_to_write(
    agent, colleague, supervisor, administrator, manager
):
    wish = add_wish(supervisor, agent, kind="grow_in", words="Mail", now=NOW)
    add_wish(agent, agent, kind="needs", words="Quiet", now=NOW)
    for actor in (colleague, administrator):
        with pytest.raises(PermissionDenied):
            add_wish(actor, agent, kind="needs", words="X", now=NOW)
        with pytest.raises(PermissionDenied):
            end_wish(actor, wish, now=NOW)
    with pytest.raises(PermissionDenied):
        add_wish(supervisor, manager, kind="needs", words="X", now=NOW)
    end_wish(agent, wish, now=NOW)
    wish.refresh_from_db()
    assert wish.ended_at == NOW


def test_case_15_everything_is_recorded_and_no_word_of_it(series, meeting, supervisor, agent):
    add_point(agent, series, words="Planted point", now=NOW)
    agree(agent, series, owner=agent, words="Planted promise", due_on=LATER.date(), now=NOW)
    save_private_note(supervisor, series, words="Planted note", version=0, now=NOW)
    hold(supervisor, meeting, summary="Planted summary", version=0, now=TALK)
    add_wish(agent, agent, kind="needs", words="Planted wish", now=NOW)
    second = book(supervisor, series, starts_at=LATER, now=TALK)
    cancel(supervisor, second, why="Planted why", now=TALK)
    verbs = set(
        AuditEntry.objects.filter(kind__startswith="feedback.").values_list("verb", flat=True)
    )
    assert verbs == {"began", "booked", "added", "agreed", "wrote", "held", "called off"}
    assert "Planted" not in str(list(AuditEntry.objects.values()))
    assert "Planted" not in str(list(Notice.objects.values()))
    for row in (*Meeting.objects.all(), *Point.objects.all(), *PrivateNote.objects.all(), *Agreement.objects.all()):  # fmt: skip
        assert "Planted" not in str(row)


def test_what_belongs_to_the_two_is_visible_to_nobody_else(
    series, meeting, supervisor, agent, colleague, manager, administrator
):
    add_point(agent, series, words="X", now=NOW)
    agree(agent, series, owner=agent, words="X", due_on=LATER.date(), now=NOW)
    save_private_note(supervisor, series, words="X", version=0, now=NOW)
    rules = (series_visible_to, meetings_visible_to, points_visible_to, agreements_visible_to)
    for rule in rules:
        assert rule(supervisor).count() == rule(agent).count() == 1
        for other in (colleague, manager, administrator):
            assert not rule(other).exists()
    assert private_notes_visible_to(supervisor).exists()
    for other in (agent, colleague, manager, administrator):
        assert not private_notes_visible_to(other).exists()
    assert Series.objects.count() == 1
