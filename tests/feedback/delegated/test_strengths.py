"""Who is good at what: what stands in the matrix, what the team reads, and what neither may come to hold."""

import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback.actions.kudos import give
from feedback.actions.kudos_answers import hide
from feedback.actions.one_to_ones.private import save_private_note
from feedback.actions.one_to_ones.series import begin_series
from feedback.actions.one_to_ones.wishes import add_wish, end_wish, share_wish
from feedback.models import Strength, Visibility, Wish
from feedback.queries.strengths_matrix import A_PAGE, hand_url, matrix, said_to_team
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Membership, Role, User
from tests.cast import PASSWORD, SINCE
from tests.feedback.delegated_scene import NOW
from tests.guards import kept

pytestmark = pytest.mark.django_db
PLANTED = "planted-for-few"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def strength(db):
    return Strength.objects.get(name="Listened first")


def thanked(by, to, strength, visibility=Visibility.TEAM, words="Rang back at eight."):
    return give(
        by, to=User.objects.filter(pk=to.pk), words=words,
        strengths=Strength.objects.filter(pk=strength.pk), visibility=visibility, now=NOW,
    )  # fmt: skip


def cell(viewer, person, strength):
    """What the matrix says of one person and one strength."""
    found = matrix(viewer, "", "", NOW)
    row = next(row for row in found.rows if row.pk == person.pk)
    one = row.cells[found.strengths.index(strength.name)]
    return one.seen, one.says, one.grows


def page_of(client, name, *args):
    body = client.get(reverse(f"feedback:{name}", args=args)).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body.split("<main", 1)[1])).split())


# --- The matrix ----------------------------------------------------------------------------------


def test_a_cell_says_thanked_says_so_and_wants_to_and_never_how_often(
    supervisor, agent, colleague, strength
):
    assert cell(supervisor, agent, strength) == (False, False, False)
    for hour in ("eight", "nine", "ten"):
        thanked(colleague, agent, strength, words=f"Rang back at {hour}.")
    assert cell(supervisor, agent, strength) == (True, False, False)
    add_wish(agent, agent, kind="good_at", words="", strength=strength, now=NOW)
    add_wish(agent, agent, kind="grow_in", words="Harder calls", strength=strength, now=NOW)
    assert cell(supervisor, agent, strength) == (True, True, True)
    assert cell(supervisor, colleague, strength) == (False, False, False)


def test_a_row_says_the_same_by_kind_in_a_line_each(supervisor, agent, colleague, strength):
    thanked(colleague, agent, strength)
    add_wish(agent, agent, kind="grow_in", words="", strength=strength, now=NOW)
    rows = {row.pk: row for row in matrix(supervisor, "", "", NOW).rows}
    said = [(line.title, [one.name for one in line.strengths]) for line in rows[agent.pk].kinds]
    assert said == [("Thanked for", ["Listened first"]), ("Wants to grow in", ["Listened first"])]
    assert rows[agent.pk].kinds[1].strengths[0].url == hand_url(agent.pk, strength.slug)
    assert rows[colleague.pk].kinds == ()


def test_case_03_private_thanks_are_not_seen_not_even_by_who_gave_them(supervisor, agent, strength):
    thanked(supervisor, agent, strength, Visibility.PRIVATE)
    assert cell(supervisor, agent, strength) == (False, False, False)


def test_case_03_what_somebody_keeps_to_themself_is_not_seen(supervisor, agent, strength):
    kudos = thanked(supervisor, agent, strength)
    hide(agent, kudos, hidden=True, now=NOW)
    assert cell(supervisor, agent, strength) == (False, False, False)


def test_case_03_no_word_of_a_talk_that_was_not_shared_stands_here(
    client_of, supervisor, agent, manager
):
    series = begin_series(supervisor, agent, now=NOW)
    save_private_note(supervisor, series, words=f"{PLANTED} note", version=0, now=NOW)
    add_wish(supervisor, agent, kind="good_at", words=f"{PLANTED} by Marcus", now=NOW)
    add_wish(agent, agent, kind="needs", words=f"{PLANTED} need", now=NOW)
    end_wish(
        agent, add_wish(agent, agent, kind="work_on", words=f"{PLANTED} old", now=NOW), now=NOW
    )
    add_wish(agent, agent, kind="work_on", words="More mail", now=NOW)
    for reader in (supervisor, manager):
        text = page_of(client_of(reader), "strengths_matrix")
        assert "More mail" in text
        assert PLANTED not in text


