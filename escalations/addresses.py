"""Where the pages about a case are, for notices and lists. A pure room: the addresses are a promise."""

from __future__ import annotations


def case_path(pk: int) -> str:
    """The case itself."""
    return f"/escalations/{pk}/"


def learn_path(pk: int) -> str:
    """What stops the next one?"""
    return f"/escalations/{pk}/learn/"


def protocol_path(slug: str) -> str:
    """What to do in a situation."""
    return f"/playbook/{slug}/"
