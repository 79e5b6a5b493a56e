"""What UniDoc stands on: files, database, object storage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from unidoc.configuration.setting import (
    PORTS,
    ROOT,
    Setting,
    http_url,
    postgresql_url,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Files on this machine."""

    data: Annotated[
        Path,
        Setting(
            "UNIDOC_DATA_DIR",
            "Folder of everything UniDoc stores on this machine: embedded database, originals, "
            "models, secrets. Relative to the root of the repository.",
        ),
    ] = ROOT / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """PostgreSQL. Name one by DATABASE_URL or by DB_HOST and its companions; with neither,
    a PostgreSQL of UniDoc's own runs in the data folder.
    """

    url: Annotated[
        str,
        Setting(
            "DATABASE_URL",
            "postgresql://user:password@host:5432/name",
            valid=postgresql_url,
            secret=True,
        ),
    ] = ""
    host: Annotated[str, Setting("DB_HOST", "Host, instead of DATABASE_URL.")] = ""
    port: Annotated[int, Setting("DB_PORT", "Port at DB_HOST.", valid=PORTS)] = 5432
    name: Annotated[str, Setting("DB_NAME", "Database at DB_HOST.")] = "unidoc"
    user: Annotated[str, Setting("DB_USER", "User at DB_HOST.")] = "unidoc"
    password: Annotated[
        str, Setting("DB_PASSWORD", "Password at DB_HOST.", secret=True)
    ] = ""

    @property
    def dsn(self) -> str:
        """One URL for either way to name a database; "" when none is named."""
        if self.url or not self.host:
            return self.url
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{quote(self.name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where originals, models and artifacts lie: the data folder, or S3 when a bucket is named."""

    bucket: Annotated[
        str, Setting("S3_BUCKET", "Bucket. Not set: the data folder.")
    ] = ""
    endpoint_url: Annotated[
        str, Setting("S3_ENDPOINT_URL", "Address of the S3 API.", valid=http_url)
    ] = "https://storage.yandexcloud.net"
    region: Annotated[str, Setting("S3_REGION", "Region of the bucket.")] = (
        "ru-central1"
    )
    key: Annotated[
        str, Setting("YC_S3_KEY", "Static access key: its id.", secret=True)
    ] = ""
    secret: Annotated[
        str, Setting("YC_S3_SECRET", "Static access key: its secret.", secret=True)
    ] = ""
    kms_key_id: Annotated[
        str,
        Setting(
            "S3_KMS_KEY_ID",
            "KMS key for server-side encryption. Not set: the bucket's own encryption (AES256 asked for).",
        ),
    ] = ""
