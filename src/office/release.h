/* SPDX-License-Identifier: ISC */
/*
 * Releases: what came since the last one is shown, to officers and reporters,
 * all at once and shuffled, so that no appearance tells an hour.  Every worker
 * of every office looks whether one is due; the database lets one of them run
 * it.
 */
#ifndef OFFICE_RELEASE_H
#define OFFICE_RELEASE_H

#include "base/err.h"

/* Begin to look, as office_get()->release_minute says.  ERR_OK, ERR_LIMIT. */
enum err office_release_begin(void);

#endif
