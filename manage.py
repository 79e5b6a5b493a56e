#!/usr/bin/env python
"""UniDoc's command line: `python manage.py help`."""

from __future__ import annotations

import os
import sys

from unidoc import collector, startup

# These neither read nor write the database: no need to start one for them.
OFFLINE = frozenset(
    {"", "help", "version", "--version", "--help", "check", "collectstatic"}
    | {"compilemessages", "makemessages", "spectacular", "diffsettings"}
)


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    settings = "testing" if command == "test" else "development"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"unidoc.settings.{settings}")
    with startup.one_sentence():
        startup.prepare(database=command not in OFFLINE)
        collector.execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
