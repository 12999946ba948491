/* What the filters add to a note: read, written, read again. */
#include <string.h>

#include "note/classification.h"
#include "note/decision.h"
#include "note/redaction.h"
#include "suite.h"

static struct record *rec;
static struct error e;

static void
read_line(const char *line)
{
	if (rec == NULL)
		rec = record_new();
	memset(&e, 0, sizeof(e));
	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0, "%s: %s",
	    e.text, line);
}

static void
is_now(const char *line)
{
	struct buf out = {NULL, 0, 0};

	record_write(rec, &out);
	ck_assert_str_eq(buf_string(&out), line);
	buf_free(&out);
}

#define HEAD "{\"record\":\"note/1\",\"id\":\"n\","
#define PASSAGES(list)                                                         \
	HEAD "\"classification\":{\"class\":\"mixed\",\"confidence\":0.875,"   \
	     "\"protection\":{\"status\":\"review\",\"reason\":\"filing is "   \
	     "not known\"},\"passages\":[" list "],\"findings\":[\"F1\"],"     \
	     "\"text\":\"ab\"}}"
#define PASSAGE(place)                                                         \
	"{" place ",\"label\":\"topic\",\"scope\":\"unproven\","               \
	"\"score\":0.500}"

START_TEST(a_classification_is_read_and_written_as_it_was)
{
	static const char line[] =
	    PASSAGES("{\"section\":-1,\"start\":0,\"end\":4,\"label\":"
		     "\"diagnosis\",\"scope\":\"excluded-items\",\"score\":"
		     "0.991,\"cues\":[\"F33\",\"\\\"x\\\"\"],\"sensitivity\":"
		     "[\"HIV\",\"SUD\"]},{\"section\":0,\"in\":\"title\","
		     "\"start\":0,\"end\":4,\"label\":\"topic\",\"scope\":"
		     "\"unproven\",\"score\":1.000},{\"section\":0,\"start\":"
		     "0,\"end\":9,\"label\":\"conversation\",\"scope\":"
		     "\"unproven\",\"score\":0.004}");
	struct classification c;

	read_line(line);
	ck_assert_int_eq(classification_read(&c, rec, &e), 0);
	ck_assert(c.present);
	ck_assert_int_eq(c.note_class, CLASS_MIXED);
	ck_assert_uint_eq(c.confidence, 875);
	ck_assert_int_eq(c.protection, PROTECTION_REVIEW);
	ck_assert_uint_eq(c.passage_count, 3);
	ck_assert_int_eq(c.passages[0].place.section, -1);
	ck_assert(c.passages[1].place.in_title);
	ck_assert_uint_eq(c.passages[2].place.end, 9);
	ck_assert_uint_eq(c.passages[0].score, 991);
	ck_assert_uint_eq(c.passages[0].cues.count, 2);
	ck_assert(span_is(c.passages[0].cues.at[1], "\"x\""));
	ck_assert_uint_eq(
	    c.passages[0].sensitivity, SENSITIVITY_BIT(SENSITIVITY_HIV) |
					   SENSITIVITY_BIT(SENSITIVITY_SUD));
	classification_write(rec, &c);
	is_now(line);
}
END_TEST

