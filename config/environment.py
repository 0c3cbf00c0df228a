"""Reading the environment: each reader knows one kind of value and refuses what makes no sense.

A refusal is one line on stderr that names the variable and how to mend it, and exit status 3, the
status by which gunicorn knows not to start the process again.
"""

import ipaddress
import os
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BAD_SETTING_EXIT_STATUS = 3


def refuse(name: str, why: str) -> NoReturn:
    """Stop the start with one line that names the setting and how to mend it."""
    sys.stderr.write(f"Leadwell cannot start: {name}: {why}\n")
    raise SystemExit(BAD_SETTING_EXIT_STATUS)


def text(name: str, default: str = "") -> str:
    """The variable's value without blanks around it; an empty one counts as not given."""
    return os.environ.get(name, "").strip() or default


def yes_or_no(name: str, *, default: bool) -> bool:
    """A yes/no variable, in the usual spellings."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        refuse(name, f"{value!r} is neither yes nor no. Write true or false.")
    return default


def whole_number(name: str, default: int, *, lowest: int, highest: int) -> int:
    """A whole number between two limits, both included."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
        refuse(name, f"{value!r} is not a whole number from {lowest} to {highest}.")
    return int(value)


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = text(name, default).lower()
    if value not in choices:
        refuse(name, f"{value!r} is not known. Write {' or '.join(choices)}.")
    return value


def address(name: str, default: str) -> str:
    """A site's address: scheme and host, without path or slash at the end."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete or parts.path or parts.query or parts.fragment or parts.username:
        refuse(name, f"{value!r} is not an address such as https://dashboard.example.com.")
    return value


def is_this_machine(host: str) -> bool:
    """Whether a host name can only mean the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def folder(name: str, path: Path) -> Path:
    """A folder of ours, made when missing, that we can write to; `name` set where it is."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(name, f"the folder {str(path)!r} cannot be made ({error.strerror}).")
    if not os.access(path, os.W_OK | os.X_OK):
        refuse(name, f"the folder {str(path)!r} cannot be written to.")
    return path


def kept_secret(path: Path) -> str:
    """The secret in a file only we can read, made on first use.

    Two processes may start at once: the file is made complete under another name and linked into
    place, so that both read the same whole secret.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def database(name: str, default_file: Path, *, statement_seconds: int) -> dict[str, Any]:
    """Django's description of the database named by a URL.

    SQLite: one writer at a time, who waits instead of failing, and whose commits survive a power
    cut. PostgreSQL: nothing may hang for ever, neither a statement nor a lock nor an idle
    transaction.
    """
    url = text(name, f"sqlite:///{default_file}")
    scheme, separator, _ = url.partition("://")
    wanted = "Write sqlite:////path or postgres://user@host:5432/name."
    if not separator:
        refuse(name, f"this is not a database address. {wanted}")
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        refuse(name, f"{scheme!r} databases are not supported. {wanted}")
    try:
        described: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, ImproperlyConfigured):
        refuse(name, f"this is not a database address. {wanted}")
    if scheme == "sqlite":
        if described["NAME"] != ":memory:" and not Path(described["NAME"]).parent.is_dir():
            refuse(name, f"the folder of {described['NAME']!r} does not exist.")
        described["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        if not described["NAME"]:
            refuse(name, f"the address names no database. {wanted}")
        limits: dict[str, int | str] = {
            "jit": "off",
            "statement_timeout": statement_seconds * 1000,
            "lock_timeout": 10_000,
            "idle_in_transaction_session_timeout": 60_000,
        }
        described["CONN_HEALTH_CHECKS"] = True
        described["OPTIONS"] = {
            **described.get("OPTIONS", {}),
            "connect_timeout": 5,
            "options": " ".join(f"-c {limit}={value}" for limit, value in limits.items()),
        }
    return {**described, "CONN_MAX_AGE": 60}


def redis_address(name: str) -> str:
    """The address of a Redis server, or an empty text when there is none."""
    url = text(name)
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if url and not known:
        refuse(name, "this is not a Redis address. Write redis://host:6379/0.")
    return url


def mail(name: str, default: str) -> dict[str, Any]:
    """Django's mail settings (`EMAIL_HOST` and the others) for the server named by a URL."""
    try:
        described: dict[str, Any] = environ.Env.email_url_config(text(name, default))
    except (ValueError, ImproperlyConfigured):
        refuse(name, "this is not a mail server. Write smtp+tls://user:password@host:587.")
    return described


def hosts(name: str) -> list[str]:
    """Host names, separated by commas or blanks."""
    named = [host for host in text(name).replace(" ", ",").split(",") if host]
    for host in named:
        if "/" in host or ":" in host.strip("[]").replace("::", ""):
            refuse(name, f"{host!r} is not a host name. Leave scheme, port and path out.")
    return named
