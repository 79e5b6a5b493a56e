"""Where files lie: folders in the data folder, or a bucket when one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unidoc.configuration import Storage

Backend = dict[str, Any]

# In seconds, for each of ATTEMPTS: botocore waits for a bucket that is silent for five minutes,
# and a few uploads would take up every thread of the web process. Larger files are sent in parts,
# each with an answer of its own.
CONNECT_SECONDS = 2
READ_SECONDS = 5
ATTEMPTS = 2


def storages(storage: Storage, data: Path) -> dict[str, Backend]:
    """The entries `originals` (files as uploaded) and `artifacts` (model files) for STORAGES."""
    if storage.bucket:
        return {name: _bucket(storage, name) for name in ("originals", "artifacts")}
    return {
        "originals": _folder(data / "files" / "originals"),
        "artifacts": _folder(data / "files" / "artifacts"),
    }


def _folder(location: Path) -> Backend:
    return {
        "BACKEND": "unidoc.content_storage.ContentStorage",
        "OPTIONS": {
            "location": location,
            "base_url": None,  # never served by a URL of its own: every read is authorised
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(storage: Storage, prefix: str) -> Backend:
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": storage.bucket,
            "location": prefix,
            "endpoint_url": storage.endpoint_url,
            "region_name": storage.region,
            "access_key": storage.key or None,
            "secret_key": storage.secret or None,
            "default_acl": None,
            # One name has one content: whoever comes second writes the same bytes.
            "file_overwrite": True,
            "querystring_expire": 60,
            "object_parameters": _encryption(storage),
            "client_config": _patience(),
        },
    }


def _patience() -> Any:  # botocore has no types
    """How long to wait for a bucket that does not answer."""
    from botocore.config import Config  # heavy, and only where there is a bucket

    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )


def _encryption(storage: Storage) -> dict[str, str]:
    if storage.kms_key_id:
        return {
            "ServerSideEncryption": "aws:kms",
            "SSEKMSKeyId": storage.kms_key_id,
        }
    return {"ServerSideEncryption": "AES256"}
