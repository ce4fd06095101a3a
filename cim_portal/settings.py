"""All of the environment, read once. Safe by default: debugging and the demonstration are asked for.

| variable | what it is | unless set |
| --- | --- | --- |
| DATABASE_URL, REDIS_URL | the servers | `manage.py` starts the embedded ones |
| SECRET_KEY | signs sessions and links | made once under the run folder |
| ALLOWED_HOSTS | host names, separated by commas | this machine |
| PORTAL_URL | the address in emails | http://localhost:PORT |
| DEMONSTRATION=1 | shows the demonstration accounts on the sign-in page | off |
| DEBUG=1 | Django's own error pages | off |
| HTTPS=1 | cookies and redirects for HTTPS only | off |
| PROXIES | how many proxies of yours are in front; sign-in is limited by the visitor's address | 0 |
| MFA_KEY | encrypts second factors; several by commas, the newest first | derived from a secret of the run folder |
| REQUIRE_MFA=1 | operators, the state's people, and all who approve or review need a second factor | off |
| OIDC | services of OpenID Connect through which invited people sign in; see cim_portal/oidc.py | none |
| IDLE_MINUTES | who does nothing for so long is signed out | 60 |
| EMAIL_URL | smtp://user:password@host:port; with TLS submission://… or smtps://… | mails are written to the run folder |
| MAIL_FROM | the sender | cim-portal@localhost |
| CONTACT | the email address for questions, which public pages name | none |
| UPLOAD_LIMIT_MB | the largest upload | 100 |
| PLAN_QUOTA_MB | how much the files of one plan may have in all | 500 |
| KEPT_FILES | where kept files are: a folder, or s3://bucket/folder?endpoint_url=…&region_name=… | `files` in the run folder |
| CLAMAV_URL | a ClamAV that scans what people bring: tcp://host:3310 or unix:///path/clamd.sock | files are not scanned |
| LOG_FORMAT=json | the log in JSON, with a line for each request and each job | plain lines, of what goes wrong |
| LOG_LEVEL | of what the log says at least: DEBUG, INFO, WARNING, ERROR | WARNING |
| METRICS_TOKEN | what monitoring shows at /metrics, at least 32 characters | there is no such address |
"""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate
from kombu.entity import Queue

from cim_portal import oidc
from cim_portal.embedded.folder import PROJECT, run_dir, secret
from cim_portal.lib import storing

BASE_DIR = PROJECT
env = Env()


def _secret() -> str:
    """Return the secret of the environment, or one made once for this folder. Set and empty, it stops the start."""
    given = env.str("SECRET_KEY", None)
    if given == "":
        raise ImproperlyConfigured("SECRET_KEY is empty. Set it to a long random text, the same on every machine.")
    if given:
        return str(given)
    return secret("secret")


