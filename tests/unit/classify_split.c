#include <stdio.h>
#include <string.h>

#include "classify/split.h"
#include "suite.h"

/* Sixteen places are looked at together, what is left one by one. */
START_TEST(a_clause_is_seen_wherever_it_stands)
{
	static const char *const joints[] = {"; ", " - ", "-- ",
	    "\xe2\x80\x93 ", "\xe2\x80\x94  ", ", she ", ",  but he ",
	    " and then ", " AND THEN "};
	static const char *const others[] = {", so ", " and ", " any ", "- ",
	    ": ", ",she ", " and then", "\x93 "};
	char text[120];
	size_t i;
	int before, n;

	for (before = 2; before < 70; before++) {
		for (i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
			n = snprintf(text, sizeof(text), "%0*d%s%0*d", before,
			    1, joints[i], 75 - before, 1);
			ck_assert(
			    split_has_clauses((struct span){text, (size_t)n}));
		}
		for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			n = snprintf(text, sizeof(text), "%0*d%s%0*d", before,
			    1, others[i], 75 - before, 1);
			ck_assert(
			    !split_has_clauses((struct span){text, (size_t)n}));
		}
	}
}
END_TEST

START_TEST(one_kind_is_not_cut)
{
	struct split_clause clauses[2] = {
	    {.start = 0, .words = 5}, {.start = 20, .words = 5}};
	struct span text = span_of("Began at two o'clock; and she told me all");
	size_t cuts[SPLIT_WORDS];

	clauses[0].weights[LABEL_SESSION_TIMES - 1] = 4000;
	clauses[1].weights[LABEL_SESSION_TIMES - 1] = 4000;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 0);
	clauses[1].weights[LABEL_SESSION_TIMES - 1] = 0;
	clauses[1].weights[LABEL_CONVERSATION - 1] = 4000;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 1);
	ck_assert_uint_eq(cuts[0], 20);
	clauses[1].words = 2;
	ck_assert_uint_eq(split_clauses(text, clauses, 2, 65536, cuts), 0);
}
END_TEST

SUITE("split", a_clause_is_seen_wherever_it_stands, one_kind_is_not_cut)
