"""Several at the same moment: threads with connections of their own, let go together or held half-way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

PATIENCE = 60.0


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread of its own, all let go together; what came of each, errors included."""
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=PATIENCE)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 - the tests look at what it was
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def good(outcomes: list[Any]) -> list[Any]:
    """The outcomes, none of which may be an error."""
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if errors:
        raise AssertionError(errors) from errors[0]
    return outcomes


class Halt:
    """A place where one thread waits until another one has seen it there and lets it go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.may_go_on = threading.Event()

    def here(self) -> None:
        """Wait to be let go."""
        self.reached.set()
        assert self.may_go_on.wait(PATIENCE)

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, with a halt before it, once."""

        def halting(*arguments: Any, **named: Any) -> Any:
            if not self.reached.is_set():
                self.here()
            return act(*arguments, **named)

        return halting


@contextmanager
def held(act: Callable[[], Any], halt: Halt) -> Iterator[None]:
    """Within the block the act has come as far as its halt; afterwards it has ended, without an error."""
    outcomes: list[Any] = []

    def run() -> None:
        outcomes.extend(at_once(act))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert halt.reached.wait(PATIENCE)
        yield
    finally:
        halt.may_go_on.set()
        thread.join(PATIENCE)
    good(outcomes)
