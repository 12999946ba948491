/* The text of a PDF, page by page as pdftotext gives it. */
#include <stdlib.h>

#include "base/alloc.h"
#include "import/charset.h"
#include "import/content.h"
#include "import/pdf_helper.h"

#define HEAD_LINES 4 /* at either end of a page: may be its head or foot */

/* A page's lines; those that are its head or foot are marked. */
struct line {
	struct span text;
	bool drop;
};

struct page {
	struct line *lines;
	size_t count;
};

static bool
is_blank(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.bytes[i] != ' ' && s.bytes[i] != '\t')
			return false;
	return true;
}

static void
split_page(struct page *p, struct span text)
{
	const char *at = text.bytes, *end = text.bytes + text.len, *lf;

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		p->lines =
		    alloc_resize(p->lines, p->count + 1, sizeof(*p->lines));
		p->lines[p->count++].text =
		    (struct span){at, (size_t)(lf - at)};
		p->lines[p->count - 1].drop = false;
	}
	while (p->count > 0 && is_blank(p->lines[p->count - 1].text))
		p->count--;
}

/* Numbers apart: "Page 2 of 9". */
static bool
same_head(struct span a, struct span b)
{
	size_t i = 0, j = 0;

	for (;;) {
		bool digit_a =
		    i < a.len && a.bytes[i] >= '0' && a.bytes[i] <= '9';
		bool digit_b =
		    j < b.len && b.bytes[j] >= '0' && b.bytes[j] <= '9';

		if (digit_a && digit_b) {
			while (
			    i < a.len && a.bytes[i] >= '0' && a.bytes[i] <= '9')
				i++;
			while (
			    j < b.len && b.bytes[j] >= '0' && b.bytes[j] <= '9')
				j++;
			continue;
		}
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.bytes[i++] != b.bytes[j++])
			return false;
	}
}

/* Line I from the top, or from the bottom; NULL: the page is too short to tell
 * its head from its foot. */
static struct line *
line_at(const struct page *p, size_t i, bool bottom)
{
	if (p->count <= 2 * HEAD_LINES)
		return i < p->count / 2
			   ? &p->lines[bottom ? p->count - 1 - i : i]
			   : NULL;
	return &p->lines[bottom ? p->count - 1 - i : i];
}

/* Whether line I of every page says what that of the first says. */
static bool
is_head(const struct page *pages, size_t count, size_t i, bool bottom)
{
	const struct line *first = line_at(&pages[0], i, bottom), *other;
	size_t j;

	for (j = 1; first != NULL && j < count; j++) {
		other = line_at(&pages[j], i, bottom);
		if (other == NULL || !same_head(first->text, other->text))
			return false;
	}
	return first != NULL;
}

/* A line at the same place of every page is a head or foot: it is kept on the
 * first page alone. */
static size_t
mark_heads(struct page *pages, size_t count, bool bottom)
{
	size_t i, j, dropped = 0;
	struct line *line;

	for (i = 0; i < HEAD_LINES; i++) {
		if (!is_head(pages, count, i, bottom))
			return dropped;
		for (j = 1; j < count; j++) {
			line = line_at(&pages[j], i, bottom);
			line->drop = true;
			if (!is_blank(line->text))
				dropped++;
		}
	}
	return dropped;
}

static void
join_pages(struct import *im, struct span text, struct buf *out)
{
	struct page *pages = alloc_zeroed(1, sizeof(*pages));
	size_t count = 0, i, j, dropped = 0;
	const char *at = text.bytes, *end = text.bytes + text.len, *stop;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\f', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		pages = alloc_resize(pages, count + 1, sizeof(*pages));
		pages[count] = (struct page){0};
		split_page(
		    &pages[count], (struct span){at, (size_t)(stop - at)});
		count++;
	}
	if (count > 1)
		dropped = mark_heads(pages, count, false) +
			  mark_heads(pages, count, true);
	for (i = 0; i < count; i++)
		for (j = 0; j < pages[i].count; j++) {
			if (pages[i].lines[j].drop)
				continue;
			if (out->len > 0)
				buf_add_byte(out, '\n');
			buf_add(out, pages[i].lines[j].text.bytes,
			    pages[i].lines[j].text.len);
		}
	if (dropped > 0)
		import_warn(im,
		    "PDF: heads and feet of pages are kept once, %zu lines "
		    "left out",
		    dropped);
	for (i = 0; i < count; i++)
		free(pages[i].lines);
	free(pages);
}

/* A font may map what it draws to U+0000, or to half a pair. */
static int
read_joined(
    struct import *im, struct span joined, struct span *out, struct error *e)
{
	struct charset_remarks said = {0};

	if (charset_text(draft_copy(&im->draft, joined), span_of("utf-8"),
		&im->draft.arena, out, &said, e) == -1)
		return -1;
	if (said.contradicted != NULL)
		import_warn(im, "PDF: %s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "PDF: %s", said.replaced);
	return 0;
}

int
pdf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e)
{
	struct buf text = {0}, joined = {0};
	int failed = pdf_helper_text(&im->pdf, bytes, &text, e);
	size_t i;

	for (i = 0; i < text.len; i++)
		if (strchr(" \t\r\n\f", text.bytes[i]) == NULL)
			break;
	if (failed == 0 && i == text.len)
		failed = error_set(e, "a PDF without text: needs OCR");
	if (failed == 0) {
		join_pages(im, (struct span){text.bytes, text.len}, &joined);
		failed = read_joined(
		    im, (struct span){buf_string(&joined), joined.len}, out, e);
	}
	buf_wipe(&text);
	buf_free(&text);
	buf_wipe(&joined);
	buf_free(&joined);
	return failed;
}
