#include "ledger/account.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/breach.h"
#include "ledgered.h"
#include "suite.h"

/* REST: further members, each with its comma before it. */
static void
disclose(const char *id, const char *date, const char *recipient,
    const char *purpose, const char *rest)
{
	char json[1000];

	snprintf(json, sizeof(json),
	    "{\"record\":\"disclosure/1\",\"id\":\"%s\",\"patient\":\"p1\","
	    "\"date\":\"%s\",\"recipient\":{\"name\":\"%s\"},\"what\":"
	    "{\"description\":\"report\"},\"purpose\":\"%s\"%s}",
	    id, date, recipient, purpose, rest);
	append(json);
}

static struct account
account(const char *asked, bool all)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day(asked),
	    .from = DATE_NONE,
	    .to = DATE_NONE,
	    .all = all};
	struct account a;
	struct error e = {0};

	ck_assert_msg(
	    account_make(ledger, rules, &q, &a, &e) == 0, "%s", e.text);
	return a;
}

/* The ids that an accounting lists, in its order. */
static void
lists(const char *asked, const char *ids)
{
	struct account a = account(asked, false);
	struct buf out = {0};

	for (size_t i = 0; i < a.count; i++)
		buf_addf(&out, "%s%.*s", i > 0 ? " " : "",
		    (int)a.rows[i].first->id.len, a.rows[i].first->id.bytes);
	ck_assert_str_eq(buf_string(&out), ids);
	buf_free(&out);
	account_free(&a);
}

START_TEST(what_164_528_exempts_is_logged_and_not_listed)
{
	ledger_enter();
	disclose("K01", "2026-02-01", "Acme Health", "payment_audit", "");
	disclose("K02", "2026-02-01", "Acme Health", "life_insurance",
	    ",\"authorization\":\"a1\"");
	disclose("self", "2026-02-01", "the patient", "access", "");
	disclose("family", "2026-02-01", "a sister", "family_involved", "");
	lists("2026-11-21", "");
	ledger_leave();
}
END_TEST

START_TEST(what_is_required_permitted_without_consent_or_unknown_is_listed)
{
	ledger_enter();
	disclose("hhs", "2026-02-01", "OCR", "hhs_compliance", "");
	disclose("coroner", "2026-02-02", "Coroner", "coroner", "");
	disclose("court", "2026-02-03", "Court", "judicial", "");
	disclose("threat", "2026-02-04", "Police", "serious_threat", "");
	disclose("breach", "2026-02-05", "a stranger", "impermissible", "");
	disclose("other", "2026-02-06", "a stranger", "gossip", "");
	disclose("medicare", "2026-02-07", "Medicare", "payment_audit",
	    ",\"accountable\":true");
	disclose("hidden", "2026-02-08", "Court", "judicial",
	    ",\"accountable\":false,\"basis\":\"b\"");
	disclose("said", "2026-02-09", "somebody", "own_word",
	    ",\"accountable\":false");
	lists("2026-11-21",
	    "hhs coroner court threat breach other medicare hidden");
	ledger_leave();
}
END_TEST

START_TEST(an_accounting_reaches_back_six_years_and_no_further)
{
	struct account a;

	ledger_enter();
	disclose("old", "2020-11-20", "Coroner", "coroner", "");
	disclose("first", "2020-11-21", "Court", "judicial", "");
	disclose("last", "2026-11-21", "OCR", "hhs_compliance", "");
	lists("2026-11-21", "first last");
	a = account("2026-11-21", false);
	ck_assert_int_eq(a.reply, day("2027-01-20"));
	ck_assert_int_eq(a.request.from, day("2020-11-21"));
	account_free(&a);
	ledger_leave();
}
END_TEST

START_TEST(reports_to_one_board_are_summarised)
{
	static const struct {
		const char *dates[12], *frequency;
	} series[] = {
	    {{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30",
		 "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31",
		 "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"},
		"monthly"},
	    {{"2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"},
		"weekly"},
	    {{"2026-03-02", "2026-03-09", "2026-03-17", "2026-03-23"}, NULL},
	    {{"2026-03-02", "2026-03-09"}, NULL}};

	for (size_t s = 0; s < sizeof(series) / sizeof(*series); s++) {
		struct account a;
		size_t count = 0;
		char id[8];

		ledger_enter();
		for (; count < 12 && series[s].dates[count] != NULL; count++) {
			snprintf(id, sizeof(id), "K%zu", count);
			disclose(id, series[s].dates[count], "Board",
			    "health_oversight", "");
		}
		disclose("x", "2026-05-05", "Board", "judicial", "");
		disclose(
		    "y", "2026-05-06", "Other Board", "health_oversight", "");
		a = account("2027-01-10", false);
		ck_assert_uint_eq(a.count, 3);
		ck_assert_uint_eq(a.rows[0].count, count);
		ck_assert_int_eq(
		    a.rows[0].last, day(series[s].dates[count - 1]));
		if (series[s].frequency == NULL)
			ck_assert_ptr_null(a.rows[0].frequency);
		else
			ck_assert_str_eq(
			    a.rows[0].frequency, series[s].frequency);
		account_free(&a);
		ledger_leave();
	}
}
END_TEST

