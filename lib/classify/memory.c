#include "classify/memory.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/alloc.h"
#include "base/load.h"
#include "text/word.h"

#define BLOCK 2048 /* words that are allocated together */
#define WORDS (2 * MEMORY_NOTE)
#define SLOTS_LEAST 8192 /* a power of two */

/* Where a word is found: by its key, at the first free slot behind the one that
 * its key's high bits name. */
struct slot {
	uint64_t key; /* 0: free */
	struct memory_word *word;
};

struct memory {
	const struct model *model;
	const struct phrases *lexicon;
	const struct phrases *sensitive;
	struct slot *slots; /* 1 << bits of them, at most half of them taken */
	unsigned bits;
	struct memory_word *blocks[WORDS / BLOCK]; /* allocated as they fill */
	size_t count;
	struct memory_word *spare; /* MEMORY_BATCH, where there is no room */
};

static struct memory_word *
words_new(size_t count)
{
	struct memory_word *words =
	    aligned_alloc(sizeof(*words), count * sizeof(*words));

	if (words == NULL)
		alloc_fail();
	return words;
}

static void
slots_clear(struct memory *m, unsigned bits)
{
	free(m->slots);
	m->bits = bits;
	m->slots = alloc_zeroed((size_t)1 << bits, sizeof(*m->slots));
}

struct memory *
memory_new(const struct model *model, const struct phrases *lexicon,
    const struct phrases *sensitive)
{
	struct memory *m = alloc_zeroed(1, sizeof(*m));

	m->model = model;
	m->lexicon = lexicon;
	m->sensitive = sensitive;
	m->spare = words_new(MEMORY_BATCH);
	slots_clear(m, 13);
	return m;
}

void
memory_free(struct memory *m)
{
	size_t i;

	for (i = 0; i < WORDS / BLOCK; i++)
		free(m->blocks[i]);
	free(m->slots);
	free(m->spare);
	free(m);
}

void
memory_settle(struct memory *m)
{
	if (m->count <= WORDS - MEMORY_NOTE)
		return;
	m->count = 0;
	memset(m->slots, 0, sizeof(*m->slots) << m->bits);
}

static inline struct slot *
slot_find(const struct memory *m, uint64_t key)
{
	size_t mask = ((size_t)1 << m->bits) - 1;
	size_t i = (size_t)(key >> (64 - m->bits));

	while (m->slots[i].key != key && m->slots[i].key != 0)
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void
slots_grow(struct memory *m)
{
	struct slot *old = m->slots;
	size_t i, count = (size_t)1 << m->bits;

	m->slots = NULL;
	slots_clear(m, m->bits + 1);
	for (i = 0; i < count; i++)
		if (old[i].key != 0)
			*slot_find(m, old[i].key) = old[i];
	free(old);
}

/* Room for a word; where there is none, the spare that is I-th of its batch. */
static struct memory_word *
word_new(struct memory *m, size_t i)
{
	size_t block = m->count / BLOCK;

	if (m->count == WORDS)
		return &m->spare[i];
	if (m->blocks[block] == NULL)
		m->blocks[block] = words_new(BLOCK);
	return &m->blocks[block][m->count++ % BLOCK];
}

static int16_t
clamped(int32_t n)
{
	return (int16_t)(n > INT16_MAX	 ? INT16_MAX
			 : n < INT16_MIN ? INT16_MIN
					 : n);
}

static bool
begins_phrase(const struct memory *m, uint64_t hash)
{
	return (m->lexicon != NULL && phrases_begin(m->lexicon, hash)) ||
	       (m->sensitive != NULL && phrases_begin(m->sensitive, hash));
}

/* Sums the features of W. */
static void
word_learn(struct memory *m, const struct word *w, struct memory_word *to)
{
	struct feature features[WORD_FEATURES];
	int32_t sums[MODEL_LABELS] = {0};
	size_t count = word_features(w, features), i;
	int k;

	for (i = 0; i < count; i++) {
		const int8_t *row = model_row(m->model, features[i].hash);
		int16_t worth = feature_worth[features[i].kind];

		for (k = 0; k < MODEL_LABELS; k++)
			sums[k] += (int16_t)(row[k] * worth);
	}
	word_view_make(w, &to->view);
	to->sum = 0;
	for (k = 0; k < MODEL_LABELS; k++) {
		to->weights[k] = clamped(sums[k]);
		to->sum += to->weights[k];
	}
	to->begins = begins_phrase(m, to->view.hash);
}

/* Learns the word F of TEXT, which is I-th of its batch. */
static const struct memory_word *
word_add(
    struct memory *m, struct span text, const struct found_word *f, size_t i)
{
	bool full = m->count == WORDS;
	struct memory_word *word = word_new(m, i);
	size_t at = f->start;
	struct slot *slot;
	struct word read;

	word_next(text.bytes, text.len, &at, &read);
	word_learn(m, &read, word);
	if (full)
		return word;
	slot = slot_find(m, f->key);
	slot->key = f->key;
	slot->word = word;
	if (m->count * 2 > (size_t)1 << m->bits)
		slots_grow(m);
	return word;
}

static inline const struct memory_word *
word_of(
    struct memory *m, struct span text, const struct found_word *f, size_t i)
{
	const struct slot *slot = slot_find(m, f->key);

	return slot->key == f->key ? slot->word : word_add(m, text, f, i);
}

/* What a byte is to a word that begins with it or goes on. */
enum byte { FAR, SPACE, LETTER, DIGIT, MARK };

#define L LETTER
#define M MARK
#define S SPACE
/* clang-format off */
static const unsigned char byte_of[256] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
    DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
					    M, M, M, M, M, M,
    M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, M, M, M, M, M,
    M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, M, M, M, M, S,
};
/* clang-format on */
#undef L
#undef M
#undef S

