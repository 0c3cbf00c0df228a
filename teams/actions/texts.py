"""Texts as people wrote them, made ready to be kept. Whoever writes one down asks here, so that all are kept alike."""

from __future__ import annotations

from teams.actions.errors import ActionRefused


def kept_text(field: str, text: str, *, limit: int, missing: str = "") -> str:
    """A text as it is kept: its line breaks stay, spaces around it go. Raises ActionRefused.

    `missing` empty lets an empty one through; `limit` counts characters.
    """
    kept = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()
    return _checked(field, kept, limit, missing)


def kept_line(field: str, text: str, *, limit: int, missing: str = "") -> str:
    """The same in one line, with single spaces."""
    return _checked(field, " ".join(text.replace("\x00", "").split()), limit, missing)


def _checked(field: str, kept: str, limit: int, missing: str) -> str:
    if not kept and missing:
        raise ActionRefused(field, missing)
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit:,} characters. This has {len(kept):,}.")
    return kept
