/* The ledger, while each call of the system and of SQLite fails in turn: what
 * was accepted stays, nothing else becomes an entry, and the next append finds
 * all in order. */
#include "folder.h"
#include "suite.h"

#include <gcrypt.h>
#include <pwd.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "failing.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/whole.h"
#include "ledger/access.h"
#include "ledger/account.h"
#include "ledger/append.h"
#include "ledger/breach.h"
#include "ledger/command.h"
#include "ledger/due.h"
#include "ledger/index.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "ledger/viewed.h"

/* clang-format off */
FAILS(int, sqlite3_exec, SQLITE_IOERR, false, (sqlite3 *db, const char *sql, int (*each)(void *, int, char **, char **), void *with, char **said), (db, sql, each, with, said))
FAILS(int, sqlite3_prepare_v2, SQLITE_IOERR, false, (sqlite3 *db, const char *sql, int len, sqlite3_stmt **q, const char **tail), (db, sql, len, q, tail))
FAILS(int, sqlite3_bind_int64, SQLITE_IOERR, false, (sqlite3_stmt *q, int at, sqlite3_int64 value), (q, at, value))
FAILS(int, sqlite3_open_v2, SQLITE_CANTOPEN, false, (const char *name, sqlite3 **db, int flags, const char *vfs), (name, db, flags, vfs))
FAILS(int, sqlite3_reset, SQLITE_IOERR, false, (sqlite3_stmt *q), (q))
FAILS(ssize_t, pwrite, -1, true, (int fd, const void *from, size_t len, off_t at), (fd, from, len, at))
FAILS(int, lstat, -1, false, (const char *name, struct stat *st), (name, st))
FAILS(struct passwd *, getpwuid, NULL, false, (uid_t user), (user))
FAILS(gcry_error_t, gcry_pk_sign, GPG_ERR_GENERAL, false, (gcry_sexp_t *out, gcry_sexp_t message, gcry_sexp_t key), (out, message, key))
FAILS(gcry_error_t, gcry_mpi_ec_new, GPG_ERR_GENERAL, false, (gcry_ctx_t *out, gcry_sexp_t key, const char *curve), (out, key, curve))
FAILS(int, sqlite3_bind_blob, SQLITE_IOERR, false, (sqlite3_stmt *q, int at, const void *bytes, int len, void (*done)(void *)), (q, at, bytes, len, done))
/* clang-format on */

/* A step that failed is what finalize says. */
WRAPS(sqlite3_step)
WRAPS(sqlite3_finalize)
static bool step_failed;

int __real_sqlite3_step(sqlite3_stmt *q);
int __wrap_sqlite3_step(sqlite3_stmt *q);
int
__wrap_sqlite3_step(sqlite3_stmt *q)
{
	if (!failing_now("sqlite3_step", false))
		return __real_sqlite3_step(q);
	step_failed = true;
	return SQLITE_IOERR;
}

int __real_sqlite3_finalize(sqlite3_stmt *q);
int __wrap_sqlite3_finalize(sqlite3_stmt *q);
int
__wrap_sqlite3_finalize(sqlite3_stmt *q)
{
	int result = __real_sqlite3_finalize(q);

	if (step_failed)
		result = SQLITE_IOERR;
	step_failed = false;
	return result;
}

static const int errors[] = {EIO, EINTR};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static struct accounting_rules *rules;

static void
place(void)
{
	struct error e = {0};

	folder_enter();
	rules = accounting_rules_new(&e);
	ck_assert_ptr_nonnull(rules);
}

static void
leave(void)
{
	accounting_rules_free(rules);
	folder_leave();
}

static void
check_said(int result, const struct error *e)
{
	ck_assert_msg(
	    result == 0 || e->text[0] != '\0', "%s: no reason", failing.name);
}

static int
append_one(const char *id, struct error *e)
{
	struct ledger *l = ledger_open("ledger", NULL, e);
	char json[400];
	struct span entry;
	int result;

	if (l == NULL)
		return -1;
	snprintf(json, sizeof(json),
	    "{\"record\":\"disclosure/1\",\"id\":\"%s\",\"patient\":\"p1\","
	    "\"date\":\"2026-02-01\",\"recipient\":{\"name\":\"Court\"},"
	    "\"what\":{\"description\":\"report\"},\"purpose\":\"judicial\"}",
	    id);
	entry = span_of(json);
	result = ledger_append_batch(l, &entry, 1, NULL, e);
	ledger_close(l);
	return result;
}

