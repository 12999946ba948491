/* Files and folders, while each call of the system fails in turn: they are
 * what they were or what they were to be, whole, and the error says why. */
#include "folder.h"
#include "suite.h"

#include <gcrypt.h>
#include <signal.h>
#include <string.h>

#include "base/coprocess.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/whole.h"
#include "failing.h"

/* clang-format off */
FAILS(gcry_error_t, gcry_pk_sign, GPG_ERR_GENERAL, false, (gcry_sexp_t *out, gcry_sexp_t message, gcry_sexp_t key), (out, message, key))
FAILS(gcry_error_t, gcry_pk_verify, GPG_ERR_GENERAL, false, (gcry_sexp_t given, gcry_sexp_t message, gcry_sexp_t key), (given, message, key))
FAILS(gcry_error_t, gcry_mpi_ec_new, GPG_ERR_GENERAL, false, (gcry_ctx_t *out, gcry_sexp_t key, const char *curve), (out, key, curve))
FAILS(gcry_mpi_t, gcry_mpi_ec_get_mpi, NULL, false, (const char *name, gcry_ctx_t curve, int copy), (name, curve, copy))
FAILS(gcry_sexp_t, gcry_sexp_find_token, NULL, false, (const gcry_sexp_t list, const char *word, size_t len), (list, word, len))
FAILS(const char *, gcry_sexp_nth_data, NULL, false, (const gcry_sexp_t list, int n, size_t *len), (list, n, len))
FAILS(void *, gcry_mpi_get_opaque, NULL, false, (gcry_mpi_t a, unsigned *bits), (a, bits))
/* clang-format on */

static const char old_text[] = "what stood there";
static const char new_text[] = "what is to stand there, and is longer";

static void
put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(__real_fclose(f), 0);
}

static bool
holds(const char *path, const char *text)
{
	struct buf b = {0};
	struct error e = {0};
	bool same;

	ck_assert_msg(file_read(path, 1000, &b, &e) == 0, "%s", e.text);
	same = strcmp(buf_string(&b), text) == 0;
	buf_free(&b);
	return same;
}

static bool
there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* 0, or -1 with a reason. */
static void
check_said(int result, const struct error *e)
{
	ck_assert_msg((result == 0) == (e->text[0] == '\0'), "%s: %d, %s",
	    failing.name, result, e->text);
}

static const int errors[] = {EIO, ENOSPC, EINTR};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

START_TEST(a_file_is_replaced_whole_or_stays_whatever_fails)
{
	size_t i;

	folder_enter();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};
			int result;

			put("file", old_text);
			failing_begin();
			result = file_replace(
			    "file", new_text, strlen(new_text), &e);
			failing_done();
			check_said(result, &e);
			ck_assert_msg(
			    holds("file", new_text) ||
				(result == -1 && holds("file", old_text)),
			    "%s", failing.name);
			if (errors[i] == EINTR || !failing.failed)
				ck_assert_int_eq(result, 0);
		}
	folder_leave();
}
END_TEST

START_TEST(what_is_read_is_whole_or_an_error_whatever_fails)
{
	size_t i;

	folder_enter();
	put("file", old_text);
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};
			struct buf b = {0};
			int result;

			failing_begin();
			result = file_read("file", 1000, &b, &e);
			failing_done();
			check_said(result, &e);
			if (result == 0)
				ck_assert_str_eq(buf_string(&b), old_text);
			if (errors[i] == EINTR)
				ck_assert_int_eq(result, 0);
			buf_free(&b);
		}
	folder_leave();
}
END_TEST

START_TEST(a_file_that_was_written_is_whole_or_an_error_whatever_fails)
{
	size_t i;

	folder_enter();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};
			int result = -1, fd;
			FILE *f = NULL;

			unlink("file");
			failing_begin();
			fd = file_open_append("file", &e);
			if (fd != -1)
				f = fdopen(fd, "w");
			if (f != NULL) {
				fputs(new_text, f);
				result = file_close(f, "file", &e);
			}
			failing_done();
			if (f != NULL || fd == -1)
				check_said(result, &e);
			if (f == NULL && fd != -1)
				close(fd);
			if (result == 0)
				ck_assert(holds("file", new_text));
		}
	folder_leave();
}
END_TEST

START_TEST(a_file_opened_for_any_use_is_open_or_an_error_whatever_fails)
{
	static int (*const opens[])(const char *path, struct error *e) = {
	    file_open_append, file_open_update, file_lock, file_open_input};
	size_t i, k;

	folder_enter();
	put("file", old_text);
	for (k = 0; k < sizeof(opens) / sizeof(opens[0]); k++)
		for (i = 0; i < ERRORS; i++)
			for (failing_first(errors[i]); failing_next();) {
				struct error e = {0};
				int fd;

				failing_begin();
				fd = opens[k]("file", &e);
				failing_done();
				check_said(fd == -1 ? -1 : 0, &e);
				if (fd != -1)
					ck_assert_int_eq(close(fd), 0);
				if (errors[i] == EINTR)
					ck_assert_int_ne(fd, -1);
			}
	ck_assert(holds("file", old_text));
	folder_leave();
}
END_TEST

