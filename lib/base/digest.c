#include "base/digest.h"

#include <gcrypt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"

static bool unlocked; /* the secure memory */

/* libgcrypt takes keys out of S-expressions into ordinary memory, which it
 * frees and does not wipe.  What it allocates while it signs is secure, then,
 * save what is too large for a key: the message. */
static _Thread_local bool signing;
#define KEY_PARTS_MOST 1024 /* bytes */

static void *
allocate(size_t size)
{
	return signing && size <= KEY_PARTS_MOST ? digest_secure(size)
						 : alloc_bytes(size);
}

/* libgcrypt fails to open or copy a digest only where memory is short. */
static void
need(gcry_error_t failed)
{
	if (failed != 0)
		alloc_fail();
}

int
digest_init(struct error *e)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P))
		return 0;
	/* It does not recover from every failed allocation; here none fails.
	 * What is secret still comes from its own secure memory. */
	gcry_set_allocation_handler(allocate, NULL, NULL, NULL, NULL);
	if (gcry_check_version("1.10.0") == NULL)
		return error_set(e, "libgcrypt is older than 1.10.0");
	/* Where memory cannot be locked we go on and say so (options.h): the
	 * key's own file lies on the same machine's disk. */
	gcry_control(GCRYCTL_SUSPEND_SECMEM_WARN);
	unlocked = gcry_control(GCRYCTL_INIT_SECMEM, DIGEST_SECURE, 0) != 0;
	gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
	return 0;
}

void
digest_start(struct digest *d)
{
	gcry_md_hd_t handle = NULL;

	need(gcry_md_open(&handle, GCRY_MD_SHA256, 0));
	d->handle = handle;
}

void
digest_add(struct digest *d, const void *bytes, size_t len)
{
	gcry_md_write((gcry_md_hd_t)d->handle, bytes, len);
}

#define SIZE 8 /* bytes of a length */

static void
put_size(unsigned char out[static SIZE], size_t len)
{
	for (unsigned i = 0; i < SIZE; i++)
		out[i] = (unsigned char)((uint64_t)len >> (56 - 8 * i));
}

void
digest_add_sized(struct digest *d, const void *bytes, size_t len)
{
	unsigned char size[SIZE];

	put_size(size, len);
	digest_add(d, size, sizeof(size));
	digest_add(d, bytes, len);
}

void
digest_end(struct digest *d, unsigned char out[static DIGEST_LEN])
{
	gcry_md_hd_t handle = d->handle;

	memcpy(out, gcry_md_read(handle, GCRY_MD_SHA256), DIGEST_LEN);
	gcry_md_close(handle);
	d->handle = NULL;
}

void
digest_end_hex(struct digest *d, char out[static DIGEST_HEX])
{
	unsigned char bytes[DIGEST_LEN];

	digest_end(d, bytes);
	digest_hex(bytes, out);
}

void
digest_bytes(
    const void *bytes, size_t len, unsigned char out[static DIGEST_LEN])
{
	gcry_md_hash_buffer(GCRY_MD_SHA256, out, bytes, len);
}

void
digest_parts(const struct span *parts, size_t count,
    unsigned char out[static DIGEST_LEN])
{
	gcry_buffer_t buffers[DIGEST_PARTS];

	memset(buffers, 0, sizeof(buffers));
	for (size_t i = 0; i < count; i++) {
		buffers[i].len = parts[i].len;
		memcpy(&buffers[i].data, &parts[i].bytes, sizeof(void *));
	}
	need(gcry_md_hash_buffers(GCRY_MD_SHA256, 0, out, buffers, (int)count));
}

