/* What becomes of passages that were judged, overridden or redacted before. */
#include "suite.h"

#include "folder.h"
#include "redacted.h"

#define PASSAGE(start, end, label, scope)                                      \
	"{\"section\":0,\"start\":" #start ",\"end\":" #end                    \
	",\"label\":\"" label "\",\"scope\":\"" scope                          \
	"\",\"score\":0.9,\"cues\":[],\"sensitivity\":[]}"
#define CLASSIFIED(passages)                                                   \
	",\"classification\":{\"class\":\"progress\",\"confidence\":0.9,"      \
	"\"protection\":{\"status\":\"not-protected\"},\"text\":\"DIGEST\","   \
	"\"passages\":[" passages "]}"
#define NOTE_OPEN(text, more)                                                  \
	"{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p-1\"},"    \
	"\"sections\":[{\"title\":\"\",\"text\":\"" text "\"}]" more
#define NOTE(text, more) NOTE_OPEN(text, more) "}"

/* A name over the bounds of passages, of which one is a blank. */
START_TEST(a_name_over_passages_is_taken_out_of_each)
{
	struct redact_options o = {.as_of = AS_OF};
	const char *out;

	folder_enter();
	o.profile = profile("labels", "\"*\":\"marker\"", "\"*\"");
	out = redacted(&o,
	    NOTE("Kwame Mensah left.",
		CLASSIFIED(PASSAGE(0, 5, "topic", "progress") "," PASSAGE(5, 6,
		    "topic",
		    "progress") "," PASSAGE(6, 18, "topic", "progress"))),
	    NULL);
	ck_assert_msg(
	    strstr(out, "\"text\":\"[person 1] [person 2] left.\"") != NULL,
	    "%s", out);
	folder_leave();
}
END_TEST

/* How many passages went is not to be seen, whatever blanks stood between. */
START_TEST(neighbours_that_go_are_one_marker_over_any_blank)
{
	static const struct redact_options o = {.as_of = AS_OF};
	const char *out = redacted(&o,
	    NOTE("One.\xc2\xa0Two.\\u2003Three. Paid.",
		CLASSIFIED(PASSAGE(0, 4, "topic", "progress") "," PASSAGE(
		    5, 9, "history", "progress") "," PASSAGE(10, 16, "risk",
		    "progress") "," PASSAGE(17, 22, "administrative",
		    "administrative"))),
	    NULL);

	ck_assert_msg(
	    strstr(out, "\"text\":\"[withheld] Paid.\"") != NULL, "%s", out);
}
END_TEST

/* Between two that go now stands what an earlier run left. */
START_TEST(a_marker_of_an_earlier_run_stays_between_what_goes_now)
{
	struct redact_options o = {.as_of = AS_OF};
	const char *out;

	folder_enter();
	profile("labels", "\"*\":\"keep\"", "\"*\"");
	ck_assert_int_eq(
	    system("sed -i 's/\"labels\":\"\\*\"/\"labels\":[]/' p.json"), 0);
	o.profile = "./p.json";
	out = redacted(&o,
	    NOTE("One. [withheld] Two.",
		CLASSIFIED(PASSAGE(0, 4, "topic", "progress") "," PASSAGE(16,
		    20, "topic",
		    "progress")) ",\"redaction\":{\"profile\":\"decision\","
				 "\"withheld\":[],\"fields\":[],"
				 "\"identifiers\":[],\"overrides\":[],"
				 "\"text\":\"DIGEST\"}"),
	    NULL);
	ck_assert_msg(strstr(out, "\"text\":\"[withheld] [withheld] "
				  "[withheld]\"") != NULL,
	    "%s", out);
	folder_leave();
}
END_TEST

#define REDACTED                                                               \
	",\"redaction\":{\"profile\":\"decision\",\"withheld\":[],"            \
	"\"fields\":[],\"identifiers\":[],\"overrides\":[],"                   \
	"\"text\":\"DIGEST\"}"

