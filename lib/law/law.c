#include "law/law.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "law/answers.h"
#include "law/rule.h"
#include "law/rule_files.h"

#define RULE_FILE_LIMIT (4u * 1024 * 1024) /* bytes */

/* One JSON object of a rule file. */
struct loaded {
	char *name;
	json_t *json;
	bool overlay;
};

struct loading {
	struct loaded *all;
	size_t count;
	struct digest digest;
};

static void
loading_free(struct loading *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		free(s->all[i].name);
		json_decref(s->all[i].json);
	}
	free(s->all);
}

/* Jansson's own text quotes its input; the rules are no secret, but the habit
 * is kept. */
static int
parse_file(struct loading *s, const char *name, const char *bytes, size_t len,
    bool overlay, struct error *e)
{
	json_error_t at;
	json_t *json;

	digest_add_sized(&s->digest, name, strlen(name));
	digest_add_sized(&s->digest, bytes, len);
	json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &at);
	if (json == NULL)
		return error_set(e,
		    "%s:%d: column %d: not JSON, or a key twice", name, at.line,
		    at.column);
	if (!json_is_object(json)) {
		json_decref(json);
		return error_set(e, "%s: not an object", name);
	}
	s->all = alloc_resize(s->all, s->count + 1, sizeof(*s->all));
	s->all[s->count++] = (struct loaded){alloc_string(name), json, overlay};
	return 0;
}

static int
is_rule_file(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && entry->d_name[0] != '.' &&
	       strcmp(entry->d_name + len - 5, ".json") == 0;
}

static int
read_overlay(
    struct loading *s, const char *dir, const char *name, struct error *e)
{
	struct buf path = {NULL, 0, 0}, bytes = {NULL, 0, 0};
	int status = -1;

	buf_addf(&path, "%s/%s", dir, name);
	if (file_read(buf_string(&path), RULE_FILE_LIMIT, &bytes, e) == 0)
		status = parse_file(s, name, bytes.bytes, bytes.len, true, e);
	buf_free(&bytes);
	buf_free(&path);
	return status;
}

/* In the order of names, so that the digest is the same everywhere. */
static int
read_overlays(struct loading *s, const char *dir, struct error *e)
{
	struct dirent **entries;
	int i, n, status = 0;

	n = scandir(dir, &entries, is_rule_file, alphasort);
	if (n == -1)
		return error_set_errno(e, "%s", dir);
	for (i = 0; i < n; i++) {
		if (status == 0)
			status = read_overlay(s, dir, entries[i]->d_name, e);
		free(entries[i]);
	}
	free(entries);
	return status;
}

static int
read_all(struct loading *s, const char *overlays, struct error *e)
{
	const struct rule_file *f;
	size_t i;

	for (i = 0; i < rule_file_count; i++) {
		f = &rule_files[i];
		if (parse_file(s, f->name, (const char *)f->bytes, *f->len,
			false, e) == -1)
			return -1;
	}
	return overlays == NULL ? 0 : read_overlays(s, overlays, e);
}

/* The words of all files first: a row may use what another file declares. */
static int
understand(struct law *l, const struct loading *s, struct error *e)
{
	size_t i;

	vocabulary_start(&l->vocabulary);
	for (i = 0; i < s->count; i++)
		if (vocabulary_declare(&l->vocabulary,
			json_object_get(s->all[i].json, "vocabulary"),
			&l->arena, e) == -1)
			return error_prefix(
			    e, "%s: vocabulary", s->all[i].name);
	for (i = 0; i < s->count; i++)
		if (rules_read(l, s->all[i].json, s->all[i].name,
			s->all[i].overlay, e) == -1)
			return -1;
	return rules_finish(l, e);
}

struct law *
law_load(const char *overlays, struct error *e)
{
	struct law *l = alloc_zeroed(1, sizeof(*l));
	struct loading s = {NULL, 0, {NULL}};
	int status;

	digest_start(&s.digest);
	status = read_all(&s, overlays, e);
	digest_end_hex(&s.digest, l->digest);
	if (status == 0)
		status = understand(l, &s, e);
	loading_free(&s);
	if (status == 0)
		return l;
	law_free(l);
	return NULL;
}

void
law_free(struct law *l)
{
	if (l == NULL)
		return;
	arena_free(&l->arena);
	free(l);
}

const char *
law_digest(const struct law *l)
{
	return l->digest;
}

int
law_check_question(
    const struct law *l, const struct question *q, struct error *e)
{
	static const char *const types[] = {
	    [SLOT_BOOLEAN] = "neither true nor false",
	    [SLOT_WORD] = "not a word",
	    [SLOT_WORDS] = "not a word",
	    [SLOT_NUMBER] = "not a number",
	    [SLOT_DATE] = "not a date (YYYY-MM-DD)",
	};
	const struct assertion *one;
	struct slot_value value;
	const struct slot *s;
	size_t i;

	for (i = 0; i < q->assertion_count; i++) {
		one = &q->assertions[i];
		s = vocabulary_find_in(&l->vocabulary, one->group, one->name);
		if (s != NULL && assertion_value(s, one, &value) == -1)
			return error_set(e, "%s: %s", s->path, types[s->type]);
	}
	return 0;
}

static const struct code *
code_find(const struct law *l, struct span code)
{
	size_t i;

	for (i = 0; i < l->code_count; i++)
		if (span_equal(l->codes[i].code, code))
			return &l->codes[i];
	return NULL;
}

struct reason
law_reason(const struct law *l, struct span code)
{
	const struct code *c = code_find(l, code);

	if (c == NULL)
		return (struct reason){{NULL, 0}, {NULL, 0}, {NULL, 0}};
	return (struct reason){c->code, c->citation, c->name};
}

struct span
law_code_watch(const struct law *l, struct span code)
{
	const struct code *c = code_find(l, code);

	return c == NULL ? (struct span){NULL, 0} : c->watch;
}

const struct field_filter *
law_field_filters(const struct law *l, size_t *count)
{
	*count = l->filter_count;
	return l->filters;
}

const struct field_filter *
law_field_filter(const struct law *l, struct span name)
{
	size_t i;

	for (i = 0; i < l->filter_count; i++)
		if (span_equal(l->filters[i].name, name))
			return &l->filters[i];
	return NULL;
}
