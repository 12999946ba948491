#include "ledger/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/* The example key and note of golang.org/x/mod/sumdb/note. */
#define PETER_SIGNER                                                           \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09i" \
	"UvxdXHKDFz"
#define PETER_VERIFIER                                                         \
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

static struct signer_key key;
static struct tree_hash root;

static void
begin(void)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	ck_assert_msg(
	    signer_key_new(&key, "example.com/log", &e) == 0, "%s", e.text);
	root = tree_leaf("x", 1);
}

static struct buf
note_new(uint64_t size)
{
	struct buf note = {0};

	ck_assert_int_eq(checkpoint_write(&key, size, &root, &note, NULL), 0);
	buf_string(&note);
	return note;
}

static int
note_reads(const struct buf *note, struct error *e)
{
	struct checkpoint c;

	return checkpoint_read(
	    &c, (struct span){note->bytes, note->len}, &key.public_key, e);
}

static void
refused(const struct buf *note, const char *why)
{
	struct error e = {0};

	ck_assert_int_eq(note_reads(note, &e), -1);
	ck_assert_msg(strstr(e.text, why) != NULL, "%s", e.text);
}

/* NOTE with TEXT of its body put in and signed anew. */
static struct buf
signed_text(const char *text)
{
	unsigned char bytes[4 + SIGN_SIGNATURE];
	char base64[97];
	struct buf note = {0};

	buf_add_string(&note, text);
	memcpy(bytes, key.public_key.id, 4);
	sign_bytes(key.seed, note.bytes, note.len, bytes + 4, NULL);
	digest_base64(bytes, sizeof(bytes), base64);
	buf_addf(&note, "\n\xe2\x80\x94 example.com/log %s\n", base64);
	return note;
}

START_TEST(keys_are_written_and_read_as_go_does)
{
	struct signer_key peter;
	struct verifier_key verifier;
	char text[KEY_TEXT];
	struct secret out;

	begin();
	ck_assert_int_eq(
	    signer_key_read(&peter, PETER_SIGNER, strlen(PETER_SIGNER), NULL),
	    0);
	verifier_key_write(&peter.public_key, text);
	ck_assert_str_eq(text, PETER_VERIFIER);
	ck_assert_int_eq(verifier_key_read(&verifier, PETER_VERIFIER "\n",
			     strlen(PETER_VERIFIER) + 1, NULL),
	    0);
	ck_assert_mem_eq(&verifier, &peter.public_key, sizeof(verifier));
	signer_key_write(&peter, &out);
	ck_assert_str_eq(out.bytes, PETER_SIGNER "\n");
	ck_assert_uint_eq(out.len, strlen(PETER_SIGNER) + 1);
	secret_free(&out);
	signer_key_free(&peter);
}
END_TEST

