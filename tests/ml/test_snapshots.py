from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from unidoc.ml.dataset import InvalidRows, Row
from unidoc.ml.snapshot_store import (
    SnapshotDamaged,
    SnapshotNotFound,
    SnapshotReduced,
    SnapshotStore,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def row(number: int, **changes: object) -> Row:
    base = Row(
        document_id=f"d{number}",
        version_id=f"v{number}",
        decision_id=f"r{number}",
        text=f"Договор № {number} 📄\nline two",
        label="contracts" if number % 3 else "hr",
        language="ru" if number % 2 else "en",
        date=NOW - timedelta(days=number),
        split="test" if number % 5 == 0 else "train",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


@pytest.fixture
def rows() -> list[Row]:
    return [row(number) for number in range(1, 13)]


def test_gives_back_what_was_put(store: SnapshotStore, rows: list[Row]) -> None:
    put = store.put(rows, as_of=NOW, left_out={"too short": ["d99", "d98"]})
    got = store.get(put.digest)
    assert got == put
    assert sorted(got.rows, key=lambda r: int(r.document_id[1:])) == rows
    assert got.manifest.counts.projects == {"contracts": 8, "hr": 4}
    assert got.manifest.counts.languages == {"en": 6, "ru": 6}
    assert got.manifest.left_out[0].document_ids == ("d98", "d99")
    assert {r.document_id for r in got.of_split("test")} == {"d5", "d10"}


def test_order_and_time_zone_do_not_change_the_digest(
    store: SnapshotStore, rows: list[Row]
) -> None:
    first = store.put(rows, as_of=NOW)
    moscow = timezone(timedelta(hours=3))
    shuffled = [replace(r, date=r.date and r.date.astimezone(moscow)) for r in rows]
    random.Random(7).shuffle(shuffled)
    second = store.put(shuffled, as_of=NOW + timedelta(days=1))
    assert second.digest == first.digest
    assert (first.cached, second.cached) == (False, True)
    assert second.manifest.as_of == NOW, "the first storing is kept"


def test_digest_is_a_public_constant(store: SnapshotStore) -> None:
    """A change here orphans every snapshot that teams have stored."""
    snapshot = store.put([row(1), row(2, date=None)], as_of=NOW)
    assert snapshot.digest == (
        "4c792448f0929b75dff41bc97c7b7d282e21cca677de5f379f32217e894a9474"
    )


@pytest.mark.parametrize(
    "field", ["version_id", "decision_id", "text", "label", "language", "split"]
)
def test_every_field_counts(store: SnapshotStore, field: str) -> None:
    changed = {"split": "test"} if field == "split" else {field: "other"}
    before = store.put([row(1)], as_of=NOW).digest
    assert store.put([row(1, **changed)], as_of=NOW).digest != before


def test_text_cannot_flow_from_one_field_into_the_next(store: SnapshotStore) -> None:
    one = store.put([row(1, text="ab", label="c")], as_of=NOW).digest
    assert store.put([row(1, text="a", label="bc")], as_of=NOW).digest != one


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ([], "at least one"),
        ([row(1), row(1)], "more than once"),
        ([row(1, text="")], "no text"),
        ([row(1, label="")], "no label"),
        ([row(1, text="\ud800")], "not Unicode"),
        ([row(1, date=datetime(2026, 1, 1))], "time zone"),
        ([row(1, split="validation")], "validation"),
    ],
)
def test_refuses_bad_rows(store: SnapshotStore, bad: list[Row], says: str) -> None:
    with pytest.raises(InvalidRows, match=says):
        store.put(bad, as_of=NOW)
    assert store.digests() == []


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", ""])
def test_unknown_digest(store: SnapshotStore, digest: str) -> None:
    with pytest.raises(SnapshotNotFound):
        store.get(digest)


