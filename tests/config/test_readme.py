"""The README's commands and names exist."""

import re

import pytest
from django.core.management import get_commands

from config.settings import BASE_DIR

README = BASE_DIR / "README.md"
CONTRACT = {"run", "test", "check", "bench"}
VARIABLES = ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL")
OURS = (
    *VARIABLES,
    "EMAIL_URL",
    "DATA_DIR",
    "LOG_FORMAT",
    "TRUSTED_PROXIES",
    "STATEMENT_TIMEOUT",
    "IMPORT_MAX_MB",
)


def targets():
    """What make can make."""
    return set(re.findall(r"^([a-z][a-z-]*):", (BASE_DIR / "Makefile").read_text(), re.MULTILINE))


def readme():
    if not README.exists():
        pytest.skip("there is no README yet")
    return README.read_text()


def test_the_promised_commands_can_be_made():
    assert targets() >= CONTRACT


def test_every_make_command_of_the_readme_exists():
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", readme(), re.MULTILINE))
    assert {first or second for first, second in named} <= targets()
    assert "make run" in readme()
    assert "make test" in readme()


def test_every_management_command_of_the_readme_exists():
    named = set(re.findall(r"manage\.py ([a-z_]+)", readme()))
    assert named <= set(get_commands())


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_explained(name):
    assert f"`{name}`" in readme()


def test_the_readme_s_pictures_and_files_are_there():
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", readme())
    assert [link for link in links if not (BASE_DIR / link).exists()] == []
