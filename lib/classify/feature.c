#include "classify/feature.h"

#include <stdlib.h>
#include <string.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

const int8_t feature_worth[FEATURE_KINDS] = {
    [FEATURE_WORD] = 10,
    [FEATURE_PIECE] = 6,
    [FEATURE_PAIR] = 5,
    [FEATURE_FRAME] = 10,
    [FEATURE_TITLE] = 5,
    [FEATURE_SHAPE] = 4,
};

/* Each kind of feature hashes from a beginning of its own. */
enum seed {
	SEED_WORD = 1,
	SEED_PIECE,
	SEED_PAIR,
	SEED_TITLE,
	SEED_FIRST,
	SEED_SECOND,
	SEED_SHAPE,
	SEED_HEADING,
	SEED_FRAME
};

static inline uint64_t
hash_begin(enum seed seed)
{
	return (FNV_BASIS ^ (uint64_t)seed) * FNV_PRIME;
}

static inline uint64_t
hash_add(uint64_t h, unsigned char c)
{
	return (h ^ c) * FNV_PRIME;
}

/* Spreads what FNV leaves in the low bits. */
static inline uint64_t
hash_end(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static inline uint64_t
hash_pair(enum seed seed, uint64_t a, uint64_t b)
{
	return hash_end((hash_begin(seed) ^ a) * FNV_PRIME + b * 3);
}

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

static int
function_word_compare(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

static bool
is_function_word(const struct word *w)
{
	char text[WORD_TEXT + 1];
	const char *key = text;

	memcpy(text, w->text, w->len);
	text[w->len] = '\0';
	return bsearch(key, function_words,
		   sizeof(function_words) / sizeof(function_words[0]),
		   sizeof(function_words[0]), function_word_compare) != NULL;
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

size_t
word_features(const struct word *w, struct feature out[static WORD_FEATURES])
{
	size_t count = 0;

	out[count++] = (struct feature){word_hash(w), FEATURE_WORD};
	if (w->kind == WORD_LETTERS && w->len > 1)
		count += word_pieces(w, out + count);
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

static void
shape_feature(const struct feature_sink *sink, enum shape what, uint64_t value)
{
	sink->other(sink->to,
	    (struct feature){
		hash_pair(SEED_SHAPE, (uint64_t)what, value), FEATURE_SHAPE});
}

struct tally {
	unsigned words, numbers, quotes, me, them, capitals;
};

static void
tally_add(struct tally *t, const struct word *w)
{
	t->words += w->kind != WORD_MARK;
	t->numbers += w->kind == WORD_NUMBER;
	t->capitals += w->kind == WORD_LETTERS && w->capital;
	if (w->kind == WORD_MARK)
		t->quotes += w->text[0] == '"';
	else if (w->len == 1)
		t->me += w->text[0] == 'i';
	else if (w->len == 2)
		t->me += memcmp(w->text, "me", 2) == 0 ||
			 memcmp(w->text, "my", 2) == 0;
}

static unsigned
at_most(unsigned n, unsigned most)
{
	return n < most ? n : most;
}

static void
shape_features(const struct feature_sink *sink, const struct tally *t, char end,
    bool first, bool last)
{
	shape_feature(sink, SHAPE_WORDS, length_bucket(t->words));
	shape_feature(sink, SHAPE_QUOTES, at_most(t->quotes, 4));
	shape_feature(sink, SHAPE_NUMBERS,
	    t->numbers == 0 ? 0 : 1 + 4 * t->numbers / (t->words + 1));
	shape_feature(sink, SHAPE_ME, at_most(t->me, 3));
	shape_feature(sink, SHAPE_END,
	    end == '.' || end == '?' || end == '!' || end == ':' || end == '"'
		? (uint64_t)(unsigned char)end
		: 0);
	shape_feature(
	    sink, SHAPE_POSITION, (uint64_t)first + 2 * (uint64_t)last);
	shape_feature(
	    sink, SHAPE_CAPITALS, at_most(4 * t->capitals / (t->words + 1), 4));
}

unsigned
passage_features(
    const struct feature_sink *sink, struct span text, bool first, bool last)
{
	struct tally t = {0};
	uint64_t before = 0, frame_before = 0, hash, frame;
	struct word w = {0};
	size_t at = 0, n = 0;
	char end = '\0';

	while (word_next(text.bytes, text.len, &at, &w)) {
		end = w.text[0];
		tally_add(&t, &w);
		if (w.kind == WORD_MARK && (end == '.' || end == ','))
			continue;
		hash = word_hash(&w);
		frame = sink->word(sink->to, &w, hash);
		sink->other(sink->to,
		    (struct feature){hash_pair(SEED_FRAME, frame_before, frame),
			FEATURE_FRAME});
		if (n > 0)
			sink->other(sink->to,
			    (struct feature){hash_pair(SEED_PAIR, before, hash),
				FEATURE_PAIR});
		if (n < 2)
			sink->other(sink->to,
			    (struct feature){
				hash_pair(n == 0 ? SEED_FIRST : SEED_SECOND,
				    before, hash),
				FEATURE_SHAPE});
		before = hash;
		frame_before = frame;
		n++;
	}
	shape_features(sink, &t, end, first, last);
	return t.words;
}
