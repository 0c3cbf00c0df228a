"""The strengths: named, ordered and put away by managers."""

import pytest
from django.core.exceptions import PermissionDenied

from feedback.actions.kudos import take_back
from feedback.actions.strengths import MOST, move_strength, put_strength_away, save_strength
from feedback.models import Strength
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry
from tests.feedback.kudos_scene import NOW, thanks

pytestmark = pytest.mark.django_db


def named(slug):
    return Strength.objects.get(slug=slug)


def in_use():
    return list(Strength.objects.filter(archived_at=None).values_list("slug", flat=True))


def test_a_new_one_comes_last_and_sent_twice_is_one(manager):
    made = save_strength(manager, None, name="Asked  first", now=NOW)
    assert (made.name, made.slug, in_use()[-1]) == ("Asked first", "asked-first", "asked-first")
    assert save_strength(manager, None, name="Asked first", now=NOW) == made
    assert AuditEntry.objects.filter(verb="created", kind="feedback.strength").count() == 1


def test_a_name_is_one_in_any_case_put_away_or_not(manager):
    put_strength_away(manager, named("owned-it"), away=True, now=NOW)
    for name in ("OWNED IT", "stayed calm"):
        with pytest.raises(ActionRefused, match="There is a strength called"):
            save_strength(manager, None, name=name, now=NOW)


def test_what_somebody_was_thanked_for_says_the_same_for_good(manager, supervisor, agent):
    gone = thanks(supervisor, agent, strengths=[named("owned-it")])
    take_back(supervisor, gone, now=NOW)
    save_strength(manager, named("owned-it"), name="Saw it through", now=NOW)
    kudos = thanks(supervisor, agent, strengths=[named("owned-it")])
    with pytest.raises(ActionRefused, match="Put it away, and make a new one") as refused:
        save_strength(manager, named("owned-it"), name="Did as told", now=NOW)
    assert refused.value.field == "name"
    assert [one.name for one in kudos.strengths.all()] == ["Saw it through"]
    # Capitals say nothing else.
    assert save_strength(manager, named("owned-it"), name="Saw It Through", now=NOW).name
    with pytest.raises(Stale):
        save_strength(manager, named("owned-it"), name="Other", version="0" * 16, now=NOW)


def test_put_away_it_is_offered_no_more_and_what_has_it_keeps_it(manager, supervisor, agent):
    kudos = thanks(supervisor, agent, strengths=[named("owned-it")])
    put_strength_away(manager, named("owned-it"), away=True, now=NOW)
    assert "owned-it" not in in_use()
    assert kudos.strengths.count() == 1
    put_strength_away(manager, named("owned-it"), away=False, now=NOW)
    assert "owned-it" in in_use()


def test_moved_up_and_down_and_at_the_ends_it_stays(manager):
    first, second, *_ = in_use()
    move_strength(manager, named(second), up=True, now=NOW)
    assert in_use()[:2] == [second, first]
    move_strength(manager, named(second), up=True, now=NOW)
    assert in_use()[:2] == [second, first]
    move_strength(manager, named(second), up=False, now=NOW)
    assert in_use()[:2] == [first, second]


def test_there_are_not_more_than_anybody_reads(manager):
    for number in range(MOST - len(in_use())):
        save_strength(manager, None, name=f"Strength {number}", now=NOW)
    with pytest.raises(ActionRefused, match="Put one away first"):
        save_strength(manager, None, name="One too many", now=NOW)


def test_agents_and_supervisors_leave_them_alone(agent, supervisor):
    for person in (agent, supervisor):
        with pytest.raises(PermissionDenied):
            save_strength(person, None, name="Mine", now=NOW)
        with pytest.raises(PermissionDenied):
            put_strength_away(person, named("owned-it"), away=True, now=NOW)
        with pytest.raises(PermissionDenied):
            move_strength(person, named("owned-it"), up=True, now=NOW)


def test_the_settings_page_renames_and_says_what_is_wrong(client_of, manager):
    client, pk = client_of(manager), named("owned-it").pk
    text = client.post(f"/settings/strengths/{pk}/", {"name": "Stayed calm"}).content.decode()
    assert "There is a strength called “Stayed calm”." in text
    client.post(f"/settings/strengths/{pk}/", {"name": "Saw it through"})
    assert "Saw it through" in client.get("/settings/strengths/").content.decode()
