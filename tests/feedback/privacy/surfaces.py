"""Everything that answers, found by walking the addresses, and who is shown which marker by it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

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


def places(world: World, planted: Planted, name: str, entry: URLPattern) -> list[str]:
    """The paths of an address: of the thing that the access matrix tries it on, and, where a number is asked for, of
    everything that was planted.
    """
    row = TABLE.get(name, Row())
    known = [row.at(world)]
    parts = sorted(entry.pattern.converters or entry.pattern.regex.groupindex)
    if is_ours(entry):
        numbers = sorted(planted.numbers)
        if len(parts) == 1 and parts[0] != "slug":
            known += [{parts[0]: number} for number in numbers]
        elif len(parts) == 2:
            known += [
                dict(zip(order, pair, strict=True))
                for pair in sorted(planted.pairs)
                for order in (parts, parts[::-1])
            ]
    found: dict[str, None] = {}
    for values in known:
        try:
            found[reverse(name, kwargs=values)] = None
        except NoReverseMatch:
            continue
    return list(found)


def requests(
    world: World, planted: Planted, name: str, entry: URLPattern
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path with its query, and body of what is asked at an address."""
    row = TABLE.get(name, Row())
    paths = places(world, planted, name, entry)
    for number, path in enumerate(paths):
        yield "GET", path, {}
        if number == 0:
            yield "GET", path + QUERY, {}
            if asked := row.asked(world):
                yield "GET", path + asked, {}
            if is_ours(entry):
                # A form that is refused, and one that is not, show what there is too.
                yield "POST", path, {}
                yield "POST", path, row.body


def answered(client: Client, method: str, path: str, body: dict[str, Any]) -> HttpResponseBase:
    """The answer; afterwards everything is as before."""
    cookies = copy.deepcopy(client.cookies)
    with as_before():
        if method == "GET":
            answer: HttpResponseBase = client.get(path)
        elif path.startswith("/api/"):
            answer = client.post(path, body, "application/json")
        else:
            answer = client.post(path, body)
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
    roles = (*ROLES, *PROGRAMS) if name.startswith("api:") else ROLES
    for role in roles:
        for method, path, body in asked:
            answer = answered(world.callers[role], method, path, body)
            for marker in planted.found_in(said(answer)):
                yield role, f"{method} {path}", marker


def told_amiss(role: str, request: str, marker: Marker) -> str:
    """Empty where it is theirs to read; else who was shown what, and where."""
    if role.removesuffix("'s program") in marker.may:
        return ""
    return f"{role} was shown {marker.what} ({marker.where}) by {request}"