START_TEST(keys_that_are_cut_or_changed_are_refused)
{
	struct signer_key s;
	struct verifier_key v;
	char text[KEY_TEXT];

	begin();
	/* a name that goes on behind a NUL; a fuzzer's find */
	ck_assert_int_eq(verifier_key_read(&v,
			     "PeterNeumann\0x+c74f20a3+"
			     "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			     strlen(PETER_VERIFIER) + 2, NULL),
	    -1);
	for (size_t i = 0; i < strlen(PETER_SIGNER); i++)
		ck_assert_int_eq(
		    signer_key_read(&s, PETER_SIGNER, i, NULL), -1);
	for (size_t i = 0; i < strlen(PETER_VERIFIER); i++) {
		strcpy(text, PETER_VERIFIER);
		text[i] ^= 1;
		ck_assert_msg(
		    verifier_key_read(&v, text, strlen(text), NULL) == -1,
		    "%zu", i);
	}
}
END_TEST

START_TEST(a_name_has_no_space_plus_or_control)
{
	static const char *const bad[] = {"", "a b", "a+b", "a\nb", "a\tb",
	    "a\xc2\xa0"
	    "b",
	    "a\xe2\x80\x83"
	    "b",
	    "a\xe3\x80\x80"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!key_name_valid(bad[i]), "%s", bad[i]);
	ck_assert(!key_name_valid("a\x7f"));
	ck_assert(key_name_valid("example.com/log"));
	ck_assert(key_name_valid("pr\xc3\xa4xis.example"));
}
END_TEST

START_TEST(a_name_has_room_for_its_end)
{
	char name[KEY_NAME + 1], text[2 * KEY_TEXT];
	struct signer_key s;
	struct verifier_key v;
	struct error e = {0};

	begin();
	memset(name, 'n', sizeof(name));
	name[KEY_NAME] = '\0';
	ck_assert(!key_name_valid(name));
	ck_assert_int_eq(signer_key_new(&s, name, &e), -1);
	name[KEY_NAME - 1] = '\0';
	ck_assert(key_name_valid(name));
	ck_assert_int_eq(signer_key_new(&s, name, NULL), 0);
	verifier_key_write(&s.public_key, text + 1);
	ck_assert_int_eq(
	    verifier_key_read(&v, text + 1, strlen(text + 1), NULL), 0);
	text[0] = 'n'; /* one too many */
	ck_assert_int_eq(verifier_key_read(&v, text, strlen(text), NULL), -1);
	signer_key_free(&s);
}
END_TEST

/* TYPED: a signature's type and the key, as base64. */
static int
key_of(const char *name, const char *id, const unsigned char typed[static 33],
    struct error *e)
{
	char base64[45], text[200];
	struct verifier_key v;

	digest_base64(typed, 33, base64);
	snprintf(text, sizeof(text), "%s+%s+%s", name, id, base64);
	return verifier_key_read(&v, text, strlen(text), e);
}

START_TEST(a_key_of_another_kind_or_id_is_refused)
{
	unsigned char typed[33] = {2};
	struct signer_key s;
	struct error e = {0};
	char text[200];

	begin();
	ck_assert_int_eq(key_of("log", "00000000", typed, &e), -1);
	ck_assert_str_eq(e.text, "not a verifier key");
	e = (struct error){0};
	typed[0] = 1;
	ck_assert_int_eq(key_of("log", "00000000", typed, &e), -1);
	ck_assert_str_eq(e.text, "verifier key: its id is not its own");
	ck_assert_int_eq(key_of("a b", "00000000", typed, NULL), -1);
	ck_assert_int_eq(key_of("", "00000000", typed, NULL), -1);
	ck_assert_int_eq(key_of("log", "0000000", typed, NULL), -1);
	e = (struct error){0};
	strcpy(text, PETER_SIGNER);
	text[strlen("PRIVATE+KEY+PeterNeumann+")] = '0';
	ck_assert_int_eq(signer_key_read(&s, text, strlen(text), &e), -1);
	ck_assert_str_eq(e.text, "signer key: its id is not its own");
	ck_assert_ptr_null(s.seed);
	strcpy(text, PETER_SIGNER);
	text[0] = 'Q';
	ck_assert_int_eq(signer_key_read(&s, text, strlen(text), NULL), -1);
	ck_assert_ptr_null(s.seed);
}
END_TEST

START_TEST(a_line_that_is_no_signature_spoils_the_note)
{
#define DASH "\xe2\x80\x94 "
	static const char *const lines[] = {"", "-", DASH, DASH "x",
	    DASH " AAAAAAAA", DASH "a+b AAAAAAAA", DASH "x AAAA",
	    DASH "x AAAAAAAAA", DASH "x AAAAAAAA AAAA", "-- x AAAAAAAA",
	    DASH "example.com/log ////====", DASH "example.com/log ????????"};
	struct buf note;

	begin();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		note = note_new(7);
		buf_addf(&note, "%s\n", lines[i]);
		buf_string(&note);
		ck_assert_msg(note_reads(&note, NULL) == -1, "%s", lines[i]);
		buf_free(&note);
	}
	/* Of this key, and of another length. */
	for (size_t len = 4; len < 100; len += 3) {
		unsigned char bytes[100] = {0};
		char base64[140];

		memcpy(bytes, key.public_key.id, 4);
		digest_base64(bytes, len, base64);
		note = note_new(7);
		buf_addf(&note, DASH "example.com/log %s\n", base64);
		ck_assert_int_eq(note_reads(&note, NULL), -1);
		buf_free(&note);
	}
	/* Of another's all else is its own affair. */
	note = note_new(7);
	buf_add_string(&note, DASH "x AAAAAAAA\n");
	ck_assert_int_eq(note_reads(&note, NULL), 0);
	buf_free(&note);
}
END_TEST

/* More than libgcrypt can count. */
START_TEST(a_checkpoint_of_many_lines_is_refused_and_ends_nothing)
{
	struct buf text = {0}, note = {0};
	char *end;

	begin();
	note = note_new(7);
	end = strstr(note.bytes, "\n\n");
	buf_add(&text, note.bytes, (size_t)(end + 1 - note.bytes));
	for (int i = 0; i < 20000; i++)
		buf_add_string(&text, "extension\n");
	buf_add_string(&text, end + 1);
	refused(&text, "does not hold");
	buf_free(&text);
	buf_free(&note);
}
END_TEST

