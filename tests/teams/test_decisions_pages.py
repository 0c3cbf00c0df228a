"""The pages of decisions: what they show to whom, what is refused with nothing lost, and how many statements they take."""

from datetime import timedelta

import pytest
from django.urls import reverse

from teams.actions.huddle_record import add_to_huddle, commit_to
from teams.models import Decision, DecisionEntry
from tests.guards import kept
from tests.teams.decisions_scene import DAY, NOW, TODAY, WHAT, WHY, anew, corrected, decided
from tests.teams.huddle_scene import held

pytestmark = pytest.mark.django_db
SAYS = {"what": WHAT, "how": "agreed", "why": WHY, "decided_on": "2026-11-20", "team": "north"}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def decision(north, supervisor, manager, agent):
    return decided(supervisor, north)


def text_of(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def at(page, decision):
    return reverse(f"teams:{page}", args=[decision.pk])


def test_a_decision_is_written_down_and_read(supervisor, agent, north, client_of):
    client = client_of(supervisor)
    form = text_of(client.get("/decisions/new/?from=/huddle/2026-11-20/"))
    assert 'value="/huddle/2026-11-20/"' in form
    assert "Everybody</option>" not in form
    answer = client.post("/decisions/new/", {**SAYS, "again_if": "Ten come back"}, follow=True)
    text = text_of(answer)
    for words in (WHAT, WHY, "All agreed", "Ten come back", "The people of North are told."):
        assert words in text
    page = text_of(client_of(agent).get("/decisions/"))
    assert WHAT in page
    assert "Write one down" not in page


def test_what_was_taken_on_at_a_huddle_becomes_a_decision(
    supervisor, agent, other_supervisor, north, client_of
):
    words = "Ring the depot before ten & say so. " * 8
    huddle = held(supervisor, north, TODAY, here=[agent], now=NOW)
    entry = commit_to(supervisor, huddle, words=words, whose=agent.pk, now=NOW)
    added = add_to_huddle(agent, huddle, words="Lunch was good", now=NOW)
    start = f"/decisions/new/?entry={entry.pk}"
    page = "/huddle/2026-11-20/"
    marcus = client_of(supervisor)
    assert text_of(marcus.get(page)).count(f'href="{start}"') == 1
    assert "?entry=" not in text_of(client_of(agent).get(page))
    form = marcus.get(start).context["form"]
    assert form["what"].value() == words.strip()[:200]
    assert (form["team"].value(), form["came_from"].value()) == ("north", f"{page}?team=north")
    sent = {**SAYS, "came_from": form["came_from"].value()}
    assert "North huddle of Fri 20 Nov" in text_of(
        marcus.post("/decisions/new/", sent, follow=True)
    )
    # Of another team, of another kind, and of none at all.
    for client, number in (
        (client_of(other_supervisor), entry.pk),
        (marcus, added.pk),
        (marcus, 999_999),
        (marcus, "x"),
        (marcus, "9" * 30),
    ):
        empty = client.get(f"/decisions/new/?entry={number}").context["form"]
        assert {empty["what"].value(), empty["came_from"].value()} <= {None, ""}


def test_managers_may_write_for_everybody(manager, north, client_of):
    client = client_of(manager)
    assert "Everybody</option>" in text_of(client.get("/decisions/new/"))
    text = text_of(client.post("/decisions/new/", {**SAYS, "team": ""}, follow=True))
    assert "Everybody is told." in text


def test_what_is_missing_is_said_and_nothing_is_lost(supervisor, north, client_of):
    sent = {**SAYS, "why": "", "review_on": "2020-01-01", "team": "south"}
    text = text_of(client_of(supervisor).post("/decisions/new/", sent))
    assert "Say why. Whoever reads it in half a year was not there." in text
    assert "Choose a team that you lead." in text
    assert WHAT in text
    sent = {**SAYS, "came_from": "over lunch"}
    text = text_of(client_of(supervisor).post("/decisions/new/", sent))
    assert "Copy the address of a goal" in text
    assert 'value="over lunch"' in text
    assert not Decision.objects.exists()


def test_case_20_a_correction_against_an_older_state_shows_both(
    decision, supervisor, manager, agent, client_of
):
    corrected(manager, decision, what="Hers")
    sent = {**SAYS, "what": "His", "because": "We voted.", "version": "0"}
    client = client_of(supervisor)
    text = text_of(client.post(at("decision_correct", decision), sent), 409)
    for words in ("Somebody else changed this", "Priya Nair", "Hers", "His", "We voted."):
        assert words in text
    assert anew(decision).what == "Hers"
    client.post(at("decision_correct", decision), {**sent, "version": "1"})
    assert anew(decision).what == "His"
    page = text_of(client_of(agent).get(at("decision", decision)))
    for words in ("Corrected since", "“Hers” became “His”", "Marcus Webb"):
        assert words in page


def test_it_stands_ends_and_comes_back_from_its_page(decision, supervisor, agent, client_of):
    client = client_of(supervisor)
    stands = {"words": "Six a week.", "review_on": "2026-12-24", "version": "0"}
    text = text_of(client.post(at("decision_stands", decision), stands, follow=True))
    assert "We look at it again on Thu 24 Dec" in text
    again = text_of(
        client.post(at("decision_end", decision), {"words": "Over.", "version": "0"}), 409
    )
    assert "Somebody else changed this" in again
    assert "Over." in again
    empty = text_of(client.post(at("decision_end", decision), {"words": "", "version": "1"}))
    assert "Say why, in a sentence." in empty
    client.post(at("decision_end", decision), {"words": "The limit is gone.", "version": "1"})
    text = text_of(client_of(agent).get("/decisions/?show=ended"))
    assert "No longer holds: The limit is gone." in text
    refused = text_of(client.post(at("decision_stands", decision), {"words": "So."}))
    assert "It no longer holds. Bring it back first." in refused
    client.post(at("decision_back", decision), {"words": "It is not.", "version": "2"})
    assert anew(decision).ended_at is None
    assert DecisionEntry.objects.count() == 3


def test_the_log_is_found_by_words_team_and_how_it_stands(
    decision, supervisor, manager, north, client_of
):
    decided(manager, what="Names, not numbers")
    decided(supervisor, north, "Lunch cover", review_on=TODAY + DAY)
    corrected(supervisor, Decision.objects.get(what="Lunch cover"), what="Lunch cover of two")
    client = client_of(supervisor)

    def finds(query):
        text = text_of(client.get(f"/decisions/?{query}"))
        return {what for what in (WHAT, "Names, not numbers", "Lunch cover of two") if what in text}

    assert finds("q=refunds") == {WHAT}
    assert finds("q=LUNCH%20two") == {"Lunch cover of two"}
    assert finds("q=%25") == set()
    assert finds("team=everybody") == {"Names, not numbers"}
    assert finds("team=north") == {WHAT, "Lunch cover of two"}
    assert finds("team=south") == set()
    assert finds("show=nonsense&after=x~y") == {WHAT, "Names, not numbers", "Lunch cover of two"}
    assert finds("show=again") == set()
    assert "Show all 3" in text_of(client.get("/decisions/?q=lantern"))


def test_what_is_to_be_looked_at_again_stands_apart(decision, supervisor, client_of, time_machine):
    corrected(supervisor, decision, review_on=TODAY + DAY)
    time_machine.move_to(NOW + 2 * DAY)
    text = text_of(client_of(supervisor).get("/decisions/?show=again"))
    assert "To look at again since Sat 21 Nov" in text


def test_page_by_page(supervisor, north, client_of):
    for n in range(31):
        decided(supervisor, north, f"Number {n:02d}.", now=NOW + timedelta(seconds=n))
    client = client_of(supervisor)
    first = client.get("/decisions/")
    text = text_of(first)
    assert "Number 30." in text
    assert "Number 00." not in text
    older = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = text_of(client.get(older))
    assert "Number 00." in rest
    assert "Number 30." not in rest


def test_nothing_yet(supervisor, agent, organisation, client_of):
    assert "in a minute" in text_of(client_of(supervisor).get("/decisions/"))
    assert "as soon as whoever leads writes it down" in text_of(client_of(agent).get("/decisions/"))


@pytest.mark.parametrize(
    ("name", "role"),
    [("teams:decisions", "agent"), ("teams:decision", "agent")],
)
def test_case_22_a_page_takes_as_many_statements_with_fifty_times_the_data(
    request, client_of, statements, decision, supervisor, north, name, role
):
    corrected(supervisor, decision, again_if="Ten")
    client = client_of(request.getfixturevalue(role))
    where = at("decision", decision) if name == "teams:decision" else reverse(name)
    few = statements(client, where)
    for n in range(50):
        decided(supervisor, north, f"Number {n}", now=NOW + timedelta(seconds=n))
        corrected(supervisor, decision, again_if=f"Ten {n}", now=NOW + timedelta(seconds=n))
    assert (few, statements(client, where)) == (kept(name, role), kept(name, role))
