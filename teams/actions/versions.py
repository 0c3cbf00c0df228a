"""Has anybody changed this since the form was drawn?

A form carries the version of what it shows: a hash of the values it edits. The action compares it under
the row's lock, so that of two people who save at the same time one is told, and nobody's work is lost in
silence. A hash of values needs no column, and saving a form twice unchanged is no conflict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from teams.actions.audit import fields_of
from teams.actions.errors import Stale


def version_of(obj: models.Model, names: Iterable[str]) -> str:
    """Sixteen hex digits that change when one of the named fields does."""
    values = json.dumps(fields_of(obj, sorted(names)), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(values.encode()).hexdigest()[:16]


def refuse_stale(
    current: models.Model,
    names: Iterable[str],
    version: str | None,
    wanted: Mapping[str, Any] | None = None,
) -> None:
    """Raise `Stale` unless `version` is None (the caller did not read first) or still true.

    Nor where `wanted`, the values to be set, are there already: a form sent twice by a double click is
    no conflict with oneself.
    """
    if wanted is not None and all(getattr(current, name) == wanted[name] for name in wanted):
        return
    if version is not None and version != version_of(current, names):
        raise Stale(current, "This was changed by somebody else while you were writing.")