START_TEST(a_checkpoint_says_what_was_signed)
{
	struct buf note;
	struct checkpoint c;
	struct error e = {0};

	begin();
	note = note_new(12345);
	ck_assert_msg(checkpoint_read(&c, (struct span){note.bytes, note.len},
			  &key.public_key, &e) == 0,
	    "%s", e.text);
	ck_assert_uint_eq(c.size, 12345);
	ck_assert(tree_hash_equal(&c.root, &root));
	buf_free(&note);
}
END_TEST

START_TEST(a_checkpoint_with_any_bit_changed_or_cut_is_refused)
{
	struct buf note;

	begin();
	note = note_new(7);
	for (size_t i = 0; i < note.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			note.bytes[i] ^= (char)(1 << bit);
			ck_assert_msg(
			    note_reads(&note, NULL) == -1, "byte %zu", i);
			note.bytes[i] ^= (char)(1 << bit);
		}
	while (note.len-- > 0)
		ck_assert_int_eq(note_reads(&note, NULL), -1);
	buf_free(&note);
}
END_TEST

START_TEST(sixteen_signatures_of_others_are_passed_over)
{
	struct signer_key other;
	struct buf note, extra;
	struct span line;

	begin();
	note = note_new(7);
	for (int i = 0; i < 15; i++) {
		char name[32];

		snprintf(name, sizeof(name), "witness%d.example", i);
		ck_assert_int_eq(signer_key_new(&other, name, NULL), 0);
		extra = (struct buf){0};
		checkpoint_write(&other, 7, &root, &extra, NULL);
		line.bytes = strstr(buf_string(&extra), "\n\n") + 2;
		buf_add_string(&note, line.bytes);
		buf_free(&extra);
		signer_key_free(&other);
	}
	ck_assert_int_eq(note_reads(&note, NULL), 0);
	for (int i = 0; i < 100; i++)
		buf_add_string(
		    &note, "\xe2\x80\x94 witness.example AAAAAAAA\n");
	refused(&note, "too many signatures");
	buf_free(&note);
}
END_TEST

START_TEST(right_name_and_wrong_key_id_is_an_unknown_signer)
{
	struct buf note, other;
	struct signer_key again;

	begin();
	ck_assert_int_eq(signer_key_new(&again, "example.com/log", NULL), 0);
	other = (struct buf){0};
	checkpoint_write(&again, 7, &root, &other, NULL);
	signer_key_free(&again);
	refused(&other, "not signed by this key");
	note = note_new(7);
	buf_add_string(&note, strstr(buf_string(&other), "\n\n") + 2);
	ck_assert_int_eq(note_reads(&note, NULL), 0);
	buf_free(&note);
	buf_free(&other);
}
END_TEST

START_TEST(a_signature_by_the_key_that_does_not_hold_spoils_the_note)
{
	struct buf note, other;

	begin();
	note = note_new(7);
	other = note_new(8);
	buf_add_string(&note, strstr(buf_string(&other), "\n\n") + 2);
	refused(&note, "does not hold");
	buf_free(&note);
	buf_free(&other);
}
END_TEST

START_TEST(a_signature_with_s_plus_l_is_refused)
{
	static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a,
	    0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
	    0x14, [31] = 0x10};
	unsigned char bytes[72];
	unsigned carry = 0;
	struct buf note;
	char *base64;

	begin();
	note = note_new(7);
	base64 = strrchr(note.bytes, ' ') + 1;
	ck_assert_int_eq(digest_base64_decode(base64, 92, bytes), 68);
	for (size_t i = 0; i < 32; i++) {
		carry += (unsigned)bytes[36 + i] + order[i];
		bytes[36 + i] = (unsigned char)carry;
		carry >>= 8;
	}
	digest_base64(bytes, 68, base64);
	base64[92] = '\n';
	refused(&note, "does not hold");
	buf_free(&note);
}
END_TEST

START_TEST(a_verifier_key_of_small_order_accepts_nothing)
{
	struct buf note;

	begin();
	note = note_new(7);
	memset(key.public_key.bytes, 0, 32);
	ck_assert_int_eq(note_reads(&note, NULL), -1);
	key.public_key.bytes[0] = 1;
	ck_assert_int_eq(note_reads(&note, NULL), -1);
	memset(key.public_key.bytes, 0xff, 32);
	ck_assert_int_eq(note_reads(&note, NULL), -1);
	buf_free(&note);
}
END_TEST

