"""Jin's appraisals, led by Marcus, at every point of their way, for the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from feedback.actions.appraisals.evidence import add_own_evidence
from feedback.actions.appraisals.profiles import save_profile
from tests.feedback.appraisals_scene import a_cycle, a_template, an_appraisal, brought_to

if TYPE_CHECKING:
    from tests.access.world import World


class Appraised:
    """`fresh` waits for Jin, `led` for Marcus, `talk` and `sign` for both; `cycle` is that of `talk`."""

    def __init__(self, world: World, now: Any) -> None:
        priya, marcus, jin = (world.people[role] for role in ("manager", "supervisor", "agent"))
        template = a_template(priya)
        self.made = {
            state: brought_to(
                an_appraisal(priya, jin, marcus, a_cycle(priya, template, name=f"Round {state}")),
                state,
                now,
            )
            for state in ("self", "leader", "talk", "sign")
        }
        self.fresh, self.led = self.made["self"], self.made["leader"]
        self.talk, self.sign = self.made["talk"], self.made["sign"]
        self.cycle = self.talk.cycle
        self.entry = add_own_evidence(jin, self.talk, words="A letter", now=now)
        self.template = a_template(priya, name="Spare")
        self.profile = save_profile(
            priya, None, name="Agent", role="agent", purpose="", actions=["Listens"], attitudes=[],
            now=now - timedelta(days=1),
        )  # fmt: skip
