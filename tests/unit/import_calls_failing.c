/* What the room asks of the system and of others' programs, failing: what was
 * stored is found or said to be lost, a PDF is read whole or refused by name,
 * and no text is cut in silence. */
#include "imported.h"

#include <iconv.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/safe_file.h"
#include "failing.h"
#include "folder.h"
#include "import/content.h"
#include "import/pdf_helper.h"
#include "import/refs.h"

/* clang-format off */
FAILS(int, mkstemp, -1, false, (char *name), (name))
FAILS(iconv_t, iconv_open, (iconv_t)-1, false, (const char *to, const char *from), (to, from))
/* clang-format on */

WRAPS(execve)

/* What runs in place of pdftotext: a program of the shell. */
static const char *instead;

int __real_execve(const char *path, char *const args[], char *const env[]);
int __wrap_execve(const char *path, char *const args[], char *const env[]);
int
__wrap_execve(const char *path, char *const args[], char *const env[])
{
	char script[512];
	char *const shell[] = {(char[]){"sh"}, (char[]){"-c"}, script, NULL};

	if (instead == NULL)
		return __real_execve(path, args, env);
	snprintf(script, sizeof(script), "%s", instead);
	return __real_execve("/bin/sh", shell, env);
}

static void
begin(void)
{
	struct error e = {0};

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(digest_init(&e), 0);
}

START_TEST(a_temporary_lies_where_TMPDIR_says)
{
	static const char *const good[] = {NULL, "", "/tmp", "/dev/shm"};
	struct error e = {0};
	char longest[5000];
	size_t i;
	int fd;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (good[i] == NULL)
			unsetenv("TMPDIR");
		else
			setenv("TMPDIR", good[i], 1);
		fd = temporary_open(&e);
		ck_assert_msg(fd != -1, "%zu: %s", i, e.text);
		ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
		close(fd);
	}
	setenv("TMPDIR", "/nowhere", 1);
	ck_assert_int_eq(temporary_open(&e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "temporary file"));
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	setenv("TMPDIR", longest, 1);
	e = (struct error){0};
	ck_assert_int_eq(temporary_open(&e), -1);
	ck_assert_str_eq(e.text, "TMPDIR: too long");
	folder_enter();
	setenv("TMPDIR", ".", 1);
	failing_first(EIO);
	failing.only = "unlink";
	ck_assert(failing_next());
	failing_begin();
	e = (struct error){0};
	ck_assert_int_eq(temporary_open(&e), -1);
	failing_done();
	ck_assert(failing.failed);
	ck_assert_ptr_nonnull(strstr(e.text, "temporary file"));
	failing.only = NULL;
	folder_leave();
}
END_TEST

#define VALUE ((size_t)3 << 20)

/* Three values in the file and one in memory; -1: one could not be stored. */
static int
store(struct refs *r, char *value, struct error *e)
{
	char key[16];
	int i;

	for (i = 0; i < 4; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		memset(value, 'a' + i, VALUE);
		if (refs_put(r, span_of(key), (struct span){value, VALUE}, e) ==
		    -1)
			return -1;
	}
	return 0;
}

/* How many values are not found; WRONG: and are not said to be lost, or are
 * not what was stored.  Check is not asked, for its own calls would fail. */
static size_t
look_up(struct refs *r, size_t *wrong)
{
	struct buf got = {0};
	enum refs_found found;
	char key[16];
	size_t lost = 0;
	int i;

	for (i = 0; i < 4; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		found = refs_get(r, span_of(key), &got);
		lost += found != REFS_FOUND;
		if (found == REFS_FOUND)
			*wrong += got.len != VALUE || got.bytes[0] != 'a' + i ||
				  got.bytes[VALUE - 1] != 'a' + i;
		else
			*wrong += found != REFS_FAILED;
	}
	buf_free(&got);
	return lost;
}

START_TEST(what_was_stored_is_found_or_said_to_be_lost)
{
	char *value = malloc(VALUE);
	struct error e;
	size_t lost, wrong = 0, failures = 0;
	struct refs *r;

	begin();
	for (failing_first(EIO); failing_next();) {
		r = refs_new();
		e = (struct error){0};
		lost = 0;
		failing_begin();
		if (store(r, value, &e) == 0)
			lost = look_up(r, &wrong);
		failing_done();
		ck_assert_msg(!failing.failed || lost > 0 ||
				  e.text[0] != '\0' ||
				  strcmp(failing.name, "close") == 0,
		    "%s", failing.name);
		failures += failing.failed;
		refs_free(r);
	}
	ck_assert_uint_gt(failures, 4);
	for (failing_first(EINTR); failing_next();) {
		r = refs_new();
		e = (struct error){0};
		failing_begin();
		lost = store(r, value, &e) == -1 ? 4 : look_up(r, &wrong);
		failing_done();
		ck_assert_uint_eq(lost, 0);
		refs_free(r);
	}
	ck_assert_uint_eq(wrong, 0);
	free(value);
}
END_TEST

