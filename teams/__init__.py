"""People, teams, roles and calendars: the ground every other app stands on.

Imports nothing from the other apps. Start reading in `models/people.py` (who is here), then
`calendar.py` (which day and hour it is for a team), then `permissions.py` (who may what).
"""
