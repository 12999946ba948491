#include "classify/training/sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/walk.h"
#include "text/utf8.h"

#define CORRECTED 4 /* passages that one corrected passage counts as */

static bool
is_letter(uint32_t point)
{
	if (point < 0x80)
		return (point >= '0' && point <= '9') ||
		       (point >= 'a' && point <= 'z') ||
		       (point >= 'A' && point <= 'Z');
	return point >= 0xc0 && (point < 0x2000 || point >= 0x2c00) &&
	       point < 0x1f000;
}

static unsigned
letters_of(const char *text, size_t start, size_t end)
{
	unsigned count = 0;
	uint32_t point;

	while (start < end) {
		start += utf8_decode(text + start, end - start, &point);
		count += is_letter(point);
	}
	return count;
}

static void
part_add(struct sample *s, struct part part)
{
	int k, labels = __builtin_popcount(part.labels);

	s->parts = alloc_resize(s->parts, s->part_count + 1, sizeof(part));
	s->parts[s->part_count++] = part;
	s->letters += part.letters;
	for (k = 0; k < SOLVER_LABELS; k++)
		if (part.labels & LABEL_BIT(k + 1))
			s->target[k] += (float)part.letters / (float)labels;
}

static void
parts_find(struct sample *s, const struct corpus_note *n,
    const struct outline_passage *p)
{
	float sum = 0;
	size_t i;
	int k;

	for (i = 0; i < n->gold_count; i++) {
		const struct gold *g = &n->golds[i];
		size_t from = g->start > p->start ? g->start : p->start;
		size_t to = g->end < p->end ? g->end : p->end;

		if (g->section == p->section && from < to)
			part_add(s,
			    (struct part){
				letters_of(n->sections[g->section].text.bytes,
				    from, to),
				g->labels});
	}
	for (k = 0; k < SOLVER_LABELS; k++)
		sum += s->target[k];
	for (k = 0; k < SOLVER_LABELS && sum > 0; k++)
		s->target[k] /= sum;
}

/* Terms as they are gathered from features. */
struct gathering {
	const struct scales *scales;
	unsigned bits;
	struct term *terms;
	enum feature_kind *kinds;
	size_t count;
	size_t cap;
	struct span text; /* the passage */
	size_t at;
	struct word_view word;
};

static void
gather(void *to, struct feature f)
{
	struct gathering *g = to;

	if (g->count == g->cap) {
		g->cap = g->cap == 0 ? 1024 : g->cap * 2;
		g->terms = alloc_resize(g->terms, g->cap, sizeof(*g->terms));
		g->kinds = alloc_resize(g->kinds, g->cap, sizeof(*g->kinds));
	}
	g->kinds[g->count] = f.kind;
	g->terms[g->count++] =
	    (struct term){(uint32_t)(f.hash >> (64 - g->bits)),
		(float)feature_worth[f.kind] / 10};
}

/* The features of a word that counts, before those of what it stands in. */
static const struct word_view *
gather_word(void *to)
{
	struct gathering *g = to;
	struct feature features[WORD_FEATURES];
	struct word w;
	size_t i, count;

	if (!word_next(g->text.bytes, g->text.len, &g->at, &w))
		return NULL;
	word_view_make(&w, &g->word);
	count = g->word.type == TYPE_STOP ? 0 : word_features(&w, features);
	for (i = 0; i < count; i++)
		gather(g, features[i]);
	return &g->word;
}

static int
term_compare(const void *a, const void *b)
{
	uint32_t x = ((const struct term *)a)->column;
	uint32_t y = ((const struct term *)b)->column;

	return x < y ? -1 : x > y;
}

/* The terms with those of one column summed; the caller's. */
static struct term *
merged(const struct gathering *g, size_t *count)
{
	struct term *terms = alloc_zeroed(g->count + 1, sizeof(*terms));
	size_t i, n = 0;

	qsort(g->terms, g->count, sizeof(*g->terms), term_compare);
	for (i = 0; i < g->count; i++)
		if (n > 0 && terms[n - 1].column == g->terms[i].column)
			terms[n - 1].value += g->terms[i].value;
		else
			terms[n++] = g->terms[i];
	*count = n;
	return terms;
}