/* Where it cannot be told whether a key stands there already, nothing is
 * stored; where it cannot be told whether two values are one, they are not. */
START_TEST(what_cannot_be_compared_is_not_taken_for_the_same)
{
	char *value = malloc(VALUE);
	struct error e = {0};
	struct buf got = {0};
	struct refs *r = refs_new();

	begin();
	ck_assert_int_eq(refs_get(r, span_of("k0"), &got), REFS_NONE);
	ck_assert_int_eq(store(r, value, &e), 0);
	ck_assert_int_eq(refs_get(r, span_of(""), &got), REFS_NONE);
	memset(value, 'a', VALUE);
	/* The same again. */
	ck_assert_int_eq(
	    refs_put(r, span_of("k0"), (struct span){value, VALUE}, &e), 0);
	ck_assert_int_eq(refs_get(r, span_of("k0"), &got), REFS_FOUND);
	/* The key cannot be read. */
	failing_first(EIO);
	failing.only = "pread";
	ck_assert(failing_next());
	failing_begin();
	ck_assert_int_eq(
	    refs_put(r, span_of("k0"), (struct span){value, VALUE}, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "temporary file"));
	failing_done();
	failing.seen = 0;
	failing_begin();
	ck_assert_int_eq(refs_get(r, span_of("k0"), &got), REFS_FAILED);
	failing_done();
	/* The value cannot. */
	ck_assert(failing_next());
	failing_begin();
	e = (struct error){0};
	ck_assert_int_eq(
	    refs_put(r, span_of("k0"), (struct span){value, VALUE}, &e), 0);
	failing_done();
	failing.only = NULL;
	ck_assert_int_eq(refs_get(r, span_of("k0"), &got), REFS_AMBIGUOUS);
	/* And stays so. */
	ck_assert_int_eq(
	    refs_put(r, span_of("k0"), (struct span){value, VALUE}, &e), 0);
	ck_assert_int_eq(refs_get(r, span_of("k0"), &got), REFS_AMBIGUOUS);
	refs_free(r);
	buf_free(&got);
	free(value);
}
END_TEST

#define HL7(event, fields)                                                     \
	"MSH|^~\\&|A||||20260304||MDM^" event "|7|P|2.5\rPID|1||C-1\r"         \
	"TXA|1|PR|TX|20260304||||||||" fields "\r"

/* Without a temporary file none may be missed: the run is over. */
START_TEST(references_that_cannot_be_kept_end_the_run)
{
	/* '@': what makes it large, and another each time. */
	static const struct {
		enum format format;
		const char *text;
	} rows[] = {
	    {FORMAT_FHIR, "{\"resourceType\":\"Patient\",\"id\":\"@\"}\n"},
	    {FORMAT_HL7V2, HL7("T02", "@") "OBX|1|TX|a||said\r"},
	    {FORMAT_HL7V2, HL7("T10", "D-1|@") "OBX|1|TX|a||said\r"},
	    {FORMAT_HL7V2, HL7("T11", "@")},
	    {FORMAT_NOTE, "{\"record\":\"note/1\",\"id\":\"@\",\"patient\":{"
			  "\"id\":\"C\"},\"sections\":[]}\n"},
	};
	struct imported got = {0};
	struct buf b = {0};
	size_t i, j;

	begin();
	setenv("TMPDIR", "/nowhere", 1);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *at = strchr(rows[i].text, '@');

		b.len = 0;
		for (j = 0; j < 3; j++) {
			buf_add(&b, rows[i].text, (size_t)(at - rows[i].text));
			memset(buf_reserve(&b, VALUE), 'a' + (int)j, VALUE);
			b.len += VALUE;
			buf_add_string(&b, at + 1);
		}
		reads.format = rows[i].format;
		import_read((struct span){b.bytes, b.len}, &got);
		ck_assert_msg(strstr(got.said.bytes, "temporary file") != NULL,
		    "%zu: %.300s", i, got.said.bytes);
		ck_assert_ptr_null(strstr(got.out.bytes, "end/1"));
	}
	setenv("TMPDIR", "/tmp", 1);
	buf_free(&b);
	buf_free(&got.out);
	buf_free(&got.said);
}
END_TEST