@pytest.mark.parametrize("damage", ["cut", "flip", "swap"])
def test_detects_damage_and_heals_by_putting_again(
    store: SnapshotStore, rows: list[Row], tmp_path: Path, damage: str
) -> None:
    digest = store.put(rows, as_of=NOW).digest
    other = store.put(rows[:3], as_of=NOW).digest
    path = tmp_path / "snapshots" / f"{digest}.parquet"
    data = path.read_bytes()
    if damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        path.write_bytes(data[:40] + bytes([data[40] ^ 0xFF]) + data[41:])
    else:
        path.write_bytes(path.with_name(f"{other}.parquet").read_bytes())
    with pytest.raises(SnapshotDamaged, match=digest):
        store.get(digest)
    assert not store.put(rows, as_of=NOW).cached
    assert len(store.get(digest).rows) == len(rows)


def test_changed_rows_under_the_old_manifest_are_damage(
    store: SnapshotStore, rows: list[Row], tmp_path: Path
) -> None:
    digest = store.put(rows, as_of=NOW).digest
    path = tmp_path / "snapshots" / f"{digest}.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)
    with pytest.raises(SnapshotDamaged):
        store.get(digest)


def test_forgets_deleted_documents(
    store: SnapshotStore, rows: list[Row], tmp_path: Path
) -> None:
    all_rows = store.put(rows, as_of=NOW, left_out={"trash": ["d77", "d78"]}).digest
    few = store.put(rows[5:], as_of=NOW).digest
    (tmp_path / "snapshots" / "dead.part").write_text(rows[0].text)
    assert store.forget({"d1", "d2", "d77"}, at=NOW) == [all_rows]
    assert not list((tmp_path / "snapshots").glob("*.part"))

    left = store.remaining(all_rows)
    assert {r.document_id for r in left.rows}.isdisjoint({"d1", "d2"})
    assert left.manifest.digest == all_rows
    assert left.manifest.removed[0].document_ids == ("d1", "d2")
    assert left.manifest.counts.rows == len(rows) - 2
    assert left.manifest.left_out[0].document_ids == ("d78",)
    assert store.get(few).manifest.complete
    with pytest.raises(SnapshotReduced, match="2 documents"):
        store.get(all_rows)


def test_forgetting_is_safe_to_repeat_and_adds_up(
    store: SnapshotStore, rows: list[Row]
) -> None:
    digest = store.put(rows, as_of=NOW).digest
    assert store.forget(["d1"], at=NOW) == [digest]
    assert store.forget(["d1"], at=NOW) == []
    everyone = [r.document_id for r in rows]
    assert store.forget(everyone, at=NOW) == [digest]
    left = store.remaining(digest)
    assert left.rows == ()
    assert [len(part.document_ids) for part in left.manifest.removed] == [1, 11]


def test_forgetting_names_a_damaged_snapshot_and_does_the_others(
    store: SnapshotStore, rows: list[Row], tmp_path: Path
) -> None:
    good = store.put(rows, as_of=NOW).digest
    bad = store.put(rows[:4], as_of=NOW).digest
    (tmp_path / "snapshots" / f"{bad}.parquet").write_bytes(b"nothing")
    with pytest.raises(SnapshotDamaged, match=bad):
        store.forget(["d1"], at=NOW)
    assert len(store.remaining(good).rows) == len(rows) - 1


def test_a_failed_write_leaves_nothing(
    store: SnapshotStore, rows: list[Row], tmp_path: Path
) -> None:
    digest = store.put(rows, as_of=NOW).digest
    path = tmp_path / "snapshots" / f"{digest}.parquet"
    path.unlink()
    path.mkdir()  # the rename onto a folder fails
    with pytest.raises(OSError, match="parquet"):
        store.put(rows, as_of=NOW)
    assert not list((tmp_path / "snapshots").glob("*.part"))


def test_stored_files_are_private(
    store: SnapshotStore, rows: list[Row], tmp_path: Path
) -> None:
    digest = store.put(rows, as_of=NOW).digest
    mode = (tmp_path / "snapshots" / f"{digest}.parquet").stat().st_mode
    assert mode & 0o077 == 0
