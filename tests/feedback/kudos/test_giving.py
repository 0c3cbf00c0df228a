"""Thanking: to whom, once, for whom to read; taken back within the minute; other words leave a trace."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.actions.kudos import LONGEST, edit, take_back
from feedback.actions.kudos_answers import read
from feedback.models import Kudos, KudosEdit, Praise, Strength
from feedback.permissions.kudos import kudos_visible_to
from feedback.queries.kudos import cards_of, with_parts
from goals.actions.goals import create_goal
from goals.actions.metrics import create_metric
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice, Role, Team
from teams.words import words_for
from tests.cast import SINCE
from tests.feedback.kudos_scene import NOW, SECOND, WORDS, thanks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def readers(kudos, *people):
    return [person.username for person in people if kudos in kudos_visible_to(person)]


def test_a_thanks_is_kept_with_its_parts_and_told_to_whom_it_is_for(supervisor, agent, north):
    kudos = thanks(supervisor, agent, strengths=Strength.objects.filter(slug="owned-it"))
    assert (kudos.team, kudos.words) == (north, WORDS)
    assert (kudos.moment, kudos.act) == ("Tuesday", "Rang the depot yourself")
    assert kudos.effect.startswith("Nobody waited")
    assert [one.user for one in kudos.recipients.all()] == [agent]
    assert [str(one) for one in kudos.strengths.all()] == ["Owned it"]
    told = Notice.objects.get()
    assert (told.user, told.text, told.detail) == (agent, "Marcus Webb thanks you.", WORDS)
    assert told.url == f"/kudos/{kudos.pk}/"
    entry = AuditEntry.objects.filter(kind="feedback.kudos").get()
    assert (entry.actor, entry.verb, entry.object_id) == (supervisor, "thanked", kudos.pk)
    assert WORDS not in str(entry.after)


def test_what_a_program_gives_apart_is_put_together(supervisor, agent):
    kudos = thanks(
        supervisor, agent, words="", moment="On Tuesday", act="You rang the depot", effect="Nobody waited!",
    )  # fmt: skip
    assert kudos.words == "On Tuesday. You rang the depot. Nobody waited!"
    assert (kudos.moment, kudos.act) == ("On Tuesday", "You rang the depot")


def test_a_team_is_its_people_of_that_day_without_the_author(
    supervisor, agent, colleague, manager, north, stranger, south
):
    join_team(None, stranger, north, Role.SUPERVISOR, date(2026, 11, 21))
    kudos = thanks(supervisor, to_team=north)
    assert {one.user for one in kudos.recipients.all()} == {agent, colleague, manager}
    assert Notice.objects.filter(text="Marcus Webb thanks all of North.").count() == 3
    with pytest.raises(ActionRefused, match="nobody else in that team"):
        thanks(stranger, to_team=south)


def test_case_04_nobody_thanks_themself_whether_named_or_hidden_among_others(agent, colleague):
    for to in ([agent], [agent, colleague]):
        with pytest.raises(ActionRefused, match="Nobody thanks themself"):
            thanks(agent, *to)
    assert not Kudos.objects.exists()


def test_case_02_whoever_left_is_refused_like_whoever_never_was(agent, deactivated, administrator):
    for somebody in (deactivated, administrator):
        with pytest.raises(ActionRefused, match="is not here") as refused:
            thanks(agent, somebody)
        assert refused.value.field == "to"
    assert not Kudos.objects.exists()
    assert not Notice.objects.filter(kind="feedback.thanked").exists()


def test_who_is_in_no_team_and_no_administrator_thanks_nobody(deactivated, agent):
    with pytest.raises(PermissionDenied):
        thanks(deactivated, agent)


@pytest.mark.parametrize(
    ("words", "says"),
    [("  \n ", "Say what they did"), ("x" * (LONGEST + 1), "Keep it under 2,000")],
)
def test_words_that_cannot_be_kept_are_refused_at_their_field(supervisor, agent, words, says):
    with pytest.raises(ActionRefused, match=says) as refused:
        thanks(supervisor, agent, words=words)
    assert refused.value.field == "words"


def test_a_strength_that_is_put_away_and_a_fourth_are_refused(supervisor, agent):
    Strength.objects.filter(slug="owned-it").update(archived_at=NOW)
    with pytest.raises(ActionRefused, match="no longer in use"):
        thanks(supervisor, agent, strengths=Strength.objects.filter(slug="owned-it"))
    with pytest.raises(ActionRefused, match="3 at most"):
        thanks(supervisor, agent, strengths=Strength.objects.filter(archived_at=None)[:4])


def test_it_belongs_to_the_team_its_people_share_else_to_the_authors(
    supervisor, agent, stranger, north, south
):
    assert thanks(supervisor, stranger).team == south
    assert thanks(supervisor, agent, stranger).team == north
    join_team(None, agent, south, Role.SUPERVISOR, date(2026, 1, 1))
    assert thanks(supervisor, agent, stranger, words="Other.").team == south


def test_it_never_belongs_to_a_team_without_anybody_it_thanks(
    manager, agent, stranger, other_supervisor, north, south
):
    east, west = (
        Team.objects.create(name=name, slug=name.lower(), time_zone="Europe/London")
        for name in ("East", "West")
    )
    people = {}
    for team in (east, west):
        people[team] = create_person(None, name=f"Of {team}", username=team.slug)
        join_team(None, people[team], team, Role.AGENT, SINCE)
        # Priya leads North too, which has the smallest number of hers.
        join_team(None, manager, team, Role.MANAGER, SINCE)
    kudos = thanks(manager, *people.values())
    assert kudos.team == east
    assert readers(kudos, agent, *people.values()) == ["east", "west"]
    # Of one who leads neither it is a team of theirs all the same; the one that most of them are in.
    other = thanks(agent, *people.values(), stranger, other_supervisor)
    assert other.team == south


def test_whoever_is_thanked_beside_a_team_is_named(
    client_of, supervisor, manager, agent, colleague, stranger, north
):
    kudos = thanks(supervisor, stranger, agent, to_team=north)
    assert {one.user for one in kudos.recipients.filter(apart=True)} == {stranger}
    said = {one.user: one.text for one in Notice.objects.filter(kind="feedback.thanked")}
    assert said[stranger] == "Marcus Webb thanks you."
    assert said[agent] == said[manager] == "Marcus Webb thanks all of North."
    shown = {
        one.username: cards_of(with_parts(kudos_visible_to(one), one), one, NOW)[0].to
        for one in (colleague, stranger)
    }
    assert shown == {"dele": "all of North and Tom", "tom": "all of North and you"}
    assert words_for(north, NOW).of == "Marcus to all of North and Tom"
    client = client_of(supervisor)
    answer = client.post(f"/kudos/{kudos.pk}/back/", follow=True).content.decode()
    assert f'value="{stranger.pk}" checked' in answer
    assert f'value="team-{north.pk}" checked' in answer
    assert f'value="{agent.pk}" checked' not in answer


def test_who_reads_it_private_team_public(
    manager, supervisor, agent, colleague, stranger, other_supervisor, administrator
):
    everybody = (manager, supervisor, agent, colleague, stranger, other_supervisor, administrator)
    private = thanks(supervisor, agent, visibility="private")
    assert readers(private, *everybody) == ["marcus", "jin"]
    team = thanks(supervisor, agent, stranger)
    assert readers(team, *everybody) == ["priya", "marcus", "jin", "dele", "tom"]
    public = thanks(supervisor, agent, visibility="public")
    assert len(readers(public, *everybody)) == 7


def test_case_03_a_private_ones_words_and_names_stand_in_no_notice_no_record_no_name(
    supervisor, agent
):
    kudos = thanks(supervisor, agent, visibility="private")
    told = Notice.objects.get()
    assert (told.text, told.detail) == ("Marcus Webb thanks you.", "")
    assert AuditEntry.objects.get(kind="feedback.kudos").after == {"visibility": "private"}
    assert "depot" not in str(kudos)


def test_case_20_a_double_click_thanks_once(supervisor, agent, colleague):
    one = thanks(supervisor, agent)
    assert thanks(supervisor, agent, now=NOW + 5 * SECOND) == one
    assert Notice.objects.count() == 1
    assert thanks(supervisor, agent, colleague) != one
    assert thanks(supervisor, agent, now=NOW + timedelta(days=1)) != one


def test_case_02_what_it_rests_on_must_be_the_authors_to_see(
    supervisor, agent, praise_of_south, hidden_goal
):
    with pytest.raises(ActionRefused, match="no such praise"):
        thanks(supervisor, agent, praise=praise_of_south)
    with pytest.raises(ActionRefused, match="no such goal"):
        thanks(supervisor, agent, goal=hidden_goal)
    for url in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        with pytest.raises(ActionRefused, match="pages of this site"):
            thanks(supervisor, agent, link_url=url, link_label="Look")


# --- Taken back ----------------------------------------------------------------------------------


def test_within_the_minute_it_is_as_if_it_had_never_been(supervisor, agent):
    kudos = thanks(supervisor, agent)
    take_back(supervisor, kudos, now=NOW + 60 * SECOND)
    assert not readers(kudos, supervisor, agent)
    assert not Notice.objects.exists()
    assert take_back(supervisor, kudos, now=NOW + 90 * SECOND).taken_back_at == NOW + 60 * SECOND


def test_after_the_minute_it_stays(supervisor, agent):
    kudos = thanks(supervisor, agent)
    with pytest.raises(ActionRefused, match="The minute is over"):
        take_back(supervisor, kudos, now=NOW + 61 * SECOND)
    assert readers(kudos, agent) == ["jin"]
    assert Notice.objects.count() == 1


def test_only_what_was_read_is_said_to_have_been(supervisor, agent):
    kudos = thanks(supervisor, agent)
    with pytest.raises(ActionRefused) as refused:
        take_back(supervisor, kudos, now=NOW + 61 * SECOND)
    assert refused.value.message == "The minute is over. You can still edit it."
    read(agent, [kudos.pk], now=NOW + 30 * SECOND)
    with pytest.raises(ActionRefused, match="The minute is over, and it has been read"):
        take_back(supervisor, kudos, now=NOW + 61 * SECOND)


def test_nobody_takes_back_what_somebody_else_gave(supervisor, agent, manager):
    kudos = thanks(supervisor, agent)
    for somebody in (agent, manager):
        with pytest.raises(PermissionDenied):
            take_back(somebody, kudos, now=NOW)


def test_what_was_taken_back_can_be_given_again(supervisor, agent):
    take_back(supervisor, thanks(supervisor, agent), now=NOW)
    again = thanks(supervisor, agent, now=NOW + SECOND)
    assert readers(again, agent) == ["jin"]
    assert Notice.objects.count() == 1


# --- Other words ---------------------------------------------------------------------------------


def test_an_edit_leaves_what_stood_before(supervisor, agent):
    kudos = thanks(supervisor, agent)
    changed = edit(supervisor, kudos, words="On Monday you rang me.", now=NOW + SECOND)
    assert (changed.words, changed.version, changed.edited_at) == (
        "On Monday you rang me.", 1, NOW + SECOND,
    )  # fmt: skip
    assert changed.moment == "Monday"
    assert [one.words for one in KudosEdit.objects.all()] == [WORDS]
    with pytest.raises(IntegrityError), transaction.atomic():
        KudosEdit.objects.update(words="Never said")


def test_an_edit_that_changes_nothing_leaves_no_trace(supervisor, agent):
    edit(supervisor, thanks(supervisor, agent), words=f" {WORDS}\n", now=NOW)
    assert not KudosEdit.objects.exists()


def test_nobody_else_edits_and_two_pages_are_told(supervisor, manager, agent):
    kudos = thanks(supervisor, agent)
    for somebody in (agent, manager):
        with pytest.raises(PermissionDenied):
            edit(somebody, kudos, words="Mine now.", now=NOW)
    edit(supervisor, kudos, words="First page.", version=0, now=NOW)
    with pytest.raises(Stale):
        edit(supervisor, kudos, words="Second page.", version=0, now=NOW)
    assert Kudos.objects.get().words == "First page."


def test_what_was_taken_back_is_not_edited(supervisor, agent):
    kudos = thanks(supervisor, agent)
    take_back(supervisor, kudos, now=NOW)
    with pytest.raises(ActionRefused, match="taken back"):
        edit(supervisor, kudos, words="Again.", now=NOW)


@pytest.fixture
def praise_of_south(other_supervisor, south):
    return Praise.objects.create(
        team=south, words="So kind.", channel="letter", said_on=date(2026, 11, 1),
        added_by=other_supervisor, added_at=NOW,
    )  # fmt: skip


@pytest.fixture
def hidden_goal(other_supervisor, south):
    metric = create_metric(
        None, slug="handled", name="Handled", unit="count", better="higher", kind="total",
    )  # fmt: skip
    return create_goal(
        other_supervisor, name="South's", metric=metric, scope="team", team=south, cadence="monthly",
        starts_on=date(2026, 11, 1), target=Decimal(10), why="Because.", owner=other_supervisor, now=NOW,
    )  # fmt: skip
