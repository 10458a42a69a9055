-- SPDX-License-Identifier: ISC
-- Schema qf: what the server keeps.  Sealed bytes, hashes, calendar dates.
-- No column of a reporter's row holds a time of day, and none may be added:
-- docs/protocol.md section 7.  Rows are only ever added; the one column that
-- changes afterwards is `release`, and only release_run() changes it (and
-- writes rows anew as they are, so that nothing tells decoys by their rows).
--
-- Nobody but the owner has any right on a table.  The services call functions
-- (0002, 0003) that run as the owner.

CREATE SCHEMA qf;
REVOKE ALL ON SCHEMA qf FROM PUBLIC;
GRANT USAGE ON SCHEMA qf TO qf_intake, qf_office;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- One row per migration, written by `qf migrate` in the same transaction.
CREATE TABLE qf.schema_migration (
	number   integer PRIMARY KEY CHECK (number > 0),
	name     text NOT NULL,
	checksum bytea NOT NULL CHECK (octet_length(checksum) = 32)
);

-- A thread: one report and everything that follows it.  Decoys are threads.
CREATE TABLE qf.thread (
	handle   bytea PRIMARY KEY CHECK (octet_length(handle) = 16),
	mailbox  bytea NOT NULL UNIQUE CHECK (octet_length(mailbox) = 32),
	self     bytea NOT NULL CHECK (octet_length(self) = 1024),
	date     date NOT NULL
);
COMMENT ON COLUMN qf.thread.mailbox IS 'SHA-256 of the mailbox secret';

-- An entry, header and payload apart (protocol section 1).  Sealed bytes do
-- not compress: EXTERNAL keeps PostgreSQL from trying, and lets a range be
-- read without the rest.
CREATE TABLE qf.entry (
	id       bytea PRIMARY KEY CHECK (octet_length(id) = 16),
	thread   bytea NOT NULL REFERENCES qf.thread (handle),
	first    boolean NOT NULL,
	side     text NOT NULL CHECK (side IN ('reporter', 'officer')),
	audience text NOT NULL CHECK (audience IN ('office', 'reporter')),
	d        bytea NOT NULL CHECK (octet_length(d) = 32),
	open     bytea NOT NULL CHECK (octet_length(open) = 32),
	date     date NOT NULL,
	size     bigint NOT NULL,
	header   bytea NOT NULL CHECK (octet_length(header) BETWEEN 1 AND 65536),
	payload  bytea NOT NULL CHECK (octet_length(payload) BETWEEN 1 AND 1048576),
	release  integer
);
ALTER TABLE qf.entry ALTER header SET STORAGE EXTERNAL;
ALTER TABLE qf.entry ALTER payload SET STORAGE EXTERNAL;
COMMENT ON COLUMN qf.entry.open IS 'SHA-256 of open, the right to name the entry';
COMMENT ON COLUMN qf.entry.size IS 'first header and whole payload, bytes';
COMMENT ON COLUMN qf.entry.release IS 'NULL until a release shows it';
CREATE INDEX entry_thread ON qf.entry (thread);
CREATE UNIQUE INDEX entry_first ON qf.entry (thread) WHERE first;
CREATE INDEX entry_pending ON qf.entry (id) WHERE release IS NULL;

-- What a payload has beyond its first MiB, in pieces of 1 MiB (uploads).
CREATE TABLE qf.part (
	entry    bytea NOT NULL REFERENCES qf.entry (id),
	number   integer NOT NULL CHECK (number BETWEEN 1 AND 63),
	bytes    bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
	PRIMARY KEY (entry, number)
);
ALTER TABLE qf.part ALTER bytes SET STORAGE EXTERNAL;

-- Re-wrapped headers; number 0 is the one in the entry's own row.
CREATE TABLE qf.header (
	entry    bytea NOT NULL REFERENCES qf.entry (id),
	number   integer NOT NULL CHECK (number BETWEEN 1 AND 64),
	digest   bytea NOT NULL CHECK (octet_length(digest) = 32),
	date     date NOT NULL,
	header   bytea NOT NULL CHECK (octet_length(header) BETWEEN 1 AND 65536),
	release  integer,
	PRIMARY KEY (entry, number),
	UNIQUE (entry, digest)
);
ALTER TABLE qf.header ALTER header SET STORAGE EXTERNAL;
CREATE INDEX header_pending ON qf.header (entry) WHERE release IS NULL;

-- A release shows what was pending.  `complete` is false when the run's limit
-- left something for the next run of the same day.
CREATE TABLE qf.release (
	number   integer PRIMARY KEY CHECK (number > 0),
	date     date NOT NULL,
	daily    boolean NOT NULL,
	complete boolean NOT NULL
);

-- What officers page through: reports, decoys, and re-wrapped headers of
-- both, in an order that says nothing.  Positions are dense, are given under
-- release_run()'s lock and so never appear behind a reader's cursor.
CREATE TABLE qf.listing (
	position bigint PRIMARY KEY CHECK (position > 0),
	entry    bytea NOT NULL REFERENCES qf.entry (id),
	header   integer NOT NULL,
	release  integer NOT NULL REFERENCES qf.release (number)
);

-- Root and roster notes, every version, whole (text and signatures).
CREATE TABLE qf.note (
	kind     text NOT NULL CHECK (kind IN ('root', 'roster')),
	version  integer NOT NULL CHECK (version > 0),
	hash     bytea NOT NULL CHECK (octet_length(hash) = 32),
	date     date NOT NULL,
	note     bytea NOT NULL CHECK (octet_length(note) BETWEEN 1 AND 65536),
	PRIMARY KEY (kind, version)
);
COMMENT ON COLUMN qf.note.hash IS 'SHA-256 of the text, which `prev` names';

