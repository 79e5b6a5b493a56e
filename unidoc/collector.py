"""The garbage collector rests while a process loads: nearly all of it is there to stay.

Looking through it again and again takes a fifth of a start; afterwards it is looked at no
more, which also keeps the pages shared that a fork has in common with its parent.
"""

from __future__ import annotations

import gc

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand


def rest() -> None:
    """Collect nothing until `resume`."""
    gc.disable()


def resume() -> None:
    """Collect what comes from now on; what is there stays."""
    gc.freeze()
    gc.enable()


class CommandLine(ManagementUtility):
    """Django's command line, which collects once the command's own code is loaded."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        command = super().fetch_command(subcommand)
        resume()
        return command


def execute_from_command_line(arguments: list[str]) -> None:
    """What Django's function of this name does, sooner."""
    rest()
    CommandLine(arguments).execute()
