"""What *Today* says and asks for: the table of its rules, case by case."""

from dataclasses import replace

import pytest

from config.home.todos import to_look_back_on
from goals import today
from goals.models import Status
from goals.queries.lately import Ended
from goals.today import (
    Named,
    choose,
    for_administrator,
    for_agent,
    for_company,
    for_leader,
    for_newcomer,
    is_plural,
    list_ends,
)

BEFORE_THE_HUDDLE = "Nothing needs you before the huddle."
NAMES = ("First-contact resolutions", "Repeat contacts", "Emails", "Calls", "Talks")


def named(*statuses):
    return [Named(name, status) for name, status in zip(NAMES, statuses, strict=False)]


def said(sentence):
    return sentence.lead, sentence.rest


# --- The sentence of who leads -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "waiting", "lead", "rest"),
    [
        # All well.
        (("on_pace", "met"), 0, "On pace for both goals.", BEFORE_THE_HUDDLE),
        (("on_pace",), 2, "On pace for your one goal.", "Two other things need you today."),
        (("on_pace",) * 3, 1, "On pace for all 3 goals.", "One other thing needs you today."),
        (("on_pace",) * 3, 12, "On pace for all 3 goals.", "12 other things need you today."),
        # Something is short: it is named, whatever else waits.
        (
            ("behind", "watch", "on_pace"),
            5,
            "On pace for 1 of 3 goals.",
            "First-contact resolutions need you today.",
        ),
        (
            ("watch", "watch", "met"),
            0,
            "On pace for 1 of 3 goals.",
            "First-contact resolutions and Repeat contacts need you today.",
        ),
        (
            ("behind", "behind", "missed"),
            0,
            "Not on pace yet for 3 goals.",
            "First-contact resolutions and two others need you today.",
        ),
        (
            ("watch",),
            0,
            "Not on pace yet for your one goal.",
            "First-contact resolutions need you today.",
        ),
        # Some cannot be judged: why is said as it is.
        (
            ("on_pace", "on_pace", "too_early"),
            0,
            "On pace for 2 goals.",
            "One more is too early to say.",
        ),
        (("on_pace", "no_data"), 0, "On pace for one goal.", "One more has no figures yet."),
        (
            ("on_pace", "no_data", "no_data", "too_early"),
            0,
            "On pace for one goal.",
            "Two more have no figures yet.",
        ),
        (("on_pace", "paused"), 0, "On pace for one goal.", "One more is paused."),
        # What is short is told of all goals: nothing hides behind what has no figures.
        (
            ("behind", "on_pace", "no_data"),
            0,
            "On pace for 1 of 3 goals.",
            "First-contact resolutions need you today.",
        ),
        # Nothing can be judged.
        (
            ("no_data",),
            0,
            "Your goal has no figures yet.",
            "They show as soon as the first ones arrive.",
        ),
        (
            ("no_data", "no_data"),
            3,
            "Your 2 goals have no figures yet.",
            "Three other things need you today.",
        ),
        (("too_early", "no_data"), 0, "Too early to say for your 2 goals.", BEFORE_THE_HUDDLE),
        (("too_early",), 1, "Too early to say for your goal.", "One thing needs you today."),
        (("paused", "paused"), 0, "Your 2 goals are paused.", BEFORE_THE_HUDDLE),
        (("paused",), 2, "Your goal is paused.", "Two things need you today."),
        (
            (),
            0,
            "A goal needs a number you already collect.",
            "Start with one, agree it at tomorrow's huddle.",
        ),
    ],
)
def test_a_leader_is_told_in_one_sentence(statuses, waiting, lead, rest):
    assert said(for_leader(named(*statuses), waiting=waiting)) == (lead, rest)


def test_after_the_huddle_nobody_is_told_of_what_comes_before_it():
    for goals in (named("on_pace"), named("too_early"), named("paused")):
        assert for_leader(goals, waiting=0).rest == BEFORE_THE_HUDDLE
        later = for_leader(goals, waiting=0, is_before_huddle=False)
        assert later.rest == "Nothing needs you right now."


