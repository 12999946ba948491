/* What the reports on a ledger count, and that none of them passes over what it
 * cannot read: due, access, breach, account. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/whole.h"
#include "ledger/access.h"
#include "ledger/account.h"
#include "ledger/breach.h"
#include "ledger/due.h"
#include "ledger/entry.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"
#include "ledgered.h"
#include "suite.h"

static struct buf out;

static void
end(void)
{
	buf_free(&out);
	ledger_leave();
}

/* REST: further members, each with its comma before it. */
static void
disclose(
    const char *id, const char *patient, const char *date, const char *rest)
{
	char json[1000];

	snprintf(json, sizeof(json),
	    "{\"record\":\"disclosure/1\",\"id\":\"%s\",\"patient\":\"%s\","
	    "\"date\":\"%s\",\"recipient\":{\"name\":\"Court\"},\"what\":"
	    "{\"description\":\"report\"},\"purpose\":\"judicial\"%s}",
	    id, patient, date, rest);
	append(json);
}

static void
look(const char *who, const char *when, const char *patient)
{
	char json[400];

	snprintf(json, sizeof(json),
	    "{\"record\":\"access/1\",\"who\":\"%s\",\"when\":\"%s\","
	    "\"command\":\"c\",\"patients\":[\"%s\"]}",
	    who, when, patient);
	append(json);
}

/* OUT is what is due on the day ASKED; FOLDER may be NULL. */
static int
due_on(const char *asked, char *folder, char end, struct error *e)
{
	struct due_request q = {.asked = day(asked),
	    .folders = &folder,
	    .count = folder != NULL,
	    .end = end};
	size_t found;
	int result;

	out.len = 0;
	result = due_find(ledger, rules, &q, &out, &found, e);
	buf_string(&out);
	return result == -1 ? -1 : (int)found;
}

START_TEST(an_entry_is_kept_six_years_from_its_day_or_its_logging)
{
	struct error e = {0};

	ledger_enter();
	setenv("SOURCE_DATE_EPOCH", "1622548800", 1); /* 2021-06-01 */
	disclose("a", "p1", "2020-01-01", "");
	disclose("b", "p1", "2022-01-01", "");
	disclose("never", "p1", "9998-01-01", "");
	unsetenv("SOURCE_DATE_EPOCH");
	ck_assert_int_eq(due_on("2027-06-01", NULL, '\n', &e), 0);
	ck_assert_int_eq(due_on("2027-06-02", NULL, '\n', &e), 1);
	ck_assert_str_eq(out.bytes, "a\n");
	ck_assert_int_eq(due_on("2028-01-01", NULL, '\n', &e), 1);
	ck_assert_int_eq(due_on("2028-01-02", NULL, '\n', &e), 2);
	ck_assert_int_eq(due_on("9999-12-31", NULL, '\n', &e), 2);
	end();
}
END_TEST

START_TEST(what_is_due_is_visible_to_people_and_exact_to_programs)
{
	ledger_enter();
	disclose("a\\u001b[2J", "p1", "2000-01-01", "");
	ck_assert_int_eq(due_on("2040-01-01", NULL, '\n', NULL), 1);
	ck_assert_str_eq(out.bytes, "a?[2J\n");
	ck_assert_int_eq(due_on("2040-01-01", NULL, '\0', NULL), 1);
	ck_assert_uint_eq(out.len, 6);
	ck_assert_mem_eq(out.bytes, "a\033[2J", 6);
	end();
}
END_TEST