/* How many entries a ledger has in which nothing is found amiss. */
static uint64_t
entries(void)
{
	struct verification v = {0};
	struct error e = {0};
	struct ledger *l = ledger_open_reader("ledger", &e);
	uint64_t count;

	ck_assert_msg(l != NULL, "%s: %s", failing.name, e.text);
	ck_assert_msg(
	    ledger_verify(l, true, NULL, 0, &v, &e) == 0, "%s", e.text);
	ck_assert_msg(v.findings == 0, "%s: %.*s", failing.name,
	    (int)v.text.len, v.text.bytes);
	count = v.entries;
	verification_free(&v);
	ledger_close(l);
	return count;
}

static void
begin(void)
{
	struct error e = {0};

	ck_assert_msg(
	    ledger_init("ledger", "test", NULL, &e) == 0, "%s", e.text);
	ck_assert_int_eq(append_one("a", &e), 0);
	ck_assert_int_eq(append_one("b", &e), 0);
}

START_TEST(a_ledger_is_made_or_can_be_made_whatever_fails)
{
	size_t i;

	place();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};
			int result;

			failing_begin();
			result = ledger_init("ledger", "test", NULL, &e);
			failing_done();
			check_said(result, &e);
			if (result == 0)
				ck_assert_uint_eq(entries(), 0);
			if (errors[i] == EINTR)
				ck_assert_int_eq(result, 0);
			ck_assert_int_eq(system("rm -rf ledger"), 0);
		}
	leave();
}
END_TEST

START_TEST(an_entry_is_accepted_for_good_or_not_at_all_whatever_fails)
{
	uint64_t before, after;
	char id[32];
	long n = 0;
	size_t i;

	place();
	begin();
	before = entries();
	/* At last every call fails from the n-th on, the mending, too. */
	for (i = 0; i <= ERRORS; i++)
		for (failing_first(i < ERRORS ? errors[i] : EIO),
		     failing.all = i == ERRORS;
		     failing_next(); n++) {
			struct error e = {0};
			int result;

			snprintf(id, sizeof(id), "n%ld", n);
			failing_begin();
			result = append_one(id, &e);
			failing_done();
			check_said(result, &e);
			if (result == 0)
				ck_assert_uint_eq(entries(), before + 1);
			/* The next one is accepted, and one that was written
			 * but never signed may have been adopted. */
			e = (struct error){0};
			snprintf(id, sizeof(id), "m%ld", n);
			ck_assert_msg(append_one(id, &e) == 0, "%s: %s",
			    failing.name, e.text);
			after = entries();
			ck_assert_msg(after == before + 2 ||
					  (result == -1 && after == before + 1),
			    "%s: %d", failing.name, (int)(after - before));
			before = after;
			if (i < ERRORS && errors[i] == EINTR)
				ck_assert_int_eq(result, 0);
		}
	leave();
}
END_TEST

/* What is no entry is kept, or the run says that it failed. */
START_TEST(what_is_rejected_is_kept_whatever_fails)
{
	static const char bad[] = "{\"record\":\"note/1\"}\n";
	static const char text[] =
	    "{\"record\":\"note/1\"}\n"
	    "{\"record\":\"access/1\",\"who\":\"m\",\"when\":"
	    "\"2026-01-01T00:00:00Z\",\"command\":\"c\"}\n";
	struct options o = {.tool = "notes-ledger", .quarantine = "kept"};
	static const char *const only[] = {NULL, "close", "fsync"};
	char in[] = "in", *files[] = {in};
	struct buf kept = {0};
	uint64_t before;
	size_t k;

	place();
	begin();
	ck_assert_int_eq(file_replace("in", text, sizeof(text) - 1, NULL), 0);
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	for (k = 0; k < 3; k++)
		for (failing_first(EIO), failing.only = only[k];
		     failing_next();) {
			struct error e = {0};
			struct ledger *l = ledger_open("ledger", NULL, &e);
			int status;

			ck_assert_msg(l != NULL, "%s", e.text);
			unlink("kept");
			before = ledger_size(l);
			failing_begin();
			status = append_run(l, &o, files, 1);
			failing_done();
			ledger_close(l);
			ck_assert_msg(
			    status == 2 || status == 1, "%s", failing.name);
			ck_assert(failing.failed || status == 1);
			if (status == 1) {
				kept.len = 0;
				ck_assert_int_eq(
				    file_read("kept", 100, &kept, &e), 0);
				ck_assert_str_eq(buf_string(&kept), bad);
				ck_assert_uint_ge(entries(), before + 1);
			}
			e = (struct error){0};
			ck_assert_msg(append_one("x", &e) == 0, "%s", e.text);
		}
	failing.only = NULL;
	buf_free(&kept);
	leave();
}
END_TEST

