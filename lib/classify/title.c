#include "classify/title.h"

#include <stdlib.h>
#include <string.h>

#include "text/word.h"

#define TITLE_MAX 80

static const char *const titles[] = {
#define TITLE(folded) folded,
#include "classify/title.def"
#undef TITLE
};

static int
title_compare(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

bool
title_known(struct span title)
{
	char folded[TITLE_MAX];
	const char *key = folded;
	size_t at = 0, len = 0;
	struct word w;

	while (word_next(title.bytes, title.len, &at, &w)) {
		if (w.kind == WORD_MARK)
			continue;
		if (w.kind != WORD_LETTERS && len > 0)
			return false; /* a number after words says something */
		if (w.kind != WORD_LETTERS)
			continue;
		if (len + w.len + 2 > sizeof(folded))
			return false;
		if (len > 0)
			folded[len++] = ' ';
		memcpy(folded + len, w.text, w.len);
		len += w.len;
	}
	folded[len] = '\0';
	if (len == 0)
		return at >= title.len && title.len < 4;
	return bsearch(key, titles, sizeof(titles) / sizeof(titles[0]),
		   sizeof(titles[0]), title_compare) != NULL;
}
