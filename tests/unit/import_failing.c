/* notes-import over a folder, while each call of the system and of libarchive
 * fails in turn: what it says is whole is whole, and where it is not it has no
 * end or counts what is missing. */
#include "folder.h"
#include "suite.h"

#include <archive.h>
#include <archive_entry.h>
#include <signal.h>
#include <string.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "failing.h"
#include "import/import.h"
#include "import/refs.h"
#include "pdf.h"

/* clang-format off */
FAILS(int, lstat, -1, false, (const char *name, struct stat *st), (name, st))
FAILS(int, stat, -1, false, (const char *name, struct stat *st), (name, st))
FAILS(int, mkstemp, -1, false, (char *name), (name))
FAILS(int, archive_read_open_fd, ARCHIVE_FATAL, false, (struct archive *a, int fd, size_t block), (a, fd, block))
FAILS(int, archive_read_next_header, ARCHIVE_FATAL, false, (struct archive *a, struct archive_entry **entry), (a, entry))
FAILS(la_ssize_t, archive_read_data, ARCHIVE_FATAL, false, (struct archive *a, void *to, size_t len), (a, to, len))
FAILS(int, archive_read_support_filter_gzip, ARCHIVE_FATAL, false, (struct archive *a), (a))
FAILS(int, archive_read_support_format_zip, ARCHIVE_FATAL, false, (struct archive *a), (a))
FAILS(int, archive_read_support_format_tar, ARCHIVE_FATAL, false, (struct archive *a), (a))
FAILS(int, archive_read_support_format_raw, ARCHIVE_FATAL, false, (struct archive *a), (a))
/* clang-format on */

WRAPS(refs_put)
WRAPS(refs_replace)
WRAPS(refs_get)

int __real_refs_put(struct refs *, struct span, struct span, struct error *);
int __wrap_refs_put(struct refs *, struct span, struct span, struct error *);
int
__wrap_refs_put(
    struct refs *r, struct span key, struct span value, struct error *e)
{
	if (failing_now("refs_put", false))
		return error_set_errno(e, "temporary file");
	return __real_refs_put(r, key, value, e);
}

int __real_refs_replace(
    struct refs *, struct span, struct span, struct error *);
int __wrap_refs_replace(
    struct refs *, struct span, struct span, struct error *);
int
__wrap_refs_replace(
    struct refs *r, struct span key, struct span value, struct error *e)
{
	if (failing_now("refs_replace", false))
		return error_set_errno(e, "temporary file");
	return __real_refs_replace(r, key, value, e);
}

enum refs_found __real_refs_get(struct refs *, struct span, struct buf *);
enum refs_found __wrap_refs_get(struct refs *, struct span, struct buf *);
enum refs_found
__wrap_refs_get(struct refs *r, struct span key, struct buf *out)
{
	return failing_now("refs_get", false) ? REFS_FAILED
					      : __real_refs_get(r, key, out);
}

static struct buf good;
static const char *quarantine; /* or NULL */

static void
place(void)
{
	folder_enter();
	ck_assert_int_eq(mkdir("notes", 0700), 0);
	ck_assert_int_eq(mkdir("notes/below", 0700), 0);
}

static void
leave(void)
{
	folder_leave();
	buf_free(&good);
}

/* A folder with texts, one of them in UTF-16, FHIR that refers across files, a
 * message, and archives, one within another. */
static void
fill(void)
{
	static const char note[] =
	    "{\"resourceType\":\"Communication\",\"id\":\"c\",\"subject\":"
	    "{\"reference\":\"Patient/p\"},\"payload\":[{\"contentString\":"
	    "\"Said so.\"}]}\n";
	static const char person[] =
	    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":"
	    "\"Rowe\"}]}\n";
	folder_put("notes/a.txt", "Patient ID: C-1\nID: T-1\n\nShe slept.\n");
	folder_put("notes/b.ndjson", note);
	folder_put("notes/below/c.ndjson", person);
	folder_put("notes/d.txt", "Patient ID: C-2\nID: T-2\n\nShe walked.\n");
	ck_assert_int_eq(system("gzip notes/d.txt"), 0);
	folder_put("notes/e.hl7",
	    "MSH|^~\\&|A||||20260304||MDM^T02|1|P|2.5\rPID|1||C-3\r"
	    "TXA|1|PR|TX|20260304||||||||T-3\rOBX|1|TX|a^Note||She ran.\r");
	folder_put("notes/f.txt", "Patient ID: C-4\nID: T-4\n\nShe sang.\n");
	folder_put("notes/i.txt", "Patient ID: C-6\nID: T-6\n\nShe hid.\n");
	folder_put("notes/g.txt", "Patient ID: C-5\nID: T-5\n\nShe read.\n");
	/* Longer than what is looked at at once. */
	ck_assert_int_eq(
	    system("cd notes && head -c 300000 /dev/urandom | base64 >> f.txt "
		   "&& gzip -1 f.txt && tar cf f.tar f.txt.gz && "
		   "rm f.txt.gz && seq 60000 >> a.txt && seq 20000 >> g.txt && "
		   "iconv -t UTF-16 g.txt > h.txt && rm g.txt && seq 300 >> "
		   "i.txt"),
	    0);
}

