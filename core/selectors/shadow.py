"""The challenger beside the champion on live documents."""

from dataclasses import dataclass

from django.db import connection

from core.models import TrainedModel

# The last time that both were asked about each document, and what a person says of it now;
# after "none of these" it belongs nowhere, so whoever named a project was wrong.
SEEN = """
    SELECT DISTINCT ON (decision.document_id)
           verdict.project_id AS challenger,
           (decision.candidates -> 0 ->> 'project')::bigint AS champion,
           CASE WHEN said.source = 'person' AND said.outcome IN ('filed', 'rejected')
                THEN coalesce(said.project_id, -1) END AS truth
    FROM core_shadowverdict verdict
    JOIN core_decision decision ON decision.id = verdict.decision_id
    JOIN core_document document ON document.id = decision.document_id
    LEFT JOIN core_decision said ON said.id = document.standing_decision_id
    WHERE verdict.model_id = %s
    ORDER BY decision.document_id, verdict.id DESC
"""
SHADOW = f"""
    SELECT count(*), count(*) FILTER (WHERE challenger IS NOT DISTINCT FROM champion),
           count(truth),
           count(*) FILTER (WHERE champion = truth AND challenger = truth),
           count(*) FILTER (WHERE champion = truth
                            AND challenger IS DISTINCT FROM truth),
           count(*) FILTER (WHERE challenger = truth
                            AND champion IS DISTINCT FROM truth),
           count(*) FILTER (WHERE champion IS DISTINCT FROM truth AND truth IS NOT NULL
                            AND challenger IS DISTINCT FROM truth)
    FROM ({SEEN}) seen
"""  # noqa: S608 - ours


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
    with connection.cursor() as cursor:
        cursor.execute(SHADOW, [model.pk])
        return Shadow(*(cursor.fetchone() or [0] * 7))