#define HEAD                                                                   \
	"MSH|^~\\&|A||||20260304||MDM^T02|7|P|2.5\rPID|1||C-1\r"               \
	"TXA|1|PR|TX|20260304||||||||D-1\r"

START_TEST(a_charset_that_the_system_lacks_cuts_nothing)
{
	static const struct row rtf = {"{\\rtf1 Patient ID: C-1\\par Caf\\'e9}",
	    0, 1, .said = "RTF in a charset that this system cannot read"};
	static const struct row wide = {
	    "UTF-16", 0, 1, .said = "a charset that this system cannot read"};
	static const struct row escape = {HEAD
	    "OBX|1|FT|a||Caf\\XE9\\ it was\r",
	    1, 0, .has = "Caf\\\\XE9\\\\ it was",
	    .said = "an escape that is not known"};

	static const struct row pdf = {
	    "PDF", 0, 1, .said = "a charset that this system cannot read"};

	instead = "printf 'Patient ID: C-1\\n\\nCaf\\351.\\f'";
	failing_first(EINVAL);
	failing.all = true;
	failing.only = "iconv_open";
	ck_assert(failing_next());
	failing_begin();
	reads.format = FORMAT_TEXT;
	row_check(&rtf, span_of(rtf.text));
	row_check(&pdf, span_of("%PDF-1.7"));
	reads.format = FORMAT_AUTO;
	row_check(&wide, (struct span){"\xff\xfe"
				       "a\0",
			     4});
	reads.format = FORMAT_HL7V2;
	row_check(&escape, span_of(escape.text));
	failing_done();
	ck_assert(failing.failed);
	failing.only = NULL;
}
END_TEST

static struct import im = {.sink = {.quarantine = -1}};

/* What pages make, with CAT in place of pdftotext; NULL: an error. */
static const char *
pages_of(struct span text, struct error *e)
{
	static const struct options quiet = {.tool = "test", .quiet = true};
	struct span out;

	im.sink.options = &quiet;
	im.at.file = "a";
	*e = (struct error){0};
	if (pdf_text(&im, text, &out, e) == -1)
		return NULL;
	ck_assert_uint_eq(strlen(out.bytes), out.len);
	return out.bytes;
}

START_TEST(heads_and_feet_of_pages_are_kept_once_and_named)
{
#define LINES "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
	static const struct {
		const char *pages, *text, *said;
	} rows[] = {
	    {"She slept.\n\f", "She slept.", NULL},
	    {"She slept.", "She slept.", NULL},
	    {"She slept.\n\n \t\n\f", "She slept.", NULL},
	    /* A number is the same as another. */
	    {"Page 1 of 12\n" LINES "\fPage 12 of 12\n" LINES "eight\n\f",
		"Page 1 of 12\none\ntwo\nthree\nfour\nfive\nsix\nseven\n"
		"four\nfive\nsix\nseven\neight",
		"4 lines left out"},
	    {"Page 1\none\n\fPage x\ntwo\n\f", "Page 1\none\nPage x\ntwo",
		NULL},
	    {"Page x\none\n\fPage 1\ntwo\n\f", "Page x\none\nPage 1\ntwo",
		NULL},
	    {"Page 1\none\n\fPage 1a\ntwo\n\f", "Page 1\none\nPage 1a\ntwo",
		NULL},
	    {"Page 1a\none\n\fPage 1\ntwo\n\f", "Page 1a\none\nPage 1\ntwo",
		NULL},
	    {"Page:\none\n\fPage;\ntwo\n\f", "Page:\none\nPage;\ntwo", NULL},
	    {"Page/\none\n\fPage/\ntwo\n\f", "Page/\none\ntwo",
		"1 lines left out"},
	    {"Head\none\nFoot 1\n\fHead\ntwo\nFoot 2\n\f",
		"Head\none\nFoot 1\ntwo", "2 lines left out"},
	    {"Head\n\none\ntwo\n\fHead\n\nthree\nfour\n\f",
		"Head\n\none\ntwo\nthree\nfour", "1 lines left out"},
	    /* A page that is too short to have one. */
	    {"Head\none\n\fHead\n\f", "Head\none\nHead", NULL},
	    {"Head\n\fHead\ntwo\n\f", "Head\nHead\ntwo", NULL},
	    {"Head\none\n\f\n\f", "Head\none", NULL},
	    {"\fHead\none\n\f", "Head\none", NULL},
	    /* As many lines as may be a head, and no more. */
	    {LINES LINES "a\n\f" LINES LINES "b\n\f",
		LINES LINES "a\nfive\nsix\nseven\n" LINES "b",
		"4 lines left out"},
	    {"a\n" LINES LINES "\fb\n" LINES LINES "\f",
		"a\n" LINES LINES "b\n" LINES "one\ntwo\nthree",
		"4 lines left out"},
	    {LINES "a\n\f" LINES "b\n\f", LINES "a\nfive\nsix\nseven\nb",
		"4 lines left out"},
	};
	struct buf said = {0};
	struct error e;
	size_t i;

	begin();
	instead = "exec cat";
	said_since(&said);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = pages_of(span_of(rows[i].pages), &e);

		ck_assert_msg(got != NULL, "%zu: %s", i, e.text);
		ck_assert_msg(
		    strcmp(got, rows[i].text) == 0, "%zu: %s", i, got);
		said_since(&said);
		ck_assert_msg(rows[i].said == NULL ? said.len == 0
						   : strstr(buf_string(&said),
							 rows[i].said) != NULL,
		    "%zu: %s", i, buf_string(&said));
	}
	ck_assert_ptr_null(pages_of(span_of(" \t\r\n\f"), &e));
	ck_assert_str_eq(e.text, "a PDF without text: needs OCR");
	ck_assert_ptr_null(pages_of(span_of(""), &e));
	pdf_helper_end(&im.pdf);
	draft_free(&im.draft);
	buf_free(&said);
}
END_TEST