/* At once: a handle costs more than the digest of a page. */
void
digest_texts(
    const struct span *texts, size_t count, char out[static DIGEST_HEX])
{
	gcry_buffer_t *buffers = alloc_zeroed(2 * count + 1, sizeof(*buffers));
	unsigned char *sizes = alloc_bytes(SIZE * count + 1);
	unsigned char digest[DIGEST_LEN];

	for (size_t i = 0; i < count; i++) {
		put_size(sizes + SIZE * i, texts[i].len);
		buffers[2 * i].data = sizes + SIZE * i;
		buffers[2 * i].len = SIZE;
		buffers[2 * i + 1].len = texts[i].len;
		if (texts[i].len > 0)
			memcpy(&buffers[2 * i + 1].data, &texts[i].bytes,
			    sizeof(void *));
		else
			buffers[2 * i + 1].data = sizes; /* NULL: flush */
	}
	need(gcry_md_hash_buffers(
	    GCRY_MD_SHA256, 0, digest, buffers, (int)(2 * count)));
	free(buffers);
	free(sizes);
	digest_hex(digest, out);
}

void
digest_hex(const unsigned char *digest, char out[static DIGEST_HEX])
{
	static const char figures[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_LEN; i++) {
		out[2 * i] = figures[digest[i] >> 4];
		out[2 * i + 1] = figures[digest[i] & 15];
	}
	out[2 * DIGEST_LEN] = '\0';
}

void *
digest_secure(size_t size)
{
	void *secret = gcry_calloc_secure(1, size == 0 ? 1 : size);

	if (secret == NULL)
		alloc_fail();
	return secret;
}

void
digest_secure_free(void *secret)
{
	gcry_free(secret);
}

bool
digest_secure_locked(void)
{
	return !unlocked;
}

/* One handle for all threads: secure memory is small. */
struct mac {
	gcry_md_hd_t handle;
	pthread_mutex_t lock;
};

struct mac *
mac_new(const void *key, size_t len)
{
	struct mac *m = alloc_zeroed(1, sizeof(*m));

	need(gcry_md_open(&m->handle, GCRY_MD_SHA256,
	    GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE));
	need(gcry_md_setkey(m->handle, key, len));
	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void
mac_bytes(struct mac *m, const void *bytes, size_t len,
    unsigned char out[static DIGEST_LEN])
{
	pthread_mutex_lock(&m->lock);
	gcry_md_reset(m->handle);
	gcry_md_write(m->handle, bytes, len);
	memcpy(out, gcry_md_read(m->handle, GCRY_MD_SHA256), DIGEST_LEN);
	pthread_mutex_unlock(&m->lock);
}

void
mac_free(struct mac *m)
{
	if (m == NULL)
		return;
	gcry_md_close(m->handle);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

void
digest_random(void *out, size_t len)
{
	gcry_randomize(out, len, GCRY_STRONG_RANDOM);
}

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t
digest_base64_len(size_t len)
{
	return (len + 2) / 3 * 4;
}

void
digest_base64(const void *bytes, size_t len, char *out)
{
	const unsigned char *in = bytes;

	for (; len >= 3; len -= 3, in += 3, out += 4) {
		out[0] = base64[in[0] >> 2];
		out[1] = base64[(in[0] & 3) << 4 | in[1] >> 4];
		out[2] = base64[(in[1] & 15) << 2 | in[2] >> 6];
		out[3] = base64[in[2] & 63];
	}
	if (len > 0) {
		unsigned second = len == 2 ? in[1] : 0;

		out[0] = base64[in[0] >> 2];
		out[1] = base64[(in[0] & 3u) << 4 | second >> 4];
		out[2] = len == 2 ? base64[(second & 15) << 2] : '=';
		out[3] = '=';
		out += 4;
	}
	*out = '\0';
}

static int
base64_value(char c)
{
	const char *at = c == '\0' ? NULL : strchr(base64, c);

	return at == NULL ? -1 : (int)(at - base64);
}

/* Four characters; PAD of them are '='.  -1 where one is none of ours, or bits
 * that no byte takes are set. */
static int
base64_four(const char *text, int pad, unsigned char out[static 3])
{
	unsigned bits = 0;

	for (int i = 0; i < 4 - pad; i++) {
		int v = base64_value(text[i]);

		if (v == -1)
			return -1;
		bits |= (unsigned)v << (18 - 6 * i);
	}
	if (pad > 0 && (bits & (pad == 1 ? 0xffu : 0xffffu)) != 0)
		return -1;
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return 0;
}

long
digest_base64_decode(const char *text, size_t len, unsigned char *out)
{
	long count = 0;
	unsigned char three[3];

	if (len % 4 != 0)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		int pad = 0;

		if (i + 4 == len && text[i + 3] == '=')
			pad = text[i + 2] == '=' ? 2 : 1;
		if (base64_four(text + i, pad, three) == -1)
			return -1;
		memcpy(out + count, three, (size_t)(3 - pad));
		count += 3 - pad;
	}
	explicit_bzero(three, sizeof(three)); /* a key's last bytes */
	return count;
}

/* L of RFC 8032, section 5.1, little-endian. */
static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
    0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

/* p = 2^255 - 19, little-endian. */
static const unsigned char prime[32] = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0x7f};

