#include "text/match.h"

#include <hs/hs.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct patterns {
	char **names;
	char **expressions;
	unsigned *flags;
	unsigned *ids;
	unsigned *lines;
	size_t count;
};

struct match {
	hs_database_t *database;
	struct patterns patterns;
	bool compiled;
};

struct match_scratch {
	hs_scratch_t *scratch;
};

static void
patterns_free(struct patterns *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		free(p->names[i]);
		free(p->expressions[i]);
	}
	free(p->names);
	free(p->expressions);
	free(p->flags);
	free(p->ids);
	free(p->lines);
}

static void
patterns_add(struct patterns *p, char *name, unsigned flags, char *expression,
    unsigned line)
{
	size_t n = p->count + 1;

	p->names = alloc_resize(p->names, n, sizeof(*p->names));
	p->expressions =
	    alloc_resize(p->expressions, n, sizeof(*p->expressions));
	p->flags = alloc_resize(p->flags, n, sizeof(*p->flags));
	p->ids = alloc_resize(p->ids, n, sizeof(*p->ids));
	p->lines = alloc_resize(p->lines, n, sizeof(*p->lines));
	p->names[p->count] = name;
	p->expressions[p->count] = expression;
	p->flags[p->count] = flags;
	p->ids[p->count] = (unsigned)p->count;
	p->lines[p->count] = line;
	p->count = n;
}

static int
flags_read(const char *text, size_t len, unsigned *flags)
{
	size_t i;

	*flags = 0;
	for (i = 0; i < len; i++)
		if (text[i] == 'i')
			*flags |= HS_FLAG_CASELESS;
		else if (text[i] == 's')
			*flags |= HS_FLAG_SOM_LEFTMOST;
		else if (text[i] != '-')
			return -1;
	return len == 0 ? -1 : 0;
}

static int
patterns_read_line(struct patterns *p, const char *line, size_t len,
    unsigned number, struct error *e)
{
	const char *end = line + len, *flags, *expression;
	unsigned bits;

	if (len == 0 || line[0] == '#')
		return 0;
	flags = memchr(line, '\t', len);
	expression = flags == NULL
			 ? NULL
			 : memchr(flags + 1, '\t', (size_t)(end - flags - 1));
	if (expression == NULL || expression + 1 == end)
		return error_set(
		    e, "pattern line %u: not three columns", number);
	if (flags_read(flags + 1, (size_t)(expression - flags - 1), &bits))
		return error_set(
		    e, "pattern line %u: a flag that is not known", number);
	patterns_add(p, alloc_string_len(line, (size_t)(flags - line)), bits,
	    alloc_string_len(expression + 1, (size_t)(end - expression - 1)),
	    number);
	return 0;
}

static int
patterns_read(struct patterns *p, const char *text, size_t len, struct error *e)
{
	const char *at = text, *end = text + len, *stop;
	unsigned number = 0;

	while (at < end) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		number++;
		if (patterns_read_line(p, at, (size_t)(stop - at), number, e))
			return -1;
		at = stop + 1;
	}
	return p->count == 0 ? error_set(e, "no pattern") : 0;
}

static int
compile(struct match *m, struct error *e)
{
	hs_platform_info_t any = {0}; /* no host of its own: baseline code */
	hs_compile_error_t *why = NULL;
	struct patterns *p = &m->patterns;

	m->compiled = true;
	if (hs_compile_multi((const char *const *)p->expressions, p->flags,
		p->ids, (unsigned)p->count, HS_MODE_BLOCK, &any, &m->database,
		&why) == HS_SUCCESS)
		return 0;
	if (why->expression >= 0)
		error_set(e, "pattern line %u: %s", p->lines[why->expression],
		    why->message);
	else
		error_set(e, "patterns: %s", why->message);
	hs_free_compile_error(why);
	return -1;
}

static struct match *
match_new(const char *patterns, size_t len, struct error *e)
{
	struct match *m = alloc_zeroed(1, sizeof(*m));

	hs_set_allocator(alloc_bytes, free);
	if (patterns_read(&m->patterns, patterns, len, e) == -1) {
		match_free(m);
		return NULL;
	}
	return m;
}

struct match *
match_compile(const char *patterns, size_t len, struct error *e)
{
	struct match *m = match_new(patterns, len, e);

	if (m != NULL && compile(m, e) == -1) {
		match_free(m);
		return NULL;
	}
	return m;
}

struct match *
match_load(const unsigned char *compiled, size_t compiled_len,
    const char *patterns, size_t len, struct error *e)
{
	struct match *m = match_new(patterns, len, e);

	if (m == NULL)
		return NULL;
	if (hs_deserialize_database((const char *)compiled, compiled_len,
		&m->database) == HS_SUCCESS)
		return m;
	m->database = NULL;
	if (compile(m, e) == -1) {
		match_free(m);
		return NULL;
	}
	return m;
}

void
match_free(struct match *m)
{
	if (m == NULL)
		return;
	hs_free_database(m->database);
	patterns_free(&m->patterns);
	free(m);
}

bool
match_was_compiled(const struct match *m)
{
	return m->compiled;
}

int
match_serialise(const struct match *m, struct buf *out, struct error *e)
{
	char *bytes;
	size_t len;

	if (hs_serialize_database(m->database, &bytes, &len) != HS_SUCCESS)
		return error_set(e, "patterns: cannot be serialised");
	buf_add(out, bytes, len);
	free(bytes);
	return 0;
}

size_t
match_count(const struct match *m)
{
	return m->patterns.count;
}

const char *
match_name(const struct match *m, size_t pattern)
{
	return m->patterns.names[pattern];
}

struct match_scratch *
match_scratch_new(const struct match *m)
{
	struct match_scratch *s = alloc_zeroed(1, sizeof(*s));

	if (hs_alloc_scratch(m->database, &s->scratch) != HS_SUCCESS)
		s->scratch = NULL; /* every scan with it fails */
	return s;
}

void
match_scratch_free(struct match_scratch *s)
{
	hs_free_scratch(s->scratch);
	free(s);
}

struct caller {
	match_found *found;
	void *context;
};

static int
on_event(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *context)
{
	struct caller *caller = context;

	(void)flags;
	caller->found(id, (size_t)from, (size_t)to, caller->context);
	return 0;
}

int
match_scan(const struct match *m, struct match_scratch *s, const char *text,
    size_t len, match_found *found, void *context, struct error *e)
{
	struct caller caller = {found, context};
	hs_error_t failed;

	if (len == 0)
		return 0;
	if (len > UINT_MAX)
		return error_set(e, "text too long to search");
	failed = hs_scan(
	    m->database, text, (unsigned)len, 0, s->scratch, on_event, &caller);
	if (failed != HS_SUCCESS)
		return error_set(e, "pattern search failed (%d)", failed);
	return 0;
}
