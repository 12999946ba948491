#include <string.h>

#include "classify/feature.h"
#include "classify/word_class.h"
#include "suite.h"

static struct word_class
class_of(const char *text)
{
	struct word w;
	size_t at = 0;

	ck_assert(word_next(text, strlen(text), &at, &w));
	return word_class_find(word_hash(&w));
}

static bool
alike(const char *a, const char *b)
{
	return class_of(a).narrow != 0 &&
	       class_of(a).narrow == class_of(b).narrow;
}

START_TEST(words_that_are_used_alike_are_of_one_class)
{
	ck_assert(alike("mother", "father"));
	ck_assert(alike("angry", "anxious"));
	ck_assert(!alike("mother", "angry"));
}
END_TEST

START_TEST(case_and_accents_change_no_class)
{
	ck_assert(alike("Mother", "mother"));
	ck_assert(alike("M\xc3\xb3ther", "mother"));
}
END_TEST

START_TEST(medicines_that_few_speak_of_are_of_one_class)
{
	ck_assert(alike("fluoxetine", "atenolol"));
}
END_TEST

START_TEST(a_word_of_no_list_has_no_class)
{
	ck_assert_uint_eq(class_of("zibulafetro").narrow, 0);
	ck_assert_uint_eq(class_of("zibulafetro").wide, 0);
}
END_TEST

START_TEST(every_word_of_the_table_has_both_classes)
{
	size_t i;

	for (i = 0; i < word_class_starts[65536]; i++) {
		ck_assert_uint_ne(word_class_narrow[i], 0);
		ck_assert_uint_ne(word_class_wide[word_class_narrow[i]], 0);
	}
}
END_TEST

SUITE("word_class", words_that_are_used_alike_are_of_one_class,
    case_and_accents_change_no_class,
    medicines_that_few_speak_of_are_of_one_class,
    a_word_of_no_list_has_no_class, every_word_of_the_table_has_both_classes)
