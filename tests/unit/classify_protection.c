#include "classify/protection.h"
#include "suite.h"

/* A note for which all four elements hold. */
static struct note
psychotherapy_note(void)
{
	return (struct note){.author.credential = span_of("LCSW"),
	    .filed_separately = ANSWER_YES,
	    .declared_class = CLASS_PSYCHOTHERAPY};
}

static const struct content talk = {
    .note_class = CLASS_PSYCHOTHERAPY, .conversation = true};

static enum protection
protection_of(const struct note *n, const struct content *c)
{
	return protection_find_of(n, NULL, c).protection;
}

START_TEST(four_elements_make_a_protected_note)
{
	struct note n = psychotherapy_note();

	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_PROTECTED);
}
END_TEST

START_TEST(what_nothing_shows_is_for_review)
{
	struct note n = psychotherapy_note();
	struct content c = talk;

	n.author.credential = span_of("MD");
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n.author.credential = span_of("LCSW intern");
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	n.filed_separately = ANSWER_UNKNOWN;
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	n.declared_class = CLASS_UNKNOWN;
	ck_assert_int_eq(protection_of(&n, &talk), PROTECTION_REVIEW);
	n = psychotherapy_note();
	c.conversation = false;
	ck_assert_int_eq(protection_of(&n, &c), PROTECTION_REVIEW);
	ck_assert_int_eq(protection_of(&(struct note){0}, &(struct content){0}),
	    PROTECTION_REVIEW);
}
END_TEST

START_TEST(the_chart_protects_nothing)
{
	struct note n = psychotherapy_note();
	struct protection_result r;

	n.filed_separately = ANSWER_NO;
	r = protection_find_of(&n, NULL, &talk);
	ck_assert_int_eq(r.protection, PROTECTION_NOT_PROTECTED);
	ck_assert(r.findings[FINDING_CHART_BUT_PSYCHOTHERAPY]);
	ck_assert(r.findings[FINDING_PROCESS_IN_CHART]);
}
END_TEST

START_TEST(a_contradiction_is_for_review_and_named)
{
	struct note n = psychotherapy_note();
	struct protection_result r;

	n.declared_class = CLASS_PROGRESS;
	r = protection_find_of(&n, NULL, &talk);
	ck_assert_int_eq(r.protection, PROTECTION_REVIEW);
	ck_assert(r.findings[FINDING_SEPARATE_BUT_PROGRESS]);
	ck_assert(r.findings[FINDING_PROGRESS_READS_PROCESS]);
}
END_TEST

START_TEST(the_practice_knows_its_clinicians)
{
	struct clinician who = {.id = span_of("C-1"),
	    .name = span_of("A. Reed"),
	    .mental_health_professional = ANSWER_NO};
	struct practice p = {.clinicians = &who, .clinician_count = 1};
	struct note n = psychotherapy_note();

	n.author.id = span_of("C-1");
	ck_assert_int_eq(protection_find_of(&n, &p, &talk).protection,
	    PROTECTION_NOT_PROTECTED);
	who.mental_health_professional = ANSWER_YES;
	n.author.credential = span_of("MD");
	ck_assert_int_eq(
	    protection_find_of(&n, &p, &talk).protection, PROTECTION_PROTECTED);
}
END_TEST

START_TEST(a_transcript_is_for_review)
{
	struct note n = psychotherapy_note();
	struct content c = talk;

	c.transcript = true;
	ck_assert_int_eq(protection_of(&n, &c), PROTECTION_REVIEW);
}
END_TEST

SUITE("protection", four_elements_make_a_protected_note,
    what_nothing_shows_is_for_review, the_chart_protects_nothing,
    a_contradiction_is_for_review_and_named, the_practice_knows_its_clinicians,
    a_transcript_is_for_review)
