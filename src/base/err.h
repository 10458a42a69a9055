/* SPDX-License-Identifier: ISC */
/*
 * The one list of errors.  Every function that may fail in two ways returns
 * enum err; foreign conventions (Kore's 1 and 0, libsodium's 0 and -1, libpq's
 * status) end at the wrapper.  The text is for people: lower case, no full
 * stop, never a value that somebody sent.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

/* X(name, text): the order is not part of any interface. */
#define ERR_LIST(X)                                                           \
	X(OK, "no error")                                                     \
	X(MEMORY, "out of memory")                                            \
	X(RANDOM, "the system's random source failed")                        \
	X(LIMIT, "over a limit")                                              \
	X(FORMAT, "malformed")                                                \
	X(IO, "input or output failed")                                       \
	X(EXISTS, "exists already")                                           \
	X(NOT_FOUND, "not found")                                             \
	/* age: the verdict classes of the C2SP test vectors */               \
	X(AGE_HEADER, "not an age file, or its header is malformed")          \
	X(AGE_LIMIT, "age header over the limits")                            \
	X(AGE_STANZAS, "age header with more than 32 recipients")             \
	X(AGE_WORK, "the passphrase's work factor is over 2^20")              \
	X(AGE_ARMOR, "malformed age armor")                                   \
	X(AGE_NO_MATCH, "none of the keys opens this age file")               \
	X(AGE_HMAC, "the age header was altered: its MAC is wrong")           \
	X(AGE_PAYLOAD, "the age payload is cut, altered or too long")         \
	X(AGE_IDENTITY, "not a usable age identity")                          \
	X(AGE_RECIPIENT, "not a usable age recipient")                        \
	X(PASSPHRASE, "wrong passphrase")                                     \
	X(TAR, "malformed or unexpected tar archive")                         \
	X(TAR_NAME, "an archive member's name is not the one for its place")  \
	X(TAR_TYPE, "the archive holds something other than plain files")     \
	X(TAR_SIZE, "an archive member is said to be larger than can be")     \
	X(TAR_TWICE, "the archive holds a second entry.note")                 \
	X(RECEIPT, "the receipt code's check digits are wrong")               \
	/* signed notes and what is written in them */                        \
	X(NOTE, "not a signed note")                                          \
	X(NOTE_SIGNATURE, "a known key's signature on the note is wrong")     \
	X(NOTE_UNSIGNED, "the note is not signed by a known key")             \
	X(NOTE_KEY_NAME, "this key may not sign a note of this kind")         \
	X(ROOT, "malformed root note")                                        \
	X(ROSTER, "malformed roster")                                         \
	X(CHAIN, "does not chain to the version before it")                   \
	X(THRESHOLD, "not signed by enough keys")                             \
	X(EXPIRED, "expired or not yet valid")                                \
	X(PIN, "does not fit the pinned root")                                \
	X(ENTRY, "malformed entry")                                           \
	X(ENTRY_SIGNATURE, "the entry is not signed by its author")           \
	X(ATTACHMENT, "the attachments do not fit the entry")                 \
	X(RECORD, "malformed record")                                         \
	X(PROMISE, "the promise is malformed or for another entry")           \
	/* services and clients */                                            \
	X(SLOTS, "not the agreed number and kind of age recipients")          \
	X(PREAMBLE, "malformed preamble")                                     \
	X(SELF, "self is not 1,024 bytes of an age file for one reader")      \
	X(ROUTE, "there is nothing under this path")                          \
	X(METHOD, "this path does not take that method")                      \
	X(MEDIA_TYPE, "this path takes another content type")                 \
	X(BEARER, "the authorization header is missing or malformed")         \
	X(RANGE, "no such range")                                             \
	X(CONFLICT, "another object is already stored under this name")       \
	X(TUS, "not a tus request as they are taken here")                    \
	X(TUS_VERSION, "only tus 1.0.0 is spoken here")                       \
	X(UPLOAD, "no such upload, or it has expired")                        \
	X(OFFSET, "the upload is at another offset")                          \
	X(FULL, "it holds all that it may hold")                              \
	X(DENIED, "not allowed")                                              \
	X(SCHEMA, "the database schema is not the one this program knows")    \
	X(DATABASE, "the database refused the statement")                     \
	X(UNAVAILABLE, "the service or its database cannot answer now")       \
	X(TIMEOUT, "no answer in time")                                       \
	X(NETWORK, "the connection failed")                                   \
	X(PROTOCOL, "the other side's answer breaks the protocol")

enum err {
#define X(name, text) ERR_##name,
	ERR_LIST(X)
#undef X
	ERR_COUNT
};

/* The error's text; a static string, never NULL. */
const char *err_text(enum err e);

/* The error's name without ERR_, for tests and --json; static. */
const char *err_name(enum err e);

/*
 * REQUIRE(x): x false is a bug in this program, never bad input.  Always
 * compiled in; says where on standard error and aborts.
 */
#define REQUIRE(x)                                                            \
	do {                                                                  \
		if (!(x))                                                     \
			err_require_failed(#x, __FILE__, __LINE__);           \
	} while (0)

void err_require_failed(const char *what, const char *file, int line)
    __attribute__((noreturn));

#endif
