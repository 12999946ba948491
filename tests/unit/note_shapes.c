/* What the scanner is asked to read in one walk reads as it does without, or
 * is refused with the same words. */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "note/classification.h"
#include "note/decision.h"

#define PASSAGE(more)                                                          \
	"{\"section\":0,\"start\":5,\"end\":47,\"label\":\"symptoms\","        \
	"\"scope\":\"progress\",\"score\":0.998" more "}"
#define CLASSIFIED(passages)                                                   \
	"{\"record\":\"note/1\",\"classification\":{\"class\":\"mixed\","      \
	"\"confidence\":0.875,\"protection\":{\"status\":\"review\"},"         \
	"\"passages\":" passages ",\"findings\":[\"F1\"],\"text\":\"ab\"}}"
#define USUAL                                                                  \
	CLASSIFIED(                                                            \
	    "[{\"section\":-1,\"start\":0,\"end\":4,\"label\":\"topic\""       \
	    ",\"scope\":\"unproven\",\"score\":1.000,\"sensitivity\":"         \
	    "[\"HIV\",\"SUD\"]}," PASSAGE(                                     \
		",\"cues\":[\"cooperative\",\"a cue of many "                  \
		"words, don\xe2\x80\x99t\",\"x\"]") ","                        \
						    "{\"section\":12,\"in\":"  \
						    "\"title\","               \
						    "\"start\":10,\"end\":"    \
						    "123456789,\"label\":"     \
						    "\"conversation\","        \
						    "\"scope\":\"process-in-"  \
						    "chart\","                 \
						    "\"score\":0.004,"         \
						    "\"cues\":[\"y\"],"        \
						    "\"sensitivity\":"         \
						    "[\"PSY\"]}]")

#define RULING                                                                 \
	"\"outcome\":\"permit-minimum\",\"rule\":\"PAY-02\",\"citation\":"     \
	"\"45 CFR\",\"codes\":[\"A01\"],\"accounting\":\"exempt\","            \
	"\"obligations\":[\"say \\\"no\\\"\"],\"authorization\":\"a-1\","      \
	"\"reasons\":[{\"code\":\"PAY-02\",\"text\":\"why\"}]"
#define DECIDED                                                                \
	"{\"record\":\"note/1\",\"decision\":{\"request\":\"r\",\"purpose\":"  \
	"\"audit\",\"recipient\":\"plan\",\"as_of\":"                          \
	"\"2026-06-15T10:00:00-04:00\"," RULING                                \
	",\"scopes\":{\"progress\":{" RULING "}},\"part2\":{\"progress\":{"    \
	"\"outcome\":\"deny\"}}},\"other\":1}"

/* What is read of LINE, written anew, or why it is not. */
static void
describe(struct record *rec, const char *line, struct buf *out)
{
	struct classification c;
	struct decision d;
	struct error e = {{0}};

	out->len = 0;
	if (record_read(rec, line, strlen(line), &e) == -1 ||
	    classification_read(&c, rec, &e) == -1 ||
	    decision_read(&d, rec, &e) == -1) {
		buf_add_string(out, e.text);
		return;
	}
	if (c.present)
		classification_write(rec, &c);
	if (d.present)
		decision_write(rec, &d);
	record_write(rec, out);
}

static struct record *usual; /* it has met lines of ours */

static void
reads_the_same(const char *line)
{
	struct buf first = {0}, later = {0};
	struct record *fresh = record_new();

	if (usual == NULL) {
		usual = record_new();
		describe(usual, USUAL, &first);
		describe(usual, DECIDED, &first);
	}
	describe(fresh, line, &first);
	describe(usual, line, &later);
	ck_assert_msg(strcmp(buf_string(&first), buf_string(&later)) == 0,
	    "%s\n%s\n%s", line, buf_string(&first), buf_string(&later));
	record_free(fresh);
	buf_free(&first);
	buf_free(&later);
}

/* A line that is not refused, then. */
static void
is_read(const char *line)
{
	struct buf now = {0};

	describe(usual, line, &now);
	ck_assert_str_eq(buf_string(&now), line);
	buf_free(&now);
}

/* Each byte in turn becomes each of those that mean something to JSON, or goes
 * with all behind it. */
static void
any_byte_changed_reads_the_same(const char *line)
{
	static const char bytes[] = "\"\\,:[]{}019-.ae \x1f\x80\xe2\xff";
	char changed[2048];
	size_t i, k, len = strlen(line);

	ck_assert_uint_lt(len, sizeof(changed));
	for (i = 0; i < len; i++) {
		memcpy(changed, line, len + 1);
		for (k = 0; k < sizeof(bytes); k++) {
			changed[i] = bytes[k]; /* the last ends the line */
			reads_the_same(changed);
		}
	}
}

START_TEST(our_own_passages_read_the_same_and_so_does_what_is_nearly_them)
{
	reads_the_same(USUAL);
	is_read(USUAL);
	any_byte_changed_reads_the_same(USUAL);
}
END_TEST

START_TEST(a_decision_met_before_reads_the_same_and_so_does_what_is_nearly_it)
{
	reads_the_same(DECIDED);
	is_read(DECIDED);
	any_byte_changed_reads_the_same(DECIDED);
}
END_TEST

#define NINE "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\""

