/* The verbs of notes-ledger: what each refuses, and what append takes. */
#include "ledger/command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/whole.h"
#include "base/safe_file.h"
#include "folder.h"
#include "ledger/append.h"
#include "ledger/ledger.h"
#include "ledger/viewed.h"
#include "stream/scan.h"
#include "suite.h"

typedef int (*verb)(const struct command *, struct buf *, struct error *);

static struct options options;
static struct command c;
static struct buf out;
static char *operands[4];

/* What PATH holds, in OUT. */
static const char *
get(const char *path)
{
	fflush(stderr);
	out.len = 0;
	ck_assert_int_eq(file_read(path, 64 << 20, &out, NULL), 0);
	return buf_string(&out);
}

#define DISCLOSURE(id)                                                         \
	"{\"record\":\"disclosure/1\",\"id\":\"" id "\",\"patient\":\"p1\","   \
	"\"date\":\"2026-02-01\",\"recipient\":{\"name\":\"Court\"},"          \
	"\"what\":{\"description\":\"report\"},\"purpose\":\"judicial\"}"

static void
begin(void)
{
	struct error e = {0};

	folder_enter();
	options = (struct options){.tool = "notes-ledger", .as_of = 1790000000};
	c = (struct command){
	    .options = &options, .ledger = "ledger", .operands = operands};
	memset(operands, 0, sizeof(operands));
	ck_assert_msg(
	    ledger_init("ledger", "test", NULL, &e) == 0, "%s", e.text);
	/* What is written to stdout is looked at. */
	ck_assert_ptr_nonnull(freopen("stdout", "w", stdout));
	ck_assert_ptr_nonnull(freopen("stderr", "w", stderr));
}

static void
end(void)
{
	buf_free(&out);
	folder_leave();
}

static void
operand(const char *text)
{
	static char copies[4][200];

	ck_assert_int_lt(c.count, 4);
	snprintf(copies[c.count], sizeof(copies[0]), "%s", text);
	operands[c.count] = copies[c.count];
	c.count++;
}

static void
refuses(verb run, const char *why)
{
	struct error e = {0};

	out.len = 0;
	ck_assert_int_eq(run(&c, &out, &e), -1);
	ck_assert_msg(strstr(e.text, why) != NULL, "%s: %s", why, e.text);
}

/* OUT says PART. */
static void
gives(verb run, int status, const char *part)
{
	struct error e = {0};

	out.len = 0;
	ck_assert_msg(run(&c, &out, &e) == status, "%s", e.text);
	ck_assert_msg(
	    strstr(buf_string(&out), part) != NULL, "%s: %s", part, out.bytes);
}

static int
append(const char *text)
{
	folder_put("in", text);
	c.count = 0;
	operand("in");
	return command_append(&c, &out, &(struct error){0});
}

static const struct {
	verb run;
	int least, most; /* operands */
} verbs[] = {{command_init, 0, 0}, {command_append, 0, 4},
    {command_verify, 0, 0}, {command_account, 1, 1}, {command_prove, 1, 1},
    {command_check, 1, 1}, {command_breach, 0, 4}, {command_due, 0, 4},
    {command_access, 0, 0}};

START_TEST(each_verb_has_its_operands_and_its_ledger)
{
	begin();
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		c.count = 0;
		while (c.count < verbs[i].least)
			operand("x");
		if (verbs[i].run != command_check) {
			c.ledger = NULL;
			refuses(verbs[i].run, "--ledger=DIR is missing");
			c.ledger = "ledger";
		}
		if (c.count > 0) {
			c.count--;
			refuses(verbs[i].run, "an operand is missing");
			c.count++;
		}
		while (c.count < 4 && c.count <= verbs[i].most)
			operand("x");
		if (c.count > verbs[i].most)
			refuses(verbs[i].run, "too many operands");
	}
	end();
}
END_TEST

START_TEST(a_ledger_that_is_not_there_is_never_an_empty_one)
{
	static const char incident[] =
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\"}\n";

	begin();
	folder_put("incident", incident);
	c.incident = "incident";
	c.ledger = "nowhere";
	for (size_t i = 1; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (verbs[i].run == command_check)
			continue;
		c.count = 0;
		while (c.count < verbs[i].least)
			operand("x");
		refuses(verbs[i].run, "nowhere/key.pub: ");
	}
	end();
}
END_TEST

