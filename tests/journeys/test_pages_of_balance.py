"""The balance of a team and help among its peers, seen by those who lead and those who are named."""

from __future__ import annotations

import pytest

from feedback.demo.helping import seed_helping
from goals.demo.balance import seed_balance
from tests.journeys.audit import examine, first_looks, weigh
from tests.journeys.balance_pages import BALANCE, HELP
from tests.journeys.conftest import NOW
from tests.journeys.pages import Look, looks

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _a_plan_and_a_month_of_help(harbour):
    """The demonstration's."""
    seed_balance(NOW, seed=1)
    seed_helping(NOW, seed=1)


@pytest.mark.parametrize("look", looks(BALANCE, HELP))
def test_page(window, signed_in, look: Look):
    examine(window, signed_in, look)


@pytest.mark.parametrize("look", first_looks(BALANCE | HELP))
def test_page_weight(look: Look):
    weigh(look)
