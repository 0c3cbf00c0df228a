"""The life of an appraisal: whose turn it is, what each of the two may do, and where it leads.

    self -> leader -> talk -> sign -> signed
      ^______|   ^_____|________|             taken back, handed over

A pure room: states, sides and steps are words; nothing is read or written. Pages, API and jobs all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

SELF, LEADER, TALK, SIGN, SIGNED = "self", "leader", "talk", "sign", "signed"
STATES = (SELF, LEADER, TALK, SIGN, SIGNED)
OF_PERSON, OF_LEADER = "person", "leader"
SIDES = (OF_PERSON, OF_LEADER)

WRITE = "write"
SEND = "send"
TAKE_BACK = "take_back"
ADD_EVIDENCE = "add_evidence"
AGREE = "agree"
DISAGREE = "disagree"
SIGN_IT = "sign"
HAND_OVER = "hand_over"
STEPS = (WRITE, SEND, TAKE_BACK, ADD_EVIDENCE, AGREE, DISAGREE, SIGN_IT)
"""What the two may do. `HAND_OVER` is for whoever looks after the round, or the leader who leaves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is: its state, and who of the two has signed."""

    state: str = SELF
    person_signed: bool = False
    leader_signed: bool = False

    @property
    def any_signed(self) -> bool:
        """Whether there is a signature on it already: then what was signed stays."""
        return self.person_signed or self.leader_signed

    def has_signed(self, side: str) -> bool:
        """Whether this side has."""
        return self.person_signed if side == OF_PERSON else self.leader_signed


class NotPossible(ValueError):
    """A step that is not this side's to take now. `possible` are those that are."""

    def __init__(self, standing: Standing, side: str, step: str) -> None:
        self.standing, self.side, self.step = standing, side, step
        self.possible = possible(standing, side)
        super().__init__(f"{step} is not possible for the {side} in {standing.state}")


_WRITES = MappingProxyType({OF_PERSON: SELF, OF_LEADER: LEADER})


def possible(standing: Standing, side: str) -> tuple[str, ...]:
    """What this side may do now, in the order of `STEPS`."""
    return tuple(step for step in STEPS if _may(standing, side, step))


def _may(standing: Standing, side: str, step: str) -> bool:
    is_theirs_to_write = standing.state == _WRITES[side]
    talked_about = standing.state in {TALK, SIGN}
    open_to_both = talked_about and not standing.any_signed
    is_person = side == OF_PERSON
    return {
        WRITE: is_theirs_to_write,
        SEND: is_theirs_to_write,
        TAKE_BACK: standing.state == LEADER if is_person else open_to_both,
        ADD_EVIDENCE: is_theirs_to_write or open_to_both,
        AGREE: open_to_both,
        # The person's right until they sign, whoever has signed before them.
        DISAGREE: is_person and talked_about and not standing.person_signed,
        SIGN_IT: standing.state == SIGN and not standing.has_signed(side),
    }[step]


def after(standing: Standing, side: str, step: str) -> Standing:
    """How it stands once this side took the step. Raises NotPossible."""
    if not _may(standing, side, step):
        raise NotPossible(standing, side, step)
    if step == SEND:
        return Standing(LEADER if side == OF_PERSON else TALK)
    if step == TAKE_BACK:
        return Standing(_WRITES[side])
    if step == AGREE:
        return Standing(SIGN)
    if step == SIGN_IT:
        person = standing.person_signed or side == OF_PERSON
        leader = standing.leader_signed or side == OF_LEADER
        return Standing(SIGNED if person and leader else SIGN, person, leader)
    return standing


def can_be_handed_over(standing: Standing) -> bool:
    """Until both have signed. A leader who leaves before that would leave it open for good."""
    return standing.state != SIGNED


def handed_over(standing: Standing) -> Standing:
    """What another leader finds: it is theirs to write or to send in their own name, and nobody has signed that yet.

    Raises NotPossible once it is signed.
    """
    if not can_be_handed_over(standing):
        raise NotPossible(standing, OF_LEADER, HAND_OVER)
    return Standing(SELF if standing.state == SELF else LEADER)


def turn_of(standing: Standing) -> tuple[str, ...]:
    """Whose turn it is: one side, both, or nobody once it is signed."""
    if standing.state == SELF:
        return (OF_PERSON,)
    if standing.state == LEADER:
        return (OF_LEADER,)
    if standing.state == TALK:
        return SIDES
    return tuple(side for side in SIDES if not standing.has_signed(side))


def is_read_by(standing: Standing, part: str, reader: str) -> bool:
    """Whether `reader` may read what the side `part` wrote: one's own always, the other's once it is sent."""
    if part == reader:
        return True
    return standing.state != SELF if part == OF_PERSON else standing.state in {TALK, SIGN, SIGNED}
