#include "classify/word_class.h"

struct word_class
word_class_find(uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 16);
	size_t bucket = (size_t)(hash >> 48), i;

	for (i = word_class_starts[bucket]; i < word_class_starts[bucket + 1];
	     i++)
		if (word_class_tags[i] == tag)
			return (struct word_class){word_class_narrow[i],
			    word_class_wide[word_class_narrow[i]]};
	return (struct word_class){0, 0};
}
