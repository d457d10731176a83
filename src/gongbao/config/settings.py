"""One settings module, from the environment only. A missing or wrong variable fails with a hint."""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

from gongbao.config.data import data_folder
from gongbao.config.embedded import place
from gongbao.foundation.upkeep.logs import logging_config


class SettingsError(RuntimeError):
    """A variable is missing or wrong; the message says which and what to write."""


def _flag(name: str, default: str = "0") -> bool:
    value = os.environ.get(name, default)
    if value not in {"0", "1"}:
        raise SettingsError(f"{name} is 0 or 1, not {value!r}")
    return value == "1"


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise SettingsError(f"{name} is a number from 1 up, not {value!r}")
    return int(value)


def _targets(name: str) -> dict[str, dict[str, str]]:
    """Addresses by division code, as JSON. What is written wrong fails at the start, not at the first push."""
    try:
        found = json.loads(os.environ.get(name) or "{}")
        fits = all(code.isdigit() and one["url"].startswith(("https://", "http://")) for code, one in found.items())
    except (ValueError, AttributeError, KeyError, TypeError):
        fits = False
    if not fits:
        raise SettingsError(f'{name} is JSON like {{"33": {{"name": "…", "url": "https://…", "key": "gb_…"}}}}')
    return dict(found)


DATA_DIR = data_folder()
DEMO = _flag("GONGBAO_DEMO")
HTTPS = _flag("GONGBAO_HTTPS")
DEBUG = False


def _secret_key() -> str:
    """From the environment, or a file only the owner reads, made on first use."""
    given = os.environ.get("GONGBAO_SECRET_KEY")
    if given:
        return given
    path = DATA_DIR / "secret.key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("GONGBAO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]
PUBLIC_URL = os.environ.get("GONGBAO_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
LEDGER_ORIGIN = os.environ.get("GONGBAO_LEDGER_ORIGIN", "qinglan.example/gongbao")
# Where penalties on parties of other provinces are pushed: JSON, by division code (province or longer), each with its
# name, url and key: {"33": {"name": "…", "url": "https://…/api/v1/pushes/arrivals", "key": "gb_…"}}.
PUSH_TARGETS = _targets("GONGBAO_PUSH_TARGETS")
LEDGER_DIR = DATA_DIR / "ledger"
LEDGER_SIGNER = os.environ.get("GONGBAO_LEDGER_SIGNER", "gongbao.foundation.ledger.signing.file_signer")
# Seconds between two published heads while the log grows.
LEDGER_INTERVAL = _number("GONGBAO_LEDGER_INTERVAL", 1)
# What one address may ask of the record API: so many a minute, and so many of them at once.
RECORDS_PER_MINUTE = _number("GONGBAO_RECORDS_PER_MINUTE", 1200)
RECORDS_BURST = _number("GONGBAO_RECORDS_BURST", 300)
# The same for one code or name of the screening API.
SCREENING_PER_MINUTE = _number("GONGBAO_SCREENING_PER_MINUTE", 600)
SCREENING_BURST = _number("GONGBAO_SCREENING_BURST", 100)
# Messages about the lists may go to addresses inside the house, and by http: for closed networks only.
WEBHOOK_INSIDE = _flag("GONGBAO_WEBHOOK_INSIDE")
# Published files of the lists are kept for so many days, and of the newest publications at least so many.
LIST_FILES_DAYS = _number("GONGBAO_LIST_FILES_DAYS", 7)
LIST_FILES_LEAST = _number("GONGBAO_LIST_FILES_LEAST", 2)
FRONT_THREADS = _number("GONGBAO_FRONT_THREADS", 8)
# When more ask than there are threads: so many may wait, so many of one client, nobody longer than so many seconds.
GATE_WAITING = _number("GONGBAO_GATE_WAITING", 400)
GATE_EACH = _number("GONGBAO_GATE_EACH", 32)
GATE_PATIENCE = _number("GONGBAO_GATE_PATIENCE", 8)
FRONT_CONNECTIONS = _number("GONGBAO_FRONT_CONNECTIONS", 8)
FILES_DIR = DATA_DIR / "files"
# A folder of further fonts for certificates, for characters that the shipped ones lack; empty: none.
TYPESETTING_FONTS = os.environ.get("GONGBAO_FONTS", "")

INSTALLED_APPS = [
    "gongbao.web",
    "gongbao.api",
    "gongbao.foundation.events",
    "gongbao.foundation.codes",
    "gongbao.foundation.files",
    "gongbao.foundation.ledger",
    "gongbao.foundation.draws",
    "gongbao.foundation.accounts",
    "gongbao.foundation.duties",
    "gongbao.foundation.notices",
    "gongbao.register.entities",
    "gongbao.register.records",
    "gongbao.register.people",
    "gongbao.register.registrations",
    "gongbao.register.filings",
    "gongbao.register.listings",
    "gongbao.register.serious",
    "gongbao.register.screening",
    "gongbao.register.subscriptions",
    "gongbao.register.consultations",
    "gongbao.register.pushes",
    "gongbao.register.instant",
    "gongbao.register.spotchecks",
    "gongbao.register.inspections",
    "gongbao.register.complaints",
    "gongbao.register.seasons",
    "gongbao.register.history",
    "gongbao.briefing.units",
    "gongbao.briefing.items",
    "gongbao.briefing.desk",
    "gongbao.briefing.bulletins",
    "gongbao.briefing.instructions",
    "gongbao.briefing.assessment",
    "gongbao.briefing.topics",
    "gongbao.briefing.targets",
    "gongbao.briefing.incidents",
    "gongbao.briefing.dutydesk",
    "gongbao.briefing.exchange",
    "gongbao.briefing.signals",
    "gongbao.briefing.reviews",
    "gongbao.briefing.memory",
    "gongbao.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_linear_migrations",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongbao.web.middleware.RequestEdge",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongbao.web.middleware.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongbao.web.middleware.ToldAccount",
    "gongbao.web.middleware.SeenSessions",
    "gongbao.web.middleware.SecondFactorGate",
    "gongbao.web.middleware.RefusalPage",
]

ROOT_URLCONF = "gongbao.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongbao.web.context.frame",
            ]
        },
    }
]
WSGI_APPLICATION = "gongbao.config.wsgi.application"


