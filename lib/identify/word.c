#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/cue.h"
#include "identify/lexicon_hash.h"
#include "identify/search.h"
#include "text/utf8.h"

/* Few words make up most of a text: each is looked up in the lexicon, which
 * is large, when it is met, and again only after another took its place. */
#define SETS (1u << 13)
#define SET_WORDS 4	       /* a line of the cache */
#define LIST_PLACES (1u << 11) /* at least twice the words of lists.def */

static const char *const lists[LIST_COUNT] = {
#define LIST(name, words) words,
#include "identify/lists.def"
#undef LIST
};
_Static_assert(LIST_COUNT <= 64, "a bit for each list");

struct listed {
	uint64_t hash; /* 0: none */
	uint64_t lists;
};

struct words {
	struct word (*met)[SET_WORDS]; /* in each set the newest first */
	void *met_bytes;
	struct listed listed[LIST_PLACES];
	struct buf folded;
};

static struct listed *
listed_find(struct words *w, uint64_t hash)
{
	size_t i = hash & (LIST_PLACES - 1);

	while (w->listed[i].hash != 0 && w->listed[i].hash != hash)
		i = (i + 1) & (LIST_PLACES - 1);
	return &w->listed[i];
}

static void
listed_add(struct words *w, const char *word, size_t len, uint64_t bit)
{
	uint64_t hash = lexicon_hash(word, len);
	struct listed *l = listed_find(w, hash);

	l->hash = hash;
	l->lists |= bit;
}

static void
list_add(struct words *w, const char *words, uint64_t bit)
{
	size_t len;

	for (; *words != '\0'; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		listed_add(w, words, len, bit);
	}
}

struct words *
words_new(const struct cues *cues)
{
	struct words *w = alloc_zeroed(1, sizeof(*w));
	struct span cue;
	uintptr_t first;
	size_t i;

	w->met_bytes = alloc_zeroed(SETS + 1, sizeof(*w->met));
	first = (uintptr_t)w->met_bytes + sizeof(*w->met) - 1;
	w->met = (void *)(first - first % sizeof(*w->met));

	for (i = 0; i < LIST_COUNT; i++)
		list_add(w, lists[i], UINT64_C(1) << i);
	for (i = 0; (cue = cues_word(cues, i)).bytes != NULL; i++)
		listed_add(w, cue.bytes, cue.len, UINT64_C(1) << LIST_CUES);
	return w;
}

void
words_free(struct words *w)
{
	buf_wipe(&w->folded);
	buf_free(&w->folded);
	explicit_bzero(w->met_bytes, (SETS + 1) * sizeof(*w->met));
	free(w->met_bytes);
	free(w);
}

struct part {
	const char *bytes;
	size_t len;
};
#define PART(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static bool
begins_with(const char *w, struct part p)
{
	return w[0] == p.bytes[0] && memcmp(w, p.bytes, p.len) == 0;
}

/* What the dictionary may have without its beginning. */
static unsigned
find_headless(const char *w, size_t len)
{
	static const struct part heads[] = {PART("re"), PART("un"), PART("in"),
	    PART("de"), PART("dis"), PART("con"), PART("pro"), PART("pre"),
	    PART("non"), PART("mis"), PART("over"), PART("under"), PART("out"),
	    PART("co"), PART("hyper"), PART("hypo"), PART("neuro"),
	    PART("psycho"), PART("anti"), PART("post"), PART("inter"),
	    PART("intra"), PART("sub"), PART("super"), PART("multi"),
	    PART("self"), PART("tele"), PART("bio"), PART("auto"),
	    PART("cyber")};
	unsigned flags = 0;
	size_t i, cut;

	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		cut = heads[i].len;
		if (len >= cut + 4 && begins_with(w, heads[i]))
			flags |=
			    lexicon_find(w + cut, len - cut) & LEXICON_COMMON;
	}
	return flags;
}

