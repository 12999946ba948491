/* What rows make of a question together: gates, layers, what is due, who
 * answers for it.  With rows of its own, for the program's do not differ in
 * all that may differ. */
#include <stdio.h>
#include <string.h>

#include "law/rule.h"
#include "quoted.h"
#include "suite.h"

static struct law law;
static struct arena arena;

#define ROW(id, rest)                                                          \
	"{'id': '" id "', 'citation': 'c', 'verified': 'P', 'text': 't',"      \
	" 'purpose': ['audit'], 'requester': ['any'], 'class': ['any'],"       \
	" " rest "}"

/* Federal ROWS beside the one that denies, and the OVERLAY's of Ohio, NULL:
 * there is none. */
static void
load(const char *rows, const char *overlay)
{
	char text[4000];
	json_t *files[2] = {NULL, NULL};
	struct error e = {{0}};
	size_t i;

	snprintf(text, sizeof(text),
	    "{'jurisdiction': 'US', 'layer': 'hipaa', 'vocabulary': {"
	    " 'purpose': {'words': ['audit', 'care']},"
	    " 'requester.type': {'words': ['plan']},"
	    " 'note.class': {'words': ['PSY', 'PROG', 'UNK']},"
	    " 'facts.flag': {'type': 'boolean', 'meaning': 'm'}},"
	    " 'rows': [%s%s{'id': 'Z', 'citation': 'c', 'verified': 'P',"
	    "  'text': 't', 'purpose': ['any'], 'requester': ['any'],"
	    "  'class': ['any'], 'otherwise': true, 'outcome': 'deny'}]}",
	    rows, rows[0] == '\0' ? "" : ", ");
	files[0] = quoted_json(text);
	if (overlay != NULL) {
		snprintf(text, sizeof(text),
		    "{'jurisdiction': 'OH', 'by': 'A. Counsel',"
		    " 'on': '2026-01-12', 'basis': 'memo', 'rows': [%s]}",
		    overlay);
		files[1] = quoted_json(text);
	}
	arena_free(&law.arena);
	memset(&law, 0, sizeof(law));
	vocabulary_start(&law.vocabulary);
	ck_assert_int_eq(
	    vocabulary_declare(&law.vocabulary,
		json_object_get(files[0], "vocabulary"), &law.arena, &e),
	    0);
	for (i = 0; i < 2 && files[i] != NULL; i++)
		ck_assert_msg(
		    rules_read(&law, files[i], "x.json", i == 1, &e) == 0, "%s",
		    e.text);
	ck_assert_msg(rules_finish(&law, &e) == 0, "%s", e.text);
	json_decref(files[0]);
	json_decref(files[1]);
}

static struct ruling
ask(bool authorized)
{
	struct question q;
	struct ruling r;

	memset(&q, 0, sizeof(q));
	q.note.content = CONTENT_PROG;
	q.purpose = span_of("audit");
	q.requester.type = span_of("plan");
	q.state = span_of("OH");
	if (authorized) {
		q.authorization.present = true;
		q.authorization.id = span_of("a1");
	}
	law_decide(&law, &q, &arena, &r);
	return r;
}

static void
done(void)
{
	arena_free(&law.arena);
	arena_free(&arena);
}

