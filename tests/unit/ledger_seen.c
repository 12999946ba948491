/* A set of salts: each was seen or not, however many there are. */
#include "ledger/seen.h"

#include "suite.h"

#define MANY 5000

/* Half of them differ in the high, half in the low bits alone. */
static struct seen_value
value(uint64_t i)
{
	return i % 2 == 0 ? (struct seen_value){i / 2 + 1, 7}
			  : (struct seen_value){7, (i / 2 + 1) << 32 | 1};
}

START_TEST(a_value_is_new_once)
{
	struct seen s = {0};

	for (uint64_t i = 0; i < MANY; i++)
		ck_assert(seen_add(&s, value(i)));
	for (uint64_t i = 0; i < MANY; i++)
		ck_assert(!seen_add(&s, value(i)));
	ck_assert_uint_eq(s.count, MANY);
	seen_free(&s);
	ck_assert(seen_add(&s, value(3)));
	seen_free(&s);
}
END_TEST

/* Else it would be a free slot's: whoever has it used it before. */
START_TEST(a_value_of_zeros_was_always_seen)
{
	struct seen s = {0};

	ck_assert(!seen_add(&s, (struct seen_value){0, 0}));
	ck_assert(seen_add(&s, (struct seen_value){0, 1}));
	ck_assert(seen_add(&s, (struct seen_value){1, 0}));
	ck_assert_uint_eq(s.count, 2);
	seen_free(&s);
}
END_TEST

START_TEST(room_that_is_asked_for_keeps_what_is_there)
{
	struct seen s = {0};

	seen_prefetch(&s, value(0)); /* of an empty one: nothing */
	ck_assert(seen_add(&s, value(0)));
	seen_reserve(&s, 100);
	ck_assert_uint_eq(s.capacity, 1024);
	seen_reserve(&s, MANY);
	ck_assert_uint_eq(s.capacity, 8192);
	seen_reserve(&s, 1);
	ck_assert_uint_eq(s.capacity, 8192);
	seen_prefetch(&s, value(0));
	ck_assert(!seen_add(&s, value(0)));
	for (uint64_t i = 1; i < MANY; i++)
		ck_assert(seen_add(&s, value(i)));
	ck_assert_uint_eq(s.capacity, 8192);
	seen_free(&s);
}
END_TEST

SUITE("seen", a_value_is_new_once, a_value_of_zeros_was_always_seen,
    room_that_is_asked_for_keeps_what_is_there)
