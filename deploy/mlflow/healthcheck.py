"""Exit 0 when the server on this machine answers, 1 otherwise: a slim image has no curl."""

from __future__ import annotations

import os
import sys
import urllib.request

URL = f"http://127.0.0.1:{os.environ.get('MLFLOW_PORT', '5000')}/health"

try:
    with urllib.request.urlopen(URL, timeout=4) as response:
        sys.exit(0 if response.status == 200 else 1)
except OSError as error:
    sys.exit(f"{URL}: {error}")