START_TEST(a_hold_keeps_its_patient_from_its_day_until_it_ends)
{
	char id[16], patient[16], json[200];

	ledger_enter();
	for (int i = 0; i < 70; i++) {
		snprintf(id, sizeof(id), "d%d", i);
		snprintf(patient, sizeof(patient), "p%d", i);
		disclose(id, patient, "2000-01-01", "");
	}
	ck_assert_int_eq(due_on("2040-01-01", NULL, '\n', NULL), 70);
	for (int i = 0; i < 20; i++) {
		snprintf(json, sizeof(json),
		    "{\"record\":\"hold/1\",\"id\":\"h%d\",\"patient\":\"p%d\","
		    "\"from\":\"2039-01-01\"}",
		    i, i);
		append(json);
	}
	ck_assert_int_eq(due_on("2040-01-01", NULL, '\n', NULL), 50);
	ck_assert_ptr_null(strstr(out.bytes, "d19\n"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "d20\n"));
	/* Before it begins, and from the day on that ends it. */
	ck_assert_int_eq(due_on("2038-12-31", NULL, '\n', NULL), 70);
	append("{\"record\":\"hold/1\",\"id\":\"e\",\"ends\":\"h3\","
	       "\"from\":\"2039-06-01\"}");
	ck_assert_int_eq(due_on("2039-05-31", NULL, '\n', NULL), 50);
	ck_assert_int_eq(due_on("2039-06-01", NULL, '\n', NULL), 51);
	ck_assert_ptr_nonnull(strstr(out.bytes, "d3\n"));
	append("{\"record\":\"hold/1\",\"id\":\"all\",\"from\":\"2039-07-01\","
	       "\"until\":\"2039-07-31\"}");
	ck_assert_int_eq(due_on("2039-07-31", NULL, '\n', NULL), 0);
	ck_assert_int_eq(due_on("2039-08-01", NULL, '\n', NULL), 51);
	end();
}
END_TEST

/* A folder with a manifest, and REST with its digest as the package. */
static void
package(const char *folder, char rest[static 100])
{
	char path[64], hex[DIGEST_HEX];
	unsigned char digest[DIGEST_LEN];

	ck_assert_int_eq(mkdir(folder, 0700), 0);
	snprintf(path, sizeof(path), "%s/manifest.json", folder);
	folder_put(path, folder);
	digest_bytes(folder, strlen(folder), digest);
	digest_hex(digest, hex);
	snprintf(rest, 100, ",\"package\":\"%s\"", hex);
}

START_TEST(a_package_is_kept_for_its_last_disclosure_and_all_its_patients)
{
	char p[] = "p", slashes[] = "p//", stray[] = "stray", none[] = "none";
	char rest[100], ignored[100];
	struct error e = {0};

	ledger_enter();
	setenv("SOURCE_DATE_EPOCH", "946684800", 1); /* 2000-01-01 */
	package("p", rest);
	package("stray", ignored);
	disclose("a", "p1", "2010-01-01", rest);
	disclose("b", "p2", "2012-01-01", rest);
	disclose("c", "p2", "2011-01-01", rest);
	disclose("d", "p3", "2001-01-01", "");
	unsetenv("SOURCE_DATE_EPOCH");
	ck_assert_int_eq(due_on("2018-01-01", p, '\n', &e), 0);
	ck_assert_int_eq(due_on("2018-01-02", p, '\n', &e), 1);
	ck_assert_str_eq(out.bytes, "p/manifest.json\n");
	ck_assert_int_eq(due_on("2018-01-02", slashes, '\n', &e), 1);
	ck_assert_str_eq(out.bytes, "p/manifest.json\n");
	/* Of which the ledger knows nothing: it may be held for good cause. */
	ck_assert_int_eq(due_on("2099-01-01", stray, '\n', &e), 0);
	ck_assert_int_eq(due_on("2099-01-01", none, '\n', &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "none/manifest.json: "));
	append("{\"record\":\"hold/1\",\"id\":\"h\",\"patient\":\"p2\","
	       "\"from\":\"2000-01-01\"}");
	ck_assert_int_eq(due_on("2018-01-02", p, '\n', &e), 0);
	end();
}
END_TEST

