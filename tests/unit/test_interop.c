/* SPDX-License-Identifier: ISC */
/*
 * Debian's age and tar against ours, both ways: they share no line of code with
 * us.  age takes passphrases from a terminal only, so it gets one.
 */
#include "seal/age.h"

#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "seal/header.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/receipt.h"
#include "unit/fixture.h"

#define PASSPHRASE "correct horse"

static char dir[] = "/tmp/qf-interop-XXXXXX";
static const size_t lens[] = { 0, 1, 65535, 65536, 65537, 131072, 3000000 };
#define LENS (sizeof(lens) / sizeof(lens[0]))

static void
run(const char *command)
{
	int status = system(command);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("failed: %s", command);
}

static void
must_fail(const char *command)
{
	int status = system(command);

	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 0);
}

/* Run a command on a terminal of its own and type answers to its prompts. */
static void
run_typing(const char *command, const char *answer, int prompts)
{
	char piece[512];
	ssize_t n;
	int fd = -1, status = 0, seen = 0;
	pid_t pid = forkpty(&fd, NULL, NULL, NULL);

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	/* A prompt ends with ": "; the terminal is closed when all is done. */
	while ((n = read(fd, piece, sizeof(piece))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (piece[i] != ':' || seen == prompts)
				continue;
			seen++;
			(void)usleep(200000); /* until echo is off */
			assert_true(write(fd, answer, strlen(answer)) > 0);
			assert_true(write(fd, "\n", 1) == 1);
		}
	}
	(void)close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(seen, prompts);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
write_identity(const struct seal_identity *id, const char *name)
{
	struct base_buf b;

	base_buf_init(&b, 4096);
	assert_err(seal_identity_file(id, NULL, &b), ERR_OK);
	write_file(name, b.data, b.len);
	base_buf_done(&b);
}

static enum err
decrypt_file(
    const char *name, const struct seal_identity *id, struct base_buf *out)
{
	struct seal_memory m = { 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, out };
	struct seal_age_keys keys = { .ids = id, .ids_count = 1 };
	uint8_t *data = read_file(name, &m.len);
	enum err e;

	m.data = data;
	base_buf_init(out, 1 << 24);
	e = seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &sink);
	free(data);
	return e;
}

static void
assert_file_is(const char *name, const uint8_t *want, size_t want_len)
{
	size_t len;
	uint8_t *data = read_file(name, &len);

	assert_int_equal(len, want_len);
	assert_memory_equal(data, want, len);
	free(data);
}

static void
age_opens_our_files_with_dummies(void **state)
{
	uint8_t *plain = malloc(3000000);
	struct seal_identity ids[2];
	struct seal_recipient to[2];

	(void)state;
	randombytes_buf(plain, 3000000);
	for (size_t i = 0; i < 2; i++) {
		assert_err(
		    seal_identity_new(&seal_random_system, &ids[i]), ERR_OK);
		to[i] = ids[i].recipient;
	}
	write_identity(&ids[1], "key");
	for (size_t i = 0; i < LENS; i++) {
		struct seal_memory m = { plain, lens[i], 0 };
		struct seal_source in = { seal_memory_read, &m };
		struct base_buf file;
		struct seal_sink sink = { seal_buf_write, &file };

		base_buf_init(&file, 1 << 24);
		assert_err(
		    seal_age_encrypt(&in, to, 2, 8, &seal_random_system, &sink),
		    ERR_OK);
		write_file("sealed.age", file.data, file.len);
		run("age -d -i key sealed.age >plain");
		assert_file_is("plain", plain, lens[i]);
		base_buf_done(&file);
	}
	free(plain);
}

static void
ours_opens_ages_files_armored_or_not(void **state)
{
	uint8_t *plain = malloc(3000000);
	char public[SEAL_RECIPIENT_TEXT_LEN + 1], command[256];
	struct seal_identity id;

	(void)state;
	randombytes_buf(plain, 3000000);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	seal_recipient_format(&id.recipient, public);
	for (size_t i = 0; i < LENS * 2; i++) {
		struct base_buf back;

		write_file("plain", plain, lens[i / 2]);
		(void)snprintf(command, sizeof(command),
		    "age %s -r %s -o theirs.age plain", i % 2 ? "-a" : "",
		    public);
		run(command);
		assert_err(decrypt_file("theirs.age", &id, &back), ERR_OK);
		assert_int_equal(back.len, lens[i / 2]);
		if (back.len > 0)
			assert_memory_equal(back.data, plain, back.len);
		base_buf_done(&back);
	}
	free(plain);
}