/* What the dictionary may have without its ending, or its beginning. */
static unsigned
find_stem(const char *w, size_t len)
{
	static const struct {
		struct part end;
		struct part instead;
	} endings[] = {{PART("s"), PART("")}, {PART("es"), PART("")},
	    {PART("ies"), PART("y")}, {PART("ed"), PART("")},
	    {PART("ed"), PART("e")}, {PART("ing"), PART("")},
	    {PART("ing"), PART("e")}, {PART("ly"), PART("")},
	    {PART("er"), PART("")}, {PART("est"), PART("")},
	    {PART("ness"), PART("")}, {PART("able"), PART("")},
	    {PART("ment"), PART("")}, {PART("in"), PART("")}};
	char stem[WORD_MAX + 2];
	unsigned flags = find_headless(w, len);
	size_t i, cut, add;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		cut = endings[i].end.len;
		add = endings[i].instead.len;
		if (len < cut + 3 ||
		    !begins_with(w + len - cut, endings[i].end))
			continue;
		memcpy(stem, w, len - cut);
		memcpy(stem + len - cut, endings[i].instead.bytes, add);
		flags |= lexicon_find(stem, len - cut + add) &
			 (LEXICON_COMMON | LEXICON_MEDICAL);
		/* stopped, planning */
		if (cut >= 2 && add == 0 && len - cut > 3 &&
		    stem[len - cut - 1] == stem[len - cut - 2])
			flags |=
			    lexicon_find(stem, len - cut - 1) & LEXICON_COMMON;
	}
	return flags;
}

static unsigned
find_known(const char *w, size_t len)
{
	unsigned flags = find_stem(w, len);

	/* rescheduled: both a head and an ending */
	if (flags == 0 && len > 5 && w[len - 1] == 's')
		flags = find_stem(w, len - 1);
	if (flags == 0 && len > 6 && memcmp(w + len - 2, "ed", 2) == 0)
		flags = find_stem(w, len - 2);
	if (flags == 0 && len > 7 && memcmp(w + len - 2, "er", 2) == 0)
		flags = find_stem(w, len - 2);
	return flags;
}

static unsigned
find_flags(const char *folded, size_t len, uint64_t hash, bool lower)
{
	unsigned flags;

	if (len < 2)
		return 0;
	flags = lexicon_find_hash(hash);
	/* "miles" is a word's plural before it is a name without a capital. */
	if ((flags &
		(lower ? LEXICON_COMMON
		       : LEXICON_COMMON | LEXICON_GIVEN | LEXICON_FAMILY)) == 0)
		flags |= find_known(folded, len);
	/* Sundays */
	if (flags == 0 && len > 4 && folded[len - 1] == 's')
		flags = lexicon_find(folded, len - 1) & LEXICON_NOT_NAME;
	return flags;
}

static struct word
meet(struct words *w, const char *text, size_t len, bool lower, uint64_t hash)
{
	struct word met = {.lists = listed_find(w, hash)->lists};

	w->folded.len = 0;
	utf8_fold_text(text, len, &w->folded);
	if (w->folded.len <= WORD_MAX)
		met.key =
		    find_flags(w->folded.bytes, w->folded.len, hash, lower);
	return met;
}

/* The key of no word is zero, and that of a word without a capital another than
 * that of one with. */
static uint64_t
key_of(uint64_t hash, bool lower)
{
	return ((lower ? ~hash : hash) | 0x10000) & ~UINT64_C(0xffff);
}

static struct word *
set_of(const struct words *w, uint64_t hash, bool lower)
{
	return w->met[(hash ^ lower) & (SETS - 1)];
}

static __attribute__((noinline)) uint64_t
hash_folded(struct words *w, const char *text, size_t len)
{
	w->folded.len = 0;
	utf8_fold_text(text, len, &w->folded);
	return lexicon_hash(w->folded.bytes, w->folded.len);
}

uint64_t
words_expect(struct words *w, const char *text, size_t len, bool lower)
{
	uint64_t seen, hash;

	hash = lexicon_hash_with(text, len, LEXICON_LOWER, &seen);
	if ((seen & UINT64_C(0x8080808080808080)) != 0)
		hash = hash_folded(w, text, len);
	__builtin_prefetch(set_of(w, hash, lower));
	return hash;
}

/* Into the first place of its set, which the last one leaves. */
static __attribute__((noinline)) const struct word *
add(struct words *w, struct word *set, const char *text, size_t len, bool lower,
    uint64_t hash)
{
	struct word met = meet(w, text, len, lower, hash);

	met.key |= key_of(hash, lower);
	memmove(set + 1, set, (SET_WORDS - 1) * sizeof(*set));
	set[0] = met;
	return set;
}

const struct word *
words_find(
    struct words *w, const char *text, size_t len, bool lower, uint64_t hash)
{
	struct word *set = set_of(w, hash, lower);
	uint64_t key = key_of(hash, lower);
	size_t i;

	for (i = 0; i < SET_WORDS; i++)
		if ((set[i].key ^ key) >> 16 == 0)
			return &set[i];
	return add(w, set, text, len, lower, hash);
}
