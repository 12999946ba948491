#include "base/digest.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/safe_file.h"
#include "suite.h"

static void
unhex(const char *hex, size_t len, unsigned char *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		ck_assert_int_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
		out[i] = (unsigned char)byte;
	}
}

static void
is_digest(const unsigned char *digest, const char *hex)
{
	char out[DIGEST_HEX];

	digest_hex(digest, out);
	ck_assert_str_eq(out, hex);
}

/* FIPS 180-4, the examples of NIST. */
START_TEST(sha_256_is_that_of_nist)
{
	static const char two[] =
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	unsigned char out[DIGEST_LEN];
	char hex[DIGEST_HEX], thousand[1000];
	struct digest d;

	ck_assert_int_eq(digest_init(NULL), 0);
	digest_bytes("abc", 3, out);
	is_digest(out,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_bytes("", 0, out);
	is_digest(out,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_bytes(two, strlen(two), out);
	is_digest(out,
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(thousand, 'a', sizeof(thousand));
	digest_start(&d);
	for (int i = 0; i < 1000; i++)
		digest_add(&d, thousand, sizeof(thousand));
	digest_end_hex(&d, hex);
	ck_assert_str_eq(hex,
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

START_TEST(parts_are_digested_as_one)
{
	struct span parts[] = {
	    span_of("a"), {NULL, 0}, span_of(""), span_of("bc")};
	unsigned char out[DIGEST_LEN];

	digest_init(NULL);
	digest_parts(parts, 4, out);
	is_digest(out,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(a_sized_string_is_preceded_by_eight_bytes)
{
	char a[DIGEST_HEX], b[DIGEST_HEX];
	struct digest d;

	digest_init(NULL);
	digest_start(&d);
	digest_add_sized(&d, "note", 4);
	digest_end_hex(&d, a);
	digest_start(&d);
	digest_add(&d, "\0\0\0\0\0\0\0\4note", 12);
	digest_end_hex(&d, b);
	ck_assert_str_eq(a, b);
}
END_TEST

/* RFC 4231, cases 1, 2 and 6. */
static void
mac_is(const void *key, size_t len, const char *text, const char *hex)
{
	struct mac *m = mac_new(key, len);
	unsigned char out[DIGEST_LEN];

	/* The second must not remember the first. */
	for (int i = 0; i < 2; i++) {
		mac_bytes(m, text, strlen(text), out);
		is_digest(out, hex);
	}
	mac_free(m);
}

START_TEST(hmac_is_that_of_the_rfc)
{
	unsigned char key[131];

	digest_init(NULL);
	memset(key, 0x0b, 20);
	mac_is(key, 20, "Hi There",
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	mac_is("Jefe", 4, "what do ya want for nothing?",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	mac_is(key, sizeof(key),
	    "Test Using Larger Than Block-Size Key - Hash Key First",
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	mac_free(NULL);
}
END_TEST

/* RFC 8032, section 7.1, tests 1 to 3. */
START_TEST(signatures_are_those_of_the_rfc)
{
	static const struct {
		const char *seed, *key, *message, *signature;
	} tests[] = {
	    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751"
		"1a",
		"",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901"
		"55"
		"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a10"
		"0b"},
	    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af466"
		"0c",
		"72",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69"
		"da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c"
		"00"},
	    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb9115489080"
		"25",
		"af82",
		"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3"
		"ac"
		"18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec4"
		"0a"},
	};

	digest_init(NULL);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		unsigned char seed[32], key[32], public_key[32], message[2];
		unsigned char expected[64], signature[64];
		size_t len = strlen(tests[i].message) / 2;
		struct error e = {0};

		unhex(tests[i].seed, 32, seed);
		unhex(tests[i].key, 32, key);
		unhex(tests[i].message, len, message);
		unhex(tests[i].signature, 64, expected);
		ck_assert_msg(
		    sign_public_key(seed, public_key, &e) == 0, "%s", e.text);
		ck_assert_mem_eq(public_key, key, 32);
		ck_assert_msg(
		    sign_bytes(seed, message, len, signature, &e) == 0, "%s",
		    e.text);
		ck_assert_mem_eq(signature, expected, 64);
		ck_assert(sign_verify(key, message, len, signature));
		for (int bit = 0; bit < 512; bit++) {
			signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
			ck_assert(!sign_verify(key, message, len, signature));
			signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
	}
}
END_TEST

START_TEST(base64_is_that_of_the_rfc)
{
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="},
	    {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
	    {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

	for (size_t i = 0; i < 7; i++) {
		size_t len = strlen(pairs[i][0]);
		unsigned char back[9];
		char out[9];

		digest_base64(pairs[i][0], len, out);
		ck_assert_str_eq(out, pairs[i][1]);
		ck_assert_uint_eq(strlen(out), digest_base64_len(len));
		ck_assert_int_eq(
		    digest_base64_decode(out, strlen(out), back), (long)len);
		ck_assert_int_eq(memcmp(back, pairs[i][0], len), 0);
	}
}
END_TEST

START_TEST(base64_that_is_not_canonical_is_refused)
{
	static const char *const bad[] = {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n",
	    "Z g=", "=Zg=", "====", "Zg==Zg==", "Zm-v", "Zm9v=", "Zm9vZg=A"};
	unsigned char out[32];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(
		    digest_base64_decode(bad[i], strlen(bad[i]), out) == -1,
		    "%s", bad[i]);
}
END_TEST

START_TEST(random_bytes_differ)
{
	unsigned char a[32] = {0}, b[32] = {0};

	digest_init(NULL);
	digest_random(a, sizeof(a));
	digest_random(b, sizeof(b));
	ck_assert_int_ne(memcmp(a, b, sizeof(a)), 0);
}
END_TEST

/* The value of a string member that comes behind AT. */
static const char *
member(const char *at, const char *name, char *out, size_t size)
{
	size_t len;

	at = strstr(at, name);
	ck_assert_ptr_nonnull(at);
	at = strchr(at, ':') + 3;
	len = strcspn(at, "\"");
	ck_assert_uint_lt(len, size);
	memcpy(out, at, len);
	out[len] = '\0';
	return at + len;
}

/* 914 signatures of C2SP/CCTV, on the edges of what verifiers accept.  Keys of
 * mixed order, which no honest signer has, are refused, too. */
START_TEST(no_small_order_or_non_canonical_key_and_no_large_s_is_accepted)
{
	unsigned accepted = 0, count = 0;
	struct buf file = {0};
	struct error e = {0};
	const char *at, *next;

	digest_init(NULL);
	if (file_read(SHARED_DIR "/data/vectors/ed25519vectors.json", 8 << 20,
		&file, &e) == -1) {
		puts("skipped: ../shared is not there");
		return;
	}
	for (at = buf_string(&file); (at = strstr(at, "\"number\"")) != NULL;
	     at = next) {
		char key_hex[65], sig_hex[129], msg[64], flags[400] = "";
		unsigned char key[32], sig[64];
		bool valid;

		at = member(at, "\"key\"", key_hex, sizeof(key_hex));
		at = member(at, "\"sig\"", sig_hex, sizeof(sig_hex));
		at = member(at, "\"msg\"", msg, sizeof(msg));
		next = strchr(at, '}');
		memcpy(flags, at, (size_t)(next - at) % sizeof(flags));
		unhex(key_hex, 32, key);
		unhex(sig_hex, 64, sig);
		valid = sign_verify(key, msg, strlen(msg), sig);
		if (strstr(flags, "\"low_order_A\"") != NULL ||
		    strstr(flags, "\"low_order_R\"") != NULL ||
		    strstr(flags, "\"non_canonical_A\"") != NULL ||
		    strstr(flags, "\"non_canonical_R\"") != NULL ||
		    strstr(flags, "\"low_order_residue\"") != NULL)
			ck_assert_msg(!valid, "%s %s", flags, msg);
		else
			ck_assert_msg(
			    valid == (strstr(flags, "low_order_component_A") ==
					 NULL),
			    "%s %s", flags, msg);
		accepted += valid;
		count++;
	}
	ck_assert_uint_eq(count, 914);
	ck_assert_uint_gt(accepted, 0);
	buf_free(&file);
}
END_TEST

START_TEST(s_plus_the_order_is_refused)
{
	static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,
	    0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
	    0x14, [31] = 0x10};
	unsigned char seed[32] = {7}, key[32], sig[64];
	unsigned carry = 0;

	digest_init(NULL);
	ck_assert_int_eq(sign_public_key(seed, key, NULL), 0);
	ck_assert_int_eq(sign_bytes(seed, "log", 3, sig, NULL), 0);
	ck_assert(sign_verify(key, "log", 3, sig));
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)sig[32 + i] + order[i];
		sig[32 + i] = (unsigned char)carry;
		carry >>= 8;
	}
	ck_assert(!sign_verify(key, "log", 3, sig));
}
END_TEST

/* libgcrypt counts a datum's bytes in 16 bits; beyond it would take what a
 * message says for an expression of its own. */
START_TEST(a_message_is_signed_up_to_what_libgcrypt_can_count)
{
	static char text[131072];
	const size_t most = 60000;
	unsigned char seed[32] = {7}, key[32], sig[64];
	void *none;

	digest_init(NULL);
	ck_assert_int_eq(sign_public_key(seed, key, NULL), 0);
	ck_assert_int_eq(sign_bytes(seed, text, most, sig, NULL), 0);
	ck_assert(sign_verify(key, text, most, sig));
	text[most - 1] = 'x';
	ck_assert(!sign_verify(key, text, most, sig));
	ck_assert_int_eq(sign_bytes(seed, "", 0, sig, NULL), 0);
	ck_assert(sign_verify(key, "", 0, sig));
	for (size_t len = most + 1; len <= sizeof(text); len += most) {
		struct error e = {0};

		ck_assert(!sign_verify(key, text, len, sig));
		ck_assert_int_eq(sign_bytes(seed, text, len, sig, &e), -1);
		ck_assert_str_eq(e.text, "cannot sign");
	}
	none = digest_secure(0);
	ck_assert_ptr_nonnull(none);
	digest_secure_free(none);
}
END_TEST

START_TEST(bytes_that_are_no_point_are_refused_and_end_nothing)
{
	unsigned char key[32], sig[64];

	digest_init(NULL);
	for (int i = 0; i < 500; i++) {
		digest_random(key, sizeof(key));
		digest_random(sig, sizeof(sig));
		sig[63] &= 0x0f;
		ck_assert(!sign_verify(key, "log", 3, sig));
	}
}
END_TEST

SUITE("digest", sha_256_is_that_of_nist, parts_are_digested_as_one,
    a_sized_string_is_preceded_by_eight_bytes, hmac_is_that_of_the_rfc,
    signatures_are_those_of_the_rfc, base64_is_that_of_the_rfc,
    base64_that_is_not_canonical_is_refused, random_bytes_differ,
    no_small_order_or_non_canonical_key_and_no_large_s_is_accepted,
    s_plus_the_order_is_refused,
    a_message_is_signed_up_to_what_libgcrypt_can_count,
    bytes_that_are_no_point_are_refused_and_end_nothing)
