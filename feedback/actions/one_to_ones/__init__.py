"""What a leader and a person do about their talks: series, bookings, the agenda, what they agree, notes, wishes.

No word of theirs goes into the record or into a notice: both only say that something was done.
"""
