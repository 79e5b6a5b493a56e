"""A new version that speaks of another project: said, never acted upon."""

from django.core.files.base import ContentFile

from core.choices import DecisionSource, Outcome
from core.models import Document
from core.services import decisions, documents
from tests.cast import Cast, Client, current, read_document, run_jobs, standing
from tests.teaching import Teach, sentence


def new_version(cast: Cast, document: Document, text: str) -> Document:
    incoming = documents.Incoming.from_file(ContentFile(text.encode()), "text.txt")
    documents.add_version(actor=cast.admin, document=document, incoming=incoming)
    run_jobs()
    document.refresh_from_db()
    return document


def shown(client_of: Client, user: object, document: Document) -> object:
    answer = client_of(user).get(f"/api/v1/documents/{document.pk}/")  # type: ignore[arg-type]
    return answer.json()["class_change"]


def test_a_change_of_class_is_a_warning(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    teach(20)
    document = read_document(cast.admin, sentence("tender", 900), project=cast.tender)
    assert shown(client_of, cast.admin, document) is None
    new_version(cast, document, sentence("lease", 901))
    assert document.project == cast.tender
    warning = shown(client_of, cast.admin, document)
    assert isinstance(warning, dict)
    assert (warning["project"], warning["name"]) == (cast.lease.pk, "Office lease")
    assert shown(client_of, cast.editor, document) is None  # who may not see the lease
    decisions.decide(actor=cast.admin, document=document, project=cast.tender)
    assert shown(client_of, cast.admin, document) is None  # a person has answered


def test_the_same_class_is_no_warning(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    teach(20)
    document = read_document(cast.admin, sentence("tender", 902), project=cast.tender)
    new_version(cast, document, sentence("tender", 903))
    assert shown(client_of, cast.admin, document) is None


def test_what_the_machine_filed_stays_too(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    verdict = decisions.MachineVerdict(
        model=teach(20),
        outcome=Outcome.FILED,
        project=cast.tender,
        probability=0.99,
        score=2.0,
        threshold=1.0,
    )
    document = read_document(cast.admin, sentence("tender", 904))
    decisions.record_verdict(
        document=document, version=current(document), verdict=verdict
    )
    new_version(cast, document, sentence("lease", 906))
    assert (document.project, document.status) == (cast.tender, "filed")
    assert standing(document).source == DecisionSource.MACHINE
    assert shown(client_of, cast.admin, document) is not None
