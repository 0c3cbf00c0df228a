"""The company's page: its figures and its goals, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goals.models import Goal, Scope
from goals.permissions import goals_visible_to
from goals.queries.company import CompanyFigure, kept_company_line
from goals.queries.ledger import Ledger, read_lines
from goals.queries.sentences import Sentence, for_company
from goals.queries.sources import Freshness
from goals.queries.state import State
from teams.models import Organisation, User

MOST_FIGURES = 12


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """What the page shows."""

    sentence: Sentence
    freshness: Freshness
    figures: tuple[CompanyFigure, ...]
    ledger: Ledger


def company_page(
    user: User, organisation: Organisation, fresh: Freshness, state: State, now: datetime
) -> CompanyPage:
    """Figures and goals of the whole. Seven statements."""
    goals = goals_visible_to(user).filter(scope=Scope.ORGANISATION, state=Goal.State.ACTIVE)
    ledger = read_lines(goals, user, organisation, now=now).ledger()
    return CompanyPage(
        sentence=for_company([goal.named() for goal in ledger.pursued]),
        freshness=fresh,
        figures=kept_company_line(user, organisation, state, now, most=MOST_FIGURES),
        ledger=ledger,
    )
