"""The threat cases of the design, as far as people and teams are concerned."""

import re

import html5lib
import pytest
from django.db import models
from django.urls import reverse

from teams.actions import add_closure, join_team, update_organisation, update_person, update_team
from teams.models import ApiToken, Closure, Membership, Organisation, Role, Team, User
from tests.cast import SINCE

XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<style>@import 'http://evil.example'</style>",
    "<link rel=stylesheet href=http://evil.example>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<base href=http://evil.example>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)" x="',
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
    "${7*7}#{7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe",
    "\ufeff<script>alert(1)</script>",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "＜script＞alert(1)＜/script＞",
]


# Hundreds of zones and countries, in which nobody writes; parsing them takes most of the time.
LONG_LISTS = re.compile(
    rb"<optgroup.*?</optgroup>|<option value=\"[A-Z]{2}\".*?</option>", re.DOTALL
)


def mouthfuls(length):
    """The payloads, several to a text as far as a field holds them: fewer pages to parse."""
    texts = [""]
    for payload in XSS:
        if len(texts[-1]) + len(payload) > length:
            texts.append("")
        texts[-1] += payload
    return texts


def elements(content):
    """Every element of a page with the names of its attributes: what a browser would build."""
    content = LONG_LISTS.sub(b"", content)
    tree = html5lib.parse(content, treebuilder="etree", namespaceHTMLElements=False)
    return [(element.tag, tuple(sorted(element.attrib))) for element in tree.iter()]


PAGES = (
    "/settings/me/",
    "/settings/organisation/",
    "/settings/teams/",
    "/settings/teams/north/",
    "/settings/people/",
    "/settings/administrators/",
    "/help/",
)


@pytest.mark.either_database
def test_case_5_no_text_becomes_an_element_or_an_attribute(client_of, agent, administrator, north):
    """Each payload in each text field: every page keeps the elements it has with plain words."""
    browser = client_of(administrator)
    grant = agent.memberships.get()
    closure = add_closure(None, north, day=SINCE.replace(year=2027), name="Plain")
    pages = [
        *PAGES,
        reverse("teams:person", args=[agent.pk]),
        reverse("teams:person_edit", args=[agent.pk]),
        reverse("teams:move", args=[agent.pk]),
        reverse("teams:role_end", args=[agent.pk, grant.pk]),
    ]

    def fill(words):
        update_organisation(None, name=words, tagline=words)
        update_team(None, north, name=words)
        update_person(None, agent, name=words)
        update_person(None, administrator, name=f"A {words}"[:150])
        Closure.objects.filter(pk=closure.pk).update(name=words)
        Membership.objects.filter(pk=grant.pk).update(end_reason=words)
        User.objects.filter(pk=agent.pk).update(left_reason=words)

    for n in range(15):  # until the histories on the pages are as long as they get
        fill(f"Plain words {n}")
    plain = {path: elements(browser.get(path).content) for path in pages}
    for payload in mouthfuls(110):
        fill(payload)
        for path in pages:
            response = browser.get(path)
            assert elements(response.content) == plain[path], (payload, path)
            assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_case_5_what_is_sent_wrongly_is_shown_back_as_text(client_of, administrator, north):
    browser = client_of(administrator)
    path = "/settings/people/new/"
    sent = {"username": "plain", "email": "x", "starts_on": "plain", "name": "plain"}
    plain = elements(browser.post(path, sent).content)
    for payload in mouthfuls(110):
        hostile = {**sent, "name": payload, "starts_on": payload, "email": payload}
        assert elements(browser.post(path, hostile).content) == plain, payload
        found = browser.get("/settings/people/", {"q": payload, "team": payload})
        assert b"<script>alert" not in found.content


@pytest.mark.parametrize("payload", ["a\x00b", "\x00", "Jin\x00<b>"])
def test_case_5_a_nul_is_refused_everywhere(client_of, administrator, north, agent, payload):
    browser = client_of(administrator)
    posts = {
        "/settings/organisation/": {"name": payload},
        "/settings/teams/new/": {"name": payload},
        "/settings/people/new/": {"name": payload},
        "/settings/me/": {"name": payload},
        "/settings/teams/north/days-off/": {"name": payload, "day": "2027-01-01"},
        reverse("teams:move", args=[agent.pk]): {"reason": payload},
    }
    for path, sent in posts.items():
        response = browser.post(path, sent)
        assert response.status_code == 200, path
        assert b"Null characters are not allowed" in response.content, path
    assert browser.get("/settings/people/", {"q": payload}).status_code == 200
    assert browser.post("/login/", {"username": payload, "password": payload}).status_code == 302


# --- Mass assignment -----------------------------------------------------------------------------