static void
keygen_agrees_on_the_recipient(void **state)
{
	struct seal_identities ids = { 0 };
	char public[SEAL_RECIPIENT_TEXT_LEN + 2];
	uint8_t *text;
	size_t len;

	(void)state;
	run("age-keygen -o made 2>/dev/null && age-keygen -y made >public");
	text = read_file("made", &len);
	assert_err(
	    seal_identities_parse((const char *)text, len, &ids), ERR_OK);
	free(text);
	assert_int_equal(ids.count, 1);
	seal_recipient_format(&ids.list[0].recipient, public);
	strcat(public, "\n");
	assert_file_is("public", (const uint8_t *)public, strlen(public));
	seal_identities_done(&ids);
}

/* A grant: only the header changes, the payload is the same bytes. */
static void
age_opens_a_rewrapped_object_for_the_new_reader_only(void **state)
{
	static const char note[] = "a note\n";
	struct seal_identity a, b;
	struct seal_object_parts parts = { .note = note,
		.note_len = sizeof(note) - 1,
		.recipients = &a.recipient,
		.recipients_count = 1,
		.slots = 8 };
	struct base_buf header, fresh, payload;
	struct seal_sink sink = { seal_buf_write, &payload };
	struct seal_object_sums sums;
	struct seal_header h;
	uint8_t key[SEAL_FILE_KEY_LEN];

	(void)state;
	base_buf_init(&header, LIMIT_HEADER_LEN);
	base_buf_init(&fresh, LIMIT_HEADER_LEN + LIMIT_BODY_LEN);
	base_buf_init(&payload, LIMIT_BODY_LEN);
	assert_err(seal_identity_new(&seal_random_system, &a), ERR_OK);
	assert_err(seal_identity_new(&seal_random_system, &b), ERR_OK);
	assert_err(seal_object_build(
		       &parts, &seal_random_system, &header, &sink, key, &sums),
	    ERR_OK);
	assert_err(seal_header_parse(header.data, header.len, &h), ERR_OK);
	assert_err(seal_header_rewrap(&h, &a, 1, &b.recipient, 1, 8,
		       &seal_random_system, &fresh),
	    ERR_OK);
	assert_err(base_buf_add(&fresh, payload.data, payload.len), ERR_OK);
	write_file("granted.age", fresh.data, fresh.len);
	write_identity(&a, "key-a");
	write_identity(&b, "key-b");
	must_fail("age -d -i key-a granted.age >/dev/null 2>&1");
	run("age -d -i key-b granted.age | tar xOf - entry.note >plain");
	assert_file_is("plain", (const uint8_t *)note, sizeof(note) - 1);
	base_buf_done(&header);
	base_buf_done(&fresh);
	base_buf_done(&payload);
}

/* The header of a file that age made, with dummies beside the new reader. */
static void
age_opens_its_own_file_behind_our_header(void **state)
{
	char public[SEAL_RECIPIENT_TEXT_LEN + 1], command[256];
	struct seal_identity a, b;
	struct base_buf fresh;
	struct seal_header h;
	size_t len, header_len = 0;
	uint8_t *plain = malloc(200000), *file;

	(void)state;
	randombytes_buf(plain, 200000);
	write_file("plain", plain, 200000);
	assert_err(seal_identity_new(&seal_random_system, &a), ERR_OK);
	assert_err(seal_identity_new(&seal_random_system, &b), ERR_OK);
	write_identity(&b, "key-b");
	seal_recipient_format(&a.recipient, public);
	(void)snprintf(
	    command, sizeof(command), "age -r %s -o its.age plain", public);
	run(command);
	file = read_file("its.age", &len);
	base_buf_init(&fresh, 1 << 20);
	assert_err(seal_header_find(file, len, &header_len), ERR_OK);
	assert_err(seal_header_parse(file, header_len, &h), ERR_OK);
	assert_err(seal_header_rewrap(&h, &a, 1, &b.recipient, 1, 8,
		       &seal_random_system, &fresh),
	    ERR_OK);
	assert_err(
	    base_buf_add(&fresh, file + header_len, len - header_len), ERR_OK);
	write_file("granted.age", fresh.data, fresh.len);
	run("age -d -i key-b -o back granted.age");
	assert_file_is("back", plain, 200000);
	base_buf_done(&fresh);
	free(file);
	free(plain);
}

