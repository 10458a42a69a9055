-- SPDX-License-Identifier: ISC
-- The database, its roles and what nobody else may do.  Run by a superuser
-- through psql, any number of times:  psql -d postgres -f conf/roles.sql
-- (conf/dev/cluster.sh does so for the private cluster).
--
--	qf_owner	owns schema qf; migrations, backups; no service uses it
--	qf_intake	the public service: EXECUTE on its functions, no table
--	qf_office	the internal service: likewise
--
-- Who may become which role is the cluster's pg_hba.conf's business (peer).
\set ON_ERROR_STOP on
\set QUIET on

SELECT format('CREATE ROLE %I LOGIN NOINHERIT', name)
  FROM unnest(ARRAY['qf_owner', 'qf_intake', 'qf_office']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE qf_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE qf_intake NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE qf_office NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- A name that is not qualified must not find anything by accident.
ALTER ROLE qf_intake SET search_path = '';
ALTER ROLE qf_office SET search_path = '';
-- Planning a call of one function needs no just-in-time compiler.
ALTER ROLE qf_intake SET jit = off;
ALTER ROLE qf_office SET jit = off;

SELECT 'CREATE DATABASE qingfeng OWNER qf_owner TEMPLATE template0 '
       'ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'qingfeng')
\gexec

REVOKE ALL ON DATABASE qingfeng FROM PUBLIC;
GRANT CONNECT ON DATABASE qingfeng TO qf_intake, qf_office;

\connect qingfeng
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- No DO blocks for the services: what they run is what migrations define.
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO qf_owner;
-- Large objects would be a table that nobody looks after.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid),
    lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea),
    lowrite(integer, bytea), lo_open(oid, integer) FROM PUBLIC;
-- Advisory locks stand before releases, audits and migrations (all owner's
-- functions): a service that could take one could stop them.
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.oid::regprocedure),
       format('GRANT EXECUTE ON FUNCTION %s TO qf_owner', f.oid::regprocedure)
  FROM pg_proc f
 WHERE f.pronamespace = 'pg_catalog'::regnamespace
   AND f.proname ~ '^pg_(try_)?advisory_'
\gexec
