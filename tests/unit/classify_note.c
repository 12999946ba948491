/* What is said of a whole note: the titles that go with its passages, its
 * class, its protection. */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "classify/classify.h"
#include "classify/note_class.h"
#include "suite.h"

static struct section
section_of(const char *title, const char *text)
{
	return (struct section){.title = span_of(title), .text = span_of(text)};
}

/* Calls CHECK with what is said of N. */
static void
classify(const struct note *n, void (*check)(const struct classification *c))
{
	struct classify_options o = {0};
	struct classification found = {0};
	struct arena arena = {0};
	struct error e = {0};
	struct classifier *c;
	void *scratch;

	ck_assert_int_eq(digest_init(&e), 0);
	c = classifier_open(&o, &e);
	ck_assert_msg(c != NULL, "%s", e.text);
	scratch = classify_scratch_new(c);
	classify_find(c, scratch, n, &arena, &found);
	ck_assert(found.present);
	check(&found);
	classify_scratch_free(scratch);
	classifier_free(c);
	arena_free(&arena);
}

static void
title_alone_is_withheld(const struct classification *c)
{
	ck_assert_int_eq(c->note_class, CLASS_UNKNOWN);
	ck_assert_uint_eq(c->confidence, 0);
	ck_assert_int_eq(c->protection, PROTECTION_REVIEW);
	ck_assert_uint_eq(c->passage_count, 1);
	ck_assert_int_eq(c->passages[0].place.section, -1);
	ck_assert_uint_eq(c->passages[0].place.start, 0);
	ck_assert_uint_eq(c->passages[0].place.end, 18);
	ck_assert_int_eq(c->passages[0].label, LABEL_CONVERSATION);
	ck_assert(
	    c->passages[0].sensitivity & SENSITIVITY_BIT(SENSITIVITY_PSYTHPN));
}

START_TEST(a_title_without_any_text_is_conversation)
{
	struct note n = {.title = span_of("The night she fled")};

	classify(&n, title_alone_is_withheld);
}
END_TEST

static void
empty_section_is_withheld(const struct classification *c)
{
	ck_assert_uint_eq(c->passage_count, 2);
	ck_assert_int_eq(c->passages[0].place.section, 0);
	ck_assert(c->passages[0].place.in_title);
	ck_assert_uint_eq(c->passages[0].place.end, 4);
	ck_assert_int_eq(c->passages[0].label, LABEL_CONVERSATION);
	ck_assert_int_eq(c->passages[1].place.section, 1);
	ck_assert(!c->passages[1].place.in_title);
}

/* Its length counts code points. */
START_TEST(a_title_over_an_empty_section_is_conversation)
{
	struct section sections[] = {section_of("No\xc3\xa9l", " \n"),
	    section_of("Plan", "Return in one week.")};
	struct note n = {.sections = sections, .section_count = 2};

	classify(&n, empty_section_is_withheld);
}
END_TEST

static void
nothing_is_said(const struct classification *c)
{
	ck_assert_uint_eq(c->passage_count, 0);
	ck_assert_int_eq(c->note_class, CLASS_UNKNOWN);
	ck_assert_int_eq(c->protection, PROTECTION_REVIEW);
}

START_TEST(a_note_of_nothing_is_of_no_class)
{
	struct section sections[] = {section_of("Plan", "")};
	struct note n = {.sections = sections, .section_count = 1};

	classify(&n, nothing_is_said);
	classify(&(struct note){0}, nothing_is_said);
}
END_TEST

static void
progress_is_a_session(const struct classification *c)
{
	size_t i;

	/* A modality and times in the text show the session (PN-E3). */
	ck_assert_int_eq(c->protection, PROTECTION_REVIEW);
	ck_assert_ptr_nonnull(strstr(c->protection_reason.bytes, "PN-E2"));
	for (i = 0; i < c->passage_count; i++)
		ck_assert_int_ne(c->passages[i].label, LABEL_CONVERSATION);
}

