"""How often the gate errs: simulated challengers whose true quality is known.

``python -m benchmarks.gate [--runs 1000] [--documents 2000]``

Each run draws test documents over uneven projects and lets two models answer them. They
disagree about a given share of the documents (two trainings of one recipe on an archive
that grew differ on 2 to 6 %, two different recipes on about 10 %), and the challenger is
truly better or worse by ``points``. A promotion is false when the challenger is no
better. In the rows of ``one project`` it is better overall, but loses in one project.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import Column, markdown_table, percent
from unidoc.ml.gate import Costs, Side, Trial, decide

ACCURACY = 0.9
PROJECTS = 20
POINTS = (-2.0, -1.0, -0.5, 0.0, 1.0, 2.0, 3.0)
DISAGREEMENT = (0.04, 0.08, 0.12)
PROJECT_LOSS = 0.2
Record = dict[str, float | str]


@dataclass(frozen=True, slots=True)
class World:
    """What is true of the two models: shares of documents."""

    points: float
    disagreement: float
    project_loss: float = 0.0

    def draw(self, documents: int, chance: np.random.Generator) -> Trial:
        weights = 1 / np.arange(1, PROJECTS + 1)
        where = chance.choice(PROJECTS, documents, p=weights / weights.sum())
        champion = chance.random(documents) < ACCURACY
        challenger = self._challenger(champion, chance)
        if self.project_loss:
            spoilt = (where == 1) & (chance.random(documents) < self.project_loss)
            challenger &= ~spoilt
        return Trial(
            projects=where.astype(str),
            champion=Side(champion, _said(champion, chance)),
            challenger=Side(challenger, _said(challenger, chance)),
        )

    def _challenger(
        self, champion: NDArray[np.bool_], chance: np.random.Generator
    ) -> NDArray[np.bool_]:
        gains = (self.disagreement + self.points / 100) / 2
        losses = self.disagreement - gains
        flips = np.where(champion, losses / ACCURACY, gains / (1 - ACCURACY))
        return champion ^ (chance.random(len(champion)) < flips)


def _said(right: NDArray[np.bool_], chance: np.random.Generator) -> NDArray[np.float64]:
    """Calibrated probabilities for answers whose truth is drawn already."""
    sure = chance.random(len(right)) < np.where(right, 0.85, 0.15)
    share = right.mean()
    high = 0.85 * share / (0.85 * share + 0.15 * (1 - share))
    low = 0.15 * share / (0.15 * share + 0.85 * (1 - share))
    said: NDArray[np.float64] = np.where(sure, high, low)
    return said


def promoted(world: World, documents: int, runs: int) -> float:
    """The share of runs in which the challenger passes."""
    chance = np.random.default_rng(0)
    draws = (world.draw(documents, chance) for _ in range(runs))
    return sum(decide(draw, Costs()).passed for draw in draws) / runs


def table(documents: int, runs: int) -> list[Record]:
    worlds = [World(points, share) for share in DISAGREEMENT for points in POINTS]
    spoilt = [World(points, 0.06, PROJECT_LOSS) for points in (3.0, 5.0)]
    return [
        {
            "points": world.points,
            "disagreement": world.disagreement,
            "case": "one project loses 20 %" if world.project_loss else "",
            "promoted": promoted(world, documents, runs),
        }
        for world in (*worlds, *spoilt)
        if abs(world.points) / 100 <= world.disagreement
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=2000)
    options = parser.parse_args()
    columns = [
        percent("disagreement", "disagreement", ".0f"),
        Column("better by, points", lambda row: row["points"], "+.1f"),
        Column("case", lambda row: row["case"]),
        percent("promoted", "promoted"),
    ]
    print(markdown_table(columns, table(options.documents, options.runs)))


if __name__ == "__main__":
    main()
