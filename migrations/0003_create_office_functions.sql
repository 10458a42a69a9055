-- SPDX-License-Identifier: ISC
-- What qf_office may call, and nothing else.  Past the opaque listing, every
-- function that reads or adds wants SHA-256(open) beside an id; an unknown id
-- and a wrong open give the same answer: no row, or `unknown`.

-- The thread whose entry p_id a caller with p_open may name, else NULL: p_open
-- is the thread's report's or that entry's own.  Reports count once released;
-- other entries of the reporter too; officers' entries at once.
CREATE FUNCTION qf.entry_thread(p_id bytea, p_open bytea) RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT e.thread
	  FROM qf.entry e
	  JOIN qf.entry r ON r.thread = e.thread AND r.first
	 WHERE e.id = p_id AND r.release IS NOT NULL
	   AND (e.release IS NOT NULL OR e.side = 'officer')
	   AND (r.open = p_open OR e.open = p_open)
$$;

-- The thread of report p_id if p_open is its open, else NULL.
CREATE FUNCTION qf.report_thread(p_id bytea, p_open bytea) RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT r.thread
	  FROM qf.entry r
	 WHERE r.id = p_id AND r.first AND r.open = p_open
	   AND r.release IS NOT NULL
$$;

CREATE FUNCTION qf.release_is_pending() RETURNS boolean
LANGUAGE sql STABLE
AS $$
	SELECT EXISTS (SELECT FROM qf.entry e WHERE e.release IS NULL)
	    OR EXISTS (SELECT FROM qf.header h WHERE h.release IS NULL)
$$;

