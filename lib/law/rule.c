#include "law/rule.h"

#include <stdlib.h>
#include <string.h>

#include "law/rule_read.h"

static int
read_outcome(const struct rule_reader *r, const json_t *object,
    const char *name, enum outcome *out)
{
	struct span word;

	if (rule_text(r, object, name, true, &word) == -1)
		return -1;
	*out = outcome_find(word);
	return *out == OUTCOME_COUNT ? rule_fail(r, name, "not an outcome") : 0;
}

static int
read_layer(const struct rule_reader *r, const json_t *object,
    enum layer otherwise, enum layer *out)
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

	if (rule_text(r, object, "layer", false, &word) == -1)
		return -1;
	*out = otherwise;
	if (word.bytes == NULL)
		return otherwise == LAYER_COUNT
			   ? rule_fail(r, "layer", "missing")
			   : 0;
	for (i = 0; i < LAYER_COUNT; i++)
		if (span_is(word, names[i]))
			break;
	if (i == LAYER_COUNT)
		return rule_fail(r, "layer", "not a layer");
	*out = (enum layer)i;
	return 0;
}

static int
read_accounting(
    const struct rule_reader *r, const json_t *object, enum accounting *out)
{
	struct span word;

	if (rule_text(r, object, "accounting", false, &word) == -1)
		return -1;
	*out = ACCOUNTING_NONE;
	if (word.bytes == NULL)
		return 0;
	if (span_is(word, "required"))
		*out = ACCOUNTING_REQUIRED;
	else if (span_is(word, "exempt"))
		*out = ACCOUNTING_EXEMPT;
	else
		return rule_fail(
		    r, "accounting", "neither required nor exempt");
	return 0;
}

static int
read_codes_of(const struct rule_reader *r, const json_t *object, unsigned *out)
{
	struct texts whose;
	size_t i;

	if (rule_texts(r, object, "codes", &whose) == -1)
		return -1;
	*out = 0;
	for (i = 0; i < whose.count; i++) {
		if (span_is(whose.at[i], "authorization"))
			*out |= CODES_AUTHORIZATION;
		else if (span_is(whose.at[i], "part2.consent"))
			*out |= CODES_PART2;
		else
			return rule_fail(r, "codes",
			    "neither authorization nor part2.consent");
	}
	return 0;
}

