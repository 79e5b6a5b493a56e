"""One good file of each kind, and damage done to it by a seed."""

from __future__ import annotations

import functools
import io
import random
import zipfile
from email.message import EmailMessage
from pathlib import Path

from PIL import Image

from tests.extraction.documents import (
    CONTRACT,
    INVOICE,
    make_docx,
    make_msg,
    make_opendocument,
    make_pdf,
    make_pptx,
    make_rtf,
    make_xlsx,
    save_picture,
    with_member,
)

_DATA = Path(__file__).parent / "data"


def mutate(data: bytes, seed: int) -> bytes:
    """Return `data` damaged by `seed`; of every second archive, one of its members.

    The check sum of an archive would else keep the damage from its reader.
    """
    dice = random.Random(seed)
    if not data.startswith(b"PK") or dice.random() < 0.5:
        return _damage(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = dice.choice([n for n in archive.namelist() if archive.read(n)])
        return with_member(data, name, _damage(archive.read(name), dice))


def _damage(data: bytes, dice: random.Random) -> bytes:
    """Return `data` with bytes changed, cut out, doubled or cut off."""
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        place = dice.randrange(max(1, len(damaged)))
        length = dice.choice((1, 1, 1, 4, 32, 512))
        match dice.randrange(5):
            case 0:
                damaged[place : place + length] = dice.randbytes(length)
            case 1:
                del damaged[place : place + length]
            case 2:
                damaged[place:place] = damaged[place : place + length]
            case 3:
                damaged[place : place + length] = b"\xff" * length
            case _ if dice.random() < 0.1:
                del damaged[place:]
    return bytes(damaged)


def mutated_file(seed: int) -> tuple[str, bytes]:
    """Return the name and content of a good file, damaged by `seed`."""
    names = sorted(good_files())
    name = names[seed % len(names)]
    return name, mutate(good_files()[name], seed)


@functools.cache
def good_files() -> dict[str, bytes]:
    """Return one small good file of each kind, by a name that fits it."""
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Счёт", "a@example.ru"
    mail.set_content(CONTRACT)
    mail.add_attachment(make_docx(CONTRACT), maintype="a", subtype="b", filename="a")
    mail.set_boundary("part")
    picture = Image.new("L", (60, 40), 255)
    cell = f'<table:table-cell office:value-type="string"><text:p>{CONTRACT}</text:p>'
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    page = f"<html><head><title>a</title></head><body><p>{CONTRACT}</p></body></html>"
    return {
        "a.docx": make_docx(CONTRACT, INVOICE),
        "a.xlsx": make_xlsx([[CONTRACT, 5], [INVOICE, 7]]),
        "a.pptx": make_pptx([("a", CONTRACT)]),
        "a.odt": make_opendocument("text", f"<text:p>{CONTRACT}</text:p>"),
        "a.ods": make_opendocument("spreadsheet", f"<table:table>{row}</table:table>"),
        "a.rtf": make_rtf(CONTRACT),
        "a.doc": (_DATA / "contract.doc").read_bytes(),
        "a.xls": (_DATA / "estimate.xls").read_bytes(),
        "a.pdf": make_pdf([CONTRACT, INVOICE]),
        "a.html": page.encode("cp1251", "ignore"),
        "a.eml": mail.as_bytes(),
        "a.msg": make_msg("Счёт", CONTRACT, [("a.txt", b"x" * 5000)]),
        "a.txt": CONTRACT.encode("koi8-r", "ignore"),
        "a.png": save_picture(picture, "PNG"),
        "a.tif": save_picture(picture, "TIFF", compression="tiff_lzw"),
        "a.jpg": save_picture(picture, "JPEG"),
        "a.webp": save_picture(picture, "WEBP"),
    }
