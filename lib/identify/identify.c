#include "identify/identify.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "identify/forms.h"
#include "text/utf8.h"

struct identify {
	struct forms *forms;
};

struct identify_scratch {
	struct search search;
	struct forms_scratch *forms;
	struct buf plain;
	struct buf map;
	struct identified *found;
	size_t found_cap;
};

struct identify *
identify_open(struct error *e)
{
	struct identify *id = alloc_zeroed(1, sizeof(*id));

	id->forms = forms_open(e);
	if (id->forms == NULL) {
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
	forms_free(id->forms);
	free(id);
}

bool
identify_was_compiled(const struct identify *id)
{
	return forms_was_compiled(id->forms);
}

struct identify_scratch *
identify_scratch_new(const struct identify *id)
{
	struct identify_scratch *s = alloc_zeroed(1, sizeof(*s));

	s->forms = forms_scratch_new(id->forms, &s->search);
	s->search.cues = forms_cues(id->forms);
	s->search.words = words_new(s->search.cues);
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
	forms_scratch_free(s->forms);
	kinds_free(&s->search.kinds);
	free(s->search.interests);
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
		while (mapped && map[end] == map[end - 1])
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
	if (h->len > 0) {
		tokens_make(h);
		known_find(h);
		if (forms_find(s->forms, e) == -1)
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
