"""Turn the bytes of a file into text, safely.

Plain Python, knows neither Django nor the rest of UniDoc. Everything that opens a
file runs in a child process (`Reader`); importing this package loads no parser.
"""

from core.extraction.child_process import ChildUnavailable
from core.extraction.facts import Reference, reference
from core.extraction.kinds import KINDS, Kind
from core.extraction.limits import Limits
from core.extraction.messages import explain, kind_name
from core.extraction.reader import Reader, read
from core.extraction.result import (
    Attachment,
    Extracted,
    ExtractionFailed,
    Fact,
    FactKind,
    FailureCode,
    Language,
    Page,
    PageSource,
    ReadWarning,
    WarningCode,
)

__all__ = [
    "KINDS",
    "Attachment",
    "ChildUnavailable",
    "Extracted",
    "ExtractionFailed",
    "Fact",
    "FactKind",
    "FailureCode",
    "Kind",
    "Language",
    "Limits",
    "Page",
    "PageSource",
    "ReadWarning",
    "Reader",
    "Reference",
    "WarningCode",
    "explain",
    "kind_name",
    "read",
    "reference",
]