START_TEST(without_conversation_nothing_is_psychotherapy)
{
	struct section sections[] = {section_of("Note",
	    "Session 10:00-10:50 am, 50 minutes. Individual psychotherapy, "
	    "CBT. PHQ-9 = 14 today, down from 19. Continue sertraline 100 mg "
	    "daily.")};
	struct note n = {.sections = sections,
	    .section_count = 1,
	    .author.credential = span_of("LCSW"),
	    .filed_separately = ANSWER_YES,
	    .declared_class = CLASS_PSYCHOTHERAPY};

	classify(&n, progress_is_a_session);
}
END_TEST

#define TALK (LABEL_CONVERSATION - 1)
#define ADMIN (LABEL_ADMINISTRATIVE - 1)

static enum note_class
class_of(unsigned talk, unsigned admin, unsigned others, unsigned *confidence)
{
	struct impression three[3] = {
	    {.letters = talk}, {.letters = admin}, {.letters = others}};

	three[0].share[TALK] = 65535;
	three[1].share[ADMIN] = 65535;
	three[2].share[LABEL_RISK - 1] = 65535;
	return note_class_of(three, 3, confidence);
}

START_TEST(a_notes_class_is_by_its_shares)
{
	unsigned sure;

	ck_assert_int_eq(class_of(650, 0, 350, &sure), CLASS_PSYCHOTHERAPY);
	ck_assert_uint_eq(sure, 1000);
	ck_assert_int_eq(class_of(649, 0, 351, &sure), CLASS_MIXED);
	ck_assert_int_eq(class_of(30, 970, 0, &sure), CLASS_MIXED);
	ck_assert_int_eq(class_of(29, 971, 0, &sure), CLASS_ADMINISTRATIVE);
	ck_assert_int_eq(class_of(0, 400, 600, &sure), CLASS_ADMINISTRATIVE);
	ck_assert_int_eq(class_of(0, 399, 601, &sure), CLASS_PROGRESS);
	ck_assert_int_eq(class_of(0, 0, 0, &sure), CLASS_UNKNOWN);
	ck_assert_uint_eq(sure, 0);
}
END_TEST

START_TEST(conversation_is_chosen_from_the_threshold_on)
{
	uint16_t share[MODEL_LABELS] = {0};

	share[TALK] = 6554; /* 0.1 */
	share[ADMIN] = 30000;
	share[LABEL_RISK - 1] = 28981;
	ck_assert_int_eq(label_chosen(share, 0), LABEL_CONVERSATION);
	ck_assert_int_eq(label_chosen(share, 100), LABEL_CONVERSATION);
	ck_assert_int_eq(label_chosen(share, 101), LABEL_ADMINISTRATIVE);
	share[TALK] = 65535;
	ck_assert_int_eq(label_chosen(share, 1000), LABEL_CONVERSATION);
	share[TALK] = 65534;
	ck_assert_int_eq(label_chosen(share, 1000), LABEL_ADMINISTRATIVE);
}
END_TEST

/* Of equal ones the first counts; conversation never where it is not asked
 * for. */
START_TEST(the_likeliest_other_label_is_chosen)
{
	uint16_t share[MODEL_LABELS];
	uint32_t seed = 7;
	int turn, k, best;

	for (turn = 0; turn < 4000; turn++) {
		best = TALK == 0;
		for (k = 0; k < MODEL_LABELS; k++) {
			seed = seed * 1103515245u + 12345u;
			share[k] = (uint16_t)(seed >> 16 >> turn % 16);
			if (k != TALK && share[k] > share[best])
				best = k;
		}
		ck_assert_int_eq(label_chosen(share, 1001), best + 1);
	}
}
END_TEST

SUITE("note", the_likeliest_other_label_is_chosen,
    a_title_without_any_text_is_conversation,
    a_title_over_an_empty_section_is_conversation,
    a_note_of_nothing_is_of_no_class,
    without_conversation_nothing_is_psychotherapy,
    a_notes_class_is_by_its_shares,
    conversation_is_chosen_from_the_threshold_on)
