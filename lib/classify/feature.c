#include "classify/feature.h"

#include <pthread.h>
#include <string.h>

#include "classify/hash.h"
#include "classify/word_class.h"
#include "classify/word_set.h"

const int8_t feature_worth[FEATURE_KINDS] = {
    [FEATURE_WORD] = 10,
    [FEATURE_PIECE] = 6,
    [FEATURE_PAIR] = 5,
    [FEATURE_FRAME] = 10,
    [FEATURE_TITLE] = 5,
    [FEATURE_SHAPE] = 4,
};

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits are alike, save in a service code: 90791 to 99499 (CPT). */
static bool
keeps_digits(const struct word *w)
{
	return w->kind == WORD_CODE ||
	       (w->kind == WORD_NUMBER && w->len == 5 && w->text[0] == '9' &&
		   is_digit(w->text[2]));
}

static uint64_t
word_hash_from(enum seed seed, const struct word *w)
{
	bool keep = keeps_digits(w);
	uint64_t h = hash_begin(seed);
	size_t i;

	for (i = 0; i < w->len; i++)
		h = hash_add(h, (unsigned char)(is_digit(w->text[i]) && !keep
						    ? '0'
						    : w->text[i]));
	return hash_end(h);
}

uint64_t
word_hash(const struct word *w)
{
	return word_hash_from(SEED_WORD, w);
}

/* Pieces of two to five bytes of `<word>`. */
static size_t
word_pieces(const struct word *w, struct feature *out)
{
	char text[WORD_TEXT + 2];
	size_t len = 0, i, j, count = 0;

	text[len++] = '<';
	for (i = 0; i < w->len; i++)
		text[len++] = is_digit(w->text[i]) ? '0' : w->text[i];
	text[len++] = '>';
	for (i = 0; i + 1 < len; i++) {
		uint64_t h = hash_begin(SEED_PIECE);

		for (j = i; j < len && j < i + 5; j++) {
			h = hash_add(h, (unsigned char)text[j]);
			if (j > i)
				out[count++] = (struct feature){
				    hash_end(h), FEATURE_PIECE};
		}
	}
	return count;
}

static const char *const function_words[] = {
#define FUNCTION_WORD(folded) folded,
#include "classify/function_word.def"
#undef FUNCTION_WORD
};

static struct word_set small_words = {.words = function_words,
    .count = sizeof(function_words) / sizeof(function_words[0])};
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
small_words_make(void)
{
	word_set_make(&small_words);
}

static bool
is_function_word(const struct word *w)
{
	pthread_once(&once, small_words_make);
	return word_set_has(&small_words, w->text, w->len);
}

/* Which ending a word has, 0 where it is short or has none of these. */
static uint64_t
word_ending(const struct word *w)
{
	static const char *const endings[] = {
	    "ed", "ing", "ly", "tion", "ment", "ness", "'s", "s"};
	size_t i, len;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]) && w->len > 4;
	     i++) {
		len = strlen(endings[i]);
		if (memcmp(w->text + w->len - len, endings[i], len) == 0)
			return i + 1;
	}
	return 0;
}

uint64_t
word_frame(const struct word *w)
{
	if (w->kind != WORD_LETTERS || is_function_word(w))
		return word_hash(w);
	return hash_pair(SEED_FRAME, word_ending(w),
	    (uint64_t)w->capital + (w->len < 4 ? 2 : 0));
}

/* What a word is used like; that it is in no class as well. */
static size_t
word_classes(const struct word *w, struct feature *out)
{
	struct word_class c;
	size_t count = 0;

	if (is_function_word(w))
		return 0;
	c = word_class_find(word_hash(w));
	out[count++] =
	    (struct feature){hash_pair(SEED_NARROW, c.narrow, 0), FEATURE_WORD};
	if (c.wide != 0)
		out[count++] = (struct feature){
		    hash_pair(SEED_WIDE, c.wide, 0), FEATURE_WORD};
	return count;
}

size_t
word_features(const struct word *w, struct feature out[static WORD_FEATURES])
{
	size_t count = 0;

	out[count++] = (struct feature){word_hash(w), FEATURE_WORD};
	if (w->kind == WORD_LETTERS && w->len > 1) {
		count += word_pieces(w, out + count);
		count += word_classes(w, out + count);
	}
	if (w->kind == WORD_CODE) {
		struct word stem = *w;

		stem.len = 3;
		out[count++] = (struct feature){
		    word_hash_from(SEED_SHAPE, &stem), FEATURE_WORD};
		stem.kind = WORD_LETTERS;
		out[count++] = (struct feature){
		    word_hash_from(SEED_SHAPE, &stem), FEATURE_WORD};
	}
	return count;
}

