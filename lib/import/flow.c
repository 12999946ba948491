#include "import/flow.h"

#include <string.h>

#define BREAKS 64 /* line ends in a row, at most */
#define CELLS 64  /* empty cells in a row, at most */

/* What is owed goes out before text does; at the very start nothing does. */
static void
flow_settle(struct flow *f)
{
	int i;

	for (i = 0; f->out.len > 0 && i < f->breaks; i++)
		buf_add_byte(&f->out, '\n');
	for (i = 0; i < f->cells; i++)
		buf_add_string(&f->out,
		    i == 0 && (f->breaks > 0 || f->out.len == 0) ? "| "
								 : " | ");
	if (f->out.len > 0 && f->breaks == 0 && f->cells == 0 && f->blank)
		buf_add_byte(&f->out, ' ');
	f->breaks = f->cells = 0;
	f->blank = f->held = false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
flow_preformatted(struct flow *f, const char *text, size_t len)
{
	const char *lf;

	while (len > 0) {
		lf = memchr(text, '\n', len);
		if (lf == NULL) {
			flow_settle(f);
			buf_add(&f->out, text, len);
			return;
		}
		if (lf > text) {
			flow_settle(f);
			buf_add(&f->out, text, (size_t)(lf - text));
		}
		flow_line(f);
		len -= (size_t)(lf - text) + 1;
		text = lf + 1;
	}
}

void
flow_text(struct flow *f, const char *text, size_t len)
{
	size_t i = 0, start;

	if (f->pre > 0) {
		flow_preformatted(f, text, len);
		return;
	}
	while (i < len) {
		if (is_blank(text[i])) {
			f->blank = true;
			i++;
			continue;
		}
		start = i;
		while (i < len && !is_blank(text[i]))
			i++;
		flow_settle(f);
		buf_add(&f->out, text + start, i - start);
	}
}

void
flow_literal(struct flow *f, const char *text)
{
	flow_settle(f);
	buf_add_string(&f->out, text);
}

void
flow_break(struct flow *f, int lines)
{
	if (f->held)
		return;
	if (f->breaks < lines)
		f->breaks = lines;
	f->cells = 0;
	f->blank = false;
}

void
flow_line(struct flow *f)
{
	f->held = false;
	if (f->breaks < BREAKS)
		f->breaks++;
	f->cells = 0;
	f->blank = false;
}

void
flow_cell(struct flow *f)
{
	if (f->cells < CELLS)
		f->cells++;
	f->blank = false;
}
