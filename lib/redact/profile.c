#include "redact/profile.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/safe_file.h"

extern const unsigned char redact_profiles[];
extern const size_t redact_profiles_len;

#define PROFILE_FILE_LIMIT (1024 * 1024)

struct rows {
	struct profile **at;
	size_t count;
};

struct profiles {
	struct rows profiles;
	struct rows filters;
	struct rows roles;
	char digest[DIGEST_HEX];
};

static void
profile_free(struct profile *p)
{
	size_t i;

	free(p->name);
	free(p->citation);
	free(p->marker);
	for (i = 0; i < p->member_count; i++)
		free(p->members[i]);
	free(p->members);
	free(p);
}

static void
rows_free(struct rows *r)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		profile_free(r->at[i]);
	free(r->at);
}

static const struct profile *
rows_find(const struct rows *r, struct span name)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (span_is(name, r->at[i]->name))
			return r->at[i];
	return NULL;
}

static struct span
string_span(const json_t *s)
{
	return (struct span){json_string_value(s), json_string_length(s)};
}

static int
read_string(const json_t *value, char **to, struct error *e)
{
	if (!json_is_string(value) || json_string_length(value) == 0)
		return error_set(e, "not a string");
	free(*to);
	*to = alloc_string(json_string_value(value));
	return 0;
}

static int
read_labels(const json_t *value, label_set *to, struct error *e)
{
	const json_t *item;
	enum label l;
	size_t i;

	if (json_is_string(value) && span_is(string_span(value), "*")) {
		*to = (LABEL_BIT(LABEL_COUNT) - 1) & ~LABEL_BIT(LABEL_NONE);
		return 0;
	}
	if (!json_is_array(value))
		return error_set(e, "neither \"*\" nor an array");
	json_array_foreach (value, i, item) {
		l = label_find(string_span(item));
		if (l == LABEL_NONE)
			return error_set(e, "[%zu]: not a label", i);
		*to |= LABEL_BIT(l);
	}
	return 0;
}

static int
read_members(const json_t *value, struct profile *p, struct error *e)
{
	const json_t *item;
	size_t i;

	if (json_is_string(value) && span_is(string_span(value), "*")) {
		p->all_members = true;
		return 0;
	}
	if (!json_is_array(value))
		return error_set(e, "neither \"*\" nor an array");
	p->members = alloc_zeroed(json_array_size(value), sizeof(char *));
	json_array_foreach (value, i, item) {
		if (!json_is_string(item) || json_string_length(item) == 0)
			return error_set(e, "[%zu]: not a string", i);
		p->members[p->member_count++] =
		    alloc_string(json_string_value(item));
	}
	return 0;
}

static void
set_actions(struct profile *p, enum identifier_kind from,
    enum identifier_kind to, enum subject s, enum identifier_action a)
{
	enum identifier_kind k;
	enum subject t;

	for (k = from; k <= to; k++)
		for (t = 0; t < SUBJECT_COUNT; t++)
			if (s == SUBJECT_COUNT || s == t)
				p->actions[k][t] = a;
}

/* "phone" or "name.patient", or "*" for every kind: later rows win. */
static int
read_action(
    const char *key, const json_t *value, struct profile *p, struct error *e)
{
	const char *dot = strchr(key, '.');
	size_t len = dot == NULL ? strlen(key) : (size_t)(dot - key);
	enum identifier_action a = identifier_action_find(string_span(value));
	enum identifier_kind k = identifier_kind_find((struct span){key, len});
	enum subject s =
	    dot == NULL ? SUBJECT_COUNT : subject_find(span_of(dot + 1));

	if (!json_is_string(value) || a == IDENTIFIER_ACTION_COUNT)
		return error_set(e, "not an action");
	if (dot != NULL && s == SUBJECT_COUNT)
		return error_set(e, "no such subject");
	if (len == 1 && key[0] == '*')
		set_actions(p, 0, IDENTIFIER_KIND_COUNT - 1, s, a);
	else if (k == IDENTIFIER_KIND_COUNT)
		return error_set(e, "no such kind of identifier");
	else
		set_actions(p, k, k, s, a);
	return 0;
}

static int
read_actions(const json_t *value, struct profile *p, struct error *e)
{
	const char *key;
	json_t *item;

	if (!json_is_object(value) || json_object_get(value, "*") == NULL)
		return error_set(e, "no \"*\", the action of kinds not named");
	json_object_foreach ((json_t *)(uintptr_t)value, key, item) {
		if (read_action(key, item, p, e) == -1)
			return error_prefix(e, "%.40s", key);
	}
	return 0;
}

