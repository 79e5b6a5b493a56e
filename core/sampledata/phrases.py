"""Drawing phrases and expanding their choices.

[a|b|c]                    one of them
{3..9}                     a number of that range
{3..9 день/дня/дней}       a number and the noun that agrees with it
{@point}  {@Point}         a phrase of that pool, the latter with a capital
{@work_gen}                the second form ("~" separates them) of a phrase
{sum}                      a fact of the document, filled in later
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.sampledata.bank import Pools
from core.sampledata.russian import plural

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_RANGE = re.compile(r"\{(\d+)\.\.(\d+)(?: ([^}/]+)/([^}/]+)/([^}/]+))?\}")
_DRAW = re.compile(r"\{@(\w+)\}")

Suits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """Pools, and how often a phrase is drawn from them rather than from others."""

    pools: Pools
    weight: float


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _anything(_: str) -> bool:
    return True


class Deck:
    """Deals phrases for one document and never the same one twice while others last."""

    def __init__(self, rng: random.Random, sources: Sequence[Source]) -> None:
        self.rng = rng
        self._sources = [source for source in sources if source.weight > 0]
        self._dealt: set[str] = set()

    def draw(self, pool: str, suits: Suits = _anything) -> str:
        """A raw phrase of `pool` that suits, or any phrase when none does.

        Once all were dealt they are dealt again. An unknown pool is a KeyError.
        """
        piles = self._piles(pool, suits) or self._piles(pool, _anything)
        if not piles:
            self._dealt.difference_update(
                *(s.pools.get(pool, ()) for s in self._sources)
            )
            piles = self._piles(pool, _anything)
        if not piles:
            raise KeyError(f"The phrase bank has no {pool!r} here.")
        weights = [weight for weight, _ in piles]
        _, phrases = self.rng.choices(piles, weights)[0]
        phrase = self.rng.choice(phrases)
        self._dealt.add(phrase)
        return phrase

    def has(self, pool: str, suits: Suits) -> bool:
        """Whether a suiting phrase is left that has not been dealt."""
        return bool(self._piles(pool, suits))

    def _piles(self, pool: str, suits: Suits) -> list[tuple[float, list[str]]]:
        """What is left of each source, with its weight."""
        piles = []
        for source in self._sources:
            phrases = source.pools.get(pool, ())
            left = [p for p in phrases if p not in self._dealt and suits(p)]
            if left:
                piles.append((source.weight, left))
        return piles

    def expand(self, text: str) -> str:
        """`text` with everything decided but the facts."""
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), text)
        text = _RANGE.sub(self._number, text)
        return _DRAW.sub(self._drawn, text)

    def _number(self, match: re.Match[str]) -> str:
        number = self.rng.randint(int(match[1]), int(match[2]))
        if match[3] is None:
            return str(number)
        return f"{number} {plural(number, match[3], match[4], match[5])}"

    def _drawn(self, match: re.Match[str]) -> str:
        pool, _, form = match[1].partition("_")
        forms = self.draw(pool.lower()).split(" ~ ")
        text = self.expand(forms[-1] if form else forms[0])
        return capital(text) if pool[0].isupper() else text
