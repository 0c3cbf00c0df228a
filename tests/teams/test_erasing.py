"""Erasing a person: their name goes from everywhere, what is counted stays, and a restored backup is put right."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from escalations.models import Escalation
from feedback.models import Appraisal, Kudos, Recipient, Talk
from goals.models import Digest
from teams.actions.erasing import Again, erase_again, erase_person, list_path
from teams.actions.erasing_words import NO_WORDS
from teams.actions.errors import ActionRefused
from teams.actions.people import leave, update_person, welcome_back
from teams.actions.seals import seals_lifted
from teams.models import (
    ApiToken,
    AuditEntry,
    Membership,
    Notice,
    NoticeChoices,
    SearchDocument,
    User,
)
from teams.search_words import kept_words
from tests.access.world import NOW, World
from tests.cast import BACKEND
from tests.feedback import appraisals_scene as scene

OURS = ("teams", "goals", "feedback", "escalations")
GONE = {
    "Absence", "ApiToken", "AuditEntry", "CheckIn", "DayBox", "Digest", "Focus", "FocusNote", "GrowthShare",
    "LeaderView", "Notice", "NoticeChoices", "OnCall", "OwnGoal", "Placing", "PrivateNote", "SearchDocument",
    "Snooze", "TakenCall", "UrgentMail", "User", "Wish",
}  # fmt: skip
"""Of which rows that were theirs alone go, or are added to."""
UNSENT = {
    "Escalation": Q(state="draft"),
    "Draft": Q(escalation__state="draft"),
    "Assessment": Q(side="person", appraisal__self_sent_at=None),
}
"""Rows of the others that nobody but their author has read; nothing counts them."""


@pytest.fixture(autouse=True)
def _list(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        yield World()


@pytest.fixture
def jin(world):
    """Jin Park, who has left."""
    person = User.objects.get(username="jin")
    person.email = "jin@harbour.example"
    person.save()
    return leave(None, person, NOW.date(), "Jin Park moved", now=NOW)


def texts(model):
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, (models.CharField, models.TextField, models.JSONField))
        and not one.choices
    ]


def tables():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and model._meta.managed
    ]


def plant(words):
    """Words in every text that can hold them, one row a table, sealed or not; how many hold them then."""
    planted = 0
    with seals_lifted({model._meta.db_table for model in tables()}):
        for model in tables():
            if model.__name__ in {"User", "Source", "Reading", "TakenCall", "SearchDocument"}:
                continue
            row = models.QuerySet(model).order_by("pk").values_list("pk", flat=True).first()
            for one in texts(model):
                if one.name in NO_WORDS or one.primary_key:
                    continue
                held = models.QuerySet(model).filter(pk=row)
                value = words
                if isinstance(one, models.JSONField):
                    now = held.values_list(one.name, flat=True).first()
                    if not isinstance(now, dict):
                        continue  # lists are of numbers and codes
                    value = {**now, "said": [words]}
                try:
                    with transaction.atomic():
                        planted += held.update(**{one.name: value}) if row is not None else 0
                except DatabaseError:
                    continue  # too long for it, or no word of its language
    return planted


def holding(words):
    """Every text in which these words stand."""
    found = set()
    for model in tables():
        for one in texts(model):
            for value in models.QuerySet(model).values_list(one.attname, flat=True):
                if words.casefold() in str(value).casefold():
                    found.add(f"{model.__name__}.{one.name}")
    return found


def figures():
    """All that can be counted or summed: every column that holds no words, of every row."""
    found = {}
    for model in tables():
        if model.__name__ in GONE:
            continue
        names = [one.attname for one in model._meta.concrete_fields if one not in texts(model)]
        counted = models.QuerySet(model)
        if model.__name__ in UNSENT:
            counted = counted.exclude(UNSENT[model.__name__])
        found[model.__name__] = sorted(map(repr, counted.values_list(*names)))
    return found


def erase(world, person):
    ada = world.people["administrator"]
    return erase_person(ada, person, name=person.name, reason="Jin asked for it", now=NOW)


def test_case_16_the_name_goes_from_every_text_and_nothing_that_is_counted_changes(world, jin):
    assert plant("what Jin Park did, by jin@harbour.example") > 120
    before = figures()
    assert len(before) > 80
    done = erase(world, jin)
    assert done.rows > 80
    assert done.sealed > 5
    assert holding("Jin Park") == set()
    assert holding("jin@harbour") == set()
    assert not SearchDocument.objects.filter(
        words__contains=kept_words("Jin Park").strip()
    ).exists()
    jin.refresh_from_db()
    assert jin.name == f"Former colleague {jin.pk}"
    assert (jin.email, jin.title, jin.left_reason) == ("", "", "")
    assert "jin" not in jin.username
    assert SearchDocument.objects.get(kind="person", object_id=jin.pk).title == jin.name
    assert figures() == before


def test_case_15_the_seals_hold_again_afterwards(world, jin):
    plant("Jin Park")
    assert erase(world, jin).sealed > 5
    entry = apps.get_model("escalations.Step")._base_manager.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        models.QuerySet(type(entry)).filter(pk=entry.pk).update(text="changed")


@pytest.mark.django_db(transaction=True)
def test_a_seal_is_lifted_inside_a_transaction_alone():
    with pytest.raises(RuntimeError), seals_lifted({"escalations_step"}):
        pass


def test_case_16_the_record_says_that_it_was_done_and_names_nobody(world, jin):
    erase(world, jin)
    entry = AuditEntry.objects.get(verb="erased")
    assert (entry.actor_id, entry.object_id) == (world.people["administrator"].pk, jin.pk)
    assert entry.reason == f"Former colleague {jin.pk} asked for it"
    told = AuditEntry.objects.filter(kind="teams.user", object_id=jin.pk)
    assert "jin" not in str(list(told.values_list("before", "after", "reason"))).lower()
    assert told.filter(verb="left").exists()


def test_case_16_ways_in_and_mail_that_waits_are_gone(world, jin):
    client = Client()
    client.force_login(jin, backend=BACKEND)
    other = Client()
    other.force_login(world.people["manager"], backend=BACKEND)
    NoticeChoices.objects.update_or_create(user=jin)
    ApiToken.objects.create(
        user=jin, name="Jin's", prefix="abc", digest="d" * 64, scopes=["read"], created_at=NOW
    )
    Digest.objects.create(user=jin, day=NOW.date(), due_at=NOW, try_at=NOW)
    held = Session.objects.count()
    erase(world, jin)
    whose = [one.get_decoded().get("_auth_user_id") for one in Session.objects.all()]
    assert str(jin.pk) not in whose
    assert 2 <= len(whose) < held
    for model in (NoticeChoices, ApiToken, Digest, Notice):
        assert not model.objects.filter(user=jin).exists()
    assert Membership.objects.filter(user=jin).exists()
    assert set(Membership.objects.filter(user=jin).values_list("end_reason", flat=True)) == {""}


def test_case_16_a_first_name_goes_where_a_text_is_about_them_and_stays_where_it_is_anothers(
    world, jin
):
    marcus, priya = world.people["supervisor"], world.people["manager"]
    theirs, others = (
        Kudos.objects.create(
            author=marcus,
            team=world.north,
            words="Jin’s calm helped.",
            visibility="team",
            shared_at=NOW,
        )
        for _ in range(2)
    )
    Recipient.objects.create(kudos=theirs, user=jin, shared_at=NOW)
    Recipient.objects.create(kudos=others, user=priya, shared_at=NOW)
    erase(world, jin)
    theirs.refresh_from_db()
    others.refresh_from_db()
    assert theirs.words == f"Former colleague {jin.pk}’s calm helped."
    assert others.words == "Jin’s calm helped."


def test_case_16_an_earlier_name_and_what_they_signed_in_with_go_too(world):
    ada, person = world.people["administrator"], User.objects.get(username="jin")
    update_person(ada, person, name="Jin Seo", username="jin.seo", email="seo@harbour.example")
    person = update_person(ada, person, name="Jin Park", username="jin.park", email="")
    jin = leave(None, person, NOW.date(), "Moved", now=NOW)
    plant("Jin Seo (jin.seo, seo@harbour.example), now jin.park")
    before = figures()
    erase(world, jin)
    for gone in ("Jin Seo", "jin.seo", "seo@harbour", "jin.park"):
        assert holding(gone) == set()
    assert figures() == before


def test_case_16_what_nobody_else_has_read_goes_with_them_and_what_was_shared_stays(world, jin):
    marcus = world.people["supervisor"]
    Talk.objects.filter(author=marcus).update(own_words="for-marcus-alone")
    assert Escalation.objects.filter(logged_by=jin, state="draft").exists()
    unsent = world.appraised.fresh.pk, world.appraised.led.pk
    erase(world, jin)
    assert not Escalation.objects.filter(logged_by=jin, state="draft").exists()
    fresh, led = (Appraisal.objects.get(pk=pk) for pk in unsent)
    assert (fresh.person_words, led.person_words) == ("", scene.PERSON_WHOLE)
    assert not fresh.assessments.filter(side="person").exists()
    assert led.assessments.filter(side="person").exists()

    erase(world, leave(None, marcus, NOW.date(), "Moved", now=NOW))
    for gone in ("Monday", "Calls cut off", "for-marcus-alone"):
        assert not {at for at in holding(gone) if at.startswith(("CoachingNote", "Talk"))}
    assert "CoachingNote.situation" in holding("Tuesday")
    assert "Talk.about" in holding("Late again")
    led.refresh_from_db()
    assert led.leader_words == ""
    assert Appraisal.objects.get(pk=world.appraised.talk.pk).leader_words == scene.LEADER_WHOLE


def test_case_16_whoever_has_the_same_name_keeps_theirs(world, jin):
    twin = User.objects.create(username="twin", name="Jin Park")
    jin.refresh_from_db()
    marcus = world.people["supervisor"]
    theirs, others = (
        Kudos.objects.create(
            author=marcus, team=world.north, words="Jin Park’s calm helped.", visibility="team",
            shared_at=NOW,
        )
        for _ in range(2)
    )  # fmt: skip
    Recipient.objects.create(kudos=theirs, user=jin, shared_at=NOW)
    Recipient.objects.create(kudos=others, user=twin, shared_at=NOW)
    erase(world, jin)
    theirs.refresh_from_db()
    others.refresh_from_db()
    assert theirs.words == f"Former colleague {jin.pk}’s calm helped."
    assert others.words == "Jin Park’s calm helped."


def test_who_is_still_here_who_is_somebody_else_and_who_has_no_reason_are_refused(world, jin):
    ada = world.people["administrator"]
    for person, given, field in (
        (world.people["manager"], {"name": "Priya Nair", "reason": "x"}, ""),
        (jin, {"name": "Jim Park", "reason": "x"}, "name"),
        (jin, {"name": "Jin Park", "reason": "  "}, "reason"),
    ):
        with pytest.raises(ActionRefused) as refused:
            erase_person(ada, person, now=NOW, **given)
        assert refused.value.field == field
    assert not AuditEntry.objects.filter(verb="erased").exists()
    assert not list_path().exists()


def test_case_16_it_is_done_once_and_nobody_is_brought_back(world, jin):
    ada = world.people["administrator"]
    erase(world, jin)
    for again in (
        lambda: erase(world, User.objects.get(pk=jin.pk)),
        lambda: welcome_back(ada, jin),
        lambda: update_person(ada, jin, name="Jin Park"),
    ):
        with pytest.raises(ActionRefused):
            again()


def test_case_16_a_restored_backup_is_put_right_by_the_list(
    world, jin, django_capture_on_commit_callbacks
):
    restored = jin
    joined = jin.joined_at
    backup = transaction.savepoint()
    with django_capture_on_commit_callbacks(execute=True):
        erase(world, jin)
    assert list_path().read_text() == f"{jin.pk},{joined.isoformat()},{NOW.isoformat()}\n"
    transaction.savepoint_rollback(backup)
    assert User.objects.get(pk=restored.pk).name == "Jin Park"
    with time_machine.travel(NOW + timedelta(days=1)):
        out = StringIO()
        call_command("erase", "--again", stdout=out)
        assert out.getvalue() == "1 erased anew, 0 were erased still.\n"
        assert holding("Jin Park") == set()
        out = StringIO()
        call_command("erase", "--again", stdout=out)
    assert out.getvalue() == "0 erased anew, 1 were erased still.\n"
    assert len(list_path().read_text().splitlines()) == 1


def test_case_16_whoever_was_still_here_in_the_backup_leaves_and_whoever_has_their_number_stays(
    world,
):
    jin, priya = User.objects.get(username="jin"), world.people["manager"]
    lines = (
        f"{jin.pk},{jin.joined_at.isoformat()},{NOW.isoformat()}\n"
        f"{priya.pk},{datetime(2001, 1, 1, tzinfo=UTC).isoformat()},{NOW.isoformat()}\n"
    )
    list_path().write_text(lines)
    assert erase_again(NOW) == Again(1, 0, ())
    assert not User.objects.get(pk=jin.pk).is_active
    assert User.objects.get(pk=priya.pk).name == "Priya Nair"


def test_where_one_is_refused_the_others_are_erased_and_it_is_said(world):
    people = [User.objects.get(username=name) for name in ("ada", "jin")]
    list_path().write_text(
        "".join(f"{one.pk},{one.joined_at.isoformat()},{NOW.isoformat()}\n" for one in people)
    )
    Membership.objects.filter(role="administrator").exclude(user=people[0]).delete()
    with pytest.raises(CommandError, match=f"Person {people[0].pk} is not erased"):
        call_command("erase", "--again", stdout=StringIO())
    assert User.objects.get(pk=people[0].pk).name == people[0].name
    assert holding("Jin Park") == set()


def test_a_line_that_cannot_be_read_is_said_and_nothing_is_erased(world, tmp_path):
    list_path().write_text("12,yesterday\n")
    with pytest.raises(CommandError, match="line 1"):
        call_command("erase", "--again")
    with pytest.raises(CommandError, match="no file"):
        call_command("erase", "--again", "--list", str(tmp_path / "none.csv"))


def test_the_page_asks_for_the_name_and_says_what_goes(
    administrator, deactivated, agent, client_of
):
    client, at = client_of(administrator), reverse("teams:person_erase", args=[deactivated.pk])
    assert "What goes, and what stays" in client.get(at).content.decode()
    wrong = client.post(at, {"name": "Lena", "reason": "She asked"})
    assert "to say that it is them you mean" in wrong.content.decode()
    assert 'value="Lena"' in wrong.content.decode()
    done = client.post(at, {"name": "lena  okafor", "reason": "She asked"})
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert f"Former colleague {deactivated.pk}" in page
    assert "Okafor" not in page
    assert "Welcome" not in page
    here = client.get(reverse("teams:person_erase", args=[agent.pk])).content.decode()
    assert "is still here" in here
    assert "<form" not in here.split("<main")[1].split("</main")[0]
    assert date(2024, 3, 1) == User.objects.get(pk=deactivated.pk).left_on
