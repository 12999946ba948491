#include "classify/word_set.h"

#include <string.h>

#include "classify/hash.h"

static size_t
slot_of(const char *text, size_t len)
{
	uint64_t h = hash_begin(SEED_WORD);
	size_t i;

	for (i = 0; i < len; i++)
		h = hash_add(h, (unsigned char)text[i]);
	return hash_end(h) % WORD_SET_SLOTS;
}

void
word_set_make(struct word_set *s)
{
	size_t row, i;

	for (row = 0; row < s->count; row++) {
		i = slot_of(s->words[row], strlen(s->words[row]));
		while (s->slots[i] != 0)
			i = (i + 1) % WORD_SET_SLOTS;
		s->slots[i] = (uint16_t)(row + 1);
	}
}

bool
word_set_has(const struct word_set *s, const char *text, size_t len)
{
	size_t i = slot_of(text, len);

	for (; s->slots[i] != 0; i = (i + 1) % WORD_SET_SLOTS) {
		const char *word = s->words[s->slots[i] - 1];

		if (strlen(word) == len && memcmp(word, text, len) == 0)
			return true;
	}
	return false;
}
