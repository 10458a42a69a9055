/* SPDX-License-Identifier: ISC */
/* The archives of tests/vectors/seal.json. */
#include "vectors/make.h"

json_t *
members_json(const struct member *m, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *o = json_object();

		put_text(o, "name", m[i].name);
		put_text(o, "repeat", m[i].repeat);
		put(o, "size", json_integer((json_int_t)m[i].size));
		add(list, o);
	}
	return list;
}

uint8_t *
member_data(const struct member *m)
{
	size_t n = strlen(m->repeat);
	uint8_t *data = malloc(m->size + 1);

	for (size_t i = 0; i < m->size; i++)
		data[i] = (uint8_t)m->repeat[i % n];
	return data;
}

static void
make_tar(const struct member *m, size_t count, struct base_buf *out)
{
	struct seal_sink sink = { seal_buf_write, out };
	struct seal_tar_writer w;

	base_buf_init(out, LIMIT_UPLOAD_LEN);
	seal_tar_writer_init(&w, &sink);
	for (size_t i = 0; i < count; i++) {
		uint8_t *data = member_data(&m[i]);

		must(seal_tar_writer_member(&w, m[i].name, m[i].size));
		must(seal_tar_writer_data(&w, data, m[i].size));
		free(data);
	}
	must(seal_tar_writer_end(&w));
}

static const struct member small[] = { { "entry.note", NOTE, 1000 } };
static const struct member two[] = { { "entry.note", NOTE, 512 },
	{ "a01.jpg", "picture", 5000 }, { "a02.pdf", "paper", 1 } };
static const struct member full[] = { { "entry.note", NOTE, 1536 },
	{ "a01.bin", "x", 512 } }; /* 4 KiB exactly with the end */
static const struct member big[] = { { "entry.note", NOTE, 60000 },
	{ "a01.docx", "0123456789", 130000 } };

static json_t *
good_tar(const struct member *m, size_t count)
{
	struct base_buf tar;
	json_t *o = json_object();

	make_tar(m, count, &tar);
	put(o, "members", members_json(m, count));
	put(o, "len", json_integer((json_int_t)tar.len));
	put_hash(o, "sha256", &tar);
	base_buf_done(&tar);
	return o;
}

/* Set a header's checksum right again, so that only the edit is wrong. */
static void
fix_sum(uint8_t *block)
{
	unsigned int sum = 0;
	char text[8];

	memset(block + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += block[i];
	(void)snprintf(text, sizeof(text), "%06o", sum);
	memcpy(block + 148, text, 7);
}

/* Edits of the archive of `two`: at byte `at` stands `text` instead. */
static const struct {
	const char *what;
	size_t at, len;
	const char *text, *err;
} tar_edits[] = {
	{ "other first name", 0, 10, "entry.txt\0", "TAR_NAME" },
	{ "path upwards", 1024, 10, "../a01.jpg", "TAR_NAME" },
	{ "the note twice", 1024, 11, "entry.note\0", "TAR_TWICE" },
	{ "longer name", 1024, 12, "entry.note.a", "TAR_NAME" },
	{ "number twice", 7168 - 512, 3, "a01", "TAR_NAME" },
	{ "unknown extension", 1024 + 4, 3, "exe", "TAR_NAME" },
	{ "symbolic link", 1024 + 156, 1, "2", "TAR_TYPE" },
	{ "directory", 1024 + 156, 1, "5", "TAR_TYPE" },
	{ "pax header", 1024 + 156, 1, "x", "TAR_TYPE" },
	{ "link name", 1024 + 157, 3, "etc", "TAR" },
	{ "mode", 1024 + 100, 7, "0000755", "TAR" },
	{ "owner", 1024 + 108, 7, "0001750", "TAR" },
	{ "time", 1024 + 136, 11, "14712345670", "TAR" },
	{ "user name", 1024 + 265, 4, "root", "TAR" },
	{ "size with a space", 1024 + 124, 11, "      11610", "TAR" },
	{ "size in base 256", 1024 + 124, 1, "\x80", "TAR_SIZE" },
	{ "size over the archive", 1024 + 124, 11, "00000100000", "TAR" },
	{ "size over everything", 1024 + 124, 11, "77777777777", "TAR_SIZE" },
	{ "size one less", 1024 + 124, 11, "00000011607", "TAR" },
	{ "GNU magic", 1024 + 257, 8, "ustar  ", "TAR" },
	{ "name prefix", 1024 + 345, 3, "dir", "TAR" },
	{ "byte in a fill", 1536 + 5000, 1, "x", "TAR" },
	{ "byte behind the end", 16384 - 1, 1, "x", "TAR" },
	{ "byte in the end", 8192, 1, "x", "TAR" },
	{ "note over 60,000 bytes", 124, 11, "00000165141", "LIMIT" },
};

static void
add_edit(json_t *edits, const struct base_buf *tar, size_t at, size_t len)
{
	json_t *o = json_object();

	put(o, "at", json_integer((json_int_t)at));
	put_hex(o, "hex", tar->data + at, len);
	add(edits, o);
}

static json_t *
bad_tars(void)
{
	json_t *list = json_array(), *bad = json_object();

	for (size_t i = 0; i < N(tar_edits); i++) {
		struct base_buf tar;
		size_t at = tar_edits[i].at, len = tar_edits[i].len;
		json_t *o = json_object(), *edits = json_array();

		make_tar(two, N(two), &tar);
		memcpy(tar.data + at, tar_edits[i].text, len);
		add_edit(edits, &tar, at, len);
		if (at < 512 || (at >= 1024 && at < 1536) ||
		    (at >= 6656 && at < 7168)) {
			fix_sum(tar.data + at / 512 * 512);
			add_edit(edits, &tar, at / 512 * 512 + 148, 8);
		}
		put_text(o, "what", tar_edits[i].what);
		put_text(o, "err", tar_edits[i].err);
		put(o, "edits", edits);
		add(list, o);
		base_buf_done(&tar);
	}
	put(bad, "members", members_json(two, N(two)));
	put(bad, "list", list);
	return bad;
}

json_t *
make_tars(void)
{
	json_t *o = json_object(), *good = json_array();

	add(good, good_tar(small, N(small)));
	add(good, good_tar(two, N(two)));
	add(good, good_tar(full, N(full)));
	add(good, good_tar(big, N(big)));
	put(o, "good", good);
	put(o, "bad", bad_tars());
	return o;
}
