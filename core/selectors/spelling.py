"""Typing mistakes: what was probably meant, out of the archive's own words.

Candidates share all letters but one with the typed word, on either side (the symmetric
deletions of Garbe's SymSpell), or are what the same keys give in the other keyboard layout.
A word is suggested only if it finds something that its reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Exists, Q

from core import access
from core.models import User, VocabularyWord
from core.selectors.document_search import Wanted
from core.selectors.search import newest, with_words
from core.selectors.search_words import Term, question, terms_of, typed_as

SHORTEST = 4
MOST_WORDS = 3
MOST_CANDIDATES = 4
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LAYOUTS = (
    str.maketrans(_LATIN, _CYRILLIC),
    str.maketrans(_CYRILLIC, _LATIN),
)


def suggestion(user: User, wanted: Wanted) -> str:
    """What ``wanted.words`` probably should be; empty if nothing better is known."""
    terms = terms_of(wanted.words)
    plain = [term.text.casefold() for term in terms if _may_be_wrong(term)]
    known = _finding(user, plain[:MOST_WORDS])
    wrong = [word for word in plain[:MOST_WORDS] if word not in known]
    candidates = _candidates(wrong)
    found = _finding(user, {one for many in candidates.values() for one in many})
    best = {
        word: next((one for one in many if one in found), word)
        for word, many in candidates.items()
    }
    better = [_mended(term, best) for term in terms]
    query = question(better)
    if better == terms or query is None or not newest(user, wanted, query, 1):
        return ""
    return typed_as(better)


def _may_be_wrong(term: Term) -> bool:
    return term.kind == "word" and not term.is_excluded and len(term.text) >= SHORTEST


def _mended(term: Term, best: Mapping[str, str]) -> Term:
    if not _may_be_wrong(term):
        return term
    word = term.text.casefold()
    return replace(term, text=best[word]) if best.get(word, word) != word else term


def _finding(user: User, words: Iterable[str]) -> set[str]:
    """Those of the words that find something by themselves, in one query."""
    asked = sorted(set(words))
    if not asked:
        return set()
    seen = access.visible_documents(user)
    answers = User.objects.filter(pk=user.pk).values_list(
        *(Exists(with_words(seen, f'"{word}"')) for word in asked)
    )
    return {word for word, found in zip(asked, answers.get(), strict=True) if found}


def _candidates(words: Sequence[str]) -> dict[str, list[str]]:
    """For each word the words of the archive that were probably meant, best first."""
    if not words:
        return {}
    near = {word: _shortened(word) for word in words}
    condition = Q(word__in=[other for word in words for other in _other_layout(word)])
    for shorter in near.values():
        condition |= Q(near__overlap=shorter)
    rows = VocabularyWord.objects.filter(condition).values_list("word", "documents")
    ranked: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for found, documents in rows:
        for word in words:
            if (far := _distance(word, found)) is not None:
                ranked[word].append((far, -documents, found))
    return {
        word: [found for *_, found in sorted(ranked[word])[:MOST_CANDIDATES]]
        for word in words
    }


def _shortened(word: str) -> list[str]:
    return [word, *(word[:n] + word[n + 1 :] for n in range(len(word)))]


def _other_layout(word: str) -> list[str]:
    folded = word.casefold()
    return [folded.translate(layout).replace("ё", "е") for layout in _LAYOUTS]


def _distance(typed: str, word: str) -> int | None:
    """How far a word is from what was typed; None for too far."""
    if word in _other_layout(typed):
        return 0
    edits = _edits(typed.replace("ё", "е"), word)
    return edits if edits <= (1 if len(typed) < 6 else 2) else None


def _edits(one: str, other: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words.

    The distance of optimal string alignment (Damerau, 1964).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