static int
read_text(const json_t *value, struct profile *p, struct error *e)
{
	static const char *const words[] = {[PROFILE_BY_LABEL] = "labels",
	    [PROFILE_BY_DECISION] = "decision",
	    [PROFILE_ALL_TEXT] = "all"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_is(string_span(value), words[i])) {
			p->text = (enum profile_text)i;
			return 0;
		}
	return error_set(e, "none of labels, decision, all");
}

static int
read_bool(const json_t *value, bool *to, struct error *e)
{
	if (!json_is_boolean(value))
		return error_set(e, "neither true nor false");
	*to = json_is_true(value);
	return 0;
}

static int
read_member(
    const char *key, const json_t *value, struct profile *p, struct error *e)
{
	if (strcmp(key, "name") == 0)
		return read_string(value, &p->name, e);
	if (strcmp(key, "citation") == 0)
		return read_string(value, &p->citation, e);
	if (strcmp(key, "marker") == 0)
		return read_string(value, &p->marker, e);
	if (strcmp(key, "text") == 0)
		return read_text(value, p, e);
	if (strcmp(key, "labels") == 0)
		return read_labels(value, &p->labels, e);
	if (strcmp(key, "protected_labels") == 0)
		return read_labels(value, &p->protected_labels, e);
	if (strcmp(key, "request_labels") == 0)
		return read_labels(value, &p->request_labels, e);
	if (strcmp(key, "psychotherapy_only") == 0)
		return read_bool(value, &p->psychotherapy_only, e);
	if (strcmp(key, "addendum") == 0)
		return read_bool(value, &p->addendum, e);
	if (strcmp(key, "keep_towns") == 0)
		return read_bool(value, &p->keep_towns, e);
	if (strcmp(key, "identifiers") == 0)
		return read_actions(value, p, e);
	if (strcmp(key, "members") == 0)
		return read_members(value, p, e);
	return error_set(e, "not a member of a profile");
}

static void
add_member(struct profile *p, struct span name)
{
	p->members =
	    alloc_resize(p->members, p->member_count + 1, sizeof(*p->members));
	p->members[p->member_count++] = alloc_string_len(name.bytes, name.len);
}

/* What the law says of the filter that a row names.  The pipe's own members
 * stay, and of a section what the law calls a section. */
static int
complete(struct profile *p, const struct law *l, struct error *e)
{
	static const char *const own[] = {"record", "state", "classification",
	    "decision", "redaction", "trail"};
	const struct field_filter *f = law_field_filter(l, span_of(p->name));
	size_t i;

	if (f == NULL)
		return error_set(e, "name: no such filter in the rules");
	p->citation = alloc_string_len(f->citation.bytes, f->citation.len);
	p->labels = f->labels;
	p->protected_labels = f->labels & ~f->chart_only;
	p->request_labels = f->on_request;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		add_member(p, span_of(own[i]));
	for (i = 0; i < f->members.count; i++)
		if (!span_is(f->members.at[i], "sections"))
			add_member(p, f->members.at[i]);
	/* Without text to show, its markers stay. */
	add_member(p, span_of("sections.title"));
	add_member(p, span_of("sections.text"));
	return 0;
}

static int
read_row(
    const json_t *row, struct profile *p, const struct law *l, struct error *e)
{
	static const char *const required[] = {
	    "name", "identifiers", "citation", "text", "members"};
	const char *key;
	json_t *value;
	size_t i;

	if (!json_is_object(row))
		return error_set(e, "not an object");
	json_object_foreach ((json_t *)(uintptr_t)row, key, value) {
		if (read_member(key, value, p, e) == -1)
			return error_prefix(e, "%.40s", key);
	}
	for (i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
		if (i == 2 && l != NULL && json_object_get(row, "text") == NULL)
			return complete(p, l, e);
		if (json_object_get(row, required[i]) == NULL)
			return error_set(e, "%s: missing", required[i]);
	}
	return 0;
}

static struct profile *
rows_add(
    struct rows *rows, const json_t *row, const struct law *l, struct error *e)
{
	struct profile *p = alloc_zeroed(1, sizeof(*p));

	if (read_row(row, p, l, e) == -1 ||
	    (rows_find(rows, span_of(p->name)) != NULL &&
		error_set(e, "name: stands twice") == -1)) {
		profile_free(p);
		return NULL;
	}
	rows->at = alloc_resize(rows->at, rows->count + 1, sizeof(*rows->at));
	rows->at[rows->count++] = p;
	return p;
}

static int
read_rows(const json_t *all, const char *name, struct rows *rows,
    const struct law *l, struct error *e)
{
	const json_t *list = json_object_get(all, name), *row;
	size_t i;

	if (!json_is_array(list))
		return error_set(e, "%s: not an array", name);
	json_array_foreach (list, i, row) {
		if (rows_add(rows, row, l, e) == NULL)
			return error_prefix(e, "%s[%zu]", name, i);
	}
	return 0;
}

