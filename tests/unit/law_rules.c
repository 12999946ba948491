/* The rules as loaded, and what they make of the least that can be asked. */
#include "law/law.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/whole.h"
#include "folder.h"
#include "suite.h"

static struct law *law;
static struct arena arena;

static void
load(void)
{
	struct error e = {{0}};

	ck_assert_int_eq(digest_init(&e), 0);
	law = law_load(NULL, &e);
	ck_assert_msg(law != NULL, "%s", e.text);
}

static void
unload(void)
{
	law_free(law);
	arena_free(&arena);
}

START_TEST(a_question_that_says_nothing_is_denied)
{
	struct question q;
	struct ruling r;

	load();
	memset(&q, 0, sizeof(q));
	law_decide(law, &q, &arena, &r);
	ck_assert(r.present);
	ck_assert_int_eq(r.outcome, OUTCOME_DENY);
	ck_assert(r.rule.len > 0 && r.citation.len > 0 && r.verified.len > 0);
	ck_assert_int_eq(r.accounting, ACCOUNTING_NONE);
	ck_assert_ptr_null(r.field_filter.bytes);
	unload();
}
END_TEST

START_TEST(every_decision_has_a_rule_and_a_citation)
{
	static const char *const purposes[] = {"payment_audit", "treatment",
	    "access", "judicial", "nothing that is known", ""};
	static const char *const types[] = {
	    "health_plan", "individual", "court", "nobody that is known", ""};
	struct question q;
	struct ruling r;
	size_t i, k;
	int c;

	load();
	for (c = 0; c < CONTENT_COUNT; c++)
		for (i = 0; i < 6; i++)
			for (k = 0; k < 5; k++) {
				memset(&q, 0, sizeof(q));
				q.note.content = (enum content)c;
				q.note.in_audit_scope = ANSWER_YES;
				q.purpose = span_of(purposes[i]);
				q.requester.type = span_of(types[k]);
				q.requester.verified = ANSWER_YES;
				q.federal = true;
				law_decide(law, &q, &arena, &r);
				ck_assert(r.rule.len > 0);
				ck_assert(r.citation.len > 0);
				ck_assert(r.reason_count > 0);
				arena_reset(&arena);
			}
	unload();
}
END_TEST

START_TEST(a_name_that_no_rule_knows_keeps_from_permitting)
{
	struct assertion odd = {.group = "facts",
	    .name = span_of("nobody_declared_it"),
	    .kind = ASSERTION_TRUE,
	    .number = 1};
	struct question q;
	struct ruling r;

	load();
	memset(&q, 0, sizeof(q));
	q.note.content = CONTENT_PROG;
	q.purpose = span_of("treatment");
	q.requester.type = span_of("treating_provider");
	q.requester.verified = ANSWER_YES;
	q.federal = true;
	law_decide(law, &q, &arena, &r);
	ck_assert_int_eq(r.outcome, OUTCOME_PERMIT);
	question_assert(&q, odd, &arena);
	ck_assert_int_eq(law_check_question(law, &q, NULL), 0);
	law_decide(law, &q, &arena, &r);
	ck_assert_int_eq(r.outcome, OUTCOME_NEEDS_REVIEW);
	unload();
}
END_TEST

START_TEST(what_is_computed_cannot_be_asserted)
{
	struct assertion odd = {.group = "authorization",
	    .name = span_of("valid"),
	    .kind = ASSERTION_TRUE,
	    .number = 1};
	struct question q;
	struct ruling r;

	load();
	memset(&q, 0, sizeof(q));
	q.note.content = CONTENT_PROG;
	q.purpose = span_of("treatment");
	q.requester.type = span_of("treating_provider");
	q.requester.verified = ANSWER_YES;
	q.federal = true;
	question_assert(&q, odd, &arena);
	law_decide(law, &q, &arena, &r);
	ck_assert_int_eq(r.outcome, OUTCOME_NEEDS_REVIEW);
	unload();
}
END_TEST

START_TEST(a_value_of_the_wrong_type_is_an_error_and_never_a_permit)
{
	struct assertion odd = {.group = "facts",
	    .name = span_of("genetic"),
	    .kind = ASSERTION_TEXT,
	    .text = span_of("no")};
	struct error e = {{0}};
	struct question q;
	struct ruling r;

	load();
	memset(&q, 0, sizeof(q));
	q.note.content = CONTENT_PROG;
	q.purpose = span_of("treatment");
	q.requester.type = span_of("treating_provider");
	q.requester.verified = ANSWER_YES;
	q.federal = true;
	question_assert(&q, odd, &arena);
	ck_assert_int_eq(law_check_question(law, &q, &e), -1);
	ck_assert_str_eq(e.text, "facts.genetic: neither true nor false");
	law_decide(law, &q, &arena, &r);
	ck_assert_int_eq(r.outcome, OUTCOME_NEEDS_REVIEW);
	unload();
}
END_TEST

