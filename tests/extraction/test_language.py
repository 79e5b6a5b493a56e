from __future__ import annotations

import pytest

from core.extraction import Language
from core.extraction.language import detect_language
from tests.extraction.documents import CONTRACT, INVOICE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CONTRACT, Language.RUSSIAN),
        (INVOICE, Language.ENGLISH),
        (f"{CONTRACT}\n{INVOICE}", Language.MIXED),
        ("Счёт", Language.RUSSIAN),
        ("Invoice", Language.ENGLISH),
        ("12 345,00", Language.OTHER),
        ("", Language.OTHER),
        ("Настройка Active Directory и Lync Server 2013 R2", Language.RUSSIAN),
        ("Die Rechnung ist innerhalb von dreißig Tagen zu bezahlen", Language.OTHER),
        ("La facture doit être payée dans les trente jours", Language.OTHER),
        ("El contrato se firma por ambas partes", Language.OTHER),
        ("Договір поставки між сторонами укладено", Language.OTHER),
        ("QTR NET Shr 33 cts vs 13 cts Net 2,266,000 vs 849,000", Language.ENGLISH),
    ],
)
def test_language(text: str, language: Language) -> None:
    assert detect_language(text) is language
