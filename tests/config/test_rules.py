"""Rules that no linter knows: what may not be written, and files that grow too long."""

import re
import subprocess
import warnings
from pathlib import Path

import pytest

from config.settings import BASE_DIR

CODE = ("config", "teams", "goals", "feedback", "escalations")
LONG = 400  # lines; beyond, a room is split by noun

# Where a forbidden thing stands for a reason: (file, thing) to the reason.
ALLOWED: dict[tuple[str, str], str] = {
    ("teams/views/notifications.py", "csrf_exempt"): "mail programs unsubscribe by themselves",
}

FORBIDDEN_IN_CODE = {
    "mark_safe": r"\bmark_safe\b|\bSafeString\(",
    "csrf_exempt": r"\bcsrf_exempt\b",
    "unescaped template": r"\bautoescape\s*=\s*False",
}
FORBIDDEN_IN_TEMPLATES = {
    "safe": r"\|\s*safe(seq)?\b",
    "autoescape off": r"autoescape\s+off",
    "inline style": r"<style\b|\sstyle\s*=",
    "inline script": r"<script\b(?![^>]*\bsrc=)",
    "inline handler": r"\son[a-z]+\s*=|\bhx-on\b|javascript:|\bjs:",
    "address elsewhere": r"(src|href|action)\s*=\s*[\"'](https?:)?//",
}


def files(pattern, *folders):
    """Our own files of a kind, without caches and migrations."""
    for folder in folders:
        for path in sorted((BASE_DIR / folder).rglob(pattern)):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def offences(path, rules):
    """Where a file breaks a rule that it may not break."""
    name = str(path.relative_to(BASE_DIR))
    # What a template says about itself in a comment is no markup.
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    return [
        f"{name}: {thing}: {match.group(0)!r}"
        for thing, rule in rules.items()
        for match in re.finditer(rule, text, re.IGNORECASE)
        if (name, thing) not in ALLOWED
    ]


def test_no_code_goes_round_the_guards():
    found = [line for path in files("*.py", *CODE) for line in offences(path, FORBIDDEN_IN_CODE)]
    assert found == []


def test_no_template_goes_round_the_guards():
    found = [
        line
        for path in files("*.html", "templates", *CODE)
        for line in offences(path, FORBIDDEN_IN_TEMPLATES)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("thing", "example"),
    [
        ("safe", "{{ note|safe }}"),
        ("safe", "{{ notes | safeseq }}"),
        ("autoescape off", "{% autoescape off %}"),
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>p {}</style>"),
        ("inline script", "<script>alert(1)</script>"),
        ("inline script", "<script nonce=x>"),
        ("inline handler", '<p onclick="go()">'),
        ("inline handler", "<p hx-on:click='go()'>"),
        ("inline handler", "<a href='javascript:go()'>"),
        ("address elsewhere", '<img src="https://elsewhere.example/x.png">'),
        ("address elsewhere", "<script src='//elsewhere.example/x.js'>"),
    ],
)
def test_the_rules_find_what_they_forbid(thing, example):
    assert re.search(FORBIDDEN_IN_TEMPLATES[thing], example, re.IGNORECASE)


def test_no_exception_outlives_its_reason():
    rules = FORBIDDEN_IN_CODE | FORBIDDEN_IN_TEMPLATES
    stale = [
        (name, thing)
        for name, thing in ALLOWED
        if not re.search(rules[thing], (BASE_DIR / name).read_text(), re.IGNORECASE)
    ]
    assert stale == []


def test_long_files_are_named():
    long = {
        str(path.relative_to(BASE_DIR)): lines
        for path in files("*.py", *CODE)
        if (lines := len(path.read_text().splitlines())) > LONG
    }
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        for name, lines in long.items():
            warnings.warn(f"{name} has {lines} lines: split it by noun", stacklevel=1)
    # Half as long again is a god file, and no longer only a warning.
    assert {name for name, lines in long.items() if lines > LONG * 1.5} == set()


def test_nothing_made_or_private_is_kept_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    kept = [Path(name) for name in listed.stdout.splitlines()]
    assert [str(path) for path in kept if path.parts[0] in {"data", ".venv"}] == []
    assert [str(path) for path in kept if path.suffix in {".sqlite3", ".pyc", ".woff2"}] == []
    assert [str(path) for path in kept if path.name in {".env", "bench.json", "secret_key"}] == []
