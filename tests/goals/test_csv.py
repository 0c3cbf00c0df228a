"""Files that spreadsheets open: the same figures as on the page, and no formula in any cell."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from goals.actions.goals import adjust_goal
from goals.tables import BYTE_ORDER_MARK, Cell, Table, as_csv, safe_text, written
from tests.goals.november import a_goal_of, novembers_readings, satisfied, words, work_out
from tests.scene import NOW, a_metric, a_ratio


def rows_of(content: bytes) -> list[list[str]]:
    """As a spreadsheet would read the file."""
    text = content.decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


# --- Case 6: no formulas -------------------------------------------------------------------------

DANGEROUS = [
    "=1+1", "+44 20", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1+1", "\u00a0=1",
    "＝1+1", "＋1", "－1", "＠SUM", "\u3000＝1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")',
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_case_6_what_begins_a_formula_gets_an_apostrophe(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "Jin Park", "a=b", "3 of 4", "'=1", "Zoë", "1 to 30 November"]
)
def test_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


@given(st.text(max_size=40))
def test_case_6_no_text_comes_out_as_a_formula_and_none_is_lost(text):
    safe = safe_text(text)
    assert safe in (text, f"'{text}")
    bare = safe.lstrip(" \u00a0\u3000")
    assert not bare.startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
    )


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n"), max_size=20
            ),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_back(rows):
    assert rows_of(as_csv(rows)) == [[safe_text(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("-142.5000"), "-142.5"),
        (Decimal(4200), "4200"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0000"), "0"),
        (7, "7"),
        (date(2025, 11, 3), "2025-11-03"),
    ],
)
def test_numbers_stay_numbers_and_days_are_days(value, text):
    assert written(value) == text


def test_a_table_holds_what_is_shown_and_what_is_meant():
    table = Table("Days", ("Day", "Sum"), ((Cell("Mon 3 Nov", "2025-11-03"), Cell("1,204", 1204)),))
    assert [cell.value for cell in table.rows[0]] == ["2025-11-03", 1204]


# --- The same figures as the page ----------------------------------------------------------------


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def goal(north, supervisor, agent, colleague):
    metric = a_metric()
    novembers_readings(metric, north, agent, colleague)
    made = a_goal_of(metric, supervisor, team=north, name="=Solve 4,200")
    work_out()
    return made


def download(client, goal, **query):
    response = client.get(reverse("goals:csv", args=[goal.pk]), query)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return rows_of(response.content), response


def test_the_days_of_a_total(goal, manager, client_of):
    rows, response = download(client_of(manager), goal)
    assert rows[0] == [
        "Goal", "Whose", "Day", "First-contact resolutions", "So far", "Expected by then", "Status",
    ]  # fmt: skip
    assert rows[1] == [
        "'=Solve 4,200",
        "North team",
        "2025-11-03",
        "199",
        "199",
        "210",
        "Watch",
    ]
    assert rows[-1][2:5] == ["2025-11-20", "1", "2588"]
    assert sum(int(row[3]) for row in rows[1:]) == 2588
    assert 'filename="solve-4200-2025-11-01-by-day.csv"' in response["Content-Disposition"]
    shown = words(client_of(manager).get(reverse("goals:table", args=[goal.pk])))
    assert "Thu 20 Nov 1 2,588 2,732" in shown


def test_the_days_of_a_ratio_hold_both_parts(north, manager, agent, colleague, client_of):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    share = a_goal_of(metric, manager, team=north, target=Decimal(92))
    work_out()
    rows, _ = download(client_of(manager), share)
    assert rows[0][3:6] == ["Counted", "Out of", "Result"]
    assert rows[1][2:7] == ["2025-11-03", "13", "15", "86.7", "86.7"]
    # The ratio of the sums, not the mean of the days.
    assert rows[-2][6] == "89.6"


def test_people_for_their_leads_alone(goal, manager, agent, administrator, client_of):
    rows, _ = download(client_of(manager), goal, by="part")
    assert [row[2:] for row in rows] == [
        ["Person", "First-contact resolutions"],
        ["Dele Adeyemi", "1287"],
        ["Jin Park", "1301"],
    ]
    rows, _ = download(client_of(agent), goal, by="part")
    assert [row[2:] for row in rows[1:]] == [["Jin Park", "1301"], ["Everybody else", "1287"]]
    path = reverse("goals:csv", args=[goal.pk])
    assert client_of(administrator).get(path, {"by": "part"}).status_code == 404


def test_periods_keep_their_own_targets(goal, manager, client_of):
    adjust_goal(None, goal, reason="More", version=1, now=NOW, target=Decimal(4400))
    work_out()
    rows, _ = download(client_of(manager), goal, by="period")
    assert rows[0][2:] == ["Period", "First-contact resolutions", "Goal", "Status", "Closed"]
    assert rows[1][2:] == ["2025-11-01", "2588", "4400", "Behind", "Not yet"]


def test_another_way_is_not_offered(goal, manager, client_of):
    path = reverse("goals:csv", args=[goal.pk])
    assert client_of(manager).get(path, {"by": "magic"}).status_code == 404


def test_a_metrics_days(goal, manager, agent, south, client_of):
    path = reverse("goals:metric_csv", args=[goal.metric.slug])
    rows = rows_of(client_of(manager).get(path, {"team": "north"}).content)
    assert rows[0][:5] == ["Metric", "Whose", "Day", "First-contact resolutions", "Readings"]
    assert rows[1][:5] == ["First-contact resolutions", "North", "2025-11-20", "1", "1"]
    # What is usual of such a day, and where this one lay.
    assert rows[0][5:7] == ["Usual from", "Usual to"]
    assert sum(int(row[3]) for row in rows[1:]) == 2588
    whole = rows_of(client_of(agent).get(path).content)
    assert whole[1][1] == "Harbour Services"
    assert client_of(agent).get(path, {"team": "south"}).status_code == 404
