"""A champion for tests: a real classifier, trained on a small archive that people labelled."""

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from core.choices import DecisionSource, ModelState, Outcome
from core.models import Decision, Document, Project, TrainedModel, User
from core.services.arrivals import bulk
from core.services.storage import originals
from core.services.trainings import learning, snapshots
from core.services.trainings.training import record_model, store
from tests.cast import Cast
from unidoc.ml import Classifier
from unidoc.ml.dataset import Row

WORDS = {
    "tender": [
        "тендер",
        "закупка",
        "заявка",
        "участник",
        "лот",
        "конкурс",
        "обеспечение",
        "протокол",
    ],
    "lease": [
        "lease",
        "rent",
        "office",
        "landlord",
        "tenant",
        "premises",
        "deposit",
        "floor",
    ],
}
FILLER = [
    "документ",
    "дата",
    "number",
    "сторона",
    "стороны",
    "the",
    "and",
    "в",
    "на",
    "для",
    "согласно",
]

# The documents that a test labels first are numbered from here on.
NUMBERS = 100_000

Teach = Callable[..., TrainedModel]


def sentence(subject: str, seed: int, length: int = 30) -> str:
    """A text about ``subject`` ("tender" or "lease"), different for each seed."""
    chance = random.Random(f"{subject}-{seed}")
    words = [chance.choice(WORDS[subject] + FILLER) for _ in range(length)]
    return " ".join([*WORDS[subject][:3], *words])


@pytest.fixture
def teach(cast: Cast) -> Teach:
    """Label documents in both projects and make a model of them the champion."""

    def taught(documents: int = 12) -> TrainedModel:
        label(cast.admin, cast.tender, "tender", documents)
        label(cast.admin, cast.lease, "lease", documents)
        return champion(cast.admin)

    return taught


def label(actor: User, project: Project, subject: str, documents: int) -> None:
    """Documents about ``subject`` that ``actor`` filed."""
    _number_alike()
    texts = [sentence(subject, seed) for seed in range(documents)]
    store_filed(actor, project, {text: text[:40] for text in texts})


def store_filed(actor: User, project: Project, titles: Mapping[str, str]) -> None:
    """The texts with their titles, stored as an import does: uploads take far longer."""
    bulk.store([_labelled(actor, project, *one) for one in titles.items()])


def _number_alike() -> None:
    """Hold-outs are drawn by the documents' numbers: let them not hang on earlier tests."""
    newest = Document.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('core_document', 'id'), %s, false)",
            [max(NUMBERS, newest + 1)],
        )


def _labelled(actor: User, project: Project, text: str, title: str) -> bulk.NewDocument:
    original = originals.store(ContentFile(text.encode()))
    said = bulk.NewText(
        text=text, file_name="document.txt", original=original, author=actor
    )
    decision = Decision(
        source=DecisionSource.PERSON,
        outcome=Outcome.FILED,
        project=project,
        actor=actor,
    )
    return bulk.NewDocument(Document(title=title, owner=actor), [said], decision)


def champion(actor: User) -> TrainedModel:
    """Train on what is labelled, as a training does, but without a tracking server."""
    snapshot = snapshots.take_snapshot()
    once = mock.patch.object(learning, "fit", _fit_once)
    with tempfile.TemporaryDirectory() as folder, once:
        path = Path(folder) / "model"
        learned = learning.learn(
            snapshot, recipe="linear", path=path, watch=lambda s, p: None
        )
        store(learned, path)
    TrainedModel.objects.filter(state=ModelState.CHAMPION).update(
        state=ModelState.RETIRED
    )
    model = record_model(actor, snapshot, learned, snapshot.manifest.as_of)
    model.state = ModelState.CHAMPION
    model.save(update_fields=["state"])
    return model


fit = learning.fit
_fitted: dict[tuple[object, ...], Classifier] = {}


def _fit_once(rows: Sequence[Row], recipe: str) -> Classifier:
    """Most tests teach the same documents, of which the same model comes each time."""
    key = recipe, *((row.document_id, row.label, row.text) for row in rows)
    if key not in _fitted:
        _fitted[key] = fit(rows, recipe)
    return _fitted[key]
