"""The eight metrics of the demonstration, and what each says about the service."""

from __future__ import annotations

from goals.actions.metrics import create_metric
from goals.models import Metric
from teams.models import User

ANSWERED = "answer-within-30-seconds"
COMPLAINTS = "complaints-per-1000"
HELPED = "customers-helped"
RESOLVED = "first-contact-resolutions"
HANDLE = "handle-time"
HAPPY = "happy-customers"
QUALITY = "quality-conversations"
REPEAT = "repeat-contacts"

_SPECS: tuple[dict[str, object], ...] = (
    {
        "slug": ANSWERED,
        "name": "Answer within 30 seconds",
        "meaning": "How many callers reach a person before they begin to wonder whether anyone is"
        " there. It is a figure of the whole team: nobody answers two calls at once.",
        "formula": "calls answered within 30 seconds ÷ calls answered",
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.PERCENT,
        "decimals": 1,
    },
    {
        "slug": COMPLAINTS,
        "name": "Complaints per 1,000",
        "meaning": "Formal complaints for every thousand customers we helped. Few, so look at a month"
        " or longer before reading anything into it.",
        "formula": "formal complaints ÷ thousands of customers helped",
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.SCORE,
        "better": Metric.Better.LOWER,
        "decimals": 1,
        "minimum_weight": 1,
    },
    {
        "slug": HELPED,
        "name": "Customers helped",
        "meaning": "Conversations brought to an end on phone, chat and e-mail. It shows how much"
        " was asked of us, and is no measure of any one person's worth.",
        "formula": "conversations closed, each customer once a day",
        "kind": Metric.Kind.TOTAL,
    },
    {
        "slug": RESOLVED,
        "name": "First-contact resolutions",
        "meaning": "Customers whose matter was settled the first time they wrote or rang. What they"
        " tell us they value most: not having to come back.",
        "formula": "conversations closed without a hand-off or a second contact",
        "kind": Metric.Kind.TOTAL,
    },
    {
        "slug": HANDLE,
        "name": "Handle time",
        "meaning": "How long a customer's matter keeps one of us busy, notes included. Read it beside"
        " repeat contacts: quick is only good when it lasts.",
        "formula": "seconds talking, writing and noting ÷ customers helped",
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.SECONDS,
        "better": Metric.Better.LOWER,
    },
    {
        "slug": HAPPY,
        "name": "Happy customers",
        "meaning": "Of the customers who answer the question after their contact, those who give"
        " four or five of five. About one in three answers.",
        "formula": "answers of 4 or 5 ÷ all answers",
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.PERCENT,
        "decimals": 1,
    },
    {
        "slug": QUALITY,
        "name": "Quality conversations",
        "meaning": "A quarter of an hour in which a lead and an agent listen to one contact together:"
        " what went well, what to try. Counted when it was held, never scored.",
        "formula": "conversations held and noted in the quality log",
        "kind": Metric.Kind.TOTAL,
    },
    {
        "slug": REPEAT,
        "name": "Repeat contacts within 7 days",
        "meaning": "Customers who come back within a week, whatever the reason. Each one thought that"
        " the matter was closed, or was told so.",
        "formula": "contacts from customers of the last 7 days ÷ all contacts",
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.PERCENT,
        "better": Metric.Better.LOWER,
        "decimals": 1,
    },
)


def seed_metrics(actor: User) -> dict[str, Metric]:
    """Make them; by slug."""
    return {str(spec["slug"]): create_metric(actor, **spec) for spec in _SPECS}  # type: ignore[arg-type]
