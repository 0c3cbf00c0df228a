"""Growing as a leader: then beside now, who sees it, what a leader adds, one thing at a time; and the skills themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from teams.actions import change_role, join_team, leave, move_agent
from teams.actions.errors import ActionRefused, Stale
from teams.actions.focus import check_in, close_focus
from teams.actions.growth import add_view, place_oneself, share_growth
from teams.actions.leader_skills import SKILL_FIELDS, move_skill, put_skill_away, save_skill
from teams.actions.versions import version_of
from teams.growth_defaults import SKILLS, put_first_skills
from teams.models import (
    AuditEntry,
    Focus,
    GrowthShare,
    LeaderSkill,
    LeaderSkillWords,
    LeaderView,
    Membership,
    Notice,
    Placing,
    Role,
)
from teams.permissions import forget_standing
from teams.permissions.growth import leaders_above, shares_with
from teams.queries.growth import growth_of, my_growth, seen_by, skill_page
from tests.teams.growth_scene import DAY, NOW, TODAY, a_focus, a_skill, placed, share, words_of

pytestmark = pytest.mark.django_db
LEVELS = {f"level_{n}": f"Level {n}." for n in (1, 2, 3, 4)}


def anew(thing):
    return type(thing).objects.get(pk=thing.pk)


def told(person):
    return list(Notice.objects.filter(user=person).values_list("text", flat=True))


def shown(viewer, person, day=TODAY):
    found = shares_with(viewer, day).filter(person=person).first()
    return None if found is None else growth_of(viewer, found, NOW)


# --- Then and now ------------------------------------------------------------------------------------


def test_what_one_said_before_stays_beside_what_one_says_now(agent, north):
    skill = a_skill()
    first = placed(agent, skill, level=1, words="Not yet.", now=NOW - 60 * DAY)
    placed(agent, skill, level=2, words="Better.", now=NOW - 30 * DAY)
    placed(agent, skill, level=3, words="Well.", now=NOW)
    page = skill_page(agent, words_of(skill), None, NOW)
    assert (page.then.words, page.now.words) == ("Better.", "Well.")
    assert page.now.level == words_of(skill).level_3
    assert [one.words for one in page.earlier] == ["Not yet."]
    assert skill_page(agent, words_of(skill), first.pk, NOW).then.words == "Not yet."
    # An id of somebody else's, or of nothing, is as if none was asked for.
    assert skill_page(agent, words_of(skill), 999, NOW).then.words == "Better."


def test_case_20_said_twice_alike_it_is_said_once(agent, north):
    assert placed(agent).pk == placed(agent, now=NOW + DAY).pk
    assert placed(agent, level=3).pk != placed(agent).pk


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"level": 0}, "level"),
        ({"level": 5}, "level"),
        ({"words": "  "}, "words"),
        ({"words": "x" * 301}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"example": "\n"}, "example"),
        ({"example": "x" * 601}, "example"),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_nothing_is_kept(agent, north, more, field):
    with pytest.raises(ActionRefused) as refused:
        placed(agent, **more)
    assert refused.value.field == field
    assert not Placing.objects.exists()


def test_one_starts_with_nothing_and_nothing_is_added_up(agent, north):
    page = my_growth(agent, NOW)
    assert (len(page.unplaced), page.placed, page.focus, page.who) == (
        len(SKILLS), (), None, "Only you",
    )  # fmt: skip
    placed(agent)
    page = my_growth(agent, NOW)
    assert (len(page.unplaced), len(page.placed)) == (len(SKILLS) - 1, 1)
    assert page.placed[0].now.level == words_of(a_skill()).level_2


# --- Who sees it --------------------------------------------------------------------------------------


def test_case_03_nobody_sees_it_until_it_is_shared(agent, supervisor, manager, administrator):
    placed(agent)
    for viewer in (supervisor, manager, administrator):
        assert shown(viewer, agent) is None
    share(agent, manager)
    assert [one.now.words for one in shown(manager, agent).lines] == ["I am on the way."]
    assert shown(supervisor, agent) is None
    assert shown(administrator, agent) is None
    assert told(manager) == [f"{agent.name} lets you see how they grow as a leader."]
    assert told(supervisor) == []


def test_case_03_a_leader_sees_what_is_now_and_nothing_of_before(agent, manager):
    placed(agent, words="Before.", now=NOW - DAY)
    placed(agent, words="Now.")
    share(agent, manager)
    said = repr(shown(manager, agent))
    assert "Now." in said
    assert "Before." not in said


def test_skills_and_what_one_works_on_are_shared_each_for_itself(agent, manager, supervisor):
    placed(agent)
    a_focus(agent)
    share_growth(agent, skills=[manager.pk], focus=[supervisor.pk], now=NOW)
    page = shown(manager, agent)
    assert (page.shows_skills, page.shows_focus, page.focus) == (True, False, None)
    page = shown(supervisor, agent)
    assert (page.lines, page.focus.doing) == ((), "I ask first.")
    assert my_growth(agent, NOW).who == f"You, {manager.name} and {supervisor.name}"


def test_taken_back_it_is_not_there_any_more_and_given_again_it_is_told_again(agent, manager):
    placed(agent)
    share(agent, manager)
    share(agent, manager)
    assert len(told(manager)) == 1
    share_growth(agent, skills=[], focus=[], now=NOW)
    assert shown(manager, agent) is None
    share(agent, manager)
    assert shown(manager, agent) is not None
    assert len(told(manager)) == 2
    assert GrowthShare.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("who", ["other_supervisor", "colleague", "administrator", "agent"])
def test_case_02_it_is_shared_with_leaders_of_ones_own_alone(agent, manager, request, who):
    other = request.getfixturevalue(who)
    with pytest.raises(ActionRefused) as refused:
        share_growth(agent, skills=[manager.pk, other.pk], focus=[], now=NOW)
    assert refused.value.field == "skills"
    assert not GrowthShare.objects.exists()


def test_an_agents_leaders_a_supervisors_managers_and_nobody_above_a_manager(
    agent, supervisor, manager
):
    assert set(leaders_above(agent, TODAY)) == {supervisor, manager}
    assert set(leaders_above(supervisor, TODAY)) == {manager}
    assert set(leaders_above(manager, TODAY)) == set()
    assert not my_growth(manager, NOW).can_share


def test_case_19_it_ends_with_the_days_they_lead_one_and_does_not_come_back_by_itself(
    agent, manager, south, north
):
    placed(agent)
    share(agent, manager)
    moved = move_agent(None, agent, south, TODAY + DAY)
    assert shown(manager, agent, TODAY) is not None
    assert shown(manager, agent, TODAY + DAY) is None
    assert moved.pk
    move_agent(None, agent, north, TODAY + 2 * DAY)
    assert shown(manager, agent, TODAY + 2 * DAY) is None
    # What is open but holds no more is closed when they share anew.
    later = NOW + 2 * DAY
    share(agent, manager, now=later)
    assert shown(manager, agent, TODAY + 2 * DAY) is not None
    assert GrowthShare.objects.filter(ended_at=None).count() == 1


def test_case_19_a_leader_who_leads_no_more_sees_nothing(agent, supervisor, manager, administrator):
    placed(agent)
    share(agent, supervisor)
    leave(administrator, supervisor, TODAY, "Moved", now=NOW)
    assert shown(anew(supervisor), agent) is None


def test_case_19_who_becomes_a_leader_themself_shares_anew(agent, supervisor, manager):
    share(agent, supervisor)
    change_role(None, Membership.objects.get(user=agent), Role.SUPERVISOR, TODAY)
    assert not shares_with(supervisor, TODAY).exists()


def test_who_may_see_it_in_words():
    assert [seen_by(names) for names in ([], ["Ewa"], ["Ewa", "Priya"])] == [
        "Only you", "You and Ewa", "You, Ewa and Priya",
    ]  # fmt: skip


# --- What a leader adds ---------------------------------------------------------------------------------


def test_case_03_two_views_stand_side_by_side_and_no_leader_reads_the_others(
    agent, supervisor, manager
):
    skill = a_skill()
    placed(agent, skill)
    share_growth(agent, skills=[supervisor.pk, manager.pk], focus=[], now=NOW)
    add_view(supervisor, agent, skill, level=3, words="Further than you say.", now=NOW)
    add_view(supervisor, agent, skill, level=3, words="Further than you say.", now=NOW)
    add_view(manager, agent, skill, level=2, words="As you say.", now=NOW)
    (line,) = my_growth(agent, NOW).placed
    assert [(one.who, one.words) for one in line.views] == [
        (supervisor.name, "Further than you say."),
        (manager.name, "As you say."),
    ]
    assert [one.words for one in shown(manager, agent).lines[0].views] == ["As you say."]
    assert sorted(told(agent)) == [
        f"{supervisor.name} says how they see you as a leader.",
        f"{manager.name} says how they see you as a leader.",
    ]
    assert LeaderView.objects.count() == 2


def test_a_view_is_added_only_where_it_was_asked_for(agent, supervisor, manager, administrator):
    skill = a_skill()
    placed(agent, skill)
    a_focus(agent)
    share_growth(agent, skills=[], focus=[supervisor.pk], now=NOW)
    for viewer in (supervisor, manager, administrator, agent):
        with pytest.raises(PermissionDenied):
            add_view(viewer, agent, skill, level=3, words="So.", now=NOW)
    assert not LeaderView.objects.exists()


def test_the_person_goes_first(agent, manager):
    share(agent, manager)
    with pytest.raises(ActionRefused, match="They go first"):
        add_view(manager, agent, a_skill(), level=3, words="So.", now=NOW)


def test_what_was_added_stays_the_persons_when_they_share_it_no_more(agent, manager):
    placed(agent)
    share(agent, manager)
    add_view(manager, agent, a_skill(), level=3, words="So I see it.", now=NOW)
    share_growth(agent, skills=[], focus=[], now=NOW)
    assert my_growth(agent, NOW).placed[0].views[0].words == "So I see it."


# --- One thing at a time --------------------------------------------------------------------------------


def test_one_thing_at_a_time_from_beginning_to_what_came_of_it(agent, north):
    focus = a_focus(agent)
    assert a_focus(agent).pk == focus.pk
    with pytest.raises(ActionRefused, match="one at a time"):
        a_focus(agent, doing="Something else.")
    later = TODAY + 60 * DAY
    check_in(agent, focus, words="Slowly.", until=later, version=0, now=NOW)
    check_in(agent, focus, words="Slowly.", until=later, version=0, now=NOW)
    page = my_growth(agent, NOW).focus
    assert ([words for _, words in page.notes], page.until_on, page.version) == (
        ["Slowly."],
        later,
        1,
    )
    with pytest.raises(Stale):
        close_focus(agent, focus, came_of_it="Much.", version=0, now=NOW)
    close_focus(agent, focus, came_of_it="Much.", version=1, now=NOW)
    close_focus(agent, focus, came_of_it="Much.", version=1, now=NOW)
    page = my_growth(agent, NOW)
    assert (page.focus, [one.came_of_it for one in page.earlier]) == (None, ["Much."])
    with pytest.raises(ActionRefused, match="closed"):
        check_in(agent, focus, words="More.", now=NOW)
    assert a_focus(agent, doing="Something else.").pk != focus.pk


@pytest.mark.parametrize("days", [0, -1, 367])
def test_until_a_day_to_come_within_a_year(agent, north, days):
    with pytest.raises(ActionRefused) as refused:
        a_focus(agent, until=TODAY + timedelta(days=days))
    assert refused.value.field == "until"


def test_case_04_nobody_else_touches_what_one_works_on(agent, manager):
    focus = a_focus(agent)
    share(agent, manager)
    with pytest.raises(PermissionDenied):
        check_in(manager, focus, words="I say so.", now=NOW)
    with pytest.raises(PermissionDenied):
        close_focus(manager, focus, came_of_it="Nothing.", now=NOW)


def test_the_database_holds_one_open_focus(agent, north):
    focus = a_focus(agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Focus.objects.create(
            person=agent, by_words=focus.by_words, doing="x", sign="y", until=TODAY, begun_at=NOW
        )


# --- The skills ---------------------------------------------------------------------------------------


def test_an_installation_begins_with_eight_skills_of_four_levels_and_keeps_its_own(
    administrator,
):
    assert LeaderSkillWords.objects.filter(is_current=True).count() == len(SKILLS)
    put_skill_away(administrator, a_skill(), away=True, now=NOW)
    put_first_skills("default")
    assert LeaderSkill.objects.filter(archived_at=None).count() == len(SKILLS) - 1


def test_reworded_a_skill_keeps_what_was_said_under_the_old_words(agent, administrator, manager):
    skill = a_skill()
    old = words_of(skill)
    placed(agent, skill)
    version = version_of(old, SKILL_FIELDS)
    new = save_skill(
        administrator, skill, name="Goals", about="New.", version=version, now=NOW, **LEVELS
    )
    assert (
        save_skill(administrator, skill, name="Goals", about="New.", now=NOW, **LEVELS).pk == new.pk
    )
    page = skill_page(agent, words_of(skill), None, NOW)
    assert (page.name, page.now.level, page.now.old_words) == ("Goals", old.level_2, True)
    with pytest.raises(Stale):
        place_oneself(agent, skill, level=1, words="So.", example="That.", wording=old.pk, now=NOW)
    placed(agent, skill)
    page = skill_page(agent, words_of(skill), None, NOW)
    assert (page.now.level, page.then.level) == ("Level 2.", old.level_2)
    with pytest.raises(Stale):
        save_skill(administrator, skill, name="Aims", about="", version=version, now=NOW, **LEVELS)


def test_put_away_a_skill_is_not_asked_for_and_what_was_said_stays(agent, administrator, manager):
    skill = a_skill()
    placed(agent, skill)
    share(agent, manager)
    put_skill_away(administrator, skill, away=True, now=NOW)
    page = my_growth(agent, NOW)
    assert ([one.pk for one in page.kept], page.placed) == ([skill.pk], ())
    assert shown(manager, agent).lines == ()
    with pytest.raises(ActionRefused, match="put away"):
        placed(agent, skill, words="Again.")
    with pytest.raises(ActionRefused):
        a_focus(agent, skill=skill)
    put_skill_away(administrator, skill, away=False, now=NOW)
    assert [one.pk for one in my_growth(agent, NOW).placed] == [skill.pk]


def test_the_order_is_the_administrators(agent, administrator):
    before = [one.pk for one in my_growth(agent, NOW).unplaced]
    move_skill(administrator, LeaderSkill.objects.get(pk=before[1]), up=True, now=NOW)
    assert [one.pk for one in my_growth(agent, NOW).unplaced] == [before[1], before[0], *before[2:]]
    move_skill(administrator, LeaderSkill.objects.get(pk=before[1]), up=True, now=NOW)
    assert my_growth(agent, NOW).unplaced[0].pk == before[1]


@pytest.mark.parametrize("name", ["", "x" * 61, SKILLS[1][0].upper()])
def test_a_skill_has_a_name_of_its_own(administrator, name):
    with pytest.raises(ActionRefused) as refused:
        save_skill(administrator, None, name=name, about="", now=NOW, **LEVELS)
    assert refused.value.field == "name"


def test_case_01_only_administrators_keep_the_skills(manager, agent):
    for person in (manager, agent):
        with pytest.raises(PermissionDenied):
            save_skill(person, None, name="Mine", about="", now=NOW, **LEVELS)
        with pytest.raises(PermissionDenied):
            put_skill_away(person, a_skill(), away=True, now=NOW)


# --- The record ---------------------------------------------------------------------------------------


def test_case_15_the_record_says_that_it_was_done_and_no_word_of_it(agent, manager):
    placed(agent, words="Secret one.", example="Secret two.")
    focus = a_focus(agent, doing="Secret three.", sign="Secret four.")
    check_in(agent, focus, words="Secret five.", now=NOW)
    share(agent, manager)
    add_view(manager, agent, a_skill(), level=3, words="Secret six.", now=NOW)
    close_focus(agent, focus, came_of_it="Secret seven.", now=NOW)
    rows = AuditEntry.objects.filter(at=NOW)
    assert {row.verb for row in rows} >= {
        "placed themself", "began", "checked in", "changed who sees their growth", "added a view", "closed",
    }  # fmt: skip
    assert all((row.before, row.after, row.reason) == ({}, {}, "") for row in rows)
    assert "Secret" not in repr(list(Notice.objects.values()))


def test_an_agent_of_two_teams_shares_with_leaders_of_both(agent, manager, other_supervisor, south):
    join_team(None, agent, south, Role.SUPERVISOR, TODAY)
    forget_standing(agent)
    # A supervisor is led by managers alone.
    assert set(leaders_above(agent, TODAY)) == {manager}
