"""What ideas and handed-over tasks share in the API: how a step is described, sent, taken and refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.actions.steps import StepNotNow
from teams.api.problems import problem
from teams.api.views import ListAndItems, person_of

_LARGEST = 2**31 - 1


class Text(serializers.CharField):
    """A text that may be left empty, and, unless it says `required`, left out. How long it may be the actions say."""

    def __init__(self, **more: Any) -> None:
        missing = {} if "required" in more else {"default": ""}
        super().__init__(**{"allow_blank": True, "trim_whitespace": False, **missing, **more})


def version_of(thing: str) -> serializers.IntegerField:
    """What was known of a thing when a step was decided on."""
    return serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=_LARGEST,
        help_text=f"The {thing}'s, as it was read. If somebody changed how it stands since, the answer is 409.",
    )


def allowed_under(thing: str) -> serializers.ListField:
    """What may be done instead of what was refused."""
    return serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text=f"What you may do now, each an address under the {thing}.",
    )


def step(
    whole: type[serializers.Serializer[Any]],
    refusal: type[serializers.Serializer[Any]],
    summary: str,
    body: type[serializers.Serializer[Any]],
    path: str = "",
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """What OpenAPI is told of a step: its body, its answer, and its 409."""
    described = extend_schema(
        summary=summary,
        request=body,
        responses={200: whole, (409, "application/problem+json"): refusal},
    )
    more = {"url_path": path} if path else {}

    def wrap(method: Callable[..., Response]) -> Callable[..., Response]:
        acted = action(detail=True, methods=["post"], **more)(method)
        wrapped: Callable[..., Response] = described(acted)
        return wrapped

    return wrap


class StepsOnItems(ListAndItems):
    """Things that people take steps on. `whole` is how one is answered, with its story; `addresses` are the
    addresses under one, by the step that each takes; `told` is what its story is read with.
    """

    whole: ClassVar[type[serializers.Serializer[Any]]]
    addresses: ClassVar[Mapping[str, str]]
    told: ClassVar[tuple[str, ...]] = ("steps__by",)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        return Response(self.shown(self.get_object().pk))

    def done(self, act: Callable[..., Any], body: type[serializers.Serializer[Any]]) -> Response:
        """A step taken, and the thing as it is then."""
        thing = self.get_object()
        act(person_of(self.request), thing, now=timezone.now(), **self.sent(body))
        return Response(self.shown(thing.pk))

    def sent(self, body: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What came with the call, checked."""
        taken = body(data=self.request.data)
        taken.is_valid(raise_exception=True)
        return dict(taken.validated_data)

    def shown(self, pk: int) -> Any:
        """A thing as it is answered."""
        row = self.get_queryset().prefetch_related(*self.told).get(pk=pk)
        return self.whole(row, context=self.get_serializer_context()).data

    def handle_exception(self, exc: Exception) -> Response:
        """A step that is not possible now says what is."""
        if isinstance(exc, StepNotNow):
            allowed = [self.addresses[each] for each in exc.allowed if each in self.addresses]
            after = f" Possible now: {', '.join(allowed)}." if allowed else ""
            answer = problem(409, f"{exc.message}{after}", state=exc.state, allowed=allowed)
            answer.exception = True
            return answer
        return super().handle_exception(exc)
