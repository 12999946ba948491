/* Files and folders, while each call of the system fails in turn: they are
 * what they were or what they were to be, whole, and the error says why. */
#include "folder.h"
#include "suite.h"

#include <gcrypt.h>
#include <signal.h>
#include <string.h>

#include "base/coprocess.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/secret.h"
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
FAILS(FILE *, fopen, NULL, false, (const char *path, const char *how), (path, how))
FAILS(int, ferror, 1, false, (FILE *f), (f))
FAILS(int, setenv, -1, false, (const char *name, const char *value, int how), (name, value, how))
/* clang-format on */

/* Another user's, for a moment. */
FAILS(uid_t, geteuid, 12345, false, (void), ())

/* Of these two what is behind the dots is passed on as it is here. */
WRAPS(fcntl)
WRAPS(prctl)

int __real_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...);
int
__wrap_fcntl(int fd, int what, ...)
{
	va_list ap;
	int with;

	va_start(ap, what);
	with = va_arg(ap, int);
	va_end(ap);
	return failing_now("fcntl", false) ? -1 : __real_fcntl(fd, what, with);
}

int __real_prctl(int what, ...);
int __wrap_prctl(int what, ...);
int
__wrap_prctl(int what, ...)
{
	unsigned long with;
	va_list ap;

	va_start(ap, what);
	with = va_arg(ap, unsigned long);
	va_end(ap);
	return failing_now("prctl", false) ? -1 : __real_prctl(what, with);
}

/* It says nothing where it cannot read the zone's file, or reads another. */
WRAPS(tzset)
static const char *zone_instead;

void __real_tzset(void);
void __wrap_tzset(void);
void
__wrap_tzset(void)
{
	if (failing_now("tzset", false))
		__real_setenv("TZ", zone_instead, 1);
	__real_tzset();
}

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
	for (i = 0; i <= ERRORS; i++)
		for (failing_first(i < ERRORS ? errors[i] : EIO),
		     failing.all = i == ERRORS;
		     failing_next();) {
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
			if (i < ERRORS && errors[i] == EINTR)
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

/* In the new process, which the loop above does not see fail. */
START_TEST(a_process_that_cannot_part_ways_says_nothing)
{
	static const char *const calls[] = {"prctl", "open", "fcntl", "dup2"};
	size_t i;
	int file, n;

	folder_enter();
	signal(SIGPIPE, SIG_IGN);
	file = open("file", O_RDWR | O_CREAT, 0600);
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		for (n = 1; n <= 6; n++) {
			struct coprocess c;
			struct error e = {0};
			char said = 'a', heard = 0;
			bool answered;

			failing_first(EIO);
			failing_next();
			failing.which = n;
			failing.only = calls[i];
			failing_begin();
			ck_assert_int_eq(coprocess_begin(&c, file, "beside",
					     answer, NULL, &e),
			    0);
			failing_done();
			failing.only = NULL;
			answered = file_write(c.talk, &said, 1, &e) == 0 &&
				   coprocess_read(c.talk, &heard, 1);
			coprocess_end(&c);
			ck_assert(!answered || heard == 'b');
			/* Of each, the first that it calls. */
			ck_assert_msg(!answered || n > 1, "%s", calls[i]);
		}
	folder_leave();
}
END_TEST

START_TEST(streams_are_those_that_were_given_or_none_whatever_fails)
{
	int ends[2], status;
	pid_t child;
	char c;

	for (failing_first(EIO); failing_next();) {
		ck_assert_int_eq(pipe(ends), 0);
		ck_assert_int_eq(__real_write(ends[1], "a", 1), 1);
		child = __real_fork();
		if (child == 0) {
			failing_begin();
			status = coprocess_streams(ends[0], ends[1]);
			failing_done();
			if (status == 0 &&
			    (__real_read(STDIN_FILENO, &c, 1) != 1 ||
				c != 'a' ||
				__real_write(STDOUT_FILENO, "b", 1) != 1))
				_exit(3);
			_exit(status == 0 ? 0 : failing.failed ? 1 : 2);
		}
		__real_waitpid(child, &status, 0);
		ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		failing.failed = WEXITSTATUS(status) == 1;
		if (!failing.failed) {
			ck_assert_int_eq(__real_read(ends[0], &c, 1), 1);
			ck_assert_int_eq(c, 'b');
		}
		close(ends[0]);
		close(ends[1]);
	}
}
END_TEST

START_TEST(a_zone_is_taken_or_refused_whatever_fails)
{
	static const char *const others[] = {":/nowhere", ":Asia/Kolkata"};
	char text[INSTANT_TEXT];

	for (size_t i = 0; i < 2; i++)
		for (failing_first(EIO); failing_next();) {
			struct error e = {0};
			int result;

			zone_instead = others[i];
			failing_begin();
			result = zone_use("America/Chicago", &e);
			failing_done();
			check_said(result, &e);
			ck_assert(failing.failed || result == 0);
			if (result == -1)
				continue;
			instant_format(0, text);
			ck_assert_str_eq(text, "1969-12-31T18:00:00-06:00");
		}
}
END_TEST

static void
anothers(int result, const char *why, struct error *e)
{
	ck_assert_int_eq(result, -1);
	ck_assert_msg(strstr(e->text, why) != NULL, "%s", e->text);
	e->text[0] = '\0';
	failing_done();
	failing_first(0);
	failing_next();
	failing_begin();
}

START_TEST(what_belongs_to_another_user_is_refused)
{
	struct error e = {0};
	struct secret s;

	folder_enter();
	put("file", old_text);
	__real_fchmod(__real_open("file", O_RDONLY), 0600);
	failing_first(0);
	failing_next();
	failing.only = "geteuid";
	failing_begin();
	anothers(file_open_append("file", &e), "belongs to another user", &e);
	anothers(file_open_update("file", &e), "belongs to another user", &e);
	anothers(file_lock("file", &e), "belongs to another user", &e);
	anothers(file_replace("file", "x", 1, &e), "belongs to another", &e);
	anothers(secret_read(&s, "file", 100, &e),
	    "a secret that belongs to another user", &e);
	anothers(folder_begin("out", &e) == NULL ? -1 : 0,
	    "belongs to another user", &e);
	failing_done();
	failing.only = NULL;
	ck_assert(holds("file", old_text));
	folder_leave();
}
END_TEST

SUITE("base, failing", a_signature_holds_or_there_is_none_whatever_fails,
    a_file_is_replaced_whole_or_stays_whatever_fails,
    what_is_read_is_whole_or_an_error_whatever_fails,
    a_file_that_was_written_is_whole_or_an_error_whatever_fails,
    a_file_opened_for_any_use_is_open_or_an_error_whatever_fails,
    a_folder_stands_whole_or_not_at_all_whatever_fails,
    a_process_beside_answers_or_is_known_to_be_gone_whatever_fails,
    a_process_that_cannot_part_ways_says_nothing,
    streams_are_those_that_were_given_or_none_whatever_fails,
    a_zone_is_taken_or_refused_whatever_fails,
    what_belongs_to_another_user_is_refused)