static enum byte
byte_at(struct span text, size_t at)
{
	return at < text.len ? (enum byte)byte_of[(unsigned char)text.bytes[at]]
			     : SPACE;
}

/* Eight bytes at AT, the first the lowest; behind the text zeros. */
static inline uint64_t
eight_at(struct span text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.bytes + at;
	size_t left = text.len - at, i;
	uint64_t eight = 0;

	if (left >= 8)
		return load8(p);
	for (i = 0; i < left; i++)
		eight |= (uint64_t)p[i] << (8 * i);
	return eight;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* How many of the EIGHT bytes, from the lowest, are ASCII letters. */
static inline unsigned
letters_in(uint64_t eight)
{
	/* Adding to seven bits carries into the eighth where the byte is at
	 * least `a`, and where it is more than `z`. */
	uint64_t low = (eight | EACH(0x20)) & EACH(0x7f);
	uint64_t others =
	    ~(low + EACH(0x80 - 'a')) | (low + EACH(0x80 - 'z' - 1)) | eight;

	others &= EACH(0x80);
	return others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
}

/* One to one in EIGHT, so that words of up to eight letters never share a
 * key. */
static inline uint64_t
key_add(uint64_t key, uint64_t eight)
{
	key = (key ^ eight) * UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 32;
}

static inline uint64_t
key_end(uint64_t key)
{
	key *= UINT64_C(0xbf58476d1ce4e5b9);
	return key == 0 ? 1 : key;
}

/* The letters from AT on, with apostrophes between letters, into KEY; where
 * they end. */
static inline size_t
letters_read(struct span text, size_t at, uint64_t *key)
{
	for (;;) {
		uint64_t eight = eight_at(text, at);
		unsigned n = letters_in(eight);

		at += n;
		if (n == 8) {
			*key = key_add(*key, eight);
			continue;
		}
		if (n > 0)
			*key =
			    key_add(*key, eight & ((UINT64_C(1) << 8 * n) - 1));
		if (at + 1 >= text.len || text.bytes[at] != '\'' ||
		    byte_at(text, at + 1) != LETTER)
			return at;
		*key = key_add(*key, '\'');
		at++;
	}
}

/* A word of other characters than ASCII letters, at F->start: its end and
 * key. */
static uint64_t
other_key(struct span text, struct found_word *f)
{
	struct word w;

	f->end = f->start;
	if (!word_next(text.bytes, text.len, &f->end, &w))
		return 0;
	f->start = w.start;
	/* the hash does not tell a capital */
	return key_end(key_add(key_add(1, word_hash(&w)), w.capital));
}

#define NUMBER 16 /* bytes of a number that has a key here, and one more */

static inline bool
is_joint(char c)
{
	return c == '.' || c == ',' || c == ':' || c == '/';
}

/* The same for an ASCII number, whose digits are alike save in a service code
 * (feature.c); 0 where it is long, or goes on in letters or what is not
 * ASCII. */
static inline uint64_t
number_key(struct span text, struct found_word *f)
{
	char folded[NUMBER] = {0};
	const char *p = text.bytes + f->start;
	size_t n = 0;
	uint64_t low, high;
	enum byte next = DIGIT;

	while (n < NUMBER && next == DIGIT) {
		folded[n] = p[n] >= '0' && p[n] <= '9' ? '0' : p[n];
		next = byte_at(text, f->start + ++n);
		if (next == MARK && is_joint(p[n])) {
			next = byte_at(text, f->start + n + 1);
			if (next == FAR)
				return 0; /* which may be a digit */
			next = next == DIGIT ? DIGIT : MARK;
		}
	}
	if (n == NUMBER || next == LETTER || next == FAR)
		return 0;
	if (n == 5 && p[0] == '9' && folded[2] == '0')
		memcpy(folded, p, n);
	f->end = f->start + n;
	memcpy(&low, folded, sizeof(low));
	memcpy(&high, folded + sizeof(low), sizeof(high));
	return key_end(key_add(key_add(2, low), high));
}

#ifdef __SSE2__
/* The same for a word of less than sixteen letters that stands at F->start with
 * as many bytes behind it, and that no other letter, digit or apostrophe goes
 * on; else 0. */
static inline uint64_t
short_key(struct span text, struct found_word *f)
{
	const char *p = text.bytes + f->start;
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i low = _mm_or_si128(x, _mm_set1_epi8(0x20));
	__m128i is = _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
	    _mm_cmpgt_epi8(_mm_set1_epi8('z' + 1), low));
	unsigned others = ~(unsigned)_mm_movemask_epi8(is);
	unsigned n = (unsigned)__builtin_ctz(others);
	uint64_t key;
	enum byte next;

	if (n == 0 || n == 16)
		return 0;
	next = (enum byte)byte_of[(unsigned char)p[n]];
	if (next != SPACE && (next != MARK || p[n] == '\''))
		return 0;
	f->end = f->start + n;
	key = (uint64_t)_mm_cvtsi128_si64(x);
	if (n <= 8)
		return key_end(key_add(0, key & ~UINT64_C(0) >> (64 - 8 * n)));
	x = _mm_unpackhi_epi64(x, x);
	return key_end(key_add(key_add(0, key),
	    (uint64_t)_mm_cvtsi128_si64(x) & ~UINT64_C(0) >> (128 - 8 * n)));
}
#endif

