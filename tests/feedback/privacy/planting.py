"""A word of its own in every private text, written straight into the tables; and who may read each.

Marcus (supervisor) leads Jin (agent) under Priya (manager), in North. Everybody else has no business with any of it.
A text begins with `NEEDLE`, by which anybody may search; what follows it is its marker, which nobody can guess.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from feedback.models import (
    Agreement,
    Appraisal,
    Assessment,
    CoachingNote,
    Competency,
    Cycle,
    DelegatedTask,
    Detour,
    Evidence,
    HandOver,
    Held,
    Help,
    Kudos,
    KudosEdit,
    Leaving,
    Meeting,
    NoteEdit,
    Point,
    PrivateNote,
    Question,
    Recipient,
    Release,
    Reply,
    Round,
    Series,
    Snooze,
    Talk,
    TalkStep,
    TaskStep,
    Template,
    Turnout,
    Visibility,
    Wish,
)
from feedback.queries.pulse_held import Said, in_order, mark_of, sealed
from teams.models import Membership, User
from tests.access.world import NOW

if TYPE_CHECKING:
    from tests.access.world import World

NEEDLE = "quillwort"
FIRST = 700_001
DAY = timedelta(days=1)
_MARK = re.compile(r"[0-9a-f]{16}")
M = TypeVar("M", bound=models.Model)
MARCUS = frozenset({"supervisor"})
JIN = frozenset({"agent"})
PRIYA = frozenset({"manager"})
EWA = frozenset({"other_supervisor"})
TOM = frozenset({"stranger"})
ADA = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()
TWO = MARCUS | JIN


@dataclass(frozen=True)
class Marker:
    """A text that was planted: in which field, what it was for, and which roles may come to read it."""

    where: str
    what: str
    mark: str
    may: frozenset[str]


@dataclass
class Planted:
    """All markers, by their mark; the numbers of what was planted, alone and as pairs of a thing and its part."""

    markers: dict[str, Marker] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    rows: Counter[type[models.Model]] = field(default_factory=Counter)

    def words(self, where: str, what: str, may: frozenset[str]) -> str:
        """A text with a marker that nobody else has."""
        mark = secrets.token_hex(8)
        self.markers[mark] = Marker(where, what, mark, may)
        return f"{NEEDLE} {mark}"

    def address(self, where: str, what: str, may: frozenset[str]) -> str:
        """The same in the form of an address of this site."""
        return f"/{self.words(where, what, may).replace(' ', '-')}/"

    def put(self, model: type[M], what: str, may: dict[str, frozenset[str]], **values: Any) -> M:
        """A row with a marker in each of the named fields. All tables number theirs alike: so there are few to try."""
        marked = {name: self._marked(model, name, what, who) for name, who in may.items()}
        row = model._default_manager.create(pk=FIRST + self.rows[model], **values, **marked)
        self.rows[model] += 1
        self.numbers.add(row.pk)
        return row

    def _marked(self, model: type[models.Model], name: str, what: str, who: frozenset[str]) -> str:
        make = self.address if name.endswith("url") else self.words
        return make(f"{model.__name__}.{name}", what, who)

    def found_in(self, text: str) -> list[Marker]:
        """The markers that stand in a text."""
        return [self.markers[mark] for mark in _MARK.findall(text) if mark in self.markers]


def plant(world: World) -> Planted:
    """Everything, through the models."""
    planted = Planted()
    people = world.people
    _notes(planted, people)
    _talks(planted, people)
    _one_to_ones(planted, people)
    _kudos(planted, people, world)
    _appraisals(planted, people)
    _pulse(planted, world)
    _leavings(planted, world)
    _tasks(planted, world)
    _help(planted, world)
    return planted


PARTS = ("situation", "behaviour", "effect", "next_step")
SAID = (*PARTS, "came_of_it")


def _notes(planted: Planted, people: Any) -> None:
    marcus, jin = people["supervisor"], people["agent"]

    def note(what: str, may: frozenset[str], **values: Any) -> CoachingNote:
        return planted.put(
            CoachingNote, what, dict.fromkeys(SAID, may),
            author=marcus, person=jin, written_at=NOW, tone="correct", **values,
        )  # fmt: skip

    def edited(what: str, of: CoachingNote) -> None:
        edit = planted.put(NoteEdit, what, dict.fromkeys(PARTS, TWO), note=of, at=NOW)
        planted.pairs.add((of.pk, edit.pk))

    note("a note of the author's alone", MARCUS, follow_up_on=NOW.date())
    edited("what a shared note said", note("a shared note", TWO, shared_at=NOW))
    for what, to, may, values in (
        ("read", "manager", PRIYA, {"read_at": NOW}),
        ("not opened", "administrator", NOBODY, {}),
        ("ended", "other_supervisor", NOBODY, {"read_at": NOW, "ended_at": NOW}),
        ("over", "stranger", NOBODY, {"read_at": NOW, "until": NOW.date() - DAY}),
    ):
        released = note(f"a note released, {what}", TWO | may, shared_at=NOW)
        edited(f"what a note released, {what}, said", released)
        _release(planted, people, what, to, note=released, **values)


def _release(planted: Planted, people: Any, what: str, to: str, **values: Any) -> None:
    planted.put(
        Release, f"why it was released, {what}", {"reason": TWO | {to}},
        to=people[to], by=people["supervisor"], at=NOW - 2 * DAY,
        **{"until": NOW.date() + DAY, **values},
    )  # fmt: skip


def _talks(planted: Planted, people: Any) -> None:
    marcus, jin = people["supervisor"], people["agent"]

    def talk(what: str, may: frozenset[str], **values: Any) -> Talk:
        said = dict.fromkeys(("about", "seen", "expectation", "outcome_words"), may)
        opened = planted.put(
            Talk, what, {**said, "own_words": MARCUS}, author=marcus, person=jin, opened_at=NOW,
            outcome="better", **values,
        )  # fmt: skip
        for owner in (marcus, jin):
            step = planted.put(TalkStep, what, {"words": may}, talk=opened, owner=owner)
            planted.pairs.add((opened.pk, step.pk))
        return opened

    talk("a talk of the author's alone", MARCUS, follow_up_on=NOW.date())
    talk("a shared talk", TWO, shared_at=NOW)
    talk("a closed talk", TWO, shared_at=NOW, closed_at=NOW)
    released = talk("a talk released to Ewa", TWO | EWA, shared_at=NOW)
    _release(planted, people, "a talk", "other_supervisor", talk=released, read_at=NOW)


def _one_to_ones(planted: Planted, people: Any) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    # The two have one that runs, which the world may have begun.
    series, _ = Series.objects.get_or_create(
        leader=marcus, person=jin, ended_at=None, defaults={"begun_at": NOW - 30 * DAY}
    )
    PrivateNote.objects.filter(series=series).delete()
    planted.numbers.add(series.pk)
    held = planted.put(
        Meeting, "a one-to-one", {"summary": TWO}, series=series, starts_at=NOW - 7 * DAY,
        state="held", held_at=NOW - 7 * DAY,
    )  # fmt: skip
    planted.put(
        Meeting, "a cancelled one-to-one", {"summary": TWO, "cancelled_why": TWO}, series=series,
        starts_at=NOW - 14 * DAY, state="cancelled",
    )  # fmt: skip
    booked, _ = Meeting.objects.get_or_create(
        series=series, state="booked", defaults={"starts_at": NOW + DAY}
    )
    for one in (held, booked):
        planted.numbers.add(one.pk)
        planted.pairs.add((series.pk, one.pk))
    texts = {"words": TWO, "link_url": TWO}
    for by, talked_in in ((marcus, held), (jin, None)):
        point = planted.put(
            Point, "a talking point", texts, series=series, by=by, added_at=NOW, talked_in=talked_in
        )
        planted.pairs.add((series.pk, point.pk))
    for owner in (marcus, jin):
        made: dict[str, Any] = {"series": series, "owner": owner, "made_at": NOW, "made_by": marcus}
        made["due_on"] = NOW.date()
        agreed = planted.put(Agreement, "an agreement", {"words": TWO}, made_in=held, **made)
        planted.put(
            Agreement, "an agreement let go", {"words": TWO, "dropped_why": TWO}, dropped_at=NOW,
            **made,
        )  # fmt: skip
        planted.pairs.add((series.pk, agreed.pk))
    for role, may in (("supervisor", MARCUS), ("agent", JIN)):
        planted.put(
            PrivateNote, f"what the {role} notes for themself", {"words": may}, series=series,
            author=people[role], edited_at=NOW,
        )  # fmt: skip
    for kind in Wish.Kind.values:
        planted.put(
            Wish, "a wish", {"words": TWO | PRIYA}, person=jin, kind=kind, added_by=jin,
            added_at=NOW,
        )  # fmt: skip


def _kudos(planted: Planted, people: Any, world: World) -> None:
    marcus, jin = people["supervisor"], people["agent"]
    texts = ("words", "moment", "act", "effect", "link_url", "link_label")
    for what, visibility, may, values in (
        ("a private kudos", Visibility.PRIVATE, TWO, {}),
        ("a kudos taken back", Visibility.PUBLIC, MARCUS, {"taken_back_at": NOW}),
    ):
        kudos = planted.put(
            Kudos, what, dict.fromkeys(texts, may), author=marcus, team=world.north,
            visibility=visibility, shared_at=NOW, **values,
        )  # fmt: skip
        Recipient.objects.create(kudos=kudos, user=jin, shared_at=NOW)
        reply = planted.put(
            Reply, f"a reply to {what}", {"words": may | JIN}, kudos=kudos, by=jin, at=NOW
        )
        planted.put(KudosEdit, f"what {what} said", {"words": may}, kudos=kudos, at=NOW)
        planted.pairs.add((kudos.pk, reply.pk))
    Snooze.objects.filter(leader=marcus, person=jin).delete()
    planted.put(
        Snooze, "why somebody is not to be thanked", {"reason": MARCUS}, leader=marcus, person=jin,
        until=NOW.date() + 7 * DAY, at=NOW,
    )  # fmt: skip


def _appraisals(planted: Planted, people: Any) -> None:
    template = Template.objects.create(name="Planted", made_by=people["administrator"], made_at=NOW)
    competency = Competency.objects.create(
        template=template, name="Listening", level_1="1", level_2="2", level_3="3", level_4="4"
    )
    today = NOW.date()
    cycle = Cycle.objects.create(
        name="Autumn", template=template, covers_from=today - 90 * DAY, covers_until=today,
        self_by=today, leader_by=today, sign_by=today, made_by=people["manager"], made_at=NOW,
    )  # fmt: skip

    def appraisal(
        what: str, whom: str, by: str, may: dict[str, frozenset[str]], state: str, **values: Any
    ) -> None:
        texts = {f"{side}_words": who for side, who in may.items()}
        both = frozenset({whom, by})
        texts |= {"next_words": both, "disagreement": both}
        row = planted.put(
            Appraisal, what, texts, cycle=cycle, person=people[whom], leader=people[by], **values
        )
        for side, who in may.items():
            planted.put(
                Assessment, what, {"words": who}, appraisal=row, competency=competency, side=side,
                level=2,
            )  # fmt: skip
        for number in (1, 2):
            planted.put(
                Evidence, what, {"label": both, "url": both}, appraisal=row, kind="other",
                object_id=number, added_by=people[by], added_at=NOW,
            )  # fmt: skip
        planted.put(
            HandOver, f"why {what} was handed over", {"reason": both}, appraisal=row,
            former=people["manager"], leader=people[by], by=people["administrator"], at=NOW,
        )  # fmt: skip
        planted.put(
            Detour, f"why {what} left its way", {"reason": both}, appraisal=row, kind="out",
            by=people["administrator"], at=NOW,
        )  # fmt: skip
        Appraisal.objects.filter(pk=row.pk).update(state=state)

    sent = {"self_sent_at": NOW}
    whole = {
        **sent, "leader_sent_at": NOW, "talked_on": today, "person_signed_at": NOW,
        "leader_signed_at": NOW,
    }  # fmt: skip
    appraisal(
        "an appraisal not sent", "agent", "supervisor", {"person": JIN, "leader": MARCUS}, "self"
    )
    appraisal(
        "one the leader writes", "colleague", "supervisor",
        {"person": MARCUS, "leader": MARCUS}, "leader", **sent,
    )  # fmt: skip
    appraisal(
        "a signed appraisal", "stranger", "other_supervisor",
        {"person": TOM | EWA, "leader": TOM | EWA}, "signed", **whole,
    )  # fmt: skip


def _pulse(planted: Planted, world: World) -> None:
    running = Round.objects.filter(closed_at=None, closes_at__gt=NOW).first()
    running = running or Round.objects.create(
        question=Question.objects.order_by("pk").first(), week=NOW.date(), words="How was it?",
        low="Bad", high="Good", opens_at=NOW - DAY, closes_at=NOW + DAY,
    )  # fmt: skip
    planted.numbers.add(running.pk)
    words = [planted.words("Held.sealed", "an answer while it is open", NOBODY) for _ in range(7)]
    said = {world.north.pk: Said((0, 0, 7, 0, 0), in_order(words))}
    Held.objects.update_or_create(round=running, defaults={"sealed": sealed(running.pk, said)})
    who = {"people": [mark_of(running.pk, world.people["agent"].pk)]}
    Turnout.objects.update_or_create(round=running, defaults=who)


def _leavings(planted: Planted, world: World) -> None:
    """Of an agent and a supervisor of North, of its other manager, and of an agent of South; all in this year."""
    left_on = NOW.date() - 40 * DAY
    for number, (team, part, may) in enumerate(
        (
            (world.north, "agent", PRIYA | ADA),
            (world.north, "supervisor", PRIYA | ADA),
            (world.north, "manager", ADA),
            (world.south, "agent", ADA),
        )
    ):
        person = User.objects.create(
            username=f"gone{number}", name=f"Gone {number}", is_active=False, left_on=left_on
        )
        Membership.objects.create(
            user=person, team=team, role=part, starts_on=left_on - 900 * DAY, ends_on=left_on
        )
        planted.put(
            Leaving, f"why a {part} of {team.name} left", {"words": may}, person=person, team=team,
            left_on=left_on, theme="leadership", written_by=world.people["administrator"],
            written_at=NOW,
        )  # fmt: skip
        planted.numbers.add(person.pk)


def _tasks(planted: Planted, world: World) -> None:
    """From Marcus to Jin in every state, from Priya to Marcus, and one of South's; some fit what they said."""
    over = ("closed", "declined", "given_back", "withdrawn")
    texts = ("what", "why", "decide_alone", "came_of_it")
    states = DelegatedTask.State.values
    for state, by, to, may, team in (
        *((state, "supervisor", "agent", TWO | PRIYA, world.north) for state in states),
        ("taken", "manager", "supervisor", MARCUS | PRIYA, world.north),
        ("closed", "other_supervisor", "stranger", EWA | TOM, world.south),
    ):
        wish = planted.put(
            Wish, "a wish that a task fits", {"words": may}, person=world.people[to],
            kind="grow_in", added_by=world.people[to], added_at=NOW,
        )  # fmt: skip
        task = planted.put(
            DelegatedTask, f"a task, {state}", dict.fromkeys(texts, may), team=team, wish=wish,
            by=world.people[by], to=world.people[to], state=state, due_on=NOW.date() + 7 * DAY,
            offered_at=NOW - 7 * DAY, taken_at=NOW - 6 * DAY, planned_from=NOW.date() - 6 * DAY,
            next_on=NOW.date(), needs_since=NOW if state == "taken" else None,
            ended_at=NOW - DAY if state in over else None,
        )  # fmt: skip
        step = planted.put(
            TaskStep, f"what was said of a task, {state}", {"words": may}, task=task,
            kind="checked", going="need", by=world.people[to], at=NOW,
        )  # fmt: skip
        planted.pairs.add((task.pk, step.pk))


def _help(planted: Planted, world: World) -> None:
    """Between two of North, and between two of South: what counts, what waits, what is set aside, what is taken back."""
    people = world.people
    dele, jin, tom, yusuf = (people[one] for one in ("colleague", "agent", "stranger", "other_manager"))  # fmt: skip
    for what, state, may, helped, helper, team in (
        ("help that counts", "counts", JIN | MARCUS | PRIYA, jin, dele, world.north),
        ("help that waits", "waiting", JIN, jin, dele, world.north),
        ("help set aside", "set_aside", JIN, jin, dele, world.north),
        ("help taken back", "taken_back", NOBODY, jin, dele, world.north),
        ("help in South", "counts", TOM | EWA, tom, yusuf, world.south),
    ):
        planted.put(
            Help, what, {"what": may}, helped=helped, helper=helper, team=team, helper_team=team,
            at=NOW - DAY, state=state, logged_by=helped, logged_at=NOW,
        )  # fmt: skip
