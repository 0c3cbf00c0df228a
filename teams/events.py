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