START_TEST(an_oral_suspension_lasts_thirty_days_and_a_written_one_its_time)
{
	ledger_enter();
	disclose("police", "2026-05-01", "Police", "law_enforcement", "");
	disclose("court", "2026-05-02", "Court", "judicial", "");
	append("{\"record\":\"suspension/1\",\"id\":\"s1\",\"recipient\":"
	       "\"Police\",\"from\":\"2026-06-01\"}");
	lists("2026-05-31", "police court");
	lists("2026-06-01", "court");
	lists("2026-07-01", "court");
	lists("2026-07-02", "police court");
	append("{\"record\":\"suspension/1\",\"id\":\"s2\",\"recipient\":"
	       "\"Police\",\"patient\":\"p1\",\"from\":\"2026-06-20\","
	       "\"until\":\"2026-09-30\",\"written\":true}");
	lists("2026-07-02", "court");
	lists("2026-09-30", "court");
	lists("2026-10-01", "police court");
	ledger_leave();
}
END_TEST

START_TEST(an_oral_suspension_that_ends_before_its_thirty_days_ends)
{
	ledger_enter();
	disclose("s", "2026-02-01", "Board", "health_oversight", "");
	append("{\"record\":\"suspension/1\",\"id\":\"x\",\"patient\":\"p1\","
	       "\"recipient\":\"Board\",\"agency\":\"Board\",\"from\":"
	       "\"2026-03-01\",\"until\":\"2026-03-10\",\"written\":false}");
	lists("2026-03-10", "");
	lists("2026-03-11", "s");
	lists("2026-02-28", "s");
	ledger_leave();
}
END_TEST

/* 42 CFR 2.25(a): three years, where a Part 2 consent let it go. */
START_TEST(what_went_by_a_part_2_consent_is_listed_to_who_asks_for_it)
{
	struct account_request q = {.patient = span_of("p1"),
	    .asked = day("2026-11-21"),
	    .from = DATE_NONE,
	    .to = day("2026-12-31"),
	    .part2 = true};
	struct account a;
	struct error e = {0};

	ledger_enter();
	disclose("old", "2023-11-20", "Plan", "payment", ",\"part2\":true");
	disclose("new", "2023-11-22", "Plan", "payment", ",\"part2\":true");
	disclose("other", "2024-01-01", "Plan", "payment", "");
	lists("2026-11-21", "");
	ck_assert_int_eq(account_make(ledger, rules, &q, &a, &e), 0);
	ck_assert_uint_eq(a.count, 1);
	ck_assert(span_is(a.rows[0].first->id, "new"));
	ck_assert_str_eq(a.rows[0].citation, "42 CFR 2.25(a)");
	account_free(&a);
	ledger_leave();
}
END_TEST

