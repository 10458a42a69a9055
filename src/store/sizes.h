/* SPDX-License-Identifier: ISC */
/* Sizes of the columns, as the migrations check them. */
#ifndef STORE_SIZES_H
#define STORE_SIZES_H

#define STORE_ID_LEN 16u    /* entry id, thread handle, audit id */
#define STORE_HASH_LEN 32u  /* SHA-256: mailbox, open, d, token, note */
#define STORE_NONCE_LEN 32u /* login challenge */
#define STORE_SELF_LEN 1024u
#define STORE_HEAD_LEN 65568u   /* nonce and first chunk of a payload */
#define STORE_REFS_MAX 256u     /* (id, open) pairs in one call */
#define STORE_READ_LEN 1114112u /* one range read: 1 MiB and a header */
#define STORE_PART_LEN_MAX 1048848u /* nonce and 16 sealed chunks */
#define STORE_UPLOAD_LEN_MAX 67125264u /* payload of the largest bucket */
#define STORE_DECOYS_MAX 32u

#endif
