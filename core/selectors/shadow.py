"""The challenger beside the champion on live documents."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from core.choices import DecisionSource, Outcome
from core.models import Decision, ShadowVerdict, TrainedModel

# The last time that both were asked about each document.
AGREEMENT = """
    SELECT count(*), count(*) FILTER (WHERE agreed) FROM (
        SELECT DISTINCT ON (decision.document_id)
               verdict.project_id IS NOT DISTINCT FROM
               (decision.candidates -> 0 ->> 'project')::bigint AS agreed
        FROM core_shadowverdict verdict
        JOIN core_decision decision ON decision.id = verdict.decision_id
        WHERE verdict.model_id = %s
        ORDER BY decision.document_id, verdict.id DESC
    ) AS seen
"""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Documents that both models saw, and who was right where people answered.

    People saw the champion's suggestion when they answered, which favours it a little.
    """

    documents: int
    agreed: int
    answered: int
    both_right: int
    only_champion_right: int
    only_challenger_right: int
    both_wrong: int

    @property
    def agreement(self) -> float | None:
        """The share of the documents on which both say the same; None without any."""
        return self.agreed / self.documents if self.documents else None


def shadow_of(model: TrainedModel) -> Shadow:
    """Each document once, by the last time that both were asked about it."""
    rows = (
        ShadowVerdict.objects.filter(model=model)
        .order_by("decision__document_id", "-id")
        .distinct("decision__document_id")
        .annotate(standing=F("decision__document__standing_decision"))
        .values_list("project", "decision__candidates", "standing")
    )
    truths = _truths({standing for _guess, _candidates, standing in rows})
    tally: Counter[str] = Counter()
    for guess, candidates, standing in rows:
        champion = candidates[0]["project"] if candidates else None
        tally["agreed"] += guess == champion
        if standing in truths:
            truth = truths[standing]
            tally[_who(champion == truth, guess == truth)] += 1
    return Shadow(
        documents=len(rows),
        agreed=tally["agreed"],
        answered=sum(tally.values()) - tally["agreed"],
        both_right=tally["both"],
        only_champion_right=tally["champion"],
        only_challenger_right=tally["challenger"],
        both_wrong=tally["none"],
    )


def agreement_of(model: TrainedModel) -> tuple[int, int]:
    """Documents that both models saw, and of how many they say the same; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(AGREEMENT, [model.pk])
        documents, agreed = cursor.fetchone() or (0, 0)
    return documents, agreed


def _truths(standing: set[int]) -> dict[int, int | None]:
    """Where people said that documents belong, by the id of their decision."""
    answers = Decision.objects.filter(
        pk__in=standing,
        source=DecisionSource.PERSON,
        outcome__in=[Outcome.FILED, Outcome.REJECTED],
    )
    # "None of these" is nowhere: whoever named a project was wrong.
    return {
        pk: project or -1 for pk, project in answers.values_list("pk", "project_id")
    }


def _who(champion: object, challenger: object) -> str:
    names = {
        (True, True): "both",
        (True, False): "champion",
        (False, True): "challenger",
    }
    return names.get((bool(champion), bool(challenger)), "none")