/* The second of them is not looked at, where the first cannot be. */
START_TEST(a_file_with_a_line_break_is_named_only_to_programs)
{
	char p[] = "p", q[] = "q", *both[] = {p, q}, *wrong[] = {q + 1, p};
	struct due_request request = {.asked = day("2040-01-01"),
	    .folders = both,
	    .count = 2,
	    .end = '\n'};
	char rest[100];
	struct error e = {0};
	size_t found;

	ledger_enter();
	package("p", rest);
	disclose("a", "p1", "2000-01-01", rest);
	package("q", rest);
	disclose("b", "p1", "2000-01-01", rest);
	folder_put("p/a\nb", "");
	ck_assert_int_eq(
	    due_find(ledger, rules, &request, &out, &found, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "use --null"));
	request.end = '\0';
	ck_assert_int_eq(
	    due_find(ledger, rules, &request, &out, &found, NULL), 0);
	ck_assert_uint_eq(found, 3);
	request.folders = wrong;
	ck_assert_int_eq(
	    due_find(ledger, rules, &request, &out, &found, NULL), -1);
	ck_assert_uint_eq(found, 0);
	end();
}
END_TEST

/* OUT is the review. */
static void
review(const char *from, const char *to, bool by_day)
{
	struct access_request q = {.from = from == NULL ? DATE_NONE : day(from),
	    .to = to == NULL ? DATE_NONE : day(to),
	    .by_day = by_day,
	    .ndjson = true};
	struct error e = {0};

	out.len = 0;
	ck_assert_msg(access_review(ledger, &q, &out, &e) == 0, "%s", e.text);
	buf_string(&out);
}

static void
says(const char *part)
{
	ck_assert_msg(
	    strstr(out.bytes, part) != NULL, "%s: %s", part, out.bytes);
}

START_TEST(a_night_stands_out_until_habits_are_known)
{
	ledger_enter();
	look("m", "2026-01-05T05:59:59Z", "p1");
	look("m", "2026-01-05T06:00:00Z", "p1");
	look("m", "2026-01-05T21:59:59Z", "p1");
	look("m", "2026-01-05T22:00:00Z", "p1");
	review(NULL, NULL, false);
	says(
	    "\"accesses\":4,\"patients\":1,\"first\":0,\"hour\":2,\"count\":0");
	end();
}
END_TEST

START_TEST(only_the_days_that_are_asked_for_are_counted)
{
	ledger_enter();
	look("m", "2026-01-05T12:00:00Z", "p1");
	look("m", "2026-01-06T12:00:00Z", "p2");
	look("m", "2026-01-07T12:00:00Z", "p3");
	review("2026-01-06", NULL, false);
	says("\"accesses\":2,");
	review(NULL, "2026-01-06", false);
	says("\"accesses\":2,");
	review("2026-01-06", "2026-01-06", true);
	says("{\"record\":\"access-review/1\",\"day\":\"2026-01-06\","
	     "\"accesses\":1,\"patients\":1,");
	ck_assert_ptr_null(strstr(out.bytes, "2026-01-05"));
	ck_assert_ptr_null(strstr(out.bytes, "2026-01-07"));
	review("2026-02-01", NULL, false);
	ck_assert_uint_eq(out.len, 0);
	end();
}
END_TEST

/* Days of 3, 1, 2, 5 and 4: the median is 3, and 20 are more than 3 x 3 + 10,
 * as 19 are not. */
START_TEST(a_day_stands_out_against_the_median_of_those_before)
{
	static const int counts[] = {3, 1, 2, 5, 4, 20};
	char when[40];

	ledger_enter();
	for (int d = 0; d < 6; d++)
		for (int i = 0; i < counts[d]; i++) {
			snprintf(when, sizeof(when), "2026-01-%02dT12:00:%02dZ",
			    d + 5, i);
			look("m", when, "p1");
			if (d == 5 && i == 18) {
				review(NULL, NULL, false);
				says("\"count\":0");
			}
		}
	review(NULL, NULL, false);
	says("\"count\":1");
	end();
}
END_TEST

/* The ids that an accounting lists, in its order, and how many rows. */
static void
lists(const struct account_request *q, const char *ids)
{
	struct account a;
	struct error e = {0};

	ck_assert_msg(
	    account_make(ledger, rules, q, &a, &e) == 0, "%s", e.text);
	out.len = 0;
	for (size_t i = 0; i < a.count; i++)
		buf_addf(&out, "%s%.*s", i > 0 ? " " : "",
		    (int)a.rows[i].first->id.len, a.rows[i].first->id.bytes);
	ck_assert_str_eq(buf_string(&out), ids);
	account_free(&a);
}

