/* A response, while each call of the system and of libarchive fails in turn:
 * it stands whole or not at all, and the error says why. */
#include "folder.h"
#include "suite.h"

#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "failing.h"
#include "ledger/ledger.h"
#include "note/document.h"
#include "package/files.h"
#include "package/package.h"
#include "stream/record.h"

/* clang-format off */
FAILS(int, archive_write_header, ARCHIVE_FATAL, false, (struct archive *a, struct archive_entry *entry), (a, entry))
FAILS(la_ssize_t, archive_write_data, ARCHIVE_FATAL, false, (struct archive *a, const void *bytes, size_t len), (a, bytes, len))
FAILS(int, archive_write_close, ARCHIVE_FATAL, false, (struct archive *a), (a))
FAILS(int, archive_write_set_options, ARCHIVE_FATAL, false, (struct archive *a, const char *options), (a, options))
FAILS(int, archive_write_set_passphrase, ARCHIVE_FATAL, false, (struct archive *a, const char *word), (a, word))
/* clang-format on */

#define TEXTS (1u << FORMAT_NDJSON | 1u << FORMAT_CSV | 1u << FORMAT_TEXT)

static const int errors[] = {EIO, EINTR};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static json_t *sample;
static struct document request_file;
static struct request request;
static char *note;

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void
seal(json_t *n)
{
	struct record *rec = record_new();
	char *line = json_dumps(n, JSON_COMPACT), hex[DIGEST_HEX];
	struct error e = {0};
	struct note read;

	ck_assert_int_eq(record_read(rec, line, strlen(line), &e), 0);
	ck_assert_int_eq(note_read(&read, rec, &e), 0);
	note_text_digest(&read, hex);
	json_object_set_new(
	    json_object_get(n, "redaction"), "text", json_string(hex));
	record_free(rec);
	free(line);
}

static void
begin(void)
{
	struct error e = {0};
	char *text;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(digest_init(&e), 0);
	folder_enter();
	sample = json_load_file(
	    SOURCE_DIR "/tests/unit/samples/response.json", 0, NULL);
	ck_assert_ptr_nonnull(sample);
	seal(json_object_get(sample, "note"));
	note = json_dumps(json_object_get(sample, "note"), JSON_COMPACT);
	text = json_dumps(json_object_get(sample, "request"), JSON_COMPACT);
	ck_assert_msg(
	    document_parse(&request_file, text, strlen(text), &e) == 0 &&
		request_read(&request, request_file.record, &e) == 0,
	    "%s", e.text);
	free(text);
	put("password", "a long enough word\n");
	put("withheld",
	    "{\"record\":\"withheld/1\",\"note\":\"N-1\",\"section\":0,"
	    "\"start\":17,\"end\":40,\"label\":\"conversation\",\"code\":"
	    "\"PSY\",\"citation\":\"45 CFR 164.508(a)(2)\",\"text\":"
	    "\"what he said of his brother's letters\"}\n");
}

static void
end(void)
{
	document_close(&request_file);
	json_decref(sample);
	free(note);
	folder_leave();
}

static int
respond(const struct package_plan *plan, struct error *e)
{
	struct filter_totals totals = {.notes = 1, .whole = true};
	struct record *rec = record_new();
	struct package *p = package_open(plan, e);
	int made = -1;

	if (p != NULL && record_read(rec, note, strlen(note), e) == 0 &&
	    package_take(p, rec, e) == 0)
		made = package_finish(p, &totals, NULL, e);
	package_free(p);
	record_free(rec);
	return made;
}

/* Every file that the manifest names is there, and is what it was. */
static void
check_whole(void)
{
	json_t *manifest = json_load_file("out/manifest.json", 0, NULL);
	json_t *file;
	size_t i;

	ck_assert_ptr_nonnull(manifest);
	ck_assert_uint_gt(
	    json_array_size(json_object_get(manifest, "files")), 0);
	json_array_foreach (json_object_get(manifest, "files"), i, file) {
		unsigned char digest[DIGEST_LEN];
		struct buf b = {0}, path = {0};
		struct error e = {0};
		char hex[DIGEST_HEX];

		buf_addf(&path, "out/%s",
		    json_string_value(json_object_get(file, "name")));
		ck_assert_msg(
		    file_read(buf_string(&path), 1 << 24, &b, &e) == 0,
		    "%s: %s", failing.name, e.text);
		digest_bytes(b.bytes, b.len, digest);
		digest_hex(digest, hex);
		ck_assert_str_eq(
		    hex, json_string_value(json_object_get(file, "sha256")));
		buf_free(&b);
		buf_free(&path);
	}
	json_decref(manifest);
}

