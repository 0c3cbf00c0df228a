"""What somebody may be thanked or remembered for, as other apps know it.

An app that keeps something of the kind (a goal met, a case settled well, an idea that was taken up) registers
one source. Whoever writes a kudos, prepares a talk or gathers an appraisal asks here, and so no app needs to
import another. A source gives only what the asking person may open themself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from teams.models import User


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person did: when, in a sentence, and where it can be looked at.

    `words` reads on after "you" in the past tense, with a number in it where there is one (`settled 31 billing
    cases, and none came back`); `person_id` is whose it is; `kind` is `goal`, `escalation`, `idea` and so on;
    `object_id` is its number within the kind; `url` and `label` make a link (`Escalation 1184`). Where it sums up
    several things, `at` is when the last of them was and `first_at` when the first.
    """

    person_id: int
    kind: str
    object_id: int
    at: datetime
    words: str
    label: str
    url: str
    first_at: datetime | None = None


Source = Callable[[User, frozenset[int], datetime, datetime], Iterable[Fact]]
_sources: dict[str, Source] = {}


def register_evidence(name: str, source: Source) -> None:
    """Let an app tell of its own: `source(viewer, person_ids, since, until)`, in a constant number of statements."""
    _sources[name] = source


def evidence_about(
    viewer: User, person_ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, list[Fact]]:
    """What is known of these people by what `viewer` may open, newest first, by person's id.

    One call to each source, whatever the number of people.
    """
    wanted = frozenset(person_ids)
    found: dict[int, list[Fact]] = {pk: [] for pk in wanted}
    for name in sorted(_sources):
        for fact in _sources[name](viewer, wanted, since, until):
            found[fact.person_id].append(fact)
    for facts in found.values():
        facts.sort(key=lambda fact: fact.at, reverse=True)
    return found