START_TEST(a_body_that_is_signed_and_no_checkpoint_is_refused)
{
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	static const char *const bad[] = {"example.com/log\n07\n" ROOT "\n",
	    "example.com/log\n\n" ROOT "\n", "example.com/log\n-1\n" ROOT "\n",
	    "example.com/log\n+1\n" ROOT "\n",
	    "example.com/log\n 1\n" ROOT "\n",
	    "example.com/log\n18446744073709551616\n" ROOT "\n",
	    "example.com/log\n1\n", "example.com/log\n",
	    "example.com/log\n1\nAA\n", "example.com/other\n1\n" ROOT "\n",
	    "example.com/log\n1\n47DEQpj8HBSa+/"
	    "TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
	    "example.com/log\n1\n" ROOT "\n\nx\n"};

	begin();
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf note = signed_text(bad[i]);

		ck_assert_msg(note_reads(&note, NULL) == -1, "%s", bad[i]);
		buf_free(&note);
	}
	for (int i = 0; i < 2; i++) {
		struct buf note = signed_text(
		    i == 0 ? "example.com/log\n18446744073709551615\n" ROOT "\n"
			   : "example.com/log\n1\n" ROOT "\nextension\n");

		ck_assert_int_eq(note_reads(&note, NULL), 0);
		buf_free(&note);
	}
}
END_TEST

static int
proof_reads(const char *text, struct inclusion *i)
{
	return proof_read(i, span_of(text), NULL);
}

START_TEST(a_proof_is_read_as_it_was_written)
{
	struct tree_proof p = {.count = 2};
	struct inclusion i;
	struct buf out = {0}, note;

	begin();
	note = note_new(7);
	p.at[0] = p.at[1] = root;
	proof_write(span_of("the entry"), 3, &p,
	    (struct span){note.bytes, note.len}, &out);
	ck_assert_int_eq(proof_reads(buf_string(&out), &i), 0);
	ck_assert_uint_eq(i.index, 3);
	ck_assert_uint_eq(i.proof.count, 2);
	ck_assert_uint_eq(i.extra.len, 9);
	ck_assert_mem_eq(i.extra.bytes, "the entry", 9);
	ck_assert(span_is(i.note, note.bytes));
	inclusion_free(&i);
	out.len = 0;
	proof_write(
	    (struct span){0}, 0, &p, (struct span){note.bytes, note.len}, &out);
	ck_assert_int_eq(proof_reads(buf_string(&out), &i), 0);
	ck_assert_ptr_null(i.extra.bytes);
	inclusion_free(&i);
	buf_free(&out);
	buf_free(&note);
}
END_TEST

START_TEST(a_proof_of_another_form_is_refused)
{
#define HEAD "c2sp.org/tlog-proof@v1\n"
	static const char *const bad[] = {"",
	    "c2sp.org/tlog-proof@v2\nindex 0\n\n", HEAD, HEAD "index\n\n",
	    HEAD "index 00\n\n", HEAD "index -1\n\n", HEAD "index 1 \n\n",
	    HEAD "index 18446744073709551616\n\n", HEAD "extra %%\nindex 0\n\n",
	    HEAD "extra \nindex 0", HEAD "index 0\nAA==\n\n",
	    HEAD "index 0\n" ROOT "\n", HEAD "index 0\nextra AA==\n\n"};
	struct buf many = {0};
	struct inclusion i;

	begin();
	for (size_t n = 0; n < sizeof(bad) / sizeof(*bad); n++) {
		ck_assert_msg(proof_reads(bad[n], &i) == -1, "%s", bad[n]);
		inclusion_free(&i);
	}
	buf_add_string(&many, HEAD "index 0\n");
	for (int n = 0; n < 65; n++)
		buf_add_string(&many, ROOT "\n");
	buf_add_string(&many, "\n");
	ck_assert_int_eq(proof_reads(buf_string(&many), &i), -1);
	inclusion_free(&i);
	buf_free(&many);
}
END_TEST

SUITE("checkpoint", keys_are_written_and_read_as_go_does,
    keys_that_are_cut_or_changed_are_refused,
    a_name_has_no_space_plus_or_control, a_name_has_room_for_its_end,
    a_key_of_another_kind_or_id_is_refused,
    a_line_that_is_no_signature_spoils_the_note,
    a_checkpoint_of_many_lines_is_refused_and_ends_nothing,
    a_checkpoint_says_what_was_signed,
    a_checkpoint_with_any_bit_changed_or_cut_is_refused,
    sixteen_signatures_of_others_are_passed_over,
    right_name_and_wrong_key_id_is_an_unknown_signer,
    a_signature_by_the_key_that_does_not_hold_spoils_the_note,
    a_signature_with_s_plus_l_is_refused,
    a_verifier_key_of_small_order_accepts_nothing,
    a_body_that_is_signed_and_no_checkpoint_is_refused,
    a_proof_is_read_as_it_was_written, a_proof_of_another_form_is_refused)
