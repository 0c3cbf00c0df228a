"""Looking back on a period that is over: once, in people's words, and where the next goal is set."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.actions.goal_states import archive_goal
from goals.actions.reviews import review_period
from goals.models import Goal, Progress, Review
from goals.queries.reviews import reviews_due
from goals.recompute.run import run_until_done
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Organisation
from tests.goals.life.conftest import DECEMBER, NOVEMBER
from tests.goals.november import a_goal_of, words
from tests.scene import NOW

pytestmark = pytest.mark.django_db

LEARNED = "Calling back before noon keeps the afternoon free."


@pytest.fixture
def over(goal, clock):
    """The goal in December, its November closed at 2,588."""
    clock.move_to(DECEMBER, tick=False)
    run_until_done(DECEMBER)
    return goal


def url(goal, name="close", **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"goals:{name}", args=[goal.pk]) + (f"?{asked}" if asked else "")


def look_back(actor, goal, **changes):
    given = {"on": NOVEMBER, "outcome": "partly", "learned": LEARNED, "now": DECEMBER, **changes}
    return review_period(actor, goal, **given)


def due(person, now=DECEMBER):
    return [
        (one.name, one.period, one.result)
        for one in reviews_due(person, Organisation.objects.get(), now)
    ]


def test_it_is_known_whether_the_goal_is_one_persons(over, supervisor):
    organisation = Organisation.objects.get()
    [one] = reviews_due(supervisor, organisation, DECEMBER)
    assert not one.is_ones_own
    Goal.objects.filter(pk=over.pk).update(scope="agent", agent=supervisor, state=Goal.State.ACTIVE)
    Progress.objects.filter(goal=over).update(agent_id=supervisor.pk)
    [own] = reviews_due(supervisor, organisation, DECEMBER)
    assert own.is_ones_own


def test_the_page_says_what_the_figures_say_and_asks_what_we_learned(over, supervisor, client_of):
    page = words(client_of(supervisor).get(url(over)))
    assert "How did November end?" in page
    assert "2,588. 1,612 short of the goal of 4,200." in page
    assert "Missed" in page


def test_what_we_learned_stands_on_the_period_on_the_next_one_and_in_the_history(
    over, supervisor, agent, client_of
):
    sent = {"outcome": "partly", "learned": LEARNED}
    assert client_of(supervisor).post(url(over), sent).status_code == 302
    november = words(client_of(agent).get(url(over, "goal", period="2025-11-01")))
    assert "How November ended" in november
    assert LEARNED in november
    december = words(client_of(agent).get(url(over, "goal")))
    assert "What we learned before" in december
    assert "Looked back on 1 to 30 November: partly." in december
    assert Progress.objects.get(goal=over, first_day=NOVEMBER).status == "missed"


def test_what_was_decided_begins_where_it_was_looked_back_on(
    over, supervisor, manager, agent, client_of
):
    look_back(supervisor, over)
    path = url(over, "goal", period="2025-11-01")
    start = f"/decisions/new/?team=north&amp;from=%2Fgoals%2F{over.pk}%2F"
    for leader in (supervisor, manager):
        assert f'href="{start}"' in client_of(leader).get(path).content.decode()
    assert "/decisions/new/" not in client_of(agent).get(path).content.decode()
    begun = client_of(supervisor).get(start.replace("&amp;", "&")).content.decode()
    assert f'name="came_from" value="/goals/{over.pk}/"' in begun
    assert '<option value="north" selected' in begun


def test_a_period_that_runs_is_not_looked_back_on(goal, supervisor, client_of):
    with pytest.raises(ActionRefused, match="not over yet"):
        look_back(supervisor, goal, now=NOW)
    assert client_of(supervisor).get(url(goal)).status_code == 302
    assert client_of(supervisor).get(url(goal, period="2025-11-20")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "brilliant"}, "outcome"),
        ({"learned": ""}, "learned"),
        ({"learned": "x" * 501}, "learned"),
        ({"on": date(2025, 10, 5)}, ""),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(over, supervisor, changes, field):
    with pytest.raises(ActionRefused) as refused:
        look_back(supervisor, over, **changes)
    assert refused.value.field == field
    assert not Review.objects.exists()


def test_case_20_a_review_sent_twice_is_written_once(over, supervisor):
    assert look_back(supervisor, over) == look_back(supervisor, over, version="new")
    assert AuditEntry.objects.filter(verb="reviewed").count() == 1


def test_case_20_two_who_look_back_at_once_both_keep_their_words(
    over, supervisor, manager, client_of
):
    look_back(supervisor, over)
    answer = client_of(manager).post(
        url(over), {"outcome": "missed", "learned": "We were too few.", "version": "new"}
    )
    assert answer.status_code == 409
    page = words(answer)
    assert LEARNED in page
    assert "We were too few." in page
    assert Review.objects.get().learned == LEARNED
    again = answer.context["form"].data
    assert client_of(manager).post(url(over), again).status_code == 302
    assert Review.objects.get().learned == "We were too few."
    with pytest.raises(Stale):
        look_back(supervisor, over, learned="Mine.", version="new")


def test_agents_read_it_and_do_not_write_it(over, agent, stranger, client_of):
    assert client_of(agent).get(url(over)).status_code == 403
    assert client_of(stranger).get(url(over)).status_code == 404
    with pytest.raises(PermissionDenied):
        look_back(agent, over)


def test_the_owner_is_asked_until_somebody_has_looked_back(over, supervisor, manager):
    assert due(supervisor) == [("Solve 4,200 requests", "November", "2,588 of 4,200")]
    assert due(manager) == []
    look_back(manager, over)
    assert due(supervisor) == []


def test_nobody_is_asked_about_what_is_long_past_or_put_away(over, supervisor, manager):
    assert due(supervisor, DECEMBER.replace(year=2026)) == []
    archive_goal(manager, over, now=DECEMBER)
    assert due(supervisor) == []


def test_it_stands_among_what_needs_the_owner(over, supervisor, client_of):
    page = words(client_of(supervisor).get(reverse("home")))
    assert "How did November end?" in page
    assert "Solve 4,200 requests: 2,588 of 4,200." in page


def test_a_goal_that_is_over_is_put_away_with_the_look_back(over, supervisor, north, client_of):
    once = a_goal_of(
        over.metric, supervisor, team=north, name="Autumn", cadence="once",
        starts_on=NOVEMBER, ends_on=date(2025, 11, 30), target=Decimal(9000),
    )  # fmt: skip
    client_of(supervisor).post(
        url(once), {"outcome": "dropped", "learned": "Another time.", "put_away": "on"}
    )
    once.refresh_from_db()
    assert once.state == Goal.State.ARCHIVED
    look_back(supervisor, over, put_away=True)
    over.refresh_from_db()
    assert over.state == Goal.State.ACTIVE


def test_of_a_goal_that_each_has_the_page_says_how_many_met_it(
    over, supervisor, north, agent, client_of
):
    each = a_goal_of(
        over.metric, supervisor, team=north, scope="members", name="Each", target=Decimal(1290)
    )
    run_until_done(DECEMBER)
    page = words(client_of(supervisor).get(url(each)))
    assert "1 of 2 met it." in page
    assert agent.name not in page
