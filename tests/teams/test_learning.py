"""Paths: made, given, done, finished by a word where they open something, and told of once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from teams.actions import create_person, end_membership, join_team, move_agent
from teams.actions.errors import ActionRefused, Stale
from teams.actions.learning import do_step, give_path, say_ready, start_path, take_back, undo_step
from teams.actions.learning_paths import (
    PATH_FIELDS,
    STEP_FIELDS,
    add_step,
    change_path,
    change_step,
    make_path,
    move_step,
    put_path_away,
    remove_step,
)
from teams.actions.learning_together import answer_pairing, answer_wish, ask_for, ask_to_pair
from teams.actions.versions import version_of
from teams.events import learning_finished
from teams.learning_rules import day_words, due_words, is_newcomer, is_soon, next_due
from teams.models import AuditEntry, DoneStep, GivenPath, LearningPath, LearningWish, Notice, Role
from teams.recompute import due, learning
from teams.tasks import sweep
from tests.cast import PASSWORD, SINCE
from tests.teams.learning_scene import DAY, NOW, TODAY, a_path, anew, finish, given, newcomer, steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def path(north, supervisor, manager, agent, colleague):
    return a_path(supervisor, north)


def told(person):
    """What somebody was told, in order."""
    return [row.text for row in Notice.objects.filter(user=person).order_by("pk")]


# --- Days in words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (6, "due Thursday"),
        (7, "due Fri 27 Nov"),
        (60, "due Tue 19 Jan 2027"),
        (-1, "was due yesterday"),
        (-2, "was due Wed 18 Nov"),
    ],
)
def test_days_are_said_as_people_say_them(away, words):
    assert due_words(TODAY + timedelta(days=away), TODAY) == words


def test_what_is_due_first_soon_and_new():
    assert next_due(TODAY, [9, 2]) == date(2026, 11, 22)
    assert next_due(TODAY, []) is None
    assert [is_soon(TODAY + timedelta(days=n), TODAY) for n in (-1, 0, 2, 3)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert is_newcomer(TODAY - 89 * DAY, TODAY)
    assert not is_newcomer(TODAY - 90 * DAY, TODAY)
    assert day_words(TODAY + DAY, TODAY) == "tomorrow"


# --- Giving and doing ------------------------------------------------------------------------------


def test_a_given_path_is_told_begun_done_undone_and_finished(path, supervisor, agent):
    mine = given(supervisor, path, agent, why="You asked for harder calls.")
    assert mine.next_due_on == date(2026, 11, 23)
    assert told(agent) == ["Marcus Webb gives you a path: “Calm calls”."]
    first, second = steps(path)
    do_step(agent, mine, first, now=NOW)
    do_step(agent, mine, first, now=NOW)
    assert anew(mine).started_at == NOW
    assert anew(mine).next_due_on == date(2026, 11, 30)
    undo_step(agent, mine, first, now=NOW)
    assert anew(mine).next_due_on == date(2026, 11, 23)
    do_step(agent, mine, first, now=NOW)
    done = do_step(agent, mine, second, now=NOW)
    assert (done.done_at, done.finished_at, done.next_due_on) == (NOW, NOW, None)
    assert told(supervisor) == ["Jin Park has finished “Calm calls”."]
    verbs = AuditEntry.objects.filter(kind="teams.givenpath").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "gave path", "did step", "undid step", "did step", "did step",
    ]  # fmt: skip


def test_undone_and_finished_again_the_lead_is_told_once_and_others_each_time(
    path, agent, supervisor
):
    heard = []
    learning_finished.connect(receiver := lambda given, by, **_: heard.append((given.pk, by)))
    mine = finish(agent, path)
    undo_step(agent, mine, steps(path)[0], now=NOW)
    assert anew(mine).finished_at is None
    do_step(agent, mine, steps(path)[0], now=NOW)
    learning_finished.disconnect(receiver)
    assert heard == [(mine.pk, None)] * 2
    assert told(supervisor) == ["Jin Park has finished “Calm calls”."]


def test_given_to_several_whoever_has_it_keeps_it_as_it_is(path, supervisor, agent, colleague):
    mine = given(supervisor, path, agent)
    new = give_path(supervisor, path, [agent, colleague], begins_on=TODAY + DAY, now=NOW)
    assert [one.person for one in new] == [colleague]
    assert anew(mine).begins_on == TODAY
    assert len(told(agent)) == 1


def test_taken_back_and_given_again_it_is_the_same_row_and_told_again(path, supervisor, agent):
    mine = given(supervisor, path, agent)
    take_back(supervisor, mine, why="Not yours.", now=NOW)
    again = given(supervisor, path, agent, now=NOW + DAY)
    assert again.pk == mine.pk
    assert len(told(agent)) == 3
    finish(agent, path)
    with pytest.raises(ActionRefused, match="finished"):
        take_back(supervisor, anew(mine), why="No.", now=NOW)


def test_a_path_without_steps_of_another_team_or_put_away_is_not_given(
    path, north, manager, supervisor, agent, stranger
):
    empty = make_path(
        supervisor, name="Empty", why="Nothing yet.", kind="need", team=north, now=NOW
    )
    with pytest.raises(ActionRefused, match="no steps"):
        give_path(supervisor, empty, [agent], now=NOW)
    with pytest.raises(PermissionDenied):
        give_path(supervisor, path, [agent, stranger], now=NOW)
    given(supervisor, path, agent)
    put_path_away(supervisor, path, now=NOW)
    with pytest.raises(ActionRefused, match="put away"):
        give_path(manager, path, [agent], now=NOW)
    assert GivenPath.objects.count() == 1


def test_what_opens_something_waits_for_a_leaders_word(path, supervisor, agent):
    LearningPath.objects.filter(pk=path.pk).update(opens="something")
    mine = finish(agent, path)
    assert (mine.done_at, mine.finished_at) == (NOW, None)
    assert told(supervisor) == ["Jin Park has done all of “Calm calls”."]
    say_ready(supervisor, mine, now=NOW)
    say_ready(supervisor, mine, now=NOW)
    assert anew(mine).confirmed_by == supervisor
    assert told(agent) == ["Marcus Webb says that you are ready: “Calm calls”."]
    with pytest.raises(ActionRefused, match="It stays"):
        undo_step(agent, mine, steps(path)[0], now=NOW)


def test_after_one_for_everyone_comes_the_next_once(manager, north, agent):
    first = a_path(manager, name="First", kind="everyone", position=1)
    second = a_path(manager, name="Second", kind="everyone", position=2)
    a_path(manager, name="For whoever needs it")
    finish(agent, first)
    mine = GivenPath.objects.get(person=agent, path=second)
    assert mine.how == GivenPath.How.SEQUENCE
    undo_step(agent, GivenPath.objects.get(person=agent, path=first), steps(first)[0], now=NOW)
    finish(agent, first)
    assert GivenPath.objects.filter(person=agent).count() == 2


# --- Changing a path -------------------------------------------------------------------------------


def test_a_step_taken_out_stays_with_whoever_did_it_and_finishes_whoever_waited_for_it(
    path, supervisor, agent, colleague
):
    first, second = steps(path)
    mine, theirs = (given(supervisor, path, one) for one in (agent, colleague))
    do_step(agent, mine, first, now=NOW)
    remove_step(supervisor, second, now=NOW)
    assert anew(mine).finished_at == NOW
    assert anew(theirs).next_due_on == date(2026, 11, 23)
    add_step(supervisor, path, title="Another", due_days=1, now=NOW)
    assert anew(mine).finished_at == NOW
    assert anew(theirs).next_due_on == date(2026, 11, 21)
    remove_step(supervisor, first, now=NOW)
    assert anew(first).archived_at == NOW
    assert DoneStep.objects.filter(given=mine).count() == 1


def test_another_day_of_a_step_moves_what_is_due(path, supervisor, agent):
    mine = given(supervisor, path, agent)
    change_step(supervisor, steps(path)[0], title="Step 1", due_days=20, now=NOW)
    assert anew(mine).next_due_on == date(2026, 11, 30)


def test_nobody_had_it_so_it_goes_somebody_had_it_so_it_stays(path, supervisor, agent, north):
    other = a_path(supervisor, north, "Other")
    assert put_path_away(supervisor, other, now=NOW) is False
    assert not LearningPath.objects.filter(pk=other.pk).exists()
    given(supervisor, path, agent)
    assert put_path_away(supervisor, path, now=NOW) is True
    assert anew(path).archived_at == NOW


def test_steps_change_places(path, supervisor):
    first, second = steps(path)
    move_step(supervisor, second, up=True, now=NOW)
    assert steps(path) == [second, first]
    move_step(supervisor, second, up=True, now=NOW)
    assert steps(path) == [second, first]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", "/\\evil", "https:evil", "data:text/html,x",
             "https://user@evil.example/", "ftp://evil.example"],
)  # fmt: skip
def test_case_05_a_link_is_a_page_here_or_of_the_web(path, supervisor, link):
    with pytest.raises(ActionRefused, match="https://"):
        add_step(supervisor, path, title="Read", link=link, due_days=1, now=NOW)


# --- Threats ---------------------------------------------------------------------------------------


def test_case_02_nobody_is_given_a_path_by_whoever_does_not_lead_them(
    path, agent, colleague, stranger, other_supervisor, supervisor, manager
):
    for actor, person in (
        (other_supervisor, agent), (agent, colleague), (supervisor, supervisor), (supervisor, manager),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            give_path(actor, path, [person], now=NOW)
    assert not GivenPath.objects.exists()


def test_case_04_nobody_does_anothers_step_says_they_are_ready_themself_or_stands_by_themself(
    path, supervisor, agent, colleague
):
    LearningPath.objects.filter(pk=path.pk).update(opens="something")
    mine = given(supervisor, path, agent)
    for somebody in (colleague, supervisor):
        with pytest.raises(PermissionDenied):
            do_step(somebody, mine, steps(path)[0], now=NOW)
    finish(agent, path)
    for somebody in (agent, colleague):
        with pytest.raises(PermissionDenied):
            say_ready(somebody, mine, now=NOW)
    with pytest.raises(ActionRefused, match="Choose somebody"):
        ask_to_pair(supervisor, mine, agent, now=NOW)
    assert anew(mine).finished_at is None


def test_case_19_whoever_leads_somebody_no_more_follows_their_learning_no_more(
    path, north, south, supervisor, other_supervisor, agent
):
    mine = given(supervisor, path, agent)
    move_agent(None, agent, south, TODAY)
    with pytest.raises(PermissionDenied):
        take_back(supervisor, mine, why="Not yours.", now=NOW)
    finish(agent, path)
    assert told(other_supervisor) == ["Jin Park has finished “Calm calls”."]
    assert told(supervisor) == []


def test_case_20_a_stale_form_is_refused_and_sent_twice_it_is_no_conflict(
    path, supervisor, manager
):
    version = version_of(path, PATH_FIELDS)
    words = {"why": "Other words.", "kind": "need"}
    change_path(manager, path, name="Calmer calls", version=version, now=NOW, **words)
    change_path(manager, path, name="Calmer calls", version=version, now=NOW, **words)
    with pytest.raises(Stale):
        change_path(supervisor, path, name="Hot calls", version=version, now=NOW, **words)
    step = steps(path)[0]
    was = version_of(step, STEP_FIELDS)
    change_step(manager, step, title="Listen", due_days=3, version=was, now=NOW)
    with pytest.raises(Stale):
        change_step(supervisor, step, title="Speak", due_days=3, version=was, now=NOW)
    assert (anew(path).name, anew(step).title) == ("Calmer calls", "Listen")


def test_case_20_a_name_is_taken_once_in_any_case(path, north, supervisor):
    with pytest.raises(ActionRefused, match="already"):
        a_path(supervisor, north, "CALM calls")


# --- Newcomers -------------------------------------------------------------------------------------


def test_case_20_newcomers_have_their_path_from_their_first_day_exactly_once(
    manager, north, south, supervisor, agent
):
    everybodys = a_path(manager, name="First weeks", kind="newcomers")
    norths = a_path(supervisor, north, "North’s ways", kind="newcomers")
    nia = newcomer(north, on=TODAY + 3 * DAY)
    mine = GivenPath.objects.filter(person=nia)
    assert {one.path for one in mine} == {everybodys, norths}
    assert {one.begins_on for one in mine} == {date(2026, 11, 23)}
    assert "It begins Mon 23 Nov." in Notice.objects.filter(user=nia).first().detail
    join_team(None, nia, south, Role.SUPERVISOR, TODAY + 10 * DAY)
    move_agent(None, nia, south, TODAY + 20 * DAY)
    assert GivenPath.objects.filter(person=nia).count() == 2
    assert len(told(nia)) == 2
    tom = newcomer(south, "Tom2")
    assert [one.path for one in GivenPath.objects.filter(person=tom)] == [everybodys]


def test_whoever_came_long_ago_or_left_again_at_once_is_no_newcomer(manager, north):
    a_path(manager, name="First weeks", kind="newcomers")
    newcomer(north, on=TODAY - 200 * DAY)
    leaver = newcomer(north, "Lea")
    take = GivenPath.objects.get(person=leaver)
    end_membership(None, leaver.memberships.get(), TODAY)
    assert GivenPath.objects.get() == take


def test_a_path_undone_with_the_joining_is_not_given(manager, north, supervisor):
    a_path(manager, name="First weeks", kind="newcomers")
    person = create_person(None, name="Nia", username="nia", password=PASSWORD)
    with pytest.raises(ActionRefused):
        join_team(None, person, north, "boss", TODAY)
    assert not GivenPath.objects.exists()


# --- What is due -----------------------------------------------------------------------------------


def test_case_21_soon_and_late_are_told_once_each_the_lead_only_of_what_is_late(
    path, supervisor, agent
):
    given(supervisor, path, agent)
    for hour in range(9 * 24):
        due.look(NOW + timedelta(hours=hour))
    assert told(agent)[1:] == ["“Step 1” is due Mon 23 Nov.", "“Step 1” was due Mon 23 Nov."]
    assert told(supervisor) == [
        "Jin Park is not through with “Calm calls”: “Step 1” was due Mon 23 Nov."
    ]


def test_case_21_told_once_even_when_every_notice_was_cleared_away(
    path, supervisor, agent, time_machine
):
    given(supervisor, path, agent)
    time_machine.move_to(NOW + 5 * DAY, tick=False)
    sweep()
    Notice.objects.all().delete()
    sweep()
    assert not Notice.objects.exists()


def test_case_19_nothing_is_said_of_what_is_done_taken_back_or_of_somebody_who_left(
    path, supervisor, agent, colleague
):
    given(supervisor, path, agent)
    finish(agent, path)
    taken = given(supervisor, path, colleague)
    take_back(supervisor, taken, why="No.", now=NOW)
    gone = newcomer(path.team, "Gone", SINCE)
    given(supervisor, path, gone)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    before = Notice.objects.count()
    due.look(NOW + 30 * DAY)
    assert Notice.objects.count() == before


def test_nothing_due_takes_two_statements(path, supervisor, agent, django_assert_num_queries):
    given(supervisor, path, agent)
    with django_assert_num_queries(2):
        learning.look(NOW)


# --- Together --------------------------------------------------------------------------------------


def test_a_colleague_who_has_finished_it_is_asked_and_says_yes(path, supervisor, agent, colleague):
    mine = given(supervisor, path, agent)
    with pytest.raises(ActionRefused, match="Choose somebody"):
        ask_to_pair(supervisor, mine, colleague, now=NOW)
    finish(colleague, path)
    asked = ask_to_pair(supervisor, mine, colleague, now=NOW)
    assert ask_to_pair(supervisor, mine, colleague, now=NOW) == asked
    with pytest.raises(PermissionDenied):
        answer_pairing(agent, asked, yes=True, now=NOW)
    answer_pairing(colleague, asked, yes=True, now=NOW)
    answer_pairing(colleague, asked, yes=True, now=NOW)
    assert told(colleague) == ["Marcus Webb asks: would you stand by Jin Park with “Calm calls”?"]
    assert told(agent)[1:] == ["Dele Adeyemi stands by you with “Calm calls”."]
    assert told(supervisor)[-1] == "Dele Adeyemi stands by Jin Park with “Calm calls”."
    with pytest.raises(ActionRefused, match="already"):
        answer_pairing(colleague, asked, yes=False, now=NOW)


def test_not_now_is_told_to_who_asked_and_not_to_who_learns(path, supervisor, agent, colleague):
    mine = given(supervisor, path, agent)
    finish(colleague, path)
    asked = ask_to_pair(supervisor, mine, colleague, now=NOW)
    answer_pairing(colleague, asked, yes=False, now=NOW)
    assert len(told(agent)) == 1
    assert told(supervisor)[-1].endswith("cannot stand by Jin Park with “Calm calls” now.")
    with pytest.raises(ActionRefused, match="somebody else"):
        ask_to_pair(supervisor, mine, colleague, now=NOW)


def test_case_20_a_wish_reaches_the_lead_and_is_answered_once(
    path, supervisor, manager, agent, stranger
):
    wish = ask_for(agent, words="Chat with two customers at once", now=NOW)
    assert ask_for(agent, words="Chat with two customers at once", now=NOW) == wish
    assert told(supervisor) == ["Jin Park wants to learn: Chat with two customers at once"]
    with pytest.raises(PermissionDenied):
        answer_wish(stranger, wish, answer="No.", now=NOW)
    with pytest.raises(PermissionDenied):
        answer_wish(agent, wish, path=path, now=NOW)
    answer_wish(supervisor, wish, path=path, answer="Begin with this.", now=NOW)
    answer_wish(supervisor, wish, path=path, answer="Begin with this.", now=NOW)
    assert GivenPath.objects.get(person=agent).path == path
    with pytest.raises(ActionRefused, match="meanwhile"):
        answer_wish(manager, wish, answer="Later.", now=NOW)
    assert told(agent)[-1] == "Marcus Webb answers what you want to learn: “Calm calls” is yours."


def test_case_02_one_asks_for_something_and_not_for_a_path_of_others(
    path, agent, stranger, supervisor
):
    with pytest.raises(ActionRefused, match="Say what"):
        ask_for(agent, words="  ", now=NOW)
    with pytest.raises(ActionRefused, match="Choose a path"):
        ask_for(stranger, path=path, now=NOW)
    for number in range(5):
        ask_for(agent, words=f"Thing {number}", now=NOW)
    with pytest.raises(ActionRefused, match="wait"):
        ask_for(agent, words="One more", now=NOW)
    assert LearningWish.objects.count() == 5


def test_case_02_one_begins_a_path_that_one_may_read_and_no_other(path, agent, stranger):
    mine = start_path(agent, path, now=NOW)
    assert start_path(agent, path, now=NOW) == mine
    assert (mine.how, mine.started_at) == (GivenPath.How.OWN, NOW)
    with pytest.raises(PermissionDenied):
        start_path(stranger, path, now=NOW)
