"""Where a kind of notice comes, in one word each: what the settings page and the API offer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from teams.kinds import Kind, kinds
from teams.models import NoticeChoices

BOTH, INBOX, AT_ONCE, DIGEST, NOWHERE = "both", "inbox", "at_once", "digest", "nowhere"
WAYS: tuple[tuple[str, str], ...] = (
    (BOTH, "In the inbox and in the digest"),
    (INBOX, "In the inbox alone"),
    (AT_ONCE, "In the inbox, and by mail at once"),
    (DIGEST, "In the digest alone"),
    (NOWHERE, "Not at all"),
)
URGENT_WAYS: tuple[tuple[str, str], ...] = (
    (BOTH, "In the inbox, and by mail at once"),
    (INBOX, "In the inbox alone"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that are about the same, by how their codes begin; the last one holds the rest."""

    code: str
    title: str
    starts: tuple[str, ...] = ()


GROUPS: tuple[Group, ...] = (
    Group("goals", "Goals, challenges and rewards", ("goals.", "challenges.", "rewards.")),
    Group("customers", "Customers and the playbook", ("escalations.",)),
    Group("people", "Thanks, talks and ideas", ("feedback.",)),
    Group("team", "The huddle, decisions and learning", ("teams.",)),
    Group("other", "Everything else"),
)
_NAMED = tuple(start for group in GROUPS for start in group.starts)


def is_in(group: Group, code: str) -> bool:
    """Whether a kind, named or not, belongs to that group."""
    return code.startswith(group.starts) if group.starts else not code.startswith(_NAMED)


def group_of(code: str) -> Group | None:
    """The group of that code."""
    return next((group for group in GROUPS if group.code == code), None)


@dataclass(frozen=True, slots=True)
class Kept:
    """The same as it is kept: kinds that come not into the inbox, not by mail, and by mail at once."""

    not_in_app: tuple[str, ...]
    not_in_mail: tuple[str, ...]
    at_once: tuple[str, ...]


def ways_for(kind: Kind) -> tuple[tuple[str, str], ...]:
    """What may be chosen for a kind: what is urgent is not put off, and what mail has no words for is in the inbox
    or nowhere.
    """
    if kind.urgent:
        return URGENT_WAYS
    return tuple(way for way in WAYS if kind.has_words or way[0] != DIGEST)


def is_carried(kind: Kind, mode: str) -> bool:
    """Whether a digest that comes this often names such notices, so that they can come in it alone."""
    if mode == NoticeChoices.Digest.OFF or not kind.has_words:
        return False
    return kind.for_all or mode != NoticeChoices.Digest.FEW


def way_of(
    kind: Kind, not_in_app: Collection[str], not_in_mail: Collection[str], at_once: Collection[str]
) -> str:
    """The word for what is kept."""
    in_app, in_mail = kind.code not in not_in_app, kind.code not in not_in_mail
    if kind.urgent:
        return BOTH if in_mail else INBOX
    if not in_app and not in_mail:
        return NOWHERE
    if not in_app and kind.has_words:
        return DIGEST
    if not in_mail:
        return INBOX
    return AT_ONCE if kind.code in at_once else BOTH


def kept_of(ways: Mapping[str, str]) -> Kept:
    """What is to be kept, from a word for each kind; kinds that are not named come everywhere."""
    named = [(kind.code, ways.get(kind.code, BOTH)) for kind in kinds()]
    return Kept(
        tuple(code for code, way in named if way in (DIGEST, NOWHERE)),
        tuple(code for code, way in named if way in (INBOX, NOWHERE)),
        tuple(code for code, way in named if way == AT_ONCE),
    )
