/* SPDX-License-Identifier: ISC */
/*
 * Every limit on what a stranger can send, in one place.  Checked before any
 * allocation that grows with the input.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* age header (docs/protocol.md section 1) */
#define LIMIT_HEADER_LEN (64u * 1024u)
#define LIMIT_STANZA_MAX 32u
#define LIMIT_STANZA_ARGS_MAX 8u
#define LIMIT_STANZA_ARG_LEN 2048u
#define LIMIT_STANZA_BODY_LEN 1024u
#define LIMIT_SCRYPT_LOG_N 20u

/* Sealed objects */
#define LIMIT_BODY_LEN (1024u * 1024u)		 /* one request, sealed */
#define LIMIT_UPLOAD_LEN (64u * 1024u * 1024u)	 /* largest size bucket */
#define LIMIT_ENTRY_NOTE_LEN 60000u		 /* entry.note */
#define LIMIT_ATTACHMENTS_MAX 16u
#define LIMIT_FIELDS_MAX 64u
#define LIMIT_AFTER_MAX 64u
#define LIMIT_THREAD_MAX 4096u			 /* entries in one thread */
#define LIMIT_FACTS_MAX (8u << 20)		 /* counted by statistics */

/* Signed notes */
#define LIMIT_NOTE_LEN (64u * 1024u)
#define LIMIT_NOTE_SIGNATURES_MAX 16u
#define LIMIT_NAME_LEN 255u			 /* key and host names */

/* Roots and rosters */
#define LIMIT_ROOT_KEYS_MAX 16u
#define LIMIT_OFFICERS_MAX 64u			 /* rows in one roster */
#define LIMIT_CLASSES_MAX 16u
#define LIMIT_CHAIN_MAX 4096u			 /* versions ever walked */
#define LIMIT_LISTING_PAGES 512u		 /* of reports, in one go */

/* Page manifest */
#define LIMIT_PAGE_FILES_MAX 64u
#define LIMIT_PAGE_FILE_LEN (4u * 1024u * 1024u)
#define LIMIT_PAGE_NAME_LEN 64u			 /* behind the slash */

/* HTTP */
#define LIMIT_PREAMBLE_LEN 2048u
#define LIMIT_CONFIG_LEN (16u * 1024u)		 /* a service's file */
#define LIMIT_SITE_LEN (256u * 1024u)		 /* conf/site.json */
#define LIMIT_IDENTITY_FILE_LEN (64u * 1024u)

#endif