/* What becomes of a folder with two members, one of them in a folder. */
static int
make_folder(struct error *e)
{
	struct folder *f = folder_begin("out", e);
	FILE *by_hand;

	if (f == NULL)
		return -1;
	if (folder_make(f, "below", e) == -1 ||
	    folder_write(f, "below/a", new_text, strlen(new_text), e) == -1)
		goto fail;
	by_hand = folder_open(f, "b", e);
	if (by_hand == NULL)
		goto fail;
	fputs(new_text, by_hand);
	if (file_close(by_hand, "b", e) == -1)
		goto fail;
	return folder_commit(f, e);
fail:
	folder_abort(f);
	return -1;
}

START_TEST(a_folder_stands_whole_or_not_at_all_whatever_fails)
{
	size_t i;

	folder_enter();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};
			int result;

			ck_assert_int_eq(system("rm -rf out .out.partial; "
						"mkdir -p .out.partial/old"),
			    0);
			failing_begin();
			result = make_folder(&e);
			failing_done();
			check_said(result, &e);
			if (there("out")) {
				ck_assert(holds("out/b", new_text));
				ck_assert(holds("out/below/a", new_text));
				ck_assert(!there("out/old"));
			} else {
				ck_assert_int_eq(result, -1);
			}
			if (errors[i] == EINTR)
				ck_assert_int_eq(result, 0);
			/* What it left is in nobody's way. */
			e = (struct error){0};
			if (!there("out"))
				ck_assert_msg(
				    make_folder(&e) == 0, "%s", e.text);
		}
	folder_leave();
}
END_TEST

START_TEST(a_signature_holds_or_there_is_none_whatever_fails)
{
	static const unsigned char seed[SIGN_KEY] = {7};
	unsigned char key[SIGN_KEY], made[SIGN_SIGNATURE];
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	ck_assert_int_eq(sign_public_key(seed, key, &e), 0);
	for (failing_first(EIO); failing_next();) {
		int result;

		e = (struct error){0};
		memset(made, 0, sizeof(made));
		failing_begin();
		result = sign_bytes(seed, new_text, strlen(new_text), made, &e);
		failing_done();
		check_said(result, &e);
		ck_assert_msg(sign_verify(key, new_text, strlen(new_text),
				  made) == (result == 0),
		    "%s", failing.name);
	}
	/* And no failure makes a bad one good. */
	made[40] ^= 1;
	for (failing_first(EIO); failing_next();) {
		bool valid;

		failing_begin();
		valid = sign_verify(key, new_text, strlen(new_text), made);
		failing_done();
		ck_assert_msg(!valid, "%s", failing.name);
	}
	made[40] ^= 1;
	for (failing_first(EIO); failing_next();) {
		bool valid;

		failing_begin();
		valid = sign_verify(key, new_text, strlen(new_text), made);
		failing_done();
		ck_assert_msg(
		    valid == !failing.failed, "%s: %d", failing.name, valid);
	}
}
END_TEST

/* Answers each byte with the next one of the alphabet. */
static void
answer(int talk, int file, const void *with)
{
	struct error e = {0};
	char c;

	(void)file;
	(void)with;
	while (coprocess_read(talk, &c, 1)) {
		c++;
		if (file_write(talk, &c, 1, &e) == -1)
			return;
	}
}

START_TEST(a_process_beside_answers_or_is_known_to_be_gone_whatever_fails)
{
	size_t i;
	int file;

	folder_enter();
	signal(SIGPIPE, SIG_IGN);
	file = open("file", O_RDWR | O_CREAT, 0600);
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct coprocess c;
			struct error e = {0};
			char said = 'a', heard = 0;
			bool answered = false;

			failing_begin();
			if (coprocess_begin(
				&c, file, "beside", answer, NULL, &e) == 0) {
				answered =
				    file_write(c.talk, &said, 1, &e) == 0 &&
				    coprocess_read(c.talk, &heard, 1);
				coprocess_end(&c);
			} else {
				ck_assert_int_ne(e.text[0], '\0');
			}
			failing_done();
			ck_assert(!answered || heard == 'b');
			if (errors[i] == EINTR)
				ck_assert(answered);
		}
	folder_leave();
}
END_TEST

SUITE("base, failing", a_signature_holds_or_there_is_none_whatever_fails,
    a_file_is_replaced_whole_or_stays_whatever_fails,
    what_is_read_is_whole_or_an_error_whatever_fails,
    a_file_that_was_written_is_whole_or_an_error_whatever_fails,
    a_file_opened_for_any_use_is_open_or_an_error_whatever_fails,
    a_folder_stands_whole_or_not_at_all_whatever_fails,
    a_process_beside_answers_or_is_known_to_be_gone_whatever_fails)
