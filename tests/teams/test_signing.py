"""Signing in and out, sign-in links, and how what is typed there may mislead."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from teams.actions import create_person, leave
from teams.models import AuditEntry, User
from tests.cast import PASSWORD

WRONG = "This name and password do not belong together."
NEW = "another fine passphrase"


def sign_in(client, username="jin", password=PASSWORD, **extra):
    return client.post("/login/", {"username": username, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_where_nobody_can_sign_in_yet_the_page_says_what_to_do(client, db):
    assert "manage.py createsuperuser" in client.get("/login/").content.decode()
    create_person(None, name="Ada Brandt", username="ada", password=PASSWORD)
    assert "createsuperuser" not in client.get("/login/").content.decode()


def test_name_and_password(client, agent):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_case_12_unknown_name_and_wrong_password_read_the_same(client, agent, deactivated):
    pages = []
    for username, password in (("nobody", PASSWORD), ("jin", "wrong"), ("lena", PASSWORD)):
        response = sign_in(client, username, password)
        text = response.content.decode().replace(username, "…")
        pages.append(re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", text))
        assert response.status_code == 200
        assert WRONG in text
    assert pages[0] == pages[1] == pages[2]
    assert not is_signed_in(client)


def test_case_12_the_session_is_another_after_signing_in(client, agent):
    client.get("/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["leadwell_session"] = session.session_key
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_case_12_tries_are_counted(client, agent, settings):
    settings.AXES_ENABLED = True
    answers = [sign_in(client, "jin", "wrong").status_code for _ in range(10)]
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429
    # Nobody locks a colleague out from elsewhere.
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere).status_code == 302


def test_case_12_a_claimed_address_does_not_help(client, agent, settings):
    settings.AXES_ENABLED = True
    for n in range(10):
        client.post(
            "/login/",
            {"username": "jin", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{n}"},
        )
    assert sign_in(client).status_code == 429


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        r"\\evil.example",
        r"/\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "\thttps://evil.example",
    ],
)
def test_case_13_next_never_leads_elsewhere(client, agent, target):
    response = sign_in(client, next=target)
    assert response["Location"] == "/"


def test_case_13_next_leads_on_here(client, agent):
    assert client.get("/settings/me/")["Location"] == "/login/?next=/settings/me/"
    assert sign_in(client, next="/settings/me/")["Location"] == "/settings/me/"


def test_case_13_signing_out_takes_a_post(client_of, agent):
    browser = client_of(agent)
    assert browser.get("/logout/").status_code == 405
    assert is_signed_in(browser)
    response = browser.post("/logout/", follow=True)
    assert not is_signed_in(browser)
    assert "You are signed out" in response.content.decode()


def test_case_13_a_form_from_elsewhere_is_refused(agent):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(agent, backend="teams.backends.PersonBackend")
    for path in ("/logout/", "/settings/me/", "/settings/me/theme/"):
        assert browser.post(path, {"theme": "dark"}).status_code == 403
    agent.refresh_from_db()
    assert agent.theme == "system"


def test_who_is_signed_in_is_led_on(client_of, agent):
    assert client_of(agent).get("/login/").status_code == 302


# --- Sign-in links -------------------------------------------------------------------------------


@pytest.fixture
def newcomer(organisation):
    return create_person(None, name="Nia Bekele", username="nia")


@pytest.fixture
def link(client_of, administrator, newcomer):
    response = client_of(administrator).post(reverse("teams:sign_in_link", args=[newcomer.pk]))
    assert "no-store" in response["Cache-Control"]
    return response.context["link"]


def opened(client, link):
    return client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)


def test_a_link_sets_a_password_once(client, link, newcomer):
    page = opened(client, link)
    assert "You sign in as nia" in page.content.decode()
    address = page.redirect_chain[-1][0]
    assert "set-password" in address  # the secret is out of the address
    before = client.session.session_key
    done = client.post(address, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Your password is set" in done.content.decode()
    # In, without typing it a third time; in a session of another id.
    assert done.redirect_chain[-1][0] == "/"
    assert done.wsgi_request.user == newcomer
    assert client.session.session_key not in {None, before}
    assert sign_in(Client(), "nia", NEW).status_code == 302
    again = opened(Client(), link)
    assert "This link no longer works" in again.content.decode()
    verbs = AuditEntry.objects.filter(object_id=newcomer.pk, kind="teams.user")
    assert set(verbs.values_list("verb", flat=True)) == {
        "created",
        "made sign-in link",
        "set password",
    }


def test_case_12_a_link_opened_where_somebody_else_is_signed_in_ends_their_session(
    client_of, agent, link, newcomer
):
    browser = client_of(agent)
    session = browser.session
    session["of the one before"] = "kept"
    session.save()
    address = opened(browser, link).redirect_chain[-1][0]
    done = browser.post(address, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert done.wsgi_request.user == newcomer
    assert "of the one before" not in browser.session


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (NEW, "something else", "match"),
        ("short", "short", "too short"),
        ("1234567890123", "1234567890123", "numeric"),
        ("", "", "required"),
        ("nia bekele", "nia bekele", "similar"),
    ],
)
def test_a_weak_password_is_refused_in_words(client, link, newcomer, first, second, why):
    address = opened(client, link).redirect_chain[-1][0]
    page = client.post(address, {"new_password1": first, "new_password2": second})
    assert why in page.content.decode()
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_a_link_runs_out(client, link):
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert "no longer works" in opened(client, link).content.decode()


def test_a_link_is_nothing_to_somebody_who_has_left(client, link, newcomer):
    leave(None, newcomer, timezone.now().date(), "Changed their mind")
    assert "no longer works" in opened(client, link).content.decode()


@pytest.mark.parametrize("path", ["/welcome/x/y/", "/welcome/OTk5/abc-def/", "/welcome/%00/x/"])
def test_a_made_up_link_says_so(client, organisation, path):
    response = client.get(path, follow=True)
    assert response.status_code in {200, 404}
    if response.status_code == 200:
        assert "no longer works" in response.content.decode()


def test_no_link_for_who_has_left(client_of, administrator, deactivated):
    browser = client_of(administrator)
    address = reverse("teams:sign_in_link", args=[deactivated.pk])
    page = browser.post(address, follow=True)
    assert "has left" in page.content.decode()


def test_case_13_the_link_does_not_follow_the_host_header(client_of, administrator, newcomer):
    browser = client_of(administrator)
    address = reverse("teams:sign_in_link", args=[newcomer.pk])
    response = browser.post(address, headers={"Host": "127.0.0.1"})
    assert response.context["link"].startswith("http://127.0.0.1:8000/welcome/")
    assert browser.post(address, headers={"Host": "evil.example"}).status_code == 400


def test_the_password_of_ones_own(client_of, agent):
    browser, elsewhere = client_of(agent), client_of(agent)
    wrong = browser.post(
        "/settings/me/password/",
        {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW},
    )
    assert "This is not your present password." in wrong.content.decode()
    right = browser.post(
        "/settings/me/password/",
        {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW},
    )
    assert right.status_code == 302
    assert browser.get("/settings/me/").status_code == 200
    assert elsewhere.get("/settings/me/").status_code == 302
    assert User.objects.get(pk=agent.pk).check_password(NEW)


def test_case_9_the_secret_of_a_link_is_in_no_log(client, link, caplog):
    secret = link.rstrip("/").rsplit("/", 1)[1]
    caplog.clear()
    opened(client, link)
    assert "/welcome/" in caplog.text
    assert secret not in caplog.text


# --- What was being written when the session ended ------------------------------------------------

WORDS = "On Tuesday you rang the depot, so nobody waited. <script>alert(1)</script>"


def test_what_was_written_after_the_session_ended_is_handed_back(client, agent):
    sent = {"words": WORDS, "do": "share", "csrfmiddlewaretoken": "a b", "password": "pass word"}
    answer = client.post(
        "/kudos/7/reply/", sent, headers={"Referer": "http://testserver/kudos/7/?a=b"}
    )
    text = answer.content.decode()
    assert answer.status_code == 401
    assert "Nothing was sent or saved" in text
    assert text.count("<textarea") == 1
    assert escape(WORDS) in text
    assert "<script>alert" not in text
    assert "pass word" not in text
    # To the page where it was written, as the form's own address may be none to look at.
    assert 'href="/login/?next=/kudos/7/%3Fa%3Db"' in text
    assert "no-store" in answer["Cache-Control"]
    assert not client.session.keys()
    elsewhere = client.post("/kudos/new/", sent, headers={"Referer": "https://evil.example/x"})
    assert 'href="/login/?next=/kudos/new/"' in elsewhere.content.decode()
    # Whoever signs in next finds none of it.
    sign_in(client)
    assert "depot" not in client.get("/kudos/new/").content.decode()


def test_a_form_without_words_and_a_part_of_a_page_lead_to_the_sign_in(client, agent):
    for sent, headers in (({"do": "share"}, {}), ({"words": WORDS}, {"HX-Request": "true"})):
        answer = client.post("/kudos/new/", sent, headers=headers)
        assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/kudos/new/")


def test_case_1_a_forged_form_is_not_answered_with_its_words(agent):
    answer = Client(enforce_csrf_checks=True).post("/kudos/new/", {"words": WORDS})
    assert answer.status_code == 403
    assert "depot" not in answer.content.decode()
