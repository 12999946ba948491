/* Ed25519 of digest.h.  What libgcrypt must not see is refused before. */
#include "base/digest.h"

#include <gcrypt.h>
#include <string.h>

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
	    gcry_mpi_ec_decode_point(p, bytes, curve) == 0) {
		n = gcry_mpi_ec_get_mpi("n", curve, 1);
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

static gcry_sexp_t
message_new(const void *bytes, size_t len)
{
	gcry_sexp_t message = NULL;

	if (len > INT32_MAX ||
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