START_TEST(a_letter_names_each_disclosure_or_says_that_there_was_none)
{
	struct account a;
	char **paragraphs;
	size_t count, i;

	ledger_enter();
	a = account("2026-11-21", false);
	paragraphs = account_paragraphs(&a, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_ptr_nonnull(strstr(paragraphs[1], "no disclosure was made"));
	for (i = 0; i < count; i++)
		free(paragraphs[i]);
	free(paragraphs);
	account_free(&a);
	disclose(
	    "a", "2026-02-01", "Court", "judicial", ",\"basis\":\"order\"");
	append("{\"record\":\"disclosure/1\",\"id\":\"b\",\"patient\":\"p1\","
	       "\"date\":\"2026-02-02\",\"recipient\":{\"name\":\"Board\","
	       "\"address\":{\"line\":\"1 Main\",\"city\":\"Peoria\"}},"
	       "\"what\":{\"description\":\"report\"},\"purpose\":"
	       "\"health_oversight\"}");
	a = account("2026-11-21", false);
	paragraphs = account_paragraphs(&a, &count);
	ck_assert_uint_eq(count, 4);
	ck_assert_ptr_nonnull(strstr(paragraphs[0], "Patient: p1"));
	ck_assert_ptr_nonnull(strstr(paragraphs[2], "\nTo: Court"));
	ck_assert_ptr_nonnull(strstr(paragraphs[2], "\nBasis: order"));
	ck_assert_ptr_nonnull(
	    strstr(paragraphs[3], "\nTo: Board, 1 Main, Peoria"));
	ck_assert_ptr_nonnull(strstr(paragraphs[3], "45 CFR 164.512"));
	for (i = 0; i < count; i++)
		free(paragraphs[i]);
	free(paragraphs);
	account_free(&a);
	ledger_leave();
}
END_TEST

START_TEST(a_correction_stands_in_place_of_what_it_corrects)
{
	struct account a;

	ledger_enter();
	disclose("a", "2026-05-01", "Police", "law_enforcement", "");
	disclose("b", "2026-05-02", "Court", "judicial", "");
	disclose("a2", "2026-05-03", "Sheriff", "law_enforcement",
	    ",\"corrects\":\"a\"");
	lists("2026-11-21", "b a2");
	disclose("b2", "2026-05-02", "Court", "judicial",
	    ",\"corrects\":\"b\",\"withdrawn\":true");
	lists("2026-11-21", "a2");
	/* logged for the wrong patient */
	append("{\"record\":\"disclosure/1\",\"id\":\"a3\",\"patient\":\"p2\","
	       "\"date\":\"2026-05-03\",\"recipient\":{\"name\":\"Sheriff\"},"
	       "\"what\":{\"description\":\"report\"},\"purpose\":"
	       "\"law_enforcement\",\"corrects\":\"a2\"}");
	lists("2026-11-21", "");
	a = account("2026-11-21", true);
	ck_assert_uint_eq(a.count, 3);
	ck_assert_int_eq(a.rows[0].status, ACCOUNT_CORRECTED);
	ck_assert_int_eq(a.rows[1].status, ACCOUNT_WITHDRAWN);
	ck_assert_int_eq(a.rows[2].status, ACCOUNT_CORRECTED);
	account_free(&a);
	ledger_leave();
}
END_TEST

START_TEST(a_cell_is_never_a_formula_and_a_line_never_a_command)
{
	struct account a;
	struct buf out = {0};

	ledger_enter();
	disclose("a", "2026-05-01", "=cmd|x", "judicial",
	    ",\"basis\":\"say \\\"no\\\", twice\\u001b[2J\"");
	a = account("2026-11-21", false);
	account_csv(&a, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "\"'=cmd|x\""));
	ck_assert_ptr_nonnull(
	    strstr(buf_string(&out), "\"say \"\"no\"\", twice"));
	out.len = 0;
	account_text(&a, (struct span){0}, &out);
	ck_assert_ptr_null(strchr(buf_string(&out), '\033'));
	buf_free(&out);
	account_free(&a);
	ledger_leave();
}
END_TEST

/* law/other-cases.json, where it stands beside the tree. */

struct breach_case {
	const char *id;
	const char *incident;
};

static const struct breach_case breach_cases[] = {
    {"B01", "\"affected\":[{\"state\":\"IL\",\"count\":500}]"},
    {"B02", "\"affected\":[{\"state\":\"IL\",\"count\":501}]"},
    {"B03", "\"affected\":[{\"state\":\"IL\",\"count\":300},"
	    "{\"state\":\"WI\",\"count\":300}]"},
    {"B04", "\"affected\":[{\"state\":\"IL\",\"count\":499}]"},
    {"B05", "\"affected\":[{\"state\":\"IL\",\"count\":1}]"},
    {"B06", "\"media\":\"encrypted\""},
    {"B07", "\"media\":\"redacted\""},
    {"B08", "\"unreachable\":10"},
};

struct reckoned {
	struct breach b;
	struct incident i;
	struct record *rec;
	char json[600];
};

static void
reckon(struct reckoned *r, const char *discovered, const char *members)
{
	struct breach_rules *br = breach_rules_new(NULL);
	struct error e = {0};

	*r = (struct reckoned){0};
	r->rec = record_new();
	snprintf(r->json, sizeof(r->json),
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":\"%s\",%s}",
	    discovered, members);
	ck_assert_int_eq(record_read(r->rec, r->json, strlen(r->json), &e), 0);
	ck_assert_msg(incident_read(&r->i, r->rec, &e) == 0, "%s", e.text);
	ck_assert_msg(breach_reckon(br, &r->i, &r->b, &e) == 0, "%s", e.text);
	breach_rules_free(br); /* nothing below needs the rules' texts */
}

static void
reckoned_free(struct reckoned *r)
{
	breach_free(&r->b);
	record_free(r->rec);
}

