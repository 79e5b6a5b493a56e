#!/bin/sh
# First start only: a role and a database for each application, neither of which can open the
# other's. The superuser's password is used by nobody afterwards.
set -eu

make_database() {
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" \
        --set=name="$1" --set=password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

make_database unidoc "${UNIDOC_DB_PASSWORD:?}"
make_database mlflow "${MLFLOW_DB_PASSWORD:?}"
