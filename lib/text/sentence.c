#include "text/sentence.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/alloc.h"
#include "text/block.h"
#include "text/clock.h"

#define TIMES_MIN 9 /* bytes of a span of times */
#define TIMES_MAX 60

size_t
sentence_space(const char *at, const char *end)
{
	return space_width(at, end);
}

/* Whether it may be a known one. */
static bool
is_known(const struct block_place *p)
{
	return p->print.high != 0;
}

/* Room for COUNT more. */
static void
sentences_room(struct sentences *s, size_t count)
{
	while (s->cap - s->count < count) {
		s->cap = s->cap == 0 ? 64 : s->cap * 2;
		s->items = alloc_resize(s->items, s->cap, sizeof(*s->items));
	}
}

static void
sentence_add(struct block *b, size_t end)
{
	struct sentences *s = b->out;
	size_t start = skip_space(b->text, b->start, end);

	end = trim(b->text, start, end);
	if (start >= end)
		return;
	sentences_room(s, 1);
	s->items[s->count++] =
	    (struct sentence){.start = start, .end = end, .line = b->line};
}

static void
sentence_end(struct block *b, size_t at)
{
	sentence_add(b, at);
	b->start = at;
}

/* A bullet and the space behind it at AT. */
static bool
is_bullet(const struct block *b, size_t at)
{
	const char *p = b->text + at, *end = b->text + b->end;

	if ((unsigned char)*p < 0x80)
		return false;
	return starts_with(p, end, "\xe2\x80\xa2") || /* • */
	       starts_with(p, end, "\xe2\x97\xa6") || /* ◦ */
	       starts_with(p, end, "\xe2\x96\xaa") || /* ▪ */
	       starts_with(p, end, "\xc2\xb6");	      /* ¶ */
}

/* A list's next number behind a dictation's comma, which stands at AT:
 * `,2.  Hepatitis`. */
static bool
is_lost_item(const struct block *b, size_t at)
{
	const char *t = b->text;
	size_t point = at + 2;

	if (at + 3 >= b->end || !is_digit(t[at + 1]))
		return false;
	if (is_digit(t[point]))
		point++;
	return t[point] == '.' && point + 1 < b->end && is_space(t[point + 1]);
}

/* Whether a colon stands near enough behind AT to end a heading.  COLON keeps
 * the next one, END where there is none. */
static bool
colon_near(const char **colon, const char *at, const char *end)
{
	if (*colon < at) {
		*colon = memchr(at, ':', (size_t)(end - at));
		if (*colon == NULL)
			*colon = end;
	}
	return *colon < end && *colon - at < HEADING_MAX;
}

/* Whether the sentence up to AT is a span of times, which is an entry. */
static bool
behind_times(const struct block *b, size_t at)
{
	const char *t = b->text;
	size_t start = skip_space(t, b->start, at);
	size_t end = trim(t, start, at);

	if (end - start > TIMES_MAX || end - start < TIMES_MIN)
		return false;
	return (is_digit(t[start]) || is_digit(t[end - 1]) ||
		   lower(t[end - 1]) == 'm' || t[end - 1] == ')') &&
	       clock_span(t + start, end - start);
}

/* Whether the capital at AT, within a line, begins an entry. */
static bool
entry_begins(const struct block *b, size_t at, const char **colon)
{
	const char *t = b->text;

	if (colon_near(colon, t + at, t + b->end) &&
	    heading_at(b, at, true) > 0)
		return true;
	if (lower(t[at]) == 'a' || lower(t[at]) == 'p') /* AM, PM */
		if (at + 1 == b->end || !is_lower(t[at + 1]))
			return false;
	return behind_times(b, at);
}

/* Bytes of a mark at AT that may end a sentence, or 0. */
static size_t
mark_at(const char *at, const char *end)
{
	if (*at == '.' || *at == '!' || *at == '?')
		return 1;
	return *at == '\xe2' && starts_with(at, end, "\xe2\x80\xa6") ? 3 : 0;
}

/* The bytes that block_read looks at: capitals, quotes, commas, what may end a
 * sentence, and all that is not ASCII. */
