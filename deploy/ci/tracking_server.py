"""MLflow's server for the length of a training: `PYTHONPATH=. python deploy/ci/tracking_server.py`.

Started as `make up` starts it, on the same database; where that is the embedded one, this process
keeps it running for as long as the server does. MLFLOW_S3_* name a bucket for the artifacts alone;
the documents of the training stay in the data folder. SIGTERM ends the server, then this process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from unidoc import env, startup
from unidoc.processes import mlflow

OWN_BUCKET = {
    "MLFLOW_S3_BUCKET": "S3_BUCKET",
    "MLFLOW_S3_KEY": "YC_S3_KEY",
    "MLFLOW_S3_SECRET": "YC_S3_SECRET",
}


def main() -> int:
    startup.prepare_or_exit()
    given = {theirs: os.environ.get(ours, "") for ours, theirs in OWN_BUCKET.items()}
    os.environ.update({name: value for name, value in given.items() if value})
    program = mlflow(env.read())
    server = subprocess.Popen(program.command, env=program.environment())  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
