"""The site's settings, read top to bottom.

Everything that differs between places comes from the environment; docs/operator.md lists the
variables. Nothing set is safe: debugging is off and a secret key is required.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()

# Where things are

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# The site

LOCAL_SITE = env.bool("LOCAL_SITE", False)
SITE_NAME = env.str("SITE_NAME", "Machine Learning Resources")
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
SOURCE_URL = env.str("SOURCE_URL", "")
ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname])
SITE_ID = 1
APPEND_SLASH = False  # the last address pattern does it, which matches everything

# Applications, ours first

INSTALLED_APPS = [
    "site_config",
    "editorial",
    "operations",
    "search",
    "discussion",
    "study",
    "partners",
    "questions",
    "accounts",
    "markup",
    "pages",
    "maintenance",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "pages.staticbuild.ServedFilesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "site_config.middleware.ResourcePolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "operations.logs.RequestIdMiddleware",
    "maintenance.middleware.MaintenanceMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "markup.middleware.StorableTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

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
                "site_config.context.site",
            ]
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets' templates may be the site's

# Databases: SQLite is the default, PostgreSQL what grows

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'site.sqlite3'}")}
_given = DATABASES["default"].get("OPTIONS", {})  # such as ?sslmode=verify-full
DATABASES["default"] |= {
    "django.db.backends.sqlite3": {
        "ENGINE": "maintenance.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": _given
        | {
            # A transaction that will write takes the write lock at once, so that it waits its
            # turn instead of failing when it finds that another one wrote meanwhile.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        },
    },
    "django.db.backends.postgresql": {
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _given
        | {
            "pool": {
                "min_size": env.int("DATABASE_POOL_MIN", 1),
                "max_size": env.int("DATABASE_POOL_MAX", 8),
                "timeout": 5,
            },
        },
    },
}[DATABASES["default"]["ENGINE"]]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Caches and sessions

CACHES = {
    "default": {
        "BACKEND": "pages.sharedcache.SharedCache",  # which does not fail when this one does
        "OPTIONS": {"shared": env.dj_cache_url("CACHE_URL", "locmem://")},
    }
}
SESSION_ENGINE = "maintenance.sessions"
SESSION_COOKIE_AGE = 180 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PAGE_CACHE_DIR = DATA_DIR
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", 64 * 2**20)

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
TERMS_VERSION = "2026-11"  # of the terms and the licence; stored with whoever agrees to them
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
SESSION_RENEWED_AFTER = timedelta(days=7)  # at the next request that writes
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_RATE_LIMITS = {
    "login": "100/m/ip",
    "login_failed": "20/m/ip,5/m/key",
    "reset_password": "60/h/ip,3/h/key",
    "signup": "200/m/ip",
    # Each mail counts; the more come from one address, the longer it takes until the next may.
    "signup_mail": "5/h/key,20/m/ip,40/10m/ip,100/h/ip",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# The reader's address is what this many proxies, which the operator runs, say that it is.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_TLS_PROXY", False))
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}
MFA_FORMS = {"activate_totp": "accounts.forms.ActivateTOTPForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half-minutes that a phone's clock, or the typing, may be late
# Whoever has an account has shown that the address is theirs, or was entered by a superuser.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL_SITE
# Of whoever edits; the environment can ask for it on this machine, and not do without elsewhere.
SECOND_FACTOR_REQUIRED = not LOCAL_SITE or env.bool("SECOND_FACTOR_REQUIRED", False)
SECOND_FACTOR_VIEWS = ("admin:",)  # the beginnings of the names of views that need one

# Mail

EMAIL = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = "operations.localmail.LocalMailBackend" if LOCAL_SITE else EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"noreply@{urlsplit(SITE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("Operator", address) for address in env.list("ADMINS", [])]

# Language and time

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("American English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "pages.staticbuild.Storage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

# Headers: everything comes from the site itself, frames from the video provider's no-cookie host

VIDEO_EMBED_ORIGIN = env.str("VIDEO_EMBED_ORIGIN", "https://www.youtube-nocookie.com")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "frame-src": [VIDEO_EMBED_ORIGIN],
    }
}
PERMISSIONS_POLICY = {
    "autoplay": ["self", VIDEO_EMBED_ORIGIN],
    "encrypted-media": ["self", VIDEO_EMBED_ORIGIN],
    "fullscreen": ["self", VIDEO_EMBED_ORIGIN],
    "picture-in-picture": ["self", VIDEO_EMBED_ORIGIN],
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL_SITE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL_SITE else 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL_SITE
SECURE_HSTS_PRELOAD = not LOCAL_SITE
# Only a proxy that sets the header itself may say that the reader came by https.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
)
SESSION_COOKIE_NAME = "sessionid" if LOCAL_SITE else "__Host-session"
SESSION_COOKIE_SECURE = not LOCAL_SITE
CSRF_COOKIE_NAME = "csrftoken" if LOCAL_SITE else "__Host-csrf"
CSRF_COOKIE_SECURE = not LOCAL_SITE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "site_config.errors.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a question with its links, lectures and references

# Maintenance mode

MAINTENANCE_MODE = env.str("MAINTENANCE_MODE", "")  # of this process, whatever is stored
STATUS_URL = env.str("STATUS_URL", "")
# What may be posted while the site is read-only: the switch itself, signing in and out, and the
# preview of an answer, which is too long for an address and stores nothing.
MAINTENANCE_OPEN_VIEWS = {
    "admin:questions_question_preview",
    "admin:maintenance_maintenancestate_changelist",
    "admin:logout",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_challenge",
    "mfa_login_webauthn",
}
# What a session's beginning and ending may store: itself, and that a factor was used.
MAINTENANCE_SESSION_TABLES = {"django_session", "mfa_authenticator", "usersessions_usersession"}
# What is refused although it is a GET, because it stores something.
MAINTENANCE_CLOSED_GETS = set()
# Fields that stand in forms without being shown, and so are not shown when they come back either.
MAINTENANCE_UNSEEN_FIELDS = {"kind", "next", "parent", "place", "submission"}
# Where editors may go on writing, if the switch lets them: the beginnings of the views' names.
MAINTENANCE_EDITORS_VIEWS = ("admin:",)

# Background work: what the worker does without being asked, and how often

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
SCHEDULE = {
    "questions.counting.publish_due": timedelta(minutes=1),
    "questions.counting.rebuild": timedelta(days=1),
    "discussion.counting.rebuild": timedelta(days=1),
    "study.tidying.forget_removed": timedelta(days=1),
    "operations.working.clear_sessions": timedelta(days=1),
    "operations.working.prune_results": timedelta(days=1),
}

# Logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "held": {"()": "operations.logs.HeldFilter"},
        "request_id": {"()": "operations.logs.RequestIdFilter"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "operations.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["held", "request_id"],
            "formatter": env.str("LOG_FORMAT", "line", validate=lambda f: f in ("line", "json")),
        },
        "mail": {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["mail"], "propagate": True},
        # Each task that begins and ends would be two lines a minute that nobody reads.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},
    },
}

# Our own

SEARCH_PAGE_SIZE = 10
LIST_PAGE_SIZE = 60
