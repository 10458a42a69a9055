-- SPDX-License-Identifier: ISC
-- Every figure from the ledger's rows alone (tests/stats/ledger.ts), for
-- SQLite: what counts in each figure is said here a second time.
CREATE VIEW into_state AS
SELECT id, state, min(date) AS date FROM moves GROUP BY id, state;

CREATE VIEW seen AS
SELECT * FROM cases;

CREATE VIEW kinds AS
SELECT id, stored, CASE WHEN category GLOB '[CDF]*' THEN substr(category, 1, 1)
	ELSE substr(category, 1, 3) END AS kind
FROM seen WHERE category GLOB '[ABCDF]*';

CREATE VIEW accepted AS
SELECT id, date, min(date(date, '+1 month'),
	date(date, 'start of month', '+2 months', '-1 day')) AS last
FROM into_state WHERE state = 'R09';

CREATE VIEW topics AS
SELECT id, topic1 AS topic FROM seen WHERE topic1 IS NOT NULL
UNION SELECT id, topic2 FROM seen WHERE topic2 IS NOT NULL;

CREATE VIEW every AS
SELECT id, 'intake' AS t, label AS r,
	CASE again WHEN 1 THEN 'repeat' ELSE 'first' END AS c, labelled AS date
FROM seen WHERE label IS NOT NULL
UNION ALL SELECT id, 'kind', kind, 'reports', stored FROM kinds
UNION ALL SELECT id, 'kind', kind, 'accepted', date
FROM kinds JOIN accepted USING (id)
UNION ALL SELECT id, 'kind', kind, 'closed', i.date
FROM kinds JOIN accepted USING (id) JOIN into_state i USING (id)
WHERE state = 'R18'
UNION ALL SELECT id, 'disposal', state, 'number', date
FROM seen JOIN into_state USING (id)
WHERE state IN ('R08', 'R12', 'R13', 'R14', 'R15', 'R17')
UNION ALL SELECT id, 'disposal', state, 'overdue', i.date
FROM seen JOIN into_state i USING (id) JOIN accepted a USING (id)
WHERE state IN ('R08', 'R12', 'R13', 'R14', 'R15', 'R17') AND i.date > a.last
UNION ALL SELECT id, 'outcome', outcome, 'number', date
FROM seen JOIN into_state USING (id)
WHERE state = 'R18' AND outcome <> 'unverified'
UNION ALL SELECT id, 'clocks', 'open', CASE WHEN date <= (SELECT day FROM workdays
	WHERE day > stored ORDER BY day LIMIT 1 OFFSET 1)
	THEN 'kept' ELSE 'missed' END, date
FROM seen JOIN into_state USING (id) WHERE state = 'R01'
UNION ALL SELECT id, 'clocks', 'told', CASE WHEN told <= (SELECT day FROM workdays
	WHERE day > stored ORDER BY day LIMIT 1 OFFSET 14)
	THEN 'kept' ELSE 'missed' END, told
FROM seen WHERE told IS NOT NULL
UNION ALL SELECT id, 'clocks', 'propose', CASE WHEN i.date <= a.last
	THEN 'kept' ELSE 'missed' END, i.date
FROM seen JOIN accepted a USING (id) JOIN into_state i USING (id)
WHERE state = 'R11'
UNION ALL SELECT id, 'topics', topic, kind, stored FROM seen JOIN topics USING (id)
UNION ALL SELECT id, 'topics', topic, 'answered', date
FROM topics JOIN into_state USING (id) WHERE state = 'Q3'
UNION ALL SELECT id, 'topics', topic, 'satisfied', rated
FROM topics JOIN seen USING (id) JOIN into_state USING (id)
WHERE state = 'Q3' AND rating = 1
UNION ALL SELECT id, 'topics', topic, 'reopened', date
FROM topics JOIN into_state USING (id) WHERE state = 'Q4'
UNION ALL SELECT id, 'stations', station, 'number', stored
FROM seen WHERE station IS NOT NULL
UNION ALL SELECT id, 'nodes', code, 'number', date(day, '+14 days')
FROM seen JOIN nodes
	ON stored BETWEEN date(day, '-14 days') AND date(day, '+14 days')
WHERE form = 'concern/1';

CREATE VIEW figures AS
SELECT t, r, c, date FROM every e WHERE NOT EXISTS (SELECT 1 FROM moves m
	WHERE m.id = e.id AND state = 'R07'
	AND substr(m.date, 1, 7) <= substr(e.date, 1, 7));
