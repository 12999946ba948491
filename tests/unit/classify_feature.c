/* What the model looks at in a word, a heading and a passage's shape. */
#include <string.h>

#include "classify/feature.h"
#include "suite.h"

static struct word
word_of(const char *text)
{
	struct word w;
	size_t at = 0;

	ck_assert(word_next(text, strlen(text), &at, &w));
	ck_assert_uint_eq(at, strlen(text));
	return w;
}

static bool
alike(const char *a, const char *b)
{
	struct word of_a = word_of(a), of_b = word_of(b);

	return word_hash(&of_a) == word_hash(&of_b);
}

START_TEST(digits_are_alike_save_in_codes)
{
	ck_assert(alike("7", "3"));
	ck_assert(alike("10:15", "11:45"));
	ck_assert(alike("80834", "80837"));
	ck_assert(alike("9083", "9084"));
	ck_assert(alike("908344", "908377"));
	ck_assert(!alike("90834", "90837"));
	ck_assert(alike("90.12", "91.34"));
	ck_assert(!alike("F33.1", "F33.2"));
	ck_assert(!alike("10:15", "1015"));
}
END_TEST

struct taken {
	size_t count;
	struct feature features[600];
};

static void
take(void *to, struct feature f)
{
	struct taken *t = to;

	ck_assert_uint_lt(t->count, 600);
	t->features[t->count++] = f;
}

static struct taken
heading_of(enum heading_rank rank, struct span heading)
{
	struct taken t = {0};
	struct feature_sink sink = {&t, NULL, take};

	heading_features(&sink, rank, heading);
	return t;
}

START_TEST(an_absent_heading_has_no_features)
{
	struct taken none = heading_of(HEADING_SECTION, (struct span){0});
	struct taken empty = heading_of(HEADING_SECTION, span_of(""));
	struct taken two =
	    heading_of(HEADING_SECTION, span_of("2. Treatment plan:"));
	struct taken within =
	    heading_of(HEADING_WITHIN, span_of("Treatment plan"));

	ck_assert_uint_eq(none.count, 0);
	ck_assert_uint_eq(empty.count, 1);
	ck_assert_uint_eq(two.count, 3); /* its words and the whole */
	ck_assert_uint_eq(within.count, 3);
	ck_assert(two.features[2].hash != within.features[2].hash);
}
END_TEST

/* The feature NUMBER of the shape of a passage of WORDS words that END ends. */
static uint64_t
shape(size_t number, unsigned words, char end)
{
	struct tally t = {.end = end};
	struct feature out[SHAPE_FEATURES];

	t.types[TYPE_WORD] = words;
	shape_features(&t, false, false, out);
	return out[number].hash;
}

START_TEST(a_shape_has_a_length_and_an_end)
{
	static const unsigned ends[] = {1, 2, 3, 5, 8, 12, 18, 27, 40};
	static const char marks[] = ".?!:\"";
	size_t i, j;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		ck_assert(shape(0, ends[i], '.') != shape(0, ends[i] + 1, '.'));
		if (i > 0)
			ck_assert(shape(0, ends[i], '.') ==
				  shape(0, ends[i - 1] + 1, '.'));
	}
	ck_assert(shape(0, 41, '.') == shape(0, 4000, '.'));
	for (i = 0; marks[i] != '\0'; i++) {
		for (j = 0; j < i; j++)
			ck_assert(
			    shape(4, 3, marks[i]) != shape(4, 3, marks[j]));
		ck_assert(shape(4, 3, marks[i]) != shape(4, 3, ')'));
	}
	ck_assert(shape(4, 3, ')') == shape(4, 3, '\0'));
}
END_TEST

SUITE("feature", digits_are_alike_save_in_codes,
    an_absent_heading_has_no_features, a_shape_has_a_length_and_an_end)
