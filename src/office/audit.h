/* SPDX-License-Identifier: ISC */
/*
 * The audit of what officers and administrators did (docs/protocol.md section
 * 7): by day, hash-chained in the database, read by the auditor alone.  What an
 * officer opened is not in it: that is the officer's own signed, sealed event,
 * not a server's guess.
 */
#ifndef OFFICE_AUDIT_H
#define OFFICE_AUDIT_H

#include "store/session.h"
#include "web/call.h"

/*
 * Append a line, without waiting: the driver runs it again until it is
 * committed, and logs if it never is.  action is ours, up to 1,024 bytes.
 */
void office_audit(const char *actor, const char *action);
void office_audit_actor(
    enum store_session_role role, unsigned int number, const char *action);

/* GET /v1/audit?after=N */
enum web_next office_audit_read(struct web_call *call);

#endif
