"""Why the champion says what it says, in a form that can be kept and read a year later.

The terms are places in the document's own text with their exact shares of the score; the
precedents are documents that people confirmed. Who may see which is decided when they are
read (:mod:`core.selectors.reasons`), not here.
"""

from collections.abc import Mapping

from core.models import Decision, Project
from core.services.champion.corrections import HANDLE_PREFIX
from core.services.champion.serving import Served
from core.services.texts.text import EngineText
from unidoc.ml import UnsupportedByRecipeError
from unidoc.ml.explain import Explanation, Span

MOST_TERMS = 40
PRECEDENTS = 8


def evidence_of(
    served: Served, text: EngineText, projects: Mapping[str, Project]
) -> dict[str, object]:
    """JSON-ready reasons for the champion's best candidate against the runner-up."""
    try:
        explanation = served.classifier.explain(text.whole)
    except UnsupportedByRecipeError:
        return {}
    return {
        "project": _id(projects, explanation.label),
        "runner_up": _id(projects, explanation.runner_up),
        "learnt_answers": len(served.replay.learnt),
        **_terms(explanation, text),
        "precedents": _precedents(served, text),
    }


def _terms(explanation: Explanation, text: EngineText) -> dict[str, object]:
    """The weightiest terms; with ``rest`` and ``bias`` they add up to ``score``."""
    heaviest = explanation.heaviest(MOST_TERMS)
    shown = sum(span.contribution for span in heaviest)
    return {
        "score": explanation.score,
        "bias": explanation.bias,
        "rest": float(explanation.contributions.sum()) - shown,
        "terms": [_term(span, text) for span in heaviest],
    }


def _term(span: Span, text: EngineText) -> dict[str, object]:
    """A term's place in the document's text; one from its title has no place there."""
    inside = span.start >= text.shift
    return {
        "term": text.whole[span.start : span.end],
        "start": span.start - text.shift if inside else None,
        "end": span.end - text.shift if inside else None,
        "weight": span.contribution,
    }


def nearest(served: Served, text: EngineText, most: int) -> list[tuple[int, float]]:
    """The confirmed documents most like a text, each once, with their similarity.

    Nothing where the recipe knows no precedents.
    """
    try:
        found = served.classifier.nearest(text.whole, most)
    except UnsupportedByRecipeError:
        return []
    answers = [
        int(one.id.removeprefix(HANDLE_PREFIX))
        for one in found
        if one.id.startswith(HANDLE_PREFIX)
    ]
    documents = dict(
        Decision.objects.filter(pk__in=answers).values_list("pk", "document_id")
    )
    by_id = {f"{HANDLE_PREFIX}{pk}": document for pk, document in documents.items()}
    likeness: dict[int, float] = {}
    for one in found:
        document = by_id[one.id] if one.id in by_id else int(one.id)
        likeness.setdefault(document, round(float(one.similarity), 4))
    return list(likeness.items())


def _precedents(served: Served, text: EngineText) -> list[dict[str, object]]:
    return [
        {"document": document, "similarity": similarity}
        for document, similarity in nearest(served, text, PRECEDENTS)
    ]


def _id(projects: Mapping[str, Project], key: str) -> int | None:
    project = projects.get(key)
    return project.pk if project else None
