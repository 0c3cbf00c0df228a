"""What was done about causes in the demonstration's year, what came of it, and what is learned from cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.limits import answer_limit
from escalations.actions.remedies import (
    ask_training,
    drop_remedy,
    finish_remedy,
    fix_cause,
    raise_limit,
    write_protocol,
)
from escalations.actions.training_cases import Told, publish_training_case
from escalations.actions.views import write_views
from escalations.demo import story
from escalations.demo import subjects as of
from escalations.demo.book import BROKEN, CHARGE, CREDIT_DELIVERY, LATE, NEW_ONE
from escalations.demo.stage import Stage
from escalations.models import Escalation, LimitProposal, Outcome, Remedy
from teams.demo import NIGHT, NORTH, SOUTH, WEST

MORNING, EVENING = time(9, 20), time(16, 45)
Case = Callable[[Escalation, datetime], None]


class Learned:
    """Remedies and what they were for. Each hangs on the last case of its cause that was looked back on."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.who = stage.people
        self.made: dict[str, Remedy] = {}
        self.asked: dict[str, LimitProposal] = {}

    def plan(self) -> None:
        """Put it all on the list."""
        self._slots()
        self._forms()
        self._deposits()
        self._lamps()
        self._nights()
        self._open()
        self._told()

    def _on(self, ago: int, team: str, cause: str, then: Case, at: time = MORNING) -> None:
        """With the case of a team and cause, where there is one by then."""

        def look(now: datetime) -> None:
            case = self.stage.looked_back.get((team, cause))
            if case is not None:
                then(case, now)

        self.stage.at(self.stage.days_ago(ago, at), look)

    def _finish(self, ago: int, name: str, login: str) -> None:
        def then(now: datetime) -> None:
            if name in self.made:
                finish_remedy(self.who[login], self.made[name], now=now)

        self.stage.at(self.stage.days_ago(ago, EVENING), then)

    def _day(self, ago: int) -> date:
        return self.stage.today - timedelta(days=ago)

    # --- What was done ---

    def _slots(self) -> None:
        """North's missed slots: a limit raised, and the protocol's fourth version."""

        def limit(case: Escalation, now: datetime) -> None:
            self.asked["slots"] = raise_limit(
                self.who["marcus"], case, limit=self.stage.limits[CHARGE], level=2,
                amount=Decimal(75), reason="Nine of ten were agreed to as suggested.", now=now,
            )  # fmt: skip

        def protocol(case: Escalation, now: datetime) -> None:
            write_protocol(
                self.who["marcus"], case, protocol=self.stage.protocols[LATE],
                change="The priority slot is yours to give, any day.", now=now,
            )  # fmt: skip

        self._on(161, NORTH, of.MISSED, limit)
        self._agree(158, "slots", "priya", "We have said yes to this all spring.")
        # Published with what stands in the playbook's pages on the day after next.
        self._on(story.LATE_PROTOCOL + 8, NORTH, of.MISSED, protocol, EVENING)

    def _forms(self) -> None:
        """South's form: mended, and the cases all but went."""

        def fix(case: Escalation, now: datetime) -> None:
            self.made["form"] = fix_cause(
                self.who["bronte"], case,
                text="Have the return form take orders without a code, and count the 30 days right.",
                owner=self.who["liam"], due_on=self._day(90), now=now,
            )  # fmt: skip

        self._on(112, SOUTH, of.CIRCLES, fix)
        self._finish(story.FORM_MENDED, "form", "liam")

    def _deposits(self) -> None:
        """West's deposits: something was done, and it did not help. That is said as it is."""

        def fix(case: Escalation, now: datetime) -> None:
            self.made["deposit"] = fix_cause(
                self.who["danielle"], case,
                text="Ask the shops to wait for the receipt before they press the button again.",
                owner=self.who["samuel"], due_on=self._day(65), now=now,
            )  # fmt: skip

        self._on(86, WEST, of.TWICE, fix)
        self._finish(story.DEPOSIT_FIX, "deposit", "samuel")

    def _lamps(self) -> None:
        """Replacements under £40 are the agents' own since then."""

        def limit(case: Escalation, now: datetime) -> None:
            self.asked["lamps"] = raise_limit(
                self.who["ewa"], case, limit=self.stage.limits[NEW_ONE], level=1,
                amount=Decimal(40), reason="Under forty pounds we always say yes.", now=now,
            )  # fmt: skip

        self._on(66, NORTH, of.CRACKED, limit)
        self._agree(story.LAMP_LIMIT, "lamps", "priya", "Yes. Replacements under £40 are yours.")

    def _nights(self) -> None:
        def train(case: Escalation, now: datetime) -> None:
            self.made["night"] = ask_training(
                self.who["clara"], case, person=self.who["tiago"],
                text="The three questions, and what to do when one answer is wrong",
                owner=self.who["helena"], due_on=self._day(38), now=now,
            )  # fmt: skip

        self._on(52, NIGHT, of.LOCKED, train)
        self._finish(story.NIGHT_TRAINING, "night", "helena")

    def _agree(self, ago: int, name: str, login: str, line: str) -> None:
        def then(now: datetime) -> None:
            if name in self.asked:
                answer_limit(self.who[login], self.asked[name], agree=True, line=line, now=now)

        self.stage.at(self.stage.days_ago(ago, EVENING), then)

    # --- What is still to be done ---

    def _open(self) -> None:
        who, day = self.who, self._day

        def gate(case: Escalation, now: datetime) -> None:
            fix_cause(
                who["marcus"], case, text="Drivers ring half an hour before, from the van's own telephone.",
                owner=who["ewa"], due_on=day(4), now=now,
            )  # fmt: skip

        def menu(case: Escalation, now: datetime) -> None:
            self.made["menu"] = fix_cause(
                who["priya"], case, text="A shorter telephone menu: three choices, not seven.",
                owner=who["marcus"], due_on=day(-20), now=now,
            )  # fmt: skip

        def drop(now: datetime) -> None:
            if "menu" in self.made:
                drop_remedy(
                    who["priya"], self.made["menu"],
                    why="The whole telephone system is replaced in spring; we wait for that.", now=now,
                )  # fmt: skip

        def tone(case: Escalation, now: datetime) -> None:
            ask_training(
                who["marcus"], case, person=who["jin"],
                text="Answer the question first, say sorry second, stop there", due_on=day(-9), now=now,
            )  # fmt: skip

        def wait(case: Escalation, now: datetime) -> None:
            fix_cause(
                who["priya"], case, text="Have accounts tell us on the day when a refund is held up.",
                owner=who["marcus"], due_on=day(-12), now=now,
            )  # fmt: skip

        def credit(case: Escalation, now: datetime) -> None:
            raise_limit(
                who["marcus"],
                case,
                limit=self.stage.limits[CREDIT_DELIVERY],
                level=0,
                amount=Decimal(20),
                reason="Ten pounds for a day at home is an insult, and twenty we give anyway.",
                now=now,
            )

        self._on(27, NORTH, of.GATE, gate)
        self._on(33, NORTH, of.PASSED_ON, menu)
        self.stage.at(self.stage.days_ago(12, EVENING), drop)
        self._on(9, NORTH, of.TONE, tone)
        self._on(6, NORTH, of.TOO_LATE, wait)
        self._on(2, NORTH, of.GATE, credit)

    # --- What others learn from it ---

    def _told(self) -> None:
        for ago, team, cause, login, title, told in TRAINING:
            self._on(ago, team, cause, self._publish(login, told, title), EVENING)
        for ago, team, cause, login, views in VIEWS:
            self._on(ago, team, cause, self._views(login, views), EVENING)
        self.stage.at(self.stage.days_ago(47, EVENING), self._protocols_differ)
        self.stage.at(self.stage.days_ago(3, MORNING), self._cases_differ)

    def _publish(self, login: str, told: Told, title: str) -> Case:
        def then(case: Escalation, now: datetime) -> None:
            protocol = self.stage.protocols.get(title)
            publish_training_case(self.who[login], case, told, protocol=protocol, now=now)

        return then

    def _views(self, login: str, said: dict[str, str]) -> Case:
        def then(case: Escalation, now: datetime) -> None:
            write_views(self.who[login], case, now=now, **said)

        return then

    def _protocols_differ(self, now: datetime) -> None:
        pair = (self.stage.protocols[LATE], self.stage.protocols[BROKEN])
        found = report_conflict(
            self.who["hannah"], protocols=pair,
            text="Late and broken at once: one says to give the charge back, the other to send a new one. Both?",
            now=now,
        )  # fmt: skip
        settle_conflict(
            self.who["priya"], found,
            text="Both, where both happened. The charge is for the day they lost, the new one for the thing.",
            now=min(now + timedelta(hours=20), self.stage.now),
        )  # fmt: skip

    def _cases_differ(self, now: datetime) -> None:
        """The same question, answered yes and no within weeks."""
        over = Escalation.objects.filter(
            team=self.stage.teams[NORTH], category=self.stage.categories[of.DELIVERY], day__isnull=False
        )  # fmt: skip
        yes = over.filter(outcome=Outcome.AGREED).order_by("-id").first()
        no = over.filter(outcome=Outcome.DECLINED).order_by("-id").first()
        if yes is not None and no is not None:
            report_conflict(
                self.who["marcus"], cases=(yes, no),
                text="The same missed slot: here we gave the charge back, there we did not. What do we go by?",
                now=now,
            )  # fmt: skip


