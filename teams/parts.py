"""Sections of a person's page that other apps bring along.

`teams` imports no other app: what they know of a person they hand over, as the name of a template and what
it shows. An app registers its part once, when it is ready.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teams.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its template, which finds `content` under the name `part`; `says` is a sentence of it with which the
    page of somebody one leads begins.
    """

    template: str
    content: Any
    says: str = ""


PartSource = Callable[[User, User, datetime], Part | None]
_sources: dict[str, tuple[int, PartSource]] = {}


def register_person_part(name: str, source: PartSource, place: int) -> None:
    """Let an app add a section: `source` is asked with who looks, at whom, and when. Low places come first: how
    somebody is doing, then what they are growing in, then what is on record.
    """
    _sources[name] = (place, source)


def person_parts(viewer: User, person: User, now: datetime) -> list[Part]:
    """The sections that there are for this viewer, in the order of their places."""
    by_place = sorted((place, name) for name, (place, _) in _sources.items())
    found = (_sources[name][1](viewer, person, now) for _, name in by_place)
    return [part for part in found if part is not None]
