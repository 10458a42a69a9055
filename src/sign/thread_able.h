/* SPDX-License-Identifier: ISC */
/*
 * Who can still open all of a thread (docs/protocol.md section 5, "Still
 * open"): a thread that one officer alone can open is lost with his key.
 */
#ifndef SIGN_THREAD_ABLE_H
#define SIGN_THREAD_ABLE_H

#include "sign/thread.h"

/*
 * Officers of the roster in force who count for every trusted entry of an
 * officer's view.
 *	today		the roster in force
 *	recused		who stepped aside, by number
 *	headers		how many headers of the report are known, 0 if none
 *	out		written whole
 * Returns how many; 0 also where there is no trusted report.
 */
size_t sign_thread_able(const struct sign_thread *t,
    const struct sign_chain *chain, const struct sign_roster *today,
    const bool recused[static SIGN_NUMBER_MAX + 1], size_t headers,
    bool out[static SIGN_NUMBER_MAX + 1]);

/* Was the report granted to anybody?  Else headers do not matter. */
bool sign_thread_is_granted(const struct sign_thread *t);

#endif