def everything(model):
    """A value for each field of a model, under each name a form might take it by."""
    values = {}
    for field in model._meta.get_fields():
        value = {
            models.BooleanField: "on",
            models.DateTimeField: "2020-01-01T00:00:00Z",
            models.DateField: "2020-01-01",
            models.JSONField: "[1]",
        }.get(type(field), "1")
        values[field.name] = values[f"{field.name}_id"] = values[f"id_{field.name}"] = value
    return values


def kept(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("who", ["agent", "manager", "administrator"])
def test_case_14_mass_assignment_about_oneself(client_of, request, who):
    person = request.getfixturevalue(who)
    browser = client_of(person)
    version = browser.get("/settings/me/").context["form"].initial["version"]
    before = kept(User.objects.get(pk=person.pk))
    roles = list(Membership.objects.values())
    sent = {**everything(User), "name": "Another", "email": "a@example.com", "version": version}
    assert browser.post("/settings/me/", sent).status_code == 302
    after = kept(User.objects.get(pk=person.pk))
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "email"}
    assert list(Membership.objects.values()) == roles


def test_case_14_mass_assignment_of_a_theme_and_a_password(client_of, agent):
    browser = client_of(agent)
    before = kept(User.objects.get(pk=agent.pk))
    browser.post("/settings/me/theme/", {**everything(User), "theme": "dark"})
    browser.post(
        "/settings/me/password/",
        {
            **everything(User),
            "old_password": "a fine long passphrase",
            "new_password1": "another fine passphrase",
            "new_password2": "another fine passphrase",
        },
    )
    after = kept(User.objects.get(pk=agent.pk))
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"theme", "password"}


def test_case_14_mass_assignment_by_an_administrator_about_a_person(
    client_of, administrator, agent
):
    browser = client_of(administrator)
    path = reverse("teams:person_edit", args=[agent.pk])
    version = browser.get(path).context["form"].initial["version"]
    before = kept(User.objects.get(pk=agent.pk))
    sent = {**everything(User), **everything(Membership), "name": "Jin Kim", "username": "jin"}
    sent |= {"email": "", "version": version}
    assert browser.post(path, sent).status_code == 302
    after = kept(User.objects.get(pk=agent.pk))
    assert {name for name in after if after[name] != before[name]} == {"name"}


def test_case_14_mass_assignment_of_a_new_person(client_of, administrator, north):
    sent = {**everything(User), **everything(Membership), "name": "Nia", "username": "nia"}
    sent |= {"email": "", "team": "", "role": "agent", "starts_on": "2026-05-01"}
    assert client_of(administrator).post("/settings/people/new/", sent).status_code == 302
    nia = User.objects.get(username="nia")
    assert (nia.is_staff, nia.is_superuser, nia.theme) == (False, False, "system")
    assert not nia.has_usable_password()
    assert not nia.memberships.exists()


def test_case_14_mass_assignment_of_a_role(client_of, administrator, agent, south, colleague):
    browser = client_of(administrator)
    sent = {**everything(Membership), "user": colleague.pk, "user_id": colleague.pk}
    sent |= {"team": south.pk, "role": "supervisor", "starts_on": "2026-05-01"}
    assert browser.post(reverse("teams:join", args=[agent.pk]), sent).status_code == 302
    assert colleague.memberships.count() == 1
    new = agent.memberships.get(team=south)
    assert (new.role, new.ends_on, new.end_reason) == (Role.SUPERVISOR, None, "")


def test_case_14_mass_assignment_of_a_team(client_of, manager, north):
    browser = client_of(manager)
    path = "/settings/teams/north/"
    version = browser.get(path).context["form"].initial["version"]
    before = kept(Team.objects.get())
    sent = {
        **everything(Team),
        "time_zone": "Europe/London",
        "working_days": ["0", "1"],
        "opens_at": "09:00",
        "closes_at": "17:00",
        "day_starts_hour": "0",
        "country": "",
        "huddle_at": "",
        "version": version,
    }
    assert browser.post(path, sent).status_code == 302
    after = kept(Team.objects.get())
    assert {name for name in after if after[name] != before[name]} == {"working_days"}


def test_case_14_mass_assignment_of_the_organisation(client_of, administrator, organisation):
    browser = client_of(administrator)
    path = "/settings/organisation/"
    version = browser.get(path).context["form"].initial["version"]
    sent = {**everything(Organisation), "name": "Ours", "tagline": "", "currency": "GBP"}
    sent |= {"time_zone": "Europe/London", "week_starts_on": "0", "version": version, "id": "7"}
    assert browser.post(path, sent).status_code == 302
    assert [o.pk for o in Organisation.objects.all()] == [1]


def test_case_14_mass_assignment_of_a_closure(client_of, manager, north, south):
    sent = {**everything(Closure), "team": south.pk, "team_id": south.pk}
    sent |= {"day": "2027-01-04", "name": "Team day", "is_worked": "off"}
    client_of(manager).post(reverse("teams:closure_new", args=["north"]), sent)
    assert Closure.objects.get().team == north


