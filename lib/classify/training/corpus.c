#include "classify/training/corpus.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

/* A file as it is read. */
struct reader {
	struct corpus *corpus;
	struct corpus_note *note;
	struct buf text;  /* of the section that is open */
	const char *join; /* a paragraph break waits, or NULL */
	const char *path;
	size_t line;
};

static int
wrong(const struct reader *r, struct error *e, const char *what)
{
	return error_set(e, "%s:%zu: %s", r->path, r->line, what);
}

static struct span
trimmed(struct span s)
{
	while (s.len > 0 && s.bytes[0] == ' ') {
		s.bytes++;
		s.len--;
	}
	while (s.len > 0 && s.bytes[s.len - 1] == ' ')
		s.len--;
	return s;
}

static bool
starts(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && memcmp(s.bytes, with, n) == 0;
}

static struct span
behind(struct span s, size_t n)
{
	return (struct span){s.bytes + n, s.len - n};
}

/* The bar between labels and text, or NULL. */
static const char *
bar_find(struct span line)
{
	size_t i;

	for (i = 0; i + 3 <= line.len; i++)
		if (memcmp(line.bytes + i, " | ", 3) == 0)
			return line.bytes + i;
	return NULL;
}

static struct span
copied(struct span s)
{
	return (struct span){alloc_string_len(s.bytes, s.len), s.len};
}

/* The text of the open section is complete. */
static void
section_close(struct reader *r)
{
	if (r->note != NULL && r->note->section_count > 0)
		r->note->sections[r->note->section_count - 1].text =
		    copied((struct span){buf_string(&r->text), r->text.len});
	r->text.len = 0;
	r->join = NULL;
}

static void
section_open(struct reader *r, struct span title)
{
	struct corpus_note *n = r->note;

	section_close(r);
	n->sections = alloc_resize(
	    n->sections, n->section_count + 1, sizeof(*n->sections));
	n->sections[n->section_count++] =
	    (struct section){.title = copied(trimmed(title))};
}

struct corpus_note *
corpus_add_note(struct corpus *c)
{
	if (c->count == c->cap) {
		c->cap = c->cap == 0 ? 64 : c->cap * 2;
		c->notes = alloc_resize(c->notes, c->cap, sizeof(*c->notes));
	}
	c->notes[c->count] = (struct corpus_note){0};
	return &c->notes[c->count++];
}

static void
note_open(struct reader *r, struct span id)
{
	struct corpus *c = r->corpus;

	section_close(r);
	r->note = corpus_add_note(c);
	*r->note =
	    (struct corpus_note){.id = alloc_string_len(id.bytes, id.len),
		.clinician = c->clinician_count - 1};
}

/* Adds TEXT without the braces of its identifiers, `{{name:Dana}}`. */
static void
text_add(struct buf *out, struct span text)
{
	const char *p = text.bytes, *end = p + text.len;
	bool open = false;

	while (p < end) {
		if (end - p > 1 && p[0] == '{' && p[1] == '{') {
			p = memchr(p, ':', (size_t)(end - p));
			if (p == NULL)
				return;
			open = true;
		} else if (open && end - p > 1 && p[0] == '}' && p[1] == '}') {
			p++;
			open = false;
		} else {
			buf_add_byte(out, *p);
		}
		p++;
	}
}

static int
labels_read(struct span words, label_set *out, struct error *e)
{
	*out = 0;
	while (words.len > 0) {
		const char *plus = memchr(words.bytes, '+', words.len);
		size_t n =
		    plus == NULL ? words.len : (size_t)(plus - words.bytes);
		enum label l = label_find((struct span){words.bytes, n});

		if (l == LABEL_NONE)
			return error_set(e, "a label that is not known");
		*out |= LABEL_BIT(l);
		words = behind(words, plus == NULL ? n : n + 1);
	}
	return 0;
}

static int
sentence_read(struct reader *r, struct span line, struct error *e)
{
	struct corpus_note *n = r->note;
	bool own_line = starts(line, "- ");
	const char *bar;
	struct gold gold = {.section = n->section_count - 1};
	struct error why = {0};
	struct span text;

	if (own_line)
		line = behind(line, 2);
	bar = bar_find(line);
	if (bar == NULL)
		return wrong(r, e, "no `label | text`");
	text = trimmed(behind(line, (size_t)(bar - line.bytes) + 3));
	line.len = (size_t)(bar - line.bytes);
	if (labels_read(trimmed(line), &gold.labels, &why) == -1)
		return wrong(r, e, why.text);
	if (r->text.len > 0)
		buf_add_string(&r->text, r->join != NULL ? r->join
					 : own_line	 ? "\n"
							 : " ");
	r->join = NULL;
	gold.start = r->text.len;
	text_add(&r->text, text);
	gold.end = r->text.len;
	n->golds = alloc_resize(n->golds, n->gold_count + 1, sizeof(*n->golds));
	n->golds[n->gold_count++] = gold;
	return 0;
}

static int
line_read(struct reader *r, struct span line, struct error *e)
{
	struct span whole = trimmed(line);

	if (whole.len == 0 || starts(line, "#"))
		return 0;
	if (starts(line, "== ")) {
		note_open(r, trimmed(behind(line, 3)));
		return 0;
	}
	if (r->note == NULL)
		return wrong(r, e, "text before the first `== ID`");
	if (starts(line, "[") && whole.bytes[whole.len - 1] == ']' &&
	    bar_find(line) == NULL) {
		section_open(r, (struct span){whole.bytes + 1, whole.len - 2});
		return 0;
	}
	if (r->note->section_count == 0) {
		if (starts(line, "class:"))
			r->note->note_class =
			    class_find(trimmed(behind(line, 6)));
		return 0;
	}
	if (span_is(whole, "\xc2\xb6")) {
		r->join = "\n\n";
		return 0;
	}
	return sentence_read(r, line, e);
}

void
corpus_add_clinician(struct corpus *c, char *name)
{
	c->clinicians = alloc_resize(
	    c->clinicians, c->clinician_count + 1, sizeof(*c->clinicians));
	c->clinicians[c->clinician_count++] = name;
}

static char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t len = strlen(name);

	return alloc_string_len(name, len > 6 ? len - 6 : len);
}

int
corpus_read(struct corpus *c, const char *path, struct error *e)
{
	struct reader r = {.corpus = c, .path = path};
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int rc = 0;

	if (in == NULL)
		return error_set(e, "%s: cannot be opened", path);
	corpus_add_clinician(c, name_of(path));
	while (rc == 0 && (len = getline(&line, &cap, in)) > 0) {
		r.line++;
		if (line[len - 1] == '\n')
			len--;
		rc = line_read(&r, (struct span){line, (size_t)len}, e);
	}
	section_close(&r);
	buf_free(&r.text);
	free(line);
	fclose(in);
	return rc;
}

static void
note_free(struct corpus_note *n)
{
	size_t i;

	for (i = 0; i < n->section_count; i++) {
		free((char *)(uintptr_t)n->sections[i].title.bytes);
		free((char *)(uintptr_t)n->sections[i].text.bytes);
	}
	free(n->sections);
	free(n->golds);
	free(n->id);
}

void
corpus_free(struct corpus *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		note_free(&c->notes[i]);
	for (i = 0; i < c->clinician_count; i++)
		free(c->clinicians[i]);
	free(c->clinicians);
	free(c->notes);
	*c = (struct corpus){0};
}
