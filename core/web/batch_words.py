"""What a batch does, would do and did, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.choices import BatchKind, BatchState, Foreseen, ItemState
from core.models import Batch
from core.selectors.batches import Tally
from core.web.numbers import number, percent


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with a number; ``mark`` is one of the marks of a state."""

    mark: str
    text: str
    query: str


def title(batch: Batch, names: Mapping[int, str]) -> str:
    """What the batch does: “Move to “Tender 2027””."""
    params = batch.params
    match batch.kind:
        case BatchKind.MOVE:
            name = names.get(params["project"], _("a project that you do not see"))
            return _("Move to “%(name)s”") % {"name": name}
        case BatchKind.TAG:
            return _("Add tags: %(tags)s") % {"tags": ", ".join(params["tags"])}
        case BatchKind.UNTAG:
            return _("Remove tags: %(tags)s") % {"tags": ", ".join(params["tags"])}
        case BatchKind.TRASH:
            return _("Put into the trash")
        case BatchKind.IMPORT:
            return _("Import: %(name)s") % {"name": params.get("source", "")}
    return _classification(params)


def _classification(params: Mapping[str, object]) -> str:
    parts = [_("Classify again")]
    if params.get("model"):
        parts.append(_("with model %(number)s") % {"number": params["model"]})
    if budget := params.get("error_budget"):
        share = percent(float(str(budget)), 1)
        parts.append(_("at an error budget of %(share)s") % {"share": share})
    return " ".join(parts)


def about(batch: Batch) -> str:
    """Where the batch stands, as a word of a sentence."""
    return str(BatchState(batch.state).label)


def would_change(tally: Tally) -> str:
    n = tally.foreseen.get(Foreseen.CHANGE, 0)
    return ngettext(
        "%(n)s document would change.", "%(n)s documents would change.", n
    ) % {"n": number(n)}


def foreseen_lines(tally: Tally) -> list[Line]:
    """What else the preview says; nothing is left out."""
    sentences = {
        Foreseen.SAME: ("filed", _("stay as they are: %(n)s")),
        Foreseen.PERSON: ("filed", _("decided by a person, stay: %(n)s")),
        Foreseen.CONTRADICTS: (
            "suggested",
            _("would contradict a person, are not touched: %(n)s"),
        ),
        Foreseen.FORBIDDEN: ("failed", _("not yours to change: %(n)s")),
        Foreseen.UNREADABLE: ("unknown", _("could not be read: %(n)s")),
        Foreseen.UNSEEN: ("processing", _("not looked at yet: %(n)s")),
    }
    lines = _lines("foreseen", sentences, tally.foreseen)
    if tally.missing:
        text = _("not there: %(n)s") % {"n": number(len(tally.missing))}
        lines.append(Line("unknown", text, ""))
    return lines


def result_lines(tally: Tally) -> list[Line]:
    """What became of those that would change."""
    sentences = {
        ItemState.DONE: ("filed", _("done: %(n)s")),
        ItemState.WAITING: ("processing", _("wait: %(n)s")),
        ItemState.SKIPPED: ("unknown", _("left alone: %(n)s")),
        ItemState.UNDONE: ("suggested", _("as they were before: %(n)s")),
        ItemState.KEPT: ("unknown", _("changed since, stay as they are: %(n)s")),
    }
    return _lines("state", sentences, tally.results)


def _lines(
    field: str,
    sentences: Mapping[Foreseen, tuple[str, str]] | Mapping[ItemState, tuple[str, str]],
    counts: Mapping[str, int],
) -> list[Line]:
    return [
        Line(mark, text % {"n": number(counts[word])}, f"{field}={word}")
        for word, (mark, text) in sentences.items()
        if counts.get(word)
    ]


def ended(batch: Batch, tally: Tally) -> str:
    """What to say when a batch was applied."""
    n = tally.results.get(ItemState.DONE, 0)
    sentences = {
        BatchKind.MOVE: ngettext("%(n)s document moved.", "%(n)s documents moved.", n),
        BatchKind.TRASH: ngettext(
            "%(n)s document is in the trash.", "%(n)s documents are in the trash.", n
        ),
    }
    usual = ngettext("%(n)s document changed.", "%(n)s documents changed.", n)
    return sentences.get(BatchKind(batch.kind), usual) % {"n": number(n)}
