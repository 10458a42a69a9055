/* SPDX-License-Identifier: ISC */
/* Allocation, linked in place of libc's and libsodium's. */
#include <malloc.h>


#include "unit/inject_run.h"
#include "unit/remains.h"

#define SCRYPT_N 16 /* scrypt's cost here, see below */

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__real_realloc(void *p, size_t len);
void *__wrap_realloc(void *p, size_t len);
void *__real_reallocarray(void *p, size_t count, size_t len);
void *__wrap_reallocarray(void *p, size_t count, size_t len);
void *__real_aligned_alloc(size_t align, size_t len);
void *__wrap_aligned_alloc(size_t align, size_t len);
size_t __wrap_base_grow(size_t now, size_t first, size_t want);
void __real_free(void *p);
void __wrap_free(void *p);
void *__real_sodium_malloc(size_t len);
void *__wrap_sodium_malloc(size_t len);
void *__real_sodium_allocarray(size_t count, size_t len);
void *__wrap_sodium_allocarray(size_t count, size_t len);
void __real_sodium_free(void *p);
void __wrap_sodium_free(void *p);
int __real_sodium_init(void);
int __wrap_sodium_init(void);
int __real_crypto_pwhash(unsigned char *out, unsigned long long out_len,
    const char *pass, unsigned long long pass_len, const unsigned char *salt,
    unsigned long long ops, size_t mem, int alg);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long out_len,
    const char *pass, unsigned long long pass_len, const unsigned char *salt,
    unsigned long long ops, size_t mem, int alg);
int __real_crypto_pwhash_scryptsalsa208sha256_ll(const uint8_t *pass,
    size_t pass_len, const uint8_t *salt, size_t salt_len, uint64_t n,
    uint32_t r, uint32_t p, uint8_t *out, size_t out_len);
int __wrap_crypto_pwhash_scryptsalsa208sha256_ll(const uint8_t *pass,
    size_t pass_len, const uint8_t *salt, size_t salt_len, uint64_t n,
    uint32_t r, uint32_t p, uint8_t *out, size_t out_len);

static void *
counted(void *p)
{
	inject_run.blocks += p != NULL;
	return p;
}

void *
__wrap_malloc(size_t len)
{
	return inject_fails(INJECT_MEMORY) ? NULL : counted(__real_malloc(len));
}

void *
__wrap_calloc(size_t count, size_t len)
{
	return inject_fails(INJECT_MEMORY) ? NULL
					   : counted(__real_calloc(count, len));
}

void *
__wrap_aligned_alloc(size_t align, size_t len)
{
	return inject_fails(INJECT_MEMORY)
		   ? NULL
		   : counted(__real_aligned_alloc(align, len));
}

/* No room to spare: whatever is added may fail, not only what doubles. */
size_t
__wrap_base_grow(size_t now, size_t first, size_t want)
{
	(void)first;
	return want > now ? want : now;
}

/* What a block holds when it is given back, or moved by growth. */
static void
search_block(void *p)
{
	const char *name;

	if (p != NULL &&
	    (name = remains_search(p, malloc_usable_size(p))) != NULL)
		inject_found(name, "freed memory");
}

void *
__wrap_realloc(void *p, size_t len)
{
	void *fresh;

	if (inject_fails(INJECT_MEMORY))
		return NULL;
	search_block(p);
	fresh = __real_realloc(p, len);
	return p == NULL ? counted(fresh) : fresh;
}

void *
__wrap_reallocarray(void *p, size_t count, size_t len)
{
	void *fresh;

	if (inject_fails(INJECT_MEMORY))
		return NULL;
	search_block(p);
	fresh = __real_reallocarray(p, count, len);
	return p == NULL ? counted(fresh) : fresh;
}

void
__wrap_free(void *p)
{
	search_block(p);
	inject_run.blocks -= p != NULL;
	__real_free(p);
}

static void *
guarded(void *p)
{
	if (p != NULL)
		remains_live(p);
	return counted(p);
}

void *
__wrap_sodium_malloc(size_t len)
{
	return inject_fails(INJECT_MEMORY) ? NULL
					   : guarded(__real_sodium_malloc(len));
}

void *
__wrap_sodium_allocarray(size_t count, size_t len)
{
	return inject_fails(INJECT_MEMORY)
		   ? NULL
		   : guarded(__real_sodium_allocarray(count, len));
}

void
__wrap_sodium_free(void *p)
{
	if (p != NULL)
		remains_dead(p);
	inject_run.blocks -= p != NULL;
	__real_sodium_free(p);
}

/* Both password hashes fail when they cannot have their memory. */
int
__wrap_crypto_pwhash(unsigned char *out, unsigned long long out_len,
    const char *pass, unsigned long long pass_len, const unsigned char *salt,
    unsigned long long ops, size_t mem, int alg)
{
	return inject_fails(INJECT_MEMORY)
		   ? -1
		   : __real_crypto_pwhash(
			 out, out_len, pass, pass_len, salt, ops, mem, alg);
}

/* A hundred runs at a second each would say no more about failures. */
int
__wrap_crypto_pwhash_scryptsalsa208sha256_ll(const uint8_t *pass,
    size_t pass_len, const uint8_t *salt, size_t salt_len, uint64_t n,
    uint32_t r, uint32_t p, uint8_t *out, size_t out_len)
{
	if (inject_fails(INJECT_MEMORY))
		return -1;
	n = n > SCRYPT_N ? SCRYPT_N : n;
	return __real_crypto_pwhash_scryptsalsa208sha256_ll(
	    pass, pass_len, salt, salt_len, n, r, p, out, out_len);
}

/* libsodium starts when it has a source of randomness. */
int
__wrap_sodium_init(void)
{
	return inject_fails(INJECT_RANDOM) ? -1 : __real_sodium_init();
}
