"""What people do to goals, metrics and readings: check, write, record, and what follows on commit."""
