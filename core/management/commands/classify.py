from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.extraction import ExtractionFailed, explain
from core.management.console import ProductCommand
from core.models import User
from core.services.champion import classification
from core.services.texts import reading
from core.services.texts.text import compose


class Command(ProductCommand):
    help = "Say where files would be filed; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", type=Path)

    def act(self, actor: User, options: dict[str, Any]) -> None:
        unread = 0
        for path in options["files"]:
            try:
                extracted = reading.reader().read(path, file_name=path.name)
            except (ExtractionFailed, OSError) as failure:
                self.stderr.write(f"{path}: {_reason(failure)}")
                unread += 1
                continue
            text = compose(text=extracted.text, file_name=path.name)
            self.stdout.write(f"{path}: {_shown(classification.ask(text))}")
        if unread:
            raise CommandError(f"{unread} of the files could not be read.")


def _reason(failure: ExtractionFailed | OSError) -> str:
    if isinstance(failure, ExtractionFailed):
        return explain(failure.code, failure.params, "en")
    return str(failure.strerror)


def _shown(answer: classification.Answer) -> str:
    candidates = ", ".join(
        f"{one.project.name} {one.probability:.0%}" for one in answer.candidates[:3]
    )
    return f"{answer.outcome.value}: {candidates}"