/* Passages as our filters write them are read by a shorter way. */
START_TEST(passages_spelt_otherwise_read_the_same)
{
	static const char *const same[] = {
	    PASSAGES("{\"section\":3,\"in\":\"title\",\"start\":10,\"end\":12,"
		     "\"label\":\"topic\",\"scope\":\"unproven\",\"score\":"
		     "0.500,\"cues\":[\"a\"],\"sensitivity\":[\"HIV\"]}"),
	    PASSAGES("{\"s\\u0065ction\":3,\"\\u0069n\":\"title\",\"start\":"
		     "10,\"\\u0065nd\":12,\"label\":\"topic\",\"scope\":"
		     "\"unproven\",\"score\":0.500,\"cues\":[\"a\"],"
		     "\"sensitivity\":[\"HIV\"]}"),
	    PASSAGES("{\"section\":3,\"in\":\"t\\u0069tle\",\"start\":10,"
		     "\"end\":12,\"label\":\"t\\u006fpic\",\"scope\":"
		     "\"unpr\\u006fven\",\"score\":5e-1,\"cues\":"
		     "[\"\\u0061\"],\"sensitivity\":[\"H\\u0049V\"]}"),
	    PASSAGES("{ \"other\":{\"end\":1},\"sensitivity\":[\"HIV\"], "
		     "\"cues\":[\"a\"],\"score\":0.5,\"scope\":\"unproven\","
		     "\"label\":\"topic\",\"end\":12,\"start\":10,\"in\":"
		     "\"title\",\"section\":3,\"mined\":null}"),
	};
	struct classification c;
	const struct passage *p;
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		read_line(same[i]);
		ck_assert_int_eq(classification_read(&c, rec, &e), 0);
		ck_assert_uint_eq(c.passage_count, 1);
		ck_assert_uint_eq(c.findings.count, 1);
		p = &c.passages[0];
		ck_assert_uint_eq(p->score, 500);
		ck_assert_uint_eq(p->cues.count, 1);
		ck_assert(span_is(p->cues.at[0], "a"));
		ck_assert_int_eq(classification_read_places(&c, rec, &e), 0);
		p = &c.passages[0];
		ck_assert(p->place.section == 3 && p->place.in_title);
		ck_assert(p->place.start == 10 && p->place.end == 12);
		ck_assert_int_eq(p->label, LABEL_TOPIC);
		ck_assert_int_eq(p->scope, SCOPE_UNPROVEN);
		ck_assert_uint_eq(
		    p->sensitivity, SENSITIVITY_BIT(SENSITIVITY_HIV));
	}
	read_line(PASSAGES("{\"section\":0,\"start\":0,\"end\":1,\"label\":"
			   "\"topic\"}"));
	ck_assert_int_eq(classification_read_places(&c, rec, &e), -1);
	ck_assert_str_eq(e.text, "classification.passages[0].scope: missing");
}
END_TEST

START_TEST(a_note_never_classified_is_not_one_without_passages)
{
	struct classification c;

	read_line("{\"record\":\"note/1\"}");
	ck_assert_int_eq(classification_read(&c, rec, &e), 0);
	ck_assert(!c.present);
	read_line(PASSAGES(""));
	ck_assert_int_eq(classification_read(&c, rec, &e), 0);
	ck_assert(c.present);
	ck_assert_uint_eq(c.passage_count, 0);
	read_line(HEAD "\"classification\":null}");
	ck_assert_int_eq(classification_read(&c, rec, &e), -1);
	ck_assert_str_eq(e.text, "classification: not an object");
}
END_TEST

START_TEST(passages_out_of_order_or_overlapping_are_refused)
{
	static const char *const wrong[] = {
	    PASSAGES(PASSAGE("\"section\":0,\"start\":0,\"end\":5") "," PASSAGE(
		"\"section\":0,\"start\":4,\"end\":6")),
	    PASSAGES(PASSAGE("\"section\":1,\"start\":0,\"end\":5") "," PASSAGE(
		"\"section\":0,\"start\":6,\"end\":7")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":0,\"end\":5") "," PASSAGE(
		"\"section\":0,\"in\":\"title\",\"start\":6,\"end\":7")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":0,\"end\":5") "," PASSAGE(
		"\"section\":-1,\"start\":6,\"end\":7")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":5,\"end\":5")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":5,\"end\":4")),
	    PASSAGES(PASSAGE(
		"\"section\":-1,\"in\":\"title\",\"start\":0,\"end\":1")),
	    PASSAGES(PASSAGE("\"section\":-2,\"start\":0,\"end\":1")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":-1,\"end\":1")),
	    PASSAGES(PASSAGE("\"section\":0,\"start\":0.5,\"end\":1")),
	};
	struct classification c;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		read_line(wrong[i]);
		ck_assert_msg(
		    classification_read(&c, rec, &e) == -1, "%s", wrong[i]);
	}
	read_line(
	    PASSAGES(PASSAGE("\"section\":0,\"start\":0,\"end\":5") "," PASSAGE(
		"\"section\":0,\"start\":5,\"end\":6")));
	ck_assert_int_eq(classification_read(&c, rec, &e), 0);
}
END_TEST

