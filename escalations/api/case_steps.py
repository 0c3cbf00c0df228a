"""The steps of an escalation, each an address under the case. They answer with the case as it then stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.actions import cases, drafts, rest, reviews
from escalations.actions.amends import answer_request, drop_request, give_amends, reverse_amends
from escalations.api import bodies
from escalations.api.shapes import EscalationWhole
from escalations.api.steps import asked
from escalations.models import Amends, AmendsRequest, Escalation, Outcome
from escalations.permissions import can_answer
from goals.api.parameters import refuse
from teams.api.serializers import StrictSerializer, checked
from teams.api.views import ListAndItems, person_of
from teams.models import User
from teams.permissions import people_visible_to

Verb = Callable[..., Any]


class CaseSteps(ListAndItems):
    """What may be done with a case; mixed into the view that finds and shows it."""

    def shown(self, pk: int) -> Any:
        """A case as the caller may see it; None where they may not any more."""
        raise NotImplementedError

    def step(
        self,
        request: Request,
        body: type[StrictSerializer],
        verb: Verb,
        **more: Any,
    ) -> Response:
        """Check the body, do it, and answer with the case."""
        case: Escalation = self.get_object()
        sent = checked(body, request)
        verb(person_of(request), case, now=timezone.now(), **sent, **more)
        shown = self.shown(case.pk)
        # Whoever gave it away for another team may not open it any more.
        return Response(status=204) if shown is None else Response(shown)

    # --- The agent's own ---

    @extend_schema(**asked(bodies.Nothing, EscalationWhole, summary="Send a draft of yours"))
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        """To whoever is on duty. Sent already, it stays sent."""
        return self.step(request, bodies.Nothing, drafts.send)

    @extend_schema(**asked(bodies.DecideAloneBody, EscalationWhole, summary="Decided myself"))
    @action(detail=True, methods=["post"])
    def decide_alone(self, request: Request, pk: str) -> Response:
        """End a draft of yours with what you decided."""
        return self.step(request, bodies.DecideAloneBody, _alone)

    @extend_schema(
        summary="Throw a draft of yours away", request=bodies.Nothing, responses={204: None}
    )
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Nothing is left of it but that there was one."""
        case: Escalation = self.get_object()
        checked(bodies.Nothing, request)
        drafts.discard_draft(person_of(request), case, now=timezone.now())
        return Response(status=204)

    @extend_schema(**asked(bodies.LineBody, EscalationWhole, summary="No longer needed"))
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Says who logged it."""
        return self.step(request, bodies.LineBody, cases.withdraw)

    @extend_schema(**asked(bodies.RateBody, EscalationWhole, summary="How the help was"))
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, pk: str) -> Response:
        """Says who logged it; the last word holds."""
        return self.step(request, bodies.RateBody, cases.rate)

    @extend_schema(**asked(bodies.Nothing, EscalationWhole, summary="Ask for a break"))
    @action(detail=True, methods=["post"])
    def ask_break(self, request: Request, pk: str) -> Response:
        """And a word with somebody, after a hard contact."""
        return self.step(request, bodies.Nothing, cases.ask_break)

    @extend_schema(**asked(bodies.Nothing, EscalationWhole, summary="Put a draft of yours off"))
    @action(detail=True, methods=["post"])
    def later(self, request: Request, pk: str) -> Response:
        """It comes back when your shift ends; outside one, when the next begins."""
        return self.step(request, bodies.Nothing, drafts.finish_later)

    @extend_schema(**asked(bodies.FillInBody, EscalationWhole, summary="Add what was left out"))
    @action(detail=True, methods=["post"])
    def fill_in(self, request: Request, pk: str) -> Response:
        """Who it is and what was said, of one that went out at once. What stands there already stays."""
        return self.step(request, bodies.FillInBody, rest.fill_in)

    # --- A leader's ---

    @extend_schema(**asked(bodies.Versioned, EscalationWhole, summary="Take it"))
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str) -> Response:
        """From now on the others know who has it. Handed a case to which a manager is to come, say that you are there."""
        return self.step(request, bodies.Versioned, cases.claim)

    @extend_schema(**asked(bodies.DecideBody, EscalationWhole, summary="Answer it"))
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Agreed as suggested, agreed differently, or not this time."""
        return self.step(request, bodies.DecideBody, _decide)

    @extend_schema(**asked(bodies.UndoBody, EscalationWhole, summary="Take your answer back"))
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Within ten minutes, while nobody has done anything since. The timeline keeps both."""
        return self.step(request, bodies.UndoBody, cases.undo)

    @extend_schema(**asked(bodies.HandOverBody, EscalationWhole, summary="Hand it over"))
    @action(detail=True, methods=["post"])
    def hand_over(self, request: Request, pk: str) -> Response:
        """To another leader of the team, or take it over from one."""
        return self.step(request, bodies.HandOverBody, _hand_over)

    @extend_schema(**asked(bodies.LineBody, EscalationWhole, summary="Put it back"))
    @action(detail=True, methods=["post"])
    def put_back(self, request: Request, pk: str) -> Response:
        """It waits again, and another leader is asked."""
        return self.step(request, bodies.LineBody, cases.put_back)

    @extend_schema(**asked(bodies.CallBackBody, EscalationWhole, summary="Promise a call"))
    @action(detail=True, methods=["post"])
    def call_back(self, request: Request, pk: str) -> Response:
        """The promise so far gives way to it."""
        return self.step(request, bodies.CallBackBody, cases.call_back)

    @extend_schema(**asked(bodies.NotReachedBody, EscalationWhole, summary="Could not reach"))
    @action(detail=True, methods=["post"])
    def not_reached(self, request: Request, pk: str) -> Response:
        """The next try is promised, or it ends there."""
        return self.step(request, bodies.NotReachedBody, cases.not_reached)

    @extend_schema(**asked(bodies.ResolveBody, EscalationWhole, summary="End it"))
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Say how it ended, and how the customer left it."""
        return self.step(request, bodies.ResolveBody, cases.resolve)

    @extend_schema(**asked(bodies.ReviewBody, EscalationWhole, summary="Look back on it"))
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Once more for one that was, which corrects what was said. With `happy_alone` by itself it is begun."""
        return self.step(request, bodies.ReviewBody, _review)

    @extend_schema(**asked(bodies.SeeBreakBody, EscalationWhole, summary="Agree to the break"))
    @action(detail=True, methods=["post"])
    def see_break(self, request: Request, pk: str) -> Response:
        """Somebody asked for one after this case."""
        return self.step(request, bodies.SeeBreakBody, cases.see_break)

    # --- Both sides' ---

    @extend_schema(**asked(bodies.ReopenBody, EscalationWhole, summary="Open it again"))
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """For a reason, with a promise."""
        return self.step(request, bodies.ReopenBody, cases.reopen)

    @extend_schema(**asked(bodies.NoteBody, EscalationWhole, summary="Add a note"))
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: str) -> Response:
        """To the timeline; it changes nothing else."""
        return self.step(request, bodies.NoteBody, cases.note)

    @extend_schema(**asked(bodies.AmendsBody, EscalationWhole, summary="Give amends"))
    @action(detail=True, methods=["post"])
    def amends(self, request: Request, pk: str) -> Response:
        """Within your limit and the month's budget at once; else somebody is asked."""
        return self.step(request, bodies.AmendsBody, give_amends)

    @extend_schema(
        **asked(bodies.AmendsAnswer, EscalationWhole, summary="Answer a request for amends")
    )
    @action(detail=True, methods=["post"], url_path="amends/answer", url_name="amends-answer")
    def answer_amends(self, request: Request, pk: str) -> Response:
        """Approve what somebody asked for, or refuse it with a line."""
        return self.step(request, bodies.AmendsAnswer, _answer_amends)

    @extend_schema(**asked(bodies.AmendsDrop, EscalationWhole, summary="Ask for amends no more"))
    @action(detail=True, methods=["post"], url_path="amends/drop", url_name="amends-drop")
    def drop_amends(self, request: Request, pk: str) -> Response:
        """Says who asked for them."""
        return self.step(request, bodies.AmendsDrop, _drop_amends)

    @extend_schema(**asked(bodies.AmendsBack, EscalationWhole, summary="Take amends back"))
    @action(detail=True, methods=["post"], url_path="amends/back", url_name="amends-back")
    def take_amends_back(self, request: Request, pk: str) -> Response:
        """By a counter-entry; the ledger keeps both."""
        return self.step(request, bodies.AmendsBack, _amends_back)


