"""Who may use the views of `feedback`, beside the kinds of `teams.access`."""

from feedback.permissions.kudos import can_thank
from feedback.permissions.pulse import can_answer_pulse, can_read_pulse
from teams.access import Access
from teams.models import User

THANKERS = Access(
    "whoever can thank", lambda person: isinstance(person, User) and can_thank(person)
)
"""Members of a team, and administrators."""
ASKED = Access(
    "those who are asked", lambda person: isinstance(person, User) and can_answer_pulse(person)
)
"""Members of a team, whatever they are in it: the question of the week."""
READERS = Access(
    "everybody in a team", lambda person: isinstance(person, User) and can_read_pulse(person)
)
"""Members of a team, and administrators: what came of it."""