/* What stands of a response is taken away. */
static void
clear(void)
{
	ck_assert_int_eq(system("rm -rf out .out.partial"), 0);
}

static void
fail_each(struct package_plan *plan, long step)
{
	struct option_list none = {0};
	struct stat st;
	size_t i;

	plan->request = &request;
	plan->output = "out";
	plan->held_back = &none;
	plan->max_age = 86400;
	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan->as_of), 0);
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]), failing.step = step;
		     failing_next();) {
			struct error e = {0};
			int made;

			failing_begin();
			made = respond(plan, &e);
			failing_done();
			ck_assert_msg((made == 0) == (e.text[0] == '\0'),
			    "%s: %d, %s", failing.name, made, e.text);
			ck_assert_msg(
			    strstr(e.text, "slept") == NULL, "%s", e.text);
			if (stat("out", &st) == 0)
				check_whole();
			else
				ck_assert_int_eq(made, -1);
			/* What failed in the helper is not known here. */
			if (errors[i] == EINTR ||
			    (!failing.failed &&
				!(plan->formats & 1u << FORMAT_PDF)))
				ck_assert_msg(
				    made == 0, "%s: %s", failing.name, e.text);
			if (made == 0 || failing.failed)
				clear();
		}
}

START_TEST(a_folder_of_records_stands_whole_or_not_whatever_fails)
{
	struct package_plan plan = {.formats = TEXTS};

	begin();
	fail_each(&plan, 1);
	end();
}
END_TEST

START_TEST(every_response_of_a_split_stands_or_none_whatever_fails)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_CSV | 1u << FORMAT_CDEX,
	    .split = SPLIT_PATIENT};
	struct error e = {0};

	begin();
	fail_each(&plan, 2);
	/* What went out stands in the ledger, which may have more. */
	ck_assert_msg(
	    ledger_init("ledger", "test", NULL, &e) == 0, "%s", e.text);
	plan.ledger = "ledger";
	plan.split = SPLIT_NONE;
	fail_each(&plan, 7);
	end();
}
END_TEST

START_TEST(a_zip_under_a_password_is_whole_or_not_there_whatever_fails)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_NDJSON | 1u << FORMAT_ZIP,
	    .password_file = "password"};

	begin();
	fail_each(&plan, 1);
	end();
}
END_TEST

START_TEST(what_cannot_be_read_back_does_not_go_out_whatever_fails)
{
	struct package_plan plan = {
	    .formats = TEXTS | 1u << FORMAT_FHIR, .withheld = "withheld"};

	begin();
	fail_each(&plan, 1);
	end();
}
END_TEST

static bool
have(const char *program)
{
	return access(program, X_OK) == 0;
}

/* With a helper's process, and the pages, which take many calls: those that
 * are few, each in turn. */
static const char *const few[] = {"open", "fstat", "mmap", "lseek", "ftruncate",
    "pipe", "fork", "waitpid", "socketpair", "unlink", "fdopen", "fclose",
    "dup2", "close"};

START_TEST(pages_are_read_back_or_do_not_go_out_whatever_fails)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_PDF, .withheld = "withheld"};
	size_t i;

	if (!have("/usr/bin/pdftotext"))
		return;
	begin();
	for (i = 0; i < sizeof(few) / sizeof(few[0]); i++) {
		failing.only = few[i];
		fail_each(&plan, strcmp(few[i], "close") == 0 ? 5 : 1);
	}
	end();
}
END_TEST

START_TEST(a_cover_stands_in_front_or_nothing_goes_out_whatever_fails)
{
	struct package_plan plan = {.formats = 1u << FORMAT_PDF};
	struct option_list none = {0};
	struct error e = {0};
	size_t i;

	if (!have("/usr/bin/qpdf"))
		return;
	begin();
	plan.request = &request;
	plan.output = "out";
	plan.held_back = &none;
	plan.max_age = 86400;
	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan.as_of), 0);
	ck_assert_msg(respond(&plan, &e) == 0, "%s", e.text);
	ck_assert_int_eq(rename("out/response.pdf", "cover.pdf"), 0);
	clear();
	plan.cover = "cover.pdf";
	for (i = 0; i < 8; i++) {
		failing.only = few[i];
		fail_each(&plan, 1);
	}
	end();
}
END_TEST

SUITE("package, failing",
    a_folder_of_records_stands_whole_or_not_whatever_fails,
    every_response_of_a_split_stands_or_none_whatever_fails,
    a_zip_under_a_password_is_whole_or_not_there_whatever_fails,
    what_cannot_be_read_back_does_not_go_out_whatever_fails,
    pages_are_read_back_or_do_not_go_out_whatever_fails,
    a_cover_stands_in_front_or_nothing_goes_out_whatever_fails)