START_TEST(a_PDF_that_cannot_be_read_says_why)
{
	static const struct {
		const char *script, *why; /* NULL: read */
	} rows[] = {
	    {"echo said", NULL},
	    {"exit 127", "PDF: pdftotext is not installed"},
	    {"echo said; exit 3", "PDF that is locked against reading"},
	    {"echo said; exit 1", "PDF that pdftotext cannot read"},
	    {"echo said; kill -9 $$", "PDF that pdftotext cannot read"},
	    {"yes | head -c 16777216", NULL},
	    {"yes | head -c 16777217", "PDF with more than 16 MiB of text"},
	    {"exec yes", "PDF with more than 16 MiB of text"},
	    {"echo said", NULL},
	};
	struct pdf_helper h = {0};
	struct buf out = {0};
	size_t i;
	int got;

	begin();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error e = {0};

		out.len = 0;
		instead = rows[i].script;
		got = pdf_helper_text(&h, span_of("%PDF"), &out, &e);
		ck_assert_msg((got == 0) == (rows[i].why == NULL), "%s: %s",
		    rows[i].script, e.text);
		if (got == -1)
			ck_assert_str_eq(e.text, rows[i].why);
		else
			ck_assert_uint_gt(out.len, 4);
		pdf_helper_end(&h);
	}
	buf_free(&out);
}
END_TEST

START_TEST(the_text_of_a_PDF_is_text_that_a_record_may_hold)
{
	static const struct {
		const char *script;
		struct row row;
	} rows[] = {
	    {"printf 'Patient ID: C-1\\n\\nShe \\000slept.\\f'",
		{"NUL", 1, 0, .has = "She \xef\xbf\xbdslept.", .said = "NUL"}},
	    {"printf 'Patient ID: C-1\\n\\nShe \\355\\240\\200slept.\\f'",
		{"half a pair", 1, 0, .has = "slept.",
		    .said = "PDF: not UTF-8"}},
	};
	size_t i;

	begin();
	reads.format = FORMAT_TEXT;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		instead = rows[i].script;
		row_check(&rows[i].row, span_of("%PDF-1.7"));
	}
}
END_TEST

