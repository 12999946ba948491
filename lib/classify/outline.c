#include "classify/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static void
passage_add(struct outline *o, struct outline_passage p)
{
	if (o->count == o->cap) {
		o->cap = o->cap == 0 ? 64 : o->cap * 2;
		o->passages =
		    alloc_resize(o->passages, o->cap, sizeof(*o->passages));
	}
	o->passages[o->count++] = p;
}

static void
section_read(struct outline *o, size_t section, const struct section *s)
{
	struct span heading = {0};
	size_t i;

	sentences_next(&o->sentences);
	for (i = 0; i < o->sentences.count; i++) {
		const struct sentence *one = &o->sentences.items[i];
		const char *text = s->text.bytes + one->start;

		if (one->heading > 0)
			heading = (struct span){text, one->heading};
		passage_add(o, (struct outline_passage){.section = section,
				   .start = one->start,
				   .end = one->end,
				   .text = {text, one->end - one->start},
				   .print = one->print,
				   .title = s->title,
				   .heading = heading});
	}
}

void
outline_read(
    struct outline *o, const struct section *sections, size_t section_count)
{
	size_t i;

	o->count = 0;
	sentences_begin(&o->sentences);
	for (i = 0; i < section_count; i++)
		sentences_add(&o->sentences, sections[i].text);
	sentences_ask(&o->sentences);
	for (i = 0; i < section_count; i++)
		section_read(o, i, &sections[i]);
}

void
outline_cut(struct outline *o, size_t i, const size_t *offsets, size_t count)
{
	const struct fingerprint_points *points =
	    known_blocks_points(o->sentences.known);
	struct outline_passage whole = o->passages[i], *p;
	size_t behind = o->count - i - 1, j, start, end;

	for (j = 0; j < count; j++)
		passage_add(o, whole); /* makes room */
	memmove(&o->passages[i + 1 + count], &o->passages[i + 1],
	    behind * sizeof(*o->passages));
	for (j = 0; j <= count; j++) {
		start = j == 0 ? 0 : offsets[j - 1];
		end = j == count ? whole.text.len : offsets[j];
		while (end > start && whole.text.bytes[end - 1] == ' ')
			end--;
		p = &o->passages[i + j];
		*p = whole;
		p->start = whole.start + start;
		p->end = whole.start + end;
		p->text = (struct span){whole.text.bytes + start, end - start};
		p->print = fingerprint_of(points, p->text);
	}
}

void
outline_free(struct outline *o)
{
	sentences_free(&o->sentences);
	free(o->passages);
	*o = (struct outline){0};
}