@pytest.mark.parametrize(
    ("over", "waiting", "sentence"),
    [
        (1, 0, ("Your goal is over.", "Set what you aim for next.")),
        (3, 1, ("Your 3 goals are over.", "One thing needs you today.")),
    ],
)
def test_goals_that_are_over_are_no_first_morning(over, waiting, sentence):
    assert said(for_leader([], waiting=waiting, over=over)) == sentence
    pursued = for_leader(named("on_pace"), waiting=0, over=over)
    assert pursued.lead == "On pace for your one goal."
    told = for_agent("North", [], [], over=over).lead
    assert told.startswith("North has reached the last day of its goal")


def test_where_one_alone_is_short_what_gets_there_is_said():
    short = Named("Calls answered", "behind", "231 a day from now on")
    rest = for_leader([short, *named("on_pace")], waiting=0).rest
    assert rest == "Calls answered need you today: 231 a day from now on."
    assert for_leader([short, short], waiting=0).rest.endswith("need you today.")


# --- The sentence of agents, the whole, administrators, newcomers --------------------------------


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        ((), ""),
        (("on_pace",), "You are on pace with yours."),
        (("on_pace", "met"), "You are on pace with both of yours."),
        (("on_pace", "met", "on_pace"), "You are on pace with all three of yours."),
        (("behind",), "Yours has time left."),
        (("behind", "watch"), "Yours have time left."),
        (("behind", "on_pace", "met"), "You are on pace with two of your three."),
        (
            ("on_pace", "met", "no_data"),
            "You are on pace with two of yours; one has no figures yet.",
        ),
        (("too_early",), "Yours has only just begun."),
        (("too_early", "no_data"), "Yours have only just begun."),
        (("no_data",), "Yours has no figures yet."),
        (("no_data", "no_data"), "Yours have no figures yet."),
    ],
)
def test_an_agent_hears_the_team_first_and_no_reproach(own, rest):
    sentence = for_agent("North", named("on_pace", "behind"), named(*own))
    assert said(sentence) == ("North is on pace for 1 of 2 goals.", rest)


@pytest.mark.parametrize(
    ("of_team", "lead"),
    [
        ((), "North has no goals yet."),
        (("no_data", "no_data"), "North has no figures yet."),
        (("too_early", "no_data"), "North has just begun: too early to say."),
        (("paused",), "North has paused its goal."),
        (("paused", "paused"), "North has paused its goals."),
        (("behind",), "North is not on pace yet for its one goal."),
        (("on_pace", "met"), "North is on pace for both goals."),
        (
            ("on_pace", "met", "no_data", "no_data"),
            "North is on pace for 2 goals; two more have no figures yet.",
        ),
    ],
)
def test_of_the_team_an_agent_hears_how_it_is(of_team, lead):
    assert for_agent("North", named(*of_team), ()).lead == lead


@pytest.mark.parametrize(
    ("statuses", "lead", "rest"),
    [
        ((), "The whole company", "No goals for the whole have been set yet."),
        (("no_data",), "The whole company.", "Too early to say how its goals stand."),
        (
            ("watch", "on_pace"),
            "On pace for 1 of 2 goals.",
            "First-contact resolutions need us all.",
        ),
        (("met",), "On pace for our one goal.", ""),
        (("met", "too_early"), "On pace for one goal.", "One more is too early to say."),
    ],
)
def test_the_whole_has_its_sentence_too(statuses, lead, rest):
    assert said(for_company(named(*statuses))) == (lead, rest)


@pytest.mark.parametrize(
    ("arrived", "late", "waiting", "lead", "rest"),
    [
        (0, [], 0, "No figures have come in yet.", "Here is what gets you going."),
        (0, [], 3, "No figures have come in yet.", "Here is what gets you going."),
        (2, [], 0, "The data is sound.", "Nothing needs you."),
        (2, [], 1, "The data is sound.", "One thing needs you."),
        (2, ["Zendesk"], 1, "Zendesk has gone quiet.", "One thing needs you."),
        (3, ["Survey", "Zendesk"], 11, "2 sources are late.", "11 things need you."),
    ],
)
def test_an_administrator_hears_whether_the_data_is_sound(arrived, late, waiting, lead, rest):
    assert said(for_administrator(arrived, late, waiting)) == (lead, rest)