static int
read_answer(const struct rule_reader *r, const json_t *object, struct row *row)
{
	if (read_outcome(r, object, "outcome", &row->outcome) == -1 ||
	    read_accounting(r, object, &row->accounting) == -1 ||
	    rule_text(r, object, "field_filter", false, &row->field_filter) ==
		-1 ||
	    rule_texts(r, object, "obligations", &row->obligations) == -1 ||
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
		return rule_fail(
		    r, "with_authorization", "of a row that does not need one");
	return 0;
}

static int
read_row(struct rule_reader *r, const json_t *object, enum layer layer,
    struct row *row)
{
	static const char *const names[] = {"id", "citation", "verified",
	    "text", "cure", "layer", "gate", "purpose", "requester", "class",
	    "when", "unless", "otherwise", "outcome", "with_authorization",
	    "field_filter", "accounting", "obligations", "codes", "instead_of",
	    NULL};
	const json_t *gate = json_object_get(object, "gate");

	r->id = NULL;
	if (rule_text(r, object, "id", true, &row->id) == -1)
		return -1;
	r->id = row->id.bytes;
	if (rule_only(r, object, names, "row") == -1 ||
	    rule_text(r, object, "citation", true, &row->citation) == -1 ||
	    rule_verified(r, object, &row->verified) == -1 ||
	    rule_text(r, object, "text", true, &row->text) == -1 ||
	    rule_text(r, object, "cure", false, &row->cure) == -1 ||
	    read_layer(r, object, layer, &row->layer) == -1 ||
	    rule_flag(r, object, "otherwise", &row->otherwise) == -1 ||
	    rule_words(r, object, "purpose", PREDICATE_PURPOSE,
		&row->purposes) == -1 ||
	    rule_words(r, object, "requester", PREDICATE_REQUESTER_TYPE,
		&row->requesters) == -1 ||
	    rule_words(r, object, "class", PREDICATE_NOTE_CLASS,
		&row->classes) == -1 ||
	    rule_condition(r, object, "when", &row->when) == -1 ||
	    rule_condition(r, object, "unless", &row->unless) == -1 ||
	    read_answer(r, object, row) == -1)
		return -1;
	if ((gate != NULL) != (row->layer == LAYER_GATE) ||
	    (gate != NULL && !json_is_integer(gate)))
		return rule_fail(r, "gate", "a number, and of a gate alone");
	if (r->overlay && row->layer != LAYER_STATE)
		return rule_fail(
		    r, "layer", "an overlay has rows of its state alone");
	row->gate = (int)json_integer_value(gate);
	row->instead_names = json_object_get(object, "instead_of");
	if (row->instead_names != NULL && !json_is_array(row->instead_names))
		return rule_fail(r, "instead_of", "not an array");
	row->attested = r->attested;
	return 0;
}

static int
read_rows(struct rule_reader *r, const json_t *rows, enum layer layer,
    struct row_set *set)
{
	size_t i, n = json_array_size(rows);
	struct row *all;

	if (rows == NULL)
		return 0;
	if (!json_is_array(rows))
		return rule_fail(r, "rows", "not an array");
	all = arena_grown(&r->law->arena, set->rows, set->count, set->count + n,
	    sizeof(*all));
	for (i = 0; i < n; i++)
		if (read_row(r, json_array_get(rows, i), layer,
			&all[set->count + i]) == -1)
			return -1;
	r->id = NULL;
	set->rows = all;
	set->count += n;
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
state_add(struct rule_reader *r, struct span name)
{
	struct law *l = r->law;
	struct state *all = law_state(l, name);

	if (all != NULL)
		return all;
	all = arena_grown(&l->arena, l->states, l->state_count,
	    l->state_count + 1, sizeof(*all));
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
read_traits(struct rule_reader *r, const json_t *file, struct state *s)
{
	const struct slot *slot;
	struct texts traits;
	size_t i, n;

	if (rule_texts(r, file, "traits", &traits) == -1)
		return -1;
	for (i = 0; i < traits.count; i++) {
		slot = vocabulary_find_in(
		    &r->law->vocabulary, "state", traits.at[i]);
		if (slot == NULL || slot->type != SLOT_BOOLEAN)
			return rule_fail(r, "traits",
			    "a word that the vocabulary does not have");
		n = (size_t)(slot - r->law->vocabulary.slots);
		s->traits[n / 64] |= (uint64_t)1 << n % 64;
	}
	return 0;
}

/* Who answers for an overlay: "OH: A. Counsel, 2026-11-01: basis". */
static int
read_attestation(struct rule_reader *r, const json_t *file, struct span state,
    struct span *out)
{
	struct buf text = {NULL, 0, 0};
	struct span by, on, basis;

	if (rule_text(r, file, "by", true, &by) == -1 ||
	    rule_text(r, file, "on", true, &on) == -1 ||
	    rule_text(r, file, "basis", true, &basis) == -1)
		return -1;
	if (date_parse(on.bytes, on.len) == DATE_NONE)
		return rule_fail(r, "on", "not a date (YYYY-MM-DD)");
	buf_addf(&text, "%s: %s, %s: %s", state.bytes, by.bytes, on.bytes,
	    basis.bytes);
	*out = rule_keep(r, buf_string(&text));
	buf_free(&text);
	return 0;
}

static int
read_state(struct rule_reader *r, json_t *file, struct span name)
{
	struct state *s;

	if (!is_state(name))
		return rule_fail(r, "jurisdiction", "not a state");
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
read_attest(struct rule_reader *r, const json_t *file)
{
	static const char *const names[] = {
	    "record", "state", "by", "on", "basis", NULL};
	struct span name;
	struct state *s;

	if (rule_only(r, file, names, "attest/1") == -1 ||
	    rule_text(r, file, "state", true, &name) == -1)
		return -1;
	if (!is_state(name))
		return rule_fail(r, "state", "not a state");
	s = state_add(r, name);
	if (s->attested.bytes != NULL)
		return rule_fail(r, "state", "attested twice");
	return read_attestation(r, file, name, &s->attested);
}

int
rules_read(struct law *l, json_t *file, const char *name, bool overlay,
    struct error *e)
{
	static const char *const federal[] = {"jurisdiction", "layer",
	    "sources", "vocabulary", "codes", "field_filters", "scope_covers",
	    "remarks", "rows", NULL};
	static const char *const state[] = {"jurisdiction", "by", "on", "basis",
	    "applies", "confidence", "sources", "vocabulary", "field_filters",
	    "traits", "rows", NULL};
	struct rule_reader r = {l, name, NULL, overlay, {NULL, 0}, e};
	enum layer layer;
	struct span word;

	if (overlay && json_object_get(file, "record") != NULL) {
		if (rule_text(&r, file, "record", true, &word) == -1)
			return -1;
		if (!span_is(word, "attest/1"))
			return rule_fail(&r, "record", "not attest/1");
		return read_attest(&r, file);
	}
	if (rule_text(&r, file, "jurisdiction", true, &word) == -1 ||
	    rule_filters(&r, json_object_get(file, "field_filters")) == -1)
		return -1;
	if (overlay || json_object_get(file, "layer") == NULL) {
		if (rule_only(&r, file, state, "file") == -1)
			return -1;
		return read_state(&r, file, word);
	}
	if (rule_only(&r, file, federal, "file") == -1 ||
	    read_layer(&r, file, LAYER_COUNT, &layer) == -1 ||
	    rule_covers(&r, json_object_get(file, "scope_covers")) == -1 ||
	    rule_codes(&r, json_object_get(file, "codes")) == -1 ||
	    rule_remarks(&r, json_object_get(file, "remarks")) == -1)
		return -1;
	return read_rows(&r, json_object_get(file, "rows"), layer, &l->rows);
}
