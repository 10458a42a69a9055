// SPDX-License-Identifier: ISC
// Limits on what a stranger can send: the numbers of src/base/limits.h.

export const HEADER_LEN = 64 * 1024;
export const STANZA_MAX = 32;
export const STANZA_ARGS_MAX = 8;
export const STANZA_ARG_LEN = 2048;
export const STANZA_BODY_LEN = 1024;
export const SCRYPT_LOG_N = 20;

export const BODY_LEN = 1024 * 1024;
export const UPLOAD_LEN = 64 * 1024 * 1024;
export const ENTRY_NOTE_LEN = 60000;
export const ATTACHMENTS_MAX = 16;
export const FIELDS_MAX = 64;
export const AFTER_MAX = 64;
export const THREAD_MAX = 4096;

export const NOTE_LEN = 64 * 1024;
export const NOTE_SIGNATURES_MAX = 16;
export const NAME_LEN = 255;

export const ROOT_KEYS_MAX = 16;
export const OFFICERS_MAX = 64;
export const CLASSES_MAX = 16;
export const CHAIN_MAX = 4096;
/** Pages of the listing of reports, in one go. */
export const LISTING_PAGES = 512;

export const IDENTITY_FILE_LEN = 64 * 1024;
/** Keys in one identity file: SEAL_IDENTITIES_MAX of seal/identity.h. */
export const IDENTITIES_MAX = 64;
