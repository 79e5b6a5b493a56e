#!/bin/sh
# What has to be there before web and workers start; safe to run again at any time.
set -eu
cd "$(dirname "$0")/../.."

python manage.py migrate --noinput
# Not cleared: pages of the version before name its files until they are reloaded.
python manage.py collectstatic --noinput --verbosity 0
