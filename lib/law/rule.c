#include "law/rule.h"

#include <stdlib.h>
#include <string.h>

/* The file being read, for messages: "il.json: IL-2: citation: missing". */
struct reader {
	struct law *law;
	const char *file;
	const char *id; /* of the row, NULL: none yet */
	bool overlay;
	struct span attested;
	struct error *e;
};

static int
fail(const struct reader *r, const char *member, const char *what)
{
	if (r->id == NULL)
		return error_set(r->e, "%s: %s: %s", r->file, member, what);
	return error_set(r->e, "%s: %s: %s: %s", r->file, r->id, member, what);
}

static struct span
keep(const struct reader *r, const char *text)
{
	return span_of(arena_string(&r->law->arena, text, strlen(text)));
}

static int
only_members(const struct reader *r, const json_t *object,
    const char *const *names, const char *what)
{
	const char *key;
	size_t i;
	void *at;

	if (!json_is_object(object))
		return fail(r, what, "not an object");
	for (at = json_object_iter((json_t *)(uintptr_t)object); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		key = json_object_iter_key(at);
		for (i = 0; names[i] != NULL; i++)
			if (strcmp(names[i], key) == 0)
				break;
		if (names[i] == NULL)
			return fail(r, what, "has a member that is not known");
	}
	return 0;
}

static int
read_text(const struct reader *r, const json_t *object, const char *name,
    bool required, struct span *out)
{
	const json_t *v = json_object_get(object, name);

	*out = (struct span){NULL, 0};
	if (v == NULL)
		return required ? fail(r, name, "missing") : 0;
	if (!json_is_string(v) || json_string_length(v) == 0)
		return fail(r, name, "not a text");
	*out = keep(r, json_string_value(v));
	return 0;
}

static int
read_texts(const struct reader *r, const json_t *object, const char *name,
    struct texts *out)
{
	const json_t *v = json_object_get(object, name);
	struct span *at;
	size_t i;

	*out = (struct texts){NULL, 0};
	if (v == NULL)
		return 0;
	if (!json_is_array(v))
		return fail(r, name, "not an array");
	out->count = json_array_size(v);
	at = arena_zeroed(&r->law->arena, out->count + 1, sizeof(*at));
	out->at = at;
	for (i = 0; i < out->count; i++) {
		if (!json_is_string(json_array_get(v, i)))
			return fail(r, name, "not an array of texts");
		at[i] = keep(r, json_string_value(json_array_get(v, i)));
	}
	return 0;
}

static int
read_condition(const struct reader *r, const json_t *object, const char *name,
    struct condition *c)
{
	const json_t *v = json_object_get(object, name);

	if (condition_read(c, v, &r->law->vocabulary, &r->law->arena, r->e) ==
	    -1) {
		error_prefix(r->e, "%s: %s: %s", r->file,
		    r->id == NULL ? "row" : r->id, name);
		return -1;
	}
	return 0;
}

static int
read_verified(const struct reader *r, const json_t *object, struct span *out)
{
	static const char *const marks[] = {
	    "P", "PS", "S", "M", "policy", "reasoning"};
	size_t i;

	if (read_text(r, object, "verified", true, out) == -1)
		return -1;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_is(*out, marks[i]))
			return 0;
	return fail(r, "verified", "neither P, PS, S, M, policy nor reasoning");
}

/* "any" stands alone and is every word, known or not. */
static int
read_words(const struct reader *r, const json_t *object, const char *name,
    enum predicate predicate, uint64_t *out)
{
	const struct slot *s = &r->law->vocabulary.slots[predicate];
	const json_t *v = json_object_get(object, name);
	const char *word;
	uint64_t bit;
	size_t i;

	if (!json_is_array(v) || json_array_size(v) == 0)
		return fail(
		    r, name, v == NULL ? "missing" : "not an array of words");
	*out = 0;
	for (i = 0; i < json_array_size(v); i++) {
		word = json_string_value(json_array_get(v, i));
		if (word == NULL)
			return fail(r, name, "not an array of words");
		if (strcmp(word, "any") == 0 && json_array_size(v) == 1) {
			*out = UINT64_MAX;
			return 0;
		}
		bit = slot_word(s, span_of(word));
		if (bit == SLOT_OTHER)
			return fail(r, name,
			    "a word that the vocabulary does not have");
		*out |= bit;
	}
	return 0;
}

