/* SHA-256, HMAC, random bytes and Ed25519: the one door to libgcrypt. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define DIGEST_LEN 32			/* bytes of a SHA-256 (FIPS 180-4) */
#define DIGEST_HEX (2 * DIGEST_LEN + 1) /* lower-case hex and a NUL */

/* Checks libgcrypt's version and makes its secure memory.  Once, before any
 * other function here and before threads. */
int digest_init(struct error *e);

/* A running SHA-256: a handle of libgcrypt, which digest_end closes. */
struct digest {
	void *handle;
};
void digest_start(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t len);
/* Preceded by its length as 8 bytes big-endian (RECORDS.md, `trail`). */
void digest_add_sized(struct digest *d, const void *bytes, size_t len);
void digest_end(struct digest *d, unsigned char out[static DIGEST_LEN]);
void digest_end_hex(struct digest *d, char out[static DIGEST_HEX]);

void digest_bytes(
    const void *bytes, size_t len, unsigned char out[static DIGEST_LEN]);
/* Of up to DIGEST_PARTS parts as if they were one, nothing copied. */
#define DIGEST_PARTS 4
void digest_parts(const struct span *parts, size_t count,
    unsigned char out[static DIGEST_LEN]);
/* Of COUNT texts, each preceded by its length as digest_add_sized has it. */
void digest_texts(
    const struct span *texts, size_t count, char out[static DIGEST_HEX]);
void digest_hex(const unsigned char *digest, char out[static DIGEST_HEX]);

/* HMAC-SHA-256 (RFC 2104) by one key.  The key is not kept: what libgcrypt made
 * of it is, in its secure memory.  Any thread may use it. */
struct mac;
struct mac *mac_new(const void *key, size_t len);
void mac_bytes(struct mac *m, const void *bytes, size_t len,
    unsigned char out[static DIGEST_LEN]);
void mac_free(struct mac *m); /* NULL too */

/* SIZE bytes of libgcrypt's secure memory: wiped when they are given back, and
 * never written to a swap space where the system let us lock them.  There are
 * DIGEST_SECURE bytes in all; more end the process as a failed allocation does.
 * digest_secure_free takes NULL, too. */
#define DIGEST_SECURE 32768
void *digest_secure(size_t size)
    __attribute__((returns_nonnull, warn_unused_result));
void digest_secure_free(void *secret);
/* False where that memory was made and could not be locked (RLIMIT_MEMLOCK, or
 * a container that forbids it). */
bool digest_secure_locked(void);

/* From libgcrypt's strong generator. */
void digest_random(void *out, size_t len);

/* Base64 with padding (RFC 4648, section 4).  Encoding writes
 * digest_base64_len(len) bytes and a NUL.  Decoding is strict (no white space,
 * canonical padding) and returns the number of bytes, or -1; OUT holds at
 * least LEN / 4 * 3. */
size_t digest_base64_len(size_t len);
void digest_base64(const void *bytes, size_t len, char *out);
long digest_base64_decode(const char *text, size_t len, unsigned char *out);

/* Ed25519 (RFC 8032).  A key is its 32-byte seed; the public key is 32 bytes,
 * a signature 64.  Of a seed in secure memory libgcrypt makes no copy outside
 * it.  Verification refuses S >= L, non-canonical and small-order
 * keys and R before libgcrypt sees them (libgcrypt 1.10.1 accepts the first
 * and aborts on the others), and keys of mixed order, which it judges in a way
 * of its own.  A message has at most 60000 bytes: beyond, nothing is signed
 * and nothing holds. */
#define SIGN_KEY 32
#define SIGN_SIGNATURE 64
int sign_public_key(const unsigned char seed[static SIGN_KEY],
    unsigned char public_key[static SIGN_KEY], struct error *e);
int sign_bytes(const unsigned char seed[static SIGN_KEY], const void *bytes,
    size_t len, unsigned char signature[static SIGN_SIGNATURE],
    struct error *e);
bool sign_verify(const unsigned char public_key[static SIGN_KEY],
    const void *bytes, size_t len,
    const unsigned char signature[static SIGN_SIGNATURE]);

#endif
