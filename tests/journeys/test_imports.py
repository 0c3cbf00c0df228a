"""A file of real calls comes in by the browser, is seen on its metrics' pages, and goes again."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import expect

from goals.ingest import work
from goals.models import Reading
from goals.recompute.run import run_until_done
from teams.models import User
from tests.goals.ingest.books import book
from tests.goals.ingest.test_work import the_worker_comes
from tests.journeys.conftest import NOW

pytestmark = pytest.mark.django_db

SPRING = datetime(2021, 4, 1, 9, 0, tzinfo=UTC)
"""The calls are of January to March 2021."""


def test_real_calls_in_four_steps_and_back(either, harbour_anew, calls):
    page = either.page
    readings = Reading.objects.count()
    either.sign_in(User.objects.get(username="ada"))
    either.visit("/imports/")
    page.get_by_role("link", name="Import figures").first.click()
    page.locator("input[type=file]").set_input_files(calls)
    page.get_by_role("button", name="Look at the file").click()
    expect(heading(page)).to_have_text("Match the columns")
    expect(page.get_by_label("Use of Call Id")).to_have_value("id")
    resolved = page.get_by_role("group", name="Resolved")
    resolved.get_by_label("Divided by").select_option(label="Answered (Y/N)")
    page.get_by_label("Add people who are not here yet").check()
    page.get_by_label("Or a new team").fill("Telephone")
    page.get_by_label("Add teams that are not here yet").check()
    page.get_by_role("button", name="Check the file").click()
    expect(heading(page)).to_contain_text("5,000 rows")
    assert Reading.objects.count() == readings
    page.get_by_role("button", name="Import 5,000 rows").click()
    expect(heading(page)).to_contain_text("Imported.")
    came_in = page.get_by_role("table")
    expect(came_in.get_by_role("row", name="Resolved")).to_contain_text("3,646")
    expect(came_in.get_by_role("row", name="Resolved")).to_contain_text("4,054")
    run_until_done()
    seen_on_the_metric_s_page(page, harbour_anew, calls)
    either.visit("/imports/")
    page.get_by_role("row", name="calls_2021.csv").get_by_role("link").first.click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator(".toast")).to_contain_text("calls_2021.csv is undone.")
    assert Reading.objects.count() == readings


def seen_on_the_metric_s_page(page, clock, calls):
    """The share of March, as an independent count of the file has it; seen on the day after."""
    with calls.open(encoding="utf-8-sig", newline="") as file:
        march = [row for row in csv.DictReader(file) if row["Date"].startswith("2021-03")]
    answers = Counter(row["Resolved"] for row in march if row["Answered (Y/N)"] == "Y")
    share = Decimal(100 * answers["Y"]) / answers.total()
    clock.move_to(SPRING)
    page.get_by_role("link", name="Resolved").click()
    expect(heading(page)).to_have_text("Resolved")
    row = page.get_by_role("row", name="March")
    expect(row).to_contain_text(f"{answers['Y']:,}")
    expect(row).to_contain_text(f"{answers.total():,}")
    expect(row).to_contain_text(f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%")
    clock.move_to(NOW)


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_long_workbook_of_several_sheets(either, harbour_anew, tmp_path, monkeypatch):
    """The sheet is chosen, the worker does the rest, and the page goes on by itself, with script and without."""
    monkeypatch.setattr(work, "LONG", 2)
    path = tmp_path / "shifts.xlsx"
    rows = [[f"s{n}", "Jin Park", f"2026-11-1{n}", 5 + n] for n in range(4)]
    book(
        path,
        ("October", [["Id", "Agent", "Date", "Faxes"]]),
        ("November", [["Id", "Agent", "Date", "Faxes"], *rows, ["Total", None, None, 26]]),
    )
    page = either.page
    either.sign_in(User.objects.get(username="ada"))
    either.visit("/imports/new/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Read November").click()
    expect(page.locator(".head")).to_contain_text("the sheet “November”")
    page.get_by_role("button", name="Check the file").click()
    expect(heading(page)).to_have_text("The file is being checked")
    expect(page.locator("#headway")).to_contain_text("wait for their turn")
    the_worker_comes(NOW)
    expect(heading(page)).to_have_text("4 rows: 4 new.", timeout=15_000)
    expect(page.get_by_text("Left out, because it is no row of the table")).to_be_visible()
    page.get_by_role("button", name="Import 4 rows").click()
    expect(heading(page)).to_have_text("The file is being imported")
    the_worker_comes(NOW)
    expect(heading(page)).to_have_text("Imported. 4 rows: 4 new.", timeout=15_000)
