#!/bin/sh
# Runs once in a new PostgreSQL container: the owner of the product's database, who is no superuser. The other roles come
# with the migrations.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --set password="$OWNER_PASSWORD" <<'SQL'
CREATE ROLE polydesk_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE polydesk OWNER polydesk_owner;
SQL
