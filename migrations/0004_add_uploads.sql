-- SPDX-License-Identifier: ISC
-- Uploads (docs/protocol.md section 6): the payload of a large entry, sent
-- part by part and then posted.
--
--	upload_begin ──▶ upload_append ... ──▶ thread_create_uploaded or
--	    pending, no byte   pending, parts      box_entry_add_uploaded
--	      │                  │                   │ used: the parts are the
--	      └──────────────────┴── the day after   │ entry's, the row stays so
--	          tomorrow: upload_sweep deletes ◀───┘ that a resend is `same`
--
-- Parts are written once.  They begin as an upload's and become an entry's by
-- a change of two small columns: PostgreSQL leaves the bytes, which lie out of
-- line, where they are.  Only the first part moves, into the entry's own row.

CREATE TABLE qf.upload (
	name     bytea PRIMARY KEY CHECK (octet_length(name) = 32),
	length   bigint NOT NULL CHECK (length BETWEEN 1048848 AND 67125264),
	at       bigint NOT NULL CHECK (at BETWEEN 0 AND length),
	state    bytea NOT NULL CHECK (octet_length(state) = 96),
	date     date NOT NULL,
	used     boolean NOT NULL
);
COMMENT ON COLUMN qf.upload.name IS 'SHA-256 of the upload''s ID';
COMMENT ON COLUMN qf.upload.at IS 'bytes that are here';
COMMENT ON COLUMN qf.upload.state IS 'SHA-256 of them, not yet ended';
COMMENT ON COLUMN qf.upload.date IS 'begun; it lives to the end of the next';
CREATE INDEX upload_empty ON qf.upload (name) WHERE at = 0;

-- What a payload has beyond its first part, which is in the entry's row.
ALTER TABLE qf.part DROP CONSTRAINT part_pkey;
ALTER TABLE qf.part ADD start bigint;
UPDATE qf.part SET start = number * 1048576::bigint;
ALTER TABLE qf.part
	DROP number,
	DROP CONSTRAINT part_bytes_check,
	ALTER start SET NOT NULL,
	ALTER entry DROP NOT NULL,
	ADD upload bytea REFERENCES qf.upload (name),
	ADD CHECK (start >= 0),
	ADD CHECK (octet_length(bytes) BETWEEN 1 AND 1048848),
	ADD CHECK ((upload IS NULL) <> (entry IS NULL));
CREATE UNIQUE INDEX part_entry ON qf.part (entry, start)
	WHERE entry IS NOT NULL;
CREATE UNIQUE INDEX part_upload ON qf.part (upload, start)
	WHERE upload IS NOT NULL;
COMMENT ON COLUMN qf.part.start IS 'where in the payload';

ALTER TABLE qf.entry
	DROP CONSTRAINT entry_payload_check,
	ADD CHECK (octet_length(payload) BETWEEN 1 AND 1048848);

-- Bytes p_from .. p_from + p_len - 1 of an entry's payload, over all parts.
-- None is longer than 1,048,848 bytes, so none that begins earlier reaches in.
CREATE OR REPLACE FUNCTION qf.payload_slice(p_id bytea, p_from bigint,
    p_len integer)
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
	        SELECT r.start, r.bytes
	          FROM qf.part r
	         WHERE r.entry = p_id
	           AND r.start > p_from - 1048848
	           AND r.start < p_from + p_len) p
	 WHERE p.start < p_from + p_len
	   AND p.start + octet_length(p.bytes) > p_from
$$;

