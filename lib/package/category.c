#include "package/category.h"

#include <string.h>

static const struct {
	const char *prefix;
	const char *name;
	const char *citation;
} categories[CATEGORY_COUNT] = {
#define CATEGORY(name, prefix, word, citation)                                 \
	[CATEGORY_##name] = {prefix, word, citation},
#include "package/category.def"
#undef CATEGORY
};

enum category
category_of(struct span citation)
{
	enum category c;
	size_t len;

	for (c = 0; c < CATEGORY_OTHER; c++) {
		len = strlen(categories[c].prefix);
		if (citation.len >= len &&
		    memcmp(citation.bytes, categories[c].prefix, len) == 0)
			return c;
	}
	return CATEGORY_OTHER;
}

const char *
category_name(enum category c)
{
	return categories[c].name;
}

const char *
category_citation(enum category c)
{
	return categories[c].citation;
}