def _fernet_key(text: str) -> bytes:
    """Return a key for encrypting made of a secret text of any length."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())


def _mail_server(address: str) -> dict[str, Any]:  # what the library makes of an address has no types
    """Return the settings of the mail server at the address. With smtps:// TLS begins with the first byte.

    The library takes that for STARTTLS on no port, so it is given the other way of saying it.
    """
    scheme, _, rest = address.partition(":")
    read = dj_email_url.parse(f"smtp:{rest}" if scheme == "smtps" else address)
    if "EMAIL_BACKEND" not in read:
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://, submission:// or smtps://.")
    if scheme == "smtps":
        read["EMAIL_USE_SSL"] = True
        read["EMAIL_PORT"] = urlsplit(address).port or 465
    return dict(read)


def _scanner(address: str) -> str:
    """Return the address of the virus scanner. One that cannot be meant stops the start."""
    there = urlsplit(address)
    if address and not (there.scheme == "tcp" and there.hostname) and not (there.scheme == "unix" and there.path):
        raise ImproperlyConfigured("CLAMAV_URL is tcp://host:3310 or unix:///path/clamd.sock.")
    return address


DEBUG = env.bool("DEBUG", False)
DEMONSTRATION = env.bool("DEMONSTRATION", False)
HTTPS = env.bool("HTTPS", False)
# Accounts whose password everyone knows sign in where the demonstration is asked for, and on a machine that is not in the
# open and does not say; never after DEMONSTRATION=0, and never with HTTPS alone.
KNOWN_ACCOUNTS = DEMONSTRATION or (not HTTPS and env.str("DEMONSTRATION", None) is None)
REQUIRE_MFA = env.bool("REQUIRE_MFA", False)
PORT = env.int("PORT", 8000)
PORTAL_URL = env.str("PORTAL_URL", f"http://localhost:{PORT}").rstrip("/")
PORTAL_HOST = urlsplit(PORTAL_URL).hostname or "localhost"
SECRET_KEY = _secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", PORTAL_HOST])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
CSRF_FAILURE_VIEW = "cim_portal.lib.doors.token_refused"
MB = 1024 * 1024
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT_MB", 100) * MB
FILE_LIMIT = 20 * MB  # of evidence, and of a resource
PLAN_QUOTA = env.int("PLAN_QUOTA_MB", 500) * MB
CLAMAV_URL = _scanner(env.str("CLAMAV_URL", ""))
# How much one request may bring, in bytes; a view that takes files names its line with `takes_files`.
BODY_LIMITS = {
    "stranger": 64 * 1024,  # whoever is not signed in
    "form": MB,
    "definition": 3 * MB,
    "people": 3 * MB,
    "file": FILE_LIMIT + MB,
    "upload": UPLOAD_LIMIT + MB,
}

INSTALLED_APPS = [
    "monitoring",
    "determinations",
    "improvement_plans",
    "cim_portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "guardian",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "cim_portal.middleware.HealthMiddleware",  # before whatever asks for HTTPS, a host or a database
    "cim_portal.middleware.LineMiddleware",  # around all that may answer a visitor
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cim_portal.middleware.PrivateMiddleware",  # after what is the same for everyone, and kept for good
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cim_portal.middleware.BodyMiddleware",  # the next one reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cim_portal.languages.LanguageMiddleware",  # it asks whether someone is signed in
    "pghistory.middleware.HistoryMiddleware",
    "cim_portal.lib.doors.SignInMiddleware",
    "cim_portal.middleware.PlainTextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cim_portal.sessions.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cim_portal.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cim_portal.middleware.RefusedMiddleware",
    "cim_portal.lib.copies.CopiesMiddleware",  # within all that may send someone elsewhere before a view is asked
]
ROOT_URLCONF = "cim_portal.urls"
WSGI_APPLICATION = "cim_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "cim_portal.templatetags.languages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cim_portal.navigation.navigation",
            ],
        },
    }
]

COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is given, and nothing else of the page

DATABASES = {"default": env.dj_db_url("DATABASE_URL", "postgres:///", conn_max_age=60, conn_health_checks=True)}
# It is soon clear that one is away. To plan a join of eight tables in every order takes longer than all the rest of a page.
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=3, tcp_user_timeout=5000, options="-c join_collapse_limit=4"
)
ACCESS_REVIEW_DAYS = env.int("ACCESS_REVIEW_DAYS", 365)  # how often each organization looks through its people
# The account that owns the tables, used to migrate; the portal's own may change no evidence. See docs/security.md.
DATABASE_OWNER = env.dj_db_url("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", "") else {}
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "cim_portal.lib.cache.PatientCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "cim_portal.lib.cache.AsJson", "socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "queue_order_strategy": "priority",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Three lanes. A worker empties each before it looks into the next, so no one waits behind a whole state's letters, nor behind
# the notifications that follow from them; the plans that follow are opened once the letters are issued.
CELERY_TASK_QUEUES = (Queue("now"), Queue("soon"), Queue("batch"))  # type: ignore[no-untyped-call]  # kombu has no types
CELERY_TASK_DEFAULT_QUEUE = "now"
CELERY_TASK_ROUTES = {
    **{
        name: {"queue": "soon"}
        for name in (
            "monitoring.mail_notice",
            "monitoring.mail_day",
            "improvement_plans.set_checks",
        )
    },
    **{
        name: {"queue": "batch"}
        for name in ("determinations.*_letter", "*.open_plan", "*.draw_*", "*_in_bulk", "monitoring.clear_files")
    },
}
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # WeasyPrint's memory grows with tables
CELERY_DB_REUSE_MAX = CELERY_WORKER_MAX_TASKS_PER_CHILD  # tasks that share a connection; one for each is slow to open
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False  # the sweep rings again; a request never waits for Redis
CELERY_BEAT_SCHEDULER = "monitoring.work.tasks.Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 10  # seconds; each round is a sign of life
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "monitoring.sweep", "schedule": 60.0},
    "seal": {"task": "monitoring.seal_ledger", "schedule": 60.0},
    "release letters": {"task": "determinations.ask_for_releases", "schedule": 60.0},
    "end roles": {"task": "monitoring.end_roles", "schedule": 60.0},
    "morning": {"task": "improvement_plans.morning", "schedule": 600.0},
    "clear files": {"task": "monitoring.clear_files", "schedule": 86400.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(run_dir() / "beat")

AUTH_USER_MODEL = "monitoring.Person"
AUTHENTICATION_BACKENDS = [
    "cim_portal.accounts.PortalBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cim_portal.passwords.NotOfCommonPasswords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_ADAPTER = "cim_portal.accounts.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by email, so the address is known to be theirs
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", 0)
USERSESSIONS_ADAPTER = "cim_portal.sessions.RecordedSessions"
SIGN_IN_SERVICES = oidc.services(env)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [service.as_app() for service in SIGN_IN_SERVICES.values()]}}
SOCIALACCOUNT_ADAPTER = "cim_portal.accounts.InvitedByServiceAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "cim_portal.factors.EncryptedFactors"
FACTOR_KEYS = [_fernet_key(one) for one in env.list("MFA_KEY", []) or [secret("mfa")]]
MFA_PASSKEY_LOGIN_ENABLED = True
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None

PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # what is changed by nothing but reading is changed by the portal itself

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]  # of the public pages; all others are in English
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cim_portal.formats"]
TIME_ZONE = "America/Los_Angeles"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    storing.ALIAS: storing.backend(env.str("KEPT_FILES", "") or str(run_dir() / "files")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a plan's tables have many cells
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMITS["form"]

_mail = _mail_server(env.str("EMAIL_URL", "file:"))
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(run_dir() / "mail")
EMAIL_HOST = _mail["EMAIL_HOST"] or ""
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
CONTACT = env.str("CONTACT", "")
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "cim-portal@localhost")
# How often one may have mail sent, by where the request comes from, who asks, and the address that it goes to.
SENDING_LIMITS = {
    "subscribe": {"from": "20/h", "address": "3/d"},
    "invite": {"person": "200/d", "address": "5/d"},
    "invite_again": {"person": "200/d", "address": "3/d"},
    "invite_all_again": {"person": "20/d"},
    "people_file": {"person": "20/d"},
    "new_address": {"person": "5/d", "address": "3/d"},
}
API_LIMITS = {"token": "600/m", "from": "120/m"}  # requests of one token; without a valid one, of one network address
ACCOUNT_RATE_LIMITS = {"reset_password": "20/h/ip,5/d/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
RATELIMIT_FAIL_OPEN = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        # A form that signs in by a service is sent there by the portal; Chromium holds the way of a form to this too.
        "form-action": [SELF, *oidc.origins(SIGN_IN_SERVICES.values())],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
if HTTPS:  # the browser takes them from this host alone, for all of its pages
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = env.int("IDLE_MINUTES", 60)
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if 0 < len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("METRICS_TOKEN has fewer than 32 characters. Draw one with `openssl rand -hex 32`.")
# One JSON line a request and a job where machines gather them; on a machine of one's own the lines are read as they come.
LOG_FORMAT = env.str("LOG_FORMAT", "plain", validate=validate.OneOf(["plain", "json"]))
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "cim_portal.lib.logs.PlainLine"},
        "json": {"()": "cim_portal.lib.logs.JsonLine"},
        "words": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},  # for whoever writes the portal
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "words" if DEBUG else LOG_FORMAT}},
    "loggers": {
        # What they say is about the fonts of this machine, once a PDF; `manage.py doctor` names what is missing.
        # Of waitress: that a request waited for a thread. Of Django: each 404, which is in the request's own line.
        **{name: {"level": "ERROR"} for name in ("weasyprint", "fontTools", "waitress.queue", "django.request")},
        "cim_portal.lines": {"level": "INFO" if LOG_FORMAT == "json" else LOG_LEVEL},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
