#include "package/pages.h"

#include <cairo-pdf.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/date.h"
#include "package/face.h"
#include "package/pages_private.h"
#include "package/pdf_tail.h"

static cairo_status_t
write_out(void *closure, const unsigned char *bytes, unsigned int len)
{
	return fwrite(bytes, 1, len, closure) == len ? CAIRO_STATUS_SUCCESS
						     : CAIRO_STATUS_WRITE_ERROR;
}

static void
setting_init(
    struct pages *p, struct setting *s, enum pages_style style, int limit)
{
	s->context = p->context;
	s->words = p->words;
	s->style = style;
	s->limit = limit;
}

static void
settings_init(struct pages *p)
{
	enum pages_style style;
	size_t i;

	p->words = glyph_words_new(p->context);
	for (style = STYLE_TEXT; style < STYLE_COUNT; style++)
		setting_init(p, &p->settings[style], style, 0);
	for (i = 0; i < RUNNING_COUNT; i++)
		setting_init(p, &p->running[i], STYLE_RUNNING, 1);
	for (i = 0; i < PAGES_COLUMNS; i++) {
		setting_init(p, &p->cells[i], STYLE_SMALL, CELL_LINES);
		setting_init(p, &p->titles[i], STYLE_STRONG, CELL_LINES);
	}
}

static void
settings_free(struct pages *p)
{
	size_t i;

	for (i = 0; i < STYLE_COUNT; i++)
		setting_free(&p->settings[i]);
	for (i = 0; i < RUNNING_COUNT; i++)
		setting_free(&p->running[i]);
	for (i = 0; i < PAGES_COLUMNS; i++) {
		setting_free(&p->cells[i]);
		setting_free(&p->titles[i]);
	}
	glyph_words_free(p->words);
}

struct pages *
pages_begin(FILE *out, const struct pages_title *t)
{
	struct pages *p = alloc_zeroed(1, sizeof(*p));
	char created[INSTANT_TEXT];

	p->surface = cairo_pdf_surface_create_for_stream(
	    write_out, out, PAGE_WIDTH, PAGE_HEIGHT);
	p->out = out;
	p->language = alloc_string(t->language);
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_TITLE, t->title);
	if (t->author != NULL)
		cairo_pdf_surface_set_metadata(
		    p->surface, CAIRO_PDF_METADATA_AUTHOR, t->author);
	instant_format(t->created, created);
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
	p->cr = cairo_create(p->surface);
	p->context = face_context(t->language, false);
	settings_init(p);
	cairo_tag_begin(p->cr, "Document", NULL);
	return p;
}

void
pages_free(struct pages *p)
{
	size_t i;

	settings_free(p);
	g_object_unref(p->context);
	cairo_destroy(p->cr);
	cairo_surface_destroy(p->surface);
	for (i = 0; i < p->outline_count; i++)
		free(p->outlines[i].title);
	free(p->outlines);
	for (i = 0; i < p->run_count; i++)
		free(p->runs[i].prefix);
	free(p->runs);
	for (i = 0; i < p->waiting; i++) {
		free(p->headings[i].text);
		free(p->headings[i].outline);
	}
	free(p->prefix);
	free(p->language);
	buf_wipe(&p->text);
	buf_free(&p->text);
	free(p);
}

static void
running_set(struct pages *p, enum running which, const char *text)
{
	struct span line = span_of(text == NULL ? "" : text);

	setting_set(&p->running[which], line.bytes, line.len, 0.65 * LINE_WIDTH,
	    &p->error);
}

void
pages_head(struct pages *p, const char *left, const char *right)
{
	running_set(p, RUNNING_LEFT, left);
	running_set(p, RUNNING_RIGHT, right);
	p->head_rule = left != NULL || right != NULL;
}

void
pages_foot(struct pages *p, const char *left)
{
	running_set(p, RUNNING_FOOT, left);
}

void
pages_number(struct pages *p, const char *prefix)
{
	free(p->prefix);
	p->prefix = prefix == NULL ? NULL : alloc_string(prefix);
}

size_t
pages_count(const struct pages *p)
{
	return p->count;
}

