/* What the checks listen for in a text: lists of words, all in one pass. */
#ifndef COMPLETENESS_WORDS_H
#define COMPLETENESS_WORDS_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "text/match.h"

enum words {
	WORDS_NONE,
#define WORDS(name, word) WORDS_##name,
#include "completeness/words.def"
#undef WORDS
	WORDS_COUNT
};
/* By the list's name; -1: no such list. */
int words_named(struct span name);

struct words_match; /* owner; never changed once made, shared by threads */
struct words_match *words_match_open(struct error *e);
void words_match_free(struct words_match *w);
const struct match *words_match_patterns(const struct words_match *w);

/* Called for each hit by ascending END (a byte offset). */
typedef void words_hit(enum words list, size_t end, void *context);
int words_match_scan(const struct words_match *w, struct match_scratch *s,
    struct span text, words_hit *hit, void *context, struct error *e);

#endif