/* 45 CFR 164.528(a): all that is disclosed, save what is exempt. */
START_TEST(what_no_row_exempts_is_accounted_for)
{
	static const struct {
		const char *rows, *overlay;
		bool authorized;
		enum outcome outcome;
		enum accounting accounting;
	} cases[] = {
	    {ROW("A", "'outcome': 'permit'"), NULL, false, OUTCOME_PERMIT,
		ACCOUNTING_REQUIRED},
	    {ROW("A", "'outcome': 'permit'"), NULL, true, OUTCOME_PERMIT,
		ACCOUNTING_REQUIRED},
	    {ROW("A", "'outcome': 'permit', 'accounting': 'exempt'"), NULL,
		false, OUTCOME_PERMIT, ACCOUNTING_EXEMPT},
	    {ROW("A", "'outcome': 'permit', 'accounting': 'exempt'"),
		ROW("O", "'outcome': 'permit', 'accounting': 'required'"),
		false, OUTCOME_PERMIT, ACCOUNTING_REQUIRED},
	    {ROW("A", "'outcome': 'permit', 'accounting': 'required'"),
		ROW("O", "'outcome': 'permit', 'accounting': 'exempt'"), false,
		OUTCOME_PERMIT, ACCOUNTING_REQUIRED},
	    /* Under an authorization, and where it is what permits it. */
	    {ROW("A", "'outcome': 'needs-authorization',"
		      " 'with_authorization': 'permit'"),
		NULL, true, OUTCOME_PERMIT, ACCOUNTING_EXEMPT},
	    {ROW("A", "'outcome': 'needs-authorization',"
		      " 'with_authorization': 'permit',"
		      " 'accounting': 'required'"),
		NULL, true, OUTCOME_PERMIT, ACCOUNTING_REQUIRED},
	    {ROW("A", "'outcome': 'needs-authorization',"
		      " 'with_authorization': 'permit'"),
		NULL, false, OUTCOME_NEEDS_AUTHORIZATION, ACCOUNTING_NONE},
	    {"", NULL, true, OUTCOME_DENY, ACCOUNTING_NONE},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ruling r;

		load(cases[i].rows, cases[i].overlay);
		r = ask(cases[i].authorized);
		ck_assert_msg(r.outcome == cases[i].outcome, "%zu", i);
		ck_assert_msg(r.accounting == cases[i].accounting, "%zu: %d", i,
		    r.accounting);
	}
	done();
}
END_TEST

/* Whichever stands first in the file; of one number the more severe. */
START_TEST(of_two_gates_the_lower_number_shuts_first)
{
#define GATE(id, number, outcome)                                              \
	ROW(id, "'layer': 'gate', 'gate': " number                             \
		", 'when': {'facts.flag': false}, 'outcome': '" outcome "'")
	static const struct {
		const char *rows, *rule;
	} orders[] = {
	    {GATE("G1", "1", "needs-review") ", " GATE("G2", "2", "deny"),
		"G1"},
	    {GATE("G2", "2", "deny") ", " GATE("G1", "1", "needs-review"),
		"G1"},
	    {GATE("G3", "1", "needs-review") ", " GATE("G4", "1", "deny"),
		"G4"},
	    {GATE("G4", "1", "deny") ", " GATE("G3", "1", "needs-review"),
		"G4"},
	};
	size_t i;

	for (i = 0; i < 4; i++) {
		struct ruling r;

		load(orders[i].rows, NULL);
		r = ask(false);
		ck_assert_msg(span_is(r.rule, orders[i].rule), "%zu: %.*s", i,
		    (int)r.rule.len, r.rule.bytes);
	}
	done();
}
END_TEST

START_TEST(what_two_layers_ask_for_is_to_do_once)
{
	struct ruling r;

	load(ROW("A", "'outcome': 'permit', 'obligations': ['log', 'tell']"),
	    ROW("O", "'outcome': 'permit',"
		     " 'obligations': ['tell', 'wait', 'wait', 'log']"));
	r = ask(false);
	ck_assert_uint_eq(r.obligations.count, 3);
	ck_assert(span_is(r.obligations.at[0], "log"));
	ck_assert(span_is(r.obligations.at[1], "tell"));
	ck_assert(span_is(r.obligations.at[2], "wait"));
	done();
}
END_TEST

/* A row of the practice's own is named where the outcome rests on it. */
START_TEST(who_answers_for_a_row_is_named_where_it_counts)
{
	static const struct {
		const char *federal, *state;
		bool named;
	} cases[] = {
	    {"permit", "permit", true},
	    {"permit", "deny", true},
	    {"deny", "permit", false},
	    {"needs-review", "permit", false},
	};
	char rows[400], overlay[400];
	size_t i;

	for (i = 0; i < 4; i++) {
		struct ruling r;

		snprintf(rows, sizeof(rows), ROW("A", "'outcome': '%s'"),
		    cases[i].federal);
		snprintf(overlay, sizeof(overlay), ROW("O", "'outcome': '%s'"),
		    cases[i].state);
		load(rows, overlay);
		r = ask(false);
		ck_assert_msg(
		    (r.attested.bytes != NULL) == cases[i].named, "%zu", i);
		if (cases[i].named)
			ck_assert(span_is(
			    r.attested, "OH: A. Counsel, 2026-01-12: memo"));
	}
	done();
}
END_TEST

SUITE("law_decide", what_no_row_exempts_is_accounted_for,
    of_two_gates_the_lower_number_shuts_first,
    what_two_layers_ask_for_is_to_do_once,
    who_answers_for_a_row_is_named_where_it_counts)