static void
roman(size_t n, struct buf *out)
{
	static const struct {
		unsigned value;
		const char *digits;
	} steps[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"},
	    {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"},
	    {5, "v"}, {4, "iv"}, {1, "i"}};
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			buf_add_string(out, steps[i].digits);
}

const char *
pages_label(struct pages *p)
{
	struct buf label = {0};

	if (p->prefix == NULL)
		roman(p->roman_count, &label);
	else
		buf_addf(&label, "%s%0*zu", p->prefix,
		    p->prefix[0] == '\0' ? 1 : 6, p->number_count);
	snprintf(p->label, sizeof(p->label), "%s", buf_string(&label));
	buf_free(&label);
	return p->label;
}

/* One line outside the tags, from X or, where RIGHT, up to X. */
static void
running_draw(
    struct pages *p, enum running which, double x, double y, bool right)
{
	const struct setting *s = &p->running[which];

	if (s->text.len > 0 && s->count > 0)
		setting_draw_line(
		    s, p->cr, 0, right ? x - s->lines[0].width : x, y);
}

void
page_line(struct pages *p, double y, double grey)
{
	cairo_set_line_width(p->cr, 0.4);
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_move_to(p->cr, LEFT, y);
	cairo_line_to(p->cr, LEFT + LINE_WIDTH, y);
	cairo_stroke(p->cr);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
}

/* Counts the page, and notes where a row of numbers begins. */
static void
number_page(struct pages *p)
{
	size_t *counter =
	    p->prefix == NULL ? &p->roman_count : &p->number_count;
	struct page_run *last =
	    p->run_count == 0 ? NULL : &p->runs[p->run_count - 1];
	bool same = last != NULL &&
		    (p->prefix == NULL) == (last->prefix == NULL) &&
		    (p->prefix == NULL || strcmp(p->prefix, last->prefix) == 0);

	++*counter;
	if (!same) {
		p->runs =
		    alloc_resize(p->runs, p->run_count + 1, sizeof(p->runs[0]));
		p->runs[p->run_count++] = (struct page_run){p->count,
		    p->prefix == NULL ? NULL : alloc_string(p->prefix),
		    *counter};
	}
	p->count++;
	if (p->in_front)
		p->front_pages++;
}

void
page_open(struct pages *p)
{
	if (p->open)
		return;
	number_page(p);
	p->open = true;
	p->y = TOP;
	running_set(p, RUNNING_NUMBER, pages_label(p));
	running_draw(p, RUNNING_LEFT, LEFT, HEAD, false);
	running_draw(p, RUNNING_RIGHT, LEFT + LINE_WIDTH, HEAD, true);
	if (p->head_rule)
		page_line(p, HEAD + 6, 0.5);
	running_draw(p, RUNNING_FOOT, LEFT, FOOT, false);
	running_draw(p, RUNNING_NUMBER, LEFT + LINE_WIDTH, FOOT, true);
}

void
page_close(struct pages *p)
{
	if (!p->open)
		return;
	cairo_show_page(p->cr);
	p->open = false;
}

void
pages_break(struct pages *p)
{
	headings_draw(p);
	page_close(p);
}

void
pages_part_begin(struct pages *p, bool front)
{
	pages_break(p);
	p->in_front = front;
	if (front)
		p->front_parts++;
	cairo_tag_begin(p->cr, "Sect", NULL);
}

void
pages_part_end(struct pages *p)
{
	pages_break(p);
	cairo_tag_end(p->cr, "Sect");
}

void
pages_division_begin(struct pages *p)
{
	cairo_tag_begin(p->cr, "Sect", NULL);
}

void
pages_division_end(struct pages *p)
{
	headings_draw(p);
	cairo_tag_end(p->cr, "Sect");
}

void
outline_add(struct pages *p, int level, const char *title)
{
	p->outlines = alloc_resize(
	    p->outlines, p->outline_count + 1, sizeof(p->outlines[0]));
	p->outlines[p->outline_count++] = (struct page_outline){
	    alloc_string(title), level, p->in_front, p->count, (int)p->y};
}

static void
outlines_write(struct pages *p, bool front)
{
	int parent = CAIRO_PDF_OUTLINE_ROOT, id;
	char place[80];
	size_t i;

	for (i = 0; i < p->outline_count; i++) {
		const struct page_outline *o = &p->outlines[i];

		if (o->front != front)
			continue;
		snprintf(place, sizeof(place), "page=%zu pos=[%d %d]", o->page,
		    (int)LEFT, o->y);
		id = cairo_pdf_surface_add_outline(p->surface,
		    o->level > 1 ? parent : CAIRO_PDF_OUTLINE_ROOT, o->title,
		    place, 0);
		if (o->level == 1)
			parent = id;
	}
}

/* Page labels count without leading zeros: a row for each power of ten. */
static void
labels_add(struct buf *labels, struct buf *prefixes, const struct page_run *run,
    size_t first, size_t pages)
{
	size_t n = run->start, left = pages, here, power;
	struct pdf_label label = {first, NULL, n};
	char *prefix;

	if (run->prefix == NULL) {
		buf_add(labels, &label, sizeof(label));
		return;
	}
	while (left > 0) {
		int zeros = run->prefix[0] == '\0' ? 0 : 5;

		for (power = 10; n >= power; power *= 10)
			zeros--;
		here = power - n < left ? power - n : left;
		prefix = alloc_bytes(strlen(run->prefix) + 8);
		sprintf(prefix, "%s%.*s", run->prefix, zeros < 0 ? 0 : zeros,
		    "00000");
		buf_add(prefixes, &prefix, sizeof(prefix));
		label = (struct pdf_label){first, prefix, n};
		buf_add(labels, &label, sizeof(label));
		first += here;
		n += here;
		left -= here;
	}
}

/* In their final order: those of the front pages, which were drawn last. */
static void
labels_list(const struct pages *p, struct buf *labels, struct buf *prefixes)
{
	size_t split = p->count - p->front_pages, pass, i, end;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < p->run_count; i++) {
			const struct page_run *run = &p->runs[i];

			end = i + 1 < p->run_count ? run[1].first : p->count;
			if ((run->first >= split) != (pass == 0))
				continue;
			labels_add(labels, prefixes, run,
			    pass == 0 ? run->first - split
				      : run->first + p->front_pages,
			    end - run->first);
		}
}

