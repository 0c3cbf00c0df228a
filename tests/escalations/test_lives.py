"""Random people do random things to random cases, at any time: whatever they do, what must hold holds.

They press the buttons of the pages or let a program of theirs call, with versions old and new, on cases of their
own and of others; the clock goes on between, with no, one or many rounds of the worker. After each step everything
is looked at.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from escalations import lifecycle
from escalations.actions.amends import set_budget
from escalations.actions.drafts import send
from escalations.models import (
    Amends,
    AmendsRequest,
    Category,
    Escalation,
    Limit,
    LimitAmount,
    Promise,
    Step,
)
from escalations.recompute.alerts import look
from teams.actions.tokens import create_token
from teams.models import Notice
from tests.cast import BACKEND
from tests.escalations import holds
from tests.escalations.doors import VERBS, body_of, through_the_api
from tests.escalations.scene import NOW, a_draft

pytestmark = pytest.mark.django_db
CLOCKS = ("due_soon", "overdue")
WHO = ("agent", "colleague", "supervisor", "manager", "other_supervisor")
DOORS = ("page", "API")
NEEDS = ("manager", "call_back", "decision", "record")
WRITTEN = {"about": "Sofa missed its third slot", "proposal": "Refund the £90 delivery"}
JSON = {"content_type": "application/json"}
BEGINS = (0, 290, 480)
"""Noon, ten minutes before North goes home, and night: minutes after noon."""
ANSWERS = {200, 302, 403, 404, 409}
LEADERS = ("supervisor", "manager")
ROUNDS = (
    ("agree", "undo", "same"), ("decide", "undo", "same"), ("hand-over", "claim", "other"),
    ("hand-over", "take-over", "same"), ("claim", "put-back", "same"), ("agree", "withdraw", "agent"),
    ("decline", "withdraw", "agent"), ("agree", "reopen", "agent"), ("end", "learn", "other"),
    ("learn", "reopen", "same"),
)  # fmt: skip
"""What a leader does, what follows, and by whom: by chance it would seldom be the same case."""


class Lives(RuleBasedStateMachine):
    """All that happens in one team's day."""

    people: dict[str, Any]
    clients: dict[str, Client]
    programs: dict[str, Client]
    clock: Any
    category: int

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = NOW
        self.clock.move_to(NOW, tick=False)
        self.cases: list[int] = []
        self.drafts: list[int] = []
        self.decided: dict[int, tuple[tuple[Any, ...], int]] = {}
        self.before: dict[int, list[tuple[Any, ...]]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(minutes=st.sampled_from(BEGINS))
    def the_day_is_young_or_nearly_over(self, minutes: int) -> None:
        """Near the end of the working hours soon nobody is on duty, and at night nobody is."""
        self.now = NOW + timedelta(minutes=minutes)
        self.clock.move_to(self.now, tick=False)

    @rule(who=st.sampled_from(WHO[:4]), need=st.sampled_from(NEEDS[:3]))
    def somebody_sends_one(self, who: str, need: str) -> None:
        person = self.people[who]
        draft = a_draft(person, need=need, created_at=self.now, saved_at=self.now)
        self.cases.append(send(person, draft, now=self.now).pk)

    @rule(who=st.sampled_from(WHO[:4]), need=st.sampled_from(NEEDS), door=st.sampled_from(DOORS))
    def somebody_begins_to_write(self, who: str, need: str, door: str) -> None:
        before = set(Escalation.objects.values_list("pk", flat=True))
        if door == "API":
            body = {"category": "delivery", **WRITTEN, "need": need, "draft": True}
            answer = self.programs[who].post("/api/v1/escalations/", body, **JSON)
            assert answer.status_code == 201, answer.content
        else:
            form = {**WRITTEN, "category": self.category, "need": need, "do": "save"}
            assert self.clients[who].post("/escalations/new/", form).status_code == 302
        (pk,) = set(Escalation.objects.values_list("pk", flat=True)) - before
        self.drafts.append(pk)

    @rule(
        who=st.sampled_from(WHO[:4]),
        which=st.integers(0, 3),
        do=st.sampled_from(["send", "send", "alone", "break", "discard"]),
        door=st.sampled_from(DOORS),
    )
    def somebody_goes_on_writing(self, who: str, which: int, do: str, door: str) -> None:
        """Sent, which keeps a mere record; or decided alone, or thrown away. Also another's, and one that is gone."""
        if not self.drafts:
            return
        pk = self.drafts[which % len(self.drafts)]
        draft = Escalation.objects.filter(pk=pk).first()
        if draft is None:
            return
        if door == "API":
            verb = {"alone": "decide_alone", "break": "ask_break"}.get(do, do)
            body = {"decision": "Refunded it."} if do == "alone" else {}
            answer = through_the_api(self.programs[who], pk, verb, body)
        else:
            form = {**WRITTEN, "category": self.category, "need": draft.need, "do": do}
            form |= {"decision": "Refunded it."} if do == "alone" else {}
            answer = self.clients[who].post(f"/escalations/new/{pk}/", form)
            assert answer.status_code in ANSWERS, (who, do, answer.status_code)
        after = Escalation.objects.filter(pk=pk).first()
        if after is None or after.state != lifecycle.DRAFT:
            self.drafts.remove(pk)
        if after is not None and after.state != lifecycle.DRAFT:
            assert draft.logged_by == self.people[who], "nobody sends another's"
            self.cases.append(pk)

    @rule(
        who=st.sampled_from(WHO),
        verb=st.sampled_from(sorted(VERBS)),
        which=st.integers(0, 5),
        behind=st.sampled_from([None, 0, 0, 0, 1]),
        other=st.sampled_from(WHO),
        amount=st.sampled_from(["5", "30", "70", "150"]),
        door=st.sampled_from(DOORS),
    )
    def somebody_does_something(
        self,
        who: str,
        verb: str,
        which: int,
        behind: int | None,
        other: str,
        amount: str,
        door: str,
    ) -> None:
        if self.cases:
            pk = self.cases[which % len(self.cases)]
            self.does(who, verb, pk, behind=behind, other=other, amount=amount, door=door)

    @rule(
        who=st.sampled_from(LEADERS),
        rounds=st.lists(st.sampled_from(ROUNDS), min_size=1, max_size=3),
        which=st.integers(0, 5),
        new=st.sampled_from(["", *NEEDS[:2]]),
        door=st.sampled_from(DOORS),
    )
    def one_thing_leads_to_another(
        self, who: str, rounds: list[tuple[str, str, str]], which: int, new: str, door: str
    ) -> None:
        if new:
            self.somebody_sends_one("agent", new)
        elif not self.cases:
            return
        pk = self.cases[-1 if new else which % len(self.cases)]
        agent = Escalation.objects.get(pk=pk).logged_by
        by = {
            "same": who,
            "other": LEADERS[LEADERS.index(who) - 1],
            "agent": next(name for name, person in self.people.items() if person == agent),
        }
        for first, second, whose in rounds:
            self.does(who, first, pk, other=by["other"], door=door)
            self.what_a_leader_decided_only_leaders_change()
            self.does(by[whose], second, pk, door=door)
            self.somebody_knows_of_what_waits()
            self.what_is_urgent_goes_on_or_all_know()

    def does(
        self,
        who: str,
        verb: str,
        pk: int,
        *,
        door: str,
        behind: int | None = 0,
        other: str = "manager",
        amount: str = "5",
    ) -> None:
        """By the page or by a program, with the version of so many steps before (None: without)."""
        values = dict(VERBS[verb])
        version = Escalation.objects.get(pk=pk).version
        if behind is not None:
            values["version"] = version - behind
        at = None
        if "minutes" in values:
            at = self.now + timedelta(minutes=values.pop("minutes"))
            values |= {"day": f"{at:%Y-%m-%d}", "at": f"{at:%H:%M}"}
        if values.get("to"):
            values["to"] = self.people[other].pk
        if verb == "amends":
            values["amount"] = amount
        path = verb.removesuffix("-again")
        if door == "API":
            people = self.people
            body = body_of(path, values, people[other].username, people[who].username, at)
            if verb == "undo":
                body["version"] = version
            answer = through_the_api(self.programs[who], pk, path, body)
        else:
            query = f"?version={version}" if verb == "undo" else ""
            answer = self.clients[who].post(f"/escalations/{pk}/{path}/{query}", values)
            assert answer.status_code in ANSWERS, (who, verb, answer.status_code)
        case = Escalation.objects.get(pk=pk)
        if verb in ("claim", "take-over") and answer.status_code in (200, 302):
            assert case.claimed_by == self.people[who]
            assert not holds.is_to_come(case), "whoever takes it is there"

    @rule(
        who=st.sampled_from(WHO),
        which=st.integers(0, 4),
        approve=st.booleans(),
        line=st.sampled_from(["", "A reason."]),
        door=st.sampled_from(DOORS),
    )
    def somebody_answers_a_request(
        self, who: str, which: int, approve: bool, line: str, door: str
    ) -> None:
        request = (
            AmendsRequest.objects.filter(state="waiting").order_by("pk")[which : which + 1].first()
        )
        if request is None:
            return
        if door == "API":
            body = {"request": request.pk, "approve": approve, "line": line}
            through_the_api(self.programs[who], request.escalation_id, "amends/answer", body)
            return
        path = f"/escalations/{request.escalation_id}/amends/asked/{request.pk}/"
        values = {"as": "agreed" if approve else "refused", "line": line}
        assert self.clients[who].post(path, values).status_code in ANSWERS

    @rule(who=st.sampled_from(WHO), which=st.integers(0, 4), door=st.sampled_from(DOORS))
    def somebody_takes_amends_back(self, who: str, which: int, door: str) -> None:
        entry = Amends.objects.order_by("pk")[which : which + 1].first()
        if entry is not None and door == "API":
            body = {"entry": entry.pk, "reason": "A slip."}
            through_the_api(self.programs[who], entry.escalation_id, "amends/back", body)
        elif entry is not None:
            path = f"/escalations/{entry.escalation_id}/amends/{entry.pk}/back/"
            assert self.clients[who].post(path, {"reason": "A slip."}).status_code in ANSWERS

    @rule(minutes=st.sampled_from([1, 4, 6, 11, 50]), rounds=st.sampled_from([0, 1, 1, 3]))
    def time_goes_on(self, minutes: int, rounds: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.clock.move_to(self.now, tick=False)
        for _ in range(rounds):
            look(self.now)
        if rounds:
            late = Promise.objects.filter(state="open", due_at__lte=self.now)
            assert not late.filter(missed_at=None).exists(), "whatever is missed has been said"
            for case in self.urgent_and_open():
                assert holds.was_passed_on(case, self.now)

    def urgent_and_open(self) -> list[Escalation]:
        """Nobody has them, and a customer waits for a manager."""
        return list(Escalation.objects.filter(pk__in=self.cases, state="open", need="manager"))

    # --- What must hold ---

    @invariant()
    def what_is_urgent_goes_on_or_all_know(self) -> None:
        for case in self.urgent_and_open():
            assert holds.is_passed_on_or_all_know(case)

    @invariant()
    def somebody_knows_of_what_waits(self) -> None:
        for case in Escalation.objects.filter(pk__in=self.cases, state="open"):
            assert holds.somebody_knows(case)

    @invariant()
    def what_a_leader_decided_only_leaders_change(self) -> None:
        for case in Escalation.objects.filter(pk__in=self.cases):
            said = holds.decision_of(case)
            then, number = self.decided.get(case.pk, (None, 0))
            if then is not None and said != then:
                steps = Step.objects.filter(escalation=case, number__gt=number)
                assert any(holds.may_change_a_decision(case, step) for step in steps)
            if said is None:
                self.decided.pop(case.pk, None)
            else:
                self.decided[case.pk] = (said, case.version)

    @invariant()
    def timelines_only_grow_and_states_follow_from_them(self) -> None:
        for pk in self.cases:
            now = list(
                Step.objects.filter(escalation=pk)
                .order_by("number")
                .values_list("id", "number", "kind", "by", "at", "text")
            )
            then = self.before.get(pk, [])
            assert now[: len(then)] == then
            assert [entry[1] for entry in now] == list(range(1, len(now) + 1))
            self.before[pk] = now
        for case in Escalation.objects.filter(pk__in=self.cases):
            state = lifecycle.DRAFT
            for entry in self.before.get(case.pk, []):
                if entry[2] not in CLOCKS:
                    state = lifecycle.after(state, entry[2])
            assert case.state == state
            assert case.version == len(self.before.get(case.pk, []))

    @invariant()
    def nobody_answers_their_own(self) -> None:
        for case in Escalation.objects.filter(pk__in=self.cases):
            assert case.claimed_by_id != case.logged_by_id
            assert (case.decided_by_id == case.logged_by_id) == (case.outcome == "alone")
            assert (case.claimed_by_id is not None) >= (case.state == "claimed")
        own = Step.objects.filter(
            kind__in=["claim", "decide", "call_back", "see_break", "review"],
            by=F("escalation__logged_by"),
        )
        assert not own.exists()
        for tried in Step.objects.filter(kind="not_reached", by=F("escalation__logged_by")):
            decided = Step.objects.filter(escalation=tried.escalation, kind="decide")
            assert decided.filter(number__lt=tried.number).exists(), "theirs once it is decided"

    @invariant()
    def promises_and_clocks_agree(self) -> None:
        for case in Escalation.objects.filter(pk__in=self.cases):
            open_ones = list(Promise.objects.filter(escalation=case, state="open"))
            assert len(open_ones) <= 1
            assert case.due_at == (open_ones[0].due_at if open_ones else None)
            assert not (open_ones and case.state in lifecycle.OVER)
            for promise in Promise.objects.filter(escalation=case).exclude(state="open"):
                in_time = promise.ended_at <= promise.due_at
                assert in_time == (promise.state in ("kept", "replaced", "dropped"))

    @invariant()
    def each_alert_is_told_once(self) -> None:
        for promise in Promise.objects.filter(escalation__in=self.cases):
            told = Notice.objects.filter(key=f"promise-{promise.pk}-missed")
            assert told.exists() == (promise.missed_at is not None)
        for step in Step.objects.filter(kind="pass_on"):
            told_to = holds.told_by(step.escalation, step)
            assert told_to == {step.data["to"]} if step.data["to"] else told_to
        said = Step.objects.filter(kind__in=CLOCKS).values_list("kind", "data__promise")
        assert all(count == 1 for count in Counter(said).values())

    @invariant()
    def ledger_and_budget_add_up(self) -> None:
        team = self.people["agent"].memberships.first().team
        holds.ledger_and_budget_add_up(team, NOW.date(), self.cases)


def test_whatever_people_do(
    agent, colleague, supervisor, manager, other_supervisor, north, time_machine_at_noon
):
    cast = (agent, colleague, supervisor, manager, other_supervisor)
    Lives.people = dict(zip(WHO, cast, strict=True))
    Lives.clients, Lives.programs = {}, {}
    for name, person in Lives.people.items():
        Lives.clients[name] = Client()
        Lives.clients[name].force_login(person, backend=BACKEND)
        _, token = create_token(person, person, "Desk", ["read", "write"], now=NOW)
        Lives.programs[name] = Client(headers={"authorization": f"Bearer {token}"})
    Lives.clock = time_machine_at_noon
    set_budget(manager, north, amount=Decimal(160), now=NOW)
    delivery = Category.objects.get(slug="delivery")
    Lives.category = delivery.pk
    limit = Limit.objects.create(category=delivery, name="Refund", kind="refund")
    for level, amount in ((0, 20), (4, 75), (5, 200)):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def time_machine_at_noon():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