/* Only the run that wrote its rules is known to have been made. */
START_TEST(a_redaction_whose_rules_nobody_says_is_made_again)
{
	static const char *const trails[] = {
	    "[{\"tool\":\"notes-redact\",\"version\":\"0\"}]",
	    "[{\"tool\":\"notes-redact\",\"version\":\"0\",\"rules\":\"ab\"}]",
	    "[{\"tool\":\"notes-export\",\"version\":\"0\",\"rules\":\"ab\"}]",
	    "[]",
	};
	static const struct redact_options o = {.as_of = AS_OF};
	struct buf note = {0};
	const char *out;
	size_t i;

	for (i = 0; i < sizeof(trails) / sizeof(trails[0]); i++) {
		note.len = 0;
		buf_addf(&note, "%s,\"trail\":%s,\"study\":1}",
		    NOTE_OPEN("One.", CLASSIFIED(PASSAGE(
					  0, 4, "topic", "progress")) REDACTED),
		    trails[i]);
		out = redacted(&o, buf_string(&note), NULL);
		ck_assert_msg(strstr(out, "One.") == NULL &&
				  strstr(out, "\"study\":") == NULL,
		    "%s", out);
	}
	buf_free(&note);
}
END_TEST

/* An override is of the text as it was before anything went. */
START_TEST(an_override_is_not_of_a_note_that_was_redacted)
{
	static const char override[] =
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"action\":\"withhold\",\"by\":\"K\",\"on\":\"2026-06-01\","
	    "\"reason\":\"r\",\"text\":\"0\"}\n";
	static const struct redact_options o = {
	    .overrides = "overrides", .as_of = AS_OF};
	const char *out;

	folder_enter();
	put("overrides", override);
	out = redacted(&o,
	    NOTE("One.", CLASSIFIED(PASSAGE(0, 4, "topic", "progress"))), NULL);
	ck_assert_msg(
	    strstr(out, "decided on another text") != NULL, "%s", out);
	out = redacted(&o,
	    NOTE("One.", CLASSIFIED(PASSAGE(0, 4, "administrative",
			     "administrative")) REDACTED),
	    NULL);
	ck_assert_msg(strstr(out, "\"text\":\"One.\"") != NULL, "%s", out);
	folder_leave();
}
END_TEST

/* What stays by its label needs no ruling, and what goes whole is not
 * written again. */
START_TEST(what_no_ruling_is_of_stays_out_of_the_decision)
{
	static const char note[] = NOTE("One.",
	    CLASSIFIED(PASSAGE(0, 4, "topic",
		"progress")) ",\"decision\":{"
			     "\"outcome\":\"deny\",\"rule\":\"R\",\"citation\":"
			     "\"c\","
			     "\"accounting\":\"exempt\",\"request\":\"r\","
			     "\"purpose\":"
			     "\"payment_audit\",\"recipient\":\"Plan\",\"as_"
			     "of\":"
			     "\"2026-06-15T00:00:00Z\",\"scopes\":{"
			     "\"unproven\":{\"outcome\":"
			     "\"deny\",\"rule\":\"R-7\",\"citation\":\"c\","
			     "\"accounting\":\"exempt\"}}}");
	struct redact_options o = {.as_of = AS_OF};
	const char *out;

	folder_enter();
	o.profile = profile("labels", "\"*\":\"keep\"", "\"*\"");
	out = redacted(&o, note, NULL);
	ck_assert_msg(strstr(out, "\"text\":\"One.\"") != NULL &&
			  strstr(out, "\"decision\":") != NULL &&
			  strstr(out, "R-7") == NULL,
	    "%s", out);
	o.profile = profile("labels", "\"*\":\"keep\"",
	    "[\"record\",\"id\",\"patient\",\"sections\"]");
	out = redacted(&o, note, NULL);
	ck_assert_msg(strstr(out, "\"text\":\"One.\"") != NULL &&
			  strstr(out, "\"decision\":") == NULL &&
			  strstr(out, "\"classification\":") == NULL,
	    "%s", out);
	folder_leave();
}
END_TEST