START_TEST(a_word_that_is_not_known_is_refused_by_its_path)
{
	struct classification c;

	read_line(PASSAGES("{\"section\":0,\"start\":0,\"end\":1,\"label\":"
			   "\"gossip\",\"scope\":\"progress\"}"));
	ck_assert_int_eq(classification_read(&c, rec, &e), -1);
	ck_assert_str_eq(e.text,
	    "classification.passages[0].label: a word that is not known here");
	read_line(PASSAGES("{\"section\":0,\"start\":0,\"end\":1,\"label\":"
			   "\"none\",\"scope\":\"progress\"}"));
	ck_assert_int_eq(classification_read(&c, rec, &e), -1);
	read_line(PASSAGES("{\"section\":0,\"start\":0,\"end\":1,\"label\":"
			   "\"topic\",\"scope\":\"progress\",\"sensitivity\":"
			   "[\"HIV\",\"XYZ\"]}"));
	ck_assert_int_eq(classification_read(&c, rec, &e), -1);
	ck_assert_str_eq(e.text,
	    "classification.passages[0].sensitivity[1]: a word that is not "
	    "known here");
	read_line(
	    PASSAGES("{\"section\":0,\"start\":0,\"end\":1,\"label\":"
		     "\"topic\",\"scope\":\"progress\",\"score\":1.001}"));
	ck_assert_int_eq(classification_read(&c, rec, &e), -1);
}
END_TEST

START_TEST(a_passage_past_the_end_of_its_text_does_not_fit)
{
	struct classification c;
	struct note n;

	read_line("{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":"
		  "\"p\"},\"sections\":[{\"text\":\"n\\u00e9e\"}],"
		  "\"classification\":{\"class\":\"progress\",\"protection\":"
		  "{\"status\":\"review\"},\"passages\":[{\"section\":0,"
		  "\"start\":0,\"end\":3,\"label\":\"history\",\"scope\":"
		  "\"progress\"}]}}");
	ck_assert_int_eq(note_read(&n, rec, &e), 0);
	ck_assert_int_eq(classification_read(&c, rec, &e), 0);
	ck_assert_int_eq(classification_fits(&c, &n, &e), 0);
	n.section_count = 0;
	ck_assert_int_eq(classification_fits(&c, &n, &e), -1);
	ck_assert_str_eq(
	    e.text, "classification.passages[0]: past the end of the text");
}
END_TEST

START_TEST(substance_use_content_is_under_part_2_unless_the_source_is_not)
{
	struct passage p = {.label = LABEL_HISTORY};

	ck_assert(!passage_part2(&p, ANSWER_UNKNOWN));
	ck_assert(passage_part2(&p, ANSWER_YES));
	p.sensitivity = SENSITIVITY_BIT(SENSITIVITY_OPIOIDUD);
	ck_assert(passage_part2(&p, ANSWER_UNKNOWN));
	ck_assert(!passage_part2(&p, ANSWER_NO));
	p = (struct passage){.label = LABEL_SUBSTANCE_USE};
	ck_assert(passage_part2(&p, ANSWER_UNKNOWN));
}
END_TEST

