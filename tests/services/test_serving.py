"""The model that serves: what the database says, at once, in every process."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from core.choices import JobState
from core.models import Job, TrainedModel
from core.services.champion import model_files, serving
from core.services.health import readiness
from core.services.trainings import promotion
from tests.cast import Cast, Client, read_document
from tests.teaching import Teach, champion, label, sentence
from unidoc.ml import Classifier


def overwrite(model: TrainedModel, content: bytes) -> None:
    storage = storages["artifacts"]
    storage.delete(f"models/{model.digest}")
    storage.save(f"models/{model.digest}", ContentFile(content))


def saved(model: TrainedModel) -> bytes:
    with storages["artifacts"].open(f"models/{model.digest}") as file:
        return bytes(file.read())


def test_a_damaged_file_is_an_error_with_a_code(
    cast: Cast, client_of: Client, teach: Teach
) -> None:
    other = teach(14)
    label(cast.admin, cast.tender, "tender", 1)
    model = champion(cast.admin)
    for content in (saved(model)[:-100], saved(other), b"garbage", b""):
        overwrite(model, content)
        with pytest.raises(model_files.ModelDamaged), serving.champion():
            pytest.fail("It was served.")
    storages["artifacts"].delete(f"models/{model.digest}")
    answer = client_of(cast.admin).post("/api/v1/classify/", {"text": "lease"})
    assert (answer.status_code, answer.json()["code"]) == (503, "model-damaged")


def test_readiness_says_what_would_be_answered(
    teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = teach(16)
    whole = saved(model)
    assert readiness().model == "ok"
    for content in (whole[:-100], whole[:-1] + b"\0", b""):
        overwrite(model, content)
        assert readiness().model == "failed"
        overwrite(model, whole)
        assert readiness().model == "ok"
    storages["artifacts"].delete(f"models/{model.digest}")
    assert readiness().model == "failed"
    overwrite(model, whole)
    monkeypatch.setattr("unidoc.ml.classifier.FORMAT", 0)
    model_files._verdicts.clear()  # as a process of another release begins
    assert readiness().model == "failed"


def test_readiness_reads_a_file_once(
    teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = teach(17)
    assert readiness().model == "ok"
    monkeypatch.setattr(storages["artifacts"], "open", None)
    assert readiness().model == "ok"
    monkeypatch.undo()
    with serving.champion():
        storages["artifacts"].delete(f"models/{model.digest}")
    assert readiness().model == "ok"  # it serves, from memory


def test_what_a_load_finds_out_counts_more(
    cast: Cast, client_of: Client, teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = teach(18)
    storage = storages["artifacts"]
    written_at = storage.get_modified_time(f"models/{model.digest}")
    monkeypatch.setattr(storage, "get_modified_time", lambda _key: written_at)
    assert readiness().model == "ok"
    overwrite(model, saved(model)[:-100])  # no date tells of a disk that forgets
    answer = client_of(cast.admin).post("/api/v1/classify/", {"text": "lease"})
    assert answer.json()["code"] == "model-damaged"
    assert readiness().model == "failed"


def test_a_damaged_model_keeps_no_document_from_the_inbox(
    cast: Cast, teach: Teach
) -> None:
    overwrite(teach(15), b"")
    document = read_document(cast.editor, sentence("tender", 50))
    job = Job.objects.latest("pk")
    assert document.status == "inbox"
    assert (job.state, job.failure_code) == (JobState.FAILED, "model-damaged")


def test_a_promotion_counts_at_the_next_question(cast: Cast, teach: Teach) -> None:
    first = teach(15)
    assert serving_now() == first
    label(cast.admin, cast.tender, "tender", 3)
    second = champion(cast.admin)
    assert serving_now() == second
    promotion.promote(actor=cast.admin, model=first)
    assert serving_now() == first


def serving_now() -> TrainedModel:
    with serving.champion() as served:
        return served.row


def test_what_is_loaded_is_what_was_saved(
    cast: Cast, teach: Teach, tmp_path: Path
) -> None:
    (tmp_path / "model").write_bytes(saved(teach(15)))
    file = Classifier.load(tmp_path / "model")
    texts = [sentence(subject, 60) for subject in ("tender", "lease")]
    with serving.champion() as served:
        assert served.classifier.predict(texts) == file.predict(texts)
