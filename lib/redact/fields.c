#include <string.h>

#include "redact/work.h"

/* The least that any of the filters in force lets stay. */
enum member_verdict
fields_verdict(const struct work *w, const char *path)
{
	enum member_verdict v = MEMBER_STAYS, other;
	size_t i;

	if (w->filter_count == 0)
		return profile_member(w->profile, path);
	for (i = 0; i < w->filter_count; i++) {
		other = profile_member(w->filters[i], path);
		if (other < v)
			v = other;
	}
	/* These would name what was withheld. */
	if (w->part2_withheld &&
	    (strcmp(path, "part2") == 0 || strcmp(path, "codes") == 0 ||
		strcmp(path, "security_labels") == 0))
		return MEMBER_GOES;
	return v;
}

static const char *
citation(const struct work *w)
{
	return w->filter_count > 0 ? w->filters[0]->citation
				   : w->profile->citation;
}

static const char *
code(const struct work *w)
{
	return w->filter_count > 0 ? w->filters[0]->name : w->profile->name;
}

void
fields_add(struct work *w, const char *path, struct value value)
{
	struct removed_field *grown;
	size_t n = w->after.field_count;
	/* Where these stood is nobody's business outside the practice. */
	bool told = strcmp(path, "part2") != 0 &&
		    strcmp(path, "security_labels") != 0 &&
		    strcmp(path, "codes") != 0;
	const char *shown = told ? path : "other";

	withheld_add_field(w, path, value);
	if (!told && n > 0 && span_is(w->after.fields[n - 1].path, "other"))
		return;
	/* Few: the array grows by one. */
	grown =
	    arena_grown(w->arena, w->after.fields, n, n + 1, sizeof(*grown));
	grown[n].path = (struct span){
	    arena_string(w->arena, shown, strlen(shown)), strlen(shown)};
	grown[n].code = span_of(told ? code(w) : "other");
	grown[n].citation = span_of(told ? citation(w) : "45 CFR 164.502(b)");
	w->after.fields = grown;
	w->after.field_count = n + 1;
}

static void
add_raw_key(struct buf *out, struct span key)
{
	if (out->bytes[out->len - 1] != '{')
		buf_add_byte(out, ',');
	buf_add_byte(out, '"');
	buf_add(out, key.bytes, key.len);
	buf_add_string(out, "\":");
}

/* PARENT and a dot before the key, its escapes decoded; PARENT may be NULL. */
static const char *
make_path(struct work *w, const char *parent, struct span key)
{
	size_t len = parent == NULL ? 0 : strlen(parent) + 1;
	char *path = arena_bytes(w->arena, len + key.len + 1);

	if (parent != NULL) {
		memcpy(path, parent, len - 1);
		path[len - 1] = '.';
	}
	len += text_decode(key, path + len);
	path[len] = '\0';
	return path;
}

/* NAME is the last of PATH.  No name that is listed has a dot: one that has is
 * not what it looks like. */
static enum member_verdict
judge(const struct work *w, const char *path, const char *name, struct value v)
{
	enum member_verdict verdict = fields_verdict(w, path);

	if (verdict == MEMBER_STAYS && !w->profile->all_members &&
	    strchr(name, '.') != NULL)
		return MEMBER_GOES;
	if (verdict == MEMBER_SOME_STAY && v.type != SCAN_OBJECT &&
	    v.type != SCAN_ARRAY)
		return MEMBER_GOES;
	return verdict;
}

static void copy_some(
    struct work *w, const char *path, struct value v, struct buf *out);

/* Of an array, its objects, each without the members that go. */
static void
copy_elements(
    struct work *w, const char *path, struct value array, struct buf *out)
{
	struct cursor c;
	struct value v;
	bool first = true;

	buf_add_byte(out, '[');
	cursor_open(&c, array);
	while (cursor_next(&c, NULL, &v)) {
		if (v.type != SCAN_OBJECT) {
			fields_add(w, path, v);
			continue;
		}
		if (!first)
			buf_add_byte(out, ',');
		first = false;
		copy_some(w, path, v, out);
	}
	buf_add_byte(out, ']');
}

/* Copies an object or array without the members that go. */
static void
copy_some(
    struct work *w, const char *path, struct value object, struct buf *out)
{
	struct cursor c;
	struct span key;
	struct value v;
	const char *below;

	if (object.type == SCAN_ARRAY) {
		copy_elements(w, path, object, out);
		return;
	}
	buf_add_byte(out, '{');
	cursor_open(&c, object);
	while (cursor_next(&c, &key, &v)) {
		below = make_path(w, path, key);
		switch (judge(w, below, below + strlen(path) + 1, v)) {
		case MEMBER_GOES:
			fields_add(w, below, v);
			break;
		case MEMBER_SOME_STAY:
			add_raw_key(out, key);
			copy_some(w, below, v, out);
			break;
		case MEMBER_STAYS:
			add_raw_key(out, key);
			buf_add(out, v.json.bytes, v.json.len);
			break;
		}
	}
	buf_add_byte(out, '}');
}

static void
set_some(struct work *w, const char *path, struct value v)
{
	struct buf some = {0};
	size_t before = w->after.field_count;

	copy_some(w, path, v, &some);
	if (w->after.field_count != before)
		record_set(w->record, path, some.bytes, some.len);
	buf_wipe(&some);
	buf_free(&some);
}

void
fields_remove(struct work *w)
{
	struct member m;
	const char *path;
	size_t i;

	for (i = 0; record_at(w->record, i, &m); i++) {
		path = make_path(w, NULL, m.key);
		switch (judge(w, path, path, m.value)) {
		case MEMBER_GOES:
			fields_add(w, path, m.value);
			record_remove(w->record, path);
			break;
		case MEMBER_SOME_STAY:
			set_some(w, path, m.value);
			break;
		case MEMBER_STAYS:
			break;
		}
	}
}