-- Officers' sessions.  They need times of day (15 minutes idle, 8 hours at
-- most), so they are kept out of the write-ahead log and of backups: UNLOGGED
-- tables are emptied by a crash, and every officer then logs in again.
CREATE UNLOGGED TABLE qf.challenge (
	nonce    bytea PRIMARY KEY CHECK (octet_length(nonce) = 32),
	until    timestamptz NOT NULL
);
CREATE INDEX challenge_until ON qf.challenge (until);
CREATE UNLOGGED TABLE qf.session (
	token    bytea PRIMARY KEY CHECK (octet_length(token) = 32),
	role     text NOT NULL CHECK (role IN ('officer', 'auditor', 'supervisor')),
	number   integer NOT NULL CHECK (number BETWEEN 0 AND 99),
	opened   timestamptz NOT NULL,
	used     timestamptz NOT NULL
);
COMMENT ON COLUMN qf.session.token IS 'SHA-256 of the bearer token';

-- What officers and administrators did; by day, hash-chained.
CREATE TABLE qf.audit (
	number   bigint PRIMARY KEY CHECK (number > 0),
	id       bytea NOT NULL UNIQUE CHECK (octet_length(id) = 16),
	date     date NOT NULL,
	actor    text NOT NULL CHECK (octet_length(actor) BETWEEN 1 AND 64),
	action   text NOT NULL CHECK (octet_length(action) BETWEEN 1 AND 1024),
	prev     bytea NOT NULL CHECK (octet_length(prev) = 32),
	chain    bytea NOT NULL CHECK (octet_length(chain) = 32)
);
COMMENT ON COLUMN qf.audit.chain IS
	'SHA-256(prev || date LF actor LF action LF); prev of number 1 is zeroes';

-- The calendar day of the site (protocol: all dates are Asia/Shanghai).
CREATE FUNCTION qf.today() RETURNS date
LANGUAGE sql STABLE
AS $$ SELECT (now() AT TIME ZONE 'UTC' + interval '8 hours')::date $$;

CREATE FUNCTION qf.schema_number() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(max(m.number), 0) FROM qf.schema_migration m $$;
GRANT EXECUTE ON FUNCTION qf.schema_number() TO qf_intake, qf_office;

-- Two writers met on one key and this one came second: the driver runs the
-- call again by itself, and then it sees the other's row.
CREATE FUNCTION qf.raise_race() RETURNS void
LANGUAGE plpgsql
AS $$ BEGIN
	RAISE EXCEPTION 'lost a race' USING ERRCODE = '40001';
END $$;

-- Bytes p_from .. p_from + p_len - 1 of an entry's payload, over all parts.
CREATE FUNCTION qf.payload_slice(p_id bytea, p_from bigint, p_len integer)
RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT coalesce(string_agg(substring(p.bytes
	           FROM greatest(p_from - p.start, 0)::integer + 1
	           FOR (p_from + p_len - greatest(p.start, p_from))::integer),
	       '' ORDER BY p.start), '')
	  FROM (SELECT 0::bigint AS start, e.payload AS bytes
	          FROM qf.entry e
	         WHERE e.id = p_id
	        UNION ALL
	        SELECT r.number * 1048576::bigint, r.bytes
	          FROM qf.part r
	         WHERE r.entry = p_id
	           AND r.number BETWEEN p_from / 1048576
	                            AND (p_from + p_len - 1) / 1048576) p
	 WHERE p.start < p_from + p_len
	   AND p.start + octet_length(p.bytes) > p_from
$$;

-- The same over the sealed object: first header, then payload.
CREATE FUNCTION qf.sealed_slice(p_id bytea, p_from bigint, p_len integer)
RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT substring(e.header FROM least(p_from, 65536)::integer + 1 FOR p_len)
	       || qf.payload_slice(p_id,
	           greatest(p_from - octet_length(e.header), 0),
	           (p_len - least(greatest(octet_length(e.header) - p_from, 0),
	               p_len))::integer)
	  FROM qf.entry e
	 WHERE e.id = p_id
$$;

-- A thread holds at most 1,000 entries: its box is read as a whole.
CREATE FUNCTION qf.thread_is_full(p_handle bytea) RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT count(*) >= 1000
	  FROM (SELECT FROM qf.entry e WHERE e.thread = p_handle LIMIT 1000) x
$$;

-- Put one entry of a thread that exists; both services add through this.
-- Idempotent: the same id, thread, d and open again is `same`.
CREATE FUNCTION qf.entry_put(p_thread bytea, p_first boolean, p_side text,
    p_audience text, p_id bytea, p_open bytea, p_d bytea, p_header bytea,
    p_payload bytea, OUT outcome text, OUT stored date)
LANGUAGE plpgsql
AS $$
DECLARE
	e record;
BEGIN
	SELECT x.thread, x.side, x.audience, x.first, x.d, x.open, x.date INTO e
	  FROM qf.entry x WHERE x.id = p_id;
	IF FOUND THEN
		IF e.thread = p_thread AND e.side = p_side
		    AND e.audience = p_audience AND e.first = p_first
		    AND e.d = p_d AND e.open = p_open THEN
			outcome := 'same';
			stored := e.date;
		ELSE
			outcome := 'conflict';
		END IF;
		RETURN;
	END IF;
	IF NOT p_first AND qf.thread_is_full(p_thread) THEN
		outcome := 'full';
		RETURN;
	END IF;
	stored := qf.today();
	INSERT INTO qf.entry (id, thread, first, side, audience, d, open, date,
	    size, header, payload)
	VALUES (p_id, p_thread, p_first, p_side, p_audience, p_d, p_open, stored,
	    octet_length(p_header) + octet_length(p_payload), p_header, p_payload)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		PERFORM qf.raise_race();
	END IF;
	outcome := 'created';
END $$;
