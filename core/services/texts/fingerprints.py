"""Keeping the fingerprint of each text, so that the database finds what is nearly the same."""

from core import minhash
from core.choices import ExtractionState
from core.models import Fingerprint, Version

BATCH = 200


def remember(version: Version) -> None:
    """Keep the fingerprint of a version that was read."""
    Fingerprint.objects.bulk_create(
        [_fingerprint(version.pk, minhash.take(version.extraction.text))],
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=["signature", "bands"],
    )


def remember_missing() -> int:
    """Take fingerprints of texts that came in without, in a bounded number; returns it."""
    missing = Version.objects.filter(
        extraction__state=ExtractionState.DONE, fingerprint=None
    ).select_related("extraction")
    made = [
        _fingerprint(version.pk, minhash.take(version.extraction.text))
        for version in missing[:BATCH]
    ]
    Fingerprint.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _fingerprint(version: int, made: minhash.Print) -> Fingerprint:
    return Fingerprint(
        version_id=version, signature=made.signature, bands=list(made.bands)
    )
