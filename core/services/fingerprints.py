"""Keeping the fingerprint of each text, so that the database finds what is nearly the same."""

from core import minhash
from core.choices import ExtractionState
from core.models import Fingerprint, Version

BATCH = 200


def remember(version: Version) -> None:
    """Keep the fingerprint of a version that was read."""
    made = minhash.take(version.extraction.text)
    Fingerprint.objects.update_or_create(
        version=version,
        defaults={"signature": made.signature, "bands": list(made.bands)},
    )


def remember_missing() -> int:
    """Take fingerprints of texts that came in without, in a bounded number; returns it."""
    missing = Version.objects.filter(
        extraction__state=ExtractionState.DONE, fingerprint=None
    ).select_related("extraction")
    made = [
        (version.pk, minhash.take(version.extraction.text))
        for version in missing[:BATCH]
    ]
    Fingerprint.objects.bulk_create(
        (
            Fingerprint(version_id=pk, signature=one.signature, bands=list(one.bands))
            for pk, one in made
        ),
        ignore_conflicts=True,
    )
    return len(made)
