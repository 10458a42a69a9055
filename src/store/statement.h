/* SPDX-License-Identifier: ISC */
/*
 * Every statement a service runs, written once.  Each calls one function of
 * the migrations; arguments and results travel in binary.
 *
 * All are idempotent: run twice with the same arguments, they leave what one
 * run leaves, and answer `same` (or the like).  The driver counts on that when
 * a connection breaks between a commit and its answer.
 *
 * UPLOAD_SWEEP deletes, and goes over the read lane all the same: nobody waits
 * for it, and it may take longer than a report should.
 *
 * X(NAME, LANE, roles, parameters, SQL)
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "store/db.h"

#define STORE_BOTH (STORE_ROLE_INTAKE | STORE_ROLE_OFFICE)
#define STORE_PARAMS_MAX 9

#define STORE_STATEMENT_LIST(X)                                               \
	X(SCHEMA_NUMBER, READ, STORE_BOTH, 0, "SELECT qf.schema_number()")    \
	X(THREAD_CREATE, WRITE, STORE_ROLE_INTAKE, 8,                         \
	    "SELECT outcome, stored FROM qf.thread_create($1::bytea,"         \
	    " $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::bytea,"         \
	    " $7::bytea, $8::bytea)")                                         \
	X(BOX_ENTRY_ADD, WRITE, STORE_ROLE_INTAKE, 6,                         \
	    "SELECT outcome, stored FROM qf.box_entry_add($1::bytea,"         \
	    " $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::bytea)")        \
	X(BOX_LIST, READ, STORE_ROLE_INTAKE, 1,                               \
	    "SELECT id, side, date, size, d, self"                            \
	    " FROM qf.box_list($1::bytea)")                                   \
	X(BOX_READ, READ, STORE_ROLE_INTAKE, 4,                               \
	    "SELECT size, header_len, bytes FROM qf.box_read($1::bytea,"      \
	    " $2::bytea, $3::bigint, $4::integer)")                           \
	X(UPLOAD_BEGIN, WRITE, STORE_ROLE_INTAKE, 4,                          \
	    "SELECT outcome, stored FROM qf.upload_begin($1::bytea,"          \
	    " $2::bigint, $3::bytea, $4::boolean)")                           \
	X(UPLOAD_FIND, READ, STORE_ROLE_INTAKE, 1,                            \
	    "SELECT length, at, state, date FROM qf.upload_find($1::bytea)")  \
	X(UPLOAD_APPEND, WRITE, STORE_ROLE_INTAKE, 4,                         \
	    "SELECT outcome, at, stored FROM qf.upload_append($1::bytea,"     \
	    " $2::bigint, $3::bytea, $4::bytea)")                             \
	X(THREAD_CREATE_UPLOADED, WRITE, STORE_ROLE_INTAKE, 8,                \
	    "SELECT outcome, stored FROM qf.thread_create_uploaded("          \
	    "$1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bytea,"          \
	    " $6::bytea, $7::bytea, $8::bytea)")                              \
	X(BOX_ENTRY_ADD_UPLOADED, WRITE, STORE_ROLE_INTAKE, 6,                \
	    "SELECT outcome, stored FROM qf.box_entry_add_uploaded("          \
	    "$1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bytea,"          \
	    " $6::bytea)")                                                    \
	X(UPLOAD_SWEEP, READ, STORE_ROLE_INTAKE, 0,                           \
	    "SELECT pending, bytes, more FROM qf.upload_sweep()")             \
	X(STORED_BYTES, READ, STORE_ROLE_INTAKE, 0,                           \
	    "SELECT qf.stored_bytes()")                                       \
	X(NOTE_GET, READ, STORE_BOTH, 2,                                      \
	    "SELECT kind, version, note"                                      \
	    " FROM qf.note_get($1::text, $2::integer)")                       \
	X(NOTES_CURRENT, READ, STORE_BOTH, 0,                                 \
	    "SELECT kind, version, note FROM qf.notes_current()")             \
	X(RELEASE_DUE, READ, STORE_ROLE_OFFICE, 1,                            \
	    "SELECT qf.release_due($1::boolean)")                             \
	X(RELEASE_RUN, WRITE, STORE_ROLE_OFFICE, 9,                           \
	    "SELECT outcome, number FROM qf.release_run($1::boolean,"         \
	    " $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[],"            \
	    " $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[])")           \
	X(REPORTS_AFTER, READ, STORE_ROLE_OFFICE, 3,                          \
	    "SELECT place, id, header FROM qf.reports_after($1::bigint,"      \
	    " $2::integer, $3::bigint)")                                      \
	X(THREADS_LOOKUP, READ, STORE_ROLE_OFFICE, 2,                         \
	    "SELECT ordinal, handle, thread_date, id, first, side, audience," \
	    " date, size, d FROM qf.threads_lookup($1::bytea[],"              \
	    " $2::bytea[])")                                                  \
	X(ENTRY_HEADS, READ, STORE_ROLE_OFFICE, 2,                            \
	    "SELECT ordinal, id, size, headers, head"                         \
	    " FROM qf.entry_heads($1::bytea[], $2::bytea[])")                 \
	X(ENTRY_READ, READ, STORE_ROLE_OFFICE, 5,                             \
	    "SELECT size, header_len, bytes FROM qf.entry_read($1::bytea,"    \
	    " $2::bytea, $3::boolean, $4::bigint, $5::integer)")              \
	X(OFFICE_ENTRY_ADD, WRITE, STORE_ROLE_OFFICE, 8,                      \
	    "SELECT outcome, stored FROM qf.office_entry_add($1::bytea,"      \
	    " $2::bytea, $3::text, $4::bytea, $5::bytea, $6::bytea,"          \
	    " $7::bytea, $8::bytea)")                                         \
	X(HEADER_ADD, WRITE, STORE_ROLE_OFFICE, 3,                            \
	    "SELECT outcome, stored FROM qf.header_add($1::bytea, $2::bytea," \
	    " $3::bytea)")                                                    \
	X(ENTRY_DESTROY, WRITE, STORE_ROLE_OFFICE, 5,                         \
	    "SELECT outcome, stored FROM qf.entry_destroy($1::bytea,"         \
	    " $2::bytea, $3::bytea, $4::bytea, $5::bytea)")                   \
	X(NOTE_ADD, WRITE, STORE_ROLE_OFFICE, 4,                              \
	    "SELECT outcome, stored FROM qf.note_add($1::text, $2::integer,"  \
	    " $3::bytea, $4::bytea)")                                         \
	X(CHALLENGE_NEW, WRITE, STORE_ROLE_OFFICE, 2,                         \
	    "SELECT qf.challenge_new($1::bytea, $2::bigint)")                 \
	X(SESSION_OPEN, WRITE, STORE_ROLE_OFFICE, 5,                          \
	    "SELECT qf.session_open($1::bytea, $2::bigint, $3::bytea,"        \
	    " $4::text, $5::integer)")                                        \
	X(SESSION_USE, READ, STORE_ROLE_OFFICE, 1,                            \
	    "SELECT role, number FROM qf.session_use($1::bytea)")             \
	X(SESSION_CLOSE, WRITE, STORE_ROLE_OFFICE, 1,                         \
	    "SELECT qf.session_close($1::bytea)")                             \
	X(AUDIT_APPEND, WRITE, STORE_ROLE_OFFICE, 3,                          \
	    "SELECT qf.audit_append($1::bytea, $2::text, $3::text)")          \
	X(AUDIT_READ, READ, STORE_ROLE_OFFICE, 3,                             \
	    "SELECT number, date, actor, action, prev, chain"                 \
	    " FROM qf.audit_read($1::bytea, $2::bigint, $3::integer)")

enum store_statement {
#define X(name, lane, roles, params, sql) STORE_SQL_##name,
	STORE_STATEMENT_LIST(X)
#undef X
	    STORE_STATEMENTS
};

enum store_lane_kind { STORE_LANE_WRITE, STORE_LANE_READ, STORE_LANES };

struct store_statement_info {
	const char *name; /* of the prepared statement */
	const char *sql;
	enum store_lane_kind lane;
	unsigned int roles; /* enum store_role, or-ed */
	int params;
};

extern const struct store_statement_info store_statements[STORE_STATEMENTS];

#endif