/* Who looks is written down first, or nothing is shown. */
START_TEST(nothing_is_shown_where_it_cannot_be_logged)
{
	begin();
	ck_assert_int_eq(append(DISCLOSURE("a") "\n"), 0);
	folder_put("incident",
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\"}\n");
	c.incident = "incident";
	setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
	c.count = 0;
	refuses(command_breach, "SOURCE_DATE_EPOCH: not a time");
	operand("p1");
	refuses(command_account, "SOURCE_DATE_EPOCH: not a time");
	c.count = 0;
	operand("a");
	refuses(command_prove, "SOURCE_DATE_EPOCH: not a time");
	ck_assert_uint_eq(out.len, 0);
	unsetenv("SOURCE_DATE_EPOCH");
	gives(command_prove, 0, "c2sp.org/tlog-proof@v1\n");
	end();
}
END_TEST

/* In place of a letter's PDF. */
static int
page(const struct command *command, const char *title, char **paragraphs,
    size_t count, struct buf *to, struct error *e)
{
	(void)command;
	(void)e;
	buf_addf(to, "%s, %zu\n", title, count);
	for (size_t i = 0; i < count; i++)
		buf_addf(to, "%s\n", paragraphs[i]);
	return 0;
}

START_TEST(an_accounting_has_the_format_that_is_asked_for)
{
	struct practice practice = {.name = span_of("Oak Street")};

	begin();
	ck_assert_int_eq(
	    append("{\"record\":\"disclosure/1\",\"id\":\"a\",\"patient\":"
		   "\"p1\",\"date\":\"2026-02-01\",\"recipient\":{\"name\":"
		   "\"Court\"},\"what\":{\"description\":\"report\"},"
		   "\"basis\":\"an order\"}\n"),
	    0);
	c.letter = page;
	c.practice = &practice;
	c.count = 0;
	operand("p1");
	gives(command_account, 0, "Practice:    Oak Street");
	c.practice = NULL;
	c.format = "text";
	gives(command_account, 0, "To:          Court");
	ck_assert_ptr_null(strstr(out.bytes, "Practice:"));
	c.format = "csv";
	gives(command_account, 0, "2026-02-01,Court,,report,,an order,1,");
	c.format = "ndjson";
	gives(command_account, 0, "{\"record\":\"accounting/1\",\"id\":\"a\"");
	c.format = "pdf";
	gives(command_account, 0, "Accounting of Disclosures, 3\n");
	ck_assert_ptr_nonnull(strstr(out.bytes, "\nBasis: an order"));
	ck_assert_ptr_null(strstr(out.bytes, "Purpose:"));
	c.format = "html";
	refuses(command_account, "--format: not text, csv, ndjson or pdf");
	/* Nothing of a log that was written over. */
	c.format = NULL;
	get("ledger/log.ndjson");
	memcpy(strstr(out.bytes, "2026-02-01"), "2006", 4);
	folder_put("ledger/log.ndjson", out.bytes);
	refuses(command_account, "the log is not what its checkpoint says");
	c.from = "2026-1-1";
	refuses(command_account, "--from: not a date such as 2026-03-14");
	c.from = NULL;
	c.to = "";
	refuses(command_account, "--to: not a date such as 2026-03-14");
	end();
}
END_TEST

START_TEST(a_proof_is_checked_against_the_entry_that_is_shown)
{
	static const char *const files[] = {"proof", "key", "entry"};
	struct buf proof = {0}, entry = {0};

	begin();
	ck_assert_int_eq(append(DISCLOSURE("a") "\n"), 0);
	c.count = 0;
	operand("a");
	gives(command_prove, 0, "index 0\n");
	folder_put("proof", out.bytes);
	buf_add_string(&proof, out.bytes);
	folder_put("key", get("ledger/key.pub"));
	get("ledger/log.ndjson");
	buf_add(&entry, out.bytes,
	    (size_t)(strchr(out.bytes, '\n') - out.bytes) + 1);
	folder_put("entry", buf_string(&entry));
	c.count = 0;
	operand("proof");
	c.key = NULL;
	refuses(command_check, "--key=FILE is missing");
	c.key = "key";
	gives(command_check, 0, "\"id\":\"a\"");
	c.entry = "entry";
	gives(command_check, 0, entry.bytes);
	/* Its line end or none; but no other line, and not nothing. */
	entry.bytes[entry.len - 1] = '\0';
	folder_put("entry", entry.bytes);
	gives(command_check, 0, "\"id\":\"a\"");
	folder_put("entry", "");
	gives(command_check, 1, "");
	ck_assert_uint_eq(out.len, 0);
	entry.bytes[entry.len - 2] = ' ';
	folder_put("entry", entry.bytes);
	gives(command_check, 1, "");
	/* A proof without its entry proves nothing by itself. */
	c.entry = NULL;
	{
		const char *extra = strstr(buf_string(&proof), "extra ");
		struct buf bare = {0};

		buf_add(&bare, proof.bytes, (size_t)(extra - proof.bytes));
		buf_add_string(&bare, strstr(proof.bytes, "index 0"));
		folder_put("proof", buf_string(&bare));
		buf_free(&bare);
	}
	gives(command_check, 1, "");
	ck_assert_uint_eq(out.len, 0);
	folder_put("proof", proof.bytes);
	folder_put("key", "no key");
	gives(command_check, 1, "");
	folder_put("key", get("ledger/key.pub"));
	folder_put("proof", "no proof");
	gives(command_check, 1, "");
	folder_put("proof", proof.bytes);
	c.entry = "entry";
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(rename(files[i], "away"), 0);
		refuses(command_check, files[i]);
		ck_assert_int_eq(rename("away", files[i]), 0);
	}
	buf_free(&proof);
	buf_free(&entry);
	end();
}
END_TEST