/* clang-format off */
static const bool looked_at[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, /* ! " , . */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* ? */
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* A to Z */
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

#ifdef __SSE2__
/* The same of the sixteen bytes at P: a bit each. */
static inline unsigned
sixteen_looked_at(const char *p)
{
	static const char marks[] = {'!', '"', ',', '.', '?'};
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	/* 'A' to 'Z' become the greatest of the signed bytes. */
	__m128i upper = _mm_add_epi8(x, _mm_set1_epi8(INT8_MAX - 'Z'));
	__m128i is =
	    _mm_cmpgt_epi8(upper, _mm_set1_epi8(INT8_MAX - 'Z' + 'A' - 1));
	size_t i;

	for (i = 0; i < sizeof(marks); i++)
		is = _mm_or_si128(
		    is, _mm_cmpeq_epi8(x, _mm_set1_epi8(marks[i])));
	/* what is not ASCII has the high bit that the mask is made of */
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(is, x));
}
#endif

/* The next byte from AT on that is looked at, or END. */
static inline size_t
next_looked_at(const char *text, size_t at, size_t end)
{
#ifdef __SSE2__
	for (; at + 16 <= end; at += 16) {
		unsigned is = sixteen_looked_at(text + at);

		if (is != 0)
			return at + (size_t)__builtin_ctz(is);
	}
#endif
	while (at < end && !looked_at[(unsigned char)text[at]])
		at++;
	return at;
}

/* Whether a word may begin at AT, which is not the sentence's first byte. */
static bool
behind_gap(const struct block *b, size_t at)
{
	return at > b->start &&
	       (is_space(b->text[at - 1]) || b->text[at - 1] == ',');
}

/* Marks the heading of a sentence of B. */
static void
heading_mark(const struct block *b, struct sentence *one)
{
	struct block alone = *b;

	alone.end = one->end;
	while (alone.end > one->start && b->text[alone.end - 1] == ',')
		alone.end--; /* a dictation's: `LIST:,` */
	one->heading = heading_at(&alone, one->start, false);
	one->bare = one->heading > 0 && one->heading == alone.end - one->start;
}

static void
print_take(const struct block *b, struct sentence *one)
{
	if (b->out->known != NULL)
		one->print = fingerprint_of(known_blocks_points(b->out->known),
		    (struct span){b->text + one->start, one->end - one->start});
}

/* Adds the sentences of the block. */
static void
block_read(struct block *b)
{
	const char *t = b->text, *end = t + b->end;
	const char *colon = t + b->start;
	size_t i, cut, mark;

	b->quoted = false;
	for (i = next_looked_at(t, b->start, b->end); i < b->end;
	     i = next_looked_at(t, i + 1, b->end)) {
		char c = t[i];

		if (!b->quoted && behind_gap(b, i) &&
		    (is_bullet(b, i) ||
			(is_upper(c) && entry_begins(b, i, &colon))))
			sentence_end(b, i);
		if (c == '"')
			b->quoted = !b->quoted;
		else if (c == '\xe2' && starts_with(t + i, end, "\xe2\x80\x9c"))
			b->quoted = true;
		else if (c == '\xe2' && starts_with(t + i, end, "\xe2\x80\x9d"))
			b->quoted = false;
		else if (c == ',' && is_lost_item(b, i)) {
			sentence_end(b, i + 1);
			b->quoted = false;
		} else if ((mark = mark_at(t + i, end)) > 0 &&
			   (cut = mark_ends(b, i + mark - 1)) > 0) {
			sentence_end(b, cut);
			i = cut - 1;
		}
	}
	sentence_end(b, b->end);
}

/* The same, with their headings and fingerprints. */
static void
block_read_whole(struct block *b)
{
	size_t i = b->out->count;

	block_read(b);
	for (; i < b->out->count; i++) {
		heading_mark(b, &b->out->items[i]);
		print_take(b, &b->out->items[i]);
	}
}

static void
block_recall(struct block *b, const struct known_sentence *known, size_t count)
{
	struct sentence *to;
	size_t i;

	sentences_room(b->out, count);
	to = b->out->items + b->out->count;
	for (i = 0; i < count; i++)
		to[i] = (struct sentence){.start = b->start + known[i].start,
		    .end = b->start + known[i].end,
		    .heading = known[i].heading,
		    .bare = known[i].bare,
		    .line = b->line,
		    .print = known[i].print};
	b->out->count += count;
}