-- Is there work for release_run()?  Daily: none is complete today.
-- Otherwise: something is pending.
CREATE FUNCTION qf.release_due(p_daily boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE WHEN p_daily THEN NOT EXISTS (
	           SELECT FROM qf.release r
	            WHERE r.date = qf.today() AND r.daily AND r.complete)
	       ELSE qf.release_is_pending() END
$$;

-- A day for a decoy of a release whose forerunner was on p_since: that of a
-- moment, each as likely, between the two.  Releases of a site have one hour.
CREATE FUNCTION qf.decoy_date(p_since date) RETURNS date
LANGUAGE sql VOLATILE
AS $$
	SELECT (now() AT TIME ZONE 'UTC' + interval '8 hours'
	    - get_byte(uuid_send(gen_random_uuid()), 0) / 256.0
	        * (qf.today() - p_since) * interval '1 day')::date
$$;

-- One release: the given decoys become threads, everything pending gets the
-- release's number, and reports, decoys and re-wrapped headers of reports get
-- the next positions in an order from the system's random source.
-- outcome: released | nothing (not due) | busy (another run holds the lock).
-- The lock lasts until the commit is visible, so positions become visible in
-- their order.  10,000 entries a run bound its length; a daily release that
-- meets the bound stays due.
--
-- Who copies the tables must not tell decoys from reports by what a dump
-- shows, so decoys come in as reports do, pending and dated since the last
-- release, and then both are written anew, one by one in random order: the
-- rows of entry and thread lie and are numbered (xmin) alike afterwards.
CREATE FUNCTION qf.release_run(p_daily boolean, p_handles bytea[],
    p_mailboxes bytea[], p_selves bytea[], p_ids bytea[], p_opens bytea[],
    p_ds bytea[], p_headers bytea[], p_payloads bytea[],
    OUT outcome text, OUT number integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_base   bigint;
	v_today  date := qf.today();
	v_number integer;
	v_since  date;
	v_dates  date[];
	v_ids    bytea[];
	v_id     bytea;
	v_thread bytea;
	v_first  boolean;
BEGIN
	IF NOT pg_try_advisory_xact_lock(81270001) THEN
		outcome := 'busy';
		RETURN;
	END IF;
	IF NOT qf.release_due(p_daily) THEN
		outcome := 'nothing';
		RETURN;
	END IF;
	SELECT coalesce(max(r.number), 0) + 1, coalesce(max(r.date), v_today)
	  INTO v_number, v_since FROM qf.release r;
	SELECT coalesce(max(l.position), 0) INTO v_base FROM qf.listing l;
	INSERT INTO qf.release (number, date, daily, complete)
	VALUES (v_number, v_today, p_daily, true);

	v_ids := ARRAY(SELECT p.id FROM qf.entry p
	         WHERE p.release IS NULL ORDER BY p.id LIMIT 10000);
	SELECT least(v_since, min(e.date)) INTO v_since
	  FROM qf.entry e WHERE e.id = ANY (v_ids);
	v_dates := ARRAY(SELECT qf.decoy_date(v_since) FROM unnest(p_ids));
	INSERT INTO qf.thread (handle, mailbox, self, date)
	SELECT x.handle, x.mailbox, x.self, x.date
	  FROM unnest(p_handles, p_mailboxes, p_selves, v_dates)
	       AS x (handle, mailbox, self, date);
	INSERT INTO qf.entry (id, thread, first, side, audience, d, open, date,
	    size, header, payload)
	SELECT x.id, x.thread, true, 'reporter', 'office', x.d, x.open, x.date,
	       octet_length(x.header) + octet_length(x.payload), x.header,
	       x.payload
	  FROM unnest(p_ids, p_handles, p_ds, p_opens, p_headers, p_payloads,
	       v_dates) AS x (id, thread, d, open, header, payload, date);
	v_ids := v_ids || p_ids;

	FOR v_id IN SELECT x FROM unnest(v_ids) AS x ORDER BY gen_random_uuid()
	LOOP
		UPDATE qf.entry e SET release = v_number WHERE e.id = v_id
		RETURNING e.thread, e.first INTO v_thread, v_first;
		IF v_first THEN
			UPDATE qf.thread t SET date = t.date
			 WHERE t.handle = v_thread;
		END IF;
	END LOOP;

	WITH rewrapped AS (
		UPDATE qf.header h SET release = v_number
		 WHERE (h.entry, h.number) IN (SELECT p.entry, p.number
		         FROM qf.header p WHERE p.release IS NULL LIMIT 10000)
		RETURNING h.entry, h.number
	), listed AS (
		SELECT e.id AS entry, 0 AS header
		  FROM unnest(v_ids) AS x JOIN qf.entry e ON e.id = x AND e.first
		UNION ALL
		SELECT w.entry, w.number FROM rewrapped w
		  JOIN qf.entry e ON e.id = w.entry AND e.first
	)
	INSERT INTO qf.listing (position, entry, header, release)
	SELECT v_base + row_number() OVER (ORDER BY gen_random_uuid()),
	       i.entry, i.header, v_number
	  FROM listed i;

	IF qf.release_is_pending() THEN
		UPDATE qf.release r SET complete = false
		 WHERE r.number = v_number;
	END IF;
	outcome := 'released';
	number := v_number;
END $$;

-- GET /v1/reports?after=CURSOR: up to p_rows rows, and no more rows than
-- p_bytes of headers need (one at least).
CREATE FUNCTION qf.reports_after(p_after bigint, p_rows integer,
    p_bytes bigint)
RETURNS TABLE (place bigint, id bytea, header bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT x.position, x.entry, x.header
	  FROM (SELECT l.position, l.entry, coalesce(h.header, e.header) AS header,
	               sum(octet_length(coalesce(h.header, e.header)))
	                   OVER (ORDER BY l.position) AS total
	          FROM (SELECT * FROM qf.listing i
	                 WHERE i.position > p_after
	                 ORDER BY i.position
	                 LIMIT least(p_rows, 4096)) l
	          JOIN qf.entry e ON e.id = l.entry
	          LEFT JOIN qf.header h
	            ON h.entry = l.entry AND h.number = l.header) x
	 WHERE x.total - octet_length(x.header) < p_bytes
	 ORDER BY x.position
$$;

-- POST /v1/threads/lookup.  ordinal counts the pairs from 1.
CREATE FUNCTION qf.threads_lookup(p_ids bytea[], p_opens bytea[])
RETURNS TABLE (ordinal integer, handle bytea, thread_date date, id bytea,
    first boolean, side text, audience text, date date, size bigint, d bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT q.ordinal::integer, t.handle, t.date, e.id, e.first, e.side,
	       e.audience, e.date, e.size, e.d
	  FROM unnest(p_ids, p_opens) WITH ORDINALITY AS q (id, open, ordinal)
	  JOIN qf.thread t ON t.handle = qf.report_thread(q.id, q.open)
	  JOIN qf.entry e ON e.thread = t.handle
	 WHERE e.release IS NOT NULL OR e.side = 'officer'
	 ORDER BY q.ordinal, e.date, e.id
$$;

-- POST /v1/heads.  headers: each as a 4-byte big-endian length and its bytes,
-- newest first; head: the payload's nonce and first chunk.
CREATE FUNCTION qf.entry_heads(p_ids bytea[], p_opens bytea[])
RETURNS TABLE (ordinal integer, id bytea, size bigint, headers bytea,
    head bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT q.ordinal::integer, e.id, e.size,
	       coalesce((SELECT string_agg(
	               int4send(octet_length(h.header)) || h.header, ''
	               ORDER BY h.number DESC)
	           FROM qf.header h WHERE h.entry = e.id), '')
	           || int4send(octet_length(e.header)) || e.header,
	       substring(e.payload FROM 1 FOR 65568)
	  FROM unnest(p_ids, p_opens) WITH ORDINALITY AS q (id, open, ordinal)
	  JOIN qf.entry e
	    ON e.id = q.id AND e.thread = qf.entry_thread(q.id, q.open)
	 ORDER BY q.ordinal
$$;

-- POST /v1/entries/fetch: bytes of the sealed object as first stored, or with
-- p_payload counted from the payload's first byte; size likewise.
CREATE FUNCTION qf.entry_read(p_id bytea, p_open bytea, p_payload boolean,
    p_from bigint, p_len integer)
RETURNS TABLE (size bigint, header_len integer, bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE WHEN p_payload THEN e.size - octet_length(e.header)
	           ELSE e.size END,
	       octet_length(e.header),
	       CASE WHEN p_payload THEN qf.payload_slice(p_id, p_from, p_len)
	           ELSE qf.sealed_slice(p_id, p_from, p_len) END
	  FROM qf.entry e
	 WHERE e.id = p_id AND e.thread = qf.entry_thread(p_id, p_open)
	   AND p_from >= 0 AND p_len BETWEEN 0 AND 1114112
$$;

-- POST /v1/entries.
-- outcome: created | same | unknown (report or its open) | conflict | full.
CREATE FUNCTION qf.office_entry_add(p_report bytea, p_report_open bytea,
    p_audience text, p_id bytea, p_open bytea, p_d bytea, p_header bytea,
    p_payload bytea, OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_handle bytea := qf.report_thread(p_report, p_report_open);
BEGIN
	IF v_handle IS NULL THEN
		outcome := 'unknown';
		RETURN;
	END IF;
	SELECT p.outcome, p.stored INTO outcome, stored
	  FROM qf.entry_put(v_handle, false, 'officer', p_audience, p_id, p_open,
	       p_d, p_header, p_payload) p;
END $$;

-- POST /v1/headers.
-- outcome: created | same | unknown | full (64 re-wraps).
CREATE FUNCTION qf.header_add(p_id bytea, p_open bytea, p_header bytea,
    OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_digest bytea := sha256(p_header);
	v_number integer;
BEGIN
	IF qf.entry_thread(p_id, p_open) IS NULL THEN
		outcome := 'unknown';
		RETURN;
	END IF;
	SELECT e.date INTO stored FROM qf.entry e
	 WHERE e.id = p_id AND e.header = p_header;
	IF NOT FOUND THEN
		SELECT h.date INTO stored FROM qf.header h
		 WHERE h.entry = p_id AND h.digest = v_digest;
	END IF;
	IF FOUND THEN
		outcome := 'same';
		RETURN;
	END IF;
	SELECT coalesce(max(h.number), 0) + 1 INTO v_number
	  FROM qf.header h WHERE h.entry = p_id;
	IF v_number > 64 THEN
		outcome := 'full';
		RETURN;
	END IF;
	stored := qf.today();
	INSERT INTO qf.header (entry, number, digest, date, header)
	VALUES (p_id, v_number, v_digest, stored, p_header)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		PERFORM qf.raise_race();
	END IF;
	outcome := 'created';
END $$;

-- POST /v1/roots and /v1/roster; the office has verified the note against the
-- chain.  outcome: created | same | conflict (not the next version, or another
-- note has that number).
CREATE FUNCTION qf.note_add(p_kind text, p_version integer, p_hash bytea,
    p_note bytea, OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	n record;
BEGIN
	SELECT x.hash, x.note, x.date INTO n FROM qf.note x
	 WHERE x.kind = p_kind AND x.version = p_version;
	IF FOUND THEN
		IF n.hash = p_hash AND n.note = p_note THEN
			outcome := 'same';
			stored := n.date;
		ELSE
			outcome := 'conflict';
		END IF;
		RETURN;
	END IF;
	IF p_version <> (SELECT coalesce(max(x.version), 0) + 1
	      FROM qf.note x WHERE x.kind = p_kind) THEN
		outcome := 'conflict';
		RETURN;
	END IF;
	stored := qf.today();
	INSERT INTO qf.note (kind, version, hash, date, note)
	VALUES (p_kind, p_version, p_hash, stored, p_note)
	ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		PERFORM qf.raise_race();
	END IF;
	outcome := 'created';
END $$;

-- Login (protocol section 7).  Times are unix seconds.  At most 10,000
-- challenges wait at a time; the next one takes the place of the oldest, so
-- that whoever asks for thousands keeps nobody out.  outcome created | same.
CREATE FUNCTION qf.challenge_new(p_nonce bytea, p_until bigint)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM qf.challenge c WHERE c.until < now();
	INSERT INTO qf.challenge (nonce, until)
	VALUES (p_nonce, to_timestamp(p_until)) ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN 'same';
	END IF;
	IF (SELECT count(*) FROM qf.challenge) > 10000 THEN
		DELETE FROM qf.challenge c
		 WHERE c.nonce IN (SELECT x.nonce FROM qf.challenge x
		         ORDER BY x.until LIMIT 1 FOR UPDATE SKIP LOCKED);
	END IF;
	RETURN 'created';
END $$;

-- Spend a challenge on a session; the office has verified the signed login.
-- outcome: created | same (this very session is open) | unknown (no such
-- challenge, spent or late).
CREATE FUNCTION qf.session_open(p_nonce bytea, p_until bigint, p_token bytea,
    p_role text, p_number integer)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF EXISTS (SELECT FROM qf.session s WHERE s.token = p_token
	    AND s.role = p_role AND s.number = p_number) THEN
		RETURN 'same';
	END IF;
	DELETE FROM qf.session s
	 WHERE s.used < now() - interval '15 minutes'
	    OR s.opened < now() - interval '8 hours';
	DELETE FROM qf.challenge c
	 WHERE c.nonce = p_nonce AND c.until = to_timestamp(p_until)
	   AND c.until >= now();
	IF NOT FOUND THEN
		RETURN 'unknown';
	END IF;
	INSERT INTO qf.session (token, role, number, opened, used)
	VALUES (p_token, p_role, p_number, now(), now());
	RETURN 'created';
END $$;

-- Who is this?  No row: nobody, or no longer.  Use is noted once a minute.
CREATE FUNCTION qf.session_use(p_token bytea)
RETURNS TABLE (role text, number integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	s record;
BEGIN
	SELECT x.role, x.number, x.used INTO s FROM qf.session x
	 WHERE x.token = p_token
	   AND x.used >= now() - interval '15 minutes'
	   AND x.opened >= now() - interval '8 hours';
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF s.used < now() - interval '1 minute' THEN
		UPDATE qf.session x SET used = now() WHERE x.token = p_token;
	END IF;
	role := s.role;
	number := s.number;
	RETURN NEXT;
END $$;

-- outcome: created (closed now) | unknown.
CREATE FUNCTION qf.session_close(p_token bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM qf.session s WHERE s.token = p_token;
	RETURN CASE WHEN FOUND THEN 'created' ELSE 'unknown' END;
END $$;

-- Append to the audit.  p_id makes a repeated call harmless.
CREATE FUNCTION qf.audit_append(p_id bytea, p_actor text, p_action text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_number bigint;
	v_prev   bytea;
BEGIN
	IF p_actor ~ '[[:cntrl:]]' OR p_action ~ '[[:cntrl:]]' THEN
		RAISE EXCEPTION 'control character' USING ERRCODE = '22023';
	END IF;
	PERFORM pg_advisory_xact_lock(81270002);
	IF EXISTS (SELECT FROM qf.audit a WHERE a.id = p_id) THEN
		RETURN 'same';
	END IF;
	SELECT a.number, a.chain INTO v_number, v_prev
	  FROM qf.audit a ORDER BY a.number DESC LIMIT 1;
	v_number := coalesce(v_number, 0) + 1;
	v_prev := coalesce(v_prev, decode(repeat('00', 32), 'hex'));
	INSERT INTO qf.audit (number, id, date, actor, action, prev, chain)
	VALUES (v_number, p_id, qf.today(), p_actor, p_action, v_prev,
	    sha256(v_prev || convert_to(to_char(qf.today(), 'YYYY-MM-DD')
	        || E'\n' || p_actor || E'\n' || p_action || E'\n', 'UTF8')));
	RETURN 'created';
END $$;

-- GET /v1/audit: only for a live auditor's session, which the database checks
-- for itself; anybody else is refused with 42501.
CREATE FUNCTION qf.audit_read(p_token bytea, p_after bigint, p_rows integer)
RETURNS TABLE (number bigint, date date, actor text, action text, prev bytea,
    chain bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM qf.session_use(p_token) s
	    WHERE s.role = 'auditor') THEN
		RAISE EXCEPTION 'not an auditor' USING ERRCODE = '42501';
	END IF;
	RETURN QUERY
	SELECT a.number, a.date, a.actor, a.action, a.prev, a.chain
	  FROM qf.audit a WHERE a.number > p_after
	 ORDER BY a.number LIMIT least(p_rows, 1000);
END $$;

GRANT EXECUTE ON FUNCTION
	qf.release_due(boolean),
	qf.release_run(boolean, bytea[], bytea[], bytea[], bytea[], bytea[],
	    bytea[], bytea[], bytea[]),
	qf.reports_after(bigint, integer, bigint),
	qf.threads_lookup(bytea[], bytea[]),
	qf.entry_heads(bytea[], bytea[]),
	qf.entry_read(bytea, bytea, boolean, bigint, integer),
	qf.office_entry_add(bytea, bytea, text, bytea, bytea, bytea, bytea, bytea),
	qf.header_add(bytea, bytea, bytea),
	qf.note_add(text, integer, bytea, bytea),
	qf.challenge_new(bytea, bigint),
	qf.session_open(bytea, bigint, bytea, text, integer),
	qf.session_use(bytea),
	qf.session_close(bytea),
	qf.audit_append(bytea, text, text),
	qf.audit_read(bytea, bigint, integer)
TO qf_office;
