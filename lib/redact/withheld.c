#include "redact/work.h"

static void
begin(struct work *w)
{
	struct buf *b = w->side;

	buf_add_string(b, "{\"record\":\"withheld/1\",\"note\":");
	json_add_string(b, w->note.id.bytes, w->note.id.len);
	buf_add_string(b, ",\"profile\":");
	json_add_string(b, w->after.profile.bytes, w->after.profile.len);
}

static void
add_text_member(struct buf *b, const char *name, struct span text)
{
	if (text.bytes == NULL)
		return;
	buf_addf(b, ",\"%s\":", name);
	json_add_string(b, text.bytes, text.len);
}

static void
add_reason(struct buf *b, struct span code, struct span citation)
{
	add_text_member(b, "code", code);
	add_text_member(b, "citation", citation);
}

static const struct run *
run_at(const struct text *t, size_t start)
{
	size_t i;

	for (i = 0; i < t->run_count; i++)
		if (t->runs[i].start == start)
			return &t->runs[i];
	return NULL;
}

/* The truth about each passage that went. */
static void
add_pieces(struct work *w, const struct text *t, const struct run *r)
{
	struct buf *b = w->side;
	struct utf8_offsets at = t->offsets;
	const struct piece *p;
	size_t i, start;

	buf_add_string(b, ",\"passages\":[");
	for (i = 0; i < r->piece_count; i++) {
		p = &r->pieces[i];
		start = utf8_point_at(&at, p->start);
		buf_addf(b, "%s{\"start\":%zu,\"end\":%zu", i == 0 ? "" : ",",
		    start, utf8_point_at(&at, p->end));
		if (p->passage != NULL && p->passage->label != LABEL_NONE)
			buf_addf(b, ",\"label\":\"%s\",\"scope\":\"%s\"",
			    label_name(p->passage->label),
			    scope_name(p->passage->scope));
		add_reason(b, p->verdict.code, p->verdict.citation);
		if (p->verdict.part2)
			buf_add_string(b, ",\"part2\":true");
		buf_add_byte(b, '}');
	}
	buf_add_byte(b, ']');
}

static void
add_edit(struct work *w, const struct text *t, const struct edit *edit,
    struct utf8_offsets *old, struct utf8_offsets *now)
{
	struct buf *b = w->side;
	const struct run *r = run_at(t, edit->start);
	size_t start = utf8_point_at(old, edit->start);

	begin(w);
	buf_addf(b, ",\"section\":%d", t->section);
	if (t->in_title)
		buf_add_string(b, ",\"in\":\"title\"");
	buf_addf(b, ",\"start\":%zu,\"end\":%zu,\"at\":%zu", start,
	    utf8_point_at(old, edit->end), utf8_point_at(now, edit->new_start));
	add_text_member(b, "marker", edit->replacement);
	add_text_member(b, "text",
	    (struct span){t->old.bytes + edit->start, edit->end - edit->start});
	if (r != NULL)
		add_pieces(w, t, r);
	buf_add_string(b, "}\n");
}

void
withheld_add_texts(struct work *w)
{
	const struct text *t;
	struct utf8_offsets old, now;
	size_t i, j;

	if (w->side == NULL)
		return;
	for (i = 0; i < w->text_count; i++) {
		t = &w->texts[i];
		old = t->offsets;
		utf8_offsets_open(&now, t->now.bytes, t->now.len);
		for (j = 0; j < t->edits.count; j++)
			add_edit(w, t, &t->edits.at[j], &old, &now);
	}
}

void
withheld_add_field(struct work *w, const char *path, struct value value)
{
	if (w->side == NULL)
		return;
	begin(w);
	add_text_member(w->side, "path", span_of(path));
	buf_add_string(w->side, ",\"value\":");
	buf_add(w->side, value.json.bytes, value.json.len);
	buf_add_string(w->side, "}\n");
}
