"""All settings of Vekha. Each one that can be changed is read from the environment here and described in
docs/reference/settings.md (a test compares the two). `NAME_FILE` instead of `NAME` reads the value from a file."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from environs import FileAwareEnv, ValidationError

from vekha import __version__

env = FileAwareEnv()

VERSION = __version__
PACKAGE = Path(__file__).resolve().parent.parent

# Where Vekha keeps what it makes: the embedded database, the secret, collected files.
DATA = env.path("VEKHA_DATA", Path("var")).resolve()
DEBUG = env.bool("VEKHA_DEBUG", False)
TESTING = "pytest" in sys.modules


def _secret() -> str:
    """The secret of this installation: made at random once and kept beside the database, readable by its owner only."""
    file = DATA / "secret"
    if not file.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        try:
            with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
                stream.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass  # another process was quicker; its secret is ours too
    return file.read_text().strip()


SECRET_KEY = env.str("VEKHA_SECRET", "") or ("for tests only" if TESTING else _secret())
ALLOWED_HOSTS = env.list("VEKHA_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("VEKHA_ORIGINS", [])

# Behind a proxy that speaks HTTPS: cookies travel only encrypted, and the proxy's word about it is believed.
HTTPS = env.bool("VEKHA_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# How many proxies stand before Vekha: that many addresses of X-Forwarded-For are believed when attempts are counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("VEKHA_PROXIES", 0)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("VEKHA_SESSION_DAYS", 30) * 86_400
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    # First, so that our templates and words come before Django's and allauth's.
    "vekha.ui",
    "vekha.people",
    "vekha.activity",
    "vekha.kpis",
    "vekha.goals",
    "vekha.library",
    "vekha.advice",
    "vekha.insights",
    "vekha.rituals",
    "vekha.chat",
    "vekha.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_cotton",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vekha.people.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "vekha.config.urls"
WSGI_APPLICATION = "vekha.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# sqlite:///path or postgres://user:password@host/name
DATABASES = {"default": env.dj_db_url("VEKHA_DATABASE", f"sqlite:///{DATA / 'vekha.sqlite3'}", conn_max_age=600)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for its turn from the start of its transaction, instead of failing in the middle of it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }

# What all processes must know together, such as how often somebody tried to sign in.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "goals:my-week"
ACCOUNT_ADAPTER = "vekha.people.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "vekha.people.sign_in.display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, sent to their address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True

# Mail. Without a server, mails are printed to the console.
EMAIL_HOST = env.str("VEKHA_MAIL_HOST", "")
EMAIL_PORT = env.int("VEKHA_MAIL_PORT", 587)
EMAIL_HOST_USER = env.str("VEKHA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("VEKHA_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("VEKHA_MAIL_TLS", True)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("VEKHA_MAIL_FROM", "Vekha <vekha@localhost>")
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = env.str("VEKHA_LANGUAGE", "en")
LANGUAGES = [("ru", _("Russian")), ("en", _("English")), ("zh-hans", _("Chinese"))]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "config" / "locale"]  # the commands; every app has a locale folder of its own
USE_TZ = True
TIME_ZONE = env.str("VEKHA_TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# Scripts and styles come from our own files only; style attributes may set the few custom properties of the marks.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# A pasted text travels whole, so that a form can answer "too long" and give it back.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
COACH_MAX_CHARACTERS = env.int("VEKHA_COACH_MAX_CHARACTERS", 200_000)


def _web_address(value: str) -> None:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        is_one = is_one and not (parts.username or parts.query or parts.fragment)
    except ValueError:  # a port out of range
        is_one = False
    if value and not is_one:
        raise ValidationError("expected is an address such as http://localhost:11434/v1, without a name or password")


# Where people reach Vekha: the links in letters begin with it.
ADDRESS = env.str(
    "VEKHA_ADDRESS", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "http://localhost:8000", validate=_web_address
).rstrip("/")

# Hosts and networks inside ours that may be asked for numbers, such as grafana.lan or 10.20.0.0/16; without it none.
INSIDE_ALLOWED: list[str] = env.list("VEKHA_INSIDE_ALLOWED", [])
# Folders whose SQLite files may be asked for numbers; without it none.
SOURCE_FOLDERS: list[str] = env.list("VEKHA_SOURCE_FOLDERS", [])

# A second opinion on an objective, asked for by hand: off while there is no address.
SECOND_OPINION_URL = env.str("VEKHA_SECOND_OPINION_URL", "", validate=_web_address)
SECOND_OPINION_MODEL = env.str("VEKHA_SECOND_OPINION_MODEL", "")
SECOND_OPINION_KEY = env.str("VEKHA_SECOND_OPINION_KEY", "").strip()
SECOND_OPINION_TIMEOUT = env.float("VEKHA_SECOND_OPINION_TIMEOUT", 60.0)

# Checking in from a messenger: each is off while its token is empty. Tokens are sent to these addresses only.
TELEGRAM_TOKEN = env.str("VEKHA_TELEGRAM_TOKEN", "").strip()
TELEGRAM_BOT = env.str("VEKHA_TELEGRAM_BOT", "").strip().lstrip("@")
TELEGRAM_URL = env.str("VEKHA_TELEGRAM_URL", "https://api.telegram.org", validate=_web_address).rstrip("/")
SLACK_SECRET = env.str("VEKHA_SLACK_SECRET", "").strip()
MATTERMOST_TOKENS: list[str] = env.list("VEKHA_MATTERMOST_TOKENS", [])
FEISHU_APP = env.str("VEKHA_FEISHU_APP", "").strip()
FEISHU_SECRET = env.str("VEKHA_FEISHU_SECRET", "").strip()
FEISHU_TOKEN = env.str("VEKHA_FEISHU_TOKEN", "").strip()
FEISHU_ENCRYPT_KEY = env.str("VEKHA_FEISHU_ENCRYPT_KEY", "").strip()
FEISHU_URL = env.str("VEKHA_FEISHU_URL", "https://open.feishu.cn", validate=_web_address).rstrip("/")
_switches: dict[str, object] = {
    "telegram": TELEGRAM_TOKEN,
    "slack": SLACK_SECRET,
    "mattermost": MATTERMOST_TOKENS,
    "feishu": FEISHU_APP and FEISHU_SECRET and FEISHU_TOKEN,
}
MESSENGERS = [name for name, switch in _switches.items() if switch]
# Messages to people who linked Slack or Mattermost; to Telegram and Feishu the bots above bring them.
SLACK_BOT_TOKEN = env.str("VEKHA_SLACK_BOT_TOKEN", "").strip()
SLACK_URL = env.str("VEKHA_SLACK_URL", "https://slack.com", validate=_web_address).rstrip("/")
MATTERMOST_WEBHOOK = env.str("VEKHA_MATTERMOST_WEBHOOK", "", validate=_web_address).strip()
# The kinds of addresses that teams may have their weekly digest sent to, such as slack, mmosts; without it none.
CHANNELS: list[str] = [scheme.lower() for scheme in map(str.strip, env.list("VEKHA_CHANNELS", []))]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # What is sent to a model or a messenger, and with which key, is no business of a log, however much it should tell.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("VEKHA_LOG_LEVEL", "WARNING")},
}
