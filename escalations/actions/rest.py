"""Writing on after it went out: kept as it is typed, and added to the timeline when its writer says so.

What is urgent goes out before everything is written; of two pages with the same draft one may send it while the
other still writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from escalations import lifecycle
from escalations.actions.drafting import checked
from escalations.actions.steps import check_step, locked, write_step
from escalations.models import Draft, Escalation, Step
from teams.actions.errors import Stale
from teams.models import User

REST = ("reference", "customer_name", "said")
OTHERS = ("about", "proposal", "number")
"""What has no place of its own once it is sent: it goes with what was said."""
CHANGED = "What you add was changed on another page while you were writing."


def _own(actor: User, escalation: Escalation) -> Escalation:
    current = locked(escalation.pk)
    if current.logged_by_id != actor.pk:
        raise PermissionDenied
    check_step(current, lifecycle.NOTE)
    return current


def _new(current: Escalation, fields: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields and not in the case yet. Of words that go on from those that were sent, the rest."""
    values = checked({name: fields[name] for name in REST if name in fields})
    found = {name: values[name] for name in REST if values.get(name) and not getattr(current, name)}
    if current.said:
        found["said"] = _beyond(current.said, values.get("said", ""))
    return {name: value for name, value in found.items() if value}


def _beyond(sent: str, words: str) -> str:
    """What is in the words and was not sent: where they go on from it, the rest; where they differ, all of them."""
    if words in sent:
        return ""
    return words.removeprefix(sent).strip()


def with_others(
    current: Escalation, rest: Mapping[str, str], others: Mapping[str, str]
) -> dict[str, str]:
    """The `REST`, with what else is new in the form put beneath what was said, so that no word is lost."""
    writing = getattr(current, "writing", None)
    number = "" if writing is None else writing.number
    sent = {"about": current.about, "proposal": current.proposal, "number": number}
    taken = {name: getattr(current, name) for name in ("reference", "customer_name")}
    there = [(sent[name], others.get(name, "")) for name in OTHERS]
    there += [(value, rest.get(name, "")) for name, value in taken.items() if value]
    lines = [more for had, words in there if (more := _beyond(had, " ".join(words.split())))]
    if not lines:
        return dict(rest)
    return {**rest, "said": "\n".join([rest.get("said", "") or current.said, *lines]).strip()}


@transaction.atomic
def keep_rest(
    actor: User,
    escalation: Escalation,
    *,
    page: str = "",
    sequence: int = 0,
    base: int | None = None,
    fields: Mapping[str, str],
) -> int:
    """Keep what is not added yet, so that a page that is closed loses nothing; how many saves there were by now.

    `fields` are `REST`; `page`, `sequence` and `base` as in `drafts.save_draft`. Raises Stale, NotNow, ActionRefused, PermissionDenied.
    """
    current = _own(actor, escalation)
    draft, _ = Draft.objects.get_or_create(
        escalation=current, defaults={"started": token_hex(16), "page": ""}
    )
    same_page = bool(page) and draft.page == page[:32]
    if same_page and sequence <= draft.sequence:
        return draft.saves
    rest = _new(current, fields)
    changed = rest != draft.rest
    if changed and draft.rest and not same_page and base is not None and base != draft.saves:
        raise Stale(current, CHANGED)
    draft.rest, draft.saves = rest, draft.saves + changed
    draft.page, draft.sequence = page[:32] or draft.page, sequence
    draft.save(update_fields=["page", "sequence", "saves", "rest"])
    return draft.saves


@transaction.atomic
def fill_in(actor: User, escalation: Escalation, *, now: datetime, **fields: Any) -> Escalation:
    """What was still empty when it went out, who it is and what was said, as an entry of the timeline.

    What stands there already stays; words that go on from it are an entry alone. Raises NotNow, ActionRefused,
    PermissionDenied.
    """
    current = _own(actor, escalation)
    values = _new(current, fields)
    said = Step.objects.filter(escalation=current, kind=lifecycle.NOTE, by=actor)
    if "said" in values and said.filter(text=values["said"]).exists():
        # Sent twice.
        del values["said"]
    if values:
        empty = {name: value for name, value in values.items() if not getattr(current, name)}
        write_step(
            current,
            lifecycle.NOTE,
            actor,
            now=now,
            text=values.get("said", ""),
            data={"filled_in": sorted(values)},
            **checked(empty),
        )
    Draft.objects.filter(escalation=current).exclude(rest={}).update(rest={})
    return current
