#include <string.h>

#include "classify/word_set.h"
#include "suite.h"

static const char *const words[] = {
#define FUNCTION_WORD(folded) folded,
#include "classify/function_word.def"
#undef FUNCTION_WORD
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* Whether WORDS have what stands at TEXT. */
static bool
is_word(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < WORDS; i++)
		if (strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
			return true;
	return false;
}

/* And no beginning of a word, nor one that goes on, which is none itself. */
START_TEST(a_set_has_its_words_and_no_other)
{
	static struct word_set s = {.words = words, .count = WORDS};
	char text[64];
	size_t i, len, most;

	word_set_make(&s);
	for (i = 0; i < WORDS; i++) {
		most = strlen(words[i]) + 1;
		memcpy(text, words[i], most);
		text[most - 1] = 'x';
		for (len = 0; len <= most; len++)
			ck_assert_int_eq(
			    word_set_has(&s, text, len), is_word(text, len));
		text[most - 1] = '\0';
		ck_assert(!word_set_has(&s, text, most));
	}
}
END_TEST

SUITE("word_set", a_set_has_its_words_and_no_other)