START_TEST(one_day_is_listed_in_the_order_of_the_log)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-11-21"),
	    .from = DATE_NONE,
	    .to = DATE_NONE};

	ledger_enter();
	disclose("b", "p1", "2026-02-01", ",\"basis\":\"1\"");
	disclose("a", "p1", "2026-02-01", ",\"basis\":\"2\"");
	disclose("d", "p1", "2026-01-31", ",\"basis\":\"3\"");
	disclose("c", "p1", "2026-02-01", ",\"basis\":\"4\"");
	lists(&q, "d b a c");
	end();
}
END_TEST

START_TEST(who_asks_for_more_than_six_years_gets_six)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-11-21"),
	    .from = day("2001-01-01"),
	    .to = day("2026-01-31")};

	ledger_enter();
	disclose("old", "p1", "2002-01-01", ",\"basis\":\"1\"");
	disclose("x", "p1", "2020-11-21", ",\"basis\":\"2\"");
	disclose("y", "p1", "2026-01-31", ",\"basis\":\"3\"");
	disclose("z", "p1", "2026-02-01", ",\"basis\":\"4\"");
	lists(&q, "x y");
	/* The practice's own view goes back as far as it asks. */
	q.all = true;
	lists(&q, "old x y");
	q.from = day("2021-01-01");
	lists(&q, "y");
	q.all = false;
	lists(&q, "y");
	q.to = day("2030-01-01"); /* no later than the day that it is made */
	lists(&q, "y z");
	end();
}
END_TEST

START_TEST(a_series_goes_to_one_address)
{
	static const char *const rests[] = {
	    ",\"recipient\":{\"name\":\"Court\",\"address\":\"1 Main\"}",
	    ",\"recipient\":{\"name\":\"Court\",\"address\":\"1 Main\"}",
	    ",\"recipient\":{\"name\":\"Court\",\"address\":\"2 Main\"}",
	    ",\"recipient\":{\"name\":\"Board\",\"address\":\"1 Main\"}"};
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-11-21"),
	    .from = DATE_NONE,
	    .to = DATE_NONE};
	char json[400], id[] = "a";

	ledger_enter();
	for (size_t i = 0; i < 4; i++, id[0]++) {
		snprintf(json, sizeof(json),
		    "{\"record\":\"disclosure/1\",\"id\":\"%s\","
		    "\"patient\":\"p1\",\"date\":\"2026-01-01\",\"what\":"
		    "{\"description\":\"r\"},\"purpose\":\"judicial\"%s}",
		    id, rests[i]);
		append(json);
	}
	lists(&q, "a c d");
	end();
}
END_TEST

/* An officer who named a day beyond the thirty gets the thirty. */
START_TEST(an_oral_suspension_with_a_later_end_lasts_thirty_days)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-03-31"),
	    .from = DATE_NONE,
	    .to = DATE_NONE};

	ledger_enter();
	disclose("a", "p1", "2026-02-01", "");
	append("{\"record\":\"suspension/1\",\"id\":\"s\",\"recipient\":"
	       "\"Court\",\"from\":\"2026-03-01\",\"until\":\"2026-12-31\"}");
	lists(&q, "");
	q.asked = day("2026-04-01");
	lists(&q, "a");
	end();
}
END_TEST

struct judged {
	struct breach_rules *rules;
	struct record *rec;
	struct incident i;
	struct breach b;
	char json[1000];
};

