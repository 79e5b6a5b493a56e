"""The simulated challengers are as good as they say, and the gate errs seldom."""

import numpy as np

from benchmarks.gate import World, promoted


def test_worlds_are_as_declared() -> None:
    trial = World(2.0, 0.06).draw(100_000, np.random.default_rng(1))
    gain = trial.challenger.right.mean() - trial.champion.right.mean()
    differ = (trial.challenger.right != trial.champion.right).mean()
    assert abs(gain - 0.02) < 0.003
    assert abs(differ - 0.06) < 0.003


def test_false_promotions_and_power() -> None:
    # 5 % and 80 %, less three standard errors of 200 runs.
    assert promoted(World(0.0, 0.06), 2000, 200) <= 0.05 + 0.046
    assert promoted(World(-1.0, 0.06), 2000, 200) <= 0.01
    assert promoted(World(2.0, 0.08), 2000, 200) >= 0.8
