-- The two roles and the database of a cluster. Run once, by a superuser:
--   ACCOUNTS_OWNER_PASSWORD=... ACCOUNTS_SILO_PASSWORD=... psql -h db -U postgres -f roles.sql
-- The passwords come from the environment, and are in no file. Nor are they in a log of the server: what fails here is not logged.
\set ON_ERROR_STOP on
SET log_min_error_statement = panic;
SET log_statement = 'none';

\set owner_password ''
\set silo_password ''
\getenv owner_password ACCOUNTS_OWNER_PASSWORD
\getenv silo_password ACCOUNTS_SILO_PASSWORD
SELECT length(:'owner_password') < 16 OR length(:'silo_password') < 16 AS too_short
\gset
\if :too_short
  DO $$ BEGIN RAISE 'set ACCOUNTS_OWNER_PASSWORD and ACCOUNTS_SILO_PASSWORD, 16 characters or more each'; END $$;
\endif

-- Owns the tables. `accounts migrate` uses it, nothing else does.
CREATE ROLE accounts_owner LOGIN PASSWORD :'owner_password';

-- Has what `accounts migrate --grant-to accounts_silo` gives: it reads, and adds entries; it cannot change a table or an entry.
CREATE ROLE accounts_silo LOGIN PASSWORD :'silo_password';

CREATE DATABASE accounts OWNER accounts_owner;
REVOKE ALL ON DATABASE accounts FROM PUBLIC;
GRANT CONNECT ON DATABASE accounts TO accounts_silo;