/* In a process of its own, which is shut in as the program is.  Returns its
 * status; FAILED: a call of it failed. */
static int
run(char **files, int count, bool *failed)
{
	struct options o = {.tool = "test",
	    .quiet = true,
	    .files = files,
	    .file_count = count,
	    .quarantine = quarantine};
	struct import im = {.zoned = true};
	int status;
	pid_t child = __real_fork();

	if (child == 0) {
		if (freopen("said", "w", stderr) == NULL ||
		    __real_dup2(
			__real_open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600),
			1) == -1)
			_exit(9);
		failing_begin();
		status = import_run(&im, &o);
		failing_done();
		fflush(stderr);
		_exit(status | (failing.failed ? 16 : 0));
	}
	ck_assert_int_eq(__real_waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "the run at call %ld ended by signal",
	    failing.which);
	status = WEXITSTATUS(status);
	*failed = (status & 16) != 0;
	return status & 15;
}

static void
get(const char *path, struct buf *b)
{
	struct error e = {0};

	b->len = 0;
	ck_assert_msg(file_read(path, 1 << 20, b, &e) == 0, "%s", e.text);
	buf_string(b);
}

static void
check(int status, const char *what)
{
	struct buf out = {0}, said = {0};

	get("out", &out);
	get("said", &said);
	ck_assert_msg(strstr(said.bytes, "She") == NULL, "%s", said.bytes);
	if (status == 0)
		ck_assert_msg(out.len == good.len &&
				  memcmp(out.bytes, good.bytes, out.len) == 0,
		    "%s at call %ld: %s", what, failing.which, out.bytes);
	else
		ck_assert_msg(said.len > 0, "%s at call %ld: no reason", what,
		    failing.which);
	if (status == 1)
		ck_assert_msg(strstr(out.bytes, "\"end/1\"") != NULL &&
				  strstr(out.bytes, "\"rejected\":0}") == NULL,
		    "%s at call %ld: %s", what, failing.which, out.bytes);
	if (status == 2)
		ck_assert_msg(strstr(out.bytes, "\"end/1\"") == NULL,
		    "%s at call %ld: %s", what, failing.which, out.bytes);
	ck_assert_int_le(status, 2);
	buf_free(&out);
	buf_free(&said);
}

static void
fail_each(char **files, int count, const char *what)
{
	static const int errors[] = {EIO, EINTR};
	bool failed;
	size_t i;

	failing_first(EIO);
	failing.which = 0;
	ck_assert_int_eq(run(files, count, &failed), 0);
	get("out", &good);
	ck_assert_ptr_nonnull(strstr(good.bytes, "\"rejected\":0}"));
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		for (failing_first(errors[i]); failing_next();) {
			int status = run(files, count, &failed);

			failing.failed = failed;
			check(status, what);
			if (errors[i] == EINTR)
				ck_assert_int_eq(status, 0);
		}
}

START_TEST(a_folder_is_imported_whole_or_counted_whatever_fails)
{
	char *files[] = {(char[]){"notes"}};
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	place();
	fill();
	fail_each(files, 1, "a folder");
	leave();
}
END_TEST

/* Whose each is, who wrote it and what replaces it stands elsewhere: where that
 * cannot be kept, or be found again, nothing is written as if it were not. */
