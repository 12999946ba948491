/* What FAULTS asks of the ledger: cut, changed, swapped, rolled back. */
#include "ledger/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "ledger/entry.h"
#include "ledger/index.h"
#include "ledger/ledger_files.h"
#include "ledger/seen.h"
#include "ledger/verify.h"
#include "folder.h"
#include "suite.h"

#define LEDGER "ledger"

static struct buf whole;       /* the log of four entries */
static struct buf three, four; /* checkpoints of three and of four */
static size_t third;	       /* where the fourth entry begins */

static void
append(const char *id)
{
	struct ledger *l;
	struct error e = {0};
	struct buf json = {0};
	struct disclosure d = {.id = span_of(id),
	    .patient = span_of("p1"),
	    .date = 20000,
	    .recipient = {.name = span_of("County Coroner")},
	    .what = {.description = span_of("a visit")},
	    .purpose = span_of("coroner")};
	struct span entry;

	l = ledger_open(LEDGER, NULL, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	disclosure_write(&d, &json);
	entry = (struct span){json.bytes, json.len};
	ck_assert_msg(
	    ledger_append_batch(l, &entry, 1, NULL, &e) == 0, "%s", e.text);
	ledger_close(l);
	buf_free(&json);
}

static int
try_append(struct error *e)
{
	struct ledger *l = ledger_open(LEDGER, NULL, e);
	int result = l == NULL ? -1 : ledger_append_batch(l, NULL, 0, NULL, e);

	ledger_close(l);
	return result;
}

static struct buf
get(const char *name)
{
	struct buf b = {0};

	ck_assert_int_eq(file_read(name, 1 << 20, &b, NULL), 0);
	return b;
}

static void
put(const char *name, const void *bytes, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_eq(file_write(fd, bytes, len, NULL), 0);
	close(fd);
}

static void
put_log(const void *bytes, size_t len)
{
	put(LEDGER "/log.ndjson", bytes, len);
}

static void
put_checkpoint(const struct buf *note)
{
	put(LEDGER "/checkpoint", note->bytes, note->len);
}

static void
begin(void)
{
	struct error e = {0};
	struct buf log;

	folder_enter();
	ck_assert_msg(ledger_init(LEDGER, "test", NULL, &e) == 0, "%s", e.text);
	append("a");
	append("b");
	append("c");
	three = get(LEDGER "/checkpoint");
	log = get(LEDGER "/log.ndjson");
	third = log.len;
	buf_free(&log);
	append("d");
	four = get(LEDGER "/checkpoint");
	whole = get(LEDGER "/log.ndjson");
}

static void
end(void)
{
	buf_free(&whole);
	buf_free(&three);
	buf_free(&four);
	folder_leave();
}

/* What verify finds; -1 where the ledger does not open. */
static int
findings(const struct buf *since)
{
	struct ledger *l = ledger_open_reader(LEDGER, NULL);
	struct verification v;
	struct span note = {0};
	int found;

	if (l == NULL)
		return -1;
	if (since != NULL)
		note = (struct span){since->bytes, since->len};
	ck_assert_int_eq(
	    ledger_verify(l, true, &note, since == NULL ? 0 : 1, &v, NULL), 0);
	found = (int)(v.findings + v.unsigned_ + v.torn);
	verification_free(&v);
	ledger_close(l);
	return found;
}

static void
holds_entries(uint64_t count)
{
	struct ledger *l = ledger_open_reader(LEDGER, NULL);
	struct verification v;

	ck_assert_ptr_nonnull(l);
	ck_assert_uint_eq(ledger_size(l), count);
	ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
	ck_assert_msg(v.findings == 0, "%s", buf_string(&v.text));
	ck_assert_uint_eq(v.entries, count);
	ck_assert_uint_eq(v.torn + v.unsigned_, 0);
	verification_free(&v);
	ledger_close(l);
}

START_TEST(a_log_cut_anywhere_in_what_was_signed_is_refused)
{
	begin();
	holds_entries(4);
	for (size_t cut = 0; cut < whole.len; cut++) {
		struct error e = {0};

		put_log(whole.bytes, cut);
		put_checkpoint(&four);
		if (cut % 5 == 0)
			ck_assert_int_gt(findings(NULL), 0);
		ck_assert_int_eq(try_append(&e), -1);
		ck_assert_str_eq(
		    e.text, "the log is shorter than its checkpoint");
	}
	end();
}
END_TEST

START_TEST(a_log_cut_anywhere_behind_its_checkpoint_is_mended)
{
	begin();
	for (size_t cut = third; cut <= whole.len; cut++) {
		struct error e = {0};
		struct buf quarantine;

		put_log(whole.bytes, cut);
		put_checkpoint(&three);
		unlink(LEDGER "/quarantine");
		ck_assert_msg(try_append(&e) == 0, "%s", e.text);
		if (cut % 5 == 0 || cut == whole.len)
			holds_entries(cut == whole.len ? 4 : 3);
		if (cut > third && cut < whole.len) {
			quarantine = get(LEDGER "/quarantine");
			ck_assert_uint_eq(quarantine.len, cut - third);
			buf_free(&quarantine);
		}
	}
	append("e");
	holds_entries(5);
	end();
}
END_TEST

START_TEST(a_tail_of_zeros_is_mended)
{
	struct buf log = {0};

	begin();
	for (size_t zeros = 1; zeros < 10000; zeros = zeros * 3 + 1) {
		log.len = 0;
		buf_add(&log, whole.bytes, third + 20);
		memset(buf_reserve(&log, zeros), 0, zeros);
		log.len += zeros;
		put_log(log.bytes, log.len);
		put_checkpoint(&three);
		ck_assert_int_gt(findings(NULL), 0);
		ck_assert_int_eq(try_append(NULL), 0);
		holds_entries(3);
		log.len = third;
		memset(buf_reserve(&log, zeros), 0, zeros);
		log.len += zeros;
		buf_add_string(&log, "\n");
		put_log(log.bytes, log.len);
		ck_assert_int_eq(try_append(NULL), 0);
		holds_entries(3);
	}
	buf_free(&log);
	end();
}
END_TEST

START_TEST(a_bit_changed_at_any_byte_is_found)
{
	begin();
	for (size_t i = 0; i < whole.len; i++) {
		whole.bytes[i] ^= (char)(1 << i % 8);
		put_log(whole.bytes, whole.len);
		ck_assert_msg(findings(NULL) > 0, "byte %zu", i);
		whole.bytes[i] ^= (char)(1 << i % 8);
	}
	put_log(whole.bytes, whole.len);
	for (size_t i = 0; i < four.len; i++) {
		four.bytes[i] ^= (char)(1 << i % 8);
		put_checkpoint(&four);
		ck_assert_msg(findings(NULL) != 0, "checkpoint %zu", i);
		ck_assert_int_eq(try_append(NULL), -1);
		four.bytes[i] ^= (char)(1 << i % 8);
	}
	put_checkpoint(&four);
	holds_entries(4);
	end();
}
END_TEST

START_TEST(lines_swapped_deleted_or_doubled_are_found)
{
	char *second;
	struct buf log = {0};
	size_t first;

	begin();
	second = (char *)memchr(whole.bytes, '\n', whole.len) + 1;
	first = (size_t)(second - whole.bytes);
	/* swapped: the second before the first */
	buf_add(&log, second, first);
	buf_add(&log, whole.bytes, first);
	buf_add(&log, whole.bytes + 2 * first, whole.len - 2 * first);
	ck_assert_uint_eq(log.len, whole.len);
	put_log(log.bytes, log.len);
	ck_assert_int_gt(findings(NULL), 0);
	/* deleted */
	put_log(second, whole.len - first);
	ck_assert_int_gt(findings(NULL), 0);
	/* doubled */
	log.len = 0;
	buf_add(&log, whole.bytes, first);
	buf_add(&log, whole.bytes, whole.len);
	put_log(log.bytes, log.len);
	ck_assert_int_gt(findings(NULL), 0);
	buf_free(&log);
	end();
}
END_TEST

START_TEST(log_and_checkpoint_rolled_back_together_are_found_by_an_older_one)
{
	begin();
	put_log(whole.bytes, third);
	put_checkpoint(&three);
	ck_assert_int_eq(findings(NULL), 0);
	ck_assert_int_gt(findings(&four), 0);
	append("x"); /* another fourth entry, signed */
	ck_assert_int_eq(findings(NULL), 0);
	ck_assert_int_eq(findings(&three), 0);
	ck_assert_int_gt(findings(&four), 0);
	append("y");
	ck_assert_int_gt(findings(&four), 0);
	end();
}
END_TEST

START_TEST(a_stale_temporary_checkpoint_does_no_harm)
{
	begin();
	put(LEDGER "/.checkpoint.partial", "half a note", 11);
	append("e");
	holds_entries(5);
	end();
}
END_TEST

START_TEST(a_link_in_place_of_a_file_is_refused)
{
	begin();
	put("elsewhere", "", 0);
	unlink(LEDGER "/log.ndjson");
	ck_assert_int_eq(symlink("../elsewhere", LEDGER "/log.ndjson"), 0);
	ck_assert_int_eq(try_append(NULL), -1);
	put_log(whole.bytes, whole.len); /* through the link */
	ck_assert_int_eq(try_append(NULL), -1);
	end();
}
END_TEST

/* Writes LOG and a checkpoint for it, as one who has the key could. */
static void
forge(const struct buf *log)
{
	struct ledger *l = ledger_open(LEDGER, NULL, NULL);
	struct tree_edge edge = {0};
	struct tree_hash root;
	struct buf note = {0};

	for (const char *at = log->bytes; at < log->bytes + log->len;) {
		const char *lf =
		    memchr(at, '\n', (size_t)(log->bytes + log->len - at));

		tree_edge_add(&edge, tree_leaf(at, (size_t)(lf - at)), NULL);
		at = lf + 1;
	}
	root = tree_edge_root(&edge);
	checkpoint_write(&l->key, edge.size, &root, &note, NULL);
	put_log(log->bytes, log->len);
	put_checkpoint(&note);
	buf_free(&note);
	ledger_close(l);
}

static void
compose(struct buf *log, uint64_t index, unsigned char salt)
{
	unsigned char bytes[ENTRY_SALT] = {salt, 1};
	struct record *rec = record_new();
	struct error e = {0};

	ck_assert_msg(
	    entry_compose(
		span_of("{\"record\":\"access/1\",\"who\":\"m\",\"when\":"
			"\"2026-01-01T00:00:00Z\",\"command\":\"c\"}"),
		index, bytes, "2026-01-01T00:00:00Z", rec, log, &e) == 0,
	    "%s", e.text);
	record_free(rec);
}

START_TEST(one_who_has_the_key_cannot_use_a_salt_or_an_index_twice)
{
	struct buf log = {0};

	begin();
	compose(&log, 0, 1);
	compose(&log, 1, 2);
	forge(&log);
	ck_assert_int_eq(findings(NULL), 0);
	compose(&log, 2, 1);
	forge(&log);
	ck_assert_int_eq(findings(NULL), 1);
	log.len = 0;
	compose(&log, 0, 1);
	compose(&log, 0, 2);
	forge(&log);
	ck_assert_int_eq(findings(NULL), 1);
	buf_free(&log);
	end();
}
END_TEST

START_TEST(a_clock_that_goes_backwards_is_told_and_harmless)
{
	struct verification v;
	struct ledger *l;

	setenv("SOURCE_DATE_EPOCH", "1800000000", 1);
	begin();
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	append("e");
	holds_entries(5);
	l = ledger_open_reader(LEDGER, NULL);
	ck_assert_int_eq(ledger_verify(l, true, NULL, 0, &v, NULL), 0);
	ck_assert_uint_eq(v.clock_steps, 1);
	verification_free(&v);
	ledger_close(l);
	unsetenv("SOURCE_DATE_EPOCH");
	end();
}
END_TEST

START_TEST(a_batch_is_appended_whole_or_not_at_all)
{
	static const char good[] =
	    "{\"record\":\"access/1\",\"who\":\"m\",\"when\":"
	    "\"2026-01-01T00:00:00Z\",\"command\":\"c\"}";
	static const char *const bad[] = {"{}", "[]", "",
	    "{\"record\":\"note/1\"}",
	    "{\"record\":\"access/1\",\"who\":\"m\"}",
	    "{\"index\":7,\"record\":\"access/1\",\"who\":\"m\",\"when\":"
	    "\"2026-01-01T00:00:00Z\",\"command\":\"c\"}",
	    "{\"record\":\"access/1\",\n\"who\":\"m\",\"when\":"
	    "\"2026-01-01T00:00:00Z\",\"command\":\"c\"}"};
	struct ledger *l;

	begin();
	l = ledger_open(LEDGER, NULL, NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct span both[2] = {span_of(good), span_of(bad[i])};
		struct error e = {0};

		ck_assert_msg(ledger_append_batch(l, both, 2, NULL, &e) == -1,
		    "%s", bad[i]);
		ck_assert_msg(
		    strncmp(e.text, "entry 2: ", 9) == 0, "%s", e.text);
		/* Nor is one that stands behind it. */
		both[0] = both[1];
		both[1] = span_of(good);
		ck_assert_int_eq(
		    ledger_append_batch(l, both, 2, NULL, NULL), -1);
	}
	/* Nor at a time that is none. */
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	ck_assert_int_eq(
	    ledger_append_batch(
		l, &(struct span){good, sizeof(good) - 1}, 1, NULL, NULL),
	    -1);
	unsetenv("SOURCE_DATE_EPOCH");
	ledger_close(l);
	holds_entries(4);
	end();
}
END_TEST

static void
proves(uint64_t index)
{
	struct ledger *l = ledger_open(LEDGER, NULL, NULL);
	struct buf proof = {0}, entry = {0};
	struct error e = {0};

	ck_assert_msg(ledger_prove(l, index, &proof, &e) == 0, "%s", e.text);
	ck_assert_msg(proof_check((struct span){proof.bytes, proof.len},
			  span_of(ledger_public_key(l)), (struct span){0},
			  &entry, &e) == 0,
	    "%s", e.text);
	buf_free(&proof);
	buf_free(&entry);
	ledger_close(l);
}

START_TEST(a_cache_of_hashes_that_is_gone_or_wrong_is_made_again)
{
	struct buf hashes;

	begin();
	proves(0);
	hashes = get(LEDGER "/hashes");
	for (size_t i = 0; i < hashes.len; i += 7) {
		hashes.bytes[i] ^= 1;
		put(LEDGER "/hashes", hashes.bytes, hashes.len);
		hashes.bytes[i] ^= 1;
		for (uint64_t n = 0; n < 4; n++)
			proves(n);
	}
	put(LEDGER "/hashes", hashes.bytes, 33);
	proves(3);
	unlink(LEDGER "/hashes");
	proves(2);
	append("e");
	holds_entries(5);
	buf_free(&hashes);
	end();
}
END_TEST

static size_t
entries_found(const char *patient)
{
	struct ledger *l = ledger_open(LEDGER, NULL, NULL);
	struct finds f = {0};
	struct error e = {0};
	size_t count;

	ck_assert_msg(
	    index_find_patient(l, span_of(patient), &f, &e) == 0, "%s", e.text);
	count = f.count;
	finds_free(&f);
	ledger_close(l);
	return count;
}

START_TEST(an_index_that_is_gone_damaged_or_of_another_log_is_made_again)
{
	struct buf index, damaged = {0};

	begin();
	ck_assert_uint_eq(entries_found("p1"), 4);
	ck_assert_uint_eq(entries_found("p2"), 0);
	index = get(LEDGER "/index");
	unlink(LEDGER "/index");
	ck_assert_uint_eq(entries_found("p1"), 4);
	put(LEDGER "/index", "not a database at all, and long enough", 38);
	ck_assert_uint_eq(entries_found("p1"), 4);
	buf_add(&damaged, index.bytes, index.len / 2);
	put(LEDGER "/index", damaged.bytes, damaged.len);
	ck_assert_uint_eq(entries_found("p1"), 4);
	/* the index of four entries, beside a log with another fourth */
	put_log(whole.bytes, third);
	put_checkpoint(&three);
	append("x");
	append("y");
	put(LEDGER "/index", index.bytes, index.len);
	ck_assert_uint_eq(entries_found("p1"), 5);
	/* and the older one is brought up to date */
	append("z");
	ck_assert_uint_eq(entries_found("p1"), 6);
	buf_free(&index);
	buf_free(&damaged);
	end();
}
END_TEST

START_TEST(an_index_with_a_row_less_is_found_by_account_and_verify)
{
	struct finds finds = {0};
	struct error e = {0};
	struct ledger *l;

	begin();
	ck_assert_uint_eq(entries_found("p1"), 4);
	ck_assert_int_eq(findings(NULL), 0);
	ck_assert_int_eq(system("echo 'DELETE FROM word WHERE entry = 2' |"
				" python3 -c 'import sqlite3, sys;"
				" d = sqlite3.connect(\"ledger/index\");"
				" d.execute(sys.stdin.read()); d.commit()'"),
	    0);
	l = ledger_open(LEDGER, NULL, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	ck_assert_int_eq(index_find_patient(l, span_of("p1"), &finds, &e), -1);
	ck_assert_str_eq(e.text, "index: not that of this log; remove it");
	finds_free(&finds);
	ledger_close(l);
	ck_assert_int_eq(findings(NULL), 1);
	unlink(LEDGER "/index");
	ck_assert_int_eq(findings(NULL), 0);
	ck_assert_uint_eq(entries_found("p1"), 4);
	end();
}
END_TEST

START_TEST(another_ledgers_key_is_refused)
{
	struct error e = {0};

	begin();
	ck_assert_int_eq(ledger_init("other", "test", NULL, NULL), 0);
	ck_assert_ptr_null(ledger_open(LEDGER, "other/key", &e));
	ck_assert_str_eq(e.text, "other/key: not the key of this ledger");
	chmod(LEDGER "/key", 0644);
	ck_assert_ptr_null(ledger_open(LEDGER, NULL, NULL));
	ck_assert_int_eq(ledger_init(LEDGER, "test", NULL, NULL), -1);
	holds_entries(4);
	end();
}
END_TEST

START_TEST(a_salt_is_spelt_in_lower_case_figures_alone)
{
	char line[] =
	    "{\"index\":7,\"salt\":\"0123456789abcdef0123456789abcdef\","
	    "\"recorded\":\"2026-11-21T15:09:26Z\",\"record\":\"x/1\"}";
	char *salt = strstr(line, "0123");
	struct entry_head head;

	for (size_t i = 0; i < 32; i++) {
		const char was = salt[i];

		for (int c = 0; c < 256; c++) {
			bool figure =
			    c != 0 && strchr("0123456789abcdef", c) != NULL;

			salt[i] = (char)c;
			ck_assert_int_eq(
			    entry_head_read(
				&head, (struct span){line, sizeof(line) - 1}),
			    figure);
		}
		salt[i] = was;
	}
	ck_assert(
	    entry_head_read(&head, (struct span){line, sizeof(line) - 1}));
	ck_assert(seen_hex(head.salt.bytes).high == 0x0123456789abcdefu);
	ck_assert(seen_hex(head.salt.bytes).low == 0x0123456789abcdefu);
}
END_TEST

#define SALT32 "00112233445566778899aabbccddeeff"
#define BEHIND "\",\"recorded\":\"2026-01-01T00:00:00Z\",\"record\":\"x\"}"

START_TEST(a_head_of_another_form_is_no_entry)
{
	static const struct {
		const char *line;
		bool is;
	} lines[] = {
	    {"{\"index\":0,\"salt\":\"" SALT32 BEHIND, true},
	    {"{\"index\":10,\"salt\":\"" SALT32 BEHIND, true},
	    {"{\"index\":9999999999999999999,\"salt\":\"" SALT32 BEHIND, true},
	    {"{\"index\":10000000000000000000,\"salt\":\"" SALT32 BEHIND,
		false},
	    {"{\"index\":00,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"index\":01,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"index\":,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"index\":-1,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"index\": 1,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"Index\":1,\"salt\":\"" SALT32 BEHIND, false},
	    {"{\"index\":1", false},
	    {"{\"index\":1,\"salt\":\"" SALT32, false},
	    {"{\"index\":1,\"salt\":\"0011", false},
	    {"{\"index\":1,\"salt\":\"" SALT32 "\",\"recorded\":\"2026", false},
	    {"{\"index\":1,\"salt\":\"" SALT32
	     "\",\"recorded\":\"2026-01-01T00:00:00Z\"",
		false},
	    {"{\"index\":1,\"salt\":\"" SALT32
	     "\",\"recorded\":\"2026-01-01T00:00:00Z\"}",
		false},
	    {"{\"index\":1,\"salt\":\"" SALT32
	     "\",\"recorded\":\"2026-01-01T00:00:0Z\",",
		false},
	    {"{\"index\":1,\"salt\":\"" SALT32
	     "\",\"recorded\":\"2026-01-01T00:00:00+01:00\",",
		true},
	    {"{\"index\":1,\"salt\":\"" SALT32
	     "\",\"recorded\":\"2026-01-01T00:00:00.1+01:00\",",
		false},
	};
	struct entry_head head;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_msg(entry_head_read(&head, span_of(lines[i].line)) ==
				  lines[i].is,
		    "%s", lines[i].line);
	/* Figures up to the very end. */
	ck_assert(!entry_head_read(
	    &head, (struct span){"{\"index\":12", strlen("{\"index\":12")}));
}
END_TEST

/* What stands behind the checkpoint is adopted as far as it is entries. */
START_TEST(whole_lines_that_are_no_entries_are_kept_apart)
{
	static const char *const tails[] = {"{}\n",
	    "{\"index\":9,\"salt\":\"" SALT32 BEHIND "\n",
	    "{\"index\":5,\"salt\":\"" SALT32 BEHIND "\n",
	    "{\"index\":5,\"salt\":\"" SALT32
	    "\",\"recorded\":\"2026-01-01T00:00:00Z\",x}\n"};

	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		struct buf log = {0}, kept;
		struct error e = {0};

		begin();
		buf_add(&log, whole.bytes, whole.len);
		compose(&log, 4, 9); /* one that is an entry */
		buf_add_string(&log, tails[i]);
		put_log(log.bytes, log.len);
		ck_assert_msg(try_append(&e) == 0, "%s", e.text);
		holds_entries(5);
		kept = get(LEDGER "/quarantine");
		ck_assert_str_eq(buf_string(&kept), tails[i]);
		buf_free(&kept);
		buf_free(&log);
		end();
	}
}
END_TEST

START_TEST(a_reader_appends_nothing)
{
	struct error e = {0};
	struct ledger *l;

	begin();
	l = ledger_open_reader(LEDGER, &e);
	ck_assert_int_eq(ledger_append_batch(l, NULL, 0, NULL, &e), -1);
	ck_assert_str_eq(e.text, "ledger: open for reading alone");
	ledger_close(l);
	holds_entries(4);
	end();
}
END_TEST

START_TEST(a_ledger_may_have_a_key_that_is_kept_elsewhere)
{
	struct error e = {0};
	struct ledger *l;

	begin();
	ck_assert_int_eq(rename(LEDGER "/key", "key"), 0);
	ck_assert_int_eq(ledger_init("mine", "another", "key", &e), -1);
	ck_assert_str_eq(e.text, "key: the key's name is another");
	e = (struct error){0};
	ck_assert_msg(
	    ledger_init("mine", "test", "key", &e) == 0, "%s", e.text);
	ck_assert_int_eq(access("mine/key", F_OK), -1);
	ck_assert_msg(ledger_init("again", NULL, "key", &e) == 0, "%s", e.text);
	ck_assert_ptr_null(ledger_open("mine", NULL, NULL));
	l = ledger_open("mine", "key", &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	ledger_close(l);
	/* One of the same name and another's bytes, and the reverse. */
	ck_assert_int_eq(ledger_init("third", "test", NULL, NULL), 0);
	ck_assert_ptr_null(ledger_open("mine", "third/key", &e));
	ck_assert_str_eq(e.text, "third/key: not the key of this ledger");
	e = (struct error){0};
	ck_assert_int_eq(ledger_init("fourth", "other", NULL, NULL), 0);
	ck_assert_int_eq(system("cp fourth/key third/key"), 0);
	ck_assert_ptr_null(ledger_open("third", NULL, &e));
	ck_assert_str_eq(e.text, "key: not the key of this ledger");
	end();
}
END_TEST

START_TEST(a_checkpoint_that_is_empty_is_none)
{
	struct buf nothing = {0};

	begin();
	buf_string(&nothing);
	put_checkpoint(&nothing);
	ck_assert_int_eq(findings(NULL), -1);
	ck_assert_int_eq(try_append(NULL), -1);
	put_checkpoint(&four);
	holds_entries(4);
	buf_free(&nothing);
	end();
}
END_TEST

/* Without the cache, which would say nothing of what stands between. */
START_TEST(a_log_with_a_line_more_or_less_is_no_log_of_its_checkpoint)
{
	const char *second;
	struct buf log = {0};
	struct error e;
	size_t first;

	begin();
	second = (char *)memchr(whole.bytes, '\n', whole.len) + 1;
	first = (size_t)(second - whole.bytes);
	for (int more = 0; more < 2; more++) {
		log.len = 0;
		if (more)
			buf_add(&log, whole.bytes, first);
		buf_add(&log, more ? whole.bytes : second,
		    more ? whole.len : whole.len - first);
		put_log(log.bytes, log.len);
		unlink(LEDGER "/hashes");
		e = (struct error){0};
		ck_assert_int_eq(try_append(&e), -1);
		ck_assert_str_eq(e.text,
		    "the log is not what its checkpoint says; see "
		    "notes-ledger verify");
	}
	put_log(whole.bytes, whole.len);
	ck_assert_int_eq(try_append(NULL), 0);
	buf_free(&log);
	end();
}
END_TEST

START_TEST(the_first_entry_of_all_may_be_cut_off_too)
{
	static const size_t cuts[] = {1, 20, 200};
	struct buf log = {0}, kept;
	struct error e = {0};

	begin();
	compose(&log, 0, 1);
	for (size_t i = 0; i <= 3; i++) {
		size_t len = i < 3 ? cuts[i] : log.len;
		struct ledger *l;
		char path[16];

		snprintf(path, sizeof(path), "new%zu", i);
		ck_assert_int_eq(ledger_init(path, "test", NULL, &e), 0);
		ck_assert_int_eq(chdir(path), 0);
		put("log.ndjson", log.bytes, len < log.len ? len : log.len);
		l = ledger_open(".", NULL, &e);
		ck_assert_msg(l != NULL, "%s", e.text);
		ck_assert_msg(ledger_append_batch(l, NULL, 0, NULL, &e) == 0,
		    "%s", e.text);
		ck_assert_uint_eq(ledger_size(l), len >= log.len);
		ledger_close(l);
		if (len < log.len) {
			kept = get("quarantine");
			ck_assert_uint_eq(kept.len, len);
			buf_free(&kept);
		}
		ck_assert_int_eq(chdir(".."), 0);
	}
	buf_free(&log);
	end();
}
END_TEST

/* One who has the key may sign what is not in its order; it proves nothing. */
START_TEST(an_entry_out_of_its_place_is_not_found_and_not_proven)
{
	struct buf log = {0}, out = {0};
	struct error e = {0};
	struct ledger *l;

	begin();
	for (unsigned char i = 0; i < 3; i++)
		compose(&log, i == 2 ? 2 : 0, i);
	forge(&log);
	l = ledger_open(LEDGER, NULL, &e);
	ck_assert_msg(ledger_prove(l, 0, &out, &e) == -1, "proven");
	ck_assert_str_eq(e.text, "entry is not what was signed");
	ledger_close(l);
	log.len = 0;
	e = (struct error){0};
	compose(&log, 0, 1);
	compose(&log, 2, 2);
	compose(&log, 3, 3);
	forge(&log);
	l = ledger_open(LEDGER, NULL, &e);
	ck_assert_int_eq(ledger_entry(l, 1, &out, &e), -1);
	ck_assert_str_eq(e.text, "no such entry");
	ledger_close(l);
	log.len = 0;
	e = (struct error){0};
	compose(&log, 0, 1);
	buf_add_string(&log, "{\"record\":\"access/1\"}\n");
	compose(&log, 2, 3);
	forge(&log);
	l = ledger_open(LEDGER, NULL, &e);
	ck_assert_int_eq(ledger_entry(l, 1, &out, &e), -1);
	ck_assert_str_eq(e.text, "log: a line that is no entry");
	ledger_close(l);
	buf_free(&log);
	buf_free(&out);
	end();
}
END_TEST

SUITE("faults", a_log_with_a_line_more_or_less_is_no_log_of_its_checkpoint,
    the_first_entry_of_all_may_be_cut_off_too,
    an_entry_out_of_its_place_is_not_found_and_not_proven,
    a_head_of_another_form_is_no_entry,
    whole_lines_that_are_no_entries_are_kept_apart, a_reader_appends_nothing,
    a_ledger_may_have_a_key_that_is_kept_elsewhere,
    a_checkpoint_that_is_empty_is_none,
    a_salt_is_spelt_in_lower_case_figures_alone,
    a_log_cut_anywhere_in_what_was_signed_is_refused,
    a_log_cut_anywhere_behind_its_checkpoint_is_mended,
    a_tail_of_zeros_is_mended, a_bit_changed_at_any_byte_is_found,
    lines_swapped_deleted_or_doubled_are_found,
    log_and_checkpoint_rolled_back_together_are_found_by_an_older_one,
    a_stale_temporary_checkpoint_does_no_harm,
    a_link_in_place_of_a_file_is_refused,
    one_who_has_the_key_cannot_use_a_salt_or_an_index_twice,
    a_clock_that_goes_backwards_is_told_and_harmless,
    a_batch_is_appended_whole_or_not_at_all,
    a_cache_of_hashes_that_is_gone_or_wrong_is_made_again,
    an_index_that_is_gone_damaged_or_of_another_log_is_made_again,
    an_index_with_a_row_less_is_found_by_account_and_verify,
    another_ledgers_key_is_refused)