static int
read_outcome(const struct reader *r, const json_t *object, const char *name,
    enum outcome *out)
{
	struct span word;

	if (read_text(r, object, name, true, &word) == -1)
		return -1;
	*out = outcome_find(word);
	return *out == OUTCOME_COUNT ? fail(r, name, "not an outcome") : 0;
}

static int
read_layer(const struct reader *r, const json_t *object, enum layer otherwise,
    enum layer *out)
{
	static const char *const names[] = {
	    [LAYER_GATE] = "gate",
	    [LAYER_PART2] = "part2",
	    [LAYER_RESTRICTION] = "restriction",
	    [LAYER_HIPAA] = "hipaa",
	    [LAYER_STATE] = "state",
	};
	struct span word;
	int i;

	if (read_text(r, object, "layer", false, &word) == -1)
		return -1;
	*out = otherwise;
	if (word.bytes == NULL)
		return otherwise == LAYER_COUNT ? fail(r, "layer", "missing")
						: 0;
	for (i = 0; i < LAYER_COUNT; i++)
		if (span_is(word, names[i]))
			break;
	if (i == LAYER_COUNT)
		return fail(r, "layer", "not a layer");
	*out = (enum layer)i;
	return 0;
}

static int
read_accounting(
    const struct reader *r, const json_t *object, enum accounting *out)
{
	struct span word;

	if (read_text(r, object, "accounting", false, &word) == -1)
		return -1;
	*out = ACCOUNTING_NONE;
	if (word.bytes == NULL)
		return 0;
	if (span_is(word, "required"))
		*out = ACCOUNTING_REQUIRED;
	else if (span_is(word, "exempt"))
		*out = ACCOUNTING_EXEMPT;
	else
		return fail(r, "accounting", "neither required nor exempt");
	return 0;
}

static int
read_codes_of(const struct reader *r, const json_t *object, unsigned *out)
{
	struct texts whose;
	size_t i;

	if (read_texts(r, object, "codes", &whose) == -1)
		return -1;
	*out = 0;
	for (i = 0; i < whose.count; i++) {
		if (span_is(whose.at[i], "authorization"))
			*out |= CODES_AUTHORIZATION;
		else if (span_is(whose.at[i], "part2.consent"))
			*out |= CODES_PART2;
		else
			return fail(r, "codes",
			    "neither authorization nor part2.consent");
	}
	return 0;
}

static int
read_flag(
    const struct reader *r, const json_t *object, const char *name, bool *out)
{
	const json_t *v = json_object_get(object, name);

	*out = json_is_true(v);
	if (v != NULL && !json_is_boolean(v))
		return fail(r, name, "neither true nor false");
	return 0;
}

static int
read_answer(const struct reader *r, const json_t *object, struct row *row)
{
	if (read_outcome(r, object, "outcome", &row->outcome) == -1 ||
	    read_accounting(r, object, &row->accounting) == -1 ||
	    read_text(r, object, "field_filter", false, &row->field_filter) ==
		-1 ||
	    read_texts(r, object, "obligations", &row->obligations) == -1 ||
	    read_codes_of(r, object, &row->codes) == -1)
		return -1;
	row->curable = json_object_get(object, "with_authorization") != NULL;
	if (!row->curable)
		return 0;
	row->codes |= CODES_AUTHORIZATION;
	if (read_outcome(r, object, "with_authorization",
		&row->with_authorization) == -1)
		return -1;
	if (row->outcome != OUTCOME_NEEDS_AUTHORIZATION)
		return fail(
		    r, "with_authorization", "of a row that does not need one");
	return 0;
}

static int
read_row(
    struct reader *r, const json_t *object, enum layer layer, struct row *row)
{
	static const char *const names[] = {"id", "citation", "verified",
	    "text", "cure", "layer", "gate", "purpose", "requester", "class",
	    "when", "unless", "otherwise", "outcome", "with_authorization",
	    "field_filter", "accounting", "obligations", "codes", "instead_of",
	    NULL};
	const json_t *gate = json_object_get(object, "gate");

