#!/usr/bin/env bash
# secrets.sh tree      no secret in the files that git tracks
# secrets.sh history   nor in any line that a commit ever added
#
# A finding that is none is marked in its line: `pragma: allowlist secret`.
set -euo pipefail
cd "$(dirname "$0")/../.."

what=${1:?usage: secrets.sh tree|history}

if [[ -n ${SECRETS_TOOLS:-} ]]; then
    tools=$SECRETS_TOOLS
else
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    tools=$scratch/venv
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --require-hashes --requirement deploy/ci/requirements/lint.txt
fi

case $what in
    tree) git ls-files -z | "$tools/bin/python" deploy/ci/find_secrets.py files ;;
    history) git log --all --no-color --unified=0 --patch --format='commit %H' | "$tools/bin/python" deploy/ci/find_secrets.py diff ;;
    *)
        echo "usage: secrets.sh tree|history" >&2
        exit 2
        ;;
esac
