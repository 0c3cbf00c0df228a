"""Every address × every role × every method, against the table. Made from the resolver: nothing is left out.

All of it runs on one world in one transaction; each request in a savepoint that is rolled back, so that
no answer depends on another. A refusal writes nothing, and answers as if the thing were not there. No page works
anything out from the readings (the administrators' site, which may, is not asked for that), and none shows what two
other people said to each other.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from teams.access import ADMINISTRATORS, stated_access
from tests.access.planted import MAY, body_of, overheard
from tests.access.table import ALL, METHODS, OUT, TABLE, TOKENS, Row
from tests.access.world import AS_PROGRAMS, World
from tests.as_before import as_before
from tests.guards import readings_left_alone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.either_database,
    pytest.mark.usefixtures("plainly_not_here"),
]

REACHED = {"GET": {200}, "POST": {200, 201, 302, 400, 409}, "PATCH": {200}}
SIGN_IN = "sign in"
REFUSED = {400, 401, 403, 404, 405, 409, SIGN_IN}


def addresses(
    entries: list[URLPattern | URLResolver] | None = None, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for entry in entries if entries is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from addresses(entry.url_patterns, inside)
        else:
            yield ":".join((*names, entry.name or f"unnamed {entry.pattern}")), entry


ADDRESSES = list(addresses())
OURS = sorted({name for name, _ in ADDRESSES if not name.startswith("admin:")})
ADMIN = sorted({name for name, _ in ADDRESSES if name.startswith("admin:")})


def ask(
    world: World, role: str, method: str, path: str, body: dict[str, Any] | None = None
) -> tuple[HttpResponseBase, list[str]]:
    """The answer, and what it would have written; afterwards everything is as before."""
    client = world.callers[role]
    cookies = copy.deepcopy(client.cookies)
    only_looks = method == "GET" and not path.startswith("/admin/")
    with as_before() as written, readings_left_alone() if only_looks else nullcontext():
        if path.startswith("/api/"):
            call = getattr(client, method.lower())
            answer = call(path, *([body or {}, "application/json"] if method != "GET" else []))
        elif method == "POST":
            answer = client.post(path, body or {})
        else:
            answer = client.generic(method, path)
        heard = overheard(role, answer) if method == "GET" else []
    client.cookies = cookies
    assert heard == [], (role, path)
    return answer, written


def outcome(answer: HttpResponseBase) -> int | str:
    """The status; a redirect to the sign-in is an outcome of its own, and so is a form's text handed back with it."""
    login = reverse("teams:login")
    to_login = answer.status_code == 302 and answer["Location"].startswith(login)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if answer.status_code == 401 and is_page and f"{login}?next=" in body_of(answer):
        return SIGN_IN
    return SIGN_IN if to_login and "next=" in answer["Location"] else answer.status_code


def expected(name: str, row: Row, role: str, method: str) -> set[int | str]:
    """What the table says of a cell."""
    is_api = name.startswith("api:")
    may = row.may(method)
    everybody = any((row.may(each) or frozenset()) >= ALL for each in METHODS)
    if role in OUT | (frozenset() if is_api else TOKENS) and not everybody:
        # A token opens no page: there it counts as nobody.
        return {401} if is_api else {SIGN_IN}
    if may is None:
        reaches = any(role in (row.may(each) or frozenset()) for each in METHODS)
        lacks_scope = is_api and role in TOKENS
        return {405, 403} if lacks_scope else {405} if reaches else {404, 405}
    if role in may:
        return set(row.reached.get(method, REACHED[method]))
    return {403} if role in row.forbidden.get(method, frozenset()) else {404}


# --- The table is whole --------------------------------------------------------------------------


def test_every_address_has_a_row_and_every_row_an_address():
    rows = {name for name in TABLE if name != "admin:*"}
    assert set(OURS) - rows == set(), "these addresses have no row in tests/access/table.py"
    assert rows - set(OURS) == set(), "these rows have no address any more"


def test_every_view_says_who_may_use_it():
    silent = [name for name, entry in ADDRESSES if stated_access(entry.callback) is None]
    assert silent == []
    assert len(ADDRESSES) > 60


