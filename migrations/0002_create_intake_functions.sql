-- SPDX-License-Identifier: ISC
-- What qf_intake may call, and nothing else.  Every function that reads wants
-- the hash of a mailbox secret: the process learns a secret only from the
-- reporter's own request, for the length of that request.

-- POST /v1/threads: the thread and its report, both or neither.
-- outcome: created | same (the stored bytes are these) | conflict (mailbox,
-- thread or entry id is taken by something else).
-- It tries first and looks only when something was in the way: that is the
-- rare case, and a fifth of the processor time of the common one.
CREATE FUNCTION qf.thread_create(p_mailbox bytea, p_handle bytea, p_self bytea,
    p_id bytea, p_open bytea, p_d bytea, p_header bytea, p_payload bytea,
    OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	stored := qf.today();
	INSERT INTO qf.thread (handle, mailbox, self, date)
	VALUES (p_handle, p_mailbox, p_self, stored)
	ON CONFLICT DO NOTHING;
	IF FOUND THEN
		INSERT INTO qf.entry (id, thread, first, side, audience, d, open,
		    date, size, header, payload)
		VALUES (p_id, p_handle, true, 'reporter', 'office', p_d, p_open,
		    stored, octet_length(p_header) + octet_length(p_payload),
		    p_header, p_payload)
		ON CONFLICT DO NOTHING;
		IF FOUND THEN
			outcome := 'created';
			RETURN;
		END IF;
		-- The id is another thread's entry: this one never was.
		DELETE FROM qf.thread t WHERE t.handle = p_handle;
	END IF;
	SELECT t.date INTO stored
	  FROM qf.thread t
	  JOIN qf.entry e ON e.thread = t.handle AND e.first
	 WHERE t.mailbox = p_mailbox AND t.handle = p_handle
	   AND t.self = p_self AND e.id = p_id AND e.d = p_d
	   AND e.open = p_open;
	outcome := CASE WHEN FOUND THEN 'same' ELSE 'conflict' END;
END $$;

-- POST /v1/box/entries: a follow-up.
-- outcome: created | same | unknown (no such mailbox) | conflict | full.
CREATE FUNCTION qf.box_entry_add(p_mailbox bytea, p_id bytea, p_open bytea,
    p_d bytea, p_header bytea, p_payload bytea, OUT outcome text,
    OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_handle bytea;
BEGIN
	SELECT t.handle INTO v_handle
	  FROM qf.thread t WHERE t.mailbox = p_mailbox;
	IF NOT FOUND THEN
		outcome := 'unknown';
		RETURN;
	END IF;
	SELECT p.outcome, p.stored INTO outcome, stored
	  FROM qf.entry_put(v_handle, false, 'reporter', 'office', p_id, p_open,
	       p_d, p_header, p_payload) p;
END $$;

-- GET /v1/box.  One row with self and the thread's date (id is NULL), then one
-- row per entry: the reporter's own at once, replies once released.  No row
-- at all: no such mailbox.
CREATE FUNCTION qf.box_list(p_mailbox bytea)
RETURNS TABLE (id bytea, side text, date date, size bigint, d bytea, self bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT NULL, NULL, t.date, NULL, NULL, t.self
	  FROM qf.thread t WHERE t.mailbox = p_mailbox
	UNION ALL
	(SELECT e.id, e.side, e.date, e.size, e.d, NULL
	  FROM qf.thread t JOIN qf.entry e ON e.thread = t.handle
	 WHERE t.mailbox = p_mailbox
	   AND (e.side = 'reporter'
	       OR (e.audience = 'reporter' AND e.release IS NOT NULL))
	 ORDER BY e.date, e.id)
$$;

-- GET /v1/box/entries/ID: p_len bytes from p_from on of the sealed object of a
-- released reply.  No row: not of this mailbox, not for the reporter, not yet.
CREATE FUNCTION qf.box_read(p_mailbox bytea, p_id bytea, p_from bigint,
    p_len integer)
RETURNS TABLE (size bigint, header_len integer, bytes bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT e.size, octet_length(e.header),
	       qf.sealed_slice(p_id, p_from, p_len)
	  FROM qf.thread t JOIN qf.entry e ON e.thread = t.handle
	 WHERE t.mailbox = p_mailbox AND e.id = p_id
	   AND e.audience = 'reporter' AND e.release IS NOT NULL
	   AND p_from >= 0 AND p_len BETWEEN 0 AND 1114112
$$;

-- GET /v1/roots/N and /v1/roster/N.
CREATE FUNCTION qf.note_get(p_kind text, p_version integer)
RETURNS TABLE (kind text, version integer, note bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT n.kind, n.version, n.note
	  FROM qf.note n WHERE n.kind = p_kind AND n.version = p_version
$$;

-- GET /v1/start: every root from the first on, then the newest roster.
CREATE FUNCTION qf.notes_current()
RETURNS TABLE (kind text, version integer, note bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	(SELECT n.kind, n.version, n.note
	   FROM qf.note n WHERE n.kind = 'root' ORDER BY n.version)
	UNION ALL
	(SELECT n.kind, n.version, n.note
	   FROM qf.note n WHERE n.kind = 'roster'
	  ORDER BY n.version DESC LIMIT 1)
$$;

-- How much there is of everything, so that a flood can be stopped before the
-- disk is full.  One number for the whole database, decoys and indexes too.
CREATE FUNCTION qf.stored_bytes() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_database_size(current_database()) $$;

GRANT EXECUTE ON FUNCTION
	qf.stored_bytes(),
	qf.thread_create(bytea, bytea, bytea, bytea, bytea, bytea, bytea, bytea),
	qf.box_entry_add(bytea, bytea, bytea, bytea, bytea, bytea),
	qf.box_list(bytea),
	qf.box_read(bytea, bytea, bigint, integer)
TO qf_intake;
GRANT EXECUTE ON FUNCTION
	qf.note_get(text, integer),
	qf.notes_current()
TO qf_intake, qf_office;