START_TEST(verify_tells_what_it_found_and_how_much)
{
	struct buf log = {0};
	char *at;

	begin();
	for (int i = 0; i < 25; i++) {
		if (i == 20)
			setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
		ck_assert_int_eq(append(DISCLOSURE("a") "\n"), 0);
		unsetenv("SOURCE_DATE_EPOCH");
	}
	c.count = 0;
	gives(command_verify, 0, "25 entries: as signed\n");
	ck_assert_ptr_nonnull(strstr(
	    out.bytes, "1 entries bear an earlier time than the one before\n"));
	options.quiet = true;
	gives(command_verify, 0, "");
	ck_assert_ptr_null(strstr(out.bytes, "as signed"));
	options.quiet = false;
	get("ledger/log.ndjson");
	buf_add(&log, out.bytes, out.len);
	buf_add_string(&log, "{\"ind");
	folder_put("ledger/log.ndjson", buf_string(&log));
	gives(command_verify, 1,
	    "0 entries and 5 bytes behind the checkpoint: an append was cut "
	    "off");
	buf_add_string(&log, "ex\":\n");
	folder_put("ledger/log.ndjson", buf_string(&log));
	gives(command_verify, 1, "1 entries and 0 bytes behind the checkpoint");
	for (at = log.bytes; (at = strstr(at, "{\"index\"")) != NULL; at++)
		at[2] = 'I';
	folder_put("ledger/log.ndjson", log.bytes);
	gives(command_verify, 1, "line 20: not an entry\n");
	ck_assert_ptr_null(strstr(out.bytes, "line 21:"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "26 findings in all\n"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "25 entries: not as signed\n"));
	c.since = (struct option_list){
	    .values = (const char *[]){"nowhere"}, .count = 1};
	refuses(command_verify, "nowhere: ");
	folder_put("older", "no checkpoint\n");
	c.since.values = (const char *[]){"older"};
	gives(command_verify, 1, "older checkpoint: ");
	buf_free(&log);
	end();
}
END_TEST

START_TEST(a_breach_names_people_by_what_stands_on_the_command_line)
{
	begin();
	ck_assert_int_eq(append(DISCLOSURE("a") "\n" DISCLOSURE("b") "\n"), 0);
	folder_put("incident",
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\",\"disclosures\":[\"a\"]}\n");
	c.count = 0;
	refuses(command_breach, "--incident=FILE is missing");
	c.incident = "incident";
	operand("b");
	c.format = "ndjson";
	gives(command_breach, 1, "\"disclosures\":[\"a\",\"b\"]");
	operand("c");
	refuses(command_breach, "disclosures[2]: not in the ledger");
	c.format = "csv";
	refuses(command_breach, "--format: neither text nor ndjson");
	folder_put("incident", "{\"record\":\"incident/1\",\"id\":\"i\"}\n");
	refuses(command_breach, "incident: discovered: missing");
	folder_put("incident", "{\"record\":\"note/1\",\"id\":\"i\"}\n");
	refuses(command_breach, "incident");
	end();
}
END_TEST

