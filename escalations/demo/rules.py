"""What the demonstration's year begins with: limits, budgets, who is on call, levels, the playbook as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from decimal import Decimal

from escalations.actions.amends import set_budget
from escalations.actions.confirming import answer_question, ask_about, confirm_version
from escalations.actions.duty import add_on_call, move_on_call, set_minutes
from escalations.actions.levels import set_level
from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.words import add_words, say_used
from escalations.demo.book import BOUNDS, BROKEN, LATE, PAGES, Line, Page, Version
from escalations.demo.stage import Stage, Then
from escalations.demo.subjects import DELIVERY, FAULTY, REFUND
from escalations.models import LevelChange, Limit, OnCall, Protocol
from teams.demo import NIGHT, NORTH, PROMOTED, PROMOTED_AGO, SOUTH, WEST
from teams.models import Membership, User

BUDGETS = {NORTH: 900, SOUTH: 500, WEST: 350, NIGHT: 260}
ON_CALL = {
    NORTH: (("marcus", "working"), ("priya", "always")),
    SOUTH: (("bronte", "working"), ("liam", "always")),
    WEST: (("danielle", "working"), ("samuel", "always")),
    NIGHT: (("clara", "working"), ("helena", "always")),
}
LEADS = {NORTH: "marcus", SOUTH: "bronte", WEST: "danielle", NIGHT: "clara"}
_KINDS = {"y": "yours", "a": "ask", "n": "never"}
_RAISED = (
    "Ten deliveries listened to together, and nothing to add.",
    "Decides such things well, and writes down why.",
    "Did both modules on deliveries and explained them to a newcomer.",
)
QUESTIONS = (
    (
        31,
        "hannah",
        LATE,
        "Does the priority slot hold on Sundays too?",
        "Where the depot works on Sundays, yes: Cardiff and Leeds. Elsewhere it is Saturday.",
    ),
    (
        2,
        "luis",
        BROKEN,
        "Three lamps in a row: is the third one still to be asked about, if it is a gift?",
        "",
    ),
)
LATE_STARTERS = 0.14
"""The share of people who have not confirmed a page."""


def seed_rules(stage: Stage) -> None:
    """Everything as it was a year ago."""
    now = stage.start
    ada = stage.people["ada"]
    for bound in BOUNDS:
        stage.limits[bound.key] = add_limit(
            ada,
            category=stage.categories[bound.category],
            name=bound.name,
            kind=bound.kind,
            amounts={level: Decimal(amount) for level, amount in enumerate(bound.amounts)},
            reason="What we have gone by so far, written down.",
            now=now,
        )
    for name, team in stage.teams.items():
        set_budget(ada, team, amount=Decimal(BUDGETS[name]), reason="As agreed.", now=now)
        lead = stage.people[LEADS[name]]
        set_minutes(lead, team, pass_on_after=5, answer_within=15, warn_before=5, now=now)
        for login, when in ON_CALL[name]:
            add_on_call(lead, team, person=stage.people[login], when=OnCall.When(when), now=now)
    stage.at(stage.days_ago(PROMOTED_AGO - 7, time(9)), lambda at: _ewa(stage, at))
    _levels(stage, now)
    for page in PAGES:
        stage.at(stage.days_ago(page.versions[0].ago, time(9)), _first(stage, page))
        for version in page.versions[1:]:
            stage.at(stage.days_ago(version.ago, time(10)), _next(stage, page, version))


def _ewa(stage: Stage, now: datetime) -> None:
    """A supervisor by now, so she is asked before the manager."""
    marcus, ewa = stage.people["marcus"], stage.people[PROMOTED]
    entry = add_on_call(marcus, stage.teams[NORTH], person=ewa, when=OnCall.When.WORKING, now=now)
    move_on_call(marcus, entry, up=True, now=now)


def _levels(stage: Stage, now: datetime) -> None:
    """Half of the agents stand higher where most of the work is."""
    for name, team in stage.teams.items():
        lead = stage.people[LEADS[name]]
        there = Membership.objects.agents().on(now.date()).filter(team=team)
        stays = there.filter(ends_on=None).select_related("user").order_by("user__username")
        for place, stay in enumerate(stays):
            if place % 2 == 0:
                wanted = 2 if place % 6 == 0 else 1
                for slug in (DELIVERY, FAULTY, REFUND)[: 1 + place % 3]:
                    _raise(stage, lead, stay.user, slug, wanted, place, now)
    for ago, login, slug, level in (
        (300, "jin", DELIVERY, 1),
        (118, "jin", DELIVERY, 2),
        (60, "jin", FAULTY, 1),
        (140, "amara", DELIVERY, 2),
        (36, "tiago", "account", 1),
    ):
        stage.at(stage.days_ago(ago, time(15)), _later(stage, login, slug, level))


def _later(stage: Stage, login: str, slug: str, level: int) -> Then:
    def then(now: datetime) -> None:
        person = stage.people[login]
        team = next(name for name, stays in stage.stays.items() if person in _people(stays))
        _raise(stage, stage.people[LEADS[team]], person, slug, level, level, now)

    return then


def _people(stays: Iterable[Membership]) -> list[User]:
    return [stay.user for stay in stays]


def _raise(
    stage: Stage, lead: User, person: User, slug: str, level: int, place: int, now: datetime
) -> None:
    category = stage.categories[slug]
    last = LevelChange.objects.filter(person=person, category=category).order_by("-id").first()
    if last is not None and last.level >= level:
        return
    because = ("training", "decisions", "judgement")[place % 3]
    set_level(
        lead, person, category=category, level=level, because=because,
        reason=_RAISED[place % 3], now=now,
    )  # fmt: skip


# --- The playbook --------------------------------------------------------------------------------


def ask_and_answer(stage: Stage) -> None:
    """Two questions about what holds: one answered, one that waits for its owner."""
    for ago, login, title, text, answer in QUESTIONS:
        protocol = stage.protocols[title]
        version = protocol.versions.filter(published_at__isnull=False).first()
        if version is not None:
            asked = ask_about(
                stage.people[login], version, text=text, now=stage.days_ago(ago, time(14))
            )
            if answer:
                at = stage.days_ago(ago - 1, time(9, 30))
                answer_question(protocol.owner, asked, answer=answer, now=at)


def lines_of(stage: Stage, lines: tuple[Line, ...]) -> list[NewLine]:
    """Lines as the actions take them."""
    limits: dict[str, Limit] = stage.limits
    return [
        NewLine(_KINDS[line.kind], line.text, limits.get(line.bound), line.level) for line in lines
    ]


def _first(stage: Stage, page: Page) -> Then:
    def then(now: datetime) -> None:
        owner = stage.people[page.owner]
        protocol = write_protocol(
            owner,
            title=page.title,
            category=stage.categories[page.category],
            owner=owner,
            review_on=stage.today + timedelta(days=page.review),
            situation=page.situation,
            lines=lines_of(stage, page.versions[0].lines),
            publish=True,
            now=now,
        )
        stage.protocols[page.title] = protocol
        _words(stage, page, protocol, now)

    return then


def _next(stage: Stage, page: Page, version: Version) -> Then:
    def then(now: datetime) -> None:
        write_version(
            stage.people[page.owner],
            stage.protocols[page.title],
            situation=page.situation,
            change=version.change,
            lines=lines_of(stage, version.lines),
            publish=True,
            now=now,
        )

    return then


def _words(stage: Stage, page: Page, protocol: Protocol, now: datetime) -> None:
    """Each by whose they are; used by others on days since."""
    for login, text, used in page.words:
        kept = add_words(stage.people[login], protocol, text=text, now=now)
        days = sorted(stage.dice.sample(range(3, page.versions[0].ago - 2), used), reverse=True)
        for ago in days:
            person = stage.dice.choice(stage.agents)
            say_used(person, kept, now=stage.days_ago(ago, time(16)))


def confirm_what_holds(stage: Stage) -> None:
    """Most people have read what holds, some weeks after it was published; Jin still has one to read."""
    since = dict(Membership.objects.order_by("-starts_on").values_list("user_id", "starts_on"))
    for page in PAGES:
        version = stage.protocols[page.title].versions.filter(published_at__isnull=False).first()
        if version is None:
            continue
        for person in stage.members:
            late = stage.dice.random() < LATE_STARTERS
            ago = max(page.versions[-1].ago - stage.dice.randint(0, 24), 1)
            ago = min(ago, max((stage.today - since[person.pk]).days - 3, 1))
            if person.username == "jin":
                late, ago = page.title.startswith("Made to order"), min(ago, 23)
            if not late:
                confirm_version(person, version, now=stage.days_ago(ago, time(11)))
