"""The tiles of the form: named, ordered, put away, by administrators."""

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions.categories import (
    FIELDS,
    move_category,
    put_category_away,
    save_category,
)
from escalations.models import Category
from teams.actions.errors import Stale
from teams.actions.versions import version_of
from tests.escalations.playbook.things import NOW, delivery, refused

pytestmark = pytest.mark.django_db


def saved(actor, category=None, **changes):
    values = {"name": "Packaging", "key": 8, "is_urgent": False, "now": NOW, **changes}
    return save_category(actor, category, **values)


def names():
    rows = Category.objects.filter(archived_at=None)
    return [row.name for row in rows.order_by("position", "name")]


def test_a_category_is_added_at_the_end_once(administrator):
    made = saved(administrator)
    assert saved(administrator) == made
    assert (names()[-1], made.slug) == ("Packaging", "packaging")


def test_a_digit_picks_one_category(administrator):
    with refused("key"):
        saved(administrator, key=1)
    with refused("key"):
        saved(administrator, key=10)
    with refused("name"):
        saved(administrator, name="DELIVERY")
    saved(administrator, delivery(), name="Deliveries", key=8)
    with refused("key"):
        saved(administrator, key=8, name="Other things")


def test_all_ten_digits_taken_it_says_so(administrator):
    saved(administrator)
    saved(administrator, name="Ninth", key=9)
    with refused("key"):
        saved(administrator, name="Eleventh", key=3)


def test_a_category_is_renamed_and_keeps_its_address(administrator):
    version = version_of(delivery(), FIELDS)
    saved(administrator, delivery(), name="On its way", key=1, version=version)
    assert Category.objects.get(name="On its way").slug == "delivery"
    with pytest.raises(Stale):
        saved(administrator, delivery(), name="Van", key=1, version=version)


def test_put_away_its_digit_is_free_and_it_comes_back_if_it_still_is(administrator):
    put_category_away(administrator, delivery(), away=True, now=NOW)
    assert "Delivery" not in names()
    saved(administrator, key=1)
    with refused("key"):
        put_category_away(administrator, delivery(), away=False, now=NOW)
    saved(administrator, delivery(), name="Delivery", key=9)
    put_category_away(administrator, delivery(), away=False, now=NOW)
    assert "Delivery" in names()


def test_one_category_has_to_stay(administrator):
    Category.objects.exclude(slug="delivery").update(archived_at=NOW)
    with refused():
        put_category_away(administrator, delivery(), away=True, now=NOW)


def test_categories_change_places(administrator):
    before = names()
    move_category(administrator, delivery(), up=True, now=NOW)
    assert names() == before
    move_category(administrator, delivery(), up=False, now=NOW)
    assert names() == [before[1], before[0], *before[2:]]


def test_only_administrators(manager):
    for call in (
        lambda: saved(manager),
        lambda: put_category_away(manager, delivery(), away=True, now=NOW),
        lambda: move_category(manager, delivery(), up=False, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            call()