START_TEST(a_decision_is_read_and_written_as_it_was)
{
	static const char line[] = HEAD
	    "\"decision\":{\"request\":\"R1\",\"purpose\":\"payment_audit\","
	    "\"recipient\":\"Acme\",\"as_of\":\"2026-06-15T10:00:00-05:00\","
	    "\"outcome\":\"needs-authorization\",\"rule\":\"PAY-03\","
	    "\"citation\":\"45 CFR 164.508(a)(2)\",\"verified\":\"P\","
	    "\"codes\":[\"A01\"],\"reasons\":[{\"code\":\"A01\",\"text\":"
	    "\"expired\"}],\"scopes\":{\"administrative\":{\"outcome\":"
	    "\"permit-minimum\",\"rule\":\"PAY-01\",\"field_filter\":"
	    "\"FED-PAY\",\"accounting\":\"exempt\",\"obligations\":[\"x\"],"
	    "\"attested\":\"OH\",\"authorization\":\"A-1\"},"
	    "\"psychotherapy\":{\"outcome\":\"needs-authorization\"}},"
	    "\"part2\":{\"substance-use\":{\"outcome\":\"deny\"}}}}";
	struct passage p = {.scope = SCOPE_ADMINISTRATIVE};
	struct decision d;
	struct buf out = {0};

	read_line(line);
	ck_assert_int_eq(decision_read(&d, rec, &e), 0);
	ck_assert(d.present);
	ck_assert(d.as_of == INT64_C(1781535600));
	ck_assert_int_eq(d.whole.outcome, OUTCOME_NEEDS_AUTHORIZATION);
	ck_assert_int_eq(d.whole.accounting, ACCOUNTING_NONE);
	ck_assert_uint_eq(d.whole.reason_count, 1);
	ck_assert(d.scopes[SCOPE_PSYCHOTHERAPY].present);
	ck_assert(!d.scopes[SCOPE_PROGRESS].present);
	ck_assert_ptr_eq(
	    decision_ruling(&d, &p), &d.scopes[SCOPE_ADMINISTRATIVE]);
	p.scope = SCOPE_PROGRESS;
	ck_assert_ptr_null(decision_ruling(&d, &p));
	p.scope = SCOPE_SUBSTANCE_USE;
	ck_assert_ptr_eq(
	    decision_ruling(&d, &p), &d.part2[SCOPE_SUBSTANCE_USE]);
	decision_write(rec, &d);
	is_now(line);
	d.as_of = INSTANT_NONE;
	d.as_of_text = (struct span){NULL, 0};
	decision_write(rec, &d);
	record_write(rec, &out);
	ck_assert_ptr_null(strstr(buf_string(&out), "\"as_of\""));
	buf_free(&out);
}
END_TEST

START_TEST(what_may_go_out_is_accounted_for_unless_somebody_says_otherwise)
{
	struct decision d;

	read_line(HEAD "\"decision\":{\"outcome\":\"permit\"}}");
	ck_assert_int_eq(decision_read(&d, rec, &e), 0);
	ck_assert_int_eq(d.whole.accounting, ACCOUNTING_REQUIRED);
	ck_assert(d.as_of == INSTANT_NONE);
}
END_TEST

START_TEST(a_decision_without_a_known_outcome_is_no_decision)
{
	static const struct {
		const char *line;
		const char *message;
	} wrong[] = {
	    {HEAD "\"decision\":{\"rule\":\"x\"}}",
		"decision.outcome: missing"},
	    {HEAD "\"decision\":{\"outcome\":\"allow\"}}",
		"decision.outcome: a word that is not known here"},
	    {HEAD "\"decision\":{\"outcome\":\"permit\",\"scopes\":{\"all\":"
		  "{\"outcome\":\"permit\"}}}}",
		"decision.scopes: a scope that is not known here"},
	    {HEAD "\"decision\":{\"outcome\":\"permit\",\"scopes\":"
		  "{\"progress\":{}}}}",
		"decision.scopes.outcome: missing"},
	    {HEAD "\"decision\":{\"outcome\":\"permit\",\"part2\":[]}}",
		"decision.part2: not an object"},
	    {HEAD "\"decision\":[]}", "decision: not an object"},
	};
	struct decision d;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		read_line(wrong[i].line);
		ck_assert_int_eq(decision_read(&d, rec, &e), -1);
		ck_assert_str_eq(e.text, wrong[i].message);
	}
}
END_TEST

