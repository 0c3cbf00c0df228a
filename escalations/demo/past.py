"""The demonstration's cases of the year: sent, answered, ended, rated and looked back on, by those who were there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from escalations import lifecycle
from escalations.actions import cases
from escalations.actions.amends import answer_request, give_amends
from escalations.actions.drafts import decide_alone, send, start_draft
from escalations.actions.reviews import review
from escalations.demo import lines as say
from escalations.demo import story
from escalations.demo.customers import OKAFOR, Customer, Customers
from escalations.demo.stage import Stage
from escalations.demo.subjects import ACTED, MISSED, SAFETY, SUBJECTS, Subject, Told
from escalations.models import (
    Amends,
    AmendsRequest,
    Avoidable,
    Escalation,
    Help,
    Left,
    Need,
    Outcome,
)
from escalations.queries.limits import limit_for
from escalations.recompute.alerts import look_at
from teams.demo import CLOCK, NORTH
from teams.models import User

QUIET = timedelta(hours=9)
"""So long before now nothing new comes in: the running day is told by `escalations.demo.present`."""
SOON = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
RIGHT = "It is right, whatever month it is."
"""Why a manager goes over the month's budget, where one does."""
CHANNELS = ("phone", "phone", "phone", "phone", "chat", "chat", "email", "email", "social", "face")


