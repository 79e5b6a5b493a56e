"""A worker with its numbers: `python -m unidoc.worker` takes procrastinate's own options."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command
from procrastinate.contrib.django import procrastinate_app
from prometheus_client import start_http_server

from core.metrics import REGISTRY, begin_at_zero
from unidoc import collector, env, startup


def show_metrics(environment: env.Environment) -> None:
    """Serve what this process counts at WORKER_METRICS_PORT, where one is set."""
    begin_at_zero()
    if port := environment.metrics.worker_port:
        start_http_server(port, addr=environment.web.host, registry=REGISTRY)


def work(options: list[str]) -> int:
    """Run jobs, none of which holds up the end; the exit code is 0 when we were told to end."""
    # Not before Django's set-up: the jobs need the models.
    from core.jobs import ending

    app = procrastinate_app.current_app
    app.worker_defaults["worker_middleware"] = [ending.give_back_at_the_end]
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    collector.resume()
    with ending.noticing_signals():
        call_command("procrastinate", "worker", *options)
    return 0 if "--one-shot" in options else ending.exit_code()


def main(options: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", startup.DEVELOPMENT)
    with startup.one_sentence():
        collector.rest()
        startup.prepare()
        show_metrics(env.read())
        django.setup()
        sys.exit(work(options))


if __name__ == "__main__":
    main(sys.argv[1:])
