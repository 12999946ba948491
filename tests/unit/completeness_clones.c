#include "completeness/clones.h"

#include <stdio.h>

#include "suite.h"

#define WORDS 240

/* A text of WORDS words from a seed; CHANGED of them from another. */
static void
make(char *out, unsigned seed, unsigned changed)
{
	unsigned i, word;

	for (i = 0; i < WORDS; i++) {
		word = seed * 2654435761u + i * 40503u;
		if (i >= WORDS / 2 && i < WORDS / 2 + changed)
			word += 77777u;
		word ^= word >> 13;
		out += sprintf(out, "%c%c%c%c ", 'a' + word % 26,
		    'a' + word / 26 % 26, 'a' + word / 676 % 26,
		    'a' + word / 17576 % 26);
	}
}

static struct sketch
sketch_of(const char *text)
{
	struct sketch s;

	sketch_start(&s);
	sketch_add(&s, span_of(text));
	return s;
}

START_TEST(a_copy_is_alike_and_a_stranger_is_not)
{
	char a[WORDS * 5 + 1], b[WORDS * 5 + 1];
	struct sketch s, t;

	make(a, 1, 0);
	make(b, 2, 0);
	s = sketch_of(a);
	t = sketch_of(b);
	ck_assert_uint_eq(sketch_similarity(&s, &s), 100);
	ck_assert_uint_lt(sketch_similarity(&s, &t), 5);
	make(b, 1, 12); /* a twentieth of the words */
	t = sketch_of(b);
	ck_assert_uint_ge(sketch_similarity(&s, &t), 80);
}
END_TEST

START_TEST(dates_numbers_case_and_space_do_not_hide_a_copy)
{
	struct sketch
	    s = sketch_of(
		"Session of 3/2/2026 began 10:02.  Client reports low mood."),
	    t = sketch_of(
		"session of 4/16/26 began 9:01. client   reports LOW mood");

	ck_assert_uint_eq(sketch_similarity(&s, &t), 100);
}
END_TEST

START_TEST(a_copy_is_named_within_its_patient_alone)
{
	char a[WORDS * 5 + 1], b[WORDS * 5 + 1];
	struct clones *c = clones_new();
	struct sketch s, t;

	make(a, 1, 0);
	make(b, 2, 0);
	s = sketch_of(a);
	t = sketch_of(b);
	ck_assert_ptr_null(
	    clones_add(c, span_of("p"), span_of("n1"), &s, 70).bytes);
	ck_assert_ptr_null(
	    clones_add(c, span_of("p"), span_of("n2"), &t, 70).bytes);
	ck_assert_ptr_null(
	    clones_add(c, span_of("q"), span_of("n3"), &s, 70).bytes);
	ck_assert(
	    span_is(clones_add(c, span_of("p"), span_of("n4"), &s, 70), "n1"));
	/* Of several that are alike, the latest. */
	ck_assert(
	    span_is(clones_add(c, span_of("p"), span_of("n5"), &s, 70), "n4"));
	clones_free(c);
}
END_TEST

START_TEST(of_a_patient_only_the_last_notes_are_remembered)
{
	char text[WORDS * 5 + 1], id[16];
	struct clones *c = clones_new();
	struct sketch first, s;
	unsigned i;

	make(text, 1, 0);
	first = sketch_of(text);
	clones_add(c, span_of("p"), span_of("first"), &first, 70);
	for (i = 0; i < CLONES_KEPT - 1; i++) {
		make(text, 100 + i, 0);
		s = sketch_of(text);
		sprintf(id, "n%u", i);
		ck_assert_ptr_null(
		    clones_add(c, span_of("p"), span_of(id), &s, 70).bytes);
	}
	ck_assert(span_is(
	    clones_add(c, span_of("p"), span_of("copy"), &first, 70), "first"));
	for (i = 0; i < CLONES_KEPT; i++) {
		make(text, 9000 + i, 0);
		s = sketch_of(text);
		clones_add(c, span_of("p"), span_of("x"), &s, 70);
	}
	ck_assert_ptr_null(
	    clones_add(c, span_of("p"), span_of("late"), &first, 70).bytes);
	clones_free(c);
}
END_TEST

START_TEST(many_patients_are_kept_apart)
{
	char text[WORDS * 5 + 1], id[16];
	struct clones *c = clones_new();
	struct sketch s;
	unsigned i;

	make(text, 1, 0);
	s = sketch_of(text);
	for (i = 0; i < 5000; i++) {
		sprintf(id, "p%u", i);
		ck_assert_ptr_null(
		    clones_add(c, span_of(id), span_of(id), &s, 70).bytes);
	}
	for (i = 0; i < 5000; i++) {
		sprintf(id, "p%u", i);
		ck_assert(span_is(
		    clones_add(c, span_of(id), span_of("b"), &s, 70), id));
	}
	clones_free(c);
}
END_TEST

SUITE("clones", a_copy_is_alike_and_a_stranger_is_not,
    dates_numbers_case_and_space_do_not_hide_a_copy,
    a_copy_is_named_within_its_patient_alone,
    of_a_patient_only_the_last_notes_are_remembered,
    many_patients_are_kept_apart)
