"""A model file is data, and nothing but the file that was written is loaded."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.ml.archive import archive
from unidoc.ml import Classifier, ModelFileError, container

NEW = archive(10, seed=7)[0]
# Many words and classes: arrays must be large for linear algebra to share them out.
TRAIN = """
from tests.ml.archive import archive
from unidoc.ml import Classifier

texts, labels = archive(15)
for place in range(len(texts)):
    texts[place] += "".join(f" w{(place * 37 + n * 101) % 60000}" for n in range(500))
    labels[place] += str(place % 6)
print(Classifier().fit(texts, labels).digest)
"""


@pytest.mark.parametrize("recipe", ["linear", "forest"])
def test_a_loaded_model_answers_alike(recipe: str, tmp_path: Path) -> None:
    model = Classifier(0.02, recipe).fit(*archive(20))
    digest = model.save(tmp_path / "model")
    loaded = Classifier.load(tmp_path / "model")
    assert loaded.predict(NEW) == model.predict(NEW)
    assert (loaded.digest, loaded.error_budget, loaded.recipe) == (digest, 0.02, recipe)
    loaded.save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "model").read_bytes()


def test_the_digest_is_that_of_the_file(trained: Classifier, tmp_path: Path) -> None:
    import hashlib

    digest = trained.save(tmp_path / "model")
    content = (tmp_path / "model").read_bytes()
    assert digest == trained.digest == hashlib.sha256(content).hexdigest()
    assert container.digest_of(trained.state()) == digest


def test_fresh_processes_train_the_same_bytes() -> None:
    digests = set()
    for seed, threads in (("1", "1"), ("2", "2")):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
        }
        run = subprocess.run(
            [sys.executable, "-c", TRAIN],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def mutated(content: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(content))
    kind = rng.randrange(4)
    if kind == 0:
        return content[:place]
    if kind == 1:
        return content[:place] + rng.randbytes(rng.randint(1, 9)) + content[place:]
    flipped = bytes([content[place] ^ (1 << rng.randrange(8))])
    return content[:place] + flipped + content[place + 1 :]


def test_mutated_files_are_refused(tmp_path: Path) -> None:
    Classifier().fit(*archive(4)).save(tmp_path / "model")
    content = (tmp_path / "model").read_bytes()
    rng = random.Random(0)
    for _ in range(300):
        (tmp_path / "mutated").write_bytes(mutated(content, rng))
        with pytest.raises(ModelFileError):
            Classifier.load(tmp_path / "mutated")


@pytest.mark.parametrize("recipe", ["linear", "forest"])
def test_forged_files_are_refused_or_harmless(recipe: str, tmp_path: Path) -> None:
    """With a checksum that fits, wrong arrays must not reach compiled code."""
    model = Classifier(recipe=recipe).fit(*archive(6))
    rng = random.Random(0)
    names = sorted(model.state().arrays)
    for number in range(200):
        state = model.state()
        name = names[number % len(names)]
        state.arrays[name] = forged(state.arrays[name], rng)
        container.write(tmp_path / "forged", state)
        try:
            loaded = Classifier.load(tmp_path / "forged")
        except ModelFileError:
            continue
        assert len(loaded.predict(NEW)) == len(NEW)


def forged(array: np.ndarray, rng: random.Random) -> np.ndarray:
    kind = rng.randrange(4)
    if kind == 0:
        return array.astype(np.float64)
    if kind == 1:
        return array[: len(array) // 2]
    if kind == 2:
        return np.repeat(array, 2, axis=0)
    copy = array.copy()
    flat = copy.reshape(-1)
    if len(flat):
        flat[rng.randrange(len(flat))] = rng.choice([0, 1, 77, 127])
    return copy


def test_a_missing_array_is_refused(trained: Classifier, tmp_path: Path) -> None:
    for name in trained.state().arrays:
        state = trained.state()
        del state.arrays[name]
        container.write(tmp_path / "model", state)
        with pytest.raises(ModelFileError):
            Classifier.load(tmp_path / "model")


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04" * 50, b"\0" * 500):
        (tmp_path / "model").write_bytes(content)
        with pytest.raises(ModelFileError):
            Classifier.load(tmp_path / "model")
