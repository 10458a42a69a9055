-- SPDX-License-Identifier: ISC
-- What a caller may name by an id and its `open` as sets of rows: PostgreSQL
-- makes joins of them, where a function of one value runs anew for every pair.
-- The rules are those of 0003, in one place each.

CREATE FUNCTION qf.named_entry(p_id bytea, p_open bytea)
RETURNS SETOF qf.entry
LANGUAGE sql STABLE
AS $$
	SELECT e.*
	  FROM qf.entry e
	  JOIN qf.entry r ON r.thread = e.thread AND r.first
	 WHERE e.id = p_id AND r.release IS NOT NULL
	   AND (e.release IS NOT NULL OR e.side = 'officer')
	   AND (r.open = p_open OR e.open = p_open)
$$;

CREATE FUNCTION qf.named_report(p_id bytea, p_open bytea)
RETURNS SETOF qf.entry
LANGUAGE sql STABLE
AS $$
	SELECT r.*
	  FROM qf.entry r
	 WHERE r.id = p_id AND r.first AND r.open = p_open
	   AND r.release IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION qf.entry_thread(p_id bytea, p_open bytea)
RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT e.thread FROM qf.named_entry(p_id, p_open) e
$$;

CREATE OR REPLACE FUNCTION qf.report_thread(p_id bytea, p_open bytea)
RETURNS bytea
LANGUAGE sql STABLE
AS $$
	SELECT r.thread FROM qf.named_report(p_id, p_open) r
$$;

CREATE OR REPLACE FUNCTION qf.threads_lookup(p_ids bytea[], p_opens bytea[])
RETURNS TABLE (ordinal integer, handle bytea, thread_date date, id bytea,
    first boolean, side text, audience text, date date, size bigint, d bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
	SELECT q.ordinal::integer, t.handle, t.date, e.id, e.first, e.side,
	       e.audience, e.date, e.size, e.d
	  FROM unnest(p_ids, p_opens) WITH ORDINALITY AS q (id, open, ordinal)
	 CROSS JOIN LATERAL qf.named_report(q.id, q.open) r
	  JOIN qf.thread t ON t.handle = r.thread
	  JOIN qf.entry e ON e.thread = t.handle
	 WHERE e.release IS NOT NULL OR e.side = 'officer'
	 ORDER BY q.ordinal, e.date, e.id
$$;

CREATE OR REPLACE FUNCTION qf.entry_heads(p_ids bytea[], p_opens bytea[])
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
	 CROSS JOIN LATERAL qf.named_entry(q.id, q.open) e
	 ORDER BY q.ordinal
$$;
