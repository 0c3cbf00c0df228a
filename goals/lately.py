"""The last few results of something, kept in this process. A pure room: it knows no clock and no data."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")


class Lately(Generic[Key, Result]):
    """A dictionary that holds so many at most, and lets the oldest go; threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, Result] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Result | None:
        """What is kept under a key."""
        return self._kept.get(key)

    def keep(self, key: Key, result: Result) -> None:
        """Keep a result, at the cost of the oldest."""
        with self._lock:
            self._kept.pop(key, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = result

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
