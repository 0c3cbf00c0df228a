"""The same for what a team says to itself: its ideas, what customers said of it, and thanks that are for a team.

North's is read by Jin, Marcus and Priya, South's by Tom and Ewa; by whom it is, and whom it is for, wherever they are.
Administrators are in no team.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedback.models import (
    EarlierWords,
    Idea,
    IdeaStep,
    Kudos,
    KudosEdit,
    Praise,
    Recipient,
    Reply,
    Visibility,
)
from tests.access.world import NOW
from tests.feedback.privacy.planting import (
    DAY,
    EWA,
    JIN,
    MARCUS,
    PRIYA,
    TOM,
    TWO,
    Planted,
)

if TYPE_CHECKING:
    from teams.models import Team
    from tests.access.world import World

NORTH = TWO | PRIYA
SOUTH = TOM | EWA


def plant_team(planted: Planted, world: World) -> None:
    """Through the models; and the numbers of teams and people, whose things are found by these."""
    _ideas(planted, world)
    _praise(planted, world)
    _kudos(planted, world)
    planted.numbers |= {world.north.pk, world.south.pk}
    planted.numbers |= {world.people[one].pk for one in ("agent", "supervisor", "stranger")}


def _ideas(planted: Planted, world: World) -> None:
    """In every state, of North and of South; one of North's by somebody of South; one taken back."""
    people = world.people
    texts = ("title", "words", "search_text", "link_url", "link_label", "reason", "came_of_it")

    def idea(
        what: str, team: Team, by: str, may: frozenset[str], *, kind: str = "said", **values: Any
    ) -> None:
        leader = people["supervisor" if team == world.north else "other_supervisor"]
        row = planted.put(
            Idea, what, dict.fromkeys(texts, may), team=team, author=people[by], added_at=NOW - DAY,
            answer_by=NOW.date() + DAY, decided_at=NOW, decided_by=leader, **values,
        )  # fmt: skip
        step = planted.put(
            IdeaStep, f"what was said of {what}", {"words": may}, idea=row, kind=kind, by=leader,
            at=NOW,
        )  # fmt: skip
        planted.pairs.add((row.pk, step.pk))
        if kind == "edited":
            earlier = {"title": may, "words": may}
            planted.put(EarlierWords, f"how {what} read before", earlier, step=step)

    for state in Idea.State.values:
        done = {"done_at": NOW} if state == "done" else {}
        idea(f"an idea of North, {state}", world.north, "colleague", NORTH, state=state, **done)
        idea(f"an idea of South, {state}", world.south, "other_manager", SOUTH, state=state, **done)
    idea("an idea of Tom's for North", world.north, "stranger", NORTH | TOM)
    idea("an idea edited", world.north, "agent", NORTH, kind="edited")
    idea("an idea taken back", world.north, "agent", JIN, withdrawn_at=NOW)


def _praise(planted: Planted, world: World) -> None:
    """Of North and of South, passed on or not; one for somebody of another team, who is not told who said it."""
    people = world.people
    for what, team, by, to, may, whole, values in (
        ("praise of North", world.north, "supervisor", "agent", NORTH, NORTH, {}),
        ("praise of South", world.south, "other_supervisor", "stranger", SOUTH, SOUTH, {}),
        ("praise passed on", world.north, "manager", "colleague", NORTH, NORTH, {"told_at": NOW}),
        ("praise of North for Tom", world.north, "manager", "stranger", NORTH | TOM, NORTH, {}),
        (
            "praise taken out",
            world.north,
            "supervisor",
            "agent",
            MARCUS | PRIYA,
            MARCUS | PRIYA,
            {"withdrawn_at": NOW},
        ),
    ):
        row = planted.put(
            Praise, what, {"words": may, "source": may, "external_id": may, "customer": whole},
            team=team, channel="letter", said_on=NOW.date(), added_by=people[by],
            added_at=NOW, told_by=people[by] if values else None, **values,
        )  # fmt: skip
        row.people.set([people[to]])


def _kudos(planted: Planted, world: World) -> None:
    """For a team; and what whoever was thanked keeps to themself, alone or beside others who show it."""
    texts = ("words", "moment", "act", "effect", "link_url", "link_label")
    north, south, hidden = world.north, world.south, {"hidden_at": NOW}
    team, public = Visibility.TEAM, Visibility.PUBLIC
    for what, by, where, visibility, to, may in (
        ("a kudos for North", "supervisor", north, team, {"agent": {}}, NORTH),
        ("a kudos for South", "other_supervisor", south, team, {"stranger": {}}, SOUTH),
        ("a kudos of Ewa's for North", "other_supervisor", north, team, {"agent": {}}, NORTH | EWA),
        ("a kudos Jin hides", "supervisor", north, team, {"agent": hidden}, TWO),
        ("a kudos for all that Jin hides", "supervisor", north, public, {"agent": hidden}, TWO),
        ("a kudos for all that Tom hides", "agent", south, public, {"stranger": hidden}, JIN | TOM),
        (
            "a kudos one of two hides", "manager", north, team,
            {"agent": hidden, "colleague": {}}, NORTH,
        ),
    ):  # fmt: skip
        kudos = planted.put(
            Kudos, what, dict.fromkeys(texts, may), author=world.people[by], team=where,
            visibility=visibility, shared_at=NOW - DAY,
        )  # fmt: skip
        for whom, values in to.items():
            Recipient.objects.create(
                kudos=kudos, user=world.people[whom], shared_at=kudos.shared_at, **values
            )
        reply = planted.put(
            Reply, f"a reply to {what}", {"words": may}, kudos=kudos, by=world.people[by], at=NOW
        )
        planted.put(KudosEdit, f"what {what} said", {"words": may}, kudos=kudos, at=NOW)
        planted.pairs.add((kudos.pk, reply.pk))