/* One word of what is expected, against what was reckoned. */
static void
expect_judge(const char *id, const char *name, json_t *value,
    const struct breach *b, date_days discovered)
{
	const char *text = json_string_value(value);
	char date[DATE_TEXT];

	if (strcmp(name, "individuals") == 0) {
		ck_assert_str_eq(text, "60 days");
		ck_assert_int_eq(b->individuals_by, discovered + 60);
	} else if (strcmp(name, "individuals_deadline") == 0) {
		date_format(b->individuals_by, date);
		ck_assert_str_eq(date, text);
	} else if (strcmp(name, "hhs") == 0) {
		date_format(b->hhs_by, date);
		ck_assert_msg(
		    strcmp(text, "contemporaneous") == 0
			? b->hhs_at_once
			: !b->hhs_at_once && strstr(text, date) != NULL,
		    "%s: %s", id, text);
	} else if (strcmp(name, "media") == 0)
		ck_assert_int_eq(b->media, json_is_true(value));
	else if (strcmp(name, "breach_of_unsecured") == 0)
		ck_assert_int_eq(b->unsecured, json_is_true(value));
	else if (strcmp(name, "substitute") == 0)
		ck_assert(b->substitute_public);
	else
		ck_abort_msg("%s: %s is not known here", id, name);
}

START_TEST(breach_cases_come_out_as_the_law_says)
{
	json_t *all = json_load_file(
	    SHARED_DIR "/law/other-cases.json", JSON_DECODE_ANY, NULL);
	json_t *row, *value;
	const char *name;
	size_t i, seen = 0;

	if (all == NULL) {
		puts("skipped: ../shared is not there");
		return;
	}
	json_array_foreach (json_object_get(all, "breach"), i, row) {
		const char *id = json_string_value(json_object_get(row, "id"));
		json_t *expect = json_object_get(row, "expect");
		const char *found = "2026-11-21";

		if (strcmp(id, "B05") == 0)
			found = "2026-03-01";
		for (size_t n = 0; n < 8; n++) {
			struct reckoned r;

			if (strcmp(breach_cases[n].id, id) != 0)
				continue;
			reckon(&r, found, breach_cases[n].incident);
			json_object_foreach (expect, name, value)
				expect_judge(id, name, value, &r.b, day(found));
			reckoned_free(&r);
			seen++;
		}
	}
	ck_assert_uint_eq(
	    seen, json_array_size(json_object_get(all, "breach")));
	json_decref(all);
}
END_TEST

START_TEST(a_breach_is_presumed_until_all_four_factors_say_otherwise)
{
	struct reckoned r;
	struct incident i;
	struct record *rec = record_new();
	static const char half[] =
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\",\"assessment\":{\"nature\":\"names\","
	    "\"low_probability\":true}}";
	static const char odd[] =
	    "{\"record\":\"incident/1\",\"id\":\"i\",\"discovered\":"
	    "\"2026-01-01\",\"medium\":\"encrypted\"}";

	reckon(&r, "2026-01-01", "\"affected\":[]");
	ck_assert(r.b.unsecured && r.b.notify);
	reckoned_free(&r);
	reckon(&r, "2026-01-01", "\"exclusion\":\"good_faith\"");
	ck_assert(!r.b.notify);
	reckoned_free(&r);
	reckon(&r, "2026-01-01",
	    "\"assessment\":{\"nature\":\"n\",\"recipient\":\"r\",\"acquired\":"
	    "\"a\",\"mitigation\":\"m\",\"by\":\"b\",\"low_probability\":"
	    "true}");
	ck_assert(!r.b.notify);
	reckoned_free(&r);
	ck_assert_int_eq(record_read(rec, half, strlen(half), NULL), 0);
	ck_assert_int_eq(incident_read(&i, rec, NULL), -1);
	ck_assert_int_eq(record_read(rec, odd, strlen(odd), NULL), 0);
	ck_assert_int_eq(incident_read(&i, rec, NULL), -1);
	record_free(rec);
}
END_TEST