START_TEST(odd_passages_are_left_to_the_table)
{
	static const char *const lines[] = {CLASSIFIED("[]"), CLASSIFIED("{}"),
	    CLASSIFIED("[" PASSAGE(",\"cues\":[]") "]"),
	    CLASSIFIED("[" PASSAGE(",\"cues\":[1]") "]"),
	    CLASSIFIED("[" PASSAGE(",\"cues\":[" NINE "," NINE "]") "]"),
	    CLASSIFIED("[" PASSAGE(",\"cues\":[\"\\u0041\"]") "]"),
	    CLASSIFIED("[" PASSAGE(",\"sensitivity\":[\"ODD\"]") "]"),
	    CLASSIFIED("[" PASSAGE(",\"end\":9") "]"),
	    CLASSIFIED("[" PASSAGE(",\"other\":9") "]"),
	    CLASSIFIED("[ " PASSAGE("") "]"),
	    CLASSIFIED("[" PASSAGE("") "," PASSAGE("") "]"),
	    CLASSIFIED("[" PASSAGE("") "],\"passages\":[" PASSAGE("") "]"),
	    "{\"classification\":{\"passages\":[" PASSAGE("") "]}}",
	    "{\"classification\":[{\"passages\":[" PASSAGE("") "]}]}",
	    "{\"classification\":{\"x\":{\"passages\":[" PASSAGE("") "]}}}",
	    "{\"passages\":[" PASSAGE("") "]}",
	    "{\"other\":{\"passages\":[" PASSAGE("") "]}}",
	    "{\"classification\":{\"x\":[[" PASSAGE("") "]]}}",
	    "{\"other\":{\"decision\":{\"outcome\":\"deny\"}}}",
	    "{\"decision\":{\"outcome\":\"deny\"},\"decision\":{\"outcome\":"
	    "\"deny\"}}"};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		reads_the_same(lines[i]);
		reads_the_same(lines[i]);
	}
}
END_TEST

/* More than its room at first, of the text and of a line's nodes. */
START_TEST(a_thousand_passages_read_the_same)
{
	struct buf line = {0};
	int i;

	buf_add_string(&line,
	    "{\"record\":\"note/1\",\"classification\":{\"class\":\"mixed\","
	    "\"protection\":{\"status\":\"review\"},\"passages\":[");
	for (i = 0; i < 1000; i++)
		buf_addf(&line,
		    "%s{\"section\":%d,\"start\":0,\"end\":4,\"label\":"
		    "\"topic\",\"scope\":\"progress\",\"score\":0.5%02d,"
		    "\"cues\":[\"c%d\"]}",
		    i == 0 ? "" : ",", i, i % 100, i);
	buf_add_string(&line, "]}}");
	reads_the_same(buf_string(&line));
	reads_the_same(buf_string(&line));
	buf_free(&line);
}
END_TEST

/* Others than those it has room for are read, too. */
START_TEST(no_decision_is_taken_for_another)
{
	char line[128];
	int i, again;

	for (again = 0; again < 3; again++)
		for (i = 0; i < 50; i++) {
			snprintf(line, sizeof(line),
			    "{\"decision\":{\"request\":\"%d\",\"outcome\":"
			    "\"deny\",\"codes\":[\"A%d\"]}}",
			    i, i);
			reads_the_same(line);
		}
}
END_TEST

/* A value that somebody changed is no longer the line's. */
START_TEST(what_was_set_is_read_and_not_what_the_line_had)
{
	static const char deny[] = "{\"outcome\":\"deny\"}";
	static const char other[] =
	    "{\"class\":\"progress\",\"protection\":{\"status\":\"review\"},"
	    "\"passages\":[" PASSAGE("") "]}";
	struct record *rec = record_new();
	struct classification c;
	struct decision d;
	struct error e = {{0}};
	int again;

	for (again = 0; again < 2; again++) {
		ck_assert_int_eq(record_read(rec, USUAL, strlen(USUAL), &e), 0);
		record_set(rec, "classification", other, strlen(other));
		ck_assert_int_eq(classification_read(&c, rec, &e), 0);
		ck_assert_uint_eq(c.passage_count, 1);
		ck_assert_int_eq(c.note_class, CLASS_PROGRESS);
		ck_assert_int_eq(
		    record_read(rec, DECIDED, strlen(DECIDED), &e), 0);
		record_set(rec, "decision", deny, strlen(deny));
		ck_assert_int_eq(decision_read(&d, rec, &e), 0);
		ck_assert_int_eq(d.whole.outcome, OUTCOME_DENY);
		ck_assert(d.request.bytes == NULL);
		record_remove(rec, "decision");
		ck_assert_int_eq(decision_read(&d, rec, &e), 0);
		ck_assert(!d.present);
	}
	record_free(rec);
}
END_TEST

/* A value that a shape took has no nodes, and is walked over all the same. */
START_TEST(a_shaped_value_is_walked_over_as_text)
{
	struct record *rec = record_new();
	struct classification c;
	struct error e = {{0}};
	struct value passages;
	int again;

	for (again = 0; again < 2; again++) {
		ck_assert_int_eq(record_read(rec, USUAL, strlen(USUAL), &e), 0);
		passages = value_member(
		    record_member(rec, "classification"), "passages");
		ck_assert_uint_eq(value_count(passages), 3);
		ck_assert_int_eq(classification_read(&c, rec, &e), 0);
	}
	record_free(rec);
}
END_TEST

SUITE("shapes", our_own_passages_read_the_same_and_so_does_what_is_nearly_them,
    a_decision_met_before_reads_the_same_and_so_does_what_is_nearly_it,
    odd_passages_are_left_to_the_table, a_thousand_passages_read_the_same,
    no_decision_is_taken_for_another,
    what_was_set_is_read_and_not_what_the_line_had,
    a_shaped_value_is_walked_over_as_text)