static json_t *
load(const void *bytes, size_t len, struct error *e)
{
	json_error_t why;
	json_t *all = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &why);

	if (all == NULL)
		error_set(
		    e, "line %d, column %d: not JSON", why.line, why.column);
	return all;
}

static void
make_digest(struct profiles *ps, const void *bytes, size_t len)
{
	struct digest d;
	char before[DIGEST_HEX];

	memcpy(before, ps->digest, sizeof(before));
	digest_start(&d);
	digest_add_sized(&d, before, strlen(before));
	digest_add_sized(&d, bytes, len);
	digest_end_hex(&d, ps->digest);
}

/* A filter that an overlay brings takes the identifiers out that the general
 * minimum takes out. */
static int
add_filters_of_overlays(
    const json_t *all, struct rows *rows, const struct law *l, struct error *e)
{
	const json_t *row, *minimum = NULL;
	const struct field_filter *f;
	size_t i, count;
	json_t *made;
	int got = 0;

	json_array_foreach (json_object_get(all, "filters"), i, row) {
		if (span_is(
			string_span(json_object_get(row, "name")), "MINIMUM"))
			minimum = json_object_get(row, "identifiers");
	}
	f = law_field_filters(l, &count);
	for (i = 0; i < count && got == 0; i++) {
		if (rows_find(rows, f[i].name) != NULL)
			continue;
		made = json_pack("{s:s%, s:O}", "name", f[i].name.bytes,
		    f[i].name.len, "identifiers", (json_t *)(uintptr_t)minimum);
		if (rows_add(rows, made, l, e) == NULL)
			got = error_prefix(e, "field filter");
		json_decref(made);
	}
	return got;
}

struct profiles *
profiles_open(const struct law *l, struct error *e)
{
	struct profiles *ps = alloc_zeroed(1, sizeof(*ps));
	json_t *all = load(redact_profiles, redact_profiles_len, e);

	if (all == NULL ||
	    read_rows(all, "profiles", &ps->profiles, NULL, e) == -1 ||
	    read_rows(all, "filters", &ps->filters, l, e) == -1 ||
	    add_filters_of_overlays(all, &ps->filters, l, e) == -1 ||
	    read_rows(all, "roles", &ps->roles, NULL, e) == -1) {
		error_prefix(e, "profiles");
		profiles_free(ps);
		ps = NULL;
	} else {
		make_digest(ps, redact_profiles, redact_profiles_len);
	}
	json_decref(all);
	return ps;
}

void
profiles_free(struct profiles *ps)
{
	if (ps == NULL)
		return;
	rows_free(&ps->profiles);
	rows_free(&ps->filters);
	rows_free(&ps->roles);
	free(ps);
}

const struct profile *
profiles_add_file(struct profiles *ps, const char *path, struct error *e)
{
	struct buf b = {0};
	struct profile *p = NULL;
	json_t *row = NULL;

	if (file_read(path, PROFILE_FILE_LIMIT, &b, e) == 0) {
		row = load(b.bytes, b.len, e);
		if (row != NULL)
			p = rows_add(&ps->profiles, row, NULL, e);
		if (p != NULL)
			make_digest(ps, b.bytes, b.len);
		else
			error_prefix(e, "%s", path);
	}
	json_decref(row);
	buf_free(&b);
	return p;
}

const struct profile *
profiles_find(const struct profiles *ps, struct span name)
{
	return rows_find(&ps->profiles, name);
}

const struct profile *
profiles_find_filter(const struct profiles *ps, struct span name)
{
	return rows_find(&ps->filters, name);
}

const struct profile *
profiles_find_role(const struct profiles *ps, struct span name)
{
	return rows_find(&ps->roles, name);
}

const char *
profiles_digest(const struct profiles *ps)
{
	return ps->digest;
}

bool
profile_identifies(const struct profile *p)
{
	enum identifier_kind k;
	enum subject s;

	for (k = 0; k < IDENTIFIER_KIND_COUNT; k++)
		for (s = 0; s < SUBJECT_COUNT; s++)
			if (p->actions[k][s] != IDENTIFIER_KEEP)
				return true;
	return false;
}

bool
profile_needs_key(const struct profile *p)
{
	enum identifier_kind k;
	enum subject s;

	for (k = 0; k < IDENTIFIER_KIND_COUNT; k++)
		for (s = 0; s < SUBJECT_COUNT; s++)
			if (p->actions[k][s] == IDENTIFIER_PSEUDONYM ||
			    p->actions[k][s] == IDENTIFIER_SHIFT)
				return true;
	return false;
}