/* y of the eight points whose order divides 8: of order 4, 1, 2, 8 and 8; each
 * but the second and third stands for two points, which differ in the sign. */
static const unsigned char small_order[][32] = {
    {0},
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89,
	0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
	0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76,
	0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
	0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

static bool
number_below(
    const unsigned char n[static 32], const unsigned char limit[static 32])
{
	for (int i = 31; i >= 0; i--)
		if (n[i] != limit[i])
			return n[i] < limit[i];
	return false;
}

/* A canonical encoding of a point that is not of small order (the curve is for
 * libgcrypt to look at). */
static bool
point_acceptable(const unsigned char point[static 32])
{
	unsigned char y[32];

	memcpy(y, point, sizeof(y));
	y[31] &= 0x7f;
	if (!number_below(y, prime))
		return false;
	for (size_t i = 0; i < sizeof(small_order) / sizeof(*small_order); i++)
		if (memcmp(y, small_order[i], sizeof(y)) == 0)
			return false;
	return true;
}

/* Whether POINT is on the curve and L times it is the neutral element (0, 1):
 * only of such keys do all verifiers think alike. */
static bool
point_of_prime_order(const unsigned char point[static 32])
{
	gcry_mpi_t bytes = gcry_mpi_set_opaque_copy(NULL, point, 8 * 32);
	gcry_mpi_t n = NULL, x = gcry_mpi_new(0), y = gcry_mpi_new(0);
	gcry_mpi_point_t p = gcry_mpi_point_new(0);
	gcry_mpi_point_t product = gcry_mpi_point_new(0);
	gcry_ctx_t curve = NULL;
	bool neutral = false;

	if (gcry_mpi_ec_new(&curve, NULL, "Ed25519") == 0 &&
	    gcry_mpi_ec_decode_point(p, bytes, curve) == 0)
		n = gcry_mpi_ec_get_mpi("n", curve, 1);
	if (n != NULL) {
		gcry_mpi_ec_mul(product, n, p, curve);
		neutral = gcry_mpi_ec_get_affine(x, y, product, curve) == 0 &&
			  gcry_mpi_cmp_ui(x, 0) == 0 &&
			  gcry_mpi_cmp_ui(y, 1) == 0;
	}
	gcry_mpi_point_release(p);
	gcry_mpi_point_release(product);
	gcry_mpi_release(bytes);
	gcry_mpi_release(n);
	gcry_mpi_release(x);
	gcry_mpi_release(y);
	gcry_ctx_release(curve);
	return neutral;
}

/* The public key belongs to the seed: "q@eddsa" is computed from it. */
int
sign_public_key(const unsigned char seed[static SIGN_KEY],
    unsigned char public_key[static SIGN_KEY], struct error *e)
{
	gcry_sexp_t key = NULL;
	gcry_ctx_t curve = NULL;
	gcry_mpi_t q = NULL;
	const void *bytes;
	unsigned bits = 0;
	int result = -1;

	signing = true;
	if (gcry_sexp_build(&key, NULL,
		"(private-key (ecc (curve Ed25519) (flags eddsa) (d %b)))",
		SIGN_KEY, seed) == 0 &&
	    gcry_mpi_ec_new(&curve, key, NULL) == 0)
		q = gcry_mpi_ec_get_mpi("q@eddsa", curve, 1);
	if (q != NULL) {
		bytes = gcry_mpi_get_opaque(q, &bits);
		if (bytes != NULL && bits == 8 * SIGN_KEY) {
			memcpy(public_key, bytes, SIGN_KEY);
			result = 0;
		}
	}
	gcry_mpi_release(q);
	gcry_ctx_release(curve);
	gcry_sexp_release(key);
	signing = false;
	return result == 0 ? 0 : error_set(e, "no public key of this seed");
}

/* Copies the 32 bytes of the element NAME of a signature. */
static bool
element_copy(gcry_sexp_t s, const char *name, unsigned char *out)
{
	gcry_sexp_t found = gcry_sexp_find_token(s, name, 0);
	const char *bytes = NULL;
	size_t len = 0;

	if (found != NULL)
		bytes = gcry_sexp_nth_data(found, 1, &len);
	if (bytes != NULL && len == 32)
		memcpy(out, bytes, len);
	gcry_sexp_release(found);
	return bytes != NULL && len == 32;
}

/* Bytes: libgcrypt counts those of a list in 16 bits, and does not look. */
#define MESSAGE_MOST 60000

static gcry_sexp_t
message_new(const void *bytes, size_t len)
{
	gcry_sexp_t message = NULL;

	if (len > MESSAGE_MOST ||
	    gcry_sexp_build(&message, NULL,
		"(data (flags eddsa) (hash-algo sha512) (value %b))", (int)len,
		bytes) != 0)
		return NULL;
	return message;
}

int
sign_bytes(const unsigned char seed[static SIGN_KEY], const void *bytes,
    size_t len, unsigned char signature[static SIGN_SIGNATURE], struct error *e)
{
	unsigned char public_key[SIGN_KEY];
	gcry_sexp_t key = NULL, message, signed_message = NULL;
	int result = -1;

	if (sign_public_key(seed, public_key, e) == -1)
		return -1;
	message = message_new(bytes, len);
	signing = true;
	if (message != NULL &&
	    gcry_sexp_build(&key, NULL,
		"(private-key (ecc (curve Ed25519) (flags eddsa)"
		" (q %b) (d %b)))",
		SIGN_KEY, public_key, SIGN_KEY, seed) == 0 &&
	    gcry_pk_sign(&signed_message, message, key) == 0 &&
	    element_copy(signed_message, "r", signature) &&
	    element_copy(signed_message, "s", signature + 32))
		result = 0;
	gcry_sexp_release(signed_message);
	gcry_sexp_release(key);
	signing = false;
	gcry_sexp_release(message);
	return result == 0 ? 0 : error_set(e, "cannot sign");
}

bool
sign_verify(const unsigned char public_key[static SIGN_KEY], const void *bytes,
    size_t len, const unsigned char signature[static SIGN_SIGNATURE])
{
	gcry_sexp_t key = NULL, message, given = NULL;
	bool valid;

	if (!point_acceptable(public_key) || !point_acceptable(signature) ||
	    !number_below(signature + 32, order) ||
	    !point_of_prime_order(public_key))
		return false;
	message = message_new(bytes, len);
	valid = message != NULL &&
		gcry_sexp_build(&key, NULL,
		    "(public-key (ecc (curve Ed25519) (flags eddsa) (q %b)))",
		    SIGN_KEY, public_key) == 0 &&
		gcry_sexp_build(&given, NULL, "(sig-val (eddsa (r %b) (s %b)))",
		    32, signature, 32, signature + 32) == 0 &&
		gcry_pk_verify(given, message, key) == 0;
	gcry_sexp_release(given);
	gcry_sexp_release(key);
	gcry_sexp_release(message);
	return valid;
}