static void
terms_find(struct sample *s, const struct outline_passage *p, bool first,
    bool last, struct gathering *g)
{
	struct feature_sink sink = {g, gather_word, gather};
	unsigned words;
	size_t i;

	g->count = 0;
	g->text = p->text;
	g->at = 0;
	words = passage_features(&sink, first, last);
	if (words >= MODEL_NORMS)
		words = MODEL_NORMS - 1;
	for (i = 0; i < g->count; i++)
		if (g->kinds[i] < FEATURE_TITLE)
			g->terms[i].value *= g->scales->norms[words];
	heading_features(&sink, HEADING_SECTION, p->title);
	heading_features(&sink, HEADING_WITHIN, p->heading);
	s->first = merged(g, &s->first_count);
}

static struct sample *
sample_add(struct samples *s)
{
	if (s->count == s->cap) {
		s->cap = s->cap == 0 ? 1024 : s->cap * 2;
		s->items = alloc_resize(s->items, s->cap, sizeof(*s->items));
	}
	s->items[s->count] = (struct sample){0};
	return &s->items[s->count++];
}

void
samples_make(struct samples *s, const struct corpus *c,
    const struct scales *scales, unsigned bits)
{
	struct gathering g = {.scales = scales, .bits = bits};
	struct outline o = {0};
	size_t n, i;

	s->note_start = alloc_zeroed(c->count + 1, sizeof(*s->note_start));
	for (n = 0; n < c->count; n++) {
		const struct corpus_note *note = &c->notes[n];

		s->note_start[n] = s->count;
		outline_read(&o, note->sections, note->section_count);
		for (i = 0; i < o.count; i++) {
			struct sample *one = sample_add(s);

			one->note = n;
			one->clinician = note->clinician;
			one->fragment = note->fragment;
			one->corrected = note->corrected;
			parts_find(one, note, &o.passages[i]);
			terms_find(
			    one, &o.passages[i], i == 0, i + 1 == o.count, &g);
		}
	}
	s->note_start[c->count] = s->count;
	outline_free(&o);
	free(g.terms);
	free(g.kinds);
}

float *
samples_weigh(struct samples *s, unsigned bits)
{
	size_t columns = (size_t)1 << bits, i, j;
	float *scale = alloc_zeroed(columns, sizeof(*scale));
	uint32_t *in = alloc_zeroed(columns, sizeof(*in));
	double all = solver_log((double)s->count + 1);

	for (i = 0; i < s->count; i++)
		for (j = 0; j < s->items[i].first_count; j++)
			in[s->items[i].first[j].column]++;
	for (i = 0; i < columns; i++) {
		double rare =
		    solver_log((double)(s->count + 1) / (double)(in[i] + 1));

		scale[i] = (float)(4 * (rare / all) * (rare / all));
	}
	for (i = 0; i < s->count; i++)
		for (j = 0; j < s->items[i].first_count; j++)
			s->items[i].first[j].value *=
			    scale[s->items[i].first[j].column];
	free(in);
	return scale;
}

void
samples_free(struct samples *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		free(s->items[i].parts);
		free(s->items[i].first);
		free(s->items[i].second);
	}
	free(s->items);
	free(s->note_start);
	*s = (struct samples){0};
}

/* Long passages count more, but not as much as they are long: x^(1/2) by
 * Newton, so that no library's square root is asked. */
static float
weight_of(const struct sample *s)
{
	double x = (double)s->letters / 50 + 0.05, root = x > 1 ? x : 1;
	int i;

	if (s->letters == 0)
		return 0;
	for (i = 0; i < 30; i++)
		root = (root + x / root) / 2;
	if (s->corrected)
		root *= CORRECTED;
	return (float)(s->fragment ? root / 4 : root);
}

struct example
sample_first(const struct sample *s)
{
	struct example x = {s->first, s->first_count, weight_of(s), {0}};

	memcpy(x.target, s->target, sizeof(x.target));
	return x;
}

struct example
sample_second(const struct sample *s)
{
	struct example x = {s->second, s->second_count, weight_of(s), {0}};

	memcpy(x.target, s->target, sizeof(x.target));
	return x;
}