/* The key and end of the word at F->start, where white space is not; 0 where
 * all that follows is nothing. */
static inline uint64_t
word_key(struct span text, struct found_word *f)
{
	enum byte next;
	uint64_t key = 0;

#ifdef __SSE2__
	if (text.len - f->start >= 16 && (key = short_key(text, f)) != 0)
		return key;
#endif
	switch ((enum byte)byte_of[(unsigned char)text.bytes[f->start]]) {
	case MARK:
		f->end = f->start + 1;
		return key_end((unsigned char)text.bytes[f->start]);
	case LETTER:
		f->end = letters_read(text, f->start, &key);
		next = byte_at(text, f->end);
		if (next == SPACE)
			return key_end(key);
		if (next == DIGIT || next == FAR ||
		    (f->end + 1 < text.len && text.bytes[f->end] == '\'' &&
			byte_at(text, f->end + 1) == FAR))
			break;
		return key_end(key);
	case DIGIT:
		key = number_key(text, f);
		if (key != 0)
			return key;
		break;
	case SPACE:
	case FAR:
		break;
	}
	return other_key(text, f);
}

static inline size_t
space_end(struct span text, size_t at)
{
	while (at < text.len && byte_of[(unsigned char)text.bytes[at]] == SPACE)
		at++;
	return at;
}

size_t
memory_find(const struct memory *m, struct span text, size_t *at,
    struct found_word out[static MEMORY_BATCH])
{
	const struct slot *slots = m->slots;
	unsigned shift = 64 - m->bits;
	size_t start = *at, count;
	uint64_t key;

	for (count = 0; count < MEMORY_BATCH; count++) {
		start = space_end(text, start);
		out[count].start = start;
		if (start == text.len ||
		    (key = word_key(text, &out[count])) == 0) {
			start = text.len;
			break;
		}
		__builtin_prefetch(&slots[key >> shift]);
		out[count].key = key;
		start = out[count].end;
	}
	*at = start;
	return count;
}

void
memory_meet(struct memory *m, struct span text, size_t count,
    struct found_word out[static MEMORY_BATCH])
{
	size_t i;

	for (i = 0; i < count; i++) {
		out[i].word = word_of(m, text, &out[i], i);
		__builtin_prefetch(out[i].word);
	}
}

size_t
memory_read(struct memory *m, struct span text, size_t *at,
    struct found_word out[static MEMORY_BATCH])
{
	size_t count = memory_find(m, text, at, out);

	memory_meet(m, text, count, out);
	return count;
}
