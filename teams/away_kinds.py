"""The kind of notice that days away have."""

AWAY = "teams.away"
