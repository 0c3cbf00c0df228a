"""The look as figures: weight of sheets and script, contrast of colours, nothing inline."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config import assets

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
HEAD = (ROOT / "templates" / "shell" / "_head.html").read_text()


def weight(paths) -> int:
    return sum(len(gzip.compress(Path(path).read_bytes())) for path in paths)


@pytest.fixture
def sheets(tmp_path) -> Path:
    """The folder of the sheets as pages load them."""
    assert assets.build_sheets(target=tmp_path)
    assert not assets.build_sheets(target=tmp_path)
    return tmp_path


@pytest.mark.parametrize("app", [name for name in assets.SHEETS if name != "leadwell"])
def test_the_sheets_of_a_page_weigh_fifteen_kilobytes_at_most(sheets, app):
    assert weight([sheets / "leadwell.css", sheets / f"{app}.css"]) <= 15_000


def test_script_weighs_thirty_kilobytes_at_most():
    scripts = re.findall(r'<script src="{% static "([^"]+)"', HEAD)
    assert len(scripts) == 4
    assert weight(finders.find(script) for script in scripts) <= 30_000


def test_every_source_is_in_one_sheet_and_the_layers_come_first(sheets):
    parts = [part for named in assets.SHEETS.values() for part in named]
    assert sorted(parts) == sorted(source.stem for source in SOURCES)
    assert (sheets / "leadwell.css").read_text().startswith(TOKENS)
    assert TOKENS.index("@layer tokens, base, components, pages;") < TOKENS.index("{")
    loaded = re.findall(r'rel="stylesheet" href="{% static "built/([^"]+).css"', HEAD)
    assert sorted(loaded) == sorted(assets.SHEETS)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style", text)
    assert not re.search(r"\son[a-z]+\s*=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def colours() -> dict[str, tuple[str, str]]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", TOKENS)
    return {name: (light, dark) for name, light, dark in pairs}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


WORDS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("bg", "surface")),
    ("ink-2", "sunken"),
    ("accent", "surface"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("data", "surface"),
    ("watch", "watch-soft"),
    ("watch", "surface"),
    ("behind", "behind-soft"),
    ("behind", "surface"),
    ("kudos", "kudos-soft"),
    ("ink-3", "range-3"),
    ("ink", "range-1"),
]
SHAPES = [
    ("line-strong", "surface"),
    ("focus", "surface"),
    ("focus", "bg"),
    ("data-fill", "range-1"),
    ("data-fill", "surface"),
    ("target", "range-3"),
    ("pace", "surface"),
    ("watch-fill", "surface"),
    ("behind-fill", "surface"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), WORDS)
def test_words_can_be_read(front, back, theme):
    known = colours()
    assert contrast(known[front][theme], known[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_can_be_seen(front, back, theme):
    known = colours()
    assert contrast(known[front][theme], known[back][theme]) >= 3