def test_case_02_leaders_see_whom_they_lead_by_name_and_nobody_else(
    client_of, supervisor, manager, agent, colleague, stranger, other_supervisor
):
    names = [row.name for row in matrix(supervisor, "", "", NOW).rows]
    assert names == ["Dele Adeyemi", "Jin Park"]
    assert [row.name for row in matrix(manager, "", "", NOW).rows] == [*names, "Marcus Webb"]
    assert [row.name for row in matrix(other_supervisor, "", "", NOW).rows] == ["Tom Fisher"]
    # Another's team is none of theirs: the filter is as if it were not there.
    assert [row.name for row in matrix(supervisor, "south", "", NOW).rows] == names
    url = reverse("feedback:strengths_matrix")
    assert client_of(agent).get(url).status_code == 404


def test_whoever_leads_several_teams_chooses_one(supervisor, agent, stranger, south):
    assert matrix(supervisor, "", "", NOW).tabs == ()
    join_team(None, supervisor, south, Role.SUPERVISOR, SINCE)
    anew = User.objects.get(pk=supervisor.pk)
    found = matrix(anew, "south", "", NOW)
    assert [tab.label for tab in found.tabs] == ["All your teams", "North", "South"]
    assert [row.name for row in found.rows] == ["Tom Fisher"]


def test_from_a_cell_one_hands_over_a_task_that_fits(client_of, supervisor, agent, strength):
    add_wish(agent, agent, kind="grow_in", words="", strength=strength, now=NOW)
    body = client_of(supervisor).get(reverse("feedback:strengths_matrix")).content.decode()
    hand = f"{reverse('feedback:task_new')}?to={agent.pk}"
    assert f"{hand}&amp;strength=listened-first" in body
    assert f'"{hand}"' in body


def test_case_22_statements_stay_the_same_with_a_hundred_times_the_people(
    client_of, supervisor, agent, strength, north, statements
):
    client, path = client_of(supervisor), reverse("feedback:strengths_matrix")
    add_wish(agent, agent, kind="grow_in", words="", strength=strength, now=NOW)
    assert statements(client, path) == kept("feedback:strengths_matrix", "supervisor")
    people = User.objects.bulk_create(User(username=f"u{n}", name=f"P {n}") for n in range(100))
    Membership.objects.bulk_create(
        Membership(user=one, team=north, role=Role.AGENT, starts_on=SINCE) for one in people
    )
    Wish.objects.bulk_create(
        Wish(
            person=one, kind="grow_in", words="Mail", added_by=one, added_at=NOW, strength=strength
        )
        for one in people
    )
    assert statements(client, path) == kept("feedback:strengths_matrix", "supervisor")
    first = matrix(supervisor, "", "", NOW)
    assert len(first.rows) == A_PAGE
    assert first.next_url.endswith("?page=2")
    assert not matrix(supervisor, "", "3", NOW).next_url


# --- What one says of oneself --------------------------------------------------------------------


def test_case_03_the_team_reads_what_was_shared_with_it_and_others_read_nothing(
    client_of, agent, colleague, stranger, administrator, north
):
    add_wish(agent, agent, kind="work_on", words="Kept from the team", now=NOW)
    shared = add_wish(agent, agent, kind="good_at", words="Loud calls", for_team=True, now=NOW)
    text = page_of(client_of(colleague), "team_strengths", north.slug)
    assert "Jin Park Good at Loud calls" in text
    assert "Kept from the team" not in text
    for other in (stranger, administrator):
        url = reverse("feedback:team_strengths", args=[north.slug])
        assert client_of(other).get(url).status_code == 404
        assert said_to_team(other, north, NOW) == ()
    share_wish(agent, shared, for_team=False, now=NOW)
    assert said_to_team(colleague, north, NOW) == ()