/* The log says what it knows. */
START_TEST(a_ruling_without_a_citation_is_logged_without_one)
{
	static const struct redact_options o = {
	    .withheld = true, .as_of = AS_OF};
	struct buf side = {0};
	const char *out = redacted(&o,
	    NOTE("One.",
		CLASSIFIED(PASSAGE(0, 4, "topic",
		    "progress")) ",\"decision\":"
				 "{\"outcome\":\"deny\",\"request\":\"r\","
				 "\"purpose\":"
				 "\"payment_audit\",\"recipient\":\"Plan\","
				 "\"as_of\":"
				 "\"2026-06-15T00:00:00Z\",\"scopes\":{"
				 "\"progress\":"
				 "{\"outcome\":\"deny\",\"rule\":\"R-7\"}}}"),
	    &side);

	ck_assert_msg(
	    strstr(out, "\"text\":\"[withheld]\"") != NULL, "%s", out);
	ck_assert_msg(strstr(buf_string(&side), "\"code\":\"R-7\"") != NULL &&
			  strstr(buf_string(&side), "\"code\":\"R-7\","
						    "\"citation\"") == NULL,
	    "%s", buf_string(&side));
	buf_free(&side);
}
END_TEST

START_TEST(what_a_profile_says_no_to_it_does_not_do)
{
	struct redact_options o = {.profile = "./p.json", .as_of = AS_OF};
	const char *out;

	folder_enter();
	put("p.json",
	    "{\"name\":\"study\",\"citation\":\"c\",\"text\":\"labels\","
	    "\"labels\":\"*\",\"protected_labels\":\"*\",\"identifiers\":"
	    "{\"*\":\"keep\"},\"members\":\"*\",\"addendum\":false,"
	    "\"psychotherapy_only\":false,\"keep_towns\":false}");
	out = redacted(&o,
	    NOTE("One.", CLASSIFIED(PASSAGE(0, 4, "topic", "progress"))), NULL);
	ck_assert_msg(strstr(out, "\"text\":\"One.\"") != NULL, "%s", out);
	folder_leave();
}
END_TEST

/* 45 CFR 164.502(b): what a payer reads of the patient names nobody of the
 * family. */
START_TEST(a_payer_reads_the_patients_name_and_no_relatives)
{
	static const struct redact_options o = {.as_of = AS_OF};
	const char *out = redacted(&o,
	    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p-1\","
	    "\"name\":{\"family\":\"Okonkwo\",\"given\":[\"Rosalinda\"]}},"
	    "\"sections\":[{\"title\":\"\",\"text\":\"Rosalinda Okonkwo slept. "
	    "Her brother Kwame Okonkwo came.\"}]" CLASSIFIED(PASSAGE(0, 56,
		"symptoms",
		"progress")) ",\"decision\":{\"outcome\":"
			     "\"permit-minimum\",\"request\":\"r\",\"purpose\":"
			     "\"payment_audit\",\"recipient\":\"Plan\",\"as_"
			     "of\":"
			     "\"2026-06-15T00:00:00Z\",\"scopes\":{"
			     "\"progress\":{\"outcome\":"
			     "\"permit-minimum\",\"rule\":\"R\",\"citation\":"
			     "\"c\","
			     "\"field_filter\":\"FED-PAY\"}}}}",
	    NULL);

	ck_assert_msg(strstr(out, "\"text\":\"Rosalinda Okonkwo slept. Her "
				  "brother [person 1] came.\"") != NULL,
	    "%s", out);
}
END_TEST

