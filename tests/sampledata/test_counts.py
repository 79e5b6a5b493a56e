"""How much there is of everything."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median

from core.sampledata import Archive, build_archive


def test_the_archive_has_the_promised_size(archive: Archive) -> None:
    assert len(archive.topics) >= 4
    assert len(archive.projects) >= 12
    assert len(archive.users) >= 20
    assert len(archive.documents) == 1000
    assert len(archive.templates) >= 6


def test_projects_differ_much_in_size(archive: Archive) -> None:
    sizes = Counter(d.project for d in archive.documents if d.project)
    assert set(sizes) == {project.key for project in archive.projects}
    assert max(sizes.values()) == 300
    assert min(sizes.values()) == 4


def test_the_inbox_holds_forty_documents_some_of_no_project(archive: Archive) -> None:
    inbox = [d for d in archive.documents if d.project is None]
    assert len(inbox) == 40
    assert sum(d.true_project is None for d in inbox) == 8
    assert all(d.true_project == d.project for d in archive.documents if d.project)


def test_kinds_cut_across_projects(archive: Archive) -> None:
    for kind in ("contract", "invoice", "letter", "act", "memo"):
        projects = {d.project for d in archive.documents if d.kind == kind}
        assert len(projects) > 10, kind


def test_both_languages_are_there_and_some_documents_mix_them(archive: Archive) -> None:
    languages = Counter(d.language for d in archive.documents)
    assert languages["ru"] > languages["en"] > 80
    assert languages["mixed"] >= 10


def test_lengths_run_from_a_note_to_a_long_contract(archive: Archive) -> None:
    lengths = [len(document.text) for document in archive.documents]
    assert min(lengths) < 300
    assert 850 < median(lengths) < 1500
    assert max(lengths) > 4500


def test_versions_are_one_to_four(archive: Archive) -> None:
    counts = Counter(len(d.versions) for d in archive.documents)
    assert set(counts) == {1, 2, 3, 4}
    assert counts[1] < 800


def test_documents_spread_over_eighteen_months(archive: Archive) -> None:
    days = [d.versions[0].created.date() for d in archive.documents]
    assert days[-1] - days[0] > timedelta(days=500)
    assert days[-1] < archive.today


def test_scale_shrinks_projects_but_not_below_four() -> None:
    sizes = Counter(d.project for d in build_archive(scale=0.1).documents if d.project)
    assert max(sizes.values()) == 30
    assert min(sizes.values()) == 4
