"""What changed between two texts, word by word, in a time that their length bounds."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

# A sentence or a line with the space behind it; together they are the text.
_SENTENCE = re.compile(r"[^\n.!?;]*[\n.!?;]+\s*|[^\n.!?;]+\Z")
_WORD_OR_SPACE = re.compile(r"\s+|\S+")
# The work grows with the places at which something of the one text stands in the other. A run
# of more is told as a whole: removed and added.
MOST_PLACES = 500_000


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of text that both versions share, or that one of them has alone."""

    change: str  # "same", "added" or "removed"
    text: str


def diff(before: str, after: str) -> list[DiffPart]:
    """The words that changed between two texts; joined, the parts give either text.

    Sentences first, then the words of those that changed: long texts mostly agree.
    """
    return [
        DiffPart(change, "".join(part.text for part in run))
        for change, run in groupby(_parts(before, after), lambda part: part.change)
    ]


def _parts(before: str, after: str) -> Iterator[DiffPart]:
    left = MOST_PLACES
    sentences = _SENTENCE.findall(before), _SENTENCE.findall(after)
    for old, new in _runs(*sentences):
        if old == new:
            yield DiffPart("same", "".join(old))
            continue
        words = [_WORD_OR_SPACE.findall("".join(run)) for run in (old, new)]
        left -= _places(*words)
        yield from _told(_runs(*words) if left >= 0 else [words])


Run = tuple[Sequence[str], Sequence[str]]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Both in step: equal runs, and between them what stands for one another."""
    if _places(old, new) > MOST_PLACES:
        yield old, new
        return
    # Space is no place to meet at; it goes with the words around it.
    matcher = difflib.SequenceMatcher(str.isspace, old, new, autojunk=False)
    for _tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield old[i1:i2], new[j1:j2]


def _places(old: Sequence[str], new: Sequence[str]) -> int:
    there = Counter(new)
    return sum(n * there[one] for one, n in Counter(old).items() if not one.isspace())


def _told(runs: Iterable[Sequence[Sequence[str]]]) -> Iterator[DiffPart]:
    for old, new in runs:
        same = _shared_end(old, new)
        told = (
            ("removed", old[: len(old) - same]),
            ("added", new[: len(new) - same]),
            ("same", new[len(new) - same :]),
        )
        yield from (DiffPart(change, "".join(run)) for change, run in told if run)


def _shared_end(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens both end with: the space that the words before it leave behind."""
    pairs = zip(reversed(old), reversed(new), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