def test_the_administrators_site_is_stated_to_be_theirs():
    theirs = [entry for name, entry in ADDRESSES if name.startswith("admin:")]
    assert theirs
    assert {stated_access(entry.callback) for entry in theirs} == {ADMINISTRATORS}


# --- The cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_case_1_role_by_thing_by_verb(world, name):
    row = TABLE[name]
    path = reverse(name, kwargs=row.at(world)) + row.asked(world)
    absent = reverse(name, kwargs=row.absent(world)) + row.asked(world)
    wrong = []
    for role in sorted(ALL):
        for method in METHODS:
            answer, written = ask(world, role, method, path, row.body)
            found, allowed = outcome(answer), expected(name, row, role, method)
            cell = f"{role} {method} {path}"
            if found not in allowed:
                wrong.append(f"{cell}: {found}, not {allowed}")
            if written and (found in REFUSED or method == "GET"):
                wrong.append(f"{cell}: {found}, yet wrote {written}")
            if found == 404 and absent != path:
                instead = outcome(ask(world, role, method, absent, row.body)[0])
                if instead != 404:
                    wrong.append(f"{cell}: 404, but {instead} where nothing is")
            if found == 403 and role in {"anonymous", "deactivated"}:
                wrong.append(f"{cell}: somebody unknown was told that it is there")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("api:")])
def test_case_9_a_token_does_what_its_person_does_and_no_more(world, name):
    row = TABLE[name]
    path = reverse(name, kwargs=row.at(world)) + row.asked(world)
    wrong = []
    for role in AS_PROGRAMS:
        for method in METHODS:
            person, _ = ask(world, role, method, path, row.body)
            program, _ = ask(world, f"{role}'s program", method, path, row.body)
            lacks = program.status_code == 403 and b"lacks the scope" in program.content
            # Who may not send readings gets no token for it, and hears of the token instead.
            if program.status_code != person.status_code and not lacks:
                wrong.append(f"{role} {method}: {person.status_code}, but {program.status_code}")
            if lacks and person.status_code < 400:
                wrong.append(f"{role} {method}: may, but not with a token")
    assert wrong == []


def admin_path(name: str) -> str:
    """An address of the administrators' site; those without a name lead to the same views."""
    entry = next(entry for each, entry in ADDRESSES if each == name)
    parts = entry.pattern.converters or entry.pattern.regex.groupindex
    try:
        return reverse(name, kwargs=dict.fromkeys(parts, "auth"))
    except NoReverseMatch:
        return "/admin/no-such-thing/"


@pytest.mark.parametrize("name", ADMIN)
def test_case_1_the_administrators_site_is_theirs_alone(world, name):
    path = admin_path(name)
    wrong = []
    for role in sorted(ALL):
        for method in METHODS:
            answer, written = ask(world, role, method, path)
            found = outcome(answer)
            if role == "administrator":
                refused = found == 500
            else:
                refused = found not in {404, SIGN_IN} or bool(written)
            if refused:
                wrong.append(f"{role} {method} {path}: {found} {written}")
    assert wrong == []


def test_case_1_a_token_of_another_source_and_team_writes_nothing(world):
    body = TABLE["api:readings"].body
    path = reverse("api:readings")
    taken, written = ask(world, "token_a", "POST", path, body)
    assert taken.json()["updated"] == 1
    assert written
    refused, written = ask(world, "token_b", "POST", path, body)
    assert len(refused.json()["rejected"]) == 1
    assert written == []


@pytest.mark.parametrize(
    ("words", "role"), [(words, role) for words in MAY for role in sorted(MAY[words])]
)
def test_case_3_what_two_people_say_is_read_by_the_two(world, words, role):
    """That the two find it shows that the others, who do not, could have."""
    paths = (
        reverse(name, kwargs=row.at(world)) + row.asked(world)
        for name, row in TABLE.items()
        if row.get is not None and "*" not in name
    )
    client = world.callers[role]

    def body(path: str) -> str:
        with as_before():
            return body_of(client.get(path))

    assert any(words in body(path) for path in paths)


def test_the_login_page_is_the_one_that_anonymous_people_are_led_to():
    assert reverse(settings.LOGIN_URL) == reverse("teams:login")