START_TEST(what_refers_to_others_is_whole_or_not_there)
{
	static const char text[] =
	    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"identifier\":[{"
	    "\"value\":\"1\"},{\"value\":\"2\"}],\"name\":[{\"family\":"
	    "\"Rowe\"}]}\n"
	    "{\"resourceType\":\"Practitioner\",\"id\":\"a\",\"identifier\":["
	    "{\"value\":\"3\"}],\"name\":[{\"family\":\"Osei\"}]}\n"
	    "{\"resourceType\":\"Encounter\",\"id\":\"e\",\"period\":{"
	    "\"start\":\"2026-03-04\"}}\n"
	    "{\"resourceType\":\"Claim\",\"id\":\"9\",\"item\":[{"
	    "\"encounter\":[{\"reference\":\"Encounter/e\"}]}]}\n"
	    "{\"resourceType\":\"Coverage\",\"subscriberId\":\"M-1\","
	    "\"beneficiary\":{\"reference\":\"Patient/p\"}}\n"
	    "{\"resourceType\":\"RelatedPerson\",\"patient\":{"
	    "\"reference\":\"Patient/p\"},\"name\":[{\"family\":\"Ada\"}]}\n"
	    "{\"resourceType\":\"DocumentReference\",\"id\":\"d\","
	    "\"status\":\"superseded\",\"subject\":{\"reference\":"
	    "\"Patient/p\"},\"author\":[{\"reference\":\"Practitioner/a\"}],"
	    "\"relatesTo\":[{\"code\":\"replaces\",\"target\":{"
	    "\"reference\":\"DocumentReference/x\"}}],\"context\":{"
	    "\"encounter\":[{\"reference\":\"Encounter/e\"}]},\"content\":[{"
	    "\"attachment\":{\"contentType\":\"text/plain\",\"data\":"
	    "\"U2hlIHNhbmcu\"}}]}\n"
	    "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":"
	    "\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\","
	    "\"id\":\"q\"}},{\"resource\":{\"resourceType\":"
	    "\"RelatedPerson\",\"patient\":{\"reference\":\"urn:uuid:1\"},"
	    "\"name\":[{\"family\":\"Ada\"}]}},{\"resource\":{"
	    "\"resourceType\":\"Communication\",\"id\":\"c\",\"subject\":{"
	    "\"reference\":\"urn:uuid:1\"},\"payload\":[{"
	    "\"contentString\":\"She ran.\"}]}}]}\n";
	static const char messages[] =
	    "MSH|^~\\&|A||||20260304||MDM^T02|1|P|2.5\rPID|1||C-3\r"
	    "TXA|1|PR|TX|20260304||||||||T-3\rOBX|1|TX|a^Note||She ran.\r"
	    "MSH|^~\\&|A||||20260304||MDM^T10|2|P|2.5\rPID|1||C-3\r"
	    "TXA|1|PR|TX|20260304||||||||T-4|T-0\rOBX|1|TX|a^Note||She sat.\r"
	    "MSH|^~\\&|A||||20260304||MDM^T11|3|P|2.5\rPID|1||C-3\r"
	    "TXA|1|PR|TX|20260304||||||||T-9\r";
	char *fhir[] = {(char[]){"a.ndjson"}}, *hl7[] = {(char[]){"b.hl7"}};
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	place();
	folder_put("a.ndjson", text);
	folder_put("b.hl7", messages);
	fail_each(fhir, 1, "references");
	fail_each(hl7, 1, "messages");
	leave();
}
END_TEST

/* What was rejected is kept, or nothing is said to be whole. */
START_TEST(what_cannot_be_kept_ends_the_run)
{
	static const char text[] =
	    "MSH|^~\\&|A||||20260304||MDM^T02|1|P|2.5\rPID|1||C-3\r"
	    "TXA|1|PR|TX|20260304||||||||T-3\rOBX|1|RP|a^Note||x\r"
	    "OBX|2|RP|b^Note||y\rOBX|3|TX|c^Note||She ran.\r";
	char *bad[] = {(char[]){"b.hl7"}}, *well[] = {(char[]){"a.txt"}};
	struct error e = {0};
	struct buf made = {0};
	bool failed;
	int status;

	ck_assert_int_eq(digest_init(&e), 0);
	place();
	folder_put("b.hl7", text);
	folder_put("a.txt", "Patient ID: C-1\nID: T-1\n\nShe slept.\n");
	quarantine = "kept";
	fail_each(well, 1, "a quarantine");
	for (failing_first(EIO); failing_next();) {
		status = run(bad, 1, &failed);
		failing.failed = failed;
		get("out", &made);
		ck_assert(status == 1 || status == 2);
		ck_assert((status == 1) ==
			  (strstr(made.bytes, "\"notes\":1,\"rejected\":2}") !=
			      NULL));
		if (status == 2)
			ck_assert_ptr_null(strstr(made.bytes, "end/1"));
	}
	quarantine = NULL;
	buf_free(&made);
	leave();
}
END_TEST

