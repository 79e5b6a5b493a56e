"""Importing a corpus: every good row once, every bad row named."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.models import Batch, Decision, Document, Project
from core.services.arrivals import imports
from core.services.arrivals.corpus_files import read_corpus
from tests.cast import current

ROWS = [
    {"text": "Договор поставки бумаги", "label": "Снабжение"},
    {"text": "Lease of the ground floor", "label": "Lease", "title": "Lease 1"},
    {"text": "Second lease, signed", "label": "Lease", "split": "test"},
]

pytestmark = pytest.mark.django_db


def run(path: Path) -> str:
    out = io.StringIO()
    call_command("import_corpus", str(path), stdout=out)
    return out.getvalue()


def write_jsonl(path: Path, rows: list[object]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    out = run(write_jsonl(tmp_path / name, [*ROWS]))
    assert out.startswith("3 documents added, 0 were there already, 0 rows")
    assert set(Project.objects.values_list("name", flat=True)) == {"Снабжение", "Lease"}
    assert Document.objects.filter(status="filed").count() == 3
    assert Document.objects.get(is_held_out=True).title == "Second lease, signed"
    assert current(Document.objects.get(title="Lease 1")).extraction.language == "en"
    assert set(Decision.objects.values_list("source", "batch")) == {
        ("import", Batch.objects.get().pk)
    }


def test_twice_adds_nothing(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "corpus.jsonl", [*ROWS, ROWS[0]])
    run(path)
    assert run(path).startswith("0 documents added, 4 were there already, 0 rows")
    assert Document.objects.count() == 3


def test_bad_rows_are_named_and_good_ones_go_on(tmp_path: Path) -> None:
    bad: list[object] = ["{broken", "[1]", {"text": " ", "label": "A"}, {"text": "x"}]
    bad.append({"text": "y", "label": "A", "split": "dev"})
    out = run(write_jsonl(tmp_path / "corpus.jsonl", [*bad, *ROWS]))
    assert out.startswith("3 documents added, 0 were there already, 5 rows")
    for part in ("line 1: not JSON", "line 2: not a JSON object", "line 3: no text"):
        assert part in out
    assert "line 4: no label" in out
    assert "line 5: the split" in out


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "corpus.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, ["text", "label", "title", "split"])
        writer.writeheader()
        writer.writerows(ROWS)
    assert run(path).startswith("3 documents added")


def test_csv_without_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "corpus.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=r"text.*label"):
        run(path)


def test_what_no_database_takes_is_left_out(tmp_path: Path) -> None:
    row = {"text": "Lone\0 \ud800 half", "label": "A\0\ud800", "title": "T\0\ud800"}
    assert run(write_jsonl(tmp_path / "a.jsonl", [row])).startswith("1 documents added")
    document = Document.objects.select_related("project").get()
    names = [document.title, document.project and document.project.name]
    assert [name and name.rstrip("\ufffd") for name in names] == ["T", "A"]


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_rows_before_the_damage_are_taken(tmp_path: Path, kind: str) -> None:
    rows = [f"row {n} of the paper" for n in range(3000)]
    lines = [
        json.dumps({"text": row, "label": "A"}) if kind == "jsonl" else f"{row},A"
        for row in rows
    ]
    whole = gzip.compress("\n".join(["text,label"][kind == "jsonl" :] + lines).encode())
    path = tmp_path / f"corpus.{kind}.gz"
    path.write_bytes(whole[:-500])
    said = run(path)
    assert 0 < Document.objects.count() < 3000
    assert "1 rows could not be taken" in said
    assert "after line" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("corpus.csv", "текст,label".encode("cp1251")),
        ("corpus.csv", "text,label\nx,A".encode("utf-16")),
        ("corpus.csv.gz", b"text,label\nx,A"),
        ("corpus.csv", b""),
    ],
)
def test_a_table_that_cannot_be_read_leaves_nothing(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match="CSV"):
        run(tmp_path / name)
    assert not Batch.objects.exists()


def test_what_is_not_packed_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl.gz").write_bytes(b"not packed")
    assert "after line 0: the file is damaged" in run(tmp_path / "corpus.jsonl.gz")


def test_a_folder_may_have_a_longer_name_than_a_project(tmp_path: Path) -> None:
    (tmp_path / ("A" * 250)).mkdir()
    (tmp_path / ("A" * 250) / "one.txt").write_text("Lease of a floor")
    assert run(tmp_path).startswith("1 documents added")
    assert Project.objects.get().name == "A" * 200


def test_a_folder_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, name, content in (
        ("Lease", "one.txt", "Lease of a floor".encode("utf-16")),
        ("Lease", ".hidden", b"no"),
        (
            "Снабжение",
            "два.txt",
            "Поставка бумаги и картриджей в офис".encode("cp1251"),
        ),
        ("Снабжение", "broken.pdf", b"%PDF-1.7"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(content)
    (tmp_path / "Lease" / "link.txt").symlink_to("/etc/hostname")
    monkeypatch.setattr(imports, "CHUNK_BYTES", 1)  # a large file is a chunk of its own
    out = run(tmp_path)
    assert out.startswith("2 documents added, 0 were there already, 2 rows")
    assert "broken.pdf" in out
    assert "link.txt: a link" in out
    assert current(Document.objects.get(project__name="Lease")).file_name == "one.txt"


@pytest.mark.parametrize("name", ["absent.jsonl", "table.xls"])
def test_what_is_no_corpus_is_refused(tmp_path: Path, name: str) -> None:
    if name != "absent.jsonl":
        (tmp_path / name).write_text("x")
    with pytest.raises(CommandError):
        run(tmp_path / name)


def test_a_label_may_name_a_project_by_its_key(tmp_path: Path) -> None:
    run(write_jsonl(tmp_path / "a.jsonl", [{"text": "one two", "label": "Big House"}]))
    run(
        write_jsonl(tmp_path / "b.jsonl", [{"text": "two three", "label": "BIG-HOUSE"}])
    )
    assert Project.objects.count() == 1


def test_a_file_that_vanishes_meanwhile_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Lease"
    folder.mkdir()
    for name in ("1.txt", "2.txt", "3.txt"):
        (folder / name).write_text(f"Lease of floor {name}", "utf-8")
    found = list(read_corpus(tmp_path))
    monkeypatch.setattr(imports, "read_corpus", lambda _path: found)
    (folder / "2.txt").unlink()
    out = run(tmp_path)
    assert out.startswith("2 documents added, 0 were there already, 1 rows")
    assert "Lease/2.txt: No such file or directory" in out