START_TEST(a_field_filter_says_which_labels_may_go)
{
	const struct field_filter *f;

	load();
	f = law_field_filter(law, span_of("FED-PAY"));
	ck_assert_ptr_nonnull(f);
	ck_assert((f->labels & LABEL_BIT(LABEL_DIAGNOSIS)) != 0);
	ck_assert((f->labels & LABEL_BIT(LABEL_CONVERSATION)) == 0);
	ck_assert((f->labels & LABEL_BIT(LABEL_RISK)) == 0);
	ck_assert((f->on_request & LABEL_BIT(LABEL_RISK)) != 0);
	ck_assert((f->chart_only & LABEL_BIT(LABEL_TOPIC)) != 0);
	f = law_field_filter(law, span_of("FIELDS5"));
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(f->labels, LABEL_BIT(LABEL_ADMINISTRATIVE) |
					 LABEL_BIT(LABEL_DIAGNOSIS) |
					 LABEL_BIT(LABEL_PROGNOSIS));
	ck_assert_ptr_null(law_field_filter(law, span_of("NONE")));
	ck_assert_ptr_null(law_field_filter(law, (struct span){NULL, 0}));
	unload();
}
END_TEST

START_TEST(the_digest_is_that_of_the_files)
{
	struct law *other;
	char digest[DIGEST_HEX];

	load();
	ck_assert_uint_eq(strlen(law_digest(law)), DIGEST_HEX - 1);
	memcpy(digest, law_digest(law), sizeof(digest));
	other = law_load(NULL, NULL);
	ck_assert_str_eq(law_digest(other), digest);
	law_free(other);
	ck_assert_ptr_null(law_load("/nonexistent", NULL));
	unload();
}
END_TEST

/* And what lies beside them is no part of the digest. */
START_TEST(only_the_rule_files_of_a_folder_are_read)
{
	static const char *const others[] = {"README", "x", ".json", ".x.json",
	    "a.jsn", "a.json~", "a.JSON", "b.json.bak"};
	struct error e = {{0}};
	struct law *read;
	size_t i;

	folder_enter();
	load();
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		folder_put(others[i], "no rules");
	read = law_load(".", &e);
	ck_assert_msg(read != NULL, "%s", e.text);
	ck_assert_str_eq(law_digest(read), law_digest(law));
	law_free(read);
	folder_put("a.json",
	    "{\"record\": \"attest/1\", \"state\": \"OH\", \"by\":"
	    " \"A. Counsel\", \"on\": \"2026-01-12\", \"basis\":"
	    " \"memo\"}");
	read = law_load(".", &e);
	ck_assert_msg(read != NULL, "%s", e.text);
	ck_assert_str_ne(law_digest(read), law_digest(law));
	law_free(read);
	unload();
	folder_leave();
}
END_TEST

/* The first that is told is the first by name; none of the rest is taken. */
START_TEST(a_folder_with_a_file_that_cannot_be_read_is_refused)
{
	static const struct {
		const char *b, *why;
	} wrong[] = {
	    {"{", "b.json:1: column "},
	    {"[]", "b.json: not an object"},
	    {"7", "b.json:1: column "},
	    {"{\"state\": \"OH\", \"state\": \"OH\"}", "a key twice"},
	    {"{\"jurisdiction\": \"OH\", \"vocabulary\": []}",
		"b.json: vocabulary: not an object"},
	    {"{\"jurisdiction\": \"OH\"}", "b.json: by: missing"},
	};
	struct error e;
	size_t i;

	ck_assert_int_eq(digest_init(NULL), 0);
	folder_enter();
	folder_put("c.json", "also none");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (i == 4)
			ck_assert_int_eq(unlink("c.json"), 0);
		folder_put("b.json", wrong[i].b);
		e = (struct error){{0}};
		ck_assert_ptr_null(law_load(".", &e));
		ck_assert_msg(
		    strstr(e.text, wrong[i].why) != NULL, "%s", e.text);
	}
	ck_assert_int_eq(unlink("b.json"), 0);
	ck_assert_int_eq(mkdir("b.json", 0700), 0);
	e = (struct error){{0}};
	ck_assert_ptr_null(law_load(".", &e));
	ck_assert_str_eq(e.text, "./b.json: not a regular file");
	folder_leave();
}
END_TEST

START_TEST(a_code_that_no_rule_has_means_nothing)
{
	load();
	ck_assert_ptr_nonnull(law_reason(law, span_of("A01")).text.bytes);
	ck_assert(span_is(law_code_watch(law, span_of("A01")), "expired"));
	ck_assert_ptr_null(law_reason(law, span_of("A00")).code.bytes);
	ck_assert_ptr_null(law_reason(law, span_of("A00")).text.bytes);
	ck_assert_ptr_null(law_code_watch(law, span_of("A00")).bytes);
	unload();
}
END_TEST

SUITE("law_rules", only_the_rule_files_of_a_folder_are_read,
    a_folder_with_a_file_that_cannot_be_read_is_refused,
    a_code_that_no_rule_has_means_nothing, what_is_computed_cannot_be_asserted,
    a_question_that_says_nothing_is_denied,
    every_decision_has_a_rule_and_a_citation,
    a_name_that_no_rule_knows_keeps_from_permitting,
    a_value_of_the_wrong_type_is_an_error_and_never_a_permit,
    a_field_filter_says_which_labels_may_go, the_digest_is_that_of_the_files)
