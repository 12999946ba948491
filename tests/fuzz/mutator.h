/* Mutates records by what they are made of, so that a fuzzer gets past the
 * scanner: a line of NDJSON is parsed by Jansson, one of its members dropped,
 * doubled, swapped, moved, given another word, number or type, or taken out of
 * another line, and the line written anew.  Of what no tree can hold, some is
 * done to the bytes: a key twice, a line cut, UTF-8 that is none.
 *
 * Text that changed gets its digest in `classification` and `redaction` mended,
 * half of the time: else every filter would stop at it. */
#ifndef FUZZ_MUTATOR_H
#define FUZZ_MUTATOR_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"

#ifdef NOTES_FUZZ

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t len, size_t most);
size_t LLVMFuzzerCustomMutator(
    uint8_t *bytes, size_t len, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len,
    const uint8_t *b, size_t b_len, uint8_t *out, size_t most, unsigned seed);

#define MUTATED_TEXT ((size_t)4096) /* bytes of a string that is mutated */

static const char *const mutator_words[] = {"", "note/1", "note/2",
    "authorization/1", "request/1", "question/1", "disclosure/1", "override/1",
    "restriction/1", "end/1", "part/1", "yes", "no", "unknown", "progress",
    "psychotherapy", "mixed", "administrative", "protected", "not-protected",
    "review", "permit", "permit-minimum", "deny", "needs-review",
    "needs-authorization", "conversation", "topic", "risk", "substance-use",
    "history", "medication", "diagnosis", "symptoms", "excluded-items",
    "process-in-chart", "unproven", "PSYTHPN", "SUD", "HIV", "payment_audit",
    "access", "judicial", "audit", "patient-access", "court-order", "IL", "CA",
    "TX", "XX", "FED-PAY", "FIELDS5", "PA", "none", "required", "exempt",
    "release", "withhold", "self", "plan", "individual", "date", "event",
    "until", "1899-02-29", "2024-02-29", "9999-12-31", "2026-05-04",
    "2026-06-15T10:00:00-04:00", "2026-06-15T24:00:60Z", "America/Chicago",
    "PSY", "PROG", "SUDCN", "title", "[withheld]", "decision", "safe-harbor"};

static uint64_t mutator_state;

static inline size_t
mutator_below(size_t n)
{
	mutator_state ^= mutator_state << 13;
	mutator_state ^= mutator_state >> 7;
	mutator_state ^= mutator_state << 17;
	return n == 0 ? 0 : (size_t)(mutator_state % n);
}

/* A place in a tree: a member of PARENT. */
struct mutator_place {
	json_t *parent;
	const char *key;
	size_t index;
};

/* Every member has the same chance to be the one that is PICKED. */
static inline void
mutator_pick(json_t *tree, struct mutator_place *picked, size_t *seen)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_object(tree)) {
		json_object_foreach (tree, key, value) {
			if (mutator_below(++*seen) == 0)
				*picked = (struct mutator_place){tree, key, 0};
			mutator_pick(value, picked, seen);
		}
	} else if (json_is_array(tree)) {
		json_array_foreach (tree, i, value) {
			if (mutator_below(++*seen) == 0)
				*picked = (struct mutator_place){tree, NULL, i};
			mutator_pick(value, picked, seen);
		}
	}
}

static inline json_t *
mutator_at(const struct mutator_place *p)
{
	return p->key != NULL ? json_object_get(p->parent, p->key)
			      : json_array_get(p->parent, p->index);
}

static inline void
mutator_put(const struct mutator_place *p, json_t *value)
{
	if (p->key != NULL)
		json_object_set_new(p->parent, p->key, value);
	else
		json_array_set_new(p->parent, p->index, value);
}

static inline void
mutator_drop(const struct mutator_place *p)
{
	char *key;

	if (p->key == NULL) {
		json_array_remove(p->parent, p->index);
		return;
	}
	key = strdup(p->key);
	json_object_del(p->parent, key);
	free(key);
}

static inline json_t *
mutator_string(const char *text, size_t len)
{
	uint8_t bytes[MUTATED_TEXT];
	json_t *made;

	len = len > sizeof(bytes) / 2 ? sizeof(bytes) / 2 : len;
	memcpy(bytes, text, len);
	len = LLVMFuzzerMutate(bytes, len, sizeof(bytes));
	made = json_stringn((char *)bytes, len);
	/* No UTF-8: the scanner's fuzzer is for that. */
	return made != NULL ? made : json_string("");
}

/* Another value of the same type, or of any. */
static inline json_t *
mutator_other(const json_t *value)
{
	static const json_int_t integers[] = {
	    0, 1, -1, 4294967296, INT64_MAX, INT64_MIN};
	static const double reals[] = {0.5, -1.0, 1e308, 1e-300, 0.9999};
	const size_t words = sizeof(mutator_words) / sizeof(mutator_words[0]);

	if (mutator_below(6) != 0) {
		if (json_is_string(value))
			return mutator_below(2) == 0
				   ? json_string(
					 mutator_words[mutator_below(words)])
				   : mutator_string(json_string_value(value),
					 json_string_length(value));
		if (json_is_integer(value))
			return json_integer(
			    mutator_below(2) == 0
				? json_integer_value(value) / 2
				: json_integer_value(value) ^ 1);
		if (json_is_boolean(value))
			return json_boolean(!json_is_true(value));
	}
	switch (mutator_below(8)) {
	case 0:
		return json_null();
	case 1:
		return json_integer(integers[mutator_below(6)]);
	case 2:
		return json_real(reals[mutator_below(5)]);
	case 3:
		return json_object();
	case 4:
		return json_array();
	case 5:
		return json_boolean(mutator_below(2) == 0);
	default:
		return json_string(mutator_words[mutator_below(words)]);
	}
}

