"""Holding back the collector of cycles while very much is made at once. A pure room.

What the engine and the way in make by the tens of thousands (periods, rows, figures) holds no cycles:
counting references frees it as soon as nobody needs it. The collector would only walk through all of it
again and again, which took more than a quarter of a run's time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """No collecting inside the block, or the function that this decorates; afterwards as it was before."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