def _database() -> dict[str, Any]:
    """DATABASE_URL, or the private server of the data folder (started by the command that needs it)."""
    url = os.environ.get("DATABASE_URL") or place(DATA_DIR).url
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingsError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
        "TEST": {"NAME": os.environ.get("GONGBAO_TEST_DB", "test_gongbao"), "TEMPLATE": "template0"},
    }


DATABASES = {"default": _database()}


def _read_url() -> str:
    """Where public records are read, if not where they are written; several hosts may be named, as libpq has it."""
    url = os.environ.get("GONGBAO_READ_URL", "")
    if url and not url.startswith(("postgres://", "postgresql://")):
        raise SettingsError("GONGBAO_READ_URL must look like postgresql://user:password@replica:5432/name")
    return url


READ_URL = _read_url()
# The tables lie on several machines (`gongbao cluster spread`).
CLUSTER = _flag("GONGBAO_CLUSTER")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "gongbao.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "gongbao.web.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "公报"
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# The library's middleware would write on every request; ours writes every five minutes.
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("GONGBAO_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = FILES_DIR

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SILENCED_SYSTEM_CHECKS: list[str] = []
LOG_FORMAT = os.environ.get("GONGBAO_LOG", "lines")
if LOG_FORMAT not in {"lines", "json"}:
    raise SettingsError(f"GONGBAO_LOG is lines or json, not {LOG_FORMAT!r}")
LOGGING: dict[str, Any] = logging_config(json=LOG_FORMAT == "json")
# Statements of the application that take longer are named in the log.
SLOW_QUERY_MS = _number("GONGBAO_SLOW_QUERY_MS", 500)
# Addresses that feeds of signals may be asked at although they are not public: a service's own server in the house.
SIGNALS_INSIDE = [one for one in os.environ.get("GONGBAO_SIGNALS_INSIDE", "").split(",") if one]
# Who may read /metrics from elsewhere than this machine: `Authorization: Bearer` and this.
METRICS_TOKEN = os.environ.get("GONGBAO_METRICS_TOKEN", "")
METRICS_DIR = DATA_DIR / "metrics"
BASE_DIR = Path(__file__).resolve().parent.parent
