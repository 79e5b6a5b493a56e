"""A worker with its numbers: `python -m unidoc.worker` takes procrastinate's own options."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line
from prometheus_client import start_http_server

from core.metrics import REGISTRY, begin_at_zero
from unidoc import env, startup


def show_metrics(environment: env.Environment) -> None:
    """Serve what this process counts at WORKER_METRICS_PORT, where one is set."""
    begin_at_zero()
    if port := environment.metrics.worker_port:
        start_http_server(port, addr=environment.web.host, registry=REGISTRY)


def main(options: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", startup.DEVELOPMENT)
    with startup.one_sentence():
        startup.prepare()
        show_metrics(env.read())
        execute_from_command_line(["manage.py", "procrastinate", "worker", *options])


if __name__ == "__main__":
    main(sys.argv[1:])
