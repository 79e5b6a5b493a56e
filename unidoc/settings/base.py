"""What holds everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from unidoc import env
from unidoc.settings.database import database
from unidoc.settings.logs import READABLE, configure_structlog, logging_config
from unidoc.settings.mail import TIMEOUT_SECONDS, mail_server
from unidoc.settings.storages import storages

# Lets annotations such as ModelAdmin[User] stand at run time.
django_stubs_ext.monkeypatch()

ENVIRONMENT = env.read()
BASE_DIR = env.ROOT
DATA_DIR = ENVIRONMENT.paths.data

SECRET_KEY = ENVIRONMENT.security.secret_key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.web.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.web.csrf_trusted_origins)

ROOT_URLCONF = "unidoc.urls"
WSGI_APPLICATION = "unidoc.wsgi.application"
ASGI_APPLICATION = "unidoc.asgi.application"
AUTH_USER_MODEL = "core.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "unidoc.testrunner.PytestRunner"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "csp",
    "procrastinate.contrib.django",
    "core",
]

MIDDLEWARE = [
    "unidoc.request_metrics.RequestMetrics",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "unidoc.request_log.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.web.middleware.LocalTime",
    "core.web.middleware.ProductErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "core.web.frame.frame",
            ],
            "libraries": {
                "ui": "core.web.tags",
                "model_words": "core.web.model_words",
            },
        },
    }
]

# --- Database, jobs, files

DATABASES = {"default": database(ENVIRONMENT.database)}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["core.jobs.tasks"]
WORKER_SILENCE_SECONDS = ENVIRONMENT.jobs.silence_seconds
PROCRASTINATE_WORKER_DEFAULTS = {
    # One beat may be lost, and the next be late, before a worker counts as dead.
    "update_heartbeat_interval": WORKER_SILENCE_SECONDS / 3,
    "stalled_worker_timeout": WORKER_SILENCE_SECONDS,
}

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    **storages(ENVIRONMENT.storage, DATA_DIR),
}
SNAPSHOTS_DIR = DATA_DIR / "files" / "snapshots"

MAX_UPLOAD_BYTES = ENVIRONMENT.web.max_upload_mb * 2**20
# The limit for everything that is not a file; files are counted by MAX_UPLOAD_BYTES.
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES
FILE_UPLOAD_PERMISSIONS = 0o600

_MAIL = mail_server(ENVIRONMENT.web.email_url)
EMAIL_BACKEND = _MAIL.backend
EMAIL_HOST = _MAIL.host
EMAIL_PORT = _MAIL.port
EMAIL_HOST_USER = _MAIL.user
EMAIL_HOST_PASSWORD = _MAIL.password
EMAIL_USE_TLS = _MAIL.starttls
EMAIL_USE_SSL = _MAIL.tls
EMAIL_TIMEOUT = TIMEOUT_SECONDS
DEFAULT_FROM_EMAIL = ENVIRONMENT.web.sender
SITE_URL = ENVIRONMENT.web.site

# --- Ways in

INTAKE_USER = ENVIRONMENT.intake.user
WATCHED_FOLDER = (
    BASE_DIR / ENVIRONMENT.intake.folder if ENVIRONMENT.intake.folder else None
)
MAILBOX = ENVIRONMENT.intake.mailbox

TRASH_RETENTION_DAYS = ENVIRONMENT.trash.retention_days

# --- Languages and time

LANGUAGE_CODE = ENVIRONMENT.web.language
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
FORMAT_MODULE_PATH = ["core.formats"]
USE_TZ = True
TIME_ZONE = ENVIRONMENT.web.time_zone

# --- Who may come in

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.failures.csrf_failure"

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- REST API

# From one address, by page and by API together.
SIGN_INS_A_MINUTE = 10
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.api.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttling.SharedRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "token": f"{SIGN_INS_A_MINUTE}/min",
        "classify": "1200/min",
    },
    # The address that limits are counted by is the peer's own: a header can be made up.
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "core.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": ENVIRONMENT.security.access_token_lifetime,
    "REFRESH_TOKEN_LIFETIME": ENVIRONMENT.security.refresh_token_lifetime,
    "UPDATE_LAST_LOGIN": True,
    "CHECK_REVOKE_TOKEN": True,  # a new password ends every token
    "LEEWAY": timedelta(seconds=5),
}

SPECTACULAR_SETTINGS = {
    "TITLE": "UniDoc",
    "DESCRIPTION": "Documents filed into projects, with an error rate that the team sets.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "OutcomeEnum": "core.choices.Outcome",
        "AnswerEnum": ["filed", "suggested", "unknown"],
        "DocumentStatusEnum": "core.choices.DocumentStatus",
        "TaskStatusEnum": "core.choices.TaskStatus",
        "JobStateEnum": "core.choices.JobState",
        "ModelStateEnum": "core.choices.ModelState",
        "BatchStateEnum": "core.choices.BatchState",
        "ItemStateEnum": "core.choices.ItemState",
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Machine learning

MLFLOW_TRACKING_URI = ENVIRONMENT.mlflow.address
MLFLOW_EXPERIMENT = ENVIRONMENT.mlflow.experiment
MLFLOW_UI_URL = ENVIRONMENT.mlflow.ui_url or MLFLOW_TRACKING_URI
TRAINING_SCHEDULE = ENVIRONMENT.training.schedule
TRAINING_AFTER_ANSWERS = ENVIRONMENT.training.after_answers
TRAINING_MEMORY_MB = ENVIRONMENT.training.memory_mb
MODEL_AUTO_PROMOTE = ENVIRONMENT.training.auto_promote
AUDIT_SHARE = ENVIRONMENT.training.audit_share

# --- Operation

METRICS_TOKEN = ENVIRONMENT.metrics.token

# --- Logs

DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(ENVIRONMENT.logging.level, READABLE)
configure_structlog()
