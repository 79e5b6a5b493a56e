"""Are edited copies found, and nothing else taken for one?

    python -m benchmarks.likeness [CORPUS ...] [--copies 500] [--seed 0]

Half of the texts are stored. What comes in: edited copies of stored texts, and texts of the
other half, which are copies of nothing. An offer is right when it names the text that the copy
was made of. Texts that a corpus has twice, with a few words changed, count against it then: beside
the precision stands that of offers which do share as many word pairs, counted one by one. The
sample archive comes first, with its own later versions beside the copies
made here; then each corpus (JSON Lines, `text`).
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.corpus import corpus_name, read_all
from benchmarks.options import existing_file
from benchmarks.results import circumstances
from core.minhash import ALIKE, FEWEST_WORDS, Print, similarity, take, words_of
from core.sampledata import build_archive

LARGEST_PART = 0.15
MOST_TEXTS = 4000
Words = list[str]
Edit = Callable[[random.Random, Words, Words], Words]


def change_words(dice: random.Random, words: Words, others: Words) -> Words:
    share = dice.uniform(0.01, 0.06)
    return [dice.choice(others) if dice.random() < share else word for word in words]


def change_digits(dice: random.Random, words: Words, others: Words) -> Words:
    def other(_found: re.Match[str]) -> str:
        return str(dice.randrange(10))

    return [re.sub(r"\d", other, w) if dice.random() < 0.5 else w for w in words]


def mistype(dice: random.Random, words: Words, others: Words) -> Words:
    share = dice.uniform(0.01, 0.04)
    return [
        word[:-2] + word[-1:] if len(word) > 3 and dice.random() < share else word
        for word in words
    ]


def add_part(dice: random.Random, words: Words, others: Words) -> Words:
    size, place = _part(dice, words), dice.randrange(len(words))
    start = dice.randrange(max(1, len(others) - size))
    return words[:place] + others[start : start + size] + words[place:]


def remove_part(dice: random.Random, words: Words, others: Words) -> Words:
    size = _part(dice, words)
    place = dice.randrange(len(words) - size)
    return words[:place] + words[place + size :]


def move_part(dice: random.Random, words: Words, others: Words) -> Words:
    size = _part(dice, words)
    place = dice.randrange(len(words) - size)
    rest = words[:place] + words[place + size :]
    target = dice.randrange(len(rest))
    return rest[:target] + words[place : place + size] + rest[target:]


def _part(dice: random.Random, words: Words) -> int:
    return max(1, int(len(words) * dice.uniform(0.03, LARGEST_PART)))


EDITS: Sequence[Edit] = (
    change_words,
    change_digits,
    mistype,
    add_part,
    remove_part,
    move_part,
)


def edited(dice: random.Random, text: str, other: str) -> str:
    """A copy with one or two kinds of edits; what is added comes from another text."""
    words = text.split()
    for edit in dice.sample(EDITS, dice.choice((1, 2))):
        words = edit(dice, words, other.split())
    return " ".join(words)


@dataclass(slots=True)
class Stored:
    """The texts that are there, found as the database's index finds them."""

    prints: list[Print] = field(default_factory=list)
    bands: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str) -> None:
        made = take(text)
        for band in made.bands:
            self.bands[band].append(len(self.prints))
        self.prints.append(made)

    def offer(self, text: str) -> int | None:
        """The most alike text, if it is alike enough."""
        own = take(text)
        near = {place for band in own.bands for place in self.bands.get(band, ())}
        alike = {
            place: similarity(own.signature, self.prints[place].signature)
            for place in sorted(near)
        }
        best = max(alike, key=alike.__getitem__, default=None)
        return best if best is not None and alike[best] >= ALIKE else None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came in: each text with the number of the stored one it is a copy of."""

    name: str
    stored: list[str]
    came: list[tuple[str, int | None]]

    def report(self) -> None:
        archive = Stored()
        begun = time.perf_counter()
        for text in self.stored:
            archive.add(text)
        each = (time.perf_counter() - begun) / len(self.stored)
        answers = [(archive.offer(text), truth) for text, truth in self.came]
        copies = sum(truth is not None for _offer, truth in answers)
        right = sum(offer == truth for offer, truth in answers if truth is not None)
        offers = sum(offer is not None for offer, _truth in answers)
        near = right + self._near_copies_all_the_same(answers)
        print(
            f"{self.name}: {len(self.stored)} stored, {copies} copies and "
            f"{len(self.came) - copies} others came: precision {right / offers:.3f}, "
            f"recall {right / copies:.3f}; precision of near copies "
            f"{near / offers:.3f}; {each * 1000:.1f} ms a fingerprint"
        )

    def _near_copies_all_the_same(
        self, answers: list[tuple[int | None, int | None]]
    ) -> int:
        """Offers beside the truth whose texts share enough, counted without a print."""
        return sum(
            shared(text, self.stored[offer]) >= ALIKE
            for (text, _origin), (offer, truth) in zip(self.came, answers, strict=True)
            if offer is not None and offer != truth
        )


def shared(one: str, other: str) -> float:
    """The share of word pairs that two texts have in common, which a print estimates."""
    first, second = (set(pairwise(words_of(text))) for text in (one, other))
    return len(first & second) / max(len(first | second), 1)


def trial(name: str, texts: list[str], copies: int, dice: random.Random) -> Trial:
    known = list(dict.fromkeys(t for t in texts if len(t.split()) > FEWEST_WORDS))
    dice.shuffle(known)
    half = min(len(known), MOST_TEXTS) // 2
    stored, others = known[:half], known[half : 2 * half]
    chosen = dice.sample(range(half), min(copies, half))
    made: list[tuple[str, int | None]] = [
        (edited(dice, stored[place], dice.choice(others)), place) for place in chosen
    ]
    return Trial(name, stored, [*made, *((text, None) for text in others[:copies])])


def sample_versions(copies: int, dice: random.Random) -> Trial:
    """The sample archive's own later versions, and first versions of other documents."""
    documents = list(build_archive().documents)
    dice.shuffle(documents)
    half = len(documents) // 2
    came: list[tuple[str, int | None]] = [
        (one.versions[-1].text, place)
        for place, one in enumerate(documents[:half])
        if len(one.versions) > 1
    ]
    others = [(one.versions[0].text, None) for one in documents[half:]]
    stored = [one.versions[0].text for one in documents[:half]]
    return Trial("sample archive, later versions", stored, [*came, *others[:copies]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", metavar="CORPUS", nargs="*", type=existing_file)
    parser.add_argument("--copies", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(circumstances())
    dice = random.Random(options.seed)
    sample_versions(options.copies, dice).report()
    firsts = [one.versions[0].text for one in build_archive().documents]
    trial("sample archive, edited copies", firsts, options.copies, dice).report()
    for path in options.corpora:
        texts = read_all(path).texts
        trial(corpus_name(path), texts, options.copies, dice).report()


if __name__ == "__main__":
    main()
