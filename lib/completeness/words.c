#include "completeness/words.h"

#include <stdlib.h>

#include "base/alloc.h"

extern const unsigned char completeness_words[];
extern const size_t completeness_words_len;
extern const unsigned char completeness_words_patterns[];
extern const size_t completeness_words_patterns_len;

struct words_match {
	struct match *match;
	enum words *lists; /* by pattern */
};

static const char *const names[WORDS_COUNT] = {
    [WORDS_NONE] = "none",
#define WORDS(name, word) [WORDS_##name] = word,
#include "completeness/words.def"
#undef WORDS
};

int
words_named(struct span name)
{
	int i;

	for (i = WORDS_NONE + 1; i < WORDS_COUNT; i++)
		if (span_is(name, names[i]))
			return i;
	return -1;
}

struct words_match *
words_match_open(struct error *e)
{
	struct words_match *w = alloc_zeroed(1, sizeof(*w));
	size_t i, count;
	int list;

	w->match = match_load(completeness_words, completeness_words_len,
	    (const char *)completeness_words_patterns,
	    completeness_words_patterns_len, e);
	if (w->match == NULL) {
		words_match_free(w);
		return NULL;
	}
	count = match_count(w->match);
	w->lists = alloc_zeroed(count, sizeof(*w->lists));
	for (i = 0; i < count; i++) {
		list = words_named(span_of(match_name(w->match, i)));
		if (list == -1) {
			error_set(e, "words.txt: a list that is not known");
			words_match_free(w);
			return NULL;
		}
		w->lists[i] = (enum words)list;
	}
	return w;
}

void
words_match_free(struct words_match *w)
{
	match_free(w->match);
	free(w->lists);
	free(w);
}

const struct match *
words_match_patterns(const struct words_match *w)
{
	return w->match;
}

struct hit_context {
	const struct words_match *words;
	words_hit *hit;
	void *context;
};

static void
found(size_t pattern, size_t start, size_t end, void *context)
{
	const struct hit_context *c = context;

	(void)start;
	c->hit(c->words->lists[pattern], end, c->context);
}

int
words_match_scan(const struct words_match *w, struct match_scratch *s,
    struct span text, words_hit *hit, void *context, struct error *e)
{
	struct hit_context c = {w, hit, context};

	return match_scan(w->match, s, text.bytes, text.len, found, &c, e);
}