	r->id = NULL;
	if (read_text(r, object, "id", true, &row->id) == -1)
		return -1;
	r->id = row->id.bytes;
	if (only_members(r, object, names, "row") == -1 ||
	    read_text(r, object, "citation", true, &row->citation) == -1 ||
	    read_verified(r, object, &row->verified) == -1 ||
	    read_text(r, object, "text", true, &row->text) == -1 ||
	    read_text(r, object, "cure", false, &row->cure) == -1 ||
	    read_layer(r, object, layer, &row->layer) == -1 ||
	    read_flag(r, object, "otherwise", &row->otherwise) == -1 ||
	    read_words(r, object, "purpose", PREDICATE_PURPOSE,
		&row->purposes) == -1 ||
	    read_words(r, object, "requester", PREDICATE_REQUESTER_TYPE,
		&row->requesters) == -1 ||
	    read_words(r, object, "class", PREDICATE_NOTE_CLASS,
		&row->classes) == -1 ||
	    read_condition(r, object, "when", &row->when) == -1 ||
	    read_condition(r, object, "unless", &row->unless) == -1 ||
	    read_answer(r, object, row) == -1)
		return -1;
	if ((gate != NULL) != (row->layer == LAYER_GATE) ||
	    (gate != NULL && !json_is_integer(gate)))
		return fail(r, "gate", "a number, and of a gate alone");
	if (r->overlay && row->layer != LAYER_STATE)
		return fail(
		    r, "layer", "an overlay has rows of its state alone");
	row->gate = (int)json_integer_value(gate);
	row->instead_names = json_object_get(object, "instead_of");
	row->attested = r->attested;
	return 0;
}

static int
read_rows(
    struct reader *r, const json_t *rows, enum layer layer, struct row_set *set)
{
	size_t i, n = json_array_size(rows);
	struct row *all;

	if (rows == NULL)
		return 0;
	if (!json_is_array(rows))
		return fail(r, "rows", "not an array");
	all = arena_zeroed(&r->law->arena, set->count + n + 1, sizeof(*all));
	if (set->count > 0)
		memcpy(all, set->rows, set->count * sizeof(*all));
	for (i = 0; i < n; i++)
		if (read_row(r, json_array_get(rows, i), layer,
			&all[set->count + i]) == -1)
			return -1;
	r->id = NULL;
	set->rows = all;
	set->count += n;
	return 0;
}

static int
read_code(struct reader *r, const json_t *object, struct code *c)
{
	static const char *const names[] = {"code", "name", "text", "citation",
	    "when", "unless", "kind", "of", "document", NULL};
	struct span word;

	r->id = NULL;
	if (read_text(r, object, "code", true, &c->code) == -1)
		return -1;
	r->id = c->code.bytes;
	if (only_members(r, object, names, "code") == -1 ||
	    read_text(r, object, "name", true, &c->name) == -1 ||
	    read_text(r, object, "text", true, &c->text) == -1 ||
	    read_text(r, object, "citation", true, &c->citation) == -1 ||
	    read_flag(r, object, "document", &c->document) == -1 ||
	    read_condition(r, object, "when", &c->when) == -1 ||
	    read_condition(r, object, "unless", &c->unless) == -1 ||
	    read_text(r, object, "kind", true, &word) == -1)
		return -1;
	c->review = span_is(word, "review");
	if (!c->review && !span_is(word, "defect"))
		return fail(r, "kind", "neither defect nor review");
	if (c->when.count == 0)
		return fail(r, "when", "missing");
	if (read_text(r, object, "of", true, &word) == -1)
		return -1;
	if (span_is(word, "authorization"))
		c->whose = CODES_AUTHORIZATION;
	else if (span_is(word, "part2.consent"))
		c->whose = CODES_PART2;
	else
		return fail(r, "of", "neither authorization nor part2.consent");
	return 0;
}