/* Keeps the sentences from FIRST on, which are those of the block that begins
 * at START. */
static void
block_remember(
    const struct block *b, struct fingerprint print, size_t start, size_t first)
{
	const struct sentence *from = b->out->items + first;
	size_t count = b->out->count - first, i;
	struct known_sentence *to =
	    known_block_add(b->out->known, print, count);

	for (i = 0; i < count; i++)
		to[i] = (struct known_sentence){.print = from[i].print,
		    .start = (uint16_t)(from[i].start - start),
		    .end = (uint16_t)(from[i].end - start),
		    .heading = (uint8_t)from[i].heading,
		    .bare = from[i].bare};
}

/* Adds the sentences of the block P, which may have been read before. */
static void
block_find(struct block *b, const struct block_place *p)
{
	size_t first = b->out->count, count;
	const struct known_sentence *sentences;

	b->text = p->text;
	b->start = p->lines.start;
	b->end = p->lines.end;
	b->line = p->lines.before;
	if (!is_known(p)) {
		block_read_whole(b);
		return;
	}
	count = known_block_find(b->out->known, p->print, &sentences);
	if (count > 0) {
		block_recall(b, sentences, count);
		return;
	}
	block_read_whole(b);
	if (b->out->count > first)
		block_remember(b, p->print, p->lines.start, first);
}

/* Headings that stand alone go to what follows, unless it has one too. */
static void
headings_join(struct block *b)
{
	struct sentences *s = b->out;
	size_t from, to = 0;

	for (from = 0; from < s->count; from++) {
		const struct sentence *one = &s->items[from];
		struct sentence *next = &s->items[from + 1];

		if (one->bare && from + 1 < s->count) {
			b->end = next->end;
			if (heading_at(b, next->start, false) == 0) {
				next->start = one->start;
				heading_mark(b, next);
				print_take(b, next);
				continue;
			}
		}
		if (to < from)
			s->items[to] = *one;
		to++;
	}
	s->count = to;
}

void
sentences_begin(struct sentences *s)
{
	s->count = s->block_count = s->block_read = 0;
	s->texts = s->texts_read = 0;
}

static struct block_place *
block_add(struct sentences *s)
{
	if (s->block_count == s->block_cap) {
		s->block_cap = s->block_cap == 0 ? 16 : s->block_cap * 2;
		s->blocks =
		    alloc_resize(s->blocks, s->block_cap, sizeof(*s->blocks));
	}
	return &s->blocks[s->block_count++];
}

void
sentences_add(struct sentences *s, struct span text)
{
	struct lines_reader r;
	struct lines lines;
	size_t number = s->texts++, len;
	struct block_place *p;

	lines_open(&r, text.bytes, text.len);
	while (lines_next(&r, &lines)) {
		len = lines.end - lines.start;
		if (len == 0)
			continue;
		p = block_add(s);
		*p = (struct block_place){
		    .text = text.bytes, .number = number, .lines = lines};
		if (s->known == NULL || len > KNOWN_BLOCK_LONGEST)
			continue;
		p->print = fingerprint_of(known_blocks_points(s->known),
		    (struct span){text.bytes + lines.start, len});
		known_block_expect(s->known, p->print);
	}
}

void
sentences_ask(const struct sentences *s)
{
	size_t i;

	for (i = 0; i < s->block_count; i++)
		if (is_known(&s->blocks[i]))
			known_block_ask(s->known, s->blocks[i].print);
}

void
sentences_next(struct sentences *s)
{
	struct block b = {.out = s};
	size_t number = s->texts_read++;

	s->count = 0;
	for (; s->block_read < s->block_count &&
	       s->blocks[s->block_read].number == number;
	     s->block_read++)
		block_find(&b, &s->blocks[s->block_read]);
	headings_join(&b);
}

void
sentences_find(struct sentences *s, const char *text, size_t len)
{
	sentences_begin(s);
	sentences_add(s, (struct span){text, len});
	sentences_next(s);
}

void
sentences_free(struct sentences *s)
{
	free(s->blocks);
	free(s->items);
	*s = (struct sentences){0};
}
