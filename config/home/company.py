"""The company's page: its figures and its goals, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from config.home.visit import Visit
from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, read_lines
from goals.queries.sources import Freshness
from goals.today import Sentence, for_company

MOST_FIGURES = 12


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """What the page shows."""

    sentence: Sentence
    freshness: Freshness
    figures: tuple[CompanyFigure, ...]
    ledger: Ledger


def company_page(visit: Visit) -> CompanyPage:
    """Figures and goals of the whole. Seven statements."""
    goals = goals_visible_to(visit.user).filter(scope=Scope.ORGANISATION, state=Goal.State.ACTIVE)
    ledger = read_lines(goals, visit.user, visit.organisation, now=visit.now).ledger()
    return CompanyPage(
        sentence=for_company([goal.named() for goal in ledger.pursued]),
        freshness=visit.fresh,
        figures=kept_company_line(
            visit.user, visit.organisation, visit.state, visit.now, most=MOST_FIGURES
        ),
        ledger=ledger,
    )