static int
read_codes(struct reader *r, const json_t *codes)
{
	struct law *l = r->law;
	size_t i, n = json_array_size(codes);
	struct code *all;

	if (codes == NULL)
		return 0;
	if (!json_is_array(codes) || l->code_count + n > CODE_MAX)
		return fail(r, "codes", "not an array, or too many");
	all = arena_zeroed(&l->arena, l->code_count + n + 1, sizeof(*all));
	if (l->code_count > 0)
		memcpy(all, l->codes, l->code_count * sizeof(*all));
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
read_labels(const struct reader *r, const json_t *object, const char *name,
    label_set *out)
{
	struct texts words;
	enum label label;
	size_t i;

	if (read_texts(r, object, name, &words) == -1)
		return -1;
	*out = 0;
	for (i = 0; i < words.count; i++) {
		label = label_find(words.at[i]);
		if (label == LABEL_NONE)
			return fail(r, name, "not a label");
		*out |= LABEL_BIT(label);
	}
	return 0;
}

static int
read_filters(struct reader *r, const json_t *filters)
{
	static const char *const names[] = {"name", "citation", "labels",
	    "on_request", "chart_only", "fields", "members", NULL};
	struct law *l = r->law;
	size_t i, n = json_array_size(filters);
	struct field_filter *all, *f;
	const json_t *object;

	if (filters == NULL)
		return 0;
	all = arena_zeroed(&l->arena, l->filter_count + n + 1, sizeof(*all));
	if (l->filter_count > 0)
		memcpy(all, l->filters, l->filter_count * sizeof(*all));
	for (i = 0; i < n; i++) {
		f = &all[l->filter_count + i];
		object = json_array_get(filters, i);
		r->id = NULL;
		if (read_text(r, object, "name", true, &f->name) == -1)
			return -1;
		r->id = f->name.bytes;
		if (only_members(r, object, names, "field filter") == -1 ||
		    read_text(r, object, "citation", true, &f->citation) ==
			-1 ||
		    read_labels(r, object, "labels", &f->labels) == -1 ||
		    read_labels(r, object, "on_request", &f->on_request) ==
			-1 ||
		    read_labels(r, object, "chart_only", &f->chart_only) ==
			-1 ||
		    read_texts(r, object, "fields", &f->fields) == -1 ||
		    read_texts(r, object, "members", &f->members) == -1)
			return -1;
	}
	r->id = NULL;
	l->filters = all;
	l->filter_count += n;
	return 0;
}

/* {"PROG": ["PROG", "INTEG"]}: an authorization's scope PROG reaches both. */
static int
read_covers(struct reader *r, const json_t *covers)
{
	const struct slot *scopes =
	    &r->law->vocabulary.slots[PREDICATE_AUTH_SCOPE];
	enum content c;
	const char *word;
	uint64_t bit;
	size_t i;
	void *at;

	for (at = json_object_iter((json_t *)(uintptr_t)covers); at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)covers, at)) {
		bit = slot_word(scopes, span_of(json_object_iter_key(at)));
		if (bit == SLOT_OTHER)
			return fail(r, "scope_covers", "not a scope");
		for (i = 0; i < json_array_size(json_object_iter_value(at));
		     i++) {
			word = json_string_value(
			    json_array_get(json_object_iter_value(at), i));
			c = content_find(span_of(word));
			if (c == CONTENT_COUNT)
				return fail(r, "scope_covers", "not a class");
			r->law->covers[c] |= bit;
		}
	}
	return 0;
}

struct state *
law_state(const struct law *l, struct span name)
{
	size_t i;

	for (i = 0; i < l->state_count; i++)
		if (span_equal(l->states[i].name, name))
			return &l->states[i];
	return NULL;
}

static struct state *
state_add(struct reader *r, struct span name)
{
	struct law *l = r->law;
	struct state *all = law_state(l, name);

	if (all != NULL)
		return all;
	all = arena_zeroed(&l->arena, l->state_count + 1, sizeof(*all));
	if (l->state_count > 0)
		memcpy(all, l->states, l->state_count * sizeof(*all));
	l->states = all;
	all[l->state_count].name = name;
	return &all[l->state_count++];
}

/* Two capitals, and not the word for "no state law". */
static bool
is_state(struct span name)
{
	return name.len == 2 && name.bytes[0] >= 'A' && name.bytes[0] <= 'Z' &&
	       name.bytes[1] >= 'A' && name.bytes[1] <= 'Z';
}

