"""Train from the command line: ``PYTHONPATH=$(pwd) python unidoc/ml/train.py``.

The one module of this package that knows the product: it does what `manage.py train` does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    # Run as a script, Python puts this folder first, where our modules would hide others',
    # so nothing else may be imported before.
    here = Path(__file__).parent
    sys.path[:] = [place for place in sys.path if Path(place) != here]
    from unidoc import collector, startup

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unidoc.settings.development")
    startup.prepare_or_exit()
    collector.execute_from_command_line(["manage.py", "train", *sys.argv[1:]])


if __name__ == "__main__":
    main()
