"""Who may search: whoever is signed in; and who furnishes a new house. What each finds is held to what they may open in tests/search."""

from __future__ import annotations

from tests.access.table import ADMINISTRATOR, API_READERS, ONLY_SEND, PEOPLE, Row, page

SEARCH: dict[str, Row] = {
    "search": page(PEOPLE, query="?q=depot"),
    "search_palette": page(PEOPLE, query="?q=depot"),
    "api:search": Row(get=API_READERS, query="?q=depot", forbidden=ONLY_SEND),
    "setup": page(ADMINISTRATOR),
}
