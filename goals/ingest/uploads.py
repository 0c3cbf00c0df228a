"""Files on their way in: kept under the data folder with a random name, until imported or abandoned.

Nothing serves this folder. The name a file had is only text on a page.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from goals.models import Import

ABANDONED_AFTER = timedelta(days=1)
KEPT_TO_MEND = timedelta(days=30)
"""The rows of an import that need mending are kept for as long as it can be undone."""
_CHUNK = 1 << 20
_NAME = re.compile(r"[0-9a-f]{32}")


def max_bytes() -> int:
    """The largest file a page takes: the setting IMPORT_MAX_BYTES."""
    return int(settings.IMPORT_MAX_BYTES)


def folder() -> Path:
    """The folder of uploads, made when missing."""
    path = Path(settings.DATA_DIR) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def store(pieces: Iterable[bytes]) -> str:
    """Keep a file; returns the name it is stored as."""
    name = secrets.token_hex(16)
    path = folder() / name
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return name


def path_of(name: str) -> Path:
    """Where a stored file is. Names are ours; any other, such as one with a path in it, is refused."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of an upload")
    return folder() / name


def beside(name: str, kind: str) -> Path:
    """Where something about a stored file is kept."""
    return path_of(name).with_suffix(f".{kind}")


def failing_path(import_id: int) -> Path:
    """Where the rows of an import that need mending are kept."""
    return folder() / f"{import_id}.failing"


def forget(name: str) -> None:
    """Remove a stored file and what is kept beside it; removing it twice is no error."""
    if name:
        path_of(name).unlink(missing_ok=True)
        for path in folder().glob(f"{name}.*"):
            path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def forget_abandoned(now: datetime) -> int:
    """Remove imports that nobody finished for a day, and files that belong to none. Returns how many."""
    abandoned = Import.objects.filter(
        state__in=[Import.State.UPLOADED, Import.State.MAPPED],
        created_at__lt=now - ABANDONED_AFTER,
    )
    gone = 0
    for waiting in abandoned:
        # Another click may be importing it right now: then the row says something else.
        if Import.objects.filter(pk=waiting.pk, state=waiting.state).delete()[0]:
            forget(waiting.stored_as)
            failing_path(waiting.pk).unlink(missing_ok=True)
            gone += 1
    kept = set(Import.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    lately = Import.objects.filter(created_at__gte=now - KEPT_TO_MEND, rejected_count__gt=0)
    kept |= {failing_path(pk).name for pk in lately.values_list("pk", flat=True)}
    for path in folder().iterdir():
        old = path.stat().st_mtime < (now - ABANDONED_AFTER).timestamp()
        if old and path.name not in kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
