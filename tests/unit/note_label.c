#include "note/label.h"

#include "suite.h"

START_TEST(every_label_scope_and_code_is_found_by_its_name)
{
	int i;

	for (i = 1; i < LABEL_COUNT; i++)
		ck_assert_int_eq(
		    label_find(span_of(label_name((enum label)i))), i);
	for (i = 1; i < SCOPE_COUNT; i++)
		ck_assert_int_eq(
		    scope_find(span_of(scope_name((enum scope)i))), i);
	for (i = 1; i < SENSITIVITY_COUNT; i++)
		ck_assert_int_eq(sensitivity_find(span_of(
				     sensitivity_name((enum sensitivity)i))),
		    i);
	for (i = 0; i < OUTCOME_COUNT; i++)
		ck_assert_int_eq(
		    outcome_find(span_of(outcome_name((enum outcome)i))), i);
	for (i = 0; i < CLASS_COUNT; i++)
		ck_assert_int_eq(
		    class_find(span_of(class_name((enum note_class)i))), i);
	for (i = 0; i < PROTECTION_COUNT; i++)
		ck_assert_int_eq(protection_find(span_of(
				     protection_name((enum protection)i))),
		    i);
}
END_TEST

START_TEST(a_word_that_is_not_known_is_never_a_word_that_is)
{
	static const char *const words[] = {
	    "", "Medication", "medication ", "permitted", "PERMIT", "unprove"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		ck_assert_int_eq(label_find(span_of(words[i])), LABEL_NONE);
		ck_assert_int_eq(scope_find(span_of(words[i])), SCOPE_NONE);
		ck_assert_int_eq(
		    outcome_find(span_of(words[i])), OUTCOME_COUNT);
		ck_assert_int_eq(class_find(span_of(words[i])), CLASS_COUNT);
	}
	ck_assert_int_eq(label_find(span_of(NULL)), LABEL_NONE);
}
END_TEST

START_TEST(ten_items_are_excluded_from_psychotherapy_notes)
{
	int i, excluded = 0;

	for (i = 0; i < LABEL_COUNT; i++) {
		ck_assert(label_excluded((enum label)i) ==
			  (label_rule((enum label)i) != NULL));
		excluded += label_excluded((enum label)i);
	}
	ck_assert_int_eq(excluded, 10);
}
END_TEST

START_TEST(nothing_but_the_ten_and_billing_leaves_a_protected_note)
{
	enum label l;
	enum scope s;
	int i;

	for (i = 0; i < LABEL_COUNT; i++) {
		l = (enum label)i;
		s = scope_of(l, PROTECTION_PROTECTED, true);
		if (label_excluded(l))
			ck_assert_int_eq(s, SCOPE_EXCLUDED_ITEMS);
		else if (l == LABEL_ADMINISTRATIVE)
			ck_assert_int_eq(s, SCOPE_ADMINISTRATIVE);
		else
			ck_assert_int_eq(s, SCOPE_PSYCHOTHERAPY);
	}
}
END_TEST

START_TEST(where_filing_is_not_known_talk_and_what_goes_with_it_is_unproven)
{
	static const enum label unproven[] = {LABEL_CONVERSATION, LABEL_TOPIC,
	    LABEL_HISTORY, LABEL_RISK, LABEL_NONE};
	size_t i;

	for (i = 0; i < sizeof(unproven) / sizeof(unproven[0]); i++)
		ck_assert_int_eq(scope_of(unproven[i], PROTECTION_REVIEW, true),
		    SCOPE_UNPROVEN);
	ck_assert_int_eq(scope_of(LABEL_SYMPTOMS, PROTECTION_REVIEW, true),
	    SCOPE_EXCLUDED_ITEMS);
	ck_assert_int_eq(
	    scope_of(LABEL_HISTORY, PROTECTION_REVIEW, false), SCOPE_PROGRESS);
	ck_assert_int_eq(
	    scope_of(LABEL_NONE, PROTECTION_REVIEW, false), SCOPE_UNPROVEN);
}
END_TEST

START_TEST(in_the_chart_conversation_is_process_text)
{
	ck_assert_int_eq(
	    scope_of(LABEL_CONVERSATION, PROTECTION_NOT_PROTECTED, true),
	    SCOPE_PROCESS_IN_CHART);
	ck_assert_int_eq(scope_of(LABEL_TOPIC, PROTECTION_NOT_PROTECTED, true),
	    SCOPE_PROGRESS);
	ck_assert_int_eq(
	    scope_of(LABEL_SUBSTANCE_USE, PROTECTION_NOT_PROTECTED, true),
	    SCOPE_SUBSTANCE_USE);
}
END_TEST

START_TEST(an_outcome_not_made_is_a_denial_and_the_severest_wins)
{
	enum outcome none = (enum outcome)0;

	ck_assert_int_eq(none, OUTCOME_DENY);
	ck_assert(!outcome_permits(none));
	ck_assert_int_eq(outcome_severest(OUTCOME_PERMIT, OUTCOME_NEEDS_REVIEW),
	    OUTCOME_NEEDS_REVIEW);
	ck_assert_int_eq(
	    outcome_severest(OUTCOME_NEEDS_AUTHORIZATION, OUTCOME_NEEDS_REVIEW),
	    OUTCOME_NEEDS_AUTHORIZATION);
	ck_assert_int_eq(
	    outcome_severest(OUTCOME_DENY, OUTCOME_PERMIT), OUTCOME_DENY);
}
END_TEST

START_TEST(a_sensitivity_code_implies_its_parents)
{
	sensitivity_set all =
	    sensitivity_implied(SENSITIVITY_BIT(SENSITIVITY_OPIOIDUD));

	ck_assert_uint_eq(all, SENSITIVITY_BIT(SENSITIVITY_OPIOIDUD) |
				   SENSITIVITY_BIT(SENSITIVITY_SUD) |
				   SENSITIVITY_BIT(SENSITIVITY_SPI));
	ck_assert_uint_eq(sensitivity_implied(0), 0);
}
END_TEST

SUITE("label", every_label_scope_and_code_is_found_by_its_name,
    a_word_that_is_not_known_is_never_a_word_that_is,
    ten_items_are_excluded_from_psychotherapy_notes,
    nothing_but_the_ten_and_billing_leaves_a_protected_note,
    where_filing_is_not_known_talk_and_what_goes_with_it_is_unproven,
    in_the_chart_conversation_is_process_text,
    an_outcome_not_made_is_a_denial_and_the_severest_wins,
    a_sensitivity_code_implies_its_parents)