START_TEST(what_an_entry_or_incident_lacks_is_refused_by_its_name)
{
	static const struct {
		const char *json, *why;
	} refused[] = {
	    {"\"suspension/1\",\"recipient\":\"a\",\"from\":\"2026-01-01\"",
		"id: missing"},
	    {"\"suspension/1\",\"id\":\"s\",\"from\":\"2026-01-01\"",
		"recipient: missing"},
	    {"\"suspension/1\",\"id\":\"s\",\"recipient\":\"a\"",
		"from: missing"},
	    {"\"suspension/1\",\"id\":1,\"recipient\":\"a\"",
		"id: not a string"},
	    {"\"hold/1\",\"from\":\"2026-01-01\"", "id: missing"},
	    {"\"hold/1\",\"id\":\"h\"", "from: missing"},
	    {"\"hold/1\",\"id\":\"h\",\"patient\":\"\"", "patient: empty"},
	    {"\"hold/1\",\"id\":\"h\",\"ends\":\"\"", "ends: empty"},
	    {"\"incident/1\",\"discovered\":\"2026-01-01\"", "id: missing"},
	    {"\"incident/1\",\"id\":\"i\"", "discovered: missing"},
	    {"\"incident/1\",\"affected\":[{\"state\":\"\",\"count\":1}]",
		"affected[0].state: empty"},
	    {"\"incident/1\",\"id\":\"i\",\"discovered\":\"2026-01-01\","
	     "\"media\":\"encrypted\",\"exclusion\":\"sorry\"",
		"exclusion: not known here"},
	};
	struct breach_rules *br = breach_rules_new(NULL);
	struct record *rec = record_new();

	for (size_t n = 0; n < sizeof(refused) / sizeof(*refused); n++) {
		bool happened = strncmp(refused[n].json, "\"inc", 4) == 0;
		struct breach b = {0};
		struct error e = {0};
		struct incident i;
		struct entry entry;
		char json[200];

		snprintf(
		    json, sizeof(json), "{\"record\":%s}", refused[n].json);
		ck_assert_int_eq(record_read(rec, json, strlen(json), &e), 0);
		if (!happened)
			ck_assert_int_eq(entry_read(&entry, rec, &e), -1);
		else if (incident_read(&i, rec, &e) == 0)
			ck_assert_int_eq(breach_reckon(br, &i, &b, &e), -1);
		ck_assert_str_eq(e.text, refused[n].why);
		breach_free(&b);
	}
	record_free(rec);
	breach_rules_free(br);
}
END_TEST

START_TEST(an_officers_word_delays_thirty_days_and_a_letter_its_time)
{
	struct reckoned r;

	reckon(&r, "2026-01-01", "\"delay\":{\"from\":\"2026-02-20\"}");
	ck_assert_int_eq(r.b.individuals_by, day("2026-03-22"));
	reckoned_free(&r);
	reckon(&r, "2026-01-01",
	    "\"delay\":{\"from\":\"2026-02-20\",\"until\":\"2026-08-01\"}");
	ck_assert_int_eq(r.b.individuals_by, day("2026-03-22"));
	reckoned_free(&r);
	reckon(&r, "2026-01-01",
	    "\"delay\":{\"from\":\"2026-02-20\",\"until\":\"2026-08-01\","
	    "\"written\":true}");
	ck_assert_int_eq(r.b.individuals_by, day("2026-08-01"));
	reckoned_free(&r);
	reckon(&r, "2026-01-01", "\"delay\":{\"from\":\"2026-01-02\"}");
	ck_assert_int_eq(r.b.individuals_by, day("2026-03-02"));
	reckoned_free(&r);
}
END_TEST

START_TEST(those_of_unknown_state_may_make_it_a_matter_for_the_media)
{
	struct reckoned r;

	reckon(&r, "2026-01-01",
	    "\"affected\":[{\"state\":\"IL\",\"count\":450},{\"count\":60}]");
	ck_assert(!r.b.media && r.b.media_open && r.b.hhs_at_once);
	reckoned_free(&r);
	reckon(&r, "2026-01-01",
	    "\"affected\":[{\"state\":\"IL\",\"count\":440},{\"count\":60}]");
	ck_assert(!r.b.media && !r.b.media_open && r.b.hhs_at_once);
	reckoned_free(&r);
}
END_TEST

SUITE("account", what_164_528_exempts_is_logged_and_not_listed,
    what_is_required_permitted_without_consent_or_unknown_is_listed,
    an_accounting_reaches_back_six_years_and_no_further,
    reports_to_one_board_are_summarised,
    an_oral_suspension_lasts_thirty_days_and_a_written_one_its_time,
    an_oral_suspension_that_ends_before_its_thirty_days_ends,
    what_went_by_a_part_2_consent_is_listed_to_who_asks_for_it,
    a_letter_names_each_disclosure_or_says_that_there_was_none,
    a_correction_stands_in_place_of_what_it_corrects,
    a_cell_is_never_a_formula_and_a_line_never_a_command,
    breach_cases_come_out_as_the_law_says,
    a_breach_is_presumed_until_all_four_factors_say_otherwise,
    what_an_entry_or_incident_lacks_is_refused_by_its_name,
    an_officers_word_delays_thirty_days_and_a_letter_its_time,
    those_of_unknown_state_may_make_it_a_matter_for_the_media)
