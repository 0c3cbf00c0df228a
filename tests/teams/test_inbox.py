"""The inbox: what is new, what was seen, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from goals.models import EngineState
from teams.actions import create_person
from teams.models import Notice
from teams.telling import tell
from tests.goals.november import words

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def a_notice(person, key="k", text="Calls are behind.", **fields) -> Notice:
    tell([person], "goals.turned", key, text, **{"url": "/goals/", "now": NOW, **fields})
    return Notice.objects.get(user=person, key=key)


def test_it_opens_with_what_it_is_for(client_of, manager):
    page = words(client_of(manager).get("/inbox/"))
    assert "Nothing has been said to you yet." in page


def test_new_comes_before_what_was_seen(client_of, manager):
    a_notice(manager, "1", "The first.", detail="230 a day from now on.")
    a_notice(manager, "2", "The second.", now=NOW - timedelta(days=2))
    Notice.objects.filter(key="2").update(read_at=NOW)
    page = client_of(manager).get("/inbox/").content.decode()
    assert page.index('id="new">New<') < page.index("The first.") < page.index("230 a day")
    assert page.index('id="seen">No longer new<') < page.index("The second.")
    assert "Tue 18 Nov, 09:05" in page


def test_looking_marks_nothing_and_opening_does(client_of, manager):
    notice = a_notice(manager)
    client = client_of(manager)
    client.get("/inbox/")
    notice.refresh_from_db()
    assert notice.read_at is None
    answer = client.post(reverse("teams:inbox_open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/goals/")
    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert "Nothing new. The last one came just now." in words(client.get("/inbox/"))


def test_case_13_a_notice_leads_nowhere_but_to_this_site(client_of, manager):
    client = client_of(manager)
    for key, url in enumerate(["//evil.example/", "https://evil.example/", "/\\evil.example", ""]):
        notice = a_notice(manager, str(key), url=url)
        answer = client.post(reverse("teams:inbox_open", args=[notice.pk]))
        assert answer["Location"] == "/inbox/"
    assert "evil.example" not in client.get("/inbox/").content.decode()


def test_read_once_it_stays_as_it_was(client_of, manager, time_machine):
    notice = a_notice(manager)
    path = reverse("teams:inbox_read", args=[notice.pk])
    client_of(manager).post(path)
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    client_of(manager).post(path)
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_all_read_is_what_the_page_showed(client_of, manager):
    seen = a_notice(manager, "1")
    late = a_notice(manager, "2")
    client_of(manager).post("/inbox/read/", {"until": seen.pk})
    assert list(Notice.objects.filter(read_at=None)) == [late]
    client_of(manager).post("/inbox/read/")
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 19, "9" * 40, "１"])
def test_a_number_that_is_none_breaks_nothing(client_of, manager, until):
    a_notice(manager)
    assert client_of(manager).post("/inbox/read/", {"until": until}).status_code == 302
    assert client_of(manager).get("/inbox/", {"before": until}).status_code == 200


def test_case_2_nobody_opens_or_marks_anothers(client_of, manager, supervisor):
    notice = a_notice(manager, text="Only for Priya.")
    client = client_of(supervisor)
    for name in ("inbox_open", "inbox_read"):
        assert client.post(reverse(f"teams:{name}", args=[notice.pk])).status_code == 404
    client.post("/inbox/read/", {"until": notice.pk})
    assert "Only for Priya." not in words(client.get("/inbox/"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_case_13_nothing_is_marked_by_a_get(client_of, manager):
    notice = a_notice(manager)
    client = client_of(manager)
    for path in (
        reverse("teams:inbox_open", args=[notice.pk]),
        reverse("teams:inbox_read", args=[notice.pk]),
        "/inbox/read/",
    ):
        assert client.get(path).status_code == 405


def test_older_ones_are_a_page_further(client_of, manager):
    for number in range(30):
        a_notice(manager, str(number), f"Notice {number:02}.")
    Notice.objects.update(read_at=NOW)
    client = client_of(manager)
    first = client.get("/inbox/")
    assert "Notice 29." in words(first)
    assert "Notice 04." not in words(first)
    older = first.context["page"].older
    assert "Notice 04." in words(client.get("/inbox/", {"before": older}))
    assert "Nothing further back." in words(client.get("/inbox/", {"before": 1}))


def test_the_page_takes_as_many_statements_with_a_hundred_notices(client_of, manager, statements):
    a_notice(manager)
    few = statements(client_of(manager), "/inbox/")
    for number in range(100):
        a_notice(manager, str(number))
    assert statements(client_of(manager), "/inbox/") <= few + 1


# --- In the frame of every page ------------------------------------------------------------------


def test_the_frame_counts_what_waits(client_of, manager, supervisor):
    for number in range(3):
        a_notice(manager, str(number))
    a_notice(supervisor)
    assert "Inbox 3 new" in words(client_of(manager).get("/help/"))
    Notice.objects.all().update(read_at=NOW)
    assert "new" not in words(client_of(manager).get("/help/")).partition("Company")[0]


def test_more_than_ninety_nine_is_more_than_that(client_of, manager):
    for number in range(100):
        a_notice(manager, str(number))
    assert "Inbox 99+ new" in words(client_of(manager).get("/help/"))


def test_counting_takes_no_statement_more(client_of, manager, statements):
    none = statements(client_of(manager), "/help/")
    a_notice(manager)
    assert statements(client_of(manager), "/help/") == none


def test_a_kept_page_is_built_anew_when_a_notice_comes_or_is_read(client_of, manager):
    EngineState.objects.create(pk=1)
    client = client_of(manager)
    tag = client.get("/")["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    notice = a_notice(manager)
    after = client.get("/", headers={"If-None-Match": tag})
    assert after.status_code == 200
    client.post(reverse("teams:inbox_read", args=[notice.pk]))
    assert client.get("/", headers={"If-None-Match": after["ETag"]}).status_code == 200


def test_somebody_elses_notice_changes_nothing_of_mine(client_of, manager, supervisor):
    EngineState.objects.create(pk=1)
    client = client_of(manager)
    tag = client.get("/")["ETag"]
    a_notice(supervisor)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_case_5_what_a_notice_says_is_text(client_of, manager):
    text = "<img src=x onerror=alert(1)>"
    a_notice(manager, text=text, detail=text)
    html = client_of(manager).get("/inbox/").content.decode()
    assert text not in html
    assert html.count("&lt;img src=x") >= 2


def test_somebody_without_a_role_has_an_inbox(client_of, organisation):
    nia = create_person(None, name="Nia", username="nia")
    assert client_of(nia).get("/inbox/").status_code == 200


# --- By day, by kind, undone, gone -----------------------------------------------------------------


def test_what_was_told_stands_under_its_day(client_of, manager):
    a_notice(manager, "1", "Of today.")
    a_notice(manager, "2", "Of yesterday.", now=NOW - timedelta(days=1))
    a_notice(manager, "3", "Of Monday.", now=NOW - timedelta(days=3))
    page = words(client_of(manager).get("/inbox/"))
    places = [page.index(one) for one in ("Today", "Of today.", "Yesterday", "Of yesterday.", "Mon 17 Nov", "Of Monday.")]  # fmt: skip
    assert places[1:] == sorted(places[1:])


def test_it_is_narrowed_to_what_it_is_about(client_of, manager):
    a_notice(manager, "1", "A goal.")
    tell([manager], "feedback.thanked", "2", "A thanks.", now=NOW)
    tell([manager], "of.no.name", "3", "Something else.", now=NOW)
    client = client_of(manager)
    for about, expected in (("goals", "A goal."), ("people", "A thanks."), ("other", "Something")):
        page = words(client.get("/inbox/", {"about": about}))
        assert [one for one in ("A goal.", "A thanks.", "Something") if one in page] == [expected]
    assert "Nothing was said to you about this." in words(client.get("/inbox/", {"about": "team"}))
    assert "A goal." in words(client.get("/inbox/", {"about": "no-such"}))
    last = Notice.objects.latest("pk").pk
    client.post("/inbox/read/", {"until": last, "about": "people"})
    assert set(Notice.objects.filter(read_at=None).values_list("key", flat=True)) == {"1", "3"}


def test_marking_read_is_undone_one_and_all(client_of, manager, supervisor):
    first = a_notice(manager, "1")
    a_notice(manager, "2")
    other = a_notice(supervisor, "1")
    Notice.objects.filter(pk=other.pk).update(read_at=NOW)
    client = client_of(manager)
    client.post(reverse("teams:inbox_read", args=[first.pk]))
    client.post(reverse("teams:inbox_unread", args=[first.pk]))
    assert Notice.objects.filter(user=manager, read_at=None).count() == 2
    client.post("/inbox/read/")
    assert Notice.objects.filter(user=manager, read_at=None).count() == 0
    page = client.get("/inbox/").content.decode()
    path = page.partition('action="/inbox/read/?undo=')[2].partition('"')[0]
    assert path, "the message offers to undo it"
    client.post(f"/inbox/read/?undo={path}")
    assert Notice.objects.filter(user=manager, read_at=None).count() == 2
    other.refresh_from_db()
    assert other.read_at == NOW


def test_what_is_gone_says_so_instead_of_a_dead_link(client_of, manager):
    client = client_of(manager)
    for place, url in enumerate(("/kudos/999999999/", "/no/such/page/", "/api/v1/goals/")):
        notice = a_notice(manager, str(place), f"Text {place}.", url=url)
        answer = client.post(reverse("teams:inbox_open", args=[notice.pk]), follow=True)
        assert answer.redirect_chain[-1][0] == "/inbox/"
        assert "That is not there any more, or is no longer yours to see." in words(answer)
        seen = client.get(reverse("teams:inbox_see", args=[notice.pk]))
        assert seen.status_code == 200
        assert "Not there any more" in words(seen)
    there = a_notice(manager, "there", url="/goals/")
    answer = client.get(reverse("teams:inbox_see", args=[there.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/goals/")
    there.refresh_from_db()
    assert there.read_at is None


def test_case_2_what_somebody_else_was_told_cannot_be_seen_or_made_new(client_of, manager, agent):
    notice = a_notice(manager)
    client = client_of(agent)
    assert client.get(reverse("teams:inbox_see", args=[notice.pk])).status_code == 404
    assert client.post(reverse("teams:inbox_unread", args=[notice.pk])).status_code == 404


# --- Many ------------------------------------------------------------------------------------------


def many(person, number) -> None:
    Notice.objects.bulk_create(
        Notice(user=person, kind="goals.turned", key=str(n), text="Once more.", at=NOW)
        for n in range(number)
    )


def test_of_very_many_it_says_only_that_they_are_many(client_of, manager):
    many(manager, 1_000)
    page = words(client_of(manager).get("/inbox/"))
    assert "1000 new." in page
    assert "The latest 50 of 1000" in page
    a_notice(manager)
    page = words(client_of(manager).get("/inbox/"))
    assert "More than 1,000 new." in page
    assert "The latest 50 of more than 1,000" in page


def test_what_comes_beside_a_thousand_that_wait_is_seen_on_a_kept_page(client_of, manager):
    EngineState.objects.create(pk=1)
    many(manager, 1_100)
    client = client_of(manager)
    tag = client.get("/")["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    notice = a_notice(manager, now=NOW + timedelta(seconds=1))
    after = client.get("/", headers={"If-None-Match": tag})
    assert after.status_code == 200
    client.post(reverse("teams:inbox_read", args=[notice.pk]))
    assert client.get("/", headers={"If-None-Match": after["ETag"]}).status_code == 200


def test_a_kind_of_no_name_is_about_everything_else_however_it_begins(client_of, manager):
    tell([manager], "goals.of_no_name", "1", "Something.", now=NOW)
    client = client_of(manager)
    assert "Something." in words(client.get("/inbox/", {"about": "other"}))
    assert "Something." not in words(client.get("/inbox/", {"about": "goals"}))