static enum word_type
word_type_of(const struct word *w)
{
	bool me;

	switch (w->kind) {
	case WORD_MARK:
		if (w->text[0] == '.' || w->text[0] == ',')
			return TYPE_STOP;
		return w->text[0] == '"' ? TYPE_QUOTE : TYPE_MARK;
	case WORD_NUMBER:
		return TYPE_NUMBER;
	case WORD_CODE:
		return TYPE_WORD;
	case WORD_LETTERS:
		break;
	}
	me = (w->len == 1 && w->text[0] == 'i') ||
	     (w->len == 2 && w->text[0] == 'm' &&
		 (w->text[1] == 'e' || w->text[1] == 'y'));
	if (w->capital)
		return me ? TYPE_CAPITAL_ME : TYPE_CAPITAL;
	return me ? TYPE_ME : TYPE_WORD;
}

void
word_view_make(const struct word *w, struct word_view *v)
{
	v->hash = word_hash(w);
	v->frame = word_frame(w);
	v->type = word_type_of(w);
	v->mark = w->kind == WORD_MARK ? w->text[0] : '\0';
}

void
heading_features(const struct feature_sink *sink, enum heading_rank rank,
    struct span heading)
{
	enum seed seed = rank == HEADING_SECTION ? SEED_TITLE : SEED_HEADING;
	uint64_t whole = hash_begin(seed);
	struct word w;
	size_t at = 0;

	if (heading.bytes == NULL)
		return;
	while (word_next(heading.bytes, heading.len, &at, &w)) {
		if (w.kind != WORD_LETTERS)
			continue;
		sink->other(sink->to,
		    (struct feature){word_hash_from(seed, &w), FEATURE_TITLE});
		whole = hash_pair(seed, whole, word_hash(&w));
	}
	sink->other(sink->to, (struct feature){whole, FEATURE_TITLE});
}

/* 1, 2, 3, 4–5, 6–8, 9–12, 13–18, 19–27, 28–40, more. */
static uint64_t
length_bucket(unsigned words)
{
	static const unsigned ends[] = {1, 2, 3, 5, 8, 12, 18, 27, 40};
	uint64_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (words <= ends[i])
			break;
	return i;
}

/* What of a passage's shape a feature tells. */
enum shape {
	SHAPE_WORDS = 1,
	SHAPE_QUOTES,
	SHAPE_NUMBERS,
	SHAPE_ME,
	SHAPE_END,
	SHAPE_POSITION,
	SHAPE_CAPITALS,
};
_Static_assert(SHAPE_CAPITALS == SHAPE_FEATURES, "one feature a shape");

static struct feature
shape_feature(enum shape what, uint64_t value)
{
	return (struct feature){
	    hash_pair(SEED_SHAPE, (uint64_t)what, value), FEATURE_SHAPE};
}

static unsigned
at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

unsigned
tally_words(const struct tally *t)
{
	const unsigned *n = t->types;

	return n[TYPE_WORD] + n[TYPE_CAPITAL] + n[TYPE_ME] +
	       n[TYPE_CAPITAL_ME] + n[TYPE_NUMBER];
}

void
shape_features(const struct tally *t, bool first, bool last,
    struct feature out[static SHAPE_FEATURES])
{
	const unsigned *n = t->types;
	unsigned words = tally_words(t);
	unsigned capitals = n[TYPE_CAPITAL] + n[TYPE_CAPITAL_ME];
	unsigned me = n[TYPE_ME] + n[TYPE_CAPITAL_ME];
	char end = t->end;

	*out++ = shape_feature(SHAPE_WORDS, length_bucket(words));
	*out++ = shape_feature(SHAPE_QUOTES, at_most(n[TYPE_QUOTE], 4));
	*out++ = shape_feature(SHAPE_NUMBERS,
	    n[TYPE_NUMBER] == 0 ? 0 : 1 + 4 * n[TYPE_NUMBER] / (words + 1));
	*out++ = shape_feature(SHAPE_ME, at_most(me, 3));
	*out++ = shape_feature(SHAPE_END,
	    end == '.' || end == '?' || end == '!' || end == ':' || end == '"'
		? (uint64_t)(unsigned char)end
		: 0);
	*out++ =
	    shape_feature(SHAPE_POSITION, (uint64_t)first + 2 * (uint64_t)last);
	*out = shape_feature(
	    SHAPE_CAPITALS, at_most(4 * capitals / (words + 1), 4));
}
