"""Whatever a file does, the reader lives and says in bounded time what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.extraction import ExtractionFailed, FailureCode, Reader, explain
from tests.extraction.conftest import ReadBytes
from tests.extraction.damage import good_files, mutated_file
from tests.extraction.documents import CONTRACT
from tests.extraction.hostile import HOSTILE

READ = "read"
EXPECTED: dict[str, set[str]] = {
    "zip_bomb": {FailureCode.ARCHIVE_BOMB},
    "docx_bomb": {FailureCode.ARCHIVE_BOMB},
    "lying_docx_bomb": {FailureCode.ARCHIVE_BOMB},
    "nested_docx": {READ},
    "overlapping_zip": {FailureCode.ARCHIVE_BOMB, FailureCode.DAMAGED},
    "many_entries": {FailureCode.TOO_MANY_ENTRIES},
    "names_that_climb": {READ},
    "entity_docx": {FailureCode.UNSAFE_XML},
    "utf16_entity_docx": {FailureCode.UNSAFE_XML},
    "external_entity_odt": {FailureCode.UNSAFE_XML},
    "deep_xml_docx": {FailureCode.NO_TEXT, FailureCode.DAMAGED, FailureCode.CRASHED},
    "far_cell_xlsx": {FailureCode.TOO_MUCH_MEMORY, FailureCode.CRASHED},
    "repeated_ods": {
        *(FailureCode.TOO_MUCH_MEMORY, FailureCode.CRASHED),
        *(FailureCode.NO_TEXT, FailureCode.TOO_SLOW),
    },
    "pixel_flood": {FailureCode.IMAGE_TOO_LARGE},
    "tiff_chain": {FailureCode.NO_TEXT, FailureCode.DAMAGED, READ},
    "million_object_pdf": {FailureCode.NO_TEXT},
    "recursive_page_pdf": {FailureCode.TOO_MANY_PAGES, FailureCode.DAMAGED},
    "recursive_form_pdf": {
        *(FailureCode.CRASHED, FailureCode.TOO_MUCH_MEMORY, READ),
        *(FailureCode.TOO_SLOW, FailureCode.NO_TEXT),
    },
    "huge_count_pdf": {FailureCode.TOO_MANY_PAGES, FailureCode.DAMAGED},
    "huge_page_pdf": {
        *(FailureCode.CRASHED, FailureCode.TOO_MUCH_MEMORY, READ),
        *(FailureCode.TOO_SLOW, FailureCode.NO_TEXT),
    },
    "deep_html": {FailureCode.NO_TEXT, FailureCode.CRASHED, READ},
    "deep_rtf": {FailureCode.CRASHED, FailureCode.DAMAGED, READ},
    "deep_mail": {FailureCode.DAMAGED, READ},
    "looped_ole": {FailureCode.DAMAGED},
    "polyglot": {READ},
    "encrypted_zip": {FailureCode.ENCRYPTED},
    "unsupported_compression": {FailureCode.DAMAGED},
    "nulls": {FailureCode.WRONG_TYPE},
}
MUTATIONS = 500
BATCH = 50


def outcome(reader: Reader, path: Path, file_name: str) -> str:
    """Return how reading ended; a failure must have a sentence for its reason."""
    try:
        reader.read(path, file_name=file_name)
    except ExtractionFailed as failure:
        explain(failure.code, failure.params, "ru")
        return failure.code
    return READ


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_known_state(
    reader: Reader, read_bytes: ReadBytes, tmp_path: Path, name: str
) -> None:
    file_name, make = HOSTILE[name]
    path = tmp_path / "hostile"
    path.write_bytes(make())
    assert outcome(reader, path, file_name) in EXPECTED[name]
    assert read_bytes(CONTRACT.encode(), "next.txt").text == CONTRACT


@pytest.mark.parametrize("first", range(0, MUTATIONS, BATCH))
def test_damaged_files_end_in_a_known_state(
    reader: Reader, tmp_path: Path, first: int
) -> None:
    path = tmp_path / "damaged"
    outcomes = []
    for seed in range(first, first + BATCH):
        file_name, data = mutated_file(seed)
        path.write_bytes(data)
        outcomes.append(outcome(reader, path, file_name))
    assert len(outcomes) == BATCH
    assert outcomes.count(FailureCode.TOO_SLOW) == 0


def test_a_seed_damages_alike_at_any_time() -> None:
    first = [mutated_file(seed) for seed in range(20)]
    good_files.cache_clear()
    assert [mutated_file(seed) for seed in range(20)] == first


def test_nothing_is_written_beside_the_file(
    read_bytes: ReadBytes, tmp_path: Path
) -> None:
    file_name, make = HOSTILE["names_that_climb"]
    read_bytes(make(), file_name)
    assert [path.name for path in tmp_path.iterdir()] == ["upload"]
    assert not Path("/tmp/climbed").exists()  # noqa: S108 - where the archive points to