START_TEST(a_redaction_is_read_and_written_as_it_was)
{
	static const char line[] = HEAD
	    "\"redaction\":{\"profile\":\"decision\",\"withheld\":"
	    "[{\"section\":0,\"start\":3,\"end\":9,\"label\":\"conversation\","
	    "\"code\":\"PAY-03\",\"citation\":\"c\",\"chars\":6},{\"section\":"
	    "1,\"in\":\"title\",\"start\":0,\"end\":2,\"chars\":2}],"
	    "\"fields\":[{\"path\":\"patient.employer\",\"code\":\"MIN\"}],"
	    "\"identifiers\":[{\"section\":0,\"start\":0,\"end\":2,\"kind\":"
	    "\"phone\",\"action\":\"marker\"}],\"overrides\":[{\"note\":\"n\","
	    "\"whole\":true,\"action\":\"release\",\"by\":\"R. O.\",\"on\":"
	    "\"2026-06-01\",\"text\":\"ab\"}],\"text\":\"cd\"}}";
	struct redaction r;

	read_line(line);
	ck_assert_int_eq(redaction_read(&r, rec, &e), 0);
	ck_assert(r.present);
	ck_assert_uint_eq(r.withheld_count, 2);
	ck_assert_int_eq(r.withheld[1].label, LABEL_NONE);
	ck_assert_uint_eq(r.withheld[0].chars, 6);
	ck_assert_int_eq(r.identifiers[0].action, IDENTIFIER_MARKER);
	ck_assert_int_eq(r.overrides[0].action, OVERRIDE_RELEASE);
	ck_assert(r.overrides[0].whole);
	redaction_write(rec, &r);
	is_now(line);
}
END_TEST

START_TEST(an_override_says_whole_or_where_not_both)
{
	static const char *const wrong[] = {
	    "{\"record\":\"override/1\",\"note\":\"n\",\"action\":\"release\","
	    "\"by\":\"x\",\"text\":\"ab\"}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"section\":0,\"start\":0,\"end\":1,\"action\":\"release\",\"by\":"
	    "\"x\",\"text\":\"ab\"}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"action\":\"allow\",\"by\":\"x\",\"text\":\"ab\"}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"action\":\"release\",\"text\":\"ab\"}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"action\":\"release\",\"by\":\"x\"}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"whole\":true,"
	    "\"action\":\"release\",\"by\":\"x\",\"text\":\"ab\",\"untill\":1}",
	    "{\"record\":\"override/1\",\"note\":\"n\",\"section\":0,\"start\":"
	    "4,\"end\":4,\"action\":\"release\",\"by\":\"x\",\"text\":\"ab\"}",
	};
	struct override o;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		read_line(wrong[i]);
		ck_assert_msg(override_read(&o, rec, &e) == -1, "%s", wrong[i]);
	}
	read_line("{\"record\":\"override/1\",\"note\":\"n\",\"section\":0,"
		  "\"start\":4,\"end\":5,\"action\":\"withhold\",\"by\":\"x\","
		  "\"text\":\"ab\"}");
	ck_assert_int_eq(override_read(&o, rec, &e), 0);
	ck_assert_int_eq(o.action, OVERRIDE_WITHHOLD);
	ck_assert_uint_eq(o.place.end, 5);
}
END_TEST

SUITE("members", a_classification_is_read_and_written_as_it_was,
    passages_spelt_otherwise_read_the_same,
    a_note_never_classified_is_not_one_without_passages,
    passages_out_of_order_or_overlapping_are_refused,
    a_word_that_is_not_known_is_refused_by_its_path,
    a_passage_past_the_end_of_its_text_does_not_fit,
    substance_use_content_is_under_part_2_unless_the_source_is_not,
    a_decision_is_read_and_written_as_it_was,
    what_may_go_out_is_accounted_for_unless_somebody_says_otherwise,
    a_decision_without_a_known_outcome_is_no_decision,
    a_redaction_is_read_and_written_as_it_was,
    an_override_says_whole_or_where_not_both)
