"""Back to *Today*, at the list in which something was done: there stand the message and its undo.

Without the place one would stand at the top again, and on a phone the undo lies screens below.
"""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.urls import reverse

NEEDS_YOU, YOUR_DAY = "needs-you", "your-day"
"""The names of the places, in `templates/config`."""


def today_at(place: str = NEEDS_YOU) -> str:
    """The address of a place on *Today*."""
    return f"{reverse('home')}#{place}"


def back_to_today(place: str = NEEDS_YOU) -> HttpResponseRedirect:
    """To what needs somebody, or another place of theirs."""
    return HttpResponseRedirect(today_at(place))