/* MEMBERS: of an incident found on 2026-01-01, each with a comma before it. */
static int
judge(struct judged *j, const char *members, struct error *e)
{
	*j = (struct judged){.rules = breach_rules_new(e), .rec = record_new()};
	snprintf(j->json, sizeof(j->json),
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\"%s}",
	    members);
	ck_assert_msg(record_read(j->rec, j->json, strlen(j->json), e) == 0,
	    "%s: %s", e->text, j->json);
	if (incident_read(&j->i, j->rec, e) == -1 ||
	    breach_find(ledger, &j->i, &j->b, e) == -1 ||
	    breach_reckon(j->rules, &j->i, &j->b, e) == -1)
		return -1;
	out.len = 0;
	breach_text(j->rules, &j->i, &j->b, &out);
	breach_ndjson(j->rules, &j->i, &j->b, &out);
	buf_string(&out);
	return 0;
}

static void
judged_free(struct judged *j)
{
	breach_free(&j->b);
	record_free(j->rec);
	breach_rules_free(j->rules);
}

START_TEST(everybody_whom_a_breach_touches_has_a_letter_and_counts_once)
{
	char id[16], patient[16];
	struct error e = {0};
	struct judged j;

	ledger_enter();
	for (int i = 0; i < 70; i++) {
		snprintf(id, sizeof(id), "d%d", i);
		snprintf(patient, sizeof(patient), "p%d", i);
		disclose(id, patient, "2025-12-01",
		    i % 3 == 0	 ? ",\"state\":\"IL\""
		    : i % 3 == 1 ? ",\"state\":\"I\""
				 : "");
	}
	disclose("again", "p0", "2025-12-02", "");
	disclose("gone", "p99", "2025-12-02",
	    ",\"withdrawn\":true,"
	    "\"corrects\":\"d7\"");
	disclose("later", "p98", "2026-01-02", "");
	ck_assert_msg(judge(&j, ",\"dates\":{\"to\":\"2025-12-31\"}", &e) == 0,
	    "%s", e.text);
	ck_assert_uint_eq(j.b.individuals, 70);
	ck_assert_uint_eq(j.b.people_count, 70);
	ck_assert_uint_eq(j.b.people[0].disclosures.count, 2);
	says("Individuals:  70 (I 23, IL 24, unknown 23)");
	for (int i = 0; i < 70; i++) {
		snprintf(id, sizeof(id), "\"p%d\"", i);
		says(id);
	}
	ck_assert_ptr_null(strstr(out.bytes, "p99"));
	ck_assert_ptr_null(strstr(out.bytes, "p98"));
	judged_free(&j);
	end();
}
END_TEST

/* Nobody would write to whom a misspelt name was to mean. */
START_TEST(a_breach_of_what_the_ledger_does_not_have_is_refused)
{
	static const struct {
		const char *members, *why;
	} wrong[] = {
	    {",\"disclosures\":[\"a\",\"b\",\"c\"]",
		"disclosures[2]: not in the ledger"},
	    {",\"disclosures\":[\"A\"]", "disclosures[0]: not in the ledger"},
	    {",\"package\":\"ff\"", "package: not in the ledger"},
	};
	struct error e = {0};
	struct judged j;

	ledger_enter();
	disclose("a", "p1", "2025-12-01", ",\"package\":\"fe\"");
	disclose(
	    "b", "p2", "2025-12-01", ",\"withdrawn\":true,\"corrects\":\"x\"");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		e = (struct error){0};
		ck_assert_int_eq(judge(&j, wrong[i].members, &e), -1);
		ck_assert_str_eq(e.text, wrong[i].why);
		judged_free(&j);
	}
	e = (struct error){0};
	ck_assert_msg(
	    judge(&j, ",\"disclosures\":[\"b\",\"a\"],\"package\":\"fe\"",
		&e) == 0,
	    "%s", e.text);
	ck_assert_uint_eq(j.b.people_count, 1);
	judged_free(&j);
	end();
}
END_TEST

#define FACTORS                                                                \
	",\"assessment\":{\"nature\":\"%s\",\"recipient\":\"%s\","             \
	"\"acquired\":\"%s\",\"mitigation\":\"%s\",\"by\":\"%s\","             \
	"\"low_probability\":true}"

