"""Tokens: made by page and command, shown once, used, expired, revoked, never written down."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from teams.actions.errors import ActionRefused
from teams.actions.people import leave, set_password
from teams.actions.tokens import create_token, revoke_token
from teams.models import ApiToken, AuditEntry
from tests.api.conftest import NOW, Caller


def make(person, *scopes, **more):
    return create_token(person, person, "Telephone", scopes or ("read",), **more, now=NOW)


def status(plain):
    return Caller(plain).get("metrics/").status_code


def test_case_9_only_the_hash_is_kept(agent):
    token, plain = make(agent)
    kept = ApiToken.objects.get()
    assert kept.digest == hashlib.sha256(plain.encode()).hexdigest()
    assert plain.startswith(kept.prefix)
    assert len(kept.prefix) < 12
    values = [str(value) for value in ApiToken.objects.values_list().get()]
    assert not any(plain in value for value in values)
    assert plain not in repr(token) + str(token)
    assert plain not in str(list(AuditEntry.objects.values()))


def test_case_9_two_tokens_overlap_while_rotating(agent):
    _, old = make(agent)
    old_token = ApiToken.objects.get()
    _, new = create_token(agent, agent, "Telephone 2", ["read"], now=NOW)
    assert (status(old), status(new)) == (200, 200)
    assert revoke_token(agent, old_token, now=NOW)
    assert (status(old), status(new)) == (401, 200)
    assert not revoke_token(agent, old_token, now=NOW)


def test_case_9_a_token_expires(agent):
    _, plain = make(agent, expires_at=NOW + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        assert status(plain) == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert status(plain) == 401


def test_case_9_whoever_leaves_takes_their_tokens_along(agent, administrator):
    _, plain = make(agent)
    assert status(plain) == 200
    leave(administrator, agent, NOW.date(), "Moved abroad")
    assert status(plain) == 401


def test_case_9_a_deactivated_person_has_no_working_token(agent):
    _, plain = make(agent)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    assert status(plain) == 401


def test_case_9_a_new_password_ends_tokens(agent):
    _, plain = make(agent)
    set_password(agent, agent, "another long passphrase")
    assert status(plain) == 401


def test_case_9_a_token_in_the_address_counts_for_nothing(agent):
    _, plain = make(agent)
    for name in ("token", "access_token", "api_key"):
        assert Caller().get("metrics/", **{name: plain}).status_code == 401


def test_case_9_no_log_line_holds_a_token(agent, caplog):
    _, plain = make(agent)
    with caplog.at_level(logging.DEBUG):
        status(plain)
        Caller(plain).post("readings/", "{")
        Caller(plain + "x").get("goals/")
        Caller(plain).get("nothing-here/")
    assert plain not in caplog.text
    assert plain not in str([record.__dict__ for record in caplog.records])


def test_case_9_no_answer_holds_a_token(agent, client_of):
    _, plain = make(agent)
    answer = Caller(plain + "x").get("metrics/")
    assert plain not in answer.content.decode() + str(answer.headers)
    assert plain not in client_of(agent).get("/settings/api/").content.decode()


@pytest.mark.parametrize("header", ["Bearer", "Bearer  ", "Bearer a b", "Bearer " + "x" * 500])
def test_a_header_that_makes_no_sense_is_401(db, header):
    answer = Caller().call("GET", "metrics/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_scopes_hold_a_token_to_what_it_is_for(manager, handled):
    _, reader = make(manager, "read")
    _, sender = create_token(manager, manager, "Sender", ["ingest"], now=NOW)
    refused = Caller(reader).post("readings/", {"readings": []})
    assert refused.status_code == 403
    assert "ingest" in refused.json()["detail"]
    assert Caller(sender).post("readings/", {"readings": []}).status_code == 200
    assert Caller(sender).get("metrics/").status_code == 403
    assert Caller(sender).post("goals/", {}).status_code == 403


@pytest.mark.parametrize("scopes", [["ingest"], ["write", "ingest"], ["read", "ingest"]])
def test_case_9_a_token_is_good_for_no_more_than_its_person(agent, scopes):
    with pytest.raises(ActionRefused) as refused:
        make(agent, *scopes)
    assert refused.value.field == "scopes"
    assert not ApiToken.objects.exists()


def test_case_9_anybodys_token_writes_where_it_is_said_to(agent, handled):
    _, writes = make(agent, "write")
    _, reads = create_token(agent, agent, "Reader", ["read"], now=NOW)
    case = {"about": "Sofa missed its slot", "draft": True}
    refused = Caller(reads).post("escalations/", case)
    assert refused.status_code == 403
    assert "write" in refused.json()["detail"]
    assert Caller(writes).post("escalations/", case).status_code == 201
    assert Caller(writes).get("escalations/").status_code == 403
    assert Caller(writes).post("readings/", {"readings": []}).status_code == 403
    assert Caller(writes).post("goals/", {}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"),
        ({"source": "telephone"}, "source"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW + timedelta(days=4000)}, "expires_at"),
    ],
)
def test_what_a_token_may_not_be(manager, changes, field):
    values = {"name": "Telephone", "scopes": ["read"]} | changes
    with pytest.raises(ActionRefused) as refused:
        create_token(manager, manager, **values, now=NOW)
    assert refused.value.field == field


def test_nobody_makes_or_revokes_a_token_of_another(administrator, agent, colleague):
    token, _ = make(agent)
    with pytest.raises(ActionRefused):
        create_token(administrator, agent, "Mine", ["read"], now=NOW)
    with pytest.raises(ActionRefused):
        revoke_token(colleague, token, now=NOW)


def test_use_is_noted_once_a_minute(agent, django_assert_num_queries):
    _, plain = make(agent)
    status(plain)
    assert ApiToken.objects.get().last_used_at == NOW
    with time_machine.travel(NOW + timedelta(seconds=59), tick=False):
        status(plain)
        assert ApiToken.objects.get().last_used_at == NOW
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        status(plain)
        assert ApiToken.objects.get().last_used_at == NOW + timedelta(seconds=60)


# --- The command ---------------------------------------------------------------------------------


def test_the_command_prints_the_token_and_nothing_else(manager, capsys):
    call_command(
        "create_token", "PRIYA", "--name", "Telephone", "--scopes", "read, ingest",
        "--source", "telephone", "--days", "30",
    )  # fmt: skip
    said = capsys.readouterr()
    plain = said.out.strip()
    assert said.err == ""
    assert "\n" not in plain
    token = ApiToken.objects.get()
    assert (token.scopes, token.source) == (["read", "ingest"], "telephone")
    assert token.expires_at == NOW + timedelta(days=30)
    assert status(plain) == 200


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody", "--name", "T", "--scopes", "read"],
        ["jin", "--name", "T", "--scopes", "ingest"],
        ["jin", "--name", "T", "--scopes", "everything"],
        ["jin", "--name", "", "--scopes", "read"],
        ["jin", "--name", "T", "--scopes", "read", "--days", "0"],
        ["jin", "--name", "T", "--scopes", "read", "--days", "soon"],
    ],
)
def test_the_command_says_what_to_mend(agent, arguments):
    with pytest.raises(CommandError):
        call_command("create_token", *arguments)
    assert not ApiToken.objects.exists()


# --- The page ------------------------------------------------------------------------------------


def test_case_9_the_page_shows_a_token_once(manager, client_of):
    browser = client_of(manager)
    form = {"name": "Telephone", "scopes": ["read", "ingest"], "source": "telephone", "life": "30"}
    made = browser.post("/settings/api/", form)
    plain = made.context["plain"]
    assert made.status_code == 200
    assert plain in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert status(plain) == 200
    again = browser.get("/settings/api/").content.decode()
    assert plain not in again
    assert "Telephone" in again
    assert "telephone" in again


def test_the_page_says_what_to_mend(agent, client_of):
    browser = client_of(agent)
    answer = browser.post("/settings/api/", {"name": "", "scopes": ["ingest"], "life": "30"})
    assert answer.status_code == 200
    assert {"name", "scopes"} <= set(answer.context["form"].errors)
    assert not ApiToken.objects.exists()
    browser.post("/settings/api/", {"name": "One", "scopes": ["read"], "life": "0"})
    twice = browser.post("/settings/api/", {"name": "One", "scopes": ["read"], "life": "0"})
    assert "name" in twice.context["form"].errors
    assert ApiToken.objects.get().expires_at is None


def test_the_page_says_what_a_token_may_do_and_in_whose_name(agent, client_of):
    browser = client_of(agent)
    page = browser.get("/settings/api/").content.decode()
    assert "Write in my name what I may write on the pages" in page
    assert "nobody answers their own case" in page
    assert "Send readings" not in page
    assert "One source only" not in page
    form = {"name": "Desk", "scopes": ["read", "write"], "life": "30"}
    plain = browser.post("/settings/api/", form).context["plain"]
    assert Caller(plain).post("escalations/", {"draft": True}).status_code == 201
    assert "Write in my name" in browser.get("/settings/api/").content.decode()


def test_the_page_revokes_ones_own_and_no_other(agent, colleague, client_of):
    token, plain = make(agent)
    theirs = client_of(colleague).post(f"/settings/api/{token.pk}/revoke/")
    assert theirs.status_code == 404
    assert status(plain) == 200
    assert client_of(agent).get(f"/settings/api/{token.pk}/revoke/").status_code == 405
    assert client_of(agent).post(f"/settings/api/{token.pk}/revoke/").status_code == 302
    assert status(plain) == 401