/* What cannot be read is not "as signed". */
START_TEST(verify_says_so_only_of_what_it_read_whatever_fails)
{
	struct options o = {.tool = "notes-ledger"};
	const struct command c = {
	    .options = &o, .ledger = "ledger", .entries = true};
	struct buf out = {0};

	place();
	begin();
	for (failing_first(EIO); failing_next();) {
		struct error e = {0};
		int status;

		out.len = 0;
		failing_begin();
		status = command_verify(&c, &out, &e);
		failing_done();
		ck_assert_msg(
		    status != -1 || e.text[0] != '\0', "%s", failing.name);
		if (status == 0)
			ck_assert_str_eq(
			    buf_string(&out), "2 entries: as signed\n");
		else
			ck_assert_ptr_null(
			    strstr(buf_string(&out), ": as signed"));
	}
	buf_free(&out);
	leave();
}
END_TEST

/* Whoever the system does not know is a number. */
START_TEST(who_is_not_known_by_name_is_known_by_number)
{
	char number[32];
	struct buf user = {0};

	failing_first(EIO);
	failing_next();
	failing.only = "getpwuid";
	failing_begin();
	append_user(&user);
	failing_done();
	failing.only = NULL;
	snprintf(number, sizeof(number), "uid %ju", (uintmax_t)getuid());
	ck_assert_str_eq(buf_string(&user), number);
	buf_free(&user);
}
END_TEST

/* What an append that was cut off left: half an entry, zeros, or a whole entry
 * that nobody signed. */
START_TEST(a_torn_tail_is_kept_and_what_was_signed_stays_whatever_fails)
{
	static const char *const tails[] = {
	    "printf '{\"index\":2,\"salt\":' >> ledger/log.ndjson",
	    "head -c 5000 /dev/zero >> ledger/log.ndjson",
	    "echo '{\"index\":2}' >> ledger/log.ndjson",
	    "echo '{\"index\":2}' >> ledger/log.ndjson",
	    "echo '{\"index\":2}' >> ledger/log.ndjson"};
	static const char *const only[] = {NULL, NULL, NULL, "pread", "fsync"};
	struct error e;
	size_t i, k;

	place();
	begin();
	ck_assert_int_eq(system("cp -r ledger kept"), 0);
	for (k = 0; k < sizeof(tails) / sizeof(tails[0]); k++)
		for (i = 0; i < (k == 0 ? ERRORS : 1); i++)
			for (failing_first(errors[i]),
			     failing.step = only[k] != NULL ? 1 : 3,
			     failing.only = only[k];
			     failing_next();) {
				int result;

				ck_assert_int_eq(
				    system("rm -rf ledger; cp -r kept ledger"),
				    0);
				ck_assert_int_eq(system(tails[k]), 0);
				e = (struct error){0};
				failing_begin();
				result = append_one("c", &e);
				failing_done();
				check_said(result, &e);
				if (errors[i] == EINTR || !failing.failed)
					ck_assert_msg(result == 0, "%s: %s",
					    failing.name, e.text);
				e = (struct error){0};
				ck_assert_msg(append_one("d", &e) == 0,
				    "%s: %s", failing.name, e.text);
				ck_assert_uint_ge(entries(), 3);
			}
	failing.only = NULL;
	leave();
}
END_TEST

/* Both disclosures of p1, or a reason. */
static int
account_both(struct error *e)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = date_parse("2026-11-21", 10),
	    .from = DATE_NONE,
	    .to = DATE_NONE};
	struct ledger *l = ledger_open("ledger", NULL, e);
	struct account a = {0};
	int result = l == NULL ? -1 : account_make(l, rules, &q, &a, e);

	ledger_close(l);
	failing_done();
	if (result == 0) /* one series: 164.528(b)(3) */
		ck_assert_msg(
		    a.count == 1 && a.rows[0].count == 2, "%s", failing.name);
	account_free(&a);
	return result;
}