/* Nine filters let something stay: the last says that no birth date does. */
START_TEST(each_of_many_filters_rules_the_members)
{
	static const struct {
		const char *scope, *filter, *label;
		bool part2;
	} rows[] = {
	    {"process-in-chart", "FED-PAY", "administrative", false},
	    {"substance-use", "FIELDS5", "administrative", false},
	    {"administrative", "PA", "administrative", false},
	    {"progress", "THREAT", "diagnosis", false},
	    {"excluded-items", "DEFENSE", "administrative", false},
	    {"psychotherapy", "OVERSIGHT", "administrative", false},
	    {"unproven", "MINIMUM", "administrative", false},
	    {"progress", "BILLING", "administrative", true},
	    {"process-in-chart", "IL-NOCONSENT", "administrative", true},
	    {"administrative", "LIMITED", "administrative", true},
	};
	static const struct redact_options o = {.as_of = AS_OF};
	const size_t count = sizeof(rows) / sizeof(rows[0]);
	const char *out;
	struct buf note = {0}, text = {0};
	size_t i, p, n;

	buf_add_string(&note,
	    "{\"record\":\"note/1\",\"id\":\"n\",\"part2\":{\"status\":"
	    "\"unknown\"},\"patient\":{\"id\":\"p\",\"name\":{\"family\":"
	    "\"Qvist\"}},\"sections\":[{\"title\":\"\",\"text\":\"");
	for (i = 0; i < count; i++)
		buf_add_string(&note, "Word. ");
	buf_add_string(&note,
	    "\"}],\"classification\":{\"class\":\"progress\",\"confidence\":1,"
	    "\"protection\":{\"status\":\"not-protected\"},"
	    "\"text\":\"DIGEST\",\"passages\":[");
	for (i = 0; i < count; i++)
		buf_addf(&note,
		    "%s{\"section\":0,\"start\":%zu,\"end\":%zu,\"label\":"
		    "\"%s\",\"scope\":\"%s\",\"score\":1,\"cues\":[],"
		    "\"sensitivity\":[%s]}",
		    i == 0 ? "" : ",", 6 * i, 6 * i + 5, rows[i].label,
		    rows[i].scope, rows[i].part2 ? "\"SUD\"" : "");
	buf_add_string(&note,
	    "]},\"decision\":{\"outcome\":\"permit-minimum\",\"rule\":\"R\","
	    "\"citation\":\"c\",\"accounting\":\"exempt\",\"request\":\"r\","
	    "\"purpose\":\"payment_audit\",\"recipient\":\"Plan\","
	    "\"as_of\":\"2026-06-15T00:00:00Z\"");
	for (p = 0; p < 2; p++) {
		buf_addf(&note, ",\"%s\":{", p == 0 ? "scopes" : "part2");
		for (i = n = 0; i < count; i++)
			if (rows[i].part2 == (p == 1))
				buf_addf(&note,
				    "%s\"%s\":{\"outcome\":\"permit-minimum\","
				    "\"rule\":\"R\",\"citation\":\"c\","
				    "\"accounting\":\"exempt\","
				    "\"field_filter\":\"%s\"}",
				    n++ == 0 ? "" : ",", rows[i].scope,
				    rows[i].filter);
		buf_add_byte(&note, '}');
	}
	buf_add_string(&note, "}}");
	out = redacted(&o, buf_string(&note), NULL);
	ck_assert_msg(strstr(out, "Qvist") == NULL, "%s", out);
	buf_free(&note);
	buf_free(&text);
}
END_TEST

SUITE("redact passages", a_payer_reads_the_patients_name_and_no_relatives,
    a_name_over_passages_is_taken_out_of_each,
    neighbours_that_go_are_one_marker_over_any_blank,
    a_marker_of_an_earlier_run_stays_between_what_goes_now,
    a_redaction_whose_rules_nobody_says_is_made_again,
    an_override_is_not_of_a_note_that_was_redacted,
    what_no_ruling_is_of_stays_out_of_the_decision,
    a_ruling_without_a_citation_is_logged_without_one,
    what_a_profile_says_no_to_it_does_not_do,
    each_of_many_filters_rules_the_members)
