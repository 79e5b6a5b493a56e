"""PDFs that are too many, too deep or too large for their readers."""

from __future__ import annotations

import io
import zlib

from core.extraction.limits import MEBIBYTE


def _pdf(objects: list[str], *, root: int = 1) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    size = len(objects) + 1
    trailer = f"trailer <</Root {root} 0 R /Size {size}>>\nstartxref\n{start}\n%%EOF"
    return out.getvalue() + trailer.encode()


def million_object_pdf(count: int = 300_000) -> bytes:
    """Return a PDF of so many objects that a text of 20 MiB holds (one page)."""
    head = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
    ]
    return _pdf(head + [f"[{n} 0 R]" for n in range(count)])


def recursive_page_pdf() -> bytes:
    return _pdf(
        [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [2 0 R 2 0 R] /Count 1000>>",
        ]
    )


def recursive_form_pdf() -> bytes:
    """Return a page that draws a form, which draws itself ten times."""
    draw = "/F Do " * 10
    form = (
        f"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {len(draw)} "
        f"/Resources <</XObject <</F 5 0 R>>>>>>\nstream\n{draw}\nendstream"
    )
    page = (
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R "
        "/Resources <</XObject <</F 5 0 R>>>>>>"
    )
    return _pdf(
        [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            page,
            "<</Length 5>>\nstream\n/F Do\nendstream",
            form,
        ]
    )


def huge_count_pdf() -> bytes:
    return _pdf(
        [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [] /Count 2147483647>>",
        ]
    )


def huge_page_pdf() -> bytes:
    """Return a page of 14,400 x 14,400 points with a stream that unpacks to 42 MiB."""
    packed = zlib.compress(b"0 0 m 9 9 l S " * (3 * MEBIBYTE), 1).decode("latin-1")
    return _pdf(
        [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] /Contents 4 0 R>>",
            f"<</Filter /FlateDecode /Length {len(packed)}>>\nstream\n{packed}\nendstream",
        ]
    )
