"""MLflow's server for the length of a training: `PYTHONPATH=. python deploy/ci/tracking_server.py`.

Started as `make up` starts it, on the same database; where that is the embedded one, this process
keeps it running for as long as the server does. SIGTERM ends the server, then this process.
"""

from __future__ import annotations

import signal
import subprocess
import sys

from unidoc import env, startup
from unidoc.processes import mlflow


def main() -> int:
    startup.prepare_or_exit()
    program = mlflow(env.read())
    server = subprocess.Popen(program.command, env=program.environment())  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
