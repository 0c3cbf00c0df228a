"""The verbs about people and teams. Each is one transaction: check, write, record, tell."""

from teams.actions.administrators import grant_administrator, revoke_administrator
from teams.actions.audit import record
from teams.actions.errors import ActionRefused, Stale
from teams.actions.memberships import change_role, end_membership, join_team, move_agent
from teams.actions.organisation import create_organisation, update_organisation
from teams.actions.people import (
    create_person,
    leave,
    set_password,
    set_theme,
    update_person,
    welcome_back,
)
from teams.actions.teams import (
    add_closure,
    archive_team,
    create_team,
    keep_calendar,
    remove_closure,
    restore_team,
    update_team,
)

__all__ = [
    "ActionRefused",
    "Stale",
    "add_closure",
    "archive_team",
    "change_role",
    "create_organisation",
    "create_person",
    "create_team",
    "end_membership",
    "grant_administrator",
    "join_team",
    "keep_calendar",
    "leave",
    "move_agent",
    "record",
    "remove_closure",
    "restore_team",
    "revoke_administrator",
    "set_password",
    "set_theme",
    "update_organisation",
    "update_person",
    "update_team",
    "welcome_back",
]
