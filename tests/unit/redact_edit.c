#include "suite.h"

#include <string.h>

#include "redact/edit.h"

START_TEST(what_is_replaced_moves_what_stands_behind_it)
{
	struct arena a = {0};
	struct edits es = {0};
	struct buf out = {0};
	struct span old = {"one two three four", 18};

	edits_add(&es, &a, 14, 18, (struct span){"", 0});
	edits_add(&es, &a, 4, 7, (struct span){"[withheld]", 10});
	edits_settle(&es);
	edits_apply(&es, old, &out);
	ck_assert_str_eq(buf_string(&out), "one [withheld] three ");
	ck_assert_uint_eq(edits_map(&es, 0), 0);
	ck_assert_uint_eq(edits_map(&es, 3), 3);
	ck_assert_uint_eq(edits_map(&es, 8), 15);
	ck_assert_uint_eq(edits_map(&es, 13), 20);
	ck_assert_uint_eq(edits_map(&es, 4), 4);
	ck_assert_uint_eq(edits_map(&es, 7), 14);
	/* Inside an edit: where its replacement ends. */
	ck_assert_uint_eq(edits_map(&es, 5), 14);
	buf_free(&out);
	arena_free(&a);
}
END_TEST

START_TEST(edits_that_overlap_become_one_as_wide_as_both)
{
	struct arena a = {0};
	struct edits es = {0};
	struct buf out = {0};

	edits_add(&es, &a, 2, 6, (struct span){"B", 1});
	edits_add(&es, &a, 0, 4, (struct span){"A", 1});
	edits_settle(&es);
	ck_assert_uint_eq(es.count, 1);
	edits_apply(&es, (struct span){"01234567", 8}, &out);
	ck_assert_str_eq(buf_string(&out), "A67");
	buf_free(&out);
	arena_free(&a);
}
END_TEST

START_TEST(of_edits_that_begin_together_the_longer_one_says_what_stands_there)
{
	static const size_t ends[3][2] = {{4, 6}, {6, 4}, {6, 6}};
	struct arena a = {0};
	struct buf out = {0};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct edits es = {0};

		out.len = 0;
		edits_add(&es, &a, 2, ends[i][0],
		    (struct span){ends[i][0] == 6 ? "B" : "A", 1});
		edits_add(&es, &a, 2, ends[i][1],
		    (struct span){ends[i][1] == 6 ? "B" : "A", 1});
		edits_add(&es, &a, 3, 5, (struct span){"C", 1});
		edits_settle(&es);
		ck_assert_uint_eq(es.count, 1);
		edits_apply(&es, (struct span){"01234567", 8}, &out);
		ck_assert_str_eq(buf_string(&out), "01B67");
	}
	buf_free(&out);
	arena_free(&a);
}
END_TEST

START_TEST(edits_that_touch_stay_two)
{
	struct arena a = {0};
	struct edits es = {0};
	struct buf out = {0};

	edits_add(&es, &a, 2, 4, (struct span){"B", 1});
	edits_add(&es, &a, 0, 2, (struct span){"A", 1});
	edits_settle(&es);
	ck_assert_uint_eq(es.count, 2);
	edits_apply(&es, (struct span){"01234", 5}, &out);
	ck_assert_str_eq(buf_string(&out), "AB4");
	ck_assert_uint_eq(edits_map(&es, 2), 1);
	buf_free(&out);
	arena_free(&a);
}
END_TEST

START_TEST(what_stands_behind_the_last_edit_is_none)
{
	struct arena a = {0};
	struct edits es = {0};
	struct edit *behind;
	size_t i;

	for (i = 0; i < 16; i++)
		edits_add(&es, &a, 2 * i, 2 * i + 1, (struct span){"", 0});
	behind = arena_zeroed(&a, 2, sizeof(*behind));
	behind[0] = behind[1] = (struct edit){90, 91, {"", 0}, 0};
	edits_settle(&es);
	ck_assert_uint_eq(es.count, 16);

	arena_free(&a);
}
END_TEST

SUITE("edit", edits_that_touch_stay_two,
    of_edits_that_begin_together_the_longer_one_says_what_stands_there,
    what_stands_behind_the_last_edit_is_none,
    what_is_replaced_moves_what_stands_behind_it,
    edits_that_overlap_become_one_as_wide_as_both)
