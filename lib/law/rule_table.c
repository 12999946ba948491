/* Codes, field filters, the reach of scopes, remarks. */
#include <string.h>

#include "law/rule_read.h"

static int
read_code(struct rule_reader *r, const json_t *object, struct code *c)
{
	static const char *const names[] = {"code", "name", "text", "citation",
	    "when", "unless", "kind", "of", "document", "watch", NULL};
	struct span word;

	r->id = NULL;
	if (rule_text(r, object, "code", true, &c->code) == -1)
		return -1;
	r->id = c->code.bytes;
	if (rule_only(r, object, names, "code") == -1 ||
	    rule_text(r, object, "name", true, &c->name) == -1 ||
	    rule_text(r, object, "text", true, &c->text) == -1 ||
	    rule_text(r, object, "citation", true, &c->citation) == -1 ||
	    rule_flag(r, object, "document", &c->document) == -1 ||
	    rule_text(r, object, "watch", true, &c->watch) == -1 ||
	    rule_condition(r, object, "when", &c->when) == -1 ||
	    rule_condition(r, object, "unless", &c->unless) == -1 ||
	    rule_text(r, object, "kind", true, &word) == -1)
		return -1;
	c->review = span_is(word, "review");
	if (!c->review && !span_is(word, "defect"))
		return rule_fail(r, "kind", "neither defect nor review");
	if (c->when.count == 0)
		return rule_fail(r, "when", "missing");
	if (rule_text(r, object, "of", true, &word) == -1)
		return -1;
	if (span_is(word, "authorization"))
		c->whose = CODES_AUTHORIZATION;
	else if (span_is(word, "part2.consent"))
		c->whose = CODES_PART2;
	else
		return rule_fail(
		    r, "of", "neither authorization nor part2.consent");
	return 0;
}

int
rule_codes(struct rule_reader *r, const json_t *codes)
{
	struct law *l = r->law;
	size_t i, n = json_array_size(codes);
	struct code *all;

	if (codes == NULL)
		return 0;
	if (!json_is_array(codes) || l->code_count + n > CODE_MAX)
		return rule_fail(r, "codes", "not an array, or too many");
	all = arena_grown(&l->arena, l->codes, l->code_count, l->code_count + n,
	    sizeof(*all));
	for (i = 0; i < n; i++)
		if (read_code(r, json_array_get(codes, i),
			&all[l->code_count + i]) == -1)
			return -1;
	r->id = NULL;
	l->codes = all;
	l->code_count += n;
	return 0;
}

static int
read_labels(const struct rule_reader *r, const json_t *object, const char *name,
    label_set *out)
{
	struct texts words;
	enum label label;
	size_t i;

	if (rule_texts(r, object, name, &words) == -1)
		return -1;
	*out = 0;
	for (i = 0; i < words.count; i++) {
		label = label_find(words.at[i]);
		if (label == LABEL_NONE)
			return rule_fail(r, name, "not a label");
		*out |= LABEL_BIT(label);
	}
	return 0;
}

static const struct field_filter *
filter_find(const struct field_filter *all, size_t count, struct span name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (span_equal(all[i].name, name))
			return &all[i];
	return NULL;
}

int
rule_filters(struct rule_reader *r, const json_t *filters)
{
	static const char *const names[] = {"name", "citation", "labels",
	    "on_request", "chart_only", "fields", "members", NULL};
	struct law *l = r->law;
	size_t i, n = json_array_size(filters);
	struct field_filter *all, *f;
	const json_t *object;

	if (filters == NULL)
		return 0;
	if (!json_is_array(filters))
		return rule_fail(r, "field_filters", "not an array");
	all = arena_grown(&l->arena, l->filters, l->filter_count,
	    l->filter_count + n, sizeof(*all));
	for (i = 0; i < n; i++) {
		f = &all[l->filter_count + i];
		object = json_array_get(filters, i);
		r->id = NULL;
		if (rule_text(r, object, "name", true, &f->name) == -1)
			return -1;
		r->id = f->name.bytes;
		if (filter_find(all, l->filter_count + i, f->name) != NULL)
			return rule_fail(r, "name", "it stands twice");
		if (rule_only(r, object, names, "field filter") == -1 ||
		    rule_text(r, object, "citation", true, &f->citation) ==
			-1 ||
		    read_labels(r, object, "labels", &f->labels) == -1 ||
		    read_labels(r, object, "on_request", &f->on_request) ==
			-1 ||
		    read_labels(r, object, "chart_only", &f->chart_only) ==
			-1 ||
		    rule_texts(r, object, "fields", &f->fields) == -1 ||
		    rule_texts(r, object, "members", &f->members) == -1)
			return -1;
	}
	r->id = NULL;
	l->filters = all;
	l->filter_count += n;
	return 0;
}

/* {"PROG": ["PROG", "INTEG"]}: an authorization's scope PROG reaches both. */
int
rule_covers(struct rule_reader *r, const json_t *covers)
{
	const struct slot *scopes =
	    &r->law->vocabulary.slots[PREDICATE_AUTH_SCOPE];
	const json_t *classes;
	enum content c;
	uint64_t bit;
	size_t i;
	void *at;

	if (covers != NULL && !json_is_object(covers))
		return rule_fail(r, "scope_covers", "not an object");
	for (at = json_object_iter((json_t *)(uintptr_t)covers); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)covers, at)) {
		bit = slot_word(scopes, span_of(json_object_iter_key(at)));
		if (bit == SLOT_OTHER)
			return rule_fail(r, "scope_covers", "not a scope");
		classes = json_object_iter_value(at);
		if (!json_is_array(classes))
			return rule_fail(
			    r, "scope_covers", "not an array of classes");
		for (i = 0; i < json_array_size(classes); i++) {
			c = content_find(span_of(
			    json_string_value(json_array_get(classes, i))));
			if (c == CONTENT_COUNT)
				return rule_fail(
				    r, "scope_covers", "not a class");
			r->law->covers[c] |= bit;
		}
	}
	return 0;
}

static int
read_remark(struct rule_reader *r, const json_t *object, struct remark *out)
{
	static const char *const names[] = {
	    "id", "citation", "text", "when", "unless", NULL};

	r->id = NULL;
	if (rule_text(r, object, "id", true, &out->id) == -1)
		return -1;
	r->id = out->id.bytes;
	if (rule_only(r, object, names, "remark") == -1 ||
	    rule_text(r, object, "citation", true, &out->citation) == -1 ||
	    rule_text(r, object, "text", true, &out->text) == -1 ||
	    rule_condition(r, object, "when", &out->when) == -1)
		return -1;
	return rule_condition(r, object, "unless", &out->unless);
}

int
rule_remarks(struct rule_reader *r, const json_t *remarks)
{
	struct law *l = r->law;
	size_t i, n = json_array_size(remarks);
	struct remark *all;

	if (remarks == NULL)
		return 0;
	if (!json_is_array(remarks) || l->remark_count > 0)
		return rule_fail(r, "remarks", "not an array, or twice");
	all = arena_zeroed(&l->arena, n, sizeof(*all));
	for (i = 0; i < n; i++)
		if (read_remark(r, json_array_get(remarks, i), &all[i]) == -1)
			return -1;
	r->id = NULL;
	l->remarks = all;
	l->remark_count = n;
	return 0;
}
