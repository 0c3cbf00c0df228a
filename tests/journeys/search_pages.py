"""The looks at the search, and at the first steps."""

from __future__ import annotations

from tests.journeys.looks import Look, at

SEARCH: dict[str, tuple[Look, ...]] = {
    "search": (
        Look("priya", at("search", query="?q=de"), thorough=True),
        Look("jin", at("search")),
        Look("jin", at("search", query="?q=no+such+word+anywhere")),
        Look("priya", at("search", query="?q=re&in=goal")),
        Look("ada", at("search", query="?q=%D7%A9%D7%9C%D7%95%D7%9D")),
    ),
    "setup": (Look("ada", at("setup"), thorough=True),),
}