START_TEST(a_low_probability_without_any_one_factor_is_refused)
{
	const char *f[5];
	char members[300];
	struct error e;
	struct judged j;

	ledger_enter();
	for (int lacks = 0; lacks < 6; lacks++) {
		for (int i = 0; i < 5; i++)
			f[i] = i == lacks ? "" : "so";
		snprintf(members, sizeof(members), FACTORS, f[0], f[1], f[2],
		    f[3], f[4]);
		e = (struct error){0};
		ck_assert_int_eq(judge(&j, members, &e), lacks < 5 ? -1 : 0);
		if (lacks < 5)
			ck_assert_str_eq(e.text,
			    "assessment: a low probability needs all four "
			    "factors and by whom");
		else
			ck_assert(!j.b.notify);
		judged_free(&j);
	}
	/* Said without it, it must be told. */
	e = (struct error){0};
	ck_assert_int_eq(
	    judge(&j, ",\"assessment\":{\"nature\":\"so\"}", &e), 0);
	ck_assert(j.b.notify);
	judged_free(&j);
	end();
}
END_TEST

static const struct {
	const char *members;
	const char *says[4]; /* in the report */
	const char *lacks;
} reports[] = {
    {",\"associate\":true", {"Individuals:  by 2026-03-02 (45 CFR 164.410(b))"},
	"Substitute"},
    {",\"unreachable\":9",
	{"Substitute:   another form of notice (45 CFR 164.404(d)(2))",
	    "\"substitute\":\"another form of notice\""},
	"toll-free"},
    {",\"unreachable\":10",
	{"Substitute:   90 days web or major media + toll-free",
	    "\"substitute\":\"90 days web or major media + toll-free\""},
	"another form"},
    {",\"affected\":[{\"state\":\"IL\",\"count\":500},"
     "{\"state\":\"IL\",\"count\":1},{\"count\":2},{\"count\":3}]",
	{"(IL 501, unknown 5)", "Media:        by 2026-03-02",
	    "HHS at once:", "\"hhs\":\"contemporaneous\""},
	"Letters lack: \""},
    {",\"affected\":[{\"state\":\"IL\",\"count\":450},{\"count\":60}]",
	{"Media:        needs review: of some the state is not known",
	    "\"media\":false,\"media_open\":true"},
	"of IL"},
    {",\"affected\":[{\"state\":\"IL\",\"count\":450}]",
	{"Media:        no (45 CFR 164.406)",
	    "HHS, log:", "\"hhs\":\"annual\",\"hhs_by\":\"2027-03-01\""},
	"needs review"},
    {",\"media\":\"destroyed\",\"unreachable\":10",
	{"Unsecured:    no\nNotify:       no: destroyed", "\"notify\":false"},
	"individuals_by"},
    {",\"exclusion\":\"good_faith\"",
	{"Unsecured:    yes\nNotify:       no: a workforce member's error"},
	"HHS"},
    {",\"delay\":{\"from\":\"2026-02-20\",\"until\":\"2026-03-01\"}",
	{"Delayed:      by 2026-03-01", "Individuals:  by 2026-03-02"},
	"2026-03-22"},
};

START_TEST(a_breach_is_told_as_it_was_reckoned)
{
	ledger_enter();
	for (size_t i = 0; i < sizeof(reports) / sizeof(*reports); i++) {
		struct error e = {0};
		struct judged j;

		ck_assert_msg(judge(&j, reports[i].members, &e) == 0, "%s: %s",
		    reports[i].members, e.text);
		for (size_t k = 0; k < 4 && reports[i].says[k] != NULL; k++)
			says(reports[i].says[k]);
		ck_assert_msg(strstr(out.bytes, reports[i].lacks) == NULL,
		    "%s: %s", reports[i].lacks, out.bytes);
		judged_free(&j);
	}
	end();
}
END_TEST

START_TEST(a_written_delay_names_its_time)
{
	struct error e = {0};
	struct judged j;

	ledger_enter();
	ck_assert_int_eq(judge(&j,
			     ",\"delay\":{\"from\":\"2026-02-20\","
			     "\"written\":true}",
			     &e),
	    -1);
	ck_assert_str_eq(e.text,
	    "delay.until: missing, and a written statement names the "
	    "time");
	judged_free(&j);
	end();
}
END_TEST

