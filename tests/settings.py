"""The settings as tests need them: the real ones, with what is slow or outside replaced.

What the developer's shell sets must not change what a test sees, so only `DATABASE_URL` (the suite
runs on SQLite and on PostgreSQL) is taken over. Files go to a folder that is gone afterwards.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="leadwell-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

_OURS = ("ALLOWED_HOSTS", "DEBUG", "EMAIL_URL", "LOG_FORMAT", "REDIS_URL", "SECRET_KEY", "SITE_URL")
for _name in (*_OURS, "IMPORT_MAX_MB", "PORT", "STATEMENT_TIMEOUT", "TRUSTED_PROXIES"):
    os.environ.pop(_name, None)
os.environ["DATA_DIR"] = str(_FOLDER)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server's threads, and processes of their own, see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
    # A power cut in the middle of the tests loses nothing that anybody wants.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
DATABASES["default"]["CONN_MAX_AGE"] = 0

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
AXES_ENABLED = False  # the tests of the lock-out switch it on
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