class Past:
    """A year of cases of all teams."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.dice = stage, stage.dice
        self.customers = Customers(stage.dice)

    def plan(self) -> None:
        """Put every case on the list, day by day."""
        stage = self.stage
        for ago in range(stage.days - 4, -1, -1):
            day = stage.today - timedelta(days=ago)
            for team in stage.teams:
                shift = stage.hours[team].shift(day)
                if shift is None:
                    continue
                usual = story.weights(team, ago)
                number = self._number(sum(usual))
                for _ in range(number):
                    at = shift[0] + (shift[1] - shift[0]) * self.dice.uniform(0.04, 0.9)
                    subject = self.dice.choices(SUBJECTS, usual)[0]
                    if at < stage.now - QUIET:
                        self._plan_one(team, day, ago, at, subject)
        before = stage.days_ago(8, time(10, 40))
        sofa = next(subject for subject in SUBJECTS if subject.cause == MISSED)
        stage.at(before, lambda now: self._okafor(sofa, now))

    def _number(self, expected: float) -> int:
        whole = int(expected)
        return whole + (self.dice.random() < expected - whole)

    def _plan_one(self, team: str, day: date, ago: int, at: datetime, subject: Subject) -> None:
        here = [stay.user for stay in self.stage.stays[team] if stay.starts_on < day]
        agent, told = self.dice.choice(here), self.dice.choice(subject.told)
        amount = self.dice.choice(subject.amounts) if subject.amounts else 0
        customer = self.customers.next(team)
        self.stage.at(
            at, lambda now: self.open(team, ago, now, subject, agent, told, amount, customer)
        )

    # --- One case ---

    def open(
        self, team: str, ago: int, now: datetime, subject: Subject, agent: User, told: Told,
        amount: int, customer: Customer,
    ) -> None:  # fmt: skip
        """Written down, and sent, decided alone, or only kept."""
        dice, stage = self.dice, self.stage
        need = self._need(subject)
        alone = need != Need.MANAGER and dice.random() < story.alone(subject, amount, ago)
        later: dict[str, Any] = {"answer_by": now + 120 * MINUTE} if need == Need.CALL_BACK else {}
        begun = start_draft(
            agent,
            team=stage.teams[team],
            category=stage.categories[subject.category],
            channel="phone" if need == Need.MANAGER else dice.choice(CHANNELS),
            about=told.about,
            reference=customer.reference,
            customer_name=customer.name,
            said=f"They said: “{told.theirs}”\nI said: “{told.ours}”",
            need=need,
            proposal=told.proposal.format(amount=amount) if need != Need.RECORD else "",
            now=now - timedelta(seconds=dice.randint(18, 55)),
            **later,
        ).escalation
        if alone and told.proposal:
            self._alone(agent, begun, subject, told, amount, now)
            return
        sent = send(agent, begun, now=now)
        if need == Need.RECORD:
            return
        if dice.random() < 0.03:
            stage.at(now + 2 * MINUTE, lambda at: self._gone(agent, sent, at))
            return
        self._await(team, sent, subject, amount, now)

    def _need(self, subject: Subject) -> str:
        if subject.category == SAFETY:
            return Need.MANAGER
        usual = (0.2, 0.35, 0.4, 0.05) if subject.category == ACTED else (0.1, 0.1, 0.74, 0.06)
        needs = (Need.MANAGER, Need.CALL_BACK, Need.DECISION, Need.RECORD)
        return str(self.dice.choices(needs, usual)[0])

    def _alone(
        self,
        agent: User,
        case: Escalation,
        subject: Subject,
        told: Told,
        amount: int,
        now: datetime,
    ) -> None:
        limit = limit_for(agent, case.category, subject.kind) if subject.kind else None
        given = min(Decimal(amount), limit or Decimal(0))
        decision = told.proposal.format(amount=given or amount)
        left = self.dice.choice((Left.HAPPIER, Left.HAPPIER, Left.SAME))
        decide_alone(agent, case, decision=decision, left=left, now=now)
        if given > 0:
            entry = give_amends(
                agent, case, kind=subject.kind, amount=given, what=told.about, now=now
            )
            self._approve(case.team.name, entry, now)
        self._plan_review(case, subject, now, share=0.3)

    def _gone(self, agent: User, case: Escalation, now: datetime) -> None:
        cases.withdraw(agent, case, line="It turned up while we spoke.", now=now)

    def _await(
        self, team: str, case: Escalation, subject: Subject, amount: int, now: datetime
    ) -> None:
        """The clock and a leader, whoever comes first."""
        minutes = 0.7 + self.dice.gammavariate(2.0, 1.9)
        if self.dice.random() < 0.06:
            minutes = 15 + self.dice.uniform(2, 40)
        if case.need == Need.MANAGER:
            minutes = min(minutes, 11.0) * 0.6
        due, passing = case.due_at, case.pass_on_at
        for instant in sorted({one for one in (passing, due) if one is not None}):
            if instant < now + minutes * MINUTE:
                self.stage.at(instant, lambda at: look_at(case.pk, at))
        self.stage.at(
            now + minutes * MINUTE, lambda at: self.answer(team, case.pk, subject, amount, at)
        )

    def _person(self, person: User) -> User:
        """The same person as ever, who need not be looked up again."""
        return self.stage.people[person.username]

    def _leader(self, team: str, case: Escalation) -> User:
        if case.on_duty is not None:
            return self._person(case.on_duty)
        return next(one for one in self.stage.leaders(team) if one.pk != case.logged_by_id)

    def answer(self, team: str, pk: int, subject: Subject, amount: int, now: datetime) -> None:
        """By the leader who was asked."""
        case = Escalation.objects.select_related("on_duty", "category", "team").get(pk=pk)
        if case.state not in lifecycle.WAITING:
            return
        leader, dice = self._leader(team, case), self.dice
        if case.need == Need.MANAGER or not case.proposal:
            cases.claim(leader, case, now=now)
            after = now + dice.uniform(6, 24) * MINUTE
            self.stage.at(after, lambda at: self._end(leader, pk, subject, at))
            return
        luck = dice.random()
        if luck < subject.agreed:
            cases.agree(leader, case, now=now)
            given = amount
        elif luck < subject.agreed + (1 - subject.agreed) * 0.55:
            cases.decide(leader, case, line=dice.choice(say.DIFFERENTLY), now=now)
            given = max(5, int(amount * 0.6) // 5 * 5) if amount else 0
        else:
            cases.decline(leader, case, line=dice.choice(say.DECLINED), now=now)
            given = 0
        if given and subject.kind:
            self._give(leader, case, subject, Decimal(given), now + MINUTE)
        if case.need == Need.CALL_BACK:
            self._call(leader, pk, subject, now)
        else:
            self._afterwards(pk, subject, now)

    def _give(
        self, leader: User, case: Escalation, subject: Subject, amount: Decimal, now: datetime
    ) -> None:
        """Within the leader's limit; else the manager is asked, and agrees."""
        what = {"refund": "Delivery or goods", "credit": "For the trouble"}.get(subject.kind, "")
        given = give_amends(
                leader, case, kind=subject.kind, amount=amount, what=what,
                reason=RIGHT, now=now,
            )  # fmt: skip
        self._approve(case.team.name, given, now)

    def _approve(self, team: str, given: Amends | AmendsRequest, now: datetime) -> None:
        """What had to be asked for, the manager agrees to."""
        if not isinstance(given, AmendsRequest):
            return
        manager = self.stage.leaders(team)[-1]
        self.stage.at(
            now + 9 * MINUTE,
            lambda at: answer_request(manager, given, approve=True, line=RIGHT, now=at),
        )

    def _call(self, leader: User, pk: int, subject: Subject, now: datetime) -> None:
        """The customer is rung within what was promised, mostly."""
        dice = self.dice
        minutes = dice.uniform(130, 190) if dice.random() < 0.07 else dice.uniform(12, 100)
        case = Escalation.objects.get(pk=pk)
        if case.due_at is not None and case.due_at < now + minutes * MINUTE:
            self.stage.at(case.due_at, lambda at: look_at(pk, at))
        if dice.random() < 0.14:
            self.stage.at(now + 10 * MINUTE, lambda at: self._in_vain(leader, pk, at))
        self.stage.at(now + minutes * MINUTE, lambda at: self._end(leader, pk, subject, at))

    def _in_vain(self, leader: User, pk: int, now: datetime) -> None:
        case = Escalation.objects.get(pk=pk)
        if case.state == lifecycle.CLAIMED:
            cases.not_reached(leader, case, next_at=now + 110 * MINUTE, now=now)

    def _end(self, leader: User, pk: int, subject: Subject, now: datetime) -> None:
        case = Escalation.objects.get(pk=pk)
        if case.state != lifecycle.CLAIMED or case.claimed_by_id != leader.pk:
            return
        left = self.dice.choices((Left.HAPPIER, Left.SAME, Left.WORSE), (0.68, 0.24, 0.08))[0]
        cases.resolve(leader, case, ending=self.dice.choice(say.ENDINGS), left=left, now=now)
        self._afterwards(pk, subject, now)

    # --- What follows ---

    def _afterwards(self, pk: int, subject: Subject, now: datetime) -> None:
        dice = self.dice
        case = Escalation.objects.select_related("logged_by", "team").get(pk=pk)
        if case.state not in lifecycle.OVER:
            return
        if dice.random() < 0.62:
            self.stage.at(now + dice.uniform(15, 240) * MINUTE, lambda at: self._rate(pk, at))
        if dice.random() < 0.025 and case.reopened == 0:
            again = now + dice.uniform(20, 60) * 60 * MINUTE
            self.stage.at(again, lambda at: self._again(pk, subject, at))
        self._plan_review(case, subject, now, share=0.86)

    def _rate(self, pk: int, now: datetime) -> None:
        case = Escalation.objects.select_related("logged_by").get(pk=pk)
        if case.state not in lifecycle.OVER or case.outcome == Outcome.WITHDRAWN:
            return
        helped = self.dice.choices((Help.HELPED, Help.PARTLY, Help.NOT), (0.8, 0.15, 0.05))[0]
        if case.outcome == Outcome.DECLINED and helped == Help.HELPED:
            helped = Help.PARTLY
        left = case.left or self.dice.choices(tuple(Left.values), (0.66, 0.26, 0.08))[0]
        line = self.dice.choice(say.RATED[helped]) if self.dice.random() < 0.3 else ""
        cases.rate(self._person(case.logged_by), case, help=helped, left=left, line=line, now=now)

    def _again(self, pk: int, subject: Subject, now: datetime) -> None:
        case = Escalation.objects.select_related("logged_by", "team").get(pk=pk)
        if case.state in lifecycle.OVER:
            opened = cases.reopen(
                self._person(case.logged_by), case, line=self.dice.choice(say.AGAIN), now=now
            )
            self._await(case.team.name, opened, subject, 0, now)

    def _plan_review(self, case: Escalation, subject: Subject, now: datetime, share: float) -> None:
        if self.dice.random() >= share:
            return
        day = CLOCK.day_of(now) + timedelta(days=self.dice.choice((1, 1, 2, 3, 4)))
        ago = (self.stage.today - day).days
        if ago >= 0:
            at = self.stage.days_ago(ago, time(self.dice.randint(9, 16), self.dice.randint(0, 59)))
            if at < self.stage.now - SOON:
                self.stage.at(at, lambda when: self._review(case.pk, subject, when))

    def _review(self, pk: int, subject: Subject, now: datetime) -> None:
        """As the subject has it, mostly."""
        case = Escalation.objects.select_related("team").get(pk=pk)
        if case.state != lifecycle.RESOLVED or case.outcome == Outcome.WITHDRAWN:
            return
        dice, team = self.dice, case.team.name
        leader = next(
            one for one in self.stage.leaders(team) if one.pk != case.logged_by_id
        ) if dice.random() < 0.7 else self.stage.leaders(team)[-1]  # fmt: skip
        finding, why_not = subject.finding, subject.why_not
        if finding != Avoidable.NO and dice.random() < 0.14:
            finding, why_not = Avoidable.NO, "customer"
        if case.outcome == Outcome.ALONE:
            finding, why_not = Avoidable.WITHIN, ""
        learned = dice.choice(say.LEARNED.get(subject.cause, say.LEARNED[""]))
        review(
            leader,
            case,
            happy_alone=finding != Avoidable.NO,
            why_not=why_not,
            cause=subject.cause,
            learned=learned if dice.random() < 0.4 else "",
            now=now,
        )
        self.stage.looked_back[team, subject.cause] = case

    # --- The customer of the pictures ---

    def _okafor(self, sofa: Subject, now: datetime) -> None:
        """A week ago, for the first time: solved with £60 and a priority slot."""
        dele, priya = self.stage.people["dele"], self.stage.people["priya"]
        told = sofa.told[0]
        begun = start_draft(
            dele,
            team=self.stage.teams[NORTH],
            category=self.stage.categories[sofa.category],
            about="Sofa missed its second delivery slot",
            reference=OKAFOR,
            customer_name="Mrs Adaeze Okafor",
            said=f"They said: “{told.theirs}”\nI said: “{told.ours}”",
            need=Need.DECISION,
            proposal="£60 for the delivery and a priority slot",
            now=now,
        ).escalation
        sent = send(dele, begun, now=now + MINUTE)
        cases.agree(priya, sent, now=now + 4 * MINUTE)
        give_amends(
            priya, sent, kind="refund", amount=Decimal(60), reason=RIGHT, now=now + 5 * MINUTE
        )
        cases.rate(dele, sent, help=Help.HELPED, left=Left.HAPPIER, now=now + 40 * MINUTE)
