"""Made-up reports and the predictions behind them, the same in every test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unidoc.ml.evaluation import HeldOut, evaluate
from unidoc.ml.prediction import Candidate, Prediction
from unidoc.ml.report import Cost, Facts, Report

PROJECTS = ("договоры", "hr", "law & order", "<script>alert(1)</script>")


def answer(best: str, probability: float, *, filed: bool) -> Prediction:
    return Prediction(
        label=best,
        probability=probability,
        outcome="filed" if filed else "suggested",
        candidates=(Candidate(best, probability, probability),),
        score=probability,
        threshold=0.8,
    )


def sample(count: int = 400, seed: int = 0) -> tuple[list[HeldOut], list[Prediction]]:
    """Documents and calibrated answers: right as often as their probability says."""
    rng = np.random.default_rng(seed)
    documents, answers = [], []
    for number in range(count):
        true = PROJECTS[int(rng.integers(len(PROJECTS)))]
        probability = float(rng.uniform(0.4, 1.0))
        right = rng.uniform() < probability
        wrong = PROJECTS[(PROJECTS.index(true) + 1) % len(PROJECTS)]
        language = "ru" if number % 2 else "en"
        documents.append(HeldOut(true, language, int(10 ** rng.uniform(1, 5))))
        answers.append(
            answer(true if right else wrong, probability, filed=probability >= 0.8)
        )
    return documents, answers


def report(count: int = 400, model_digest: str = "ab" * 32) -> Report:
    facts = Facts(
        model_digest=model_digest,
        snapshot_digest="cd" * 32,
        recipe="linear",
        error_budget=0.05,
        trained_documents=1600,
        projects=len(PROJECTS),
        created_at="2026-03-01T12:00:00+00:00",
    )
    cost = Cost({"fit": 1.5, "calibrate": 2.25}, peak_memory_mb=310, model_bytes=9**7)
    return replace(evaluate(*sample(count)), facts=facts, cost=cost)