START_TEST(a_PDF_is_imported_or_named_whatever_fails)
{
	static const char *const calls[] = {
	    "fork", "pipe", "waitpid", "lseek", "ftruncate", "read", "write"};
	char *files[] = {(char[]){"a.pdf"}};
	struct error e = {0};
	struct buf pdf = {0};
	size_t i;

	if (access("/usr/bin/pdftotext", X_OK) != 0)
		return;
	ck_assert_int_eq(digest_init(&e), 0);
	place();
	pdf_make(&pdf, "Patient ID: C-1\nID: T-1\nShe slept.");
	folder_put("a.pdf", pdf.bytes);
	fail_each(files, 1, "a PDF");
	/* Calls that the process makes which runs pdftotext. */
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		failing.only = calls[i];
		fail_each(files, 1, calls[i]);
	}
	failing.only = NULL;
	buf_free(&pdf);
	leave();
}
END_TEST

/* References go to a file where they are many: whatever fails is said, or none
 * is taken for another's or for none. */
START_TEST(references_are_found_or_failed_whatever_fails)
{
	static const int errors[] = {EIO, EINTR};
	const size_t len = (size_t)3 << 20;
	char *value = malloc(len), key[] = "Patient/0";
	struct buf got = {0};
	size_t i, n, large = 0;

	for (i = 0; i < 2; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct refs *r = refs_new();
			struct error e = {0};
			bool whole = true;

			failing_begin();
			for (n = 0; n < 4 && whole; n++) {
				key[8] = (char)('0' + n);
				memset(value, 'a' + (int)n, len);
				if (refs_put(r, span_of(key),
					(struct span){value, len}, &e) == -1)
					whole = false;
			}
			memset(value, 'x', len);
			for (n = 0; n < 2 && whole; n++)
				if (refs_put(r, span_of("Patient/2"),
					(struct span){value, len}, &e) == -1)
					whole = false;
			ck_assert_int_ne(
			    refs_get(r, span_of(""), &got), REFS_FOUND);
			for (n = 0; n < 4 && whole; n++) {
				enum refs_found found;

				key[8] = (char)('0' + n);
				found = refs_get(r, span_of(key), &got);
				if (n == 2)
					ck_assert(found == REFS_AMBIGUOUS ||
						  found == REFS_FAILED);
				else if (found == REFS_FOUND)
					ck_assert(got.len == len &&
						  got.bytes[len - 1] ==
						      (char)('a' + n));
				else
					ck_assert(found == REFS_FAILED);
				large += found == REFS_FOUND;
			}
			failing_done();
			ck_assert(whole || e.text[0] != '\0');
			if (errors[i] == EINTR)
				ck_assert(whole);
			refs_free(r);
		}
	ck_assert_uint_gt(large, 6);
	free(value);
	buf_free(&got);
}
END_TEST

START_TEST(stdin_is_imported_whole_or_counted_whatever_fails)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	place();
	fill();
	ck_assert_int_eq(
	    system("cat notes/b.ndjson notes/below/c.ndjson > in"), 0);
	ck_assert_ptr_nonnull(freopen("in", "r", stdin));
	rewind(stdin);
	{
		static const int errors[] = {EIO, EINTR};
		bool failed;
		size_t i;

		failing_first(EIO);
		ck_assert_int_eq(run(NULL, 0, &failed), 0);
		get("out", &good);
		for (i = 0; i < 2; i++)
			for (failing_first(errors[i]); failing_next();) {
				int status;

				ck_assert_int_eq(
				    __real_lseek(0, 0, SEEK_SET), 0);
				status = run(NULL, 0, &failed);
				failing.failed = failed;
				check(status, "stdin");
			}
	}
	leave();
}
END_TEST

SUITE("import, failing", what_cannot_be_kept_ends_the_run,
    what_refers_to_others_is_whole_or_not_there,
    a_PDF_is_imported_or_named_whatever_fails,
    references_are_found_or_failed_whatever_fails,
    a_folder_is_imported_whole_or_counted_whatever_fails,
    stdin_is_imported_whole_or_counted_whatever_fails)
