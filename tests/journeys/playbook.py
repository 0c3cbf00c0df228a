"""A playbook for pages that show one: limits, protocols in versions, who has confirmed them, levels, what is proposed.

Made through the actions, at the moments at which it would have happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from escalations.actions.confirming import answer_question, ask_about, confirm_version
from escalations.actions.keeping import put_protocol_away
from escalations.actions.levels import set_level
from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.proposing import propose_limit
from escalations.actions.words import add_words, say_used
from escalations.models import Amends, Category, HelpfulWords, Limit, Protocol
from escalations.permissions import people_who_confirm
from escalations.queries.versions import version_in_force
from teams.models import Team, User
from teams.permissions import forget_standing
from tests.escalations.learn.cases import make_case

Amounts = Mapping[int, int]
LIMITS: tuple[tuple[str, str, str, Amounts], ...] = (
    ("delivery", "Refund the delivery charge", "refund", {0: 40, 1: 75, 2: 75, 4: 200, 5: 500}),
    ("delivery", "Goodwill credit for a missed slot", "credit", {0: 25, 1: 50, 4: 150, 5: 500}),
    ("refund", "Refund before the item is back", "refund", {0: 30, 1: 60, 2: 100, 4: 400, 5: 1000}),
    ("faulty-item", "Replace a part", "replacement", {0: 40, 2: 90, 4: 300, 5: 1500}),
    ("billing", "Take back a charge", "refund", {0: 20, 2: 50, 4: 150, 5: 500}),
)
"""Category, what may be given, of which kind, up to how much by level."""

NAMES = {name: name for _, name, _, _ in LIMITS}
DELIVERY, SLOT, BEFORE, PART, CHARGE = NAMES


@dataclass(frozen=True)
class Written:
    """A version: how many days ago, what is new, when it applies, its lines."""

    days_ago: int
    change: str
    situation: str
    yours: tuple[tuple[str, str, int], ...]
    ask: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Planned:
    """A protocol with its versions and words: `words` are text, whose, and how often they were used."""

    title: str
    category: str
    owner: str
    review_in: int
    versions: tuple[Written, ...]
    words: tuple[tuple[str, str, int], ...] = ()
    question: tuple[str, str, str] = ("", "", "")
    confirmed_by: frozenset[str] = field(default_factory=frozenset)


_LATE = (
    "The van missed its slot, and it is not the first time.\n"
    "They say: “I took the day off for nothing”, “third missed delivery”, “where is my sofa”."
)
PROTOCOLS = (
    Planned(
        "Late delivery, third time", "delivery", "marcus", 150,
        (
            Written(
                300, "Written down.", "The van missed its slot, and it is not the first time.",
                (("Refund the delivery charge", DELIVERY, 0),),
                ("A priority slot",),
                ("Never promise a driver’s exact arrival time",),
            ),
            Written(
                200, "A goodwill credit is yours to decide as well.", _LATE,
                (("Refund the delivery charge", DELIVERY, 0), ("Goodwill credit", SLOT, 0)),
                ("A priority slot", "Cancelling a made-to-order piece"),
                ("Never promise a driver’s exact arrival time",),
            ),
            Written(
                90, "A priority slot is yours to decide, any day.", _LATE,
                (
                    ("Refund the delivery charge", DELIVERY, 0), ("Goodwill credit", SLOT, 0),
                    ("A priority slot, any day", "", 0),
                ),
                ("Cancelling a made-to-order piece",),
                ("Never promise a driver’s exact arrival time",),
            ),
            Written(
                14, "Card numbers are never taken by chat or e-mail, not even to refund.", _LATE,
                (
                    ("Refund the delivery charge", DELIVERY, 0), ("Goodwill credit", SLOT, 0),
                    ("A priority slot, any day", "", 0),
                ),
                ("More than the limit in all", "Cancelling a made-to-order piece"),
                (
                    "Never promise a driver’s exact arrival time",
                    "Never take card numbers by chat or e-mail",
                ),
            ),
        ),
        (
            ("I’d be fed up too. Here is what I can do before we hang up.", "dele", 9),
            ("That is three days of your time, and I am sorry.", "amara", 4),
        ),
        ("amara", "Does the credit come on top of the refund?", "Yes, each up to its own limit."),
    ),
    Planned(
        "Wants the money back before the item is returned", "refund", "priya", 60,
        (
            Written(
                240, "Written down.",
                "The item is on its way back, or waits to be collected, and the money is needed now.\n"
                "They say: “I cannot wait two weeks for my own money”.",
                (("Refund at once once the carrier has scanned it", BEFORE, 0),),
                ("Anything that has no tracking number",),
                ("Never refund to another card than the one that paid",),
            ),
        ),
        (("Your money is yours: let me see how quickly it can be back.", "jin", 6),),
    ),
    Planned(
        "Arrived broken, or a part is missing", "faulty-item", "marcus", -3,
        (
            Written(
                120, "Written down.",
                "Something is broken, scratched or missing when the box is opened.\n"
                "They say: “it came in pieces”, “a leg is missing”, “scratched all over”.",
                (("Send the part again", PART, 0), ("Send a fitter", "", 2)),
                ("Replacing the whole piece",),
                ("Never ask for a photo twice",),
            ),
        ),
    ),
    Planned(
        "Somebody is in danger, or speaks of a lawyer", "safety-legal", "priya", 90,
        (
            Written(
                160, "Written down.",
                "Somebody was hurt, something could hurt somebody, or a lawyer or the press is named.",
                (
                    ("Ask whether everybody is safe, and wait for the answer", "", 0),
                    ("Tell them a leader calls within the hour", "", 0),
                ),
                ("Everything else: the leader on duty is on the way",),
                ("Never say whose fault it was", "Never offer money"),
            ),
        ),
    ),
)  # fmt: skip
"""The first three are read by everybody; the last version of the first has only just come out."""

LEVELS = (
    (
        "jin",
        "delivery",
        1,
        "training",
        "Passed the delivery path, and shadowed Dele for a week.",
        180,
    ),
    (
        "jin",
        "delivery",
        2,
        "decisions",
        "Twenty decisions alone since spring, and all of them stood.",
        40,
    ),
    ("jin", "refund", 1, "training", "Passed the refund path.", 100),
    (
        "dele",
        "delivery",
        3,
        "decisions",
        "Settles what others ask about, and explains it to them.",
        120,
    ),
    ("amara", "delivery", 1, "judgement", "Takes the time to ask before giving.", 60),
)


def add_playbook(now: datetime) -> None:
    """Limits, protocols and levels as of `now`; cases that speak for a higher limit, and a proposal."""
    people = {person.username: person for person in User.objects.filter(is_active=True)}
    marcus = people["marcus"]
    limits = _limits(people["ada"], now - timedelta(days=320))
    for planned in PROTOCOLS:
        _write(planned, people, limits, now)
    for login, category, level, because, reason, days_ago in LEVELS:
        set_level(
            marcus,
            people[login],
            category=Category.objects.get(slug=category),
            level=level,
            because=because,
            reason=reason,
            now=now - timedelta(days=days_ago),
        )
    _evidence(people, now)
    propose_limit(
        marcus,
        limits[PART],
        level=0,
        amount=Decimal(60),
        reason="Every second leg costs £50.",
        now=now,
    )
    _unfinished(people, now)


def _evidence(people: Mapping[str, User], now: datetime) -> None:
    """Thirty refunds that a newcomer had to ask for, nearly all agreed to."""
    north = Team.objects.get(slug="north")
    for number in range(30):
        case = make_case(
            people["tamsin"], north, people["marcus"], category=Category.objects.get(slug="delivery"),
            days=2 * number + 1, outcome="differently" if number == 7 else "agreed", about="Third slot missed",
        )  # fmt: skip
        Amends.objects.create(
            escalation=case, team=north, kind="refund", amount=Decimal(60 + number % 3 * 5),
            day=case.day, given_by=people["marcus"], approved_by=people["marcus"], given_at=now,
        )  # fmt: skip


def _unfinished(people: Mapping[str, User], now: datetime) -> None:
    """A draft that waits to be published, a question that waits for its answer, a protocol that was put away."""
    second = Protocol.objects.get(title=PROTOCOLS[1].title)
    version = version_in_force(second)
    assert version is not None
    ask_about(people["jin"], version, text="What if there is no tracking number?", now=now)
    write_version(
        people["marcus"],
        second,
        situation=version.situation,
        change="Without a tracking number a photo of the receipt will do.",
        lines=[
            NewLine("yours", "Refund at once once the carrier has scanned it"),
            NewLine("ask", "Anything that has neither a number nor a receipt"),
        ],
        now=now,
    )
    old = write_protocol(
        people["priya"],
        title="Faxed complaints",
        category=Category.objects.get(slug="other"),
        owner=people["priya"],
        review_on=now.date() + timedelta(days=30),
        situation="A complaint comes by fax.",
        lines=[NewLine("ask", "Everything")],
        publish=True,
        now=now - timedelta(days=200),
    )
    put_protocol_away(people["priya"], old, away=True, now=now)


def _limits(chief: User, at: datetime) -> dict[str, Limit]:
    """Set by an administrator, as it holds for managers too."""
    found: dict[str, Limit] = {}
    for category, name, kind, amounts in LIMITS:
        found[name] = add_limit(
            chief,
            category=Category.objects.get(slug=category),
            name=name,
            kind=kind,
            amounts={level: Decimal(of) for level, of in amounts.items()},
            reason="Where most of what was asked for was agreed to.",
            now=at,
        )
    return found


def _lines(version: Written, limits: Mapping[str, Limit]) -> list[NewLine]:
    return [
        *(NewLine("yours", text, limits.get(name), level) for text, name, level in version.yours),
        *(NewLine("ask", text) for text in version.ask),
        *(NewLine("never", text) for text in version.never),
    ]


def _write(
    planned: Planned, people: Mapping[str, User], limits: Mapping[str, Limit], now: datetime
) -> None:
    owner = people.get(planned.owner, people["priya"])
    first, *later = planned.versions
    at = now - timedelta(days=first.days_ago)
    today: date = now.date()
    protocol = write_protocol(
        owner,
        title=planned.title,
        category=Category.objects.get(slug=planned.category),
        owner=owner,
        review_on=max(today + timedelta(days=planned.review_in), at.date() + timedelta(days=1)),
        situation=first.situation,
        lines=_lines(first, limits),
        publish=True,
        now=at,
    )
    _confirm(protocol, at, now)
    for version in later:
        at = now - timedelta(days=version.days_ago)
        write_version(
            owner,
            protocol,
            situation=version.situation,
            change=version.change,
            lines=_lines(version, limits),
            publish=True,
            now=at,
        )
        _confirm(protocol, at, now)
    for text, whose, used in planned.words:
        if whose in people:
            words = add_words(owner, protocol, text=text, whose=people[whose], now=at)
            _use(words, people, used, at)
    _ask(planned, protocol, people, now)


def _confirm(protocol: Protocol, published: datetime, now: datetime) -> None:
    """Everybody who is there confirms within days; of what came out lately every third has not yet."""
    version = version_in_force(protocol)
    readers = people_who_confirm(published.date()).order_by("pk")
    is_news = now - published < timedelta(days=30)
    for place, person in enumerate(readers):
        if (
            version is None
            or (is_news and place % 3 == 0)
            or (person.username == "jin" and is_news)
        ):
            continue
        at = published + timedelta(days=1 + place % 5, minutes=place)
        if at < now:
            forget_standing(person)
            confirm_version(person, version, now=at)


def _use(words: HelpfulWords, people: Mapping[str, User], times: int, since: datetime) -> None:
    said = [people[login] for login in sorted(people)][: max(1, times // 2)]
    for number in range(times):
        person = said[number % len(said)]
        say_used(person, words, now=since + timedelta(days=number, hours=1))


def _ask(planned: Planned, protocol: Protocol, people: Mapping[str, User], now: datetime) -> None:
    login, text, answer = planned.question
    version = version_in_force(protocol)
    if login not in people or version is None:
        return
    at = now - timedelta(days=10)
    question = ask_about(people[login], version, text=text, now=at)
    if answer:
        answer_question(protocol.owner, question, answer=answer, now=at + timedelta(hours=3))
