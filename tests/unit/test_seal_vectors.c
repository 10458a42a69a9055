/* SPDX-License-Identifier: ISC */
/*
 * tests/vectors/seal.json read back: the same file holds the TypeScript twin to
 * the same values (docs/protocol.md sections 1, 3, 4 and 5).
 */
#include "seal/header.h"

#include "seal/locked.h"
#include "seal/receipt.h"
#include "seal/self.h"
#include "unit/seal_vectors.h"

static void
receipts_good_derive_everything(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "receipts"), "good"), i, o)
	{
		const char *code = text_of(o, "code");
		struct seal_receipt_keys k;
		uint8_t secret[SEAL_RECEIPT_SECRET_LEN];
		uint8_t hash[SEAL_MAILBOX_HASH_LEN], thread[SEAL_THREAD_LEN];
		char text[SEAL_IDENTITY_TEXT_LEN + 1];

		assert_true(seal_receipt_check(code));
		assert_err(seal_receipt_secret(host, code, secret), ERR_OK);
		check_hex(o, "secret", secret, sizeof(secret));
		assert_err(seal_receipt_derive(host, code, &k), ERR_OK);
		seal_identity_format(&k.identity, text);
		assert_string_equal(text, text_of(o, "identity"));
		seal_recipient_format(&k.identity.recipient, text);
		assert_string_equal(text, text_of(o, "recipient"));
		check_hex(o, "sign_seed", k.sign_seed, sizeof(k.sign_seed));
		check_hex(
		    o, "sign_public", k.sign_public, sizeof(k.sign_public));
		check_hex(o, "mailbox", k.mailbox, sizeof(k.mailbox));
		seal_receipt_mailbox_hash(k.mailbox, hash);
		check_hex(o, "mailbox_hash", hash, sizeof(hash));
		seal_receipt_thread(host, k.sign_public, thread);
		check_hex(o, "thread", thread, sizeof(thread));
	}
}

static void
receipts_typed_give_code_or_error(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "receipts"), "typed"), i, o)
	{
		const char *typed = text_of(o, "typed");
		char code[SEAL_RECEIPT_LEN + 1] = "untouched";
		enum err e = seal_receipt_normalise(typed, strlen(typed), code);

		if (json_object_get(o, "code") == NULL) {
			assert_string_equal(err_name(e), text_of(o, "err"));
			assert_string_equal(code, "untouched");
			continue;
		}
		assert_err(e, ERR_OK);
		assert_string_equal(code, text_of(o, "code"));
	}
}

static void
officers_seeds_follow_from_identity(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(vectors, "officers"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_officer_seeds seeds;

		seal_officer_seeds(&id, &seeds);
		check_hex(o, "entry_seed", seeds.entry, SEAL_SEED_LEN);
		check_hex(o, "login_seed", seeds.login, SEAL_SEED_LEN);
	}
}

static void
bech32_good_and_bad_are_told_apart(void **state)
{
	json_t *all = get(vectors, "bech32"), *o;
	size_t i;

	(void)state;
	json_array_foreach(get(all, "good"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_recipient r;
		const char *text = text_of(o, "recipient");

		check_hex(o, "secret", id.secret, SEAL_KEY_LEN);
		check_hex(o, "public", id.recipient.key, SEAL_KEY_LEN);
		assert_err(
		    seal_recipient_parse(text, strlen(text), &r), ERR_OK);
		assert_memory_equal(&r, &id.recipient, sizeof(r));
	}
	json_array_foreach(get(all, "bad_recipients"), i, o)
	{
		const char *text = json_string_value(o);
		struct seal_recipient r;

		assert_err(seal_recipient_parse(text, strlen(text), &r),
		    ERR_AGE_RECIPIENT);
	}
}

static void
tars_good_have_these_bytes(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "tars"), "good"), i, o)
	{
		struct comparing c = { .members = get(o, "members") };
		struct seal_tar_visitor v = { compare_member, compare_data,
			&c };
		struct seal_tar_reader r;
		struct base_buf tar;
		uint8_t hash[32];

		write_members(c.members, &tar);
		assert_int_equal(tar.len, json_integer_value(get(o, "len")));
		crypto_hash_sha256(hash, tar.data, tar.len);
		check_hex(o, "sha256", hash, sizeof(hash));
		seal_tar_reader_init(&r, &v);
		assert_err(seal_tar_reader_push(&r, tar.data, tar.len), ERR_OK);
		assert_err(seal_tar_reader_end(&r), ERR_OK);
		assert_int_equal(c.count, json_array_size(c.members));
		base_buf_done(&tar);
	}
}

