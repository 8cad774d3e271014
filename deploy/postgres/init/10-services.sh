#!/bin/sh
# A database per service and its two roles: the migrator owns, the application may only connect
# and gets rights on tables by the migrations. The image runs it once, on an empty volume.
#
# Names and passwords are those of the addresses in /run/secrets, which the services get too.
set -eu
secrets=${SECRETS_DIR:-/run/secrets}

user_of() { sed -n 's#^postgresql://\([a-z_]*\):\([0-9A-Za-z]*\)@.*#\1#p' "$secrets/$1"; }
password_of() { sed -n 's#^postgresql://\([a-z_]*\):\([0-9A-Za-z]*\)@.*#\2#p' "$secrets/$1"; }

for service in identity timesheets payments documents notifications; do
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
        --username "${POSTGRES_USER:-postgres}" --dbname postgres \
        --set service="$service" \
        --set migrator="$(user_of "${service}_migrator_database_url")" \
        --set migrator_password="$(password_of "${service}_migrator_database_url")" \
        --set app="$(user_of "${service}_database_url")" \
        --set app_password="$(password_of "${service}_database_url")" <<'SQL'
CREATE ROLE :"migrator" LOGIN PASSWORD :'migrator_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"service" OWNER :"migrator" TEMPLATE template0;
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"app";
SQL
done
