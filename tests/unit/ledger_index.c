/* What an index may say: whatever it says that the log does not is refused, and
 * what the log says must be what was signed. */
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "base/whole.h"
#include "folder.h"
#include "ledger/index.h"
#include "ledger/index_rows.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "suite.h"

static struct buf whole; /* the log */

static void
append(const char *id, const char *patient, const char *rest)
{
	char json[500];
	struct error e = {0};
	struct ledger *l = ledger_open("ledger", NULL, &e);
	struct span entry;

	ck_assert_msg(l != NULL, "%s", e.text);
	snprintf(json, sizeof(json),
	    "{\"record\":\"disclosure/1\",\"id\":\"%s\",\"patient\":\"%s\","
	    "\"date\":\"2026-02-01\",\"recipient\":{\"name\":\"Court\"},"
	    "\"what\":{\"description\":\"report\"},\"purpose\":\"judicial\"%s}",
	    id, patient, rest);
	entry = span_of(json);
	ck_assert_msg(
	    ledger_append_batch(l, &entry, 1, NULL, &e) == 0, "%s", e.text);
	ledger_close(l);
}

/* How many entries bear on the patient; -1: the error says why not. */
static int
finds(const char *patient, struct error *e)
{
	struct ledger *l = ledger_open("ledger", NULL, e);
	struct finds f = {0};
	int result;

	ck_assert_msg(l != NULL, "%s", e->text);
	result = index_find_patient(l, span_of(patient), &f, e);
	result = result == -1 ? -1 : (int)f.count;
	finds_free(&f);
	ledger_close(l);
	return result;
}

static void
begin(void)
{
	struct error e = {0};

	folder_enter();
	ck_assert_msg(
	    ledger_init("ledger", "test", NULL, &e) == 0, "%s", e.text);
	append("a", "p1", "");
	append("b", "p2", "");
	append("c", "p1", ",\"corrects\":\"a\"");
	append("d", "p1", "");
	ck_assert_int_eq(finds("p1", &e), 3);
	whole.len = 0;
	ck_assert_int_eq(
	    file_read("ledger/log.ndjson", 1 << 20, &whole, &e), 0);
	buf_string(&whole);
}

static void
end(void)
{
	buf_free(&whole);
	folder_leave();
}

static void
sql(const char *text)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open("ledger/index", &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
refused(const char *patient, const char *why)
{
	struct error e = {0};

	ck_assert_int_eq(finds(patient, &e), -1);
	ck_assert_msg(strstr(e.text, why) != NULL, "%s", e.text);
}

/* A key as SQLite has it. */
static long long
key(enum index_word kind, const char *word)
{
	return (long long)index_key(kind, span_of(word));
}

START_TEST(a_row_that_the_log_does_not_bear_out_is_refused)
{
	static const char *const changes[][2] = {
	    /* another patient's entry among these, or in place of one */
	    {"INSERT INTO word VALUES (", ", 1)"},
	    {"UPDATE word SET entry = 1 WHERE entry = 3 AND key = ", ""},
	    /* one less, or a tally of others */
	    {"DELETE FROM word WHERE entry = 3 AND key = ", ""},
	    {"UPDATE tally SET count = count + 1 WHERE key = ", ""},
	    {"UPDATE tally SET sum = sum + 1 WHERE key = ", ""},
	    {"DELETE FROM tally WHERE key = ", ""}};
	char text[200];

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		begin();
		snprintf(text, sizeof(text), "%s%lld%s", changes[i][0],
		    key(INDEX_PATIENT, "p1"), changes[i][1]);
		sql(text);
		refused("p1", "index: not that of this log; remove it");
		ck_assert_int_eq(finds("p2", &(struct error){0}), 1);
		unlink("ledger/index");
		ck_assert_int_eq(finds("p1", &(struct error){0}), 3);
		end();
	}
}
END_TEST

START_TEST(a_row_for_no_entry_is_refused)
{
	char text[200];

	begin();
	snprintf(text, sizeof(text), "INSERT INTO word VALUES (%lld, 4)",
	    key(INDEX_PATIENT, "p1"));
	sql(text);
	refused("p1", "no such entry");
	end();
}
END_TEST

/* An index of this log that lacks a correction would list what was corrected.
 */
START_TEST(a_correction_is_found_or_missed_aloud)
{
	char text[200];

	begin();
	snprintf(text, sizeof(text), "DELETE FROM word WHERE key = %lld",
	    key(INDEX_CORRECTS, "a"));
	sql(text);
	refused("p1", "index: not that of this log; remove it");
	end();
}
END_TEST

START_TEST(a_state_that_is_none_makes_the_index_anew)
{
	static const char *const changes[] = {"UPDATE state SET root = x'00'",
	    "UPDATE state SET size = 3", "UPDATE state SET size = 5",
	    "DELETE FROM state",
	    "UPDATE state SET size = 0, place = 0, root = zeroblob(32)",
	    "DROP TABLE state"};

	begin();
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct error e = {0};

		sql(changes[i]);
		ck_assert_msg(
		    finds("p1", &e) == 3, "%s: %s", changes[i], e.text);
		ck_assert_int_eq(finds("p2", &e), 1);
	}
	sql("DROP TABLE word");
	refused("p1", "index: not that of this log; remove it");
	unlink("ledger/index");
	ck_assert_int_eq(finds("p1", &(struct error){0}), 3);
	sql("DROP TABLE tally");
	refused("p1", "index: not that of this log; remove it");
	end();
}
END_TEST

