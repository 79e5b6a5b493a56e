"""The same arguments give the same archive, in every process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date

from core.sampledata import build_archive, digest

_PROGRAM = (
    "from core.sampledata import *; print(digest(build_archive(seed=5, scale=0.2)))"
)


def _digest_in_new_process(hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_two_processes_with_different_hash_seeds_agree() -> None:
    here = digest(build_archive(seed=5, scale=0.2))
    assert _digest_in_new_process("1") == _digest_in_new_process("2") == here


def test_another_seed_gives_another_archive() -> None:
    one, other = (build_archive(seed=seed, scale=0.05) for seed in (1, 2))
    assert digest(one) != digest(other)


def test_dates_follow_today() -> None:
    today = date(2027, 3, 1)
    archive = build_archive(scale=0.05, today=today)
    created = [d.versions[-1].created.date() for d in archive.documents]
    assert max(created) < today
    assert any(task.due and task.due > today for task in archive.tasks)
    assert any(task.due and task.due < today for task in archive.tasks)


def test_building_leaves_the_global_random_state_alone() -> None:
    random.seed(3)
    before = random.getstate()
    build_archive(scale=0.02)
    assert random.getstate() == before
