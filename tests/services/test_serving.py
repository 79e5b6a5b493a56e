"""The model that serves: what the database says, at once, in every process."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from core.choices import JobState
from core.models import Job, TrainedModel
from core.services import promotion, serving
from tests.cast import Cast, Client, read_document
from tests.teaching import Teach, champion, label, sentence
from unidoc.ml import Classifier

# Each test teaches another number of documents: a model of the same bytes as another
# test's may be in memory already.


def overwrite(model: TrainedModel, content: bytes) -> None:
    storage = storages["artifacts"]
    storage.delete(f"models/{model.digest}")
    storage.save(f"models/{model.digest}", ContentFile(content))


def serving_row() -> TrainedModel:
    with serving.champion() as served:
        return served.row


def saved(model: TrainedModel) -> bytes:
    with storages["artifacts"].open(f"models/{model.digest}") as file:
        return bytes(file.read())


def test_a_damaged_file_is_an_error_with_a_code(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    other = teach(4)
    label(cast.admin, cast.tender, "tender", 1)
    model = champion(cast.admin)
    for content in (saved(model)[:-100], saved(other), b"garbage", b""):
        overwrite(model, content)
        with pytest.raises(serving.ModelDamaged), serving.champion():
            pytest.fail("A damaged model was served.")
    storages["artifacts"].delete(f"models/{model.digest}")
    answer = client_of(cast.admin).post("/api/v1/classify/", {"text": "lease"})
    assert (answer.status_code, answer.json()["code"]) == (503, "model-damaged")


def test_a_damaged_model_keeps_no_document_from_the_inbox(
    cast: Cast, teach: Teach
) -> None:
    overwrite(teach(6), b"")
    document = read_document(cast.editor, sentence("tender", 50))
    job = Job.objects.latest("pk")
    assert document.status == "inbox"
    assert (job.state, job.failure_code) == (JobState.FAILED, "model-damaged")


def test_a_promotion_counts_at_the_next_question(cast: Cast, teach: Teach) -> None:
    first = teach(7)
    assert serving_row() == first
    label(cast.admin, cast.tender, "tender", 3)
    second = champion(cast.admin)
    assert serving_row() == second
    promotion.promote(actor=cast.admin, model=first)
    assert serving_row() == first


def test_what_is_loaded_is_what_was_saved(
    cast: Cast, teach: Teach, tmp_path: Path
) -> None:
    model = teach(8)
    (tmp_path / "model").write_bytes(saved(model))
    texts = [sentence(subject, 60) for subject in ("tender", "lease")]
    with serving.champion() as served:
        ours = served.classifier.predict(texts)
    assert ours == Classifier.load(tmp_path / "model").predict(texts)
