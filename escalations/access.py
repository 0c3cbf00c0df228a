"""Who may use the views of `escalations`."""

from escalations.permissions import can_log
from teams.access import Access
from teams.models import User

LOGGERS = Access("members of a team", lambda person: isinstance(person, User) and can_log(person))
"""Whoever takes contacts: agents, and leaders who took one themselves."""