static void
tars_bad_are_refused(void **state)
{
	json_t *bad = get(get(vectors, "tars"), "bad"), *o, *edit;
	size_t i, k;

	(void)state;
	json_array_foreach(get(bad, "list"), i, o)
	{
		struct seal_tar_reader r;
		struct base_buf tar;
		enum err e;

		write_members(get(bad, "members"), &tar);
		json_array_foreach(get(o, "edits"), k, edit)
		{
			const char *hex = text_of(edit, "hex");
			size_t at = (size_t)json_integer_value(get(edit, "at"));

			assert_err(base_hex_decode(tar.data + at,
				       strlen(hex) / 2, hex, strlen(hex)),
			    ERR_OK);
		}
		seal_tar_reader_init(&r, &ignoring);
		if ((e = seal_tar_reader_push(&r, tar.data, tar.len)) == ERR_OK)
			e = seal_tar_reader_end(&r);
		if (strcmp(err_name(e), text_of(o, "err")) != 0)
			fail_msg("%s: %s", text_of(o, "what"), err_name(e));
		base_buf_done(&tar);
	}
}

static void
headers_parse_and_open_as_listed(void **state)
{
	json_t *all = get(vectors, "headers"), *o;
	size_t slots = (size_t)json_integer_value(get(all, "slots")), i;

	(void)state;
	json_array_foreach(get(all, "list"), i, o)
	{
		const char *text = text_of(o, "header");
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_header h;
		uint8_t key[SEAL_FILE_KEY_LEN];
		enum err e;

		e = seal_header_parse((const uint8_t *)text, strlen(text), &h);
		if (strcmp(err_name(e), text_of(o, "parse")) != 0)
			fail_msg(
			    "%s: parse %s", text_of(o, "what"), err_name(e));
		if (e != ERR_OK)
			continue;
		if (seal_header_is_profile(&h, slots) !=
		    json_is_true(get(o, "profile")))
			fail_msg("%s: profile", text_of(o, "what"));
		e = seal_header_open(&h, &id, 1, key);
		if (strcmp(err_name(e), text_of(o, "open")) != 0)
			fail_msg(
			    "%s: open %s", text_of(o, "what"), err_name(e));
		if (e == ERR_OK)
			check_hex(all, "file_key", key, sizeof(key));
	}
}

static void
selves_open_to_their_notes(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(vectors, "selves"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		const char *want = text_of(o, "note");
		struct base_buf file, note;

		from_base64(o, "file_base64", &file);
		assert_int_equal(file.len, SEAL_SELF_LEN);
		base_buf_init(&note, SEAL_SELF_LEN);
		assert_true(seal_self_is(file.data));
		assert_err(seal_self_open(file.data, &id, &note), ERR_OK);
		assert_int_equal(note.len, strlen(want));
		if (note.len > 0)
			assert_memory_equal(note.data, want, note.len);
		base_buf_done(&note);
		base_buf_done(&file);
	}
}

static void
locked_identity_opens_with_its_passphrase(void **state)
{
	json_t *o = get(vectors, "locked");
	const char *passphrase = text_of(o, "passphrase");
	struct seal_identity id = identity_of(get(o, "identity"));
	struct seal_identities ids = { 0 };
	struct base_buf file;

	(void)state;
	from_base64(o, "file_base64", &file);
	assert_true(seal_locked_is(file.data, file.len));
	assert_err(seal_locked_open(file.data, file.len, passphrase,
		       strlen(passphrase), &ids),
	    ERR_OK);
	assert_int_equal(ids.count, 1);
	assert_memory_equal(&ids.list[0], &id, sizeof(id));
	seal_identities_done(&ids);
	assert_err(seal_locked_open(file.data, file.len, "wrong", 5, &ids),
	    ERR_PASSPHRASE);
	base_buf_done(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receipts_good_derive_everything),
		cmocka_unit_test(receipts_typed_give_code_or_error),
		cmocka_unit_test(officers_seeds_follow_from_identity),
		cmocka_unit_test(bech32_good_and_bad_are_told_apart),
		cmocka_unit_test(tars_good_have_these_bytes),
		cmocka_unit_test(tars_bad_are_refused),
		cmocka_unit_test(headers_parse_and_open_as_listed),
		cmocka_unit_test(selves_open_to_their_notes),
		cmocka_unit_test(locked_identity_opens_with_its_passphrase),
	};

	return RUN_WITH_VECTORS(tests);
}
