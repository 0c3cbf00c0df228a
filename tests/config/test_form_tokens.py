"""A part that is included with nothing but what it is given loses the token of its forms."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
ALONE = re.compile(r'{% include "([^"]+)"([^%]*) only %}')
# A to-do posts only where `post` says so.
ASKED = {"components/_todo.html": "post="}
FOUND = [
    (page.relative_to(TEMPLATES), part, given)
    for page in sorted(TEMPLATES.rglob("*.html"))
    for part, given in ALONE.findall(page.read_text())
]


@pytest.mark.parametrize(
    ("page", "part", "given"), FOUND, ids=[f"{page}-{part}" for page, part, _ in FOUND]
)
def test_a_part_with_a_form_is_given_its_token(page, part, given):
    if ASKED.get(part, "") in given:
        assert "csrf_token" not in (TEMPLATES / part).read_text(), f"{page} includes it with only"