# --- Foreign ids, self-dealing, state on GET -----------------------------------------------------


def test_case_2_foreign_ids_write_nothing(client_of, manager, north, south, stranger, agent):
    """A manager of North reaches for South, and for what only administrators do."""
    join_team(None, manager, south, Role.AGENT, SINCE)
    browser = client_of(manager)
    theirs = stranger.memberships.get()
    closure = add_closure(None, south, day=SINCE.replace(year=2027), name="Team day")
    before = (list(Membership.objects.values()), list(Team.objects.values()))
    reached = {
        browser.post(reverse(f"teams:{name}", args=args), sent).status_code
        for name, args, sent in (
            ("team_edit", ["south"], {"name": "Mine"}),
            ("closure_new", ["south"], {"day": "2027-01-05", "name": "X", "is_worked": "off"}),
            ("closure_remove", ["south", closure.pk], {}),
            ("closure_remove", ["north", closure.pk], {}),
            ("team_archive", ["south"], {}),
            ("team_archive", ["north"], {}),
            ("team_new", [], {"name": "Mine"}),
            ("organisation", [], {"name": "Mine"}),
            ("person_new", [], {"name": "Mine"}),
            ("person_edit", [stranger.pk], {"name": "Mine"}),
            ("person_edit", [agent.pk], {"name": "Mine"}),
            ("join", [agent.pk], {"team": north.pk, "role": "manager"}),
            ("move", [stranger.pk], {"to_team": north.pk, "on": "2026-05-01"}),
            ("leave", [agent.pk], {"last_day": "2026-05-01", "reason": "x"}),
            ("role", [stranger.pk, theirs.pk], {"role": "manager"}),
            ("role_end", [stranger.pk, theirs.pk], {"last_day": "2026-05-01", "reason": "x"}),
            ("sign_in_link", [agent.pk], {}),
            ("person_back", [agent.pk], {}),
            ("administrators", [], {"person": manager.pk}),
            ("administrator_remove", [agent.pk], {}),
        )
    }
    assert reached == {403, 404}
    assert (list(Membership.objects.values()), list(Team.objects.values())) == before
    assert Closure.objects.count() == 1


def test_case_4_nobody_gives_themself_a_role(client_of, agent, supervisor, manager):
    for person in (agent, supervisor, manager):
        browser = client_of(person)
        own = person.memberships.get()
        before = list(Membership.objects.values())
        for name, args in (
            ("join", [person.pk]),
            ("move", [person.pk]),
            ("role", [person.pk, own.pk]),
            ("administrators", []),
            ("person_edit", [person.pk]),
        ):
            sent = {"role": "manager", "person": person.pk, "on": "2026-05-01"}
            assert browser.post(reverse(f"teams:{name}", args=args), sent).status_code == 404
        assert list(Membership.objects.values()) == before


def test_case_13_nothing_changes_on_a_get(client_of, administrator, agent, north):
    browser = client_of(administrator)
    membership = agent.memberships.get()
    closure = add_closure(None, north, day=SINCE.replace(year=2027), name="Team day")
    tables = (User, Membership, Team, Organisation, Closure, ApiToken)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    query = {"do": "archive", "theme": "dark", "name": "X", "person": agent.pk}
    for name, args in (
        ("theme", []),
        ("team_archive", ["north"]),
        ("closure_new", ["north"]),
        ("closure_remove", ["north", closure.pk]),
        ("sign_in_link", [agent.pk]),
        ("person_back", [agent.pk]),
        ("administrator_remove", [administrator.pk]),
        ("logout", []),
        ("leave", [agent.pk]),
        ("role_end", [agent.pk, membership.pk]),
        ("administrators", []),
    ):
        status = browser.get(reverse(f"teams:{name}", args=args), query).status_code
        assert status in {200, 302, 405}
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_case_17_a_team_that_changes_its_zone_is_told_once(client_of, manager, north):
    from teams.events import calendar_changed

    heard = []

    def hear(sender, team, **kwargs):
        heard.append(team.time_zone)

    browser = client_of(manager)
    form = browser.get("/settings/teams/north/").context["form"]
    sent = {
        "time_zone": "Asia/Kolkata",
        "working_days": ["0", "1", "2", "3", "4"],
        "opens_at": "09:00",
        "closes_at": "17:00",
        "day_starts_hour": "0",
        "country": "",
        "version": form.initial["version"],
    }
    calendar_changed.connect(hear)
    try:
        browser.post("/settings/teams/north/", sent)
        browser.post("/settings/teams/north/", sent)
    finally:
        calendar_changed.disconnect(hear)
    assert heard == ["Asia/Kolkata"]
