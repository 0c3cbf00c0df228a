"""Who has not been thanked for a while: counted plainly, for their leaders, and never from what they may not read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.actions.coverage import snooze
from feedback.actions.kudos_answers import hide
from feedback.models import Kudos, Recipient, Snooze
from feedback.queries.coverage import MOST_SHOWN, Wanted, coverage, gaps_of, overdue_of
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused
from teams.calendar import Clock
from teams.models import AuditEntry, Membership, Role, User
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, long_on_record, put_in_long_ago, thanks

pytestmark = pytest.mark.django_db
PAGE = "/kudos/coverage/"
DAY = timedelta(days=1)
LONDON = Clock("Europe/London")
SECRET = "between us alone"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    with long_on_record():
        yield


def waits(leader):
    return {gap.name: (gap.days, gap.never) for gap in gaps_of(leader, LONDON, NOW)}


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_days_are_counted_from_the_last_thanks_the_leader_may_read(
    supervisor, manager, agent, colleague, stranger
):
    thanks(manager, agent, now=NOW - 19 * DAY)
    thanks(manager, agent, words="Long before.", now=NOW - 40 * DAY)
    assert waits(supervisor)["Jin Park"] == (19, False)
    # Nobody has thanked Dele: counted since they came, in 2020.
    assert waits(supervisor)["Dele Adeyemi"] == ((NOW.date() - SINCE).days, True)
    assert "Tom Fisher" not in waits(supervisor)


def test_private_ones_count_for_who_gave_them_and_for_nobody_else(
    supervisor, manager, agent, colleague
):
    thanks(manager, agent, now=NOW - 19 * DAY)
    before = coverage(supervisor, Wanted(), NOW)
    thanks(manager, agent, words=SECRET, visibility="private", now=NOW - DAY)
    thanks(colleague, agent, words=SECRET, visibility="private", now=NOW - DAY)
    assert coverage(supervisor, Wanted(), NOW) == before
    assert waits(manager)["Jin Park"] == (1, False)


def test_what_somebody_keeps_off_the_wall_does_not_count_but_for_who_gave_it(
    supervisor, manager, agent, colleague
):
    kudos = thanks(manager, agent, colleague, now=NOW - DAY)
    hide(agent, kudos, now=NOW)
    assert waits(supervisor)["Jin Park"][1]
    assert waits(supervisor)["Dele Adeyemi"] == (1, False)
    assert waits(manager)["Jin Park"] == (1, False)


def test_overdue_are_those_of_fourteen_days_who_waited_longest_first(
    supervisor, agent, colleague, north
):
    uma = create_person(None, name="Uma Rao", username="uma")
    join_team(None, uma, north, Role.AGENT, NOW.date() - 3 * DAY)
    thanks(supervisor, agent, now=NOW - 14 * DAY)
    thanks(supervisor, colleague, words="Other.", now=NOW - 13 * DAY)
    assert [gap.name for gap in overdue_of(gaps_of(supervisor, LONDON, NOW))] == ["Jin Park"]
    page = coverage(supervisor, Wanted(), NOW)
    assert [gap.name for gap in page.teams[0].gaps] == ["Jin Park", "Dele Adeyemi", "Uma Rao"]
    assert page.sentence == "One person has not been thanked for 14 days or more."
    by_name = coverage(supervisor, Wanted(order="name"), NOW)
    assert [gap.name for gap in by_name.teams[0].gaps] == ["Dele Adeyemi", "Jin Park", "Uma Rao"]
    new = coverage(supervisor, Wanted(tenure="new"), NOW)
    assert [gap.name for gap in new.teams[0].gaps] == ["Uma Rao"]
    assert new.teams[0].gaps[0].wait == "not yet, 3 days here"


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (59, "59 days"), (60, "2 months"), (729, "24 months"), (2303, "6 years")],
)
def test_somebody_never_thanked_has_been_here_so_long(supervisor, agent, days, words):
    gap = coverage(supervisor, Wanted(), NOW).teams[0].gaps[0]
    assert replace(gap, never=True, days=days).wait == f"not yet, {words} here"


def test_nobody_is_overdue_on_the_first_morning_of_the_record(
    client_of, supervisor, agent, colleague, north
):
    """They came in 2020; they and their team were put in here this morning, and later that month."""
    User.objects.update(joined_at=NOW)
    assert overdue_of(gaps_of(supervisor, LONDON, NOW)) == []
    words = text_of(client_of(supervisor).get(PAGE))
    assert words.count("Not yet, counted from today") == 2
    assert "counted from the day they came, or from the day they were put in here" in words
    assert "years here" not in words
    (gap, _) = gaps_of(supervisor, LONDON, NOW + 13 * DAY)
    assert (gap.wait, gap.is_overdue) == ("not yet, counted for 13 days", False)
    assert all(gap.is_overdue for gap in gaps_of(supervisor, LONDON, NOW + 14 * DAY))
    # Whoever was put in ahead of their first day is counted from that day.
    uma = create_person(None, name="Uma Rao", username="uma")
    join_team(None, uma, north, Role.AGENT, NOW.date() - 3 * DAY)
    put_in_long_ago()
    assert gaps_of(supervisor, LONDON, NOW)[-1].wait == "not yet, 3 days here"


def test_whom_one_put_off_come_after_those_who_are_overdue(supervisor, manager, agent, colleague):
    thanks(manager, agent, now=NOW - 19 * DAY)
    thanks(manager, colleague, words="Other.", now=NOW - 40 * DAY)
    snooze(supervisor, colleague, until=date(2026, 12, 1), reason="On leave.", now=NOW)
    for leader, first in ((supervisor, "Jin Park"), (manager, "Dele Adeyemi")):
        assert coverage(leader, Wanted(), NOW).teams[0].gaps[0].name == first


def test_who_gives_is_counted_without_a_name(client_of, supervisor, manager, agent, colleague):
    thanks(colleague, agent, now=NOW - 3 * DAY)
    thanks(manager, agent, words="Long ago.", now=NOW - 31 * DAY)
    words = text_of(client_of(supervisor).get(PAGE))
    assert "In the last 30 days 0 of 2 leaders and 1 of 2 agents thanked somebody." in words


def test_clear_and_nobody_are_said(client_of, supervisor, agent, colleague, administrator):
    thanks(supervisor, agent, colleague)
    words = text_of(client_of(supervisor).get(PAGE))
    assert "Everyone has been thanked in the last 14 days." in words
    assert "Private ones between others are never counted" in words
    assert "You lead no team" in text_of(client_of(administrator).get(PAGE))
    assert "Nobody of your teams is in that choice." in text_of(
        client_of(supervisor).get(f"{PAGE}?tenure=new")
    )
    assert client_of(agent).get(PAGE).status_code == 404


def test_whoever_is_put_off_is_not_asked_about_until_the_day(
    client_of, supervisor, manager, agent, time_machine
):
    client = client_of(supervisor)
    answer = client.post(
        f"{PAGE}{agent.pk}/not-now/", {"until": "2026-12-04", "reason": "On leave until then."}
    )
    assert answer.status_code == 302
    assert "You wait until Fri 4 Dec: On leave until then." in text_of(client.get(PAGE))
    assert overdue_of(gaps_of(supervisor, LONDON, NOW)) == []
    # For that leader alone.
    assert [gap.name for gap in overdue_of(gaps_of(manager, LONDON, NOW))] == ["Jin Park"]
    assert "On leave" not in text_of(client_of(manager).get(PAGE))
    assert "On leave" not in str(list(AuditEntry.objects.values()))
    later = NOW + 14 * DAY
    assert [gap.name for gap in overdue_of(gaps_of(supervisor, LONDON, later))] == ["Jin Park"]
    client.post(f"{PAGE}{agent.pk}/again/")
    assert not Snooze.objects.exists()


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        (date(2026, 11, 20), "Leave.", "Choose a day ahead."),
        (date(2027, 11, 20), "Leave.", "within the next 180 days"),
        (date(2026, 12, 1), "  ", "Say why"),
        (date(2026, 12, 1), "x" * 201, "under 200"),
    ],
)
def test_a_reason_and_a_day_within_reach_are_needed(supervisor, agent, until, reason, says):
    with pytest.raises(ActionRefused, match=says):
        snooze(supervisor, agent, until=until, reason=reason, now=NOW)
    assert not Snooze.objects.exists()


def test_case_02_nobody_puts_off_whom_they_do_not_lead(client_of, supervisor, stranger, agent):
    path = f"{PAGE}{stranger.pk}/not-now/"
    values = {"until": "2026-12-04", "reason": "Leave."}
    assert client_of(supervisor).post(path, values).status_code == 404
    assert client_of(agent).post(f"{PAGE}{agent.pk}/not-now/", values).status_code == 404
    assert not Snooze.objects.exists()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    given_ones=st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sets(st.integers(0, 4), min_size=1, max_size=3),
            st.sampled_from(["public", "team", "private"]),
            st.integers(0, 60),
            st.sets(st.integers(0, 4)),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_coverage_is_what_a_plain_count_finds(
    supervisor, manager, agent, colleague, stranger, north, south, given_ones
):
    people = [supervisor, manager, agent, colleague, stranger]
    Kudos.objects.all().delete()
    plain = []
    for author, to, visibility, days, hidden, gone in given_ones:
        at = NOW - days * DAY
        team = south if people[author] == stranger else north
        kudos = Kudos.objects.create(
            author=people[author], team=team, words="Well done.", visibility=visibility,
            shared_at=at, taken_back_at=at if gone else None,
        )  # fmt: skip
        thanked = to - {author}
        Recipient.objects.bulk_create(
            Recipient(
                kudos=kudos, user=people[n], shared_at=at, hidden_at=at if n in hidden else None
            )
            for n in thanked
        )
        plain.append((author, thanked, visibility, days, hidden, gone, team))
    for viewer in (supervisor, manager):
        me = people.index(viewer)
        for person in (agent, colleague):
            who = people.index(person)
            counted = [
                days
                for author, thanked, visibility, days, hidden, gone, team in plain
                if not gone
                and who in thanked
                and (who not in hidden or author == me)
                and (
                    author == me
                    or me in thanked
                    or (visibility == "public" and thanked - hidden)
                    or (visibility == "team" and team == north and thanked - hidden)
                )
            ]
            found = waits(viewer)[person.name]
            if counted:
                assert found == (min(counted), False)
            else:
                assert found[1]


# --- Many people, and the hours they work ----------------------------------------------------------


@pytest.fixture
def many(south, other_supervisor, north, supervisor):
    """Marcus leads South too, and nobody of it has ever been thanked."""
    join_team(None, supervisor, south, Role.SUPERVISOR, SINCE)
    south.opens_at, south.closes_at = time(22), time(6)
    south.save()
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"Person {n:03}") for n in range(MOST_SHOWN)
    )
    Membership.objects.bulk_create(
        Membership(user=one, team=south, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    put_in_long_ago()


def test_every_team_counts_all_its_people_however_few_stand_on_the_page(
    client_of, supervisor, agent, colleague, many
):
    page = coverage(supervisor, Wanted(), NOW)
    north, south = page.teams
    assert (north.people, north.overdue, len(north.gaps)) == (2, 2, 2)
    assert (south.people, south.overdue, len(south.gaps)) == (
        MOST_SHOWN, MOST_SHOWN, MOST_SHOWN - 2,
    )  # fmt: skip
    assert (page.page, page.pages, page.overdue) == (1, 2, MOST_SHOWN + 2)
    rest = coverage(supervisor, Wanted(page=2), NOW)
    assert [(team.name, len(team.gaps), team.overdue) for team in rest.teams] == [
        ("South", 2, MOST_SHOWN)
    ]
    names = [gap.name for found in (page, rest) for team in found.teams for gap in team.gaps]
    assert len(names) == len(set(names)) == MOST_SHOWN + 2
    client = client_of(supervisor)
    words = text_of(client.get(PAGE))
    assert "No agents are in this team today." not in words
    assert "298 of its 300 people stand on this page." in words
    assert "Everyone has been thanked" not in words
    assert "?page=2" in client.get(PAGE).content.decode()
    # A page that is not there any more is the last.
    assert "Page 2 of 2" in text_of(client.get(f"{PAGE}?page=9"))
    assert client.get(f"{PAGE}?page=-1").status_code == 200


def test_whoever_is_new_is_not_said_to_have_been_thanked(
    client_of, supervisor, manager, agent, colleague, north
):
    thanks(supervisor, agent, colleague, now=NOW - DAY)
    client = client_of(supervisor)
    for number, name in enumerate(("Uma", "Ola"), start=1):
        join_team(
            None,
            create_person(None, name=name, username=name.lower()),
            north,
            Role.AGENT,
            NOW.date(),
        )
        put_in_long_ago()
        who = "One person has" if number == 1 else "2 people have"
        said = f"Nobody is overdue. {who} not been thanked yet: their 14 days are not over."
        assert text_of(client.get(PAGE)).count(said) == 2
        assert said in text_of(client.get("/kudos/"))
    snooze(manager, agent, until=date(2026, 12, 1), reason="On leave.", now=NOW)
    words = text_of(client_of(manager).get(PAGE))
    assert "Everyone has been thanked" not in words


def test_whom_one_put_off_is_not_counted_as_thanked(client_of, supervisor, agent, colleague, north):
    thanks(supervisor, agent, now=NOW - DAY)
    snooze(supervisor, colleague, until=date(2026, 12, 1), reason="On leave.", now=NOW)
    said = "Everyone has been thanked in the last 14 days, but for one you put off."
    client = client_of(supervisor)
    assert text_of(client.get(PAGE)).count(said) == 2
    assert said in text_of(client.get("/kudos/"))
    uma = create_person(None, name="Uma Rao", username="uma")
    join_team(None, uma, north, Role.AGENT, SINCE)
    snooze(supervisor, uma, until=date(2026, 12, 1), reason="On leave.", now=NOW)
    assert "but for 2 you put off." in coverage(supervisor, Wanted(), NOW).sentence


def test_by_shift_people_are_counted_and_the_list_is_narrowed(
    client_of, supervisor, agent, colleague, many
):
    thanks(supervisor, agent, now=NOW - DAY)
    page = coverage(supervisor, Wanted(), NOW)
    assert [(one.hours, one.overdue, one.people) for one in page.shifts] == [
        ("09:00 to 17:00", 1, 2),
        ("22:00 to 06:00", MOST_SHOWN, MOST_SHOWN),
    ]
    day = coverage(supervisor, Wanted(shift="0900-1700"), NOW)
    assert [team.name for team in day.teams] == ["North"]
    assert (day.people, day.overdue, day.shifts) == (2, 1, page.shifts)
    client = client_of(supervisor)
    words = text_of(client.get(f"{PAGE}?shift=0900-1700"))
    assert "09:00 to 17:00: 1 of 2 overdue a thank-you" in words
    assert "Person 001" not in words
    assert "Nobody of your teams is in that choice." in text_of(
        client.get(f"{PAGE}?shift=0100-0200")
    )
    assert "Person 001" in text_of(client.get(f"{PAGE}?shift=nonsense"))


def test_who_leads_one_shift_is_not_asked_which(client_of, supervisor, agent):
    body = client_of(supervisor).get(PAGE).content.decode()
    assert 'name="shift"' not in body


def test_putting_off_and_asking_again_lead_back_to_the_list_as_it_was(client_of, supervisor, agent):
    client, narrowed = client_of(supervisor), "?team=north&order=name"
    body = unescape(client.get(f"{PAGE}{narrowed}").content.decode())
    assert f'href="{PAGE}{agent.pk}/not-now/{narrowed}"' in body
    values = {"until": "2026-12-04", "reason": "On leave."}
    answer = client.post(f"{PAGE}{agent.pk}/not-now/{narrowed}", values)
    assert answer.url == f"{PAGE}{narrowed}"
    body = unescape(client.get(f"{PAGE}{narrowed}").content.decode())
    assert f'action="{PAGE}{agent.pk}/again/{narrowed}"' in body
    assert client.post(f"{PAGE}{agent.pk}/again/{narrowed}").url == f"{PAGE}{narrowed}"
    assert client.post(f"{PAGE}{agent.pk}/again/?order=//evil.example").url == PAGE
