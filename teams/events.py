"""What other apps may want to know about people and calendars, told inside the transaction.

Receivers run before the commit: what they write stands or falls with the change itself, and an error in
one undoes it. A receiver that starts a job does so with `transaction.on_commit`.
"""

from __future__ import annotations

from django.dispatch import Signal

# sender Team. `team`: its zone, day start, hours, working days, country or closures changed, so days,
# slots and working time may be others than before.
calendar_changed = Signal()

# sender Organisation. `organisation`: its zone, first weekday or fiscal month changed, so the days and
# periods of everything that is counted for the whole may be others than before.
organisation_calendar_changed = Signal()

# sender Membership. `user`, `team` (None: administrators), `since`: the earliest day from which it may
# be answered differently whether this person is in this team.
membership_changed = Signal()

# sender Membership. `membership`: as agent in another team, since a day that is over. Receivers answer
# with the address of a page on which a person decides what else shall follow from that day on, or None.
moved_in_the_past = Signal()

# sender Team or Organisation. `changed`: the one whose calendar may be changed. Receivers answer with what
# would be worked out anew, in words: "12 goals and 4,200 readings".
calendar_rests_on = Signal()

# sender Team. `team`: to be archived. Receivers answer with a sentence that says what is still to be done in it
# and how, or None.
still_to_do = Signal()

# sender GivenPath. `given`: a path that somebody has finished just now; `by`: the leader who said that they are
# ready, None where finishing needs nobody's word; `now`. Undone and finished again, it is sent again.
learning_finished = Signal()
