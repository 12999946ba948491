/* Segmentation and inference: no crash, full cover, nothing out of order.
 *
 * The input is a section's text; a 0x1d byte begins another section, and what
 * stands before a 0x1f in it is its title. */
#include <stdlib.h>
#include <string.h>

#include "classify/reading.h"

#define SECTIONS 8

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static void
expect(int holds)
{
	if (!holds)
		abort();
}

static int
is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Every byte of TEXT outside the passages is white space, or part of a wide
 * space. */
static void
check_gap(struct span text, size_t from, size_t to)
{
	for (; from < to; from++)
		expect(is_white(text.bytes[from]) ||
		       (unsigned char)text.bytes[from] >= 0x80);
}

static void
check(const struct outline *o, const struct section *s, size_t count)
{
	size_t i, section = 0, at = 0;

	for (i = 0; i < o->count; i++) {
		const struct outline_passage *p = &o->passages[i];

		expect(p->section >= section && p->section < count);
		for (; section < p->section; section++, at = 0)
			check_gap(s[section].text, at, s[section].text.len);
		expect(p->start >= at && p->end > p->start &&
		       p->end <= s[section].text.len);
		check_gap(s[section].text, at, p->start);
		at = p->end;
	}
	for (; section < count; section++, at = 0)
		check_gap(s[section].text, at, s[section].text.len);
}

static size_t
sections_read(struct section *s, const char *text, size_t len)
{
	size_t count = 0;

	while (count < SECTIONS) {
		const char *end = memchr(text, 0x1d, len);
		size_t n = end == NULL ? len : (size_t)(end - text);
		const char *bar = memchr(text, 0x1f, n);

		s[count] = (struct section){.text = {text, n}};
		if (bar != NULL) {
			s[count].title =
			    (struct span){text, (size_t)(bar - text)};
			s[count].text = (struct span){
			    bar + 1, n - (size_t)(bar + 1 - text)};
		}
		count++;
		if (end == NULL)
			break;
		text = end + 1;
		len -= n + 1;
	}
	return count;
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	static struct reading *r;
	struct section sections[SECTIONS];
	struct cues cues;
	size_t count, i, j;

	if (r == NULL)
		r = reading_new(model_default(), NULL, NULL);
	count = sections_read(sections, (const char *)bytes, len);
	reading_read(r, sections, count);
	check(reading_outline(r), sections, count);
	for (i = 0; i < reading_outline(r)->count; i++) {
		struct span text = reading_outline(r)->passages[i].text;

		reading_cues(r, i, (int)(i % MODEL_LABELS), &cues);
		for (j = 0; j < cues.count; j++)
			expect(cues.words[j].bytes >= text.bytes &&
			       cues.words[j].bytes + cues.words[j].len <=
				   text.bytes + text.len);
	}
	return 0;
}