/* Each of eight readers opens what age sealed to all of them. */
static void
ours_opens_ages_file_to_eight_readers(void **state)
{
	char public[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_identity ids[8];
	struct base_buf b;

	(void)state;
	base_buf_init(&b, 4096);
	assert_err(base_buf_add_str(&b, "age -o eight.age"), ERR_OK);
	for (size_t i = 0; i < 8; i++) {
		assert_err(
		    seal_identity_new(&seal_random_system, &ids[i]), ERR_OK);
		seal_recipient_format(&ids[i].recipient, public);
		assert_err(base_buf_addf(&b, " -r %s", public), ERR_OK);
	}
	assert_err(base_buf_add(&b, " plain", 7), ERR_OK);
	write_file("plain", "to eight", 8);
	run((const char *)b.data);
	base_buf_done(&b);
	for (size_t i = 0; i < 8; i++) {
		assert_err(decrypt_file("eight.age", &ids[i], &b), ERR_OK);
		assert_int_equal(b.len, 8);
		assert_memory_equal(b.data, "to eight", 8);
		base_buf_done(&b);
	}
}

/* Replies are sealed to what 24 digits give: age takes that key both ways. */
static void
age_takes_the_identity_of_a_receipt(void **state)
{
	static const char code[] = "407193652088441572609384";
	char public[SEAL_RECIPIENT_TEXT_LEN + 2], command[256];
	struct seal_receipt_keys keys;
	struct base_buf file;
	struct seal_memory m = { (const uint8_t *)"a reply", 7, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, &file };

	(void)state;
	assert_err(seal_receipt_derive("reports.example", code, &keys), ERR_OK);
	write_identity(&keys.identity, "receipt.key");
	seal_recipient_format(&keys.identity.recipient, public);
	(void)snprintf(command, sizeof(command),
	    "printf 'a reply' | age -r %s >theirs.age", public);
	run(command);
	assert_err(decrypt_file("theirs.age", &keys.identity, &file), ERR_OK);
	assert_int_equal(file.len, 7);
	assert_memory_equal(file.data, "a reply", 7);
	base_buf_done(&file);
	base_buf_init(&file, 1 << 20);
	assert_err(seal_age_encrypt(&in, &keys.identity.recipient, 1, 8,
		       &seal_random_system, &sink),
	    ERR_OK);
	write_file("ours.age", file.data, file.len);
	run("age -d -i receipt.key -o back ours.age");
	assert_file_is("back", (const uint8_t *)"a reply", 7);
	run("age-keygen -y receipt.key >public");
	strcat(public, "\n");
	assert_file_is("public", (const uint8_t *)public, strlen(public));
	base_buf_done(&file);
	seal_receipt_keys_done(&keys);
}

/* `tar tvf` lists the members of an entry behind `age -d`. */
static void
tar_lists_a_sealed_entry(void **state)
{
	static const char note[] = "a note\n";
	static const char want[] =
	    "-rw------- 0/0               7 1970-01-01 00:00 entry.note\n"
	    "-rw------- 0/0           70000 1970-01-01 00:00 a01.jpg\n"
	    "-rw------- 0/0               0 1970-01-01 00:00 a02.txt\n";
	struct seal_identity id;
	struct seal_memory photo = { calloc(1, 70000), 70000, 0 };
	struct seal_memory empty = { 0 };
	struct seal_attachment files[2] = { { "a01.jpg", 70000,
						{ seal_memory_read, &photo } },
		{ "a02.txt", 0, { seal_memory_read, &empty } } };
	struct seal_object_parts parts = { .note = note,
		.note_len = sizeof(note) - 1,
		.attachments = files,
		.attachments_count = 2,
		.recipients = &id.recipient,
		.recipients_count = 1,
		.slots = 8 };
	struct base_buf header, payload;
	struct seal_sink sink = { seal_buf_write, &payload };
	struct seal_object_sums sums;
	uint8_t key[SEAL_FILE_KEY_LEN];

	(void)state;
	base_buf_init(&header, LIMIT_HEADER_LEN + LIMIT_BODY_LEN);
	base_buf_init(&payload, LIMIT_BODY_LEN);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	write_identity(&id, "key");
	assert_err(seal_object_build(
		       &parts, &seal_random_system, &header, &sink, key, &sums),
	    ERR_OK);
	assert_err(base_buf_add(&header, payload.data, payload.len), ERR_OK);
	write_file("entry.age", header.data, header.len);
	run("age -d -i key entry.age | TZ=UTC LC_ALL=C tar tvf - >listed");
	assert_file_is("listed", (const uint8_t *)want, sizeof(want) - 1);
	run("age -d -i key entry.age | tar xOf - a01.jpg >photo");
	assert_file_is("photo", photo.data, photo.len);
	base_buf_done(&header);
	base_buf_done(&payload);
	free((void *)(uintptr_t)photo.data);
}

/* Two attachments packed by GNU tar: the bytes before the fill are ours. */
static void
gnu_tar_writes_our_archive(void **state)
{
	static const uint8_t data[700] = { 'x' };
	struct base_buf tar;
	struct seal_sink sink = { seal_buf_write, &tar };
	struct seal_tar_writer w;
	uint8_t *theirs;
	size_t len;

	(void)state;
	base_buf_init(&tar, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	for (size_t i = 0; i < 3; i++) {
		static const char *const names[] = { "entry.note", "a01.jpg",
			"a02.pdf" };

		assert_err(
		    seal_tar_writer_member(&w, names[i], 700 - i), ERR_OK);
		assert_err(seal_tar_writer_data(&w, data, 700 - i), ERR_OK);
		write_file(names[i], data, 700 - i);
	}
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	run("tar --format=ustar --mode=0600 --owner=0 --group=0 "
	    "--numeric-owner --mtime=@0 -cf theirs.tar entry.note a01.jpg "
	    "a02.pdf");
	theirs = read_file("theirs.tar", &len);
	assert_int_equal(tar.len, 16384);
	assert_int_equal(len, 10240);
	assert_memory_equal(tar.data, theirs, len);
	free(theirs);
	base_buf_done(&tar);
}

static void
age_opens_our_locked_identity(void **state)
{
	struct seal_identity id;
	struct base_buf file, text;

	(void)state;
	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	base_buf_init(&text, LIMIT_IDENTITY_FILE_LEN);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(seal_identity_file(&id, "officer 01", &text), ERR_OK);
	assert_err(seal_locked_write(&id, "officer 01", PASSPHRASE,
		       strlen(PASSPHRASE), &seal_random_system, &file),
	    ERR_OK);
	write_file("locked", file.data, file.len);
	run_typing("age -d -o unlocked locked", PASSPHRASE, 1);
	assert_file_is("unlocked", text.data, text.len);
	/* And as the key that it is, with a passphrase asked for it. */
	run("age -r \"$(age-keygen -y unlocked)\" -o to.age unlocked");
	run_typing("age -d -i locked -o again to.age", PASSPHRASE, 1);
	assert_file_is("again", text.data, text.len);
	base_buf_done(&file);
	base_buf_done(&text);
}

static void
ours_opens_ages_locked_identity(void **state)
{
	static const char *const commands[] = { "age -p -o theirs.locked made",
		"age -p -a -o theirs.asc made" };
	static const char *const names[] = { "theirs.locked", "theirs.asc" };

	(void)state;
	run("rm -f made && age-keygen -o made 2>/dev/null");
	for (size_t i = 0; i < 2; i++) {
		struct seal_identities ids = { 0 };
		uint8_t *data;
		size_t len;

		run_typing(commands[i], PASSPHRASE, 2);
		data = read_file(names[i], &len);
		assert_true(seal_locked_is(data, len));
		assert_err(seal_locked_open(
			       data, len, PASSPHRASE, strlen(PASSPHRASE), &ids),
		    ERR_OK);
		assert_int_equal(ids.count, 1);
		seal_identities_done(&ids);
		assert_err(seal_locked_open(data, len, "wrong horse", 11, &ids),
		    ERR_PASSPHRASE);
		free(data);
	}
}

static int
enter_dir(void **state)
{
	(void)state;
	(void)umask(077);
	return mkdtemp(dir) == NULL || chdir(dir) != 0;
}

static int
remove_dir(void **state)
{
	char command[64];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return chdir("/") != 0 || system(command) != 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(age_opens_our_files_with_dummies),
		cmocka_unit_test(ours_opens_ages_files_armored_or_not),
		cmocka_unit_test(keygen_agrees_on_the_recipient),
		cmocka_unit_test(
		    age_opens_a_rewrapped_object_for_the_new_reader_only),
		cmocka_unit_test(age_opens_its_own_file_behind_our_header),
		cmocka_unit_test(ours_opens_ages_file_to_eight_readers),
		cmocka_unit_test(age_takes_the_identity_of_a_receipt),
		cmocka_unit_test(tar_lists_a_sealed_entry),
		cmocka_unit_test(gnu_tar_writes_our_archive),
		cmocka_unit_test(age_opens_our_locked_identity),
		cmocka_unit_test(ours_opens_ages_locked_identity),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, enter_dir, remove_dir);
}
