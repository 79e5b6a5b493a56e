"""Sample data: a believable Russian and English archive of a company.

Plain Python without Django; the texts come from the phrase bank under `bank/`.
"""

from core.sampledata.archive import TODAY, build_archive, digest
from core.sampledata.records import (
    Archive,
    Comment,
    Document,
    Favorite,
    LanguageShare,
    Member,
    Project,
    Task,
    Template,
    Topic,
    User,
    Version,
)

__all__ = [
    "TODAY",
    "Archive",
    "Comment",
    "Document",
    "Favorite",
    "LanguageShare",
    "Member",
    "Project",
    "Task",
    "Template",
    "Topic",
    "User",
    "Version",
    "build_archive",
    "digest",
]
