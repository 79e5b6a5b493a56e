"""Lines on the terminal while UniDoc starts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False)


@contextmanager
def step(title: str) -> Iterator[list[str]]:
    """One line for a step: its title, what the body appends to the list, and its time."""
    details: list[str] = []
    begun = time.monotonic()
    with console.status(f"{title} …"):
        yield details
    seconds = time.monotonic() - begun
    told = "".join(f" [dim]{detail}[/dim]" for detail in details)
    line = f"[green]✓[/green] {title}{told} [dim]({seconds:.1f} s)[/dim]"
    console.print(line, soft_wrap=True)
