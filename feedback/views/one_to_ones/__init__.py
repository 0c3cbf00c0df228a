"""The pages of one-to-ones: all of one's own, the two, one meeting, bookings, wishes. What is not one's own is 404."""
