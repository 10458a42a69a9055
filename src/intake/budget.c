/* SPDX-License-Identifier: ISC */
#include "intake/budget.h"

#include "store/upload.h"
#include "store/volume.h"

#define LOOK_TURNS 5 /* of two seconds */

/* Bodies over this wait their turn when much is in flight or stored. */
#define BODY_SMALL_LEN (64u * 1024u)
#define FLIGHT_BYTES_BUSY (32u * 1024u * 1024u)

/* A row each, and without a byte sent: somebody begins them for fun. */
#define UPLOADS_MAX 50000u

void
intake_budget_init(
    struct intake_budget *b, struct store_db *db, uint64_t stored_max)
{
	*b = (struct intake_budget){ .db = db, .stored_max = stored_max };
}

static void
volume_done(void *ctx, enum err e, uint64_t bytes)
{
	struct intake_budget *b = ctx;

	if (e == ERR_OK)
		b->stored = bytes;
}

static void
sweep_done(void *ctx, enum err e, const struct store_swept *swept)
{
	struct intake_budget *b = ctx;

	if (e != ERR_OK)
		return;
	b->pending = swept->pending;
	b->pending_bytes = swept->bytes;
	b->sweeping = swept->more;
}

void
intake_budget_turn(struct intake_budget *b)
{
	bool look = b->turns++ % LOOK_TURNS == 0;

	/* A look that cannot be taken now is taken later. */
	if (look)
		(void)!store_volume_read(b->db, volume_done, b, NULL);
	if (look || b->sweeping)
		(void)!store_upload_sweep(b->db, sweep_done, b, NULL);
}

static bool
is_busy(const struct intake_budget *b)
{
	return store_db_bytes(b->db) > FLIGHT_BYTES_BUSY;
}

enum err
intake_budget_body(const struct intake_budget *b, size_t len)
{
	uint64_t most = b->stored_max;

	if (len > BODY_SMALL_LEN) {
		most = most / 10 * 9;
		if (is_busy(b))
			return ERR_UNAVAILABLE;
	}
	return b->stored < most ? ERR_OK : ERR_UNAVAILABLE;
}

enum err
intake_budget_upload(const struct intake_budget *b, size_t len)
{
	uint64_t most = b->stored_max / 10;

	if (len == 0)
		most = most / 4 * 3;
	if (is_busy(b) || b->stored >= b->stored_max / 10 * 8 ||
	    b->pending_bytes + len > most)
		return ERR_UNAVAILABLE;
	return ERR_OK;
}

void
intake_budget_took(struct intake_budget *b, size_t len)
{
	b->pending += len == 0;
	b->pending_bytes += len;
}

bool
intake_budget_crowded(const struct intake_budget *b)
{
	return b->pending >= UPLOADS_MAX;
}
