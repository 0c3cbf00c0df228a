"""Everything that answers, found by walking the addresses, and who is shown which marker by it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from rest_framework.views import APIView

from tests.access.table import TABLE, Row
from tests.access.world import World
from tests.as_before import as_before
from tests.feedback.privacy.planting import NEEDLE, Marker, Planted

ROLES = ("agent", "stranger", "supervisor", "other_supervisor", "manager", "administrator")
PROGRAMS = ("manager's program", "administrator's program", "anonymous")
"""Who calls the API beside them. A page opens to none of these: the access matrix shows that."""
QUERY = (
    f"?q={NEEDLE}&search={NEEDLE}&words={NEEDLE}&ordering=-words&expand=all&include=all&fields=all"
    "&show=all&private=1&open=1&page_size=1000&person=jin&author=marcus&visibility=private&mine=1"
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True)
class Ask:
    """A request. `part`: as a page sends it that swaps a part of itself."""

    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    part: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}{' for a part' if self.part else ''}"


def addresses(
    entries: list[URLPattern | URLResolver] | None = None, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name, but those of the administrators' site."""
    for entry in entries if entries is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                inside = (*names, entry.namespace) if entry.namespace else names
                yield from addresses(entry.url_patterns, inside)
        else:
            yield ":".join((*names, entry.name or f"unnamed {entry.pattern}")), entry


def is_ours(entry: URLPattern) -> bool:
    """Whether it is answered by `feedback`, or by what plays a leak of it."""
    view = getattr(entry.callback, "cls", entry.callback)
    return str(view.__module__).startswith(("feedback.", "tests."))


def names_of(world: World) -> list[str]:
    """What stands in an address instead of a number: a team's name there, and logins."""
    logins = sorted(person.username for person in world.people.values())
    return [world.north.slug, world.south.slug, *logins]


def takes_names(entry: URLPattern, part: str) -> bool:
    """Whether a part of an address may be more than a number. The router's `pk` may by its pattern alone."""
    converters = entry.pattern.converters
    return not isinstance(converters[part], IntConverter) if part in converters else part != "pk"


def places(world: World, planted: Planted, name: str, entry: URLPattern) -> list[str]:
    """The paths of an address: of the thing that the access matrix tries it on, and, where a number or a name is asked
    for, of everything that was planted and everybody there is.
    """
    known = [TABLE[name].at(world)] if name in TABLE else [{}]
    parts = sorted(entry.pattern.converters or entry.pattern.regex.groupindex)
    if is_ours(entry) or name not in TABLE:
        numbers, names = sorted(planted.numbers), names_of(world)
        if len(parts) == 1:
            known += [{parts[0]: number} for number in numbers]
            known += [{parts[0]: each} for each in names if takes_names(entry, parts[0])]
        elif len(parts) == 2:
            pairs: list[tuple[int | str, int | str]] = [*sorted(planted.pairs)]
            if any(takes_names(entry, part) for part in parts):
                pairs += product(names[:2], [*numbers, *names[2:]])
            known += [
                dict(zip(order, pair, strict=True))
                for pair in pairs
                for order in (parts, parts[::-1])
            ]
    found: dict[str, None] = {}
    for values in known:
        try:
            found[reverse(name, kwargs=values)] = None
        except NoReverseMatch:
            continue
    return list(found)


def offered(world: World, entry: URLPattern, path: str) -> list[str]:
    """The methods to try at an address: those that nobody is told are not offered there. A new method is found so."""
    if not is_ours(entry):
        return ["GET"]
    return [
        method
        for method in METHODS
        if all(answered(world.callers[one], Ask(method, path)).status_code != 405 for one in ROLES)
    ]


def requests(world: World, planted: Planted, name: str, entry: URLPattern) -> Iterator[Ask]:
    """What is asked at an address: each method for each thing. What stands first there is asked in every way; of the
    others pages are asked whole and in part, and forms as they would be sent.
    """
    row = TABLE.get(name, Row())
    paths = places(world, planted, name, entry)
    methods = offered(world, entry, paths[0]) if paths else []
    for number, path in enumerate(paths):
        for method in methods:
            if method == "OPTIONS" and number and describes_itself(entry):
                continue
            first = number == 0
            queries = {path: None}
            if first and method == "GET":
                queries |= {path + QUERY: None, path + row.asked(world): None}
            # A form that is refused, and one that is not, show what there is too.
            sent = row.body if row.body and method in WITH_BODY else {}
            bodies = [{}, sent] if sent and first else [sent]
            # No program swaps a part of a page.
            in_parts = (first or method == "GET") and not path.startswith("/api/")
            parts = (False, True) if in_parts else (False,)
            for query, body, part in product(queries, bodies, parts):
                yield Ask(method, query, body, part)


def describes_itself(entry: URLPattern) -> bool:
    """Whether OPTIONS is answered by the framework, which says the same of whatever thing."""
    view = getattr(entry.callback, "cls", None)
    return view is not None and view.options is APIView.options


def answered(client: Client, ask: Ask) -> HttpResponseBase:
    """The answer; afterwards everything is as before."""
    cookies = copy.deepcopy(client.cookies)
    headers = {"HX-Request": "true"} if ask.part else {}
    with as_before():
        call = getattr(client, ask.method.lower())
        answer: HttpResponseBase
        if ask.method == "GET":
            answer = call(ask.path, headers=headers)
        elif ask.path.startswith("/api/"):
            answer = call(ask.path, ask.body, "application/json", headers=headers)
        elif ask.method == "POST":
            answer = call(ask.path, ask.body, headers=headers)
        else:
            form = urlencode(ask.body, doseq=True)
            answer = call(ask.path, form, "application/x-www-form-urlencoded", headers=headers)
    client.cookies = cookies
    return answer


def said(answer: Any) -> str:
    """All of an answer: its head, its cookies and its body, also of a file."""
    chunks: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    body = b"".join(chunks).decode("utf-8", "replace")
    return f"{head}\n{answer.cookies.output()}\n{body}"


def shown(
    world: World, planted: Planted, name: str, entry: URLPattern
) -> Iterator[tuple[str, str, Marker]]:
    """Role, request and marker, wherever an address shows one to somebody."""
    asked = list(requests(world, planted, name, entry))
    # A program reads what its person reads: it asks for the first thing alone.
    first = [ask for ask in asked if ask.path.partition("?")[0] == asked[0].path]
    roles = (*ROLES, *PROGRAMS) if name.startswith("api:") else ROLES
    for role in roles:
        missing: set[str] = set()
        for ask in first if role in PROGRAMS else asked:
            if ask.path in missing:
                continue
            answer = answered(world.callers[role], ask)
            # What is not there for somebody is neither there in part nor to be written to; where the address is at
            # home, all are asked.
            if (
                ask.method == "GET"
                and answer.status_code == HTTPStatus.NOT_FOUND
                and ask not in first
            ):
                missing.add(ask.path)
            for marker in planted.found_in(said(answer)):
                yield role, str(ask), marker


def told_amiss(role: str, request: str, marker: Marker) -> str:
    """Empty where it is theirs to read; else who was shown what, and where."""
    if role.removesuffix("'s program") in marker.may:
        return ""
    return f"{role} was shown {marker.what} ({marker.where}) by {request}"
