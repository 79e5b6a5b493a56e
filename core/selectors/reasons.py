"""Reading a decision's reasons, without anything that the reader may not see."""

from dataclasses import dataclass, field
from typing import Any

from core import access
from core.models import Decision, User

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Precedent:
    document: int
    title: str
    project: int | None
    similarity: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """``terms``, ``rest`` and ``bias`` add up to ``score``: the lead over the runner-up."""

    project: int | None
    runner_up: int | None
    score: float
    bias: float
    rest: float
    terms: list[dict[str, Any]] = field(default_factory=list)
    precedents: list[Precedent] = field(default_factory=list)


def reasons_of(user: User, decision: Decision) -> Reasons | None:
    """Why a machine decided so; None for a person, who owes no reasons."""
    kept = decision.evidence.get("reasons")
    if not kept:
        return None
    named = {kept["project"], kept["runner_up"]} - {None}
    visible = set(
        access.visible_projects(user).filter(pk__in=named).values_list("pk", flat=True)
    )
    return Reasons(
        project=kept["project"] if kept["project"] in visible else None,
        runner_up=kept["runner_up"] if kept["runner_up"] in visible else None,
        score=kept["score"],
        bias=kept["bias"],
        rest=kept["rest"],
        terms=kept["terms"],
        precedents=_precedents(user, decision, kept["precedents"]),
    )


def _precedents(
    user: User, decision: Decision, kept: list[dict[str, Any]]
) -> list[Precedent]:
    wanted = [
        one["document"] for one in kept if one["document"] != decision.document_id
    ]
    found = access.visible_documents(user).in_bulk(wanted)
    return [
        Precedent(
            document=one["document"],
            title=found[one["document"]].title,
            project=found[one["document"]].project_id,
            similarity=one["similarity"],
        )
        for one in kept
        if one["document"] in found
    ][:NEAREST]