def _alone(actor: User, case: Escalation, *, decision: str = "", **more: Any) -> None:
    drafts.decide_alone(actor, case, decision=decision, **more)


def _decide(actor: User, case: Escalation, *, outcome: str, line: str = "", **more: Any) -> None:
    if outcome == Outcome.AGREED:
        if line.strip():
            raise refuse("line", "As suggested needs no line. Agree differently, or add a note.")
        cases.agree(actor, case, **more)
    elif outcome == Outcome.DIFFERENTLY:
        cases.decide(actor, case, line=line, **more)
    else:
        cases.decline(actor, case, line=line, **more)


def _review(actor: User, case: Escalation, **said: Any) -> None:
    if any(said.get(name) for name in ("why_not", "cause", "learned")):
        reviews.review(actor, case, **said)
        return
    for name in ("why_not", "cause", "learned"):
        said.pop(name, None)
    reviews.answer_alone(actor, case, **said)


def _hand_over(actor: User, case: Escalation, *, to: str, **more: Any) -> None:
    found = people_visible_to(actor).filter(username__iexact=to, is_active=True).first()
    if found is None:
        raise refuse("to", "There is nobody of this login who could take it.")
    cases.hand_over(actor, case, to=found, **more)


def _answer_amends(actor: User, case: Escalation, *, request: int, **more: Any) -> None:
    if not can_answer(actor, case):
        raise PermissionDenied
    answer_request(actor, _request(case, request), **more)


def _drop_amends(actor: User, case: Escalation, *, request: int, **more: Any) -> None:
    drop_request(actor, _request(case, request), **more)


def _amends_back(actor: User, case: Escalation, *, entry: int, **more: Any) -> None:
    if not can_answer(actor, case):
        raise PermissionDenied
    found = Amends.objects.filter(pk=entry, escalation=case).first()
    if found is None:
        raise refuse("entry", "The ledger has no such entry of this case.")
    reverse_amends(actor, found, **more)


def _request(case: Escalation, pk: int) -> AmendsRequest:
    found = AmendsRequest.objects.filter(pk=pk, escalation=case).first()
    if found is None:
        raise refuse("request", "This case has no such request.")
    return found
