"""What a path of learning opens for somebody: the level they get, and what it lets them give alone."""

from __future__ import annotations

from escalations.queries.levels import gives_at
from escalations.queries.limit_page import categories_in_use, last_changes
from escalations.queries.materials import parts_of_key
from teams.materials import Follows
from teams.models import Organisation


def levels_that_follow(pairs: frozenset[tuple[str, int]]) -> dict[tuple[str, int], Follows]:
    """Of keys such as `level:7:1` and people: the level they get, or the higher one they have. Five statements."""
    wanted = {key: parts for key, _ in pairs if (parts := parts_of_key(key)) is not None}
    organisation = Organisation.objects.first()
    if not wanted or organisation is None:
        return {}
    columns = {one.pk: one for one in categories_in_use()}
    last = last_changes().filter(
        person__in={who for _, who in pairs}, category__in={pk for pk, _ in wanted.values()}
    )
    have = {
        (who, what): level for who, what, level in last.values_list("person", "category", "level")
    }
    gives = gives_at(wanted.values(), columns.values(), organisation.currency)
    found: dict[tuple[str, int], Follows] = {}
    for key, who in pairs:
        category, level = wanted.get(key, (0, 0))
        if category not in columns:
            continue
        name, now = columns[category].name, have.get((who, category), 0)
        found[(key, who)] = Follows(
            gets=f"level {level} in {name}",
            may=gives.get((category, level), ()),
            has=f"level {now} in {name}" if now >= level else "",
        )
    return found
