"""Writing protocols: drafts, versions that never change, who may what, two people at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from escalations.actions import keeping
from escalations.actions import playbook as actions
from escalations.actions.playbook_checks import NewLine
from escalations.models import Category, Protocol, ProtocolLine, ProtocolVersion
from escalations.permissions import protocols_visible_to
from escalations.queries.versions import draft_of, token_of, version_in_force
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice
from tests.escalations.playbook.things import NOW, a_limit, a_protocol, delivery

pytestmark = pytest.mark.django_db
LINES = [NewLine("yours", "A priority slot, any day"), NewLine("never", "Never promise an hour")]


def written(actor, **changes):
    values = {
        "title": "Late delivery",
        "category": delivery(),
        "owner": actor,
        "review_on": date(2027, 5, 1),
        "situation": "The van missed its slot.",
        "lines": LINES,
        "now": NOW,
        **changes,
    }
    return actions.write_protocol(actor, **values)


def changed(actor, protocol, **changes):
    values = {
        "situation": "The van missed its slot.",
        "change": "A credit as well.",
        "lines": [*LINES, NewLine("yours", "A credit")],
        "now": NOW + timedelta(hours=1),
        **changes,
    }
    return actions.write_version(actor, protocol, **values)


def refused(field, call):
    with pytest.raises(ActionRefused) as error:
        call()
    assert error.value.field == field
    assert error.value.message.endswith((".", "?"))
    return error.value.message


# --- New -----------------------------------------------------------------------------------------


def test_a_protocol_begins_as_a_draft_that_agents_do_not_see(supervisor, agent):
    protocol = written(supervisor)
    assert (version_in_force(protocol), draft_of(protocol).number) == (None, 1)
    assert protocols_visible_to(supervisor).filter(pk=protocol.pk).exists()
    assert not protocols_visible_to(agent).filter(pk=protocol.pk).exists()


def test_published_at_once_it_holds_and_everybody_else_is_told_once(
    supervisor, manager, agent, stranger, deactivated
):
    protocol = written(supervisor, publish=True)
    assert version_in_force(protocol).number == 1
    told = Notice.objects.filter(kind="escalations.protocol")
    assert {notice.user for notice in told} == {manager, agent, stranger}
    assert protocols_visible_to(agent).filter(pk=protocol.pk).exists()


def test_a_form_that_is_sent_twice_makes_one(supervisor, manager):
    assert written(supervisor) == written(supervisor)
    refused("title", lambda: written(manager))
    refused("title", lambda: written(supervisor, situation="Otherwise."))
    assert Protocol.objects.count() == 1


def test_agents_do_not_write(agent):
    with pytest.raises(PermissionDenied):
        written(agent)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 121}),
        ("title", {"title": "a\x00b"}),
        ("category", {"category": None}),
        ("owner", {"owner": None}),
        ("review_on", {"review_on": None}),
        ("review_on", {"review_on": date(2026, 11, 20)}),
        ("review_on", {"review_on": date(2030, 1, 1)}),
        ("situation", {"situation": " \n "}),
        ("situation", {"situation": "x" * 3001}),
        ("situation", {"situation": "a\x00"}),
        ("lines", {"lines": []}),
        ("lines", {"lines": [NewLine("other", "x")]}),
        ("lines", {"lines": [NewLine("yours", "x" * 201)]}),
        ("lines", {"lines": [NewLine("ask", "x", from_level=2)]}),
        ("lines", {"lines": [NewLine("yours", "x", from_level=6)]}),
        ("lines", {"lines": [NewLine("ask", "Ask"), NewLine("ask", "ASK")]}),
        ("lines", {"lines": [NewLine("ask", str(n)) for n in range(41)]}),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(supervisor, field, changes):
    refused(field, lambda: written(supervisor, **changes))
    assert not Protocol.objects.exists()


def test_an_agent_owns_no_protocol(supervisor, agent):
    assert "leads no team" in refused("owner", lambda: written(supervisor, owner=agent))


def test_a_line_rests_on_limits_of_its_own_category_that_are_in_use(supervisor):
    limit = a_limit(l0="20")
    billing = Category.objects.get(slug="billing")
    lines = [NewLine("yours", "Refund it", limit)]
    refused("lines", lambda: written(supervisor, category=billing, lines=lines))
    limit.archived_at = NOW
    limit.save()
    refused("lines", lambda: written(supervisor, lines=lines))


def test_addresses_of_other_pages_are_not_taken(supervisor):
    for title, slug in (
        ("New", "new-2"),
        ("Limits", "limits-2"),
        ("Levels", "levels-2"),
        ("Löß", "lo"),
    ):
        protocol = written(supervisor, title=title)
        assert protocol.slug.startswith(slug[:2])
        assert protocol.slug not in {"new", "limits", "levels", ""}


# --- Versions ------------------------------------------------------------------------------------


def test_what_is_published_never_changes_and_the_next_draft_starts_from_it(supervisor):
    protocol = written(supervisor, publish=True)
    first = version_in_force(protocol)
    before = (first.situation, [line.text for line in first.lines.all()])
    draft = changed(supervisor, protocol)
    assert (draft.number, draft.published_at) == (2, None)
    assert version_in_force(protocol) == first
    changed(supervisor, protocol, change="Another word for it.", token=token_of(draft))
    actions.publish_draft(supervisor, protocol, token=token_of(draft_of(protocol)), now=NOW)
    first.refresh_from_db()
    assert (first.situation, [line.text for line in first.lines.all()]) == before
    assert version_in_force(protocol).number == 2
    assert [line.text for line in version_in_force(protocol).lines.all()][-1] == "A credit"
    assert protocol.versions.count() == 2


@pytest.mark.parametrize("table", ["version", "line"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_keeps_what_is_published(supervisor, table, verb):
    protocol = written(supervisor, publish=True)
    version = version_in_force(protocol)
    rows = (
        ProtocolVersion.objects.filter(pk=version.pk)
        if table == "version"
        else ProtocolLine.objects.filter(version=version)
    )
    column = "situation" if table == "version" else "text"
    verbs = {
        "update": lambda: rows.update(**{column: "Otherwise."}),
        "delete": lambda: rows._raw_delete(connection.alias),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        verbs[verb]()
    version.refresh_from_db()
    assert version.situation == "The van missed its slot."
    assert version.lines.count() == 2


def test_nothing_new_is_no_version(supervisor):
    protocol = written(supervisor, publish=True)
    message = refused("", lambda: changed(supervisor, protocol, lines=LINES))
    assert message == "Nothing is different from version 1."
    assert protocol.versions.count() == 1


def test_what_is_new_is_said_in_a_sentence(supervisor):
    protocol = written(supervisor, publish=True)
    refused("change", lambda: changed(supervisor, protocol, change=" "))


def test_publishing_twice_is_publishing_once(supervisor, agent):
    protocol = written(supervisor, publish=True)
    token = token_of(version_in_force(protocol))
    for _ in range(2):
        version = changed(supervisor, protocol, token=token, publish=True)
    assert (version.number, protocol.versions.count()) == (2, 2)
    told = Notice.objects.filter(kind="escalations.protocol", user=agent)
    assert [notice.text for notice in told.order_by("id")] == [
        "New in the playbook: Late delivery.",
        "Late delivery, version 2: A credit as well.",
    ]


def test_a_draft_that_somebody_else_changed_is_a_conflict_and_keeps_theirs(supervisor, manager):
    protocol = written(supervisor, publish=True)
    seen = token_of(version_in_force(protocol))
    theirs = changed(manager, protocol, token=seen)
    with pytest.raises(Stale) as stale:
        changed(supervisor, protocol, change="Mine.", token=seen)
    assert stale.value.current == theirs
    theirs.refresh_from_db()
    assert theirs.change == "A credit as well."
    with pytest.raises(Stale):
        actions.publish_draft(supervisor, protocol, token=seen, now=NOW)
    assert version_in_force(protocol).number == 1


def test_a_draft_without_lines_is_not_published(supervisor):
    protocol = written(supervisor)
    draft = draft_of(protocol)
    draft.lines.all().delete()
    refused("", lambda: actions.publish_draft(supervisor, protocol, token=token_of(draft), now=NOW))


def test_a_draft_is_thrown_away_and_what_is_published_stays(supervisor, other_supervisor, manager):
    protocol = written(supervisor, publish=True)
    changed(manager, protocol)
    with pytest.raises(PermissionDenied):
        actions.discard_draft(other_supervisor, protocol, now=NOW)
    actions.discard_draft(supervisor, protocol, now=NOW)
    actions.discard_draft(supervisor, protocol, now=NOW)
    assert draft_of(protocol) is None
    assert version_in_force(protocol).number == 1
    refused("", lambda: actions.discard_draft(supervisor, written(supervisor, title="B"), now=NOW))


# --- Who -----------------------------------------------------------------------------------------


def test_whoever_leads_may_draft_and_who_keeps_it_publishes(supervisor, other_supervisor, manager):
    protocol = written(supervisor, publish=True)
    draft = changed(other_supervisor, protocol)
    with pytest.raises(PermissionDenied):
        changed(other_supervisor, protocol, publish=True)
    with pytest.raises(PermissionDenied):
        actions.publish_draft(other_supervisor, protocol, token=token_of(draft), now=NOW)
    (told,) = Notice.objects.filter(kind="escalations.drafted")
    assert (told.user, told.text) == (supervisor, "Ewa Nowak wrote a draft of Late delivery.")
    actions.publish_draft(manager, protocol, token=token_of(draft), now=NOW)
    assert version_in_force(protocol) == draft


def test_an_owner_who_leads_no_more_keeps_it_no_more(supervisor, north):
    protocol = written(supervisor, publish=True)
    supervisor.memberships.update(ends_on=date(2026, 11, 1))
    supervisor.__dict__.pop("_standing")
    for call in (
        lambda: changed(supervisor, protocol),
        lambda: keeping.put_protocol_away(supervisor, protocol, away=True, now=NOW),
        lambda: keeping.set_review_day(supervisor, protocol, date(2027, 8, 1), now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_a_protocol_handed_to_another_owner_is_theirs_to_publish(supervisor, manager):
    refused("owner", lambda: written(supervisor, owner=manager, publish=True))
    protocol = written(supervisor, owner=manager)
    with pytest.raises(PermissionDenied):
        actions.publish_draft(supervisor, protocol, token=token_of(draft_of(protocol)), now=NOW)


# --- Around it -----------------------------------------------------------------------------------


def described(actor, protocol, **changes):
    values = {name: getattr(protocol, name) for name in keeping.FACTS}
    return keeping.describe_protocol(actor, protocol, **{**values, **changes}, now=NOW)


def test_what_stands_around_it_changes_without_a_new_version(supervisor, manager):
    protocol = written(supervisor, publish=True)
    described(supervisor, protocol, title="Very late delivery", owner=manager)
    protocol.refresh_from_db()
    assert (protocol.title, protocol.owner, protocol.slug) == (
        "Very late delivery",
        manager,
        "late-delivery",
    )
    assert protocol.versions.count() == 1
    entry = AuditEntry.objects.filter(verb="changed", object_id=protocol.pk).first()
    assert entry.after == {"title": "Very late delivery", "owner": manager.pk}
    with pytest.raises(Stale):
        described(manager, protocol, title="Other", version="0" * 16)
    written(manager, title="Lost in the post")
    refused("title", lambda: described(manager, protocol, title="LOST in the post"))


def test_a_category_stays_while_its_limits_are_named(supervisor):
    a_protocol(supervisor, limit=a_limit(l0="20"))
    protocol = Protocol.objects.get()
    billing = Category.objects.get(slug="billing")
    refused("category", lambda: described(supervisor, protocol, category=billing))


def test_put_away_it_is_read_by_those_who_write_and_comes_back(supervisor, agent):
    protocol = written(supervisor, publish=True)
    for away in (True, True, False):
        keeping.put_protocol_away(supervisor, protocol, away=away, now=NOW)
        assert protocols_visible_to(agent).filter(pk=protocol.pk).exists() is not away
        assert protocols_visible_to(supervisor).filter(pk=protocol.pk).exists()
    keeping.put_protocol_away(supervisor, protocol, away=True, now=NOW)
    refused("", lambda: changed(supervisor, protocol))
    written(supervisor, situation="Another.")
    refused("", lambda: keeping.put_protocol_away(supervisor, protocol, away=False, now=NOW))


def test_looked_at_again_it_is_asked_for_later(supervisor, agent):
    protocol = written(supervisor, publish=True)
    keeping.set_review_day(supervisor, protocol, date(2027, 8, 1), now=NOW)
    protocol.refresh_from_db()
    assert protocol.review_on == date(2027, 8, 1)
    with pytest.raises(PermissionDenied):
        keeping.set_review_day(agent, protocol, date(2027, 9, 1), now=NOW)
