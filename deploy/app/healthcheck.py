"""Exit 0 when the address answers 200, 1 otherwise: a slim image has no curl."""

from __future__ import annotations

import sys
import urllib.request

TIMEOUT = 4  # seconds; below the health check's own


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError as error:
        sys.stderr.write(f"{url}: {error}\n")
        return False


if __name__ == "__main__":
    sys.exit(0 if healthy(sys.argv[1]) else 1)
