"""`manage.py prepare`: from whatever is there to ready for work. `make run` begins with it."""

import hashlib
import io
import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from config.apps import OurStaticFiles
from config.assets import build_assets
from teams.demo import logins


class Command(BaseCommand):
    """Bring database, files and first data in place; run again, it changes nothing."""

    help = "Wait for the database, migrate, build files, seed the demonstration when empty."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait, and whether to seed."""
        parser.add_argument("--wait", type=int, default=30, metavar="SECONDS")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, wait: int, no_demo: bool, **options: Any) -> None:
        """Do each step that is needed, say what was done, end with where to go."""
        self._wait_for_database(wait)
        call_command("migrate", interactive=False, verbosity=0)
        build_assets()
        self._collect()
        if not no_demo:
            self._seed()
        self.stdout.write(f"\nLeadwell is at {settings.SITE_URL}/\n")
        self._logins()
        if not get_user_model()._default_manager.exists():
            self.stdout.write(
                "Nobody can sign in yet. Make the first administrator: manage.py createsuperuser"
            )

    def _wait_for_database(self, seconds: int) -> None:
        """Try until the database answers; containers start in any order."""
        until = time.monotonic() + seconds
        while True:
            try:
                connection.ensure_connection()
            except OperationalError as error:
                if time.monotonic() >= until:
                    reason = str(error).strip().splitlines()[0]
                    message = f"The database does not answer after {seconds} s: {reason}"
                    raise CommandError(message) from error
                connection.close()
                time.sleep(0.5)
            else:
                return

    def _collect(self) -> None:
        """Collect and pack the files pages load, when any of them changed since the last time."""
        stamp = settings.DATA_DIR / "static.fingerprint"
        wanted = _static_fingerprint()
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        if stamp.exists() and stamp.read_text() == wanted and manifest.exists():
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted)

    def _seed(self) -> None:
        """Seed the demonstration into a database that holds nobody yet."""
        if get_user_model()._default_manager.exists():
            return
        self.stdout.write("First start: making the demonstration (a minute or a few) ...")
        # It ends with the logins, and so do we.
        call_command("seed_demo", stdout=io.StringIO())

    def _logins(self) -> None:
        """Print the demonstration's logins, if the demonstration is what the database holds."""
        for line in logins():
            self.stdout.write(line)


def _static_fingerprint() -> str:
    """Changes when any static file's name, size or time does."""
    found = hashlib.sha256(repr(sorted(apps.app_configs)).encode())
    for finder in get_finders():
        for path, storage in finder.list(OurStaticFiles.ignore_patterns):
            if hasattr(storage, "path"):
                about = (path, storage.size(path), storage.get_modified_time(path))
                found.update(repr(about).encode())
    return found.hexdigest()
