"""Why do customers ask for us? The figures, their rows, and the same figures in `goals`."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest

from escalations.actions.reviews import review
from escalations.models import Amends, Category, Cause, Escalation, StaleDays
from escalations.queries.report_asked import Asked, NoSuchPart, part_of
from escalations.queries.report_rows import part_name
from escalations.queries.reports import report_of, sums_of
from escalations.recompute import figures
from escalations.recompute.days import place_days
from goals.models import Metric, TeamDay
from goals.progress import Sums as GoalSums
from goals.recompute.run import run_until_done
from teams.actions import grant_administrator
from teams.actions.teams import update_team
from teams.permissions import forget_standing
from tests.cast import SINCE
from tests.escalations.learn.cases import NOW

TODAY = NOW.date()
ASKED = Asked(TODAY - timedelta(days=27), TODAY)


@pytest.fixture
def month(a_case, manager, agent):
    """Six looked back on, of two causes; one waiting, one decided alone, one of long ago."""
    for place, (cause, why, promise) in enumerate(
        [
            ("Late", "limit", "kept"), ("Late", "training", "kept"), ("Late", "unsure", "late"),
            ("Late", "limit", "kept"), ("Late", "customer", "kept"), ("Broken", "system", "open"),
        ]
    ):  # fmt: skip
        case = a_case(
            days=place + 1, promise=promise, answered_after=place + 1, earlier=place // 2,
            channel="chat" if place == 5 else "phone",
        )  # fmt: skip
        review(manager, case, happy_alone=True, why_not=why, cause=cause, now=NOW)
    a_case(state="open", days=0.1, promise="open")
    a_case(outcome="alone", promise="kept")
    a_case(days=40, promise="broken")


def bars(report, key):
    group = next(group for group in (*report.groups, *report.learning) if group.key == key)
    return {bar.label: int(bar.value) for bar in group.bars.items}


def test_what_it_says(month, manager):
    found = report_of(manager, ASKED, TODAY)
    assert found.sentence == (
        "7 escalations. Most often behind them: Late. Agents could have settled 67% of those looked back on."
    )
    assert [fact.number for fact in found.facts] == [
        "7",
        "3\u00a0min\u00a030\u00a0s",
        "80%",
        "67%",
        "£0",
    ]
    assert [(fact.number, fact.label) for fact in found.apart] == [("1", "Decided by the agent")]
    assert bars(found, "cause") == {"Late": 5, "Broken": 1, "Not looked back on yet": 1}
    assert bars(found, "channel") == {"Phone": 6, "Chat": 1}
    assert bars(found, "times") == {
        "The first time": 3,
        "The second time": 2,
        "The third time or more": 2,
    }
    assert bars(found, "training") == {"Delivery": 2}
    assert sum(int(cell.text) for cell in found.hours.cells) == 7


def test_every_bar_has_as_many_rows_as_it_says(month, manager):
    found = report_of(manager, ASKED, TODAY)
    counted = 0
    for group in (*found.groups, *found.learning):
        for bar in group.bars.items:
            query = dict(pair.split("=") for pair in bar.url.partition("?")[2].split("&"))
            rows = part_of(manager, ASKED, query["by"], query.get("key", ""))
            assert rows.count() == bar.value, bar
            counted += 1
    assert counted > 10


def test_what_one_list_does_not_hold_has_its_rows_as_well(month, a_case, manager):
    for place in range(12):
        about = Category.objects.create(
            name=f"About {place}",
            slug=f"about-{place}",
            key=place % 10,
            position=place,
            archived_at=NOW,
        )
        a_case(cause=Cause.objects.create(name=f"Cause {place}", category=about), category=about)
    found = report_of(manager, ASKED, TODAY)
    for key, name, number in (("cause", "Other causes", 4), ("category", "Other categories", 3)):
        bar = next(group for group in found.groups if group.key == key).bars.items
        more = next(each for each in bar if each.label == f"{number} more")
        query = dict(parse_qsl(more.url.partition("?")[2]))
        rows = part_of(manager, ASKED, query["by"], query["key"])
        assert rows.count() == more.value == number
        assert part_name(query["by"], query["key"]) == name
        shown = {each.label for each in bar}
        assert not {str(getattr(row, key).name) for row in rows} & shown


@pytest.mark.parametrize("key", ["", "Late", "1,,2", ",".join("1" * 21)])
def test_a_rest_without_what_it_leaves_out_is_no_part(month, manager, key):
    with pytest.raises(NoSuchPart):
        part_of(manager, ASKED, "rest_cause", key)


def in_goals(slug, team):
    """What `goals` has of the days asked for."""
    metric = Metric.objects.get(slug=slug).pk
    days = TeamDay.objects.filter(
        metric_id=metric, team_id=team.pk, day__range=(ASKED.first, ASKED.last)
    )
    rows = list(days.values_list("value", "weight", "n"))
    return GoalSums(*(sum((row[place] for row in rows), Decimal(0)) for place in range(3)))


def test_one_figure_everywhere(month, manager, north):
    figures.push(NOW)
    run_until_done(NOW)
    sums = sums_of(manager, ASKED)
    assert in_goals("escalations", north).value == sums.cases == 7
    promises, avoidable = in_goals("promises-kept", north), in_goals("avoidable-share", north)
    assert (promises.value, promises.weight) == (sums.kept, sums.kept + sums.missed) == (4, 5)
    assert (avoidable.value, avoidable.weight) == (sums.avoidable, sums.looked_back) == (4, 6)


def test_one_figure_still_after_the_clock_of_the_team_changed(
    a_case, manager, north, administrator
):
    """Noon in London is one in the morning of the next day in Auckland."""
    first = (NOW.date() - ASKED.first).days + 1
    a_case(days=first)
    a_case(days=3)
    figures.push(NOW)
    assert sums_of(manager, ASKED).cases == 1
    update_team(administrator, north, time_zone="Pacific/Auckland")
    assert place_days() == 2
    run_until_done(NOW)
    assert sums_of(manager, ASKED).cases == in_goals("escalations", north).value == 2
    assert not StaleDays.objects.exists()
    assert place_days() == 0


def test_amends_are_added_up_by_kind(a_case, manager, agent, north):
    case = a_case()
    given = {
        "escalation": case, "team": north, "day": TODAY, "given_by": manager, "approved_by": manager,
        "given_at": NOW, "kind": "refund",
    }  # fmt: skip
    first = Amends.objects.create(amount=Decimal("12.50"), **given)
    Amends.objects.create(amount=Decimal(30), **given)
    Amends.objects.create(amount=Decimal("-12.50"), reverses=first, reason="Twice.", **given)
    found = report_of(manager, ASKED, TODAY)
    assert found.facts[-1].number == "£30"
    assert bars(found, "amends") == {"Refund": 30}


def test_a_share_of_few_is_none(a_case, manager):
    review(manager, a_case(promise="kept"), happy_alone=True, cause="Late", now=NOW)
    found = report_of(manager, ASKED, TODAY)
    assert [fact.number for fact in found.facts[2:4]] == ["Too few to say"] * 2


def test_nobody_is_named_and_teams_stand_in_name_order(
    month, manager, north, south, a_case, stranger, administrator
):
    for _ in range(9):
        a_case(by=stranger, team=south)
    found = report_of(administrator, ASKED, TODAY)
    assert [bar.label for bar in next(g for g in found.groups if g.key == "team").bars.items] == [
        "North",
        "South",
    ]
    said = repr(found)
    assert not [name for name in ("Jin", "Priya", "Tom", "HP-482913") if name in said]


def test_administrators_have_sums_and_no_rows(month, administrator, manager):
    found = report_of(administrator, ASKED, TODAY)
    assert found.sums.cases == 7
    assert not [bar for group in found.groups for bar in group.bars.items if bar.url]
    assert not part_of(administrator, ASKED, "", "").exists()


def test_administrators_who_lead_a_team_open_its_rows(
    month, client_of, manager, stranger, south, a_case
):
    grant_administrator(None, manager, SINCE)
    forget_standing(manager)
    a_case(by=stranger, team=south)
    found = report_of(manager, ASKED, TODAY)
    assert found.sums.cases == 8
    bar = next(bar for group in found.groups for bar in group.bars.items if bar.url)
    page = client_of(manager).get(bar.url).content.decode()
    assert "Only those of teams that you lead." in page
    assert part_of(manager, ASKED, "", "").count() == 7
    narrowed = client_of(manager).get(f"{bar.url}&team=north").content.decode()
    assert "Only those of teams" not in narrowed


def test_other_teams_count_nothing_here(month, other_supervisor):
    assert sums_of(other_supervisor, ASKED).cases == 0


@pytest.mark.parametrize(
    ("by", "key"),
    [("agent", "1"), ("cause", "x"), ("cause", "9" * 30), ("hour", "24"), ("channel", "fax"),
     ("promise", ""), ("why", "mood"), ("times", "3"), ("cause", "-1"), ("cause", "\u0661")],
)  # fmt: skip
def test_a_part_that_is_none(manager, by, key):
    with pytest.raises(NoSuchPart):
        part_of(manager, ASKED, by, key)


def test_days_of_a_team_are_its_own(a_case, stranger, south, manager, other_supervisor):
    """At 14:00 UTC it is tomorrow in Adelaide."""
    a_case(by=stranger, team=south, days=-2 / 24)
    assert Escalation.objects.get().day == date(2026, 11, 21)
    assert sums_of(other_supervisor, Asked(TODAY, TODAY)).cases == 0
    assert sums_of(other_supervisor, Asked(TODAY, TODAY + timedelta(days=1))).cases == 1


def test_categories_of_two_kinds(a_case, manager):
    a_case()
    a_case(category=Category.objects.get(slug="refund"))
    assert bars(report_of(manager, ASKED, TODAY), "category") == {"Delivery": 1, "Refund": 1}
