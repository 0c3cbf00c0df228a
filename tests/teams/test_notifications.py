"""What one wants to be told, and how it stops."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client

from teams.actions import create_team, join_team, update_person
from teams.actions.errors import ActionRefused
from teams.actions.notices import choose_notices, stop_digest, stop_mail_about
from teams.kinds import OTHER, kinds
from teams.models import Notice, NoticeChoices, Role, User
from teams.notice_ways import way_of
from teams.queries.notices import walls_of
from teams.telling import tell
from teams.unsubscribing import Unwanted, token_for, unwanted_of_token
from tests.cast import SINCE
from tests.goals.november import words

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
PAGE = "/settings/notifications/"
pytestmark = pytest.mark.django_db
KINDS = [kind.code for kind in kinds()]


def sent(*, ways=None, **fields):
    named = {f"way_{code}": way for code, way in (ways or {}).items()}
    return {"digest": "weekdays", **named, **fields}


def choose(person, **fields):
    values = {
        "digest": "", "not_in_app": [], "not_in_mail": [], "quiet_from": None, "quiet_until": None,
    }  # fmt: skip
    return choose_notices(person, **{**values, **fields})


@pytest.mark.parametrize(("who", "usual"), [("manager", "weekdays"), ("agent", "few")])
def test_without_a_choice_the_page_shows_what_is_usual(request, client_of, who, usual):
    form = client_of(request.getfixturevalue(who)).get(PAGE).context["form"]
    assert form["digest"].value() == usual
    assert {form[f"way_{code}"].value() for code in KINDS} == {"both"}


def test_saving_keeps_where_each_kind_comes(client_of, manager):
    ways = {
        "goals.turned": "inbox",
        "goals.closed": "at_once",
        "goals.revised": "digest",
        "goals.agreed": "nowhere",
        "escalations.safety": "inbox",
    }
    answer = client_of(manager).post(
        PAGE,
        sent(
            ways=ways, digest="weekly", quiet_from="20:00", quiet_until="07:00",
            quiet_on_days_off="on", time_zone="Australia/Adelaide",
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    kept = NoticeChoices.objects.get()
    assert kept.user == manager
    assert set(kept.not_in_app) == {"goals.revised", "goals.agreed"}
    assert set(kept.not_in_mail) == {"goals.turned", "goals.agreed", "escalations.safety"}
    assert (kept.at_once, kept.digest) == (["goals.closed"], "weekly")
    assert (kept.quiet_from, kept.quiet_until) == (time(20), time(7))
    assert kept.quiet_on_days_off
    assert kept.time_zone == "Australia/Adelaide"
    shown = client_of(manager).get(PAGE).context["form"]
    assert shown["digest"].value() == "weekly"
    assert {code: shown[f"way_{code}"].value() for code in ways} == ways
    # A form that names no kind, as an older page would send it, changes none.
    client_of(manager).post(PAGE, sent())
    assert NoticeChoices.objects.get().at_once == ["goals.closed"]


def test_what_is_urgent_cannot_be_put_off(client_of, manager):
    for way in ("digest", "nowhere", "at_once"):
        answer = client_of(manager).post(PAGE, sent(ways={"escalations.safety": way}))
        assert list(answer.context["form"].errors) == ["way_escalations.safety"]


def test_every_kind_has_a_line_once(client_of, manager):
    form = client_of(manager).get(PAGE).context["form"]
    listed = [field.html_name for _, fields in form.groups() for field in fields]
    assert sorted(listed) == sorted(f"way_{code}" for code in KINDS)


def test_the_zone_shown_is_the_one_quiet_hours_go_by(client_of, manager, north):
    """Of several zones: that of the first team they lead, whatever the database calls first."""
    for name in ("boston", "Zürich"):
        zone = "America/New_York" if name == "boston" else "Europe/Zurich"
        team = create_team(None, name=name, time_zone=zone)
        join_team(None, manager, team, Role.MANAGER, SINCE)
    client = client_of(manager)
    assert client.get(PAGE).context["form"]["time_zone"].value() == "America/New_York"
    assert walls_of([manager.pk], NOW)[manager.pk].zone == "America/New_York"
    client.post(PAGE, sent(time_zone="America/New_York"))
    assert NoticeChoices.objects.get().time_zone == ""
    client.post(PAGE, sent(time_zone="Europe/London"))
    assert NoticeChoices.objects.get().time_zone == "Europe/London"
    assert client.get(PAGE).context["form"]["time_zone"].value() == "Europe/London"
    assert walls_of([manager.pk], NOW)[manager.pk].zone == "Europe/London"


def test_as_usual_stays_as_usual(client_of, manager):
    client_of(manager).post(PAGE, sent(time_zone="Europe/London"))
    kept = NoticeChoices.objects.get()
    assert (kept.digest, kept.time_zone) == ("", "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"quiet_from": "20:00"}, "quiet_until"),
        ({"quiet_until": "20:00"}, "quiet_from"),
        ({"quiet_from": "20:00", "quiet_until": "20:00"}, "quiet_until"),
        ({"quiet_from": "06:00", "quiet_until": "05:00"}, "quiet_until"),
        ({"quiet_from": "soon", "quiet_until": "07:00"}, "quiet_from"),
        ({"digest": "hourly"}, "digest"),
        ({"digest": ""}, "digest"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"ways": {"goals.turned": "pigeon"}}, "way_goals.turned"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(client_of, manager, fields, field):
    answer = client_of(manager).post(PAGE, sent(**fields))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not NoticeChoices.objects.exists()


def test_the_action_refuses_what_the_form_would_not_let_through(manager):
    for fields in ({"digest": "hourly"}, {"time_zone": "Mars"}, {"quiet_from": time(7)}):
        with pytest.raises(ActionRefused):
            choose(manager, **fields)


def test_a_kind_kept_out_of_the_inbox_waits_for_the_digest_alone(client_of, manager, supervisor):
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    choose(manager, not_in_app=["goals.turned", "other"])
    for place, kind in enumerate(("goals.turned", "goals.closed", "of.no.name")):
        tell([manager, supervisor], kind, str(place), f"Said {place}.", now=NOW)
    assert list(
        Notice.objects.filter(user=manager, in_inbox=True).values_list("key", flat=True)
    ) == ["2", "1"], "of what has no name mail says nothing"
    assert Notice.objects.filter(user=manager, read_at=None).count() == 2
    assert Notice.objects.filter(user=supervisor, read_at=None).count() == 3
    assert Notice.objects.filter(user=manager).count() == 3
    assert "Said 0." not in words(client_of(manager).get("/inbox/"))


@pytest.fixture
def waiting(manager):
    """Three things of which the manager waits to read in the digest alone, and one they read in none."""
    User.objects.filter(pk=manager.pk).update(email="priya@example.com")
    manager.refresh_from_db()
    choose(
        manager,
        digest="weekdays",
        not_in_app=["goals.turned", "goals.closed", "goals.revised"],
        not_in_mail=["goals.revised"],
    )
    kinds = ("goals.turned", "goals.turned", "goals.closed", "goals.revised")
    for place, kind in enumerate(kinds):
        tell([manager], kind, str(place), f"Said {place}.", now=NOW)
    Notice.objects.filter(key="0").update(mailed_at=NOW)
    assert not Notice.objects.filter(in_inbox=True).exists()
    return manager


def in_inbox(person):
    found = Notice.objects.filter(user=person, in_inbox=True, read_at=None)
    return sorted(found.values_list("key", flat=True))


def test_what_waited_for_a_digest_that_comes_no_more_is_in_the_inbox(waiting, client_of):
    choose(waiting, digest="off")
    # What a digest said already, and what is wanted nowhere, is not told now.
    assert in_inbox(waiting) == ["1", "2"]
    page = words(client_of(waiting).get("/inbox/"))
    assert "2 new." in page
    assert "Said 1." in page
    choose(waiting, digest="off")
    assert in_inbox(waiting) == ["1", "2"]


def test_the_same_by_the_link_in_a_mail(waiting, anybody):
    anybody.post(f"/mail/unsubscribe/{token_for(waiting)}/")
    assert in_inbox(waiting) == ["1", "2"]


def test_the_same_where_the_digest_says_only_thanks_from_now_on(waiting):
    choose(waiting, digest="few")
    assert in_inbox(waiting) == ["1", "2"]


def test_the_same_of_one_kind_alone_that_is_to_come_by_mail_no_more(waiting):
    stop_mail_about(waiting, ["goals.closed"])
    assert in_inbox(waiting) == ["2"]


def test_the_same_where_there_is_no_address_any_more(waiting, administrator):
    update_person(administrator, waiting, email="")
    assert in_inbox(waiting) == ["1", "2"]


def test_what_is_chosen_to_come_nowhere_is_not_told_and_with_a_digest_it_goes_on_waiting(waiting):
    choose(waiting, digest="weekly", not_in_app=["goals.turned", "goals.closed"])
    assert in_inbox(waiting) == []
    choose(waiting, digest="off", not_in_app=["goals.turned"], not_in_mail=["goals.turned"])
    assert in_inbox(waiting) == ["2"]


@pytest.mark.parametrize(
    "why", ["about somebody else", "no words for mail", "no digest", "few", "no address", "no team"]
)
def test_what_no_digest_can_say_comes_into_the_inbox_all_the_same(manager, colleague, why):
    address = "" if why == "no address" else "priya@example.com"
    User.objects.filter(pk=manager.pk).update(email=address)
    kind = "teams.praised" if why == "no words for mail" else "goals.turned"
    choose(manager, not_in_app=["goals.turned", "other"])
    if why == "no digest":
        stop_digest(manager)
    if why == "few":
        NoticeChoices.objects.update(digest="few")
    if why == "no team":
        manager.memberships.update(ends_on=SINCE + timedelta(days=1))
    about = colleague.pk if why == "about somebody else" else None
    tell([manager], kind, "1", "Said.", about=about, now=NOW)
    notice = Notice.objects.get()
    assert (notice.in_inbox, notice.read_at) == (True, None)


def test_thanks_come_in_any_digest_alone(agent):
    User.objects.filter(pk=agent.pk).update(email="jin@example.com")
    choose(agent, not_in_app=["feedback.thanked"])
    tell([agent], "feedback.thanked", "1", "Marcus thanks you.", now=NOW)
    assert not Notice.objects.get().in_inbox


def test_what_is_wanted_nowhere_waits_for_no_digest(manager):
    choose(manager, not_in_app=["goals.turned"], not_in_mail=["goals.turned"])
    tell([manager], "goals.turned", "1", "Said.", now=NOW)
    notice = Notice.objects.get()
    assert (notice.in_inbox, notice.mailed_at) == (False, NOW)


def test_the_digest_alone_is_offered_where_mail_has_words(client_of, manager):
    fields = client_of(manager).get(PAGE).context["form"].fields
    for kind in kinds():
        offered = [way for way, _ in fields[f"way_{kind.code}"].choices]
        says = kind.has_words and not kind.urgent
        assert ("digest" in offered) == says, kind.code
    assert way_of(OTHER, ["other"], [], []) == "both"


@pytest.mark.parametrize(
    ("who", "digest", "kind", "words"),
    [
        ("manager", "off", "goals.revised", "You get no digest"),
        ("manager", "few", "goals.revised", "Yours has only thanks and changed rules"),
        ("agent", "few", "goals.revised", "“A closed period is revised”"),
        ("agent", "off", "feedback.thanked", "You get no digest"),
        ("agent", "few", "feedback.thanked", ""),
        ("agent", "changes", "goals.revised", ""),
    ],
)
def test_the_digest_alone_needs_a_digest_that_says_it(request, client_of, who, digest, kind, words):
    answer = client_of(request.getfixturevalue(who)).post(
        PAGE, sent(ways={kind: "digest"}, digest=digest)
    )
    if not words:
        assert answer.status_code == 302
        return
    assert words in answer.context["form"].errors["digest"][0]
    assert not NoticeChoices.objects.exists()


def test_code_of_the_release_before_can_still_write_choices(manager):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO teams_noticechoices (user_id, digest, not_in_app, not_in_mail, time_zone)"
            " VALUES (%s, '', '[]', '[]', '')",
            [manager.pk],
        )
    kept = NoticeChoices.objects.get()
    assert (kept.at_once, kept.quiet_on_days_off) == ([], False)


# --- No more mail, from the mail itself ----------------------------------------------------------


@pytest.fixture
def anybody() -> Client:
    return Client(enforce_csrf_checks=True)


def test_one_click_ends_the_digest_without_signing_in(anybody, manager):
    """As mail programs do it (RFC 8058): a POST of their own, with neither cookie nor form of ours."""
    path = f"/mail/unsubscribe/{token_for(manager)}/"
    answer = anybody.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "You get no more digests." in words(answer)
    assert NoticeChoices.objects.get(user=manager).digest == "off"
    assert anybody.post(path).status_code == 200


def test_case_13_opening_the_address_only_asks(anybody, manager):
    answer = anybody.get(f"/mail/unsubscribe/{token_for(manager)}/")
    assert "Stop the digest?" in words(answer)
    assert manager.name not in words(answer)
    assert not NoticeChoices.objects.exists()


def test_the_other_choices_stay(anybody, manager):
    choose(manager, not_in_app=["goals.closed"], quiet_from=time(20), quiet_until=time(7))
    stop_digest(manager)
    kept = NoticeChoices.objects.get()
    assert (kept.digest, kept.not_in_app, kept.quiet_from) == ("off", ["goals.closed"], time(20))


def test_case_9_an_address_we_did_not_sign_does_nothing(anybody, manager, supervisor):
    good = token_for(manager)
    _, _, mark = good.partition(":")
    for token in (str(manager.pk), f"{supervisor.pk}:{mark}", f"{good}x", "x", f":{mark}"):
        assert anybody.post(f"/mail/unsubscribe/{token}/").status_code == 404
    assert not NoticeChoices.objects.exists()
    assert unwanted_of_token(good) == Unwanted(manager)


def test_who_has_left_has_no_address(anybody, deactivated):
    assert anybody.post(f"/mail/unsubscribe/{token_for(deactivated)}/").status_code == 404


def test_an_address_for_some_kinds_stops_their_mail_alone(anybody, manager, supervisor):
    choose(manager, at_once=["goals.turned", "goals.closed"], digest="weekly")
    path = f"/mail/unsubscribe/{token_for(manager, ['goals.turned', 'no.such'])}/"
    asked = anybody.get(path)
    assert "Stop this mail?" in words(asked)
    assert "A goal turns to watch or behind" in words(asked)
    for _ in range(2):
        assert anybody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    kept = NoticeChoices.objects.get()
    assert kept.user == manager
    assert (kept.not_in_mail, kept.at_once, kept.digest) == (
        ["goals.turned"],
        ["goals.closed"],
        "weekly",
    )


def test_what_came_in_the_digest_alone_comes_into_the_inbox_then(manager):
    choose(manager, not_in_app=["goals.turned", "goals.closed"], not_in_mail=["goals.closed"])
    stop_mail_about(manager, ["goals.turned", "goals.closed"])
    kept = NoticeChoices.objects.get()
    assert (kept.not_in_app, set(kept.not_in_mail)) == (
        ["goals.closed"],
        {"goals.turned", "goals.closed"},
    )


def test_case_9_a_token_cannot_be_bent_to_other_kinds_or_people(anybody, manager, supervisor):
    good = token_for(manager, ["goals.turned"])
    value, _, mark = good.rpartition(":")
    bent = (
        f"{value},goals.closed:{mark}",
        f"{manager.pk}:{mark}",
        f"{value.replace(str(manager.pk), str(supervisor.pk), 1)}:{mark}",
    )
    for token in bent:
        assert token == good or anybody.post(f"/mail/unsubscribe/{token}/").status_code == 404
    assert not NoticeChoices.objects.exists()
