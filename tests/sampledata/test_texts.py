"""Texts look finished, differ from one another, and do not give their project away."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from core.sampledata import Archive

_UNFINISHED = re.compile(r"[{}\[\]~|]|  |\.\.| [,.;:)]|^\s|\s$|None|\\n")


def _texts(archive: Archive) -> Iterator[str]:
    for document in archive.documents:
        yield document.title
        yield from (version.text for version in document.versions)
    for task in archive.tasks:
        yield from (task.title, task.description, *task.requirements, *task.acceptance)
        yield from (comment.text for comment in task.comments)


def test_nothing_is_left_unfilled_or_untidy(archive: Archive) -> None:
    assert [text for text in _texts(archive) if _UNFINISHED.search(text)] == []


def test_file_names_are_safe_text_files(archive: Archive) -> None:
    names = [document.file_name for document in archive.documents]
    assert all(re.fullmatch(r"[\w .№()-]+\.txt", name) for name in names)


def test_only_designed_copies_are_nearly_the_same(archive: Archive) -> None:
    """Jaccard similarity of the sets of three words in a row."""
    documents = archive.documents
    shingles = CountVectorizer(ngram_range=(3, 3), binary=True, token_pattern=r"\w+")
    sets = shingles.fit_transform(d.text for d in documents).astype(np.float32)
    sizes = np.asarray(sets.sum(axis=1)).ravel()
    common = (sets @ sets.T).toarray()
    similar = common / (sizes[:, None] + sizes[None, :] - common) > 0.7
    pairs = zip(*np.where(np.triu(similar, 1)), strict=True)
    assert all(documents[later].copy_of for _, later in pairs)


def test_no_word_gives_a_project_away(archive: Archive) -> None:
    """No word or pair of words is in most documents of one project and nowhere else."""
    filed = [d for d in archive.documents if d.project]
    vectorizer = CountVectorizer(ngram_range=(1, 2), binary=True, min_df=3)
    words = vectorizer.fit_transform(f"{d.title} {d.text}" for d in filed)
    everywhere = np.asarray(words.sum(axis=0)).ravel()
    for project in archive.projects:
        mine = np.array([d.project == project.key for d in filed])
        inside = np.asarray(words[mine].sum(axis=0)).ravel()
        telling = (inside / everywhere > 0.95) & (inside / mine.sum() > 0.6)
        assert mine.sum() < 20 or not telling.any(), project.key


def test_names_of_projects_are_rare_in_their_documents(archive: Archive) -> None:
    names = {project.key: project.name.lower() for project in archive.projects}
    filed = [d for d in archive.documents if d.project]
    named = sum(names[str(d.project)] in f"{d.title} {d.text}".lower() for d in filed)
    assert named < 0.05 * len(filed)