START_TEST(a_link_in_place_of_the_index_is_refused)
{
	struct error e = {0};
	struct stat st;

	begin();
	unlink("ledger/index");
	ck_assert_int_eq(symlink("../elsewhere", "ledger/index"), 0);
	/* It is taken away, and what it leads to is not made. */
	ck_assert_int_eq(finds("p1", &e), 3);
	ck_assert_int_eq(lstat("elsewhere", &st), -1);
	ck_assert_int_eq(lstat("ledger/index", &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	end();
}
END_TEST

/* Each AT in the log, which is as long, in place of what it was. */
static void
put_log(const char *was, const char *is)
{
	char *at = strstr(whole.bytes, was);
	int fd = file_open_update("ledger/log.ndjson", NULL);

	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(strlen(was), strlen(is));
	ck_assert_int_eq(
	    pwrite(fd, is, strlen(is), at - whole.bytes), (ssize_t)strlen(is));
	close(fd);
}

static const char *const edits[][2] = {
    {"\"date\":\"2026-02-01\"", "\"date\":\"2006-02-01\""},
    {"\"patient\":\"p1\"", "\"patient\":\"p3\""},
    {"\"id\":\"d\"", "\"id\":\"x\""},
    {"\"corrects\":\"a\"", "\"corrects\":\"b\""},
    {"disclosure/1", "disclosure/2"},
    {"\"purpose\":\"judicial\"", "\"purpose\":\"judicial "},
};
#define EDITS (sizeof(edits) / sizeof(edits[0]))

/* Nor is it left out. */
START_TEST(an_entry_is_found_as_it_was_signed_or_not_at_all)
{
	struct error e;

	for (size_t i = 0; i < EDITS; i++) {
		begin();
		put_log(edits[i][0], edits[i][1]);
		refused("p1", "the log is not what its checkpoint says");
		/* Nor by an index that is made of it, and nothing else is. */
		unlink("ledger/index");
		e = (struct error){0};
		ck_assert_msg(finds("p1", &e) == -1, "%s", edits[i][1]);
		ck_assert_int_eq(finds("p2", &e), -1);
		unlink("ledger/hashes");
		refused("p1", "the log is not what its checkpoint says");
		put_log(edits[i][0], edits[i][0]);
		e = (struct error){0};
		ck_assert_msg(finds("p1", &e) == 3, "%s", e.text);
		end();
	}
}
END_TEST

/* What was appended, and not yet indexed. */
START_TEST(an_entry_is_indexed_as_it_was_signed_or_not_at_all)
{
	struct error e = {0};

	for (size_t i = 0; i < EDITS; i++) {
		begin();
		append("e", "p1", ",\"basis\":\"late\"");
		put_log(edits[i][0], edits[i][1]);
		refused("p1", "");
		put_log(edits[i][0], edits[i][0]);
		ck_assert_int_eq(finds("p1", &e), 4);
		append("f", "p1", ",\"basis\":\"last\"");
		whole.len = 0;
		ck_assert_int_eq(
		    file_read("ledger/log.ndjson", 1 << 20, &whole, &e), 0);
		buf_string(&whole);
		put_log("\"last\"", "\"lost\"");
		refused("p1", "the log is not what its checkpoint says");
		refused("p2", "the log is not what its checkpoint says");
		put_log("\"last\"", "\"last\"");
		ck_assert_int_eq(finds("p1", &e), 5);
		end();
	}
}
END_TEST

/* The cache alone is wrong: it is made again, and the entries are found. */
START_TEST(wrong_hashes_hide_no_entry)
{
	struct buf hashes = {0};
	struct error e = {0};

	begin();
	ck_assert_int_eq(file_read("ledger/hashes", 1 << 20, &hashes, &e), 0);
	for (size_t i = 0; i < hashes.len; i += 16) {
		int fd = file_open_update("ledger/hashes", &e);

		hashes.bytes[i] ^= 1;
		ck_assert_int_eq(pwrite(fd, hashes.bytes + i, 1, (off_t)i), 1);
		close(fd);
		hashes.bytes[i] ^= 1;
		ck_assert_msg(finds("p1", &e) == 3, "%zu: %s", i, e.text);
	}
	buf_free(&hashes);
	end();
}
END_TEST

/* A lock that cannot be taken hides entries only where it says so. */
START_TEST(wrong_hashes_that_nobody_may_mend_let_nothing_be_found)
{
	struct buf hashes = {0};
	struct error e = {0};
	size_t refusals = 0;

	begin();
	ck_assert_int_eq(file_read("ledger/hashes", 1 << 20, &hashes, &e), 0);
	for (size_t i = 0; i < hashes.len; i += 16) {
		int fd = file_open_update("ledger/hashes", &e), found;

		hashes.bytes[i] ^= 1;
		ck_assert_int_eq(pwrite(fd, hashes.bytes + i, 1, (off_t)i), 1);
		close(fd);
		hashes.bytes[i] ^= 1;
		unlink("ledger/lock");
		ck_assert_int_eq(mkdir("ledger/lock", 0700), 0);
		e = (struct error){0};
		found = finds("p1", &e);
		ck_assert_msg(found == 3 || (found == -1 && e.text[0] != '\0'),
		    "%zu: %d", i, found);
		refusals += found == -1;
		ck_assert_int_eq(rmdir("ledger/lock"), 0);
		e = (struct error){0};
		ck_assert_msg(finds("p1", &e) == 3, "%zu: %s", i, e.text);
	}
	ck_assert_uint_gt(refusals, 0);
	buf_free(&hashes);
	end();
}
END_TEST

START_TEST(an_index_that_is_no_database_or_none_of_this_state_is_not_compared)
{
	struct verification v;
	struct ledger *l;

	begin();
	append("e", "p1", "");
	for (int i = 0; i < 3; i++) {
		l = ledger_open_reader("ledger", NULL);
		ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
		ck_assert_msg(v.findings == 0, "%s", buf_string(&v.text));
		verification_free(&v);
		ledger_close(l);
		unlink("ledger/index");
		if (i == 0)
			ck_assert_int_eq(symlink("nowhere", "ledger/index"), 0);
	}
	ck_assert_int_eq(finds("p1", &(struct error){0}), 4);
	/* Of this state, with one entry in place of another: it is told. */
	sql("UPDATE word SET entry = 0 WHERE entry = 1");
	l = ledger_open_reader("ledger", NULL);
	ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
	ck_assert_uint_eq(v.findings, 1);
	ck_assert_str_eq(buf_string(&v.text),
	    "the index is not that of the log; remove it\n");
	verification_free(&v);
	ledger_close(l);
	sql("DROP TABLE word");
	l = ledger_open_reader("ledger", NULL);
	ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
	ck_assert_uint_eq(v.findings, 0);
	verification_free(&v);
	ledger_close(l);
	ck_assert_int_eq(
	    file_replace("ledger/index", "no database", 11, NULL), 0);
	l = ledger_open_reader("ledger", NULL);
	ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
	ck_assert_uint_eq(v.findings, 0);
	verification_free(&v);
	ledger_close(l);
	end();
}
END_TEST

START_TEST(where_no_index_can_be_made_nothing_is_found)
{
	struct error e = {0};
	struct ledger *l;
	uint64_t index;

	begin();
	unlink("ledger/index");
	ck_assert_int_eq(mkdir("ledger/index", 0700), 0);
	refused("p1", "index: ");
	l = ledger_open("ledger", NULL, &e);
	ck_assert_int_eq(index_find_id(l, span_of("a"), &index, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "index: "));
	ledger_close(l);
	end();
}
END_TEST

/* What is said of a patient, and of all, and what ends that. */
START_TEST(holds_and_suspensions_bear_on_their_patient)
{
	static const char *const more[] = {
	    "{\"record\":\"hold/1\",\"id\":\"h\",\"patient\":\"p1\",\"from\":"
	    "\"2026-01-01\"}",
	    "{\"record\":\"hold/1\",\"id\":\"e\",\"patient\":\"p2\",\"ends\":"
	    "\"h\",\"from\":\"2026-02-01\"}",
	    "{\"record\":\"suspension/1\",\"id\":\"s\",\"recipient\":\"c\","
	    "\"from\":\"2026-02-01\"}",
	    "{\"record\":\"access/1\",\"who\":\"m\",\"when\":"
	    "\"2026-01-01T00:00:00Z\",\"command\":\"c\","
	    "\"patients\":[\"p1\"]}"};
	struct error e = {0};
	struct ledger *l;

	begin();
	l = ledger_open("ledger", NULL, &e);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		struct span entry = span_of(more[i]);

		ck_assert_msg(ledger_append_batch(l, &entry, 1, NULL, &e) == 0,
		    "%s", e.text);
	}
	ledger_close(l);
	ck_assert_int_eq(finds("p1", &e), 6); /* a c d, h e, s */
	ck_assert_int_eq(finds("p2", &e), 3); /* b, e, s */
	ck_assert_int_eq(finds("p3", &e), 1);
	end();
}
END_TEST

SUITE("index", a_row_that_the_log_does_not_bear_out_is_refused,
    a_row_for_no_entry_is_refused, a_correction_is_found_or_missed_aloud,
    a_state_that_is_none_makes_the_index_anew,
    a_link_in_place_of_the_index_is_refused,
    an_entry_is_found_as_it_was_signed_or_not_at_all,
    an_entry_is_indexed_as_it_was_signed_or_not_at_all,
    wrong_hashes_hide_no_entry,
    wrong_hashes_that_nobody_may_mend_let_nothing_be_found,
    an_index_that_is_no_database_or_none_of_this_state_is_not_compared,
    where_no_index_can_be_made_nothing_is_found,
    holds_and_suspensions_bear_on_their_patient)
