"""Who may do what with all that is held of a person: their own file everybody's, the rest an administrator's."""

from __future__ import annotations

from tests.access.table import ADMINISTRATOR, PEOPLE, Row, form, person

PRIVACY: dict[str, Row] = {
    "teams:keeping": form(
        ADMINISTRATOR,
        body=dict.fromkeys(
            (
                "escalations.customers",
                "escalations.drafts",
                "feedback.customers",
                "teams.left",
            ),
            "0",
        ),
    ),
    "teams:privacy": form(PEOPLE),
    "teams:person_file": form(ADMINISTRATOR, person, body={"asked": "By letter"}),
    # Lena has left; whoever is still here is refused in words.
    "teams:person_erase": form(
        ADMINISTRATOR,
        lambda world: {"pk": world.people["deactivated"].pk},
        body={"name": "Lena Okafor", "reason": "She asked"},
        reached={"GET": {200}, "POST": {200, 302}},
    ),
}