START_TEST(an_accounting_has_all_or_is_refused_whatever_fails)
{
	static const char *const spoils[] = {"true", "rm -f ledger/index",
	    "echo no index > ledger/index",
	    "echo wrong | dd of=ledger/hashes conv=notrunc 2>/dev/null"};
	size_t i, k;

	place();
	begin();
	for (k = 0; k < sizeof(spoils) / sizeof(spoils[0]); k++)
		for (i = 0; i < (k < 3 ? ERRORS : 1); i++)
			for (failing_first(errors[i]),
			     failing.step = 1 + (i > 0);
			     failing_next();) {
				struct error e = {0};
				int result;

				ck_assert_int_eq(system(spoils[k]), 0);
				step_failed = false;
				failing_begin();
				result = account_both(&e);
				failing_done();
				check_said(result, &e);
				if (errors[i] == EINTR)
					ck_assert_int_eq(result, 0);
				/* Nothing half made is left behind. */
				e = (struct error){0};
				ck_assert_msg(account_both(&e) == 0, "%s: %s",
				    failing.name, e.text);
			}
	failing.name = "nothing";
	ck_assert_int_eq(account_both(&(struct error){0}), 0);
	leave();
}
END_TEST

/* Each reads what stands in the ledger; OUT must be the same each time. */
static int
due_read(struct ledger *l, struct buf *out, struct error *e)
{
	struct due_request q = {
	    .asked = date_parse("2040-01-01", 10), .end = '\n'};
	size_t found = 0;
	return due_find(l, rules, &q, out, &found, e);
}

/* The same of the folder that a disclosure went out in. */
static int
due_of_folder(struct ledger *l, struct buf *out, struct error *e)
{
	static char folder[] = "package";
	char *folders[] = {folder};
	struct due_request q = {.asked = date_parse("2040-01-01", 10),
	    .folders = folders,
	    .count = 1,
	    .end = '\n'};
	size_t found = 0;
	int result = due_find(l, rules, &q, out, &found, e);

	ck_assert(result == -1 || found == 3);
	return result;
}

static int
accesses_of(struct ledger *l, struct buf *out, struct error *e)
{
	struct access_request q = {.from = DATE_NONE, .to = DATE_NONE};

	return access_review(l, &q, out, e);
}

static int
breach_of(struct ledger *l, struct buf *out, struct error *e)
{
	static const struct span court[] = {{"Court", 5}};
	struct incident i = {
	    .recipients = {court, 1}, .dates = {DATE_NONE, DATE_NONE}};
	struct breach b = {0};
	int result = breach_find(l, &i, &b, e);

	buf_addf(out, "%zu", b.people_count);
	breach_free(&b);
	return result;
}

static int
proof_read(struct ledger *l, struct buf *out, struct error *e)
{
	return ledger_prove(l, 1, out, e);
}

static int
entry_of(struct ledger *l, struct buf *out, struct error *e)
{
	return ledger_entry(l, 0, out, e);
}

static int
sound(struct ledger *l, struct buf *out, struct error *e)
{
	struct verification v = {0};
	int result = ledger_verify(l, true, NULL, 0, &v, e);

	if (result == 0)
		buf_addf(out, "%d entries, %d findings", (int)v.entries,
		    v.findings > 0);
	/* What could not be read is a finding or an error, never a pass. */
	if (result == 0 && v.findings > 0 && failing.failed)
		result = -1;
	if (result == -1)
		error_set(e, "found");
	verification_free(&v);
	return result;
}

/* A folder with files, one of them deeper, and a disclosure that names it. */
static void
package(void)
{
	unsigned char digest[DIGEST_LEN];
	char json[500], hex[DIGEST_HEX];
	struct error e = {0};
	struct ledger *l = ledger_open("ledger", NULL, &e);
	struct span entry;

	ck_assert_int_eq(system("mkdir -p package/in; echo x > package/a;"
				"echo y > package/in/b;"
				"printf {} > package/manifest.json"),
	    0);
	digest_bytes("{}", 2, digest);
	digest_hex(digest, hex);
	snprintf(json, sizeof(json),
	    "{\"record\":\"disclosure/1\",\"id\":\"p\",\"patient\":\"p1\","
	    "\"date\":\"2026-02-01\",\"recipient\":{\"name\":\"Plan\"},"
	    "\"what\":{\"description\":\"report\"},\"purpose\":\"payment\","
	    "\"package\":\"%s\"}",
	    hex);
	entry = span_of(json);
	ck_assert_msg(
	    ledger_append_batch(l, &entry, 1, NULL, &e) == 0, "%s", e.text);
	ledger_close(l);
}

