/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "sign/entry.h"
#include "sign/line.h"
#include "sign/value.h"

/* U+2014 SP name SP base64(keyid4 || sig64) LF: what is round the name. */
#define SIGNATURE_REST (4 + 1 + BASE64_LEN(SIGN_KEYID_LEN + SIGN_SIG_LEN) + 1)

static enum err
put_after(const struct sign_entry *e, struct base_buf *b)
{
	enum err err = ERR_OK;

	if (e->after_count > LIMIT_AFTER_MAX)
		return ERR_ENTRY;
	if (e->after_count == 0)
		return base_buf_add_str(b, "after -\n");
	for (size_t i = 0; i < e->after_count && err == ERR_OK; i++)
		err = sign_put_bytes(b, "after", e->after[i], SIGN_HASH_LEN);
	return err;
}

static enum err
put_head(const char *host, const struct sign_entry *e, struct base_buf *b)
{
	enum err err;

	if ((err = sign_put_first(b, host, SIGN_ENTRY_FIRST_LINE)) != ERR_OK ||
	    (err = base_buf_addf(b, "kind %s\n", sign_kind_word(e->kind))) !=
		ERR_OK ||
	    (err = sign_put_bytes(b, "thread", e->thread, SIGN_HANDLE_LEN)) !=
		ERR_OK ||
	    (err = put_after(e, b)) != ERR_OK ||
	    (err = base_buf_addf(b, "date %s\n", e->date.text)) != ERR_OK ||
	    (err = sign_put_roster(b, e->roster_version, e->roster_hash)) !=
		ERR_OK)
		return err;
	if ((err = sign_put_numbers(b, "to", &e->to)) != ERR_OK)
		return err;
	if (e->left_out.count > 0)
		return sign_put_numbers(b, "not", &e->left_out);
	return ERR_OK;
}

static enum err
put_author(const struct sign_entry *e, struct base_buf *b)
{
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	enum err err;

	if (e->kind == SIGN_KIND_REPORT &&
	    (err = base_buf_addf(b, "form %s\n", sign_form_word(e->form))) !=
		ERR_OK)
		return err;
	if ((e->kind == SIGN_KIND_REPORT || e->kind == SIGN_KIND_FOLLOWUP) &&
	    (err = sign_put_vkey(b, "key ", &e->key)) != ERR_OK)
		return err;
	if (e->kind == SIGN_KIND_REPORT) {
		seal_recipient_format(&e->reply_to, recipient);
		return base_buf_addf(b, "reply-to %s\n", recipient);
	}
	if (sign_kind_is_reporters(e->kind))
		return ERR_OK;
	return base_buf_addf(b, "officer %02u\n", e->officer);
}

static enum err
put_fields(const struct sign_entry *e, struct base_buf *b)
{
	enum err err = ERR_OK;

	if (e->field_count > LIMIT_FIELDS_MAX)
		return ERR_ENTRY;
	for (size_t i = 0; i < e->field_count && err == ERR_OK; i++)
		err = sign_put_field(b, &e->fields[i]);
	return err;
}

static enum err
put_attaches(const struct sign_entry *e, struct base_buf *b)
{
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1];
	enum err err = ERR_OK;

	if (e->attach_count > LIMIT_ATTACHMENTS_MAX)
		return ERR_ENTRY;
	for (size_t i = 0; i < e->attach_count && err == ERR_OK; i++) {
		const struct sign_attach *a = &e->attaches[i];
		struct base_text name = a->name.len > 0 ? a->name :
							  sign_text("-");

		if (!sign_inline_or_empty(name) ||
		    !sign_inline_or_empty(sign_text(a->member)))
			return ERR_ENTRY;
		base_base64_encode(hash, a->hash, SIGN_HASH_LEN, BASE64_STD);
		err = base_buf_addf(b, "attach %s %s %llu %.*s\n", a->member,
		    hash, (unsigned long long)a->len, (int)name.len,
		    name.data);
	}
	return err;
}

static size_t
signature_len(const char *host, const struct sign_entry *e)
{
	return strlen(host) + SIGNATURE_REST +
	    (sign_kind_is_reporters(e->kind) ? strlen("/reporter") :
					       strlen("/officer/00"));
}

static enum err
put_entry(const char *host, const struct sign_entry *e, struct base_buf *b)
{
	enum err err;

	if (!sign_host_valid(host) || e->kind >= SIGN_KIND_COUNT ||
	    e->form >= SIGN_FORM_COUNT || e->officer > SIGN_NUMBER_MAX ||
	    (e->body.len > 0 && e->body.data[e->body.len - 1] != '\n') ||
	    !base_text_clean(e->body))
		return ERR_ENTRY;
	if ((err = put_head(host, e, b)) != ERR_OK ||
	    (err = put_author(e, b)) != ERR_OK ||
	    (err = put_fields(e, b)) != ERR_OK ||
	    (err = put_attaches(e, b)) != ERR_OK ||
	    (err = base_buf_add(b, "\n", 1)) != ERR_OK)
		return err;
	return e->body.len == 0 ? ERR_OK :
				  base_buf_add(b, e->body.data, e->body.len);
}

enum err
sign_entry_write(const char *host, const struct sign_entry *e,
    struct base_buf *out)
{
	struct sign_entry *again = NULL;
	struct base_buf b;
	enum err err;

	base_buf_init(&b, LIMIT_ENTRY_NOTE_LEN);
	if ((again = sign_entry_new()) == NULL) {
		err = ERR_MEMORY;
		goto out;
	}
	if ((err = put_entry(host, e, &b)) != ERR_OK)
		goto out;
	/* The empty line, and the author's signature line. */
	if (b.len + 1 + signature_len(host, e) > LIMIT_ENTRY_NOTE_LEN) {
		err = ERR_LIMIT;
		goto out;
	}
	/* What this room would not read it does not write. */
	if ((err = sign_entry_parse(host, sign_buf_text(&b), again)) != ERR_OK)
		goto out;
	err = base_buf_add(out, b.data, b.len);
out:
	sign_entry_free(&again);
	base_buf_done(&b);
	return err;
}
