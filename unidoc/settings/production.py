"""Behind HTTPS, with everything named by the operator. Refuses to start half configured."""

from __future__ import annotations

from unidoc.errors import StartupError
from unidoc.settings.base import *  # noqa: F403
from unidoc.settings.base import ENVIRONMENT, REST_FRAMEWORK
from unidoc.settings.logs import JSON, logging_config
from unidoc.settings.refusals import refusals

if refusals(ENVIRONMENT):
    raise StartupError("Production cannot start. " + " ".join(refusals(ENVIRONMENT)))

LOGGING = logging_config(ENVIRONMENT.logging.level, JSON)

# A proxy ends TLS. It must set this header itself and drop what a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# And the last address of this one, which limits are counted by.
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": 1}
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
