-- SPDX-License-Identifier: ISC
-- Destroying what may not be kept longer (protocol section 8, retention).  The
-- note that two officers signed takes the place of the bytes that are gone, so
-- that every way to read the entry tells what became of it.  This is, beside
-- `release`, the one change of a row; what was there before goes with the next
-- vacuum, and out of the journal with its files.

CREATE TABLE qf.destroyed (
	entry    bytea PRIMARY KEY REFERENCES qf.entry (id),
	date     date NOT NULL
);

-- POST /v1/retention; the office has verified the note.  An entry of the
-- reporter's to the office, never the report itself.
-- outcome: created | same | unknown (report, its open, or no such entry) |
-- conflict (another commitment).
CREATE FUNCTION qf.entry_destroy(p_report bytea, p_report_open bytea,
    p_id bytea, p_d bytea, p_note bytea, OUT outcome text, OUT stored date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	v_handle bytea := qf.report_thread(p_report, p_report_open);
	v_d      bytea;
BEGIN
	SELECT e.d INTO v_d FROM qf.entry e
	 WHERE e.id = p_id AND e.thread = v_handle AND NOT e.first
	   AND e.side = 'reporter' AND e.audience = 'office'
	   AND e.release IS NOT NULL
	   FOR UPDATE;
	IF NOT FOUND THEN
		outcome := 'unknown';
		RETURN;
	END IF;
	IF v_d <> p_d THEN
		outcome := 'conflict';
		RETURN;
	END IF;
	SELECT x.date INTO stored FROM qf.destroyed x WHERE x.entry = p_id;
	IF FOUND THEN
		outcome := 'same';
		RETURN;
	END IF;
	stored := qf.today();
	INSERT INTO qf.destroyed (entry, date) VALUES (p_id, stored);
	DELETE FROM qf.part p WHERE p.entry = p_id;
	DELETE FROM qf.header h WHERE h.entry = p_id;
	UPDATE qf.entry e
	   SET header = '\x00', payload = p_note, size = octet_length(p_note) + 1
	 WHERE e.id = p_id;
	outcome := 'created';
END $$;

GRANT EXECUTE ON FUNCTION qf.entry_destroy(bytea, bytea, bytea, bytea, bytea)
    TO qf_office;