START_TEST(years_and_rows_are_what_they_are_called)
{
	static const char *const years[] = {"", "y", "7", "7Y", "7yy", "0y",
	    "-7y", "1001y", "99999999999999999999y", "7 y"};

	begin();
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
		c.keep = years[i];
		refuses(command_due, "--keep: not a number of years such as");
	}
	c.keep = "5y";
	refuses(command_due, "--keep: less than the 6 years");
	c.keep = "1000y";
	gives(command_due, 0, "");
	c.keep = NULL;
	c.format = "pdf";
	refuses(command_due, "--format: neither text nor ndjson");
	refuses(command_access, "--format: neither text nor ndjson");
	c.format = "text";
	gives(command_due, 0, "");
	c.by = "week";
	refuses(command_access, "--by: neither user nor day");
	c.by = "user";
	gives(command_access, 0, "");
	c.by = "day";
	gives(command_access, 0, "");
	c.from = "x";
	refuses(command_access, "--from: not a date");
	c.from = NULL;
	c.to = "x";
	refuses(command_access, "--to: not a date");
	end();
}
END_TEST

/* How many entries the ledger has. */
static uint64_t
entries(void)
{
	struct ledger *l = ledger_open_reader("ledger", NULL);
	uint64_t size = ledger_size(l);

	ledger_close(l);
	return size;
}

START_TEST(append_passes_over_what_is_no_record)
{
	begin();
	ck_assert_int_eq(
	    append("\n \t\n\r\n" DISCLOSURE(
		"a") "\r\n"
		     "{\"record\":\"end/1\",\"notes\":1,\"rejected\":0}\n"
		     "{\"record\":\"part/1\",\"notes\":1,\"rejected\":0}\n"
		     "  " DISCLOSURE("b") "\r\r"),
	    0);
	ck_assert_uint_eq(entries(), 2);
	/* Its bytes as they were given, without the carriage return. */
	ck_assert_ptr_null(strchr(get("ledger/log.ndjson"), '\r'));
	ck_assert_str_eq(get("stderr"), "");
	end();
}
END_TEST

START_TEST(what_is_no_entry_is_kept_and_the_rest_goes_on)
{
	static const char bad[] = "{\"record\":\"note/1\"}";
	char text[600];

	begin();
	options.quarantine = "kept";
	snprintf(text, sizeof(text), "%s\n%s\n%s\n", bad, DISCLOSURE("a"), bad);
	ck_assert_int_eq(append(text), 1);
	ck_assert_uint_eq(entries(), 1);
	ck_assert_str_eq(
	    get("kept"), "{\"record\":\"note/1\"}\n{\"record\":\"note/1\"}\n");
	ck_assert_ptr_nonnull(strstr(get("stderr"),
	    "notes-ledger: in:3: record: not a kind of entry\n"));
	/* Stops at the first, and says so. */
	options.fail = true;
	ck_assert_int_eq(append(text), 2);
	ck_assert_uint_eq(entries(), 1);
	options.fail = false;
	options.quarantine = "no/where";
	ck_assert_int_eq(append(text), 2);
	ck_assert_uint_eq(entries(), 1);
	end();
}
END_TEST

/* What cannot be kept is not let go either. */
START_TEST(a_quarantine_that_is_full_ends_the_run)
{
	static const char bad[] = "{\"record\":\"note/1\"}";
	struct rlimit small = {0, RLIM_INFINITY};
	struct error e = {0};

	begin();
	folder_put("in", "{\"record\":\"note/1\"}\n");
	operand("in");
	options.quarantine = "kept";
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t len = 0; len <= sizeof(bad); len += sizeof(bad) - 1) {
		small.rlim_cur = len;
		unlink("kept");
		ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
		setrlimit(RLIMIT_FSIZE, &small);
		ck_assert_int_eq(command_append(&c, &out, &e), 2);
		small.rlim_cur = RLIM_INFINITY;
		setrlimit(RLIMIT_FSIZE, &small);
		ck_assert_uint_eq(strlen(get("kept")), len);
	}
	end();
}
END_TEST

/* In several pieces; each entry behind it is taken. */
START_TEST(a_line_of_many_megabytes_is_rejected_once)
{
	struct buf text = {0};

	begin();
	memset(buf_reserve(&text, 3 * SCAN_LINE), 'x', 3 * SCAN_LINE);
	text.len = 3 * SCAN_LINE;
	buf_add_string(&text, "\n" DISCLOSURE("a") "\n");
	ck_assert_int_eq(append(buf_string(&text)), 1);
	ck_assert_uint_eq(entries(), 1);
	ck_assert_str_eq(get("stderr"), "notes-ledger: in:1: line too long\n");
	buf_free(&text);
	end();
}
END_TEST

