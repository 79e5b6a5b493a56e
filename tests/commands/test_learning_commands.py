"""train, classify, evaluate and status on the command line.

With a real MLflow: `tests/e2e/test_mission_commands.py`.
"""

import json
import random
import re
from pathlib import Path

import pytest
from django.core.management import CommandError

from core.choices import ModelState
from core.models import Document, TrainedModel, User
from core.selectors.models import missing_for_training
from tests.cast import Cast
from tests.commands.console import refusal, run
from tests.teaching import FILLER, WORDS, Teach, label, sentence

pytestmark = pytest.mark.django_db


def corpus(folder: Path) -> Path:
    """Two projects of twelve documents to learn from and four to test on."""
    path, chance = folder / "corpus.jsonl", random.Random(8)
    rows = [
        {
            "text": " ".join(chance.choices(WORDS[label] + FILLER, k=40)),
            "label": label,
            "split": "test" if number < 4 else "train",
        }
        for label in WORDS
        for number in range(16)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_from_a_corpus_to_a_tested_model(
    shared_with_children: Path, tmp_path: Path
) -> None:
    assert run("status").splitlines() == ["0 documents in 0 projects", "no model yet"]
    run("import_corpus", corpus(tmp_path))

    trained = run("train")
    model = TrainedModel.objects.get(state=ModelState.CHAMPION)
    assert f"Model {model.pk} (linear) serves" in trained
    assert "(new)" in trained
    assert "it follows when MLflow answers" in trained
    assert "24 documents in 2 projects" in trained

    again = run("train")
    assert "found in the cache" in again
    assert "the same bytes as before" in again
    assert TrainedModel.objects.get() == model

    assert run("evaluate").startswith("8 held-out documents\naccuracy ")
    shown = json.loads(run("status", "--json"))
    assert (shown["documents"], shown["projects"]) == (32, 2)
    assert shown["model"]["number"] == model.pk
    assert {"accuracy", "macro_f1"} <= set(shown["model"])


def test_the_recipe_of_the_mission(shared_with_children: Path, tmp_path: Path) -> None:
    run("import_corpus", corpus(tmp_path))
    trained = run("train", "--recipe", "forest")
    assert "(forest) serves" in trained
    assert TrainedModel.objects.get().recipe == "forest"
    assert run("evaluate")
    # Four documents prove nothing, so the gate keeps the champion; the pipeline is told.
    with pytest.raises(CommandError, match="refused") as refused:
        run("train", "--fail-if-refused")
    assert refused.value.returncode == 3


def test_too_few_documents_to_train_on(shared_with_children: Path, cast: Cast) -> None:
    assert "2 such projects are missing" in missing_for_training()
    label(cast.admin, cast.lease, "lease", 2)
    assert "One more such project is missing" in missing_for_training()
    label(cast.admin, cast.tender, "tender", 2)
    assert "too few documents" in refusal("train")


def test_classifying_files_stores_nothing(
    cast: Cast, teach: Teach, tmp_path: Path
) -> None:
    teach(16)
    before = Document.objects.count()
    for name, encoding in (("note.txt", "cp1251"), ("letter.txt", "utf-16")):
        (tmp_path / name).write_bytes(sentence("tender", 99).encode(encoding))
    out = run("classify", tmp_path / "note.txt", tmp_path / "letter.txt")
    line = re.compile(r"\S+\.txt: (filed|suggested): Tender 2027 \d+%, Office lease")
    assert all(line.match(one) for one in out.splitlines()), out
    assert len(out.splitlines()) == 2
    assert Document.objects.count() == before


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    cast: Cast, teach: Teach, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teach(16)
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "note.txt").write_text(sentence("lease", 99))
    names = [tmp_path / name for name in ("empty.pdf", "absent.txt", "note.txt")]
    assert refusal("classify", *names) == "2 of the files could not be read."


def test_only_administrators_train(cast: Cast) -> None:
    assert refusal("train", "--user", "manager") == "This is for administrators."


def test_nothing_serves_yet(cast: Cast, tmp_path: Path) -> None:
    run("import_corpus", corpus(tmp_path))
    (tmp_path / "note.txt").write_text("A note")
    for command in (("classify", tmp_path / "note.txt"), ("evaluate",)):
        assert refusal(*command).startswith("There is no trained model yet.")


def test_nothing_is_held_out(cast: Cast, teach: Teach) -> None:
    teach(16)
    assert refusal("evaluate").startswith("No document is held out.")


@pytest.mark.parametrize(
    "command",
    [
        ("train",),
        ("evaluate",),
        ("classify", "a.txt"),
        ("import_corpus", "a.csv"),
        ("generate_test_data",),
    ],
)
def test_an_unknown_user(cast: Cast, command: tuple[str, ...]) -> None:
    User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    for name in ("nobody", "viewer"):
        sentence = refusal(*command, "--user", name)
        assert sentence == f"There is no active user {name!r}."