START_TEST(what_is_read_of_a_ledger_is_what_it_holds_whatever_fails)
{
	static int (*const reads[])(
	    struct ledger * l, struct buf * out, struct error * e) = {due_read,
	    due_of_folder, accesses_of, breach_of, proof_read, entry_of, sound};
	struct buf good = {0}, out = {0};
	size_t i, k;

	place();
	begin();
	package();
	for (k = 0; k < sizeof(reads) / sizeof(reads[0]); k++) {
		struct error e = {0};
		struct ledger *l = ledger_open("ledger", NULL, &e);

		good.len = 0;
		ck_assert_msg(reads[k](l, &good, &e) == 0, "%s", e.text);
		ledger_close(l);
		for (i = 0; i < ERRORS; i++)
			for (failing_first(errors[i]); failing_next();) {
				int result = -1;

				e = (struct error){0};
				out.len = 0;
				failing_begin();
				l = ledger_open("ledger", NULL, &e);
				if (l != NULL)
					result = reads[k](l, &out, &e);
				failing_done();
				ledger_close(l);
				check_said(result, &e);
				if (result == 0)
					ck_assert_msg(
					    out.len == good.len &&
						memcmp(out.bytes, good.bytes,
						    out.len) == 0,
					    "%s", failing.name);
			}
	}
	buf_free(&good);
	buf_free(&out);
	leave();
}
END_TEST

START_TEST(who_looked_is_written_down_once_by_name_whatever_fails)
{
	static const char *const lines[] = {
	    "{\"record\":\"note/1\",\"id\":\"n1\",\"patient\":{\"id\":\"p2\"}}",
	    "{\"record\":\"note/1\",\"id\":\"n2\",\"patient\":{\"id\":\"p1\"}}",
	    "{\"record\":\"note/1\",\"id\":\"n3\",\"patient\":{\"id\":\"p2\"}}",
	    "{\"record\":\"note/1\",\"id\":17,\"patient\":{\"id\":\"\"}}",
	    "{\"record\":\"note/1\",\"patient\":null}"};
	struct record *rec = record_new();
	struct buf last = {0};
	struct viewed *v;
	size_t k;

	place();
	begin();
	for (failing_first(EIO); failing_next();) {
		struct error e = {0};
		int result = -1;

		failing_begin();
		v = viewed_open("ledger", "notes-review", &e);
		for (k = 0; v != NULL && k < 5; k++)
			if (record_read(
				rec, lines[k], strlen(lines[k]), NULL) == 0)
				viewed_add(v, rec);
		if (v != NULL)
			result = viewed_append(v, &e);
		viewed_free(v);
		failing_done();
		check_said(result, &e);
		if (!failing.failed)
			break;
		/* Or what waits to be signed grows from run to run. */
		e = (struct error){0};
		ck_assert_int_eq(append_one("x", &e), 0);
	}
	{
		struct error e = {0};
		struct ledger *l = ledger_open("ledger", NULL, &e);

		ck_assert_int_eq(
		    ledger_entry(l, ledger_size(l) - 1, &last, &e), 0);
		ck_assert_ptr_nonnull(strstr(
		    buf_string(&last), "\"ids\":[\"n1\",\"n2\",\"n3\"]"));
		ck_assert_ptr_nonnull(
		    strstr(last.bytes, "\"patients\":[\"p1\",\"p2\"]"));
		ledger_close(l);
	}
	/* Where nobody keeps a ledger nothing is written, and nothing fails. */
	viewed_add(NULL, rec);
	ck_assert_int_eq(viewed_append(NULL, NULL), 0);
	viewed_free(NULL);
	buf_free(&last);
	record_free(rec);
	leave();
}
END_TEST

SUITE("ledger, failing", a_ledger_is_made_or_can_be_made_whatever_fails,
    an_entry_is_accepted_for_good_or_not_at_all_whatever_fails,
    what_is_rejected_is_kept_whatever_fails,
    verify_says_so_only_of_what_it_read_whatever_fails,
    who_is_not_known_by_name_is_known_by_number,
    a_torn_tail_is_kept_and_what_was_signed_stays_whatever_fails,
    an_accounting_has_all_or_is_refused_whatever_fails,
    what_is_read_of_a_ledger_is_what_it_holds_whatever_fails,
    who_looked_is_written_down_once_by_name_whatever_fails)
