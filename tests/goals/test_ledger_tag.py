"""The table of goals as it is written."""

from __future__ import annotations

from dataclasses import replace

from django.template import Context, Template
from html5lib import parseFragment

from goals.charts import HourCell, HourStrip, LedgerGroup, LedgerRow, bullet_for_total
from goals.templatetags.charts import ledger

ROW = LedgerRow(
    url="/goals/1/",
    name="First-contact <resolutions>",
    hint="Owner Marcus",
    bullet=bullet_for_total(2588, 4200, 2730, title="2,588 of 4,200"),
    now="2,588",
    now_hint="of 4,200",
    against="142 behind",
    against_hint="needs 230 a day",
    status="behind",
)
HOURS = HourStrip("By the hour", (HourCell("07", "86", "past", "7:00: 86%"),))


def table(*groups):
    return parseFragment(ledger(groups), treebuilder="etree", namespaceHTMLElements=False).find(
        "table"
    )


def test_rows_keep_their_roles_when_they_become_blocks():
    drawn = table(LedgerGroup("November", "13 of 20 days", (ROW,)))
    roles = {
        "table": {"table"},
        "thead": {"rowgroup"},
        "tbody": {"rowgroup"},
        "tr": {"row"},
        "td": {"cell"},
        "th": {"columnheader", "rowheader"},
    }
    for element in drawn.iter():
        if element.tag in roles:
            assert element.get("role") in roles[element.tag]


def test_a_row_leads_to_its_goal_and_says_how_it_stands():
    drawn = table(LedgerGroup("November", "", (ROW,)))
    link = drawn.find(".//a")
    assert (link.get("href"), link.text) == ("/goals/1/", "First-contact <resolutions>")
    words = " ".join("".join(drawn.itertext()).split())
    assert "2,588 of 4,200" in words
    assert "142 behind needs 230 a day" in words
    assert "Behind" in words


def test_every_cell_stands_under_a_heading():
    drawn = table(LedgerGroup("November", "", (ROW, replace(ROW, hours=HOURS))))
    headings = len(drawn.find("thead").find("tr"))
    for row in drawn.find("tbody"):
        assert sum(int(cell.get("colspan", 1)) for cell in row) == headings


def test_hours_follow_their_goal():
    drawn = table(LedgerGroup("Today", "until 20:00", (replace(ROW, hours=HOURS), ROW)))
    classes = [row.get("class") for row in drawn.find("tbody")]
    assert classes == ["ledger__group", "ledger__row has-hours", "ledger__hours", "ledger__row"]


def test_the_tag_takes_groups_and_a_caption():
    html = Template('{% load charts %}{% ledger groups caption="Goals of North" %}').render(
        Context({"groups": (LedgerGroup("November", "", ()),)})
    )
    assert "Goals of North" in html
    assert "November" in html