/* More than one batch; all are there, in their order. */
START_TEST(entries_of_many_megabytes_are_all_appended)
{
	struct buf text = {0};
	char *description;
	size_t i;

	begin();
	description = malloc(100000);
	memset(description, 'd', 99999);
	description[99999] = '\0';
	for (i = 0; i < 120; i++)
		buf_addf(&text,
		    "{\"record\":\"disclosure/1\",\"id\":\"i%zu\","
		    "\"patient\":\"p1\",\"date\":\"2026-02-01\","
		    "\"recipient\":{\"name\":\"Court\"},\"what\":"
		    "{\"description\":\"%s\"},\"purpose\":\"judicial\"}\n",
		    i, description);
	free(description);
	ck_assert_int_eq(append(buf_string(&text)), 0);
	ck_assert_uint_eq(entries(), 120);
	buf_free(&text);
	c.count = 0;
	gives(command_verify, 0, "120 entries: as signed\n");
	end();
}
END_TEST

/* More than one block of hashes and of rows. */
START_TEST(entries_by_the_ten_thousand_are_all_found)
{
	struct buf text = {0};

	begin();
	for (int i = 0; i < 17000; i++)
		buf_addf(&text,
		    "{\"record\":\"disclosure/1\",\"id\":\"i%d\","
		    "\"patient\":\"p%d\",\"date\":\"2026-02-01\","
		    "\"recipient\":{\"name\":\"Court\"},\"what\":"
		    "{\"description\":\"d\"},\"purpose\":\"judicial\"}\n",
		    i, i);
	ck_assert_int_eq(append(buf_string(&text)), 0);
	buf_free(&text);
	ck_assert_uint_eq(entries(), 17000);
	c.format = "ndjson";
	for (int i = 0; i < 17000; i += 4249) {
		char patient[16], id[32];

		snprintf(patient, sizeof(patient), "p%d", i);
		snprintf(id, sizeof(id), "\"id\":\"i%d\"", i);
		c.count = 0;
		operand(patient);
		gives(command_account, 0, id);
	}
	end();
}
END_TEST

/* Also that nobody was shown; each once, though it came twice. */
START_TEST(who_was_shown_is_logged_once)
{
	static const char line[] =
	    "{\"record\":\"note/1\",\"id\":\"n1\",\"patient\":{\"id\":\"p1\"}}";
	struct record *rec = record_new();
	struct error e = {0};
	struct viewed *v;

	begin();
	ck_assert_int_eq(record_read(rec, line, sizeof(line) - 1, &e), 0);
	v = viewed_open("ledger", "notes-review", &e);
	ck_assert_msg(viewed_append(v, &e) == 0, "%s", e.text);
	viewed_add(v, rec);
	viewed_add(v, rec);
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	ck_assert_int_eq(viewed_append(v, &e), -1);
	ck_assert_str_eq(e.text, "SOURCE_DATE_EPOCH: not a time");
	unsetenv("SOURCE_DATE_EPOCH");
	e = (struct error){0};
	ck_assert_msg(viewed_append(v, &e) == 0, "%s", e.text);
	viewed_free(v);
	ck_assert_uint_eq(entries(), 2);
	get("ledger/log.ndjson");
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"ids\":[\"n1\"]"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "\"patients\":[\"p1\"]"));
	record_free(rec);
	end();
}
END_TEST

/* Before the process is shut in, so that it still can be made. */
START_TEST(a_quarantine_that_cannot_be_made_is_refused_at_once)
{
	static const char *const formats[] = {NULL, "text", "pdf"};
	struct error e;

	begin();
	options.quarantine = "no/where";
	c.entry = c.incident = c.key = "x";
	for (size_t i = 0; i < 3; i++) {
		c.format = formats[i];
		e = (struct error){0};
		ck_assert_int_eq(command_shut_in(&c, "append", &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "no/where: "));
	}
	end();
}
END_TEST

SUITE("command", each_verb_has_its_operands_and_its_ledger,
    a_ledger_that_is_not_there_is_never_an_empty_one,
    nothing_is_shown_where_it_cannot_be_logged,
    an_accounting_has_the_format_that_is_asked_for,
    a_proof_is_checked_against_the_entry_that_is_shown,
    verify_tells_what_it_found_and_how_much,
    a_breach_names_people_by_what_stands_on_the_command_line,
    years_and_rows_are_what_they_are_called,
    append_passes_over_what_is_no_record,
    what_is_no_entry_is_kept_and_the_rest_goes_on,
    a_quarantine_that_is_full_ends_the_run,
    a_line_of_many_megabytes_is_rejected_once,
    entries_of_many_megabytes_are_all_appended,
    entries_by_the_ten_thousand_are_all_found, who_was_shown_is_logged_once,
    a_quarantine_that_cannot_be_made_is_refused_at_once)