/* A helper that answers ANSWER, says that LEN bytes follow, and sends TEXT. */
static int
answered(uint64_t answer, uint64_t len, const char *text, size_t reply_len,
    struct buf *out, struct error *e)
{
	const uint64_t reply[2] = {answer, len};
	struct pdf_helper h = {.begun = true};
	int ends[2], result;
	FILE *f = tmpfile();

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert_int_eq(write(ends[1], reply, reply_len), (ssize_t)reply_len);
	ck_assert_int_eq(
	    write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	shutdown(ends[1], SHUT_WR);
	h.file = fileno(f);
	h.process.talk = ends[0];
	out->len = 0;
	*e = (struct error){0};
	result = pdf_helper_text(&h, span_of("%PDF"), out, e);
	close(ends[0]);
	close(ends[1]);
	fclose(f);
	return result;
}

START_TEST(a_helper_is_believed_no_more_than_it_can_know)
{
	static const struct {
		uint64_t answer, len;
		const char *text;
		size_t reply_len;
		const char *why; /* NULL: read */
	} rows[] = {
	    {1, 4, "said", 16, NULL},
	    {1, 5, "said", 16, "PDF: pdftotext could not be run"},
	    {1, (uint64_t)1 << 40, "said", 16,
		"PDF: pdftotext could not be run"},
	    {1, 4, "", 8, "PDF: pdftotext could not be run"},
	    {0, 0, "", 16, "PDF: pdftotext could not be run"},
	    {2, 0, "", 16, "PDF: pdftotext is not installed"},
	    {3, 0, "", 16, "PDF that is locked against reading"},
	    {4, 0, "", 16, "PDF that pdftotext cannot read"},
	    {5, 0, "", 16, "PDF with more than 16 MiB of text"},
	    {6, 0, "", 16, "PDF: pdftotext could not be run"},
	};
	struct buf out = {0};
	struct error e;
	size_t i;
	int got;

	begin();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got = answered(rows[i].answer, rows[i].len, rows[i].text,
		    rows[i].reply_len, &out, &e);
		ck_assert_msg(
		    (got == 0) == (rows[i].why == NULL), "%zu: %s", i, e.text);
		if (got == -1)
			ck_assert_str_eq(e.text, rows[i].why);
		else
			ck_assert_uint_eq(out.len, 4);
	}
	buf_free(&out);
}
END_TEST

/* Its own process counts apart, so that one call fails here, or there. */
START_TEST(a_PDF_is_read_whole_or_refused_whatever_fails)
{
	static const int errors[] = {EIO, EINTR};
	struct buf out = {0};
	size_t i, refused;
	long which, last = 0;
	int got;

	begin();
	instead = "echo said";
	for (i = 0; i < 2; i++) {
		failing_first(errors[i]);
		for (which = 1, refused = 0; which < 40; which++) {
			struct pdf_helper h = {0};
			struct error e = {0};

			failing.which = which;
			failing.seen = 0;
			failing.failed = false;
			out.len = 0;
			failing_begin();
			got = pdf_helper_text(&h, span_of("%PDF"), &out, &e);
			pdf_helper_end(&h);
			failing_done();
			if (got == -1) {
				ck_assert_int_ne(e.text[0], '\0');
				refused++;
				last = which;
			} else {
				ck_assert_uint_eq(out.len, 5);
				ck_assert_int_eq(
				    memcmp(out.bytes, "said\n", 5), 0);
			}
		}
		ck_assert_int_eq(refused > 8, errors[i] == EIO);
		ck_assert_int_eq(refused > 0, errors[i] == EIO);
		ck_assert_int_lt(last, 39); /* all were tried */
	}
	buf_free(&out);
}
END_TEST

START_TEST(a_helper_that_could_not_be_begun_says_so_each_time)
{
	struct pdf_helper h = {0};
	struct buf out = {0};
	int i;

	begin();
	setenv("TMPDIR", "/nowhere", 1);
	for (i = 0; i < 2; i++) {
		struct error e = {0};

		ck_assert_int_eq(
		    pdf_helper_text(&h, span_of("%PDF"), &out, &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "temporary file"));
	}
	pdf_helper_end(&h);
	setenv("TMPDIR", "/tmp", 1);
	buf_free(&out);
}
END_TEST

SUITE("import, calls failing", a_temporary_lies_where_TMPDIR_says,
    what_was_stored_is_found_or_said_to_be_lost,
    what_cannot_be_compared_is_not_taken_for_the_same,
    references_that_cannot_be_kept_end_the_run,
    a_charset_that_the_system_lacks_cuts_nothing,
    heads_and_feet_of_pages_are_kept_once_and_named,
    a_PDF_that_cannot_be_read_says_why,
    the_text_of_a_PDF_is_text_that_a_record_may_hold,
    a_helper_is_believed_no_more_than_it_can_know,
    a_PDF_is_read_whole_or_refused_whatever_fails,
    a_helper_that_could_not_be_begun_says_so_each_time)
