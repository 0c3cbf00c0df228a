"""What was asked for came about: a version is published, a limit agreed on. Called in those transactions."""

from __future__ import annotations

from datetime import datetime

from escalations.learning_kinds import REMEDY
from escalations.models import LimitProposal, ProtocolVersion, Remedy
from teams.actions.audit import record
from teams.models import User
from teams.telling import tell

ADDRESS = "/escalations/remedies/"


def finish_as_system(remedy: Remedy, *, now: datetime, by: User | None = None) -> None:
    """Note that a remedy came about: a version was published, a limit agreed. In the caller's transaction."""
    if remedy.done_on is not None or remedy.dropped_on is not None:
        return
    remedy.done_on = remedy.team.clock.day_of(now)
    remedy.save(update_fields=["done_on"])
    record(by, "done", remedy, after={"done_on": remedy.done_on}, at=now)
    tell_others(by, remedy, "done", f"Done: {remedy.text}", "We look whether it helped.", now)


def protocol_published(version: ProtocolVersion, *, by: User | None, now: datetime) -> None:
    """The remedies that a draft was started for are done. Call when it is published, in that transaction."""
    waiting = Remedy.objects.filter(
        protocol=version.protocol, kind=Remedy.Kind.PROTOCOL, done_on=None, dropped_on=None
    )
    for remedy in waiting.select_related("team").order_by("pk"):
        finish_as_system(remedy, now=now, by=by)


def limit_answered(proposal: LimitProposal, *, by: User | None, now: datetime) -> None:
    """The remedy that a proposal came with is done, or dropped with the answer. Call in that transaction."""
    found = Remedy.objects.filter(proposal=proposal, done_on=None, dropped_on=None)
    remedy = found.select_related("team").first()
    if remedy is None:
        return
    if proposal.state == LimitProposal.State.AGREED:
        finish_as_system(remedy, now=now, by=by)
    elif proposal.state == LimitProposal.State.DECLINED:
        remedy.dropped_on = remedy.team.clock.day_of(now)
        remedy.dropped_why = proposal.answer or "Not this time."
        remedy.save(update_fields=["dropped_on", "dropped_why"])
        record(by, "dropped", remedy, reason=remedy.dropped_why, at=now)


def tell_others(
    by: User | None, remedy: Remedy, what: str, text: str, detail: str, now: datetime
) -> None:
    """Whoever asked for it and whoever sees to it, but not the one who says so."""
    people = {remedy.set_by_id, remedy.owner_id} - {by.pk if by else None}
    key = f"remedy-{remedy.pk}-{what}"
    tell(sorted(people), REMEDY, key, text, detail=detail, url=ADDRESS, now=now)