static int
read_traits(struct reader *r, const json_t *file, struct state *s)
{
	const struct slot *slot;
	struct texts traits;
	size_t i, n;

	if (read_texts(r, file, "traits", &traits) == -1)
		return -1;
	for (i = 0; i < traits.count; i++) {
		slot = vocabulary_find_in(
		    &r->law->vocabulary, "state", traits.at[i]);
		if (slot == NULL || slot->type != SLOT_BOOLEAN)
			return fail(r, "traits",
			    "a word that the vocabulary does not have");
		n = (size_t)(slot - r->law->vocabulary.slots);
		s->traits[n / 64] |= (uint64_t)1 << n % 64;
	}
	return 0;
}

/* Who answers for an overlay: "OH: A. Counsel, 2026-11-01: basis". */
static int
read_attestation(
    struct reader *r, const json_t *file, struct span state, struct span *out)
{
	struct buf text = {NULL, 0, 0};
	struct span by, on, basis;

	if (read_text(r, file, "by", true, &by) == -1 ||
	    read_text(r, file, "on", true, &on) == -1 ||
	    read_text(r, file, "basis", true, &basis) == -1)
		return -1;
	if (date_parse(on.bytes, on.len) == DATE_NONE)
		return fail(r, "on", "not a date (YYYY-MM-DD)");
	buf_addf(&text, "%s: %s, %s: %s", state.bytes, by.bytes, on.bytes,
	    basis.bytes);
	*out = keep(r, buf_string(&text));
	buf_free(&text);
	return 0;
}

static int
read_state(struct reader *r, json_t *file, struct span name)
{
	struct state *s;

	if (!is_state(name))
		return fail(r, "jurisdiction", "not a state");
	if (r->overlay && read_attestation(r, file, name, &r->attested) == -1)
		return -1;
	s = state_add(r, name);
	s->modelled = true;
	if (read_traits(r, file, s) == -1)
		return -1;
	return read_rows(
	    r, json_object_get(file, "rows"), LAYER_STATE, &s->rows);
}

static int
read_attest(struct reader *r, const json_t *file)
{
	static const char *const names[] = {
	    "record", "state", "by", "on", "basis", NULL};
	struct span name;
	struct state *s;

	if (only_members(r, file, names, "attest/1") == -1 ||
	    read_text(r, file, "state", true, &name) == -1)
		return -1;
	if (!is_state(name))
		return fail(r, "state", "not a state");
	s = state_add(r, name);
	if (s->attested.bytes != NULL)
		return fail(r, "state", "attested twice");
	return read_attestation(r, file, name, &s->attested);
}

int
rules_read(struct law *l, json_t *file, const char *name, bool overlay,
    struct error *e)
{
	static const char *const federal[] = {"jurisdiction", "layer",
	    "sources", "vocabulary", "codes", "field_filters", "scope_covers",
	    "rows", NULL};
	static const char *const state[] = {"jurisdiction", "by", "on", "basis",
	    "applies", "confidence", "sources", "vocabulary", "field_filters",
	    "traits", "rows", NULL};
	struct reader r = {l, name, NULL, overlay, {NULL, 0}, e};
	enum layer layer;
	struct span word;

	if (overlay && json_object_get(file, "record") != NULL) {
		if (read_text(&r, file, "record", true, &word) == -1)
			return -1;
		if (!span_is(word, "attest/1"))
			return fail(&r, "record", "not attest/1");
		return read_attest(&r, file);
	}
	if (read_text(&r, file, "jurisdiction", true, &word) == -1 ||
	    read_filters(&r, json_object_get(file, "field_filters")) == -1)
		return -1;
	if (overlay || json_object_get(file, "layer") == NULL) {
		if (only_members(&r, file, state, "file") == -1)
			return -1;
		return read_state(&r, file, word);
	}
	if (only_members(&r, file, federal, "file") == -1 ||
	    read_layer(&r, file, LAYER_COUNT, &layer) == -1 ||
	    read_covers(&r, json_object_get(file, "scope_covers")) == -1 ||
	    read_codes(&r, json_object_get(file, "codes")) == -1)
		return -1;
	return read_rows(&r, json_object_get(file, "rows"), layer, &l->rows);
}
