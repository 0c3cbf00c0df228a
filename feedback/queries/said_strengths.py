"""What people were thanked for, as far as others may read it."""

from __future__ import annotations

from collections.abc import Iterable

from feedback.models import Recipient, Strength, Visibility
from feedback.permissions.kudos import kudos_visible_to
from teams.models import User

SHARED = (Visibility.PUBLIC, Visibility.TEAM)


def seen_strengths(
    viewer: User, people: Iterable[int], only: Strength | None = None
) -> frozenset[tuple[int, int]]:
    """Pairs of person and strength: somebody thanked them for it, and the viewer may read that. One statement.

    Private thanks are left out, the viewer's own among them, and what a person keeps to themself; how often does
    not matter, so it is not counted.
    """
    thanks = kudos_visible_to(viewer).filter(visibility__in=SHARED)
    rows = Recipient.objects.filter(
        user__in=list(people),
        hidden_at=None,
        kudos__in=thanks.values("pk"),
        kudos__strengths__isnull=False,
    )
    if only is not None:
        rows = rows.filter(kudos__strengths=only)
    pairs: Iterable[tuple[int, int]] = rows.values_list("user_id", "kudos__strengths").distinct()
    wanted = None if only is None else only.pk
    return frozenset(pair for pair in pairs if wanted is None or pair[1] == wanted)
