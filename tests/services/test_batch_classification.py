"""A batch of what a model says: people's words stay."""

from core.choices import BatchKind, Foreseen
from core.models import Decision, Document
from core.services import batches, decisions
from tests.batching import create, foreseen
from tests.cast import Cast, read_document
from tests.teaching import Teach, champion, sentence


def test_a_machine_never_touches_what_a_person_said(cast: Cast, teach: Teach) -> None:
    teach(16)
    wrong = read_document(cast.admin, sentence("tender", 900), project=cast.lease)
    right = read_document(cast.admin, sentence("lease", 901), project=cast.lease)
    none = read_document(cast.admin, sentence("tender", 902))
    decisions.decide(actor=cast.admin, document=none, project=None)
    machines = read_document(cast.admin, sentence("tender", 903))
    Document.objects.filter(pk=machines.pk).update(
        project=None, status="inbox", standing_decision=None
    )
    Document.objects.update(is_held_out=True)  # else the model learns the answers
    broken = read_document(cast.admin, b"", name="empty.pdf")
    chosen = [wrong.pk, right.pk, none.pk, machines.pk, broken.pk]
    batch = create(cast.admin, BatchKind.CLASSIFICATION, chosen, error_budget=0.4)
    assert foreseen(batch) == {
        wrong.pk: Foreseen.CONTRADICTS,
        right.pk: Foreseen.PERSON,
        none.pk: Foreseen.CONTRADICTS,
        machines.pk: Foreseen.CHANGE,
        broken.pk: Foreseen.UNREADABLE,
    }
    batches.apply(actor=cast.admin, batch=batch)
    decision = Decision.objects.get(batch=batch)
    assert (decision.document_id, decision.source) == (machines.pk, "machine")
    assert decision.project == cast.tender
    assert decision.evidence["reasons"]["terms"]


def test_what_a_model_said_stays_its_own_word(cast: Cast, teach: Teach) -> None:
    """Though another serves by the time that it is done."""
    document = read_document(cast.admin, sentence("tender", 7))
    asked = teach(10)
    batch = create(cast.admin, BatchKind.CLASSIFICATION, [document.pk])
    champion(cast.admin)
    batches.apply(actor=cast.admin, batch=batch)
    assert Decision.objects.get(batch=batch).model == asked