TRAINING = (
    (
        140, NORTH, of.MISSED, "marcus", LATE,
        Told(
            "The third day off",
            "A sofa was to come for the third time, and for the third time nobody came. The customer had taken"
            " a day off each time. She did not shout. She said that she was done.",
            "What do you say in the first ten seconds, and what is yours to give?",
            "“That's three days of your time.” Then the slot on the next morning, and the charge back, at once."
            " She stayed, and wrote to us afterwards.",
        ),
    ),
    (
        57, NORTH, of.CRACKED, "priya", BROKEN,
        Told(
            "The lamp that broke twice",
            "The glass of a lamp came in two pieces. So did the new one. There was one sheet of paper round it.",
            "Do you send a third one?",
            "The glass alone, from a shop, by hand. And a word to the store room: since then it goes in two boxes.",
        ),
    ),
    (
        35, NIGHT, of.LOCKED, "helena", "Locked out of an account",
        Told(
            "A code that will never come",
            "At two in the morning somebody cannot sign in. The code goes to a telephone that is gone."
            " The van comes at six.",
            "How do you find out who it is without a code?",
            "Three questions only the customer can answer. One wrong: then a letter, and no exception.",
        ),
    ),
)  # fmt: skip
VIEWS = (
    (
        24, NORTH, of.TONE, "marcus",
        {
            "customer_wants": "To be spoken to like somebody who can read.",
            "agent_can": "Say sorry, and answer the one question.",
            "company_offers": "A call from a lead, and better macros.",
            "customer_interest": "Not to feel small again.",
            "company_interest": "That people dare to write to us.",
            "agreed": "The macro is gone. She tests the next one for us.",
        },
    ),
    (
        120, NORTH, of.MISSED, "priya",
        {
            "customer_wants": "All three days paid.",
            "agent_can": "The charge, and the first slot.",
            "company_offers": "The charge, the slot, and a credit.",
            "customer_interest": "To be able to plan a day.",
            "company_interest": "A customer who orders again.",
            "agreed": "Charge, slot, and a driver who rings.",
        },
    ),
)  # fmt: skip
