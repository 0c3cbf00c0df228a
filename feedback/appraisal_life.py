"""The life of an appraisal: whose turn it is, what each of the two may do, and where it leads.

    self -> leader -> talk -> sign -> signed
      ^______|   ^_____|________|             taken back, handed over

Once the person's day is over, the leader may go on from `self` without their part, which the person can still add
until somebody signs. Until then, too, the person can be taken out of the round, and put back where it was.

A pure room: states, sides and steps are words; nothing is read or written. Pages, API and jobs all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
GO_ON = "go_on"
LEAVE_OUT = "leave_out"
PUT_BACK = "put_back"
STEPS = (WRITE, SEND, TAKE_BACK, ADD_EVIDENCE, AGREE, DISAGREE, SIGN_IT)
"""What the two may do. `HAND_OVER`, `LEAVE_OUT` and `PUT_BACK` are for whoever looks after the round, and the leader;
`GO_ON` is for the leader, from a day on."""

ON_TIME, MISSING, ADDED = "", "missing", "added"
"""Whether the leader went on without the person's part, and whether it came after all."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is: its state, who of the two has signed, whether the person's part is `late`, and whether the
    person is out of the round.
    """

    state: str = SELF
    person_signed: bool = False
    leader_signed: bool = False
    late: str = ON_TIME
    is_out: bool = False

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
    is_person = side == OF_PERSON
    is_missing = standing.late == MISSING
    # What the leader went on without can be added until somebody signs.
    can_add = is_person and is_missing and not standing.any_signed
    is_theirs_to_write = standing.state == _WRITES[side] or can_add
    talked_about = standing.state in {TALK, SIGN}
    open_to_both = talked_about and not standing.any_signed
    able = {
        WRITE: is_theirs_to_write,
        SEND: is_theirs_to_write,
        TAKE_BACK: standing.state == LEADER and not is_missing if is_person else open_to_both,
        ADD_EVIDENCE: is_theirs_to_write or open_to_both,
        AGREE: open_to_both,
        # The person's right until they sign, whoever has signed before them.
        DISAGREE: is_person and talked_about and not standing.person_signed,
        SIGN_IT: standing.state == SIGN and not standing.has_signed(side),
    }
    return able[step] and not standing.is_out


def after(standing: Standing, side: str, step: str) -> Standing:
    """How it stands once this side took the step. Raises NotPossible."""
    if not _may(standing, side, step):
        raise NotPossible(standing, side, step)
    if step in {SEND, TAKE_BACK}:
        return _sent_or_back(standing, side, step)
    if step == AGREE:
        return replace(standing, state=SIGN)
    if step == SIGN_IT:
        person = standing.person_signed or side == OF_PERSON
        leader = standing.leader_signed or side == OF_LEADER
        state = SIGNED if person and leader else SIGN
        return replace(standing, state=state, person_signed=person, leader_signed=leader)
    return standing


def _sent_or_back(standing: Standing, side: str, step: str) -> Standing:
    # What the leader went on without comes and goes beside the way.
    if side == OF_PERSON and standing.late != ON_TIME:
        return replace(standing, late=ADDED if step == SEND else MISSING)
    if step == TAKE_BACK:
        return replace(standing, state=_WRITES[side])
    return replace(standing, state=LEADER if side == OF_PERSON else TALK)


def can_be_handed_over(standing: Standing) -> bool:
    """Until both have signed. A leader who leaves before that would leave it open for good."""
    return standing.state != SIGNED and not standing.is_out


def handed_over(standing: Standing) -> Standing:
    """What another leader finds: it is theirs to write or to send in their own name, and nobody has signed that yet.

    Raises NotPossible once it is signed.
    """
    if not can_be_handed_over(standing):
        raise NotPossible(standing, OF_LEADER, HAND_OVER)
    return Standing(SELF if standing.state == SELF else LEADER, late=standing.late)


def can_go_on(standing: Standing) -> bool:
    """Whether the leader may go on without the person's part, once its day is over."""
    return standing.state == SELF and not standing.is_out


def gone_on(standing: Standing) -> Standing:
    """It is the leader's to write, and the person's part is missing. Raises NotPossible."""
    if not can_go_on(standing):
        raise NotPossible(standing, OF_LEADER, GO_ON)
    return replace(standing, state=LEADER, late=MISSING)


def can_be_left_out(standing: Standing) -> bool:
    """Until somebody has signed."""
    return not standing.any_signed and not standing.is_out


def left_out(standing: Standing) -> Standing:
    """Out of the round: everything rests, and each reads their own words alone. Raises NotPossible."""
    if not can_be_left_out(standing):
        raise NotPossible(standing, OF_LEADER, LEAVE_OUT)
    return replace(standing, is_out=True)


def put_back(standing: Standing) -> Standing:
    """In the round again, where it was."""
    return replace(standing, is_out=False)


def turn_of(standing: Standing) -> tuple[str, ...]:
    """Whose turn it is: one side, both, or nobody once it is signed or out of its round."""
    if standing.is_out:
        return ()
    if standing.state == SELF:
        return (OF_PERSON,)
    if standing.state == LEADER:
        return (OF_LEADER,)
    if standing.state == TALK:
        return SIDES
    return tuple(side for side in SIDES if not standing.has_signed(side))


def is_read_by(standing: Standing, part: str, reader: str) -> bool:
    """Whether `reader` may read what the side `part` wrote: one's own always, the other's once it is sent, as long as
    it is in the round.
    """
    if part == reader:
        return True
    if standing.is_out:
        return False
    if part == OF_PERSON:
        return standing.state != SELF and standing.late != MISSING
    return standing.state in {TALK, SIGN, SIGNED}