/* The log with LINE behind what it has, signed, as one who has the key could
 * write it. */
static void
forge(const char *line)
{
	struct tree_edge edge = {0};
	struct log_reader r;
	struct tree_hash root;
	struct buf note = {0};
	struct span one;
	FILE *f = fopen("ledger/log.ndjson", "a");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "%s\n", line);
	fclose(f);
	log_reader_open(&r, ledger->log, 0, log_size(ledger->log, NULL));
	while (log_next(&r, &one, NULL) == 1)
		tree_edge_add(&edge, tree_leaf(one.bytes, one.len), NULL);
	log_reader_close(&r);
	root = tree_edge_root(&edge);
	ck_assert_int_eq(
	    checkpoint_write(&ledger->key, edge.size, &root, &note, NULL), 0);
	ck_assert_int_eq(
	    file_replace("ledger/checkpoint", note.bytes, note.len, NULL), 0);
	buf_free(&note);
	ck_assert_int_eq(ledger_checkpoint_read(ledger, NULL), 0);
}

#define HEAD                                                                   \
	"{\"index\":1,\"salt\":\"00112233445566778899aabbccddeeff\","          \
	"\"recorded\":\"2026-01-01T00:00:00Z\","

/* It may be a disclosure of whoever asks. */
START_TEST(what_cannot_be_read_refuses_every_report)
{
	static const char *const lines[] = {HEAD
	    "\"record\":\"disclosure/1\",\"id\":\"x\"",
	    HEAD "\"record\":\"disclosure/1\",\"id\":\"x\",\"patient\":\"p1\"}",
	    HEAD "\"record\":\"disclosure/2\",\"id\":\"x\"}"};
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-11-21"),
	    .from = DATE_NONE,
	    .to = DATE_NONE};
	struct access_request all = {.from = DATE_NONE, .to = DATE_NONE};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct error e = {0};
		struct account a;
		struct judged j;

		ledger_enter();
		disclose("a", "p1", "2026-01-01", "");
		lists(&q, "a");
		forge(lines[i]);
		ck_assert_int_eq(account_make(ledger, rules, &q, &a, &e), -1);
		ck_assert_msg(
		    strncmp(e.text, "log: line 2: ", 13) == 0, "%s", e.text);
		/* Nor by an index that is made anew. */
		unlink("ledger/index");
		ck_assert_int_eq(account_make(ledger, rules, &q, &a, NULL), -1);
		ck_assert_int_eq(access_review(ledger, &all, &out, NULL), -1);
		ck_assert_int_eq(due_on("2040-01-01", NULL, '\n', NULL), -1);
		e = (struct error){0};
		ck_assert_int_eq(judge(&j, "", &e), -1);
		ck_assert_int_ne(e.text[0], '\0');
		judged_free(&j);
		end();
	}
}
END_TEST

SUITE("reports", an_entry_is_kept_six_years_from_its_day_or_its_logging,
    what_is_due_is_visible_to_people_and_exact_to_programs,
    a_hold_keeps_its_patient_from_its_day_until_it_ends,
    a_package_is_kept_for_its_last_disclosure_and_all_its_patients,
    a_file_with_a_line_break_is_named_only_to_programs,
    a_night_stands_out_until_habits_are_known,
    only_the_days_that_are_asked_for_are_counted,
    a_day_stands_out_against_the_median_of_those_before,
    one_day_is_listed_in_the_order_of_the_log,
    who_asks_for_more_than_six_years_gets_six, a_series_goes_to_one_address,
    an_oral_suspension_with_a_later_end_lasts_thirty_days,
    everybody_whom_a_breach_touches_has_a_letter_and_counts_once,
    a_breach_of_what_the_ledger_does_not_have_is_refused,
    a_low_probability_without_any_one_factor_is_refused,
    a_breach_is_told_as_it_was_reckoned, a_written_delay_names_its_time,
    what_cannot_be_read_refuses_every_report)
