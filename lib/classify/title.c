#include "classify/title.h"

#include <pthread.h>
#include <string.h>

#include "classify/word_set.h"
#include "text/word.h"

#define TITLE_MAX 80

static const char *const titles[] = {
#define TITLE(folded) folded,
#include "classify/title.def"
#undef TITLE
};

static struct word_set known = {
    .words = titles, .count = sizeof(titles) / sizeof(titles[0])};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
known_make(void)
{
	word_set_make(&known);
}

/* The folded words of TITLE in OUT, with a space between them.  Returns their
 * length, -1 where a title like this is never known. */
static int
title_fold(struct span title, char out[static TITLE_MAX])
{
	size_t at = 0, len = 0;
	struct word w;

	while (word_next(title.bytes, title.len, &at, &w)) {
		if (w.kind == WORD_MARK)
			continue;
		if (w.kind != WORD_LETTERS && len > 0)
			return -1; /* a number after words says something */
		if (w.kind != WORD_LETTERS)
			continue;
		if (len + w.len + 2 > TITLE_MAX)
			return -1;
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, w.text, w.len);
		len += w.len;
	}
	return len == 0 && title.len > 3 ? -1 : (int)len;
}

/* The same for a title of ASCII letters, spaces and a colon, as most are;
 * -1 where there is anything else. */
static int
title_fold_plain(struct span title, char out[static TITLE_MAX])
{
	size_t i, len = 0;

	if (title.len > WORD_TEXT)
		return -1;
	for (i = 0; i < title.len; i++) {
		char c = title.bytes[i] | 0x20; /* space and colon stay */

		if (c >= 'a' && c <= 'z')
			out[len++] = c;
		else if (title.bytes[i] == ' ' && len > 0 &&
			 out[len - 1] != ' ')
			out[len++] = ' ';
		else if (title.bytes[i] != ' ' &&
			 (title.bytes[i] != ':' || i + 1 < title.len))
			return -1;
	}
	return len > 0 && out[len - 1] != ' ' ? (int)len : -1;
}

bool
title_known(struct span title)
{
	char folded[TITLE_MAX];
	int len = title_fold_plain(title, folded);

	if (len == -1)
		len = title_fold(title, folded);
	if (len <= 0)
		return len == 0;
	pthread_once(&once, known_make);
	return word_set_has(&known, folded, (size_t)len);
}
