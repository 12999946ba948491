#include "text/lines.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/block.h"

#define WRAP_MIN 50  /* columns: narrower lines are entries, not wrapped */
#define WRAP_MAX 140 /* columns: wider ones are paragraphs */
#define NOT_ASKED SIZE_MAX

/* A line of the text that begins at START ends where? */
static size_t
line_end(const char *text, size_t len, size_t start)
{
	const char *lf = memchr(text + start, '\n', len - start);

	return lf == NULL ? len : (size_t)(lf - text);
}

static bool
is_list_mark(const char *text, size_t at, size_t end)
{
	char c = text[at];

	if (c == '-' || c == '*' || c == '[' || c == '#' || c == '>')
		return true;
	return is_digit(c) && at + 2 < end &&
	       (text[at + 1] == '.' || text[at + 1] == ')' ||
		   (is_digit(text[at + 1]) &&
		       (text[at + 2] == '.' || text[at + 2] == ')')));
}

/* The longest line's bytes. */
static size_t
text_width(const char *text, size_t len)
{
	size_t start, end, n, width = 0;

	for (start = 0; start < len; start = end + 1) {
		end = line_end(text, len, start);
		n = trim(text, start, end) - start;
		if (n > width)
			width = n;
	}
	return width;
}

/* Whether the line [START, END) was wrapped at the text's width and goes on
 * behind its end. */
static bool
line_wraps(struct lines_reader *r, size_t start, size_t end)
{
	const char *text = r->text;
	size_t next = end + 1, word = next;

	if (next >= r->len)
		return false;
	end = trim(text, start, end);
	if (end == start || strchr(".!?:;", text[end - 1]) != NULL ||
	    is_space(text[next]) || is_list_mark(text, next, r->len))
		return false;
	if (r->width == NOT_ASKED)
		r->width = text_width(text, r->len);
	if (r->width < WRAP_MIN || r->width > WRAP_MAX)
		return false;
	while (word < r->len && !is_space(text[word]))
		word++;
	return end - start + 1 + (word - next) > r->width;
}

void
lines_open(struct lines_reader *r, const char *text, size_t len)
{
	*r =
	    (struct lines_reader){.text = text, .len = len, .width = NOT_ASKED};
}

bool
lines_next(struct lines_reader *r, struct lines *out)
{
	size_t last = r->start;

	if (r->start >= r->len)
		return false;
	*out = (struct lines){.start = r->start, .before = r->before++};
	out->end = line_end(r->text, r->len, last);
	while (line_wraps(r, last, out->end)) {
		last = out->end + 1;
		out->end = line_end(r->text, r->len, last);
		r->before++;
	}
	r->start = out->end + 1;
	return true;
}
