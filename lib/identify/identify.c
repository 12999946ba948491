#include "identify/identify.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/search.h"
#include "text/match.h"
#include "text/utf8.h"

extern const unsigned char identify_patterns[], identify_digits[];
extern const size_t identify_patterns_len, identify_digits_len;
extern const unsigned char identify_patterns_patterns[],
    identify_digits_patterns[];
extern const size_t identify_patterns_patterns_len,
    identify_digits_patterns_len;

/* A pattern of digits.tsv matches within these many bytes of a digit. */
#define BEFORE_DIGIT 32
#define BEHIND_DIGIT 40

struct pattern_set {
	struct match *match;
	struct pattern *patterns; /* as match numbers them */
};

struct identify {
	struct pattern_set digits;
	struct pattern_set others;
};

/* A pattern matches once for each end that it has: only its longest counts. */
struct pending {
	size_t start;
	size_t end; /* 0: none */
};

/* One set's search of one text. */
struct scan {
	const struct pattern_set *set;
	struct match_scratch *match;
	struct pending *pending; /* by pattern */
	struct search *search;
	size_t from; /* of the stretch in hand */
};

struct identify_scratch {
	struct search search;
	struct scan digits;
	struct scan others;
	struct buf plain;
	struct buf map;
	struct identified *found;
	size_t found_cap;
};

static int
set_open(struct pattern_set *set, const unsigned char *compiled,
    size_t compiled_len, const unsigned char *patterns, size_t len,
    struct error *e)
{
	size_t i;

	set->match =
	    match_load(compiled, compiled_len, (const char *)patterns, len, e);
	if (set->match == NULL)
		return -1;
	set->patterns =
	    alloc_zeroed(match_count(set->match), sizeof(*set->patterns));
	for (i = 0; i < match_count(set->match); i++)
		set->patterns[i] = pattern_find(match_name(set->match, i));
	return 0;
}

static void
set_free(struct pattern_set *set)
{
	match_free(set->match);
	free(set->patterns);
}

struct identify *
identify_open(struct error *e)
{
	struct identify *id = alloc_zeroed(1, sizeof(*id));

	if (set_open(&id->digits, identify_digits, identify_digits_len,
		identify_digits_patterns, identify_digits_patterns_len,
		e) == -1 ||
	    set_open(&id->others, identify_patterns, identify_patterns_len,
		identify_patterns_patterns, identify_patterns_patterns_len,
		e) == -1) {
		identify_free(id);
		return NULL;
	}
	return id;
}

void
identify_free(struct identify *id)
{
	if (id == NULL)
		return;
	set_free(&id->digits);
	set_free(&id->others);
	free(id);
}

bool
identify_was_compiled(const struct identify *id)
{
	return match_was_compiled(id->digits.match) ||
	       match_was_compiled(id->others.match);
}

static void
scan_open(
    struct scan *scan, const struct pattern_set *set, struct search *search)
{
	scan->set = set;
	scan->search = search;
	scan->match = match_scratch_new(set->match);
	scan->pending =
	    alloc_zeroed(match_count(set->match), sizeof(*scan->pending));
}

static void
scan_close(struct scan *scan)
{
	match_scratch_free(scan->match);
	free(scan->pending);
}

struct identify_scratch *
identify_scratch_new(const struct identify *id)
{
	struct identify_scratch *s = alloc_zeroed(1, sizeof(*s));

	scan_open(&s->digits, &id->digits, &s->search);
	scan_open(&s->others, &id->others, &s->search);
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
	scan_close(&s->digits);
	scan_close(&s->others);
	free(s->search.tokens);
	free(s->search.candidates);
	words_free(s->search.words);
	free(s->search.names);
	free(s->search.strings);
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
confirm(struct scan *scan, size_t pattern)
{
	struct pending *p = &scan->pending[pattern];

	if (p->end > 0)
		pattern_confirm(scan->search, &scan->set->patterns[pattern],
		    p->start, p->end);
	p->end = 0;
}

/* Ends ascend, so what begins where the last match began is a longer one; one
 * that begins inside it is a part of it. */
static void
on_match(size_t pattern, size_t start, size_t end, void *context)
{
	struct scan *scan = context;
	struct pending *p = &scan->pending[pattern];

	start += scan->from;
	end += scan->from;
	if (p->end > 0 && start != p->start) {
		if (start < p->end && start > p->start)
			return;
		confirm(scan, pattern);
	}
	p->start = start;
	p->end = end;
}

static int
scan_stretch(struct scan *scan, size_t from, size_t to, struct error *e)
{
	scan->from = from;
	return match_scan(scan->set->match, scan->match,
	    scan->search->text + from, to - from, on_match, scan, e);
}

static void
scan_end(struct scan *scan)
{
	size_t i;

	for (i = 0; i < match_count(scan->set->match); i++)
		confirm(scan, i);
}

/* Only where digits are: of most texts that is a small part. */
static int
scan_around_digits(struct scan *scan, struct error *e)
{
	const struct search *s = scan->search;
	size_t i, from = 0, to = 0;

	for (i = 0; i < s->len; i++) {
		if (!is_digit(s->text[i]))
			continue;
		if (i > to + BEFORE_DIGIT) {
			if (to > from && scan_stretch(scan, from, to, e) == -1)
				return -1;
			from = i - BEFORE_DIGIT;
		}
		to = s->len - i > BEHIND_DIGIT ? i + BEHIND_DIGIT : s->len;
	}
	return to > from ? scan_stretch(scan, from, to, e) : 0;
}

static int
find_forms(struct identify_scratch *s, struct error *e)
{
	if (scan_around_digits(&s->digits, e) == -1 ||
	    scan_stretch(&s->others, 0, s->search.len, e) == -1)
		return -1;
	scan_end(&s->digits);
	scan_end(&s->others);
	return 0;
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
identify_text(struct identify_scratch *s, struct span text,
    const struct identified **found, size_t *count, struct error *e)
{
	struct search *h = &s->search;
	bool ascii = utf8_is_ascii(text.bytes, text.len);

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
		if (find_forms(s, e) == -1)
			return -1;
		names_find(h);
		places_find(h);
		merge(h);
	}
	give_back(s, !ascii);
	*found = s->found;
	*count = h->candidate_count;
	return 0;
}
