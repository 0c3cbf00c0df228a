"""Who may do what with all that is held of a person: their own file everybody's, the rest an administrator's."""

from __future__ import annotations

from tests.access.table import ADMINISTRATOR, PEOPLE, Row, form, person

PRIVACY: dict[str, Row] = {
    "teams:privacy": form(PEOPLE),
    "teams:person_file": form(ADMINISTRATOR, person, body={"asked": "By letter"}),
}
