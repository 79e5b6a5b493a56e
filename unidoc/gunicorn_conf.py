"""Gunicorn's settings that are the same everywhere; address and numbers are arguments."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from unidoc import collector, env
from unidoc.settings.logs import JSON, READABLE, logging_config

collector.rest()  # the application is loaded next

worker_class = "unidoc.web_worker.ClosingWorker"
# Imported once, shared by all workers: they are ready sooner and smaller.
preload_app = True
timeout = 120
graceful_timeout = 30
keepalive = 5
# A worker of several must not hang on a slow disk for its sign of life.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
control_socket_disable = True
# The requests are logged by django-structlog, with user and request id.
accesslog = None

# Where the processes keep what they count, so that each can tell the sum. Named before the
# application is imported, for that is when prometheus_client looks.
_counts = tempfile.mkdtemp(prefix="unidoc-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counts


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is loaded stays shared: the collector would touch, and so copy, every page of it."""
    collector.resume()


def on_exit(_server: Any) -> None:
    shutil.rmtree(_counts, ignore_errors=True)


_production = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")
logconfig_dict = logging_config(
    env.read().logging.level, JSON if _production else READABLE
)
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}
