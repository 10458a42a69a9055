/* SPDX-License-Identifier: ISC */
/* What the parts of the vectors' maker share: JSON, fixed randomness, members. */
#ifndef VECTORS_MAKE_H
#define VECTORS_MAKE_H

#include <jansson.h>

#include "base/base64.h"
#include "base/limits.h"
#include "seal/tar.h"
#include "unit/fixture.h"

#define HOST "reports.example"
#define NOTE "a line of a note, 清风\n"
#define N(a) (sizeof(a) / sizeof((a)[0]))

/* A file in an archive: its bytes are `repeat` over and over. */
struct member {
	const char *name;
	const char *repeat;
	size_t size;
};

extern const struct seal_random rnd;

void must(enum err e);
void put(json_t *o, const char *key, json_t *value);
void put_text(json_t *o, const char *key, const char *text);
void put_hex(json_t *o, const char *key, const uint8_t *data, size_t len);
void put_base64(json_t *o, const char *key, const struct base_buf *b);
void put_hash(json_t *o, const char *key, const struct base_buf *b);
void add(json_t *list, json_t *value);
struct seal_identity;
struct seal_recipient;
json_t *identity_text(const struct seal_identity *id);
json_t *recipient_text(const struct seal_recipient *r);
json_t *members_json(const struct member *m, size_t count);
uint8_t *member_data(const struct member *m);
json_t *make_tars(void);
json_t *make_headers(void);
json_t *make_objects(void);
json_t *make_bad_objects(void);
json_t *make_selves(void);
json_t *make_locked(void);

#endif