@pytest.mark.parametrize(
    ("known", "lead", "rest"),
    [
        ({}, "Welcome, Ewa.", ""),
        (
            {"back_in": "North", "back_on": "Mon 1 Dec"},
            "Welcome, Ewa.",
            "You are in North from Mon 1 Dec.",
        ),
        (
            {"was_in": "North", "back_in": "North", "back_on": "Mon 1 Dec"},
            "Enjoy your time away, Ewa.",
            "You are back in North from Mon 1 Dec.",
        ),
        (
            {"was_in": "South", "back_in": "North", "back_on": "Mon 1 Dec"},
            "Welcome, Ewa.",
            "You are in North from Mon 1 Dec.",
        ),
        ({"was_in": "North"}, "Hello, Ewa.", "You are not in North any more."),
    ],
)
def test_who_is_in_no_team_hears_what_is_known(known, lead, rest):
    assert said(for_newcomer("Ewa", **known)) == (lead, rest)


# --- At most four things -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customers", "goals", "others", "chosen", "beyond"),
    [
        ("", "", "", "", 0),
        ("", "", "xyz", "xyz", 0),
        ("", "g", "x", "gx", 0),
        ("abcde", "", "", "abcd", 1),
        ("", "ghijk", "", "ghij", 1),
        # Neither crowds the others out.
        ("abc", "gh", "xy", "abgx", 3),
        ("a", "gh", "xy", "agxh", 1),
        ("", "ghi", "xyz", "gxhy", 2),
        ("abc", "", "xyz", "abxy", 2),
        ("abc", "ghi", "", "abgh", 2),
        ("abc", "g", "", "abgc", 0),
    ],
)
def test_customers_then_a_goal_then_one_of_what_else_waits(
    customers, goals, others, chosen, beyond
):
    found = choose(customers, goals, others)
    assert ("".join(found.items), found.beyond) == (chosen, beyond)


def test_nothing_comes_before_customers_on_the_line():
    assert "".join(choose("abcd", "gh", "xy", on_the_line=3).items) == "abcg"
    assert "".join(choose("abcde", "gh", "xy", on_the_line=5).items) == "abcd"
    assert "".join(choose("abc", "gh", "xy", on_the_line=1).items) == "abgx"


def test_what_was_not_handed_in_is_counted_too():
    assert choose("a", "ghij", "x", unlisted=92).beyond == 94


@pytest.mark.parametrize(
    ("beyond", "until", "text"),
    [
        (0, "until 10:15", "That's everything until 10:15."),
        (0, "for now", "That's everything for now."),
        (0, "", "That's everything for today."),
        (1, "until 10:15", "1 more waits, and comes up as these are done."),
        (2, "until 10:15", "2 more wait, and come up as these are done."),
        (1204, "", "1,204 more wait, and come up as these are done."),
    ],
)
def test_the_list_ends_and_is_honest_about_what_did_not_fit(beyond, until, text):
    assert list_ends(beyond, until) == text


# --- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("First-contact resolutions", True),
        ("First-contact resolutions, each of us", False),
        ("Answer within 30 seconds", False),
        ("Clear the email queue", False),
        ("Repeat contacts within 7 days", True),
        ("Calls answered", True),
        ("Happy customers, North", True),
        ("Handle time", False),
        ("Kindness", False),
    ],
)
def test_verbs_follow_the_noun_a_goal_begins_with(name, plural):
    assert is_plural(name) is plural


def test_the_rules_know_every_status_by_its_own_name():
    known = today.JUDGED | {today.NO_DATA, today.PAUSED, "too_early"}
    assert known == set(Status)
    assert (today.WATCH, today.NO_DATA, today.PAUSED) == (
        Status.WATCH,
        Status.NO_DATA,
        Status.PAUSED,
    )


def test_what_is_over_is_named_in_mail_unless_it_is_one_persons():
    ended = Ended("/goals/7/", "Calls answered", "October", "4,050 of 4,200", "met", False, 7)
    own = replace(ended, name="My own aim", is_ones_own=True)
    assert [one.mail for one in to_look_back_on([ended, own], ())] == [
        "A period is over: Calls answered, October. What did we learn?",
        "A period is over: October. What did we learn?",
    ]
