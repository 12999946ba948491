#include "identify/identify.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/search.h"
#include "text/match.h"
#include "text/utf8.h"

extern const unsigned char identify_patterns[];
extern const size_t identify_patterns_len;
extern const unsigned char identify_patterns_patterns[];
extern const size_t identify_patterns_patterns_len;

struct identify {
	struct match *match;
	struct pattern *patterns; /* as match numbers them */
};

/* A pattern matches once for each end that it has: only its longest counts. */
struct pending {
	size_t start;
	size_t end; /* 0: none */
};

struct identify_scratch {
	const struct identify *id;
	struct match_scratch *match;
	struct search search;
	struct pending *pending; /* by pattern */
	struct buf plain;
	struct buf map;
	struct identified *found;
	size_t found_cap;
};

struct identify *
identify_open(struct error *e)
{
	struct identify *id = alloc_zeroed(1, sizeof(*id));
	size_t i;

	id->match = match_load(identify_patterns, identify_patterns_len,
	    (const char *)identify_patterns_patterns,
	    identify_patterns_patterns_len, e);
	if (id->match == NULL) {
		free(id);
		return NULL;
	}
	id->patterns =
	    alloc_zeroed(match_count(id->match), sizeof(*id->patterns));
	for (i = 0; i < match_count(id->match); i++)
		id->patterns[i] = pattern_find(match_name(id->match, i));
	return id;
}

void
identify_free(struct identify *id)
{
	if (id == NULL)
		return;
	match_free(id->match);
	free(id->patterns);
	free(id);
}

bool
identify_was_compiled(const struct identify *id)
{
	return match_was_compiled(id->match);
}

struct identify_scratch *
identify_scratch_new(const struct identify *id)
{
	struct identify_scratch *s = alloc_zeroed(1, sizeof(*s));

	s->id = id;
	s->match = match_scratch_new(id->match);
	s->pending = alloc_zeroed(match_count(id->match), sizeof(*s->pending));
	s->search.words = words_new();
	return s;
}

void
identify_scratch_free(struct identify_scratch *s)
{
	struct buf *bufs[4];
	size_t i;

	if (s == NULL)
		return;
	bufs[0] = &s->plain;
	bufs[1] = &s->map;
	bufs[2] = &s->search.letters;
	bufs[3] = &s->search.folded;
	for (i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) {
		buf_wipe(bufs[i]);
		buf_free(bufs[i]);
	}
	match_scratch_free(s->match);
	free(s->search.tokens);
	free(s->search.candidates);
	words_free(s->search.words);
	free(s->search.names);
	free(s->search.strings);
	free(s->pending);
	free(s->found);
	free(s);
}

void
identify_learn(
    struct identify_scratch *s, const struct note *n, const struct person *more)
{
	known_learn(&s->search, n, more);
}

void
search_add(struct search *s, size_t start, size_t end,
    enum identifier_kind kind, enum subject subject, enum rank rank)
{
	struct candidate *c;

	if (s->candidate_count == s->candidate_cap) {
		s->candidate_cap =
		    s->candidate_cap == 0 ? 64 : 2 * s->candidate_cap;
		s->candidates =
		    alloc_resize(s->candidates, s->candidate_cap, sizeof(*c));
	}
	c = &s->candidates[s->candidate_count++];
	*c = (struct candidate){(uint32_t)start, (uint32_t)end, (uint8_t)kind,
	    (uint8_t)subject, (uint8_t)rank};
}

static void
confirm(struct identify_scratch *s, size_t pattern)
{
	struct pending *p = &s->pending[pattern];

	if (p->end > 0)
		pattern_confirm(
		    &s->search, &s->id->patterns[pattern], p->start, p->end);
	p->end = 0;
}

/* Ends ascend, so what begins where the last match began is a longer one; one
 * that begins inside it is a part of it. */
