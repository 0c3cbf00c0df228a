"""The locks: every package by hash, from nowhere in particular."""

import re

import pytest

from config.settings import BASE_DIR

LOCKS = ["requirements.txt", "requirements-dev.txt"]


def packages(name):
    """The lock's entries: name to the whole entry."""
    text = (BASE_DIR / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    return {re.split(r"[=\[; ]", line, maxsplit=1)[0]: line for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address_and_no_option(name):
    text = (BASE_DIR / name).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash=sha256:", ""), re.MULTILINE)
    assert " @ " not in text


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name):
    entries = packages(name)
    assert len(entries) > 20
    for entry in entries.values():
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry


def test_both_locks_agree():
    run, develop = packages("requirements.txt"), packages("requirements-dev.txt")
    assert {name: develop.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_locked(name):
    asked = re.findall(
        r"^([A-Za-z][A-Za-z0-9._-]*)", (BASE_DIR / f"{name}.in").read_text(), re.MULTILINE
    )
    assert set(map(str.lower, asked)) <= set(packages(f"{name}.txt"))
