/* SPDX-License-Identifier: ISC */
/*
 * The payload of a large entry, sent part by part before it is posted: tus
 * 1.0.0 (docs/protocol.md section 6).  A part is summed here and stored whole;
 * the sum's state lies beside the upload, so that any worker can go on, and
 * the post that uses the upload needs to read none of it.
 */
#ifndef INTAKE_UPLOAD_H
#define INTAKE_UPLOAD_H

#include "base/err.h"
#include "base/text.h"
#include "store/sizes.h"
#include "web/call.h"

/* OPTIONS /v1/uploads and /v1/uploads/ID */
enum web_next intake_upload_options(struct web_call *call);

/* POST /v1/uploads */
enum web_next intake_upload_create(struct web_call *call);

/* HEAD, PATCH and POST /v1/uploads/ID; POST means PATCH, where it says so */
enum web_next intake_upload_look(struct web_call *call);
enum web_next intake_upload_part(struct web_call *call);
enum web_next intake_upload_override(struct web_call *call);

/*
 * What the database calls the upload of this ID (32 hex digits).  ERR_OK,
 * ERR_UPLOAD.
 */
enum err intake_upload_name(
    struct base_text id, uint8_t name[static STORE_HASH_LEN]) MUST_USE;

#endif