def test_case_04_only_oneself_says_which_strength_it_is_and_who_reads_it(
    supervisor, agent, strength
):
    for more in ({"strength": strength}, {"for_team": True}):
        with pytest.raises(ActionRefused):
            add_wish(supervisor, agent, kind="good_at", words="Calm", now=NOW, **more)
    wish = add_wish(agent, agent, kind="good_at", words="Calm", now=NOW)
    with pytest.raises(PermissionDenied):
        share_wish(supervisor, wish, for_team=True, now=NOW)
    by_leader = add_wish(supervisor, agent, kind="good_at", words="Kind", now=NOW)
    with pytest.raises(ActionRefused):
        share_wish(agent, by_leader, for_team=True, now=NOW)


def test_said_again_it_is_one_and_the_team_reads_it_as_it_was_said_last(agent, colleague, north):
    said = {"kind": "good_at", "words": "Loud calls", "now": NOW}
    wish = add_wish(agent, agent, **said)
    for for_team in (True, True, False):
        assert add_wish(agent, agent, **said, for_team=for_team) == wish
        assert Wish.objects.get().for_team is for_team
        assert bool(said_to_team(colleague, north, NOW)) is for_team
    verbs = AuditEntry.objects.filter(kind="feedback.wish").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["added", "shared", "shared"]


def test_what_a_leader_wrote_down_one_says_in_the_same_words_and_shares(
    supervisor, manager, agent, colleague, north
):
    said = {"kind": "good_at", "words": "Loud calls", "now": NOW}
    by_leader = add_wish(supervisor, agent, **said)
    own = add_wish(agent, agent, **said, for_team=True)
    assert own != by_leader
    assert [mate.name for mate in said_to_team(colleague, north, NOW)] == ["Jin Park"]
    # A leader who writes down the same adds nothing, and takes nothing from the team.
    assert add_wish(manager, agent, **said) in (own, by_leader)
    assert Wish.objects.filter(for_team=True).count() == 1
    assert Wish.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "needs", "words": "Quiet", "for_team": True}, "for_team"),
        ({"kind": "work_on", "words": "Mail", "strength": 1}, "strength"),
        ({"kind": "good_at", "words": ""}, "words"),
    ],
)
def test_what_cannot_be_said_is_refused_at_its_field(agent, strength, values, field):
    if "strength" in values:
        values = {**values, "strength": strength}
    with pytest.raises(ActionRefused) as refused:
        add_wish(agent, agent, now=NOW, **values)
    assert refused.value.field == field


def test_case_04_the_database_lets_nobody_share_for_another(supervisor, agent):
    wish = add_wish(supervisor, agent, kind="good_at", words="Calm", now=NOW)
    needs = add_wish(agent, agent, kind="needs", words="Quiet", now=NOW)
    for one in (wish, needs):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.filter(pk=one.pk).update(for_team=True)


def test_on_ones_own_page_one_adds_a_strength_without_words_and_shares_it(
    client_of, agent, strength
):
    client, url = client_of(agent), reverse("feedback:wishes", args=[agent.pk])
    client.post(url, {"kind": "grow_in", "strength": strength.pk, "words": "", "for_team": "on"})
    wish = Wish.objects.get()
    assert (wish.words, wish.for_team) == ("Listened first", True)
    assert "The team reads it as well" in page_of(client, "wishes", agent.pk)
    client.post(reverse("feedback:wish_share", args=[wish.pk]), {"to": "leads"})
    assert not Wish.objects.get().for_team


def test_case_19_who_left_the_team_says_nothing_there_any_more(agent, colleague, north, south):
    mover = create_person(None, name="Uma Rao", username="uma", password=PASSWORD)
    join_team(None, mover, south, Role.AGENT, SINCE)
    add_wish(mover, mover, kind="good_at", words="Figures", for_team=True, now=NOW)
    add_wish(agent, agent, kind="good_at", words="Mail", for_team=True, now=NOW)
    assert [mate.name for mate in said_to_team(colleague, north, NOW)] == ["Jin Park"]
