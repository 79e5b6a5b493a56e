"""What the commands share: progress on a terminal, and errors as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from core.exceptions import expected
from core.models import User
from core.services.people.users import service_account


class QuickCommand(BaseCommand):
    """A command that starts at once: a deployment is looked over by `manage.py check`.

    Looking it over at each start would load every page and API route first.
    """

    requires_system_checks = []


class ProductCommand(QuickCommand):
    """A command whose expected failures end in one sentence and exit code 1."""

    # The account that acts when --user names nobody.
    account = "command-line"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--user", default="", help="Act as this user; a service account otherwise."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.act(self._actor(options.get("user") or ""), options)
        except Exception as error:
            if (failure := expected(error)) is None:
                raise
            raise CommandError(str(failure)) from error

    def act(self, actor: User, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def _actor(self, username: str) -> User:
        if not username:
            return service_account(self.account)
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {username!r}.")
        return user


@contextmanager
def counted(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar over ``total`` things; the block calls what it gets with how many more."""
    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=total)
        yield lambda more: progress.advance(task, more)


@contextmanager
def stepped(label: str) -> Iterator[Callable[[str, float], None]]:
    """A progress bar over named steps; the block reports each with its share (0 to 1)."""
    columns = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=1.0)

        def report(step: str, share: float) -> None:
            progress.update(task, completed=share, description=f"{label}: {step}")

        yield report
        progress.update(task, completed=1.0, description=label)