static int
finish(struct pages *p, struct error *e)
{
	cairo_status_t status;

	pages_break(p);
	cairo_tag_end(p->cr, "Document");
	outlines_write(p, true);
	outlines_write(p, false);
	status = cairo_status(p->cr);
	cairo_surface_finish(p->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(p->surface);
	if (p->error.text[0] != '\0')
		return error_set(e, "%s", p->error.text);
	if (status == CAIRO_STATUS_WRITE_ERROR || ferror(p->out))
		return error_set_errno(e, "the PDF");
	if (status != CAIRO_STATUS_SUCCESS)
		return error_set(
		    e, "the PDF: %s", cairo_status_to_string(status));
	if (fflush(p->out) == EOF)
		return error_set_errno(e, "the PDF");
	return 0;
}

static int
tail_append(const struct pdf_tail *t, struct buf *out, struct error *e)
{
	struct buf tail = {0};
	int status =
	    pdf_tail_make((struct span){out->bytes, out->len}, t, &tail, e);

	buf_add(out, tail.bytes, tail.len);
	buf_free(&tail);
	return status;
}

/* The tail is written to the file PATH or, where that is NULL, to OUT behind
 * the whole document that stands there. */
static int
tail_write(struct pages *p, const char *path, struct buf *out, struct error *e)
{
	struct buf labels = {0}, prefixes = {0};
	struct pdf_tail tail = {
	    p->language, p->front_pages, p->front_parts, NULL, 0};
	char *prefix;
	size_t i;
	int status;

	labels_list(p, &labels, &prefixes);
	tail.label_count = labels.len / sizeof(struct pdf_label);
	tail.labels = (const void *)labels.bytes;
	if (path != NULL)
		status = pdf_tail_write(path, &tail, e);
	else
		status = tail_append(&tail, out, e);
	for (i = 0; i < prefixes.len; i += sizeof(prefix)) {
		memcpy(&prefix, prefixes.bytes + i, sizeof(prefix));
		free(prefix);
	}
	buf_free(&prefixes);
	buf_free(&labels);
	return status;
}

int
pages_finish(struct pages *p, const char *path, struct error *e)
{
	return finish(p, e) == -1 ? -1 : tail_write(p, path, NULL, e);
}

int
pages_finish_memory(struct pages *p, char **bytes, size_t *len, struct buf *out,
    struct error *e)
{
	if (finish(p, e) == -1)
		return -1;
	buf_add(out, *bytes, *len);
	return tail_write(p, NULL, out, e);
}