-- POST /v1/uploads.  p_crowded: there are many uploads, so one without a byte
-- has to go.  Which one is chance (names are hashes): whoever begins thousands
-- keeps nobody out for long.  outcome: created | same.
CREATE FUNCTION qf.upload_begin(p_name bytea, p_length bigint, p_state bytea,
    p_crowded boolean, OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF p_crowded THEN
		DELETE FROM qf.upload u
		 WHERE u.name = (SELECT x.name FROM qf.upload x
		         WHERE x.at = 0 AND x.name > p_name
		         ORDER BY x.name LIMIT 1 FOR UPDATE SKIP LOCKED);
	END IF;
	stored := qf.today();
	INSERT INTO qf.upload (name, length, at, state, date, used)
	VALUES (p_name, p_length, 0, p_state, stored, false)
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		outcome := 'created';
		RETURN;
	END IF;
	SELECT u.date INTO stored FROM qf.upload u WHERE u.name = p_name;
	outcome := 'same';
END $$;

-- HEAD, and before every PATCH and post.  No row: unknown or expired.
CREATE FUNCTION qf.upload_find(p_name bytea)
RETURNS TABLE (length bigint, at bigint, state bytea, date date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT u.length, u.at, u.state, u.date
	  FROM qf.upload u
	 WHERE u.name = p_name AND u.date >= qf.today() - 1
$$;

-- PATCH /v1/uploads/ID: one part; p_state is that of all bytes to its end.
-- outcome: created | same (these very bytes are there) | conflict (the upload
-- is at another offset, which `at` tells) | unknown.
CREATE FUNCTION qf.upload_append(p_name bytea, p_start bigint, p_bytes bytea,
    p_state bytea, OUT outcome text, OUT at bigint, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	UPDATE qf.upload u
	   SET at = u.at + octet_length(p_bytes), state = p_state
	 WHERE u.name = p_name AND u.at = p_start
	   AND u.at + octet_length(p_bytes) <= u.length
	   AND u.date >= qf.today() - 1
	RETURNING u.at, u.date INTO at, stored;
	IF FOUND THEN
		INSERT INTO qf.part (upload, start, bytes)
		VALUES (p_name, p_start, p_bytes);
		outcome := 'created';
		RETURN;
	END IF;
	SELECT u.at, u.date INTO at, stored FROM qf.upload u
	 WHERE u.name = p_name AND u.date >= qf.today() - 1;
	IF NOT FOUND THEN
		outcome := 'unknown';
		RETURN;
	END IF;
	outcome := CASE WHEN EXISTS (SELECT FROM qf.part r
	        WHERE r.upload = p_name AND r.start = p_start
	          AND r.bytes = p_bytes)
	    THEN 'same' ELSE 'conflict' END;
END $$;

-- A complete upload, locked until the transaction ends: its first part, NULL
-- once it is used.  No row: unknown, expired, not complete.  A transaction that
-- began before midnight finds what a sweep of the next day is deleting, so
-- whoever uses an upload makes sure that all of it was there.
CREATE FUNCTION qf.upload_take(p_name bytea)
RETURNS TABLE (used boolean, first bytea)
LANGUAGE sql VOLATILE
AS $$
	SELECT u.used, (SELECT r.bytes FROM qf.part r
	        WHERE r.upload = p_name AND r.start = 0)
	  FROM qf.upload u
	 WHERE u.name = p_name AND u.at = u.length
	   AND u.date >= qf.today() - 1
	   FOR UPDATE
$$;

-- The parts behind the first are the entry's from now on (created), or of no
-- use because all of it is stored already (same).  When one is lacking nothing
-- becomes of the entry: the driver runs the call again, to find what is left.
CREATE FUNCTION qf.upload_use(p_name bytea, p_entry bytea, p_outcome text)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
	v_length bigint;
	v_moved  bigint;
BEGIN
	IF p_outcome NOT IN ('created', 'same') THEN
		RETURN;
	END IF;
	IF p_outcome = 'created' THEN
		SELECT u.length INTO v_length
		  FROM qf.upload u WHERE u.name = p_name;
		WITH moved AS (
			UPDATE qf.part r SET entry = p_entry, upload = NULL
			 WHERE r.upload = p_name AND r.start > 0
			RETURNING octet_length(r.bytes) AS len
		)
		SELECT coalesce(sum(m.len), 0) INTO v_moved FROM moved m;
		UPDATE qf.entry e SET size = octet_length(e.header) + v_length
		 WHERE e.id = p_entry
		   AND octet_length(e.payload) + v_moved = v_length;
		IF NOT FOUND THEN
			PERFORM qf.raise_race();
		END IF;
	END IF;
	DELETE FROM qf.part r WHERE r.upload = p_name;
	UPDATE qf.upload u SET used = true WHERE u.name = p_name;
END $$;

-- POST /v1/threads with `upload`: as thread_create, with the upload for a
-- payload.  outcome: also gone (no such upload, or it is not complete).
CREATE FUNCTION qf.thread_create_uploaded(p_mailbox bytea, p_handle bytea,
    p_self bytea, p_id bytea, p_open bytea, p_d bytea, p_header bytea,
    p_upload bytea, OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u record;
BEGIN
	SELECT x.used, x.first INTO u FROM qf.upload_take(p_upload) x;
	IF NOT FOUND OR (NOT u.used AND u.first IS NULL) THEN
		outcome := 'gone';
		RETURN;
	END IF;
	IF u.used THEN
		-- Then its entry is there, and only that very entry is `same`.
		SELECT t.date INTO stored
		  FROM qf.thread t
		  JOIN qf.entry e ON e.thread = t.handle AND e.first
		 WHERE t.mailbox = p_mailbox AND t.handle = p_handle
		   AND t.self = p_self AND e.id = p_id AND e.d = p_d
		   AND e.open = p_open;
		outcome := CASE WHEN FOUND THEN 'same' ELSE 'conflict' END;
		RETURN;
	END IF;
	SELECT c.outcome, c.stored INTO outcome, stored
	  FROM qf.thread_create(p_mailbox, p_handle, p_self, p_id, p_open, p_d,
	       p_header, u.first) c;
	PERFORM qf.upload_use(p_upload, p_id, outcome);
END $$;

-- POST /v1/box/entries with `upload`: as box_entry_add, likewise.
CREATE FUNCTION qf.box_entry_add_uploaded(p_mailbox bytea, p_id bytea,
    p_open bytea, p_d bytea, p_header bytea, p_upload bytea,
    OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	u record;
BEGIN
	SELECT x.used, x.first INTO u FROM qf.upload_take(p_upload) x;
	IF NOT FOUND OR (NOT u.used AND u.first IS NULL) THEN
		outcome := 'gone';
		RETURN;
	END IF;
	IF u.used AND NOT EXISTS (SELECT FROM qf.entry e WHERE e.id = p_id) THEN
		outcome := 'conflict';
		RETURN;
	END IF;
	-- An entry that is there is compared and not written: no payload then.
	SELECT a.outcome, a.stored INTO outcome, stored
	  FROM qf.box_entry_add(p_mailbox, p_id, p_open, p_d, p_header,
	       u.first) a;
	IF NOT u.used THEN
		PERFORM qf.upload_use(p_upload, p_id, outcome);
	END IF;
END $$;

-- Delete what has expired, little by little: 16 parts, or 1,000 uploads that
-- have none left.  The answer: how many uploads are pending and how much they
-- hold, expired ones too, and whether there is more to delete.
CREATE FUNCTION qf.upload_sweep(OUT pending bigint, OUT bytes bigint,
    OUT more boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_parts integer;
	v_uploads integer;
BEGIN
	DELETE FROM qf.part r
	 WHERE (r.upload, r.start) IN (
	         SELECT p.upload, p.start
	           FROM qf.upload u JOIN qf.part p ON p.upload = u.name
	          WHERE u.date < qf.today() - 1
	          LIMIT 16);
	GET DIAGNOSTICS v_parts = ROW_COUNT;
	DELETE FROM qf.upload u
	 WHERE u.name IN (
	         SELECT x.name FROM qf.upload x
	          WHERE x.date < qf.today() - 1
	            AND NOT EXISTS (SELECT FROM qf.part p WHERE p.upload = x.name)
	          LIMIT 1000 FOR UPDATE SKIP LOCKED);
	GET DIAGNOSTICS v_uploads = ROW_COUNT;
	more := v_parts = 16 OR v_uploads = 1000;
	SELECT count(*), coalesce(sum(x.at), 0) INTO pending, bytes
	  FROM qf.upload x WHERE NOT x.used;
END $$;

GRANT EXECUTE ON FUNCTION
	qf.upload_begin(bytea, bigint, bytea, boolean),
	qf.upload_find(bytea),
	qf.upload_append(bytea, bigint, bytea, bytea),
	qf.upload_sweep(),
	qf.thread_create_uploaded(bytea, bytea, bytea, bytea, bytea, bytea,
	    bytea, bytea),
	qf.box_entry_add_uploaded(bytea, bytea, bytea, bytea, bytea, bytea)
TO qf_intake;
