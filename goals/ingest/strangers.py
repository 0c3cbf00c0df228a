"""Names in a file that nobody here bears: each once, with who may be meant."""

from __future__ import annotations

from goals.ingest.near import Near
from goals.ingest.resolve import Directory
from goals.ingest.values import Rejected

_KEPT = 500
"""Different names of whom it is looked up who may be meant."""
_LONGEST = 150
"""What is longer is nobody's name."""


class Strangers:
    """The people and teams a file names and `directory` does not know.

    `people` has the names that were refused, `added` those that are made, each with the close one there is, or ''.
    Only who the directory knows can be meant: it has no more than the writer may see.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._people: Near | None = None
        self._teams: Near | None = None
        self._near_teams: dict[str, str] = {}
        self._made = 0
        self.people: dict[str, str] = {}
        self.added: dict[str, str] = {}

    def person(self, word: str, refused: Rejected) -> Rejected:
        """The refusal of a name, with who may be meant."""
        if len(word) <= _LONGEST and word not in self.people and len(self.people) < _KEPT:
            self.people[word] = self._near_person(word)
        return _asking(refused, self.people.get(word, ""))

    def made(self, word: str, name: str) -> None:
        """Somebody is made under this name."""
        self._made += 1
        if self._made <= _KEPT and (near := self._near_person(word)):
            self.added[name] = near

    def team(self, word: str, refused: Rejected) -> Rejected:
        """The refusal of a team, with the one that may be meant."""
        is_new = len(word) <= _LONGEST and word not in self._near_teams
        if is_new and len(self._near_teams) < _KEPT:
            self._teams = self._teams or Near(team.name for team in self._directory.teams.values())
            self._near_teams[word] = self._teams.to(word)
        return _asking(refused, self._near_teams.get(word, ""))

    def _near_person(self, word: str) -> str:
        # As they were before the file: of those it makes itself, none is meant.
        self._people = self._people or Near(self._directory.people.values())
        return self._people.to(word)


def _asking(refused: Rejected, near: str) -> Rejected:
    if not near:
        return refused
    found = refused.message.removesuffix(refused.repair).strip()
    return Rejected(refused.field, f"{found} Did you mean {near}?", refused.value, refused.repair)