static void
on_match(size_t pattern, size_t start, size_t end, void *context)
{
	struct identify_scratch *s = context;
	struct pending *p = &s->pending[pattern];

	if (p->end > 0 && start != p->start) {
		if (start < p->end && start > p->start)
			return;
		confirm(s, pattern);
	}
	p->start = start;
	p->end = end;
}

static int
candidate_compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	if (a->rank != b->rank)
		return a->rank > b->rank;
	return a->end - a->start > b->end - b->start;
}

/* What overlaps is one, as wide as both, of the kind that is surer. */
static void
merge(struct search *s)
{
	struct candidate *c = s->candidates, best;
	size_t i, n = 0;

	if (s->candidate_count < 2)
		return;
	qsort(c, s->candidate_count, sizeof(*c), candidate_compare);
	best = c[0];
	for (i = 1; i < s->candidate_count; i++) {
		if (c[i].start >= c[n].end) {
			c[++n] = c[i];
			best = c[n];
			continue;
		}
		if (is_better(&c[i], &best)) {
			best = c[i];
			c[n].kind = best.kind;
			c[n].subject = best.subject;
			c[n].rank = best.rank;
		}
		if (c[i].end > c[n].end)
			c[n].end = c[i].end;
	}
	s->candidate_count = n + 1;
}

static void
give_back(struct identify_scratch *s, bool mapped)
{
	const uint32_t *map = (const uint32_t *)(const void *)s->map.bytes;
	const struct candidate *c;
	size_t i, end;

	if (s->found_cap < s->search.candidate_count) {
		s->found_cap = 2 * s->search.candidate_count;
		s->found =
		    alloc_resize(s->found, s->found_cap, sizeof(*s->found));
	}
	for (i = 0; i < s->search.candidate_count; i++) {
		c = &s->search.candidates[i];
		end = c->end;
		/* Half of "ﬁ" is all of it. */
		while (mapped && map[end] == map[end - 1] &&
		       map[end] != map[s->search.len])
			end++;
		s->found[i] =
		    (struct identified){.kind = (enum identifier_kind)c->kind,
			.subject = (enum subject)c->subject,
			.start = mapped ? map[c->start] : c->start,
			.end = mapped ? map[end] : end};
	}
}

/* Arrows, bullets and pictures are no letters: each becomes blanks of its
 * length, so that the map stays right. */
static void
blank_symbols(char *text, size_t len)
{
	size_t i, step;
	uint32_t point;

	for (i = 0; i < len; i += step) {
		step = utf8_decode(text + i, len - i, &point);
		if (point < 0x80)
			continue;
		if (point < 0xc0 || point == 0xd7 || point == 0xf7 ||
		    (point >= 0x2000 && point < 0x2c00) ||
		    (point >= 0x3000 && point < 0x3041) || point >= 0xfe00)
			memset(text + i, ' ', step);
	}
}

int
identify_text(const struct identify *id, struct identify_scratch *s,
    struct span text, const struct identified **found, size_t *count,
    struct error *e)
{
	struct search *h = &s->search;
	bool ascii = utf8_is_ascii(text.bytes, text.len);
	size_t i;

	h->text = text.bytes;
	h->len = text.len;
	if (!ascii) {
		s->plain.len = s->map.len = 0;
		utf8_plain_text(text.bytes, text.len, &s->plain, &s->map);
		blank_symbols(s->plain.bytes, s->plain.len);
		h->text = s->plain.bytes;
		h->len = s->plain.len;
	}
	h->candidate_count = 0;
	h->digit_from = 1;
	h->digit_at = 0;
	if (h->len > 0) {
		tokens_make(h);
		known_find(h);
		if (match_scan(id->match, s->match, h->text, h->len, on_match,
			s, e) == -1)
			return -1;
		for (i = 0; i < match_count(id->match); i++)
			confirm(s, i);
		names_find(h);
		places_find(h);
		merge(h);
	}
	give_back(s, !ascii);
	*found = s->found;
	*count = h->candidate_count;
	return 0;
}