static inline void
mutator_change(json_t *tree, json_t *other)
{
	struct mutator_place a = {0}, b = {0};
	size_t seen = 0;
	json_t *x, *y;

	mutator_pick(tree, &a, &seen);
	if (a.parent == NULL)
		return;
	seen = 0;
	switch (mutator_below(8)) {
	case 0:
		mutator_drop(&a);
		break;
	case 1: /* twice in an array, or its last member goes to the front */
		if (a.key == NULL)
			json_array_insert_new(
			    a.parent, a.index, json_deep_copy(mutator_at(&a)));
		else {
			x = json_deep_copy(mutator_at(&a));
			char *key = strdup(a.key);

			json_object_del(a.parent, key);
			json_object_set_new(a.parent, key, x); /* now last */
			free(key);
		}
		break;
	case 2: /* two members change places */
		mutator_pick(tree, &b, &seen);
		x = json_deep_copy(mutator_at(&a));
		y = json_deep_copy(mutator_at(&b));
		mutator_put(&b, x);
		/* A may have gone with B. */
		if (a.parent == b.parent)
			mutator_put(&a, y);
		else
			json_decref(y);
		break;
	case 3: /* out of another line */
		mutator_pick(other, &b, &seen);
		if (b.parent != NULL)
			mutator_put(&a, json_deep_copy(mutator_at(&b)));
		break;
	case 4:
		mutator_pick(other, &b, &seen);
		if (b.key != NULL)
			json_object_set_new(
			    tree, b.key, json_deep_copy(mutator_at(&b)));
		break;
	default:
		mutator_put(&a, mutator_other(mutator_at(&a)));
	}
}

static inline void
mutator_digest_add(struct digest *d, const json_t *text)
{
	digest_add_sized(d, json_string_value(text), json_string_length(text));
}

static inline void
mutator_mend(json_t *tree)
{
	char hex[DIGEST_HEX];
	const char *const members[] = {"classification", "redaction"};
	struct digest d;
	json_t *section;
	size_t i;

	digest_start(&d);
	json_array_foreach (json_object_get(tree, "sections"), i, section) {
		mutator_digest_add(&d, json_object_get(section, "title"));
		mutator_digest_add(&d, json_object_get(section, "text"));
	}
	digest_end_hex(&d, hex);
	for (i = 0; i < 2; i++) {
		json_t *member = json_object_get(tree, members[i]);

		if (json_object_get(member, "text") != NULL)
			json_object_set_new(member, "text", json_string(hex));
	}
}

/* What no tree holds. */
static inline size_t
mutator_bytes(uint8_t *bytes, size_t len, size_t most)
{
	static const char *const bad[] = {"\xff", "\xc0\x80", "\xed\xa0\x80",
	    "\xe2\x82", "\\ud800", "\\u0000"};
	size_t at = mutator_below(len + 1), n;

	switch (mutator_below(4)) {
	case 0:
		return at;
	case 1:
		n = mutator_below(6);
		if (len + strlen(bad[n]) > most)
			return len;
		memmove(bytes + at + strlen(bad[n]), bytes + at, len - at);
		memcpy(bytes + at, bad[n], strlen(bad[n]));
		return len + strlen(bad[n]);
	case 2: /* the first member twice */
		if (len < 2 || len + 16 > most || bytes[0] != '{')
			return len;
		memmove(bytes + 14, bytes + 1, len - 1);
		memcpy(bytes + 1, "\"record\":\"x\",", 13);
		return len + 13;
	default:
		return LLVMFuzzerMutate(bytes, len, most);
	}
}

static inline json_t *
mutator_load(const uint8_t *bytes, size_t len)
{
	const uint8_t *lf = len == 0 ? NULL : memchr(bytes, '\n', len);
	json_error_t why;

	return json_loadb((const char *)bytes,
	    lf == NULL ? len : (size_t)(lf - bytes), 0, &why);
}

static inline size_t
mutator_dump(json_t *tree, uint8_t *out, size_t len, size_t most)
{
	char *text = json_dumps(tree, JSON_COMPACT);
	size_t made = text == NULL ? 0 : strlen(text);

	if (made > 0 && made <= most) {
		memcpy(out, text, made);
		len = made;
	}
	free(text);
	return len;
}

static inline size_t
mutator_run(uint8_t *bytes, size_t len, size_t most, json_t *other)
{
	json_t *tree = mutator_load(bytes, len);
	size_t times = 1 + mutator_below(3);

	if (json_is_object(tree)) {
		while (times-- > 0)
			mutator_change(tree, other == NULL ? tree : other);
		if (mutator_below(2) == 0)
			mutator_mend(tree);
		len = mutator_dump(tree, bytes, len, most);
	} else {
		len = LLVMFuzzerMutate(bytes, len, most);
	}
	json_decref(tree);
	return mutator_below(16) == 0 ? mutator_bytes(bytes, len, most) : len;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *bytes, size_t len, size_t most, unsigned seed)
{
	mutator_state = (uint64_t)seed * 0x9e3779b97f4a7c15u + 1;
	digest_init(NULL);
	return mutator_run(bytes, len, most, NULL);
}

/* One record with a member of the other's. */
size_t
LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len, const uint8_t *b,
    size_t b_len, uint8_t *out, size_t most, unsigned seed)
{
	json_t *other = mutator_load(b, b_len);

	mutator_state = (uint64_t)seed * 0x9e3779b97f4a7c15u + 1;
	digest_init(NULL);
	a_len = a_len > most ? most : a_len;
	memcpy(out, a, a_len);
	a_len =
	    mutator_run(out, a_len, most, json_is_object(other) ? other : NULL);
	json_decref(other);
	return a_len;
}

#endif
#endif
