"""What both settle: that they talked and what they aim for, where the person sees it otherwise, and the signatures."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feedback import appraisal_life as life
from feedback.actions.appraisals.common import (
    held,
    save_with,
    tell_other,
    to_step,
)
from feedback.models import Appraisal, Cycle
from feedback.permissions.appraisals import side_of
from feedback.queries.appraisals.words import (
    disagreement_token,
    settled_token,
    standing_of,
    whole_token,
)
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.texts import kept_text
from teams.models import User
from teams.permissions import organisation_day

LONGEST_NEXT = 5_000
LONGEST_DISAGREEMENT = 8_000
_SIGNED = {life.OF_PERSON: "person_signed_at", life.OF_LEADER: "leader_signed_at"}


@transaction.atomic
def agree(
    actor: User,
    appraisal: Appraisal,
    *,
    talked_on: date | None,
    next_words: str,
    token: str | None = None,
    now: datetime,
) -> Appraisal:
    """Write down when the two talked, and what they agreed to aim for; it can be signed from then on.

    Either of the two, until somebody has signed; `token` is `settled_token` of what the page showed.
    Raises PermissionDenied, NotNow, ActionRefused, Stale.
    """
    current, side = to_step(actor, appraisal, life.AGREE)
    if talked_on is None:
        raise ActionRefused("talked_on", "Say on which day you talked.")
    if talked_on > organisation_day(now):
        raise ActionRefused(
            "talked_on", "That day is still to come. Talk first, then write it down."
        )
    if talked_on < current.cycle.covers_from:
        raise ActionRefused("talked_on", "That is before the time this appraisal looks back on.")
    words = kept_text(
        "next_words",
        next_words,
        limit=LONGEST_NEXT,
        missing="Write what you agreed to aim for, in a sentence or two.",
    )
    is_same = (current.talked_on, current.next_words) == (talked_on, words)
    # Taken back or handed over since, the same words have to be written down anew: only then can it be signed.
    if is_same and current.state == life.SIGN:
        return current
    if not is_same and token is not None and token != settled_token(current):
        raise Stale(current, "The other of you changed this while you were writing.")
    standing = life.after(standing_of(current), side, life.AGREE)
    save_with(current, state=standing.state, talked_on=talked_on, next_words=words)
    record(actor, "agreed", current, {}, {"state": standing.state, "talked_on": talked_on}, at=now)
    text = f"{actor.name} wrote down what you agreed to aim for. Read it, then sign."
    tell_other(current, side, text, now)
    return current


@transaction.atomic
def disagree(
    actor: User, appraisal: Appraisal, *, words: str, token: str | None = None, now: datetime
) -> Appraisal:
    """The person's own words on where they see it otherwise, kept as they wrote them; empty takes them away again.

    Nobody else writes there, and nobody can once the person has signed. `token` is `disagreement_token` of what the page showed.
    Raises PermissionDenied, NotNow, ActionRefused, Stale.
    """
    if side_of(actor, appraisal) == life.OF_LEADER:
        raise PermissionDenied
    current, side = to_step(actor, appraisal, life.DISAGREE)
    kept = kept_text("disagreement", words, limit=LONGEST_DISAGREEMENT)
    if kept == current.disagreement:
        return current
    if token is not None and token != disagreement_token(current):
        raise Stale(current, "You changed this on another page.")
    save_with(current, disagreement=kept)
    record(actor, "disagreed" if kept else "withdrew disagreement", current, at=now)
    says = "wrote" if kept else "took back"
    tell_other(current, side, f"{actor.name} {says} where they see it differently.", now)
    return current


@transaction.atomic
def sign(
    actor: User, appraisal: Appraisal, *, token: str | None = None, now: datetime
) -> Appraisal:
    """Put one's own name under it. Once both have, it stays as it is for good.

    `token` is `whole_token` of what the page showed: nobody signs what they have not read. Signed already, nothing
    happens. Raises PermissionDenied, NotNow, Stale.
    """
    # The round first: its name and the time it looks back on are signed as well, and stay from then on.
    Cycle.objects.select_for_update().only("pk").get(pk=appraisal.cycle_id)
    there = held(appraisal)
    side = side_of(actor, there)
    if side and standing_of(there).has_signed(side):
        return there
    current, side = to_step(actor, appraisal, life.SIGN_IT)
    if token is not None and token != whole_token(current):
        raise Stale(current, "It was changed since you opened it. Read it once more, then sign.")
    standing = life.after(standing_of(current), side, life.SIGN_IT)
    save_with(current, state=standing.state, **{_SIGNED[side]: now})
    record(actor, "signed", current, {}, {"state": standing.state}, at=now)
    is_whole = standing.state == life.SIGNED
    text = f"{actor.name} signed too. {current.cycle.name} is complete." if is_whole else (
        f"{actor.name} signed {current.cycle.name}. It waits for you."
    )  # fmt: skip
    tell_other(current, side, text, now)
    return current
