"""A writer of OLE compound files ([MS-CFB], version 3): the outer form of MSG and DOC."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR = 512
_MINI = 64
_CUTOFF = 4096
_END, _FREE, _FAT_SECTOR, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END


def make_compound_file(tree: Tree) -> bytes:
    """Return a compound file with streams (bytes) and storages (dicts)."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(entries, 0, tree)
    for entry in entries:
        entry.child = _balance(entries, entry.children)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []
    for entry in entries:
        if entry.kind != _STREAM or not entry.data:
            continue
        if len(entry.data) >= _CUTOFF:
            entry.start = _append(sectors, fat, entry.data)
        else:
            entry.start = len(mini) // _MINI
            count = -(-len(entry.data) // _MINI)
            mini_fat += [*range(entry.start + 1, entry.start + count), _END]
            mini += entry.data.ljust(count * _MINI, b"\0")
    entries[0].data = mini
    entries[0].start = _append(sectors, fat, mini)
    first_mini_fat = _append(sectors, fat, _numbers(mini_fat))
    first_directory = _append(sectors, fat, b"".join(map(_pack, entries)))
    fat_sectors = 1
    while fat_sectors * _SECTOR // 4 < len(fat) + fat_sectors:
        fat_sectors += 1
    first_fat = len(sectors)
    fat += [_FAT_SECTOR] * fat_sectors
    sectors.append(_numbers(fat).ljust(fat_sectors * _SECTOR, b"\xff"))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_sectors, first_directory, 0, _CUTOFF),
        *(first_mini_fat, -(-len(mini_fat) * 4 // _SECTOR), _END, 0),
    )
    places = list(range(first_fat, first_fat + fat_sectors))
    return header + _numbers(places).ljust(436, b"\xff") + b"".join(sectors)


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    for name, content in sorted(tree.items(), key=lambda x: (len(x[0]), x[0].upper())):
        entries[parent].children.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _add(entries, len(entries) - 1, content)


def _balance(entries: list[_Entry], numbers: list[int]) -> int:
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    top = numbers[middle]
    entries[top].left = _balance(entries, numbers[:middle])
    entries[top].right = _balance(entries, numbers[middle + 1 :])
    return top


def _append(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    if not data:
        return _END
    start = len(fat)
    count = -(-len(data) // _SECTOR)
    sectors.append(data.ljust(count * _SECTOR, b"\0"))
    # One item of `sectors` may span several sectors; the table counts them all.
    sectors.extend([b""] * (count - 1))
    fat += [*range(start + 1, start + count), _END]
    return start


def _numbers(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _pack(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    black = 1
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        *(name, len(name), entry.kind, black, entry.left, entry.right, entry.child),
        *(0, 0 if entry.start == _END else entry.start, len(entry.data)),
    )
