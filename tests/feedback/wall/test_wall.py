"""The wall: what stands on it for whom, in which order, and how it is counted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.actions.kudos import take_back
from feedback.actions.kudos_answers import hide, say_saw
from feedback.actions.strengths import put_strength_away
from feedback.models import Kudos, Strength
from feedback.queries.wall import A_PAGE, FOR_ME, FROM_ME, Wanted, wall
from teams.actions import create_person, join_team
from teams.models import Role
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, SECOND, long_on_record, thanks

pytestmark = pytest.mark.django_db
WALL = "/kudos/"
DAY = timedelta(days=1)
SECRET = "between us alone"
PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=HYPERLINK('x')", "\u202eevil", "👩‍🚒"]  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    with long_on_record():
        yield


def words_on(viewer, **wanted):
    found = wall(viewer, Wanted(**wanted), NOW)
    return [card.words for card in ([found.lead] if found.lead else []) + list(found.cards)]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_everyone_reads_what_is_for_everyone_and_teams_what_is_for_them(
    supervisor, agent, colleague, stranger, other_supervisor, administrator
):
    thanks(supervisor, agent, words="For North.", now=NOW - 3 * SECOND)
    thanks(supervisor, agent, words="For all.", visibility="public", now=NOW - 2 * SECOND)
    thanks(other_supervisor, stranger, words="For South.", now=NOW - SECOND)
    assert words_on(colleague) == ["For all.", "For North."]
    assert words_on(stranger) == ["For South.", "For all."]
    assert words_on(administrator) == ["For all."]
    # Whoever is thanked from elsewhere finds it too, and whoever wrote it.
    thanks(other_supervisor, agent, words="From South.")
    assert "From South." in words_on(agent)
    assert "From South." in words_on(other_supervisor)


def test_private_ones_stand_under_for_me_and_from_me_alone(supervisor, agent, colleague, manager):
    thanks(supervisor, agent, words=SECRET, visibility="private")
    for person in (supervisor, agent, colleague, manager):
        assert SECRET not in words_on(person)
        assert SECRET not in words_on(person, q="between")
    assert words_on(agent, show=FOR_ME) == [SECRET]
    assert words_on(supervisor, show=FROM_ME) == [SECRET]
    assert words_on(colleague, show=FOR_ME) == []
    assert words_on(manager, show=FROM_ME) == []


def test_what_is_taken_back_or_kept_off_by_all_it_thanks_is_not_there(
    supervisor, agent, colleague, manager
):
    gone = thanks(supervisor, agent, words="Taken back.")
    kept_off = thanks(supervisor, agent, words="Kept off.")
    of_two = thanks(supervisor, agent, colleague, words="Of two.")
    take_back(supervisor, gone, now=NOW)
    hide(agent, kept_off, now=NOW)
    hide(agent, of_two, now=NOW)
    found = wall(manager, Wanted(), NOW)
    assert words_on(manager) == ["Of two."]
    assert found.lead.to == "Dele"
    # Nor is it found by the name that is hidden.
    assert words_on(manager, q="jin") == []
    assert words_on(manager, q="dele") == ["Of two."]


def test_the_lead_is_of_the_last_seven_days_what_most_people_saw_and_the_newest_of_those(
    supervisor, manager, agent, colleague
):
    older = thanks(supervisor, agent, words="A week ago.", now=NOW - 7 * DAY)
    first = thanks(supervisor, agent, words="Seen by one.", now=NOW - 2 * DAY)
    second = thanks(manager, agent, words="Seen by another.", now=NOW - DAY)
    thanks(supervisor, agent, words="The newest.")
    for each, people in ((older, (colleague, manager)), (first, [manager]), (second, [colleague])):
        for person in people:
            say_saw(person, each, now=NOW)
    assert words_on(colleague) == ["Seen by another.", "The newest.", "Seen by one.", "A week ago."]
    # Only as the wall is opened: a search or a tab has no lead.
    assert wall(colleague, Wanted(q="seen"), NOW).lead is None


def test_a_week_that_begins_today_has_a_lead_all_the_same(
    client_of, supervisor, manager, agent, colleague, time_machine
):
    said = "Of the last seven days, the one most of us saw too"
    seen = thanks(supervisor, agent, words="On Wednesday.", now=NOW - 2 * DAY)
    thanks(supervisor, agent, words="The newest.")
    assert said not in text_of(client_of(colleague).get(WALL))
    say_saw(manager, seen, now=NOW)
    monday = NOW + 3 * DAY
    time_machine.move_to(monday, tick=False)
    assert said in text_of(client_of(colleague).get(WALL))
    for days, lead in ((0, "On Wednesday."), (1, "On Wednesday."), (2, "The newest.")):
        assert wall(colleague, Wanted(), monday + days * DAY).lead.words == lead


def test_pages_follow_one_another_without_loss_or_repetition(supervisor, agent, colleague):
    # Many at the same instant: the id decides.
    for n in range(A_PAGE * 2 + 3):
        thanks(supervisor, agent, words=f"Number {n}.", now=NOW - (n // 5) * SECOND)
    seen, before = [], ""
    while True:
        found = wall(colleague, Wanted(before=before), NOW)
        seen += [card.words for card in ([found.lead] if found.lead else []) + list(found.cards)]
        if not found.older:
            break
        before = found.older
    assert sorted(seen) == sorted(f"Number {n}." for n in range(A_PAGE * 2 + 3))
    for nonsense in ("x", "1-", "-1", "99999999999999999999-1", "9" * 18 + "-1", "１-１"):
        assert len(words_on(colleague, before=nonsense)) >= A_PAGE


def test_what_leads_the_wall_is_not_met_again_on_a_later_page(
    supervisor, agent, colleague, manager
):
    first = thanks(supervisor, agent, words="The lead.", now=NOW - DAY)
    say_saw(manager, first, now=NOW)
    for n in range(A_PAGE):
        thanks(supervisor, agent, words=f"Number {n}.", now=NOW - n * SECOND)
    front = wall(colleague, Wanted(), NOW)
    assert front.lead.words == "The lead."
    assert words_on(colleague, before=front.older) == []
    # Searched for, it is found where it stands.
    assert words_on(colleague, q="lead") == ["The lead."]


def test_search_finds_all_words_in_words_and_names_whatever_their_case(
    supervisor, agent, colleague
):
    thanks(supervisor, agent, words="On Tuesday you rang the DEPOT for Ångström, so nobody waited.")
    thanks(colleague, agent, words="You stayed calm.", now=NOW - SECOND)
    assert len(words_on(colleague, q="depot ångström")) == 1
    assert len(words_on(colleague, q="ÅNGSTRÖM")) == 1
    assert words_on(colleague, q="marcus")[0].startswith("On Tuesday")
    assert words_on(colleague, q="depot calm") == []
    assert words_on(colleague, q="100%") == []
    assert words_on(colleague, q="_") == []


def test_by_theme_stands_what_is_tagged_with_it(supervisor, agent, colleague):
    owned = Strength.objects.filter(slug="owned-it")
    thanks(supervisor, agent, words="You owned it.", strengths=owned)
    thanks(supervisor, agent, words="You did something else.")
    assert words_on(colleague, theme="owned-it") == ["You owned it."]
    assert words_on(colleague, theme="stayed-calm") == []


def test_a_strength_that_was_put_away_is_named_where_its_bar_leads(
    client_of, manager, supervisor, agent
):
    owned = Strength.objects.get(slug="owned-it")
    thanks(supervisor, agent, words="You owned it.", strengths=[owned])
    put_strength_away(manager, owned, away=True, now=NOW)
    client = client_of(agent)
    assert "?theme=owned-it" in client.get(WALL).content.decode()
    body = client.get(f"{WALL}?theme=owned-it").content.decode()
    assert re.search(r'aria-current="true"[^>]*>\s*Owned it', body)
    assert (
        "theme=owned-it"
        not in client.get(f"{WALL}?show=themes").content.decode().split("cols__side")[0]
    )


def test_the_figures_count_what_the_viewer_may_read_to_the_people_around_them(
    supervisor, manager, agent, colleague, stranger, other_supervisor, north
):
    third = create_person(None, name="Uma Rao", username="uma")
    join_team(None, third, north, Role.AGENT, SINCE)
    thanks(supervisor, agent, colleague, words="One to two.")
    thanks(manager, agent, words="Another.")
    thanks(supervisor, agent, words="Last month.", now=NOW - 30 * DAY)
    thanks(other_supervisor, stranger, words="South's.", visibility="public")
    thanks(manager, third, words=SECRET, visibility="private")
    assert wall(supervisor, Wanted(), NOW).figures.sentence == (
        "2 this month, given by 2 people to 2 of 3."
    )
    assert wall(agent, Wanted(), NOW).figures.sentence == (
        "2 this month, given by 2 people to 2 of 3."
    )
    # Who gave it may read it, and counts it.
    assert wall(manager, Wanted(), NOW).figures.sentence == (
        "3 this month, given by 2 people to 3 of 3."
    )
    assert wall(other_supervisor, Wanted(), NOW).figures.sentence == (
        "1 this month, given by 1 person to 1 of 1."
    )


def test_bars_count_the_same_thanks_most_first(supervisor, agent, colleague):
    owned = Strength.objects.filter(slug="owned-it")
    calm = Strength.objects.filter(slug__in=["owned-it", "stayed-calm"])
    thanks(supervisor, agent, colleague, words="Both.", strengths=owned)
    thanks(supervisor, agent, words="Again.", strengths=calm)
    thanks(supervisor, agent, words=SECRET, strengths=calm, visibility="private")
    bars = wall(colleague, Wanted(), NOW).figures.bars
    assert [(bar.name, bar.number, bar.share) for bar in bars] == [
        ("Owned it", 2, 100),
        ("Stayed calm", 1, 50),
    ]


def test_until_a_theme_is_chosen_each_shows_its_number_and_its_newest(
    client_of, supervisor, agent, colleague, stranger, other_supervisor, statements
):
    owned = Strength.objects.filter(slug="owned-it")
    both = Strength.objects.filter(slug__in=["owned-it", "stayed-calm"])
    browser = client_of(colleague)
    here = f"{WALL}?show=themes"
    thanks(supervisor, agent, words="An older one.", strengths=owned, now=NOW - DAY)
    of_one = statements(browser, here)
    thanks(supervisor, agent, words="You owned it, calmly.", strengths=both)
    thanks(supervisor, agent, words=SECRET, strengths=owned, visibility="private", now=NOW + SECOND)
    thanks(other_supervisor, stranger, words="South's own.", strengths=owned, now=NOW + SECOND)
    thanks(
        other_supervisor, stranger, words="All read it.", strengths=owned, visibility="public",
        now=NOW - 40 * DAY,
    )  # fmt: skip
    assert statements(browser, here) == of_one
    found = wall(colleague, Wanted(show="themes"), NOW + SECOND).choice
    assert [(one.name, one.words, one.newest.words if one.newest else "") for one in found[:3]] == [
        ("Owned it", "2 this month", "You owned it, calmly."),
        ("Stayed calm", "1 this month", "You owned it, calmly."),
        (found[2].name, "None this month", ""),
    ]
    page = browser.get(here)
    main = page.content.decode().split("cols__side")[0]
    assert "An older one." not in main
    assert "South" not in main
    assert f'<a href="{WALL}?theme=owned-it">Owned it</a>' in main
    assert 'aria-label="Themes"' not in main
    assert 'aria-label="Themes"' in browser.get(f"{WALL}?theme=owned-it").content.decode()


def test_of_many_who_wait_three_are_named_and_the_rest_counted(supervisor, manager, agent, north):
    for name in ("Uma Rao", "Vic Sand", "Wim Tal", "Xia Ott"):
        person = create_person(None, name=name, username=name[:3].lower())
        join_team(None, person, north, Role.AGENT, SINCE)
    shown = wall(supervisor, Wanted(), NOW).leaders
    ringed = [face for face in shown.faces if face.tone == "watch"]
    assert len(ringed) == len(shown.overdue) + shown.more_overdue > len(shown.overdue) == 3
    assert shown.ringed == f"Ringed: 14 days or longer without thanks ({len(ringed)})"


def test_only_leaders_see_everyone_and_who_is_overdue(client_of, supervisor, agent, colleague):
    thanks(supervisor, agent, words="Well done.")
    page = client_of(supervisor).get(WALL)
    words = text_of(page)
    assert "1 thanked at least once. Only leads see this." in words
    assert "Ringed: 14 days or longer without thanks (1)" in words
    assert "Dele Adeyemi, overdue a thank-you" in words
    assert f'href="/kudos/new/?to={colleague.pk}"' in page.content.decode()
    words = text_of(client_of(agent).get(WALL))
    assert "Everyone, this month" not in words
    assert "Overdue" not in words


def test_a_private_thanks_between_others_changes_no_byte_of_a_leaders_wall(
    client_of, supervisor, manager, agent, colleague
):
    thanks(supervisor, agent, words="Well done.")

    def looks():
        body = client_of(supervisor).get(WALL).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body)

    before = looks()
    thanks(colleague, agent, words=SECRET, visibility="private")
    thanks(manager, colleague, words=SECRET, visibility="private")
    assert looks() == before


def test_nothing_is_said_in_five_ways(client_of, agent, administrator, supervisor):
    client = client_of(agent)
    assert "No thanks yet this week. What did you see today" in text_of(client.get(WALL))
    assert "No thanks yet this month." in text_of(client.get(WALL))
    assert "Nothing yet. What you do is seen" in text_of(client.get(f"{WALL}?show=for-me"))
    assert "You have not thanked anybody" in text_of(client.get(f"{WALL}?show=from-me"))
    assert "No thanks match “courier” in From me." in text_of(
        client.get(f"{WALL}?show=from-me&q=courier")
    )
    assert "No thanks in Owned it yet." in text_of(client.get(f"{WALL}?theme=owned-it"))
    assert client.get(f"{WALL}?show=nonsense&before=nonsense&theme=x").status_code == 200


def test_a_month_that_has_just_begun_reproaches_nobody(client_of, agent, time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 9, 5, tzinfo=UTC), tick=False)
    words = text_of(client_of(agent).get(WALL))
    assert "December has just begun: no thanks yet." in words
    assert "Nobody has been thanked" not in words


def test_case_05_words_are_shown_as_words(client_of, supervisor, agent):
    for payload in PAYLOADS:
        thanks(supervisor, agent, words=f"You said {payload} to me.")
    body = client_of(agent).get(WALL).content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    for payload in PAYLOADS:
        assert client_of(agent).get(WALL, {"q": payload}).status_code == 200


def test_i_saw_this_too_is_said_in_place_and_without_a_script(
    client_of, supervisor, agent, colleague
):
    kudos = thanks(supervisor, agent, words="Well done.")
    client = client_of(colleague)
    assert "I saw this too" in text_of(client.get(WALL))
    back = client.post(f"{WALL}{kudos.pk}/saw/", {"do": "say", "back": "wall"})
    assert back.url == f"/kudos/#kudos-{kudos.pk}"
    page = client.get(WALL)
    assert "You saw this too" in text_of(page)
    assert 'aria-pressed="true"' in page.content.decode()
    assert Kudos.objects.get().saw == 1
    assert "1 person saw this too" in text_of(client_of(agent).get(WALL))
    part = client.post(f"{WALL}{kudos.pk}/saw/", {"do": "unsay"}, headers={"HX-Request": "true"})
    assert "I saw this too" in text_of(part)
    assert "<html" not in part.content.decode()


def test_an_unchanged_wall_is_not_built_again(client_of, supervisor, agent):
    thanks(supervisor, agent, words="Well done.")
    client = client_of(agent)
    first = client.get(WALL)
    again = client.get(WALL, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    thanks(supervisor, agent, words="And again.")
    assert client.get(WALL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_as_many_statements_for_many_as_for_few(supervisor, agent, colleague, manager, north):
    # Nobody thanks her, so that in both cases somebody is overdue.
    uma = create_person(None, name="Uma Rao", username="uma")
    join_team(None, uma, north, Role.AGENT, SINCE)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            wall(supervisor, Wanted(), NOW)
        return len(captured)

    thanks(manager, agent, words="One.", strengths=Strength.objects.filter(slug="owned-it"))
    statements()  # who the viewer is, is read once
    few = statements()
    for n in range(15):
        tags = Strength.objects.filter(slug__in=["owned-it", "stayed-calm"])
        thanks(manager, agent, colleague, words=f"Number {n}.", strengths=tags)
    assert statements() == few
