"""All settings, from the environment (names and meanings: README, "Settings").

Without any environment this is a private copy on one's own machine: SQLite and files under
`data/`, a broker that needs no server, a secret key made once and kept beside the data. A public
address in `SITE_URL`, or `DEBUG=false` said aloud, makes it a production site: then `SECRET_KEY`
must be given, and with https cookies and redirects become strict.

A value that makes no sense stops the start with one clear line (`environment.py`).
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from config import logs
from config.environment import (
    address,
    database,
    folder,
    hosts,
    is_this_machine,
    kept_secret,
    mail,
    one_of,
    redis_address,
    refuse,
    text,
    whole_number,
    yes_or_no,
)

# Forms, managers and admin classes name their model in brackets, for the type checker; this lets
# the framework's classes accept that when they run, too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent


# --- Where this runs -----------------------------------------------------------------------------

DATA_DIR = folder("DATA_DIR", Path(text("DATA_DIR", str(BASE_DIR / "data"))).expanduser().resolve())
PORT = whole_number("PORT", 8000, lowest=1, highest=65535)
SITE_URL = address("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
IS_HTTPS = SITE_URL.startswith("https://")
DEBUG = yes_or_no("DEBUG", default=False)
IS_PRIVATE_COPY = DEBUG or (is_this_machine(SITE_HOST) and not text("DEBUG"))
TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", 0, lowest=0, highest=9)
LOG_FORMAT = one_of("LOG_FORMAT", ("console", "json"), "console")

SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY and not IS_PRIVATE_COPY:
    refuse("SECRET_KEY", "a production site needs one: 50 random characters or more, kept secret.")
SECRET_KEY = SECRET_KEY or kept_secret(DATA_DIR / "secret_key")

ALLOWED_HOSTS = hosts("ALLOWED_HOSTS") or [SITE_HOST]
if is_this_machine(SITE_HOST):
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- The house -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "teams",
    "goals",
    "feedback",
    "escalations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "config.apps.OurStaticFiles",
    "django.forms",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "config.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "teams.access.PersonMiddleware",
    "teams.signed_out.SignInMiddleware",
    "teams.access.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, as axes asks: it turns a locked-out sign-in into its answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "teams.context.shell",
            ],
        },
    },
]

# SQLite leaves the extra columns of an index out, and is told so in the models. A day begins at nine by default, which
# Django takes for the time at which it looks where that is near.
SILENCED_SYSTEM_CHECKS = ["models.W040", "fields.W161"]

DATABASES = {
    "default": database(
        "DATABASE_URL",
        DATA_DIR / "leadwell.sqlite3",
        statement_seconds=whole_number("STATEMENT_TIMEOUT", 60, lowest=1, highest=86_400),
    )
}

# --- People signing in ---------------------------------------------------------------------------

AUTH_USER_MODEL = "teams.User"
LOGIN_URL = "teams:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "teams:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "teams.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
# Ten wrong passwords for one name from one place; nobody can lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.client.address_of"
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 14 * 60 * 60  # a long shift and its breaks; the next day asks again
SESSION_COOKIE_NAME = "leadwell_session"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "leadwell_csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# --- What browsers may do ------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
# Health is asked from inside the house, often without https.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
IMPORT_MAX_BYTES = whole_number("IMPORT_MAX_MB", 50, lowest=1, highest=2000) * 1024 * 1024

# --- Files that pages need -----------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Packed already, or (source maps) read by nobody but a debugger.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "woff2", "png", "jpg", "webp", "gz", "br", "zip")

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # of storage; what day it is for a team only teams/calendar.py knows
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Broker, cache and mail ----------------------------------------------------------------------

REDIS_URL = redis_address("REDIS_URL")
VISIBILITY_TIMEOUT = 900  # seconds; above the longest task, or the broker sends it twice

if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "leadwell",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": VISIBILITY_TIMEOUT,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        # Whoever publishes finds a dead broker out at once, not after six seconds of trying again:
        # the sweep sends again. A worker's own patience is another setting.
        "max_retries": 0,
        "global_keyprefix": "leadwell:",
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    }
    _QUEUE = DATA_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(folder("DATA_DIR", _QUEUE / "messages")),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(folder("DATA_DIR", _QUEUE / "control")),
        "store_processed": False,
        "polling_interval": 0.1,
    }

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = VISIBILITY_TIMEOUT - 180
CELERY_TASK_SOFT_TIME_LIMIT = VISIBILITY_TIMEOUT - 240
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A page that publishes waits for a dead broker this long at most; the sweep sends again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
CELERY_TIMEZONE = TIME_ZONE

vars().update(mail("EMAIL_URL", "consolemail://"))
DEFAULT_FROM_EMAIL = f"Leadwell <no-reply@{SITE_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- API -----------------------------------------------------------------------------------------

# REST framework loads these classes while its own views are still loading: the modules named here
# may import rest_framework.authentication, .exceptions and .response, but neither .views nor
# .viewsets, nor anything that does.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "teams.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "teams.api.problem_details",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Leadwell",
    "DESCRIPTION": "Figures in, goals, escalations and feedback out: what the pages show and do.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "config.description.Description",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "persistAuthorization": False,
        # By noun, each opened when wanted: all at once is more than anybody reads.
        "docExpansion": "none",
        "filter": True,
    },
    # Names for sets of choices whose fields are called alike.
    "ENUM_NAME_OVERRIDES": {
        "AmendsKind": "escalations.models.AmendsKind",
        "MetricKind": "goals.models.Metric.Kind",
        "Outcome": "escalations.models.Outcome",
        "EscalationState": "escalations.models.Escalation.State",
        "IdeaState": "feedback.models.Idea.State",
        "TaskState": "feedback.models.DelegatedTask.State",
        "Channel": "escalations.models.Channel",
        "PraiseChannel": "feedback.models.Praise.Channel",
        "LineKind": "escalations.models.ProtocolLine.Kind",
        "HuddleState": "teams.models.Huddle.State",
        "HuddleEntryKind": "teams.models.HuddleEntry.Kind",
        "HowDecided": "teams.models.Decision.How",
        "LearningPathKind": "teams.models.LearningPath.Kind",
        "StudyKind": "teams.models.StudyRequest.Kind",
        "StudyState": "teams.models.StudyRequest.State",
    },
}

# --- Logs ----------------------------------------------------------------------------------------

LOGGING = logs.configuration(LOG_FORMAT)
