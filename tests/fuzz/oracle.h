/* Scanner and cursor held against Jansson.
 *
 * The differences that are meant, and no others:
 * - the scanner wants an object, and stops at SCAN_DEPTH and SCAN_LINE;
 * - Jansson refuses numbers that neither int64 nor double can hold;
 * - Jansson 2.14 passes over a raw NUL that follows a number: it puts the byte
 *   back into a buffer that NUL ends.  RFC 8259 has no NUL outside strings. */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "stream/cursor.h"
#include "stream/scan.h"

/* NULL where VALUE reads as JSON does, else what differs. */
static const char *
oracle_same(struct value value, const json_t *json, struct arena *arena)
{
	const char *difference = NULL;
	struct cursor c;
	struct span key, text;
	struct value one;
	size_t i = 0;
	int64_t integer;
	double real;
	bool truth;

	switch (json_typeof(json)) {
	case JSON_OBJECT:
		if (value.type != SCAN_OBJECT)
			return "type of an object";
		cursor_open(&c, value);
		while (cursor_next(&c, &key, &one)) {
			char *name = arena_bytes(arena, key.len + 1);
			size_t len = text_decode(key, name);
			const json_t *member;

			name[len] = '\0';
			if (!key_is(key, name) && key.len < 200)
				return "key_is";
			member = json_object_get(json, name);
			if (member == NULL)
				return "a key";
			difference = oracle_same(one, member, arena);
			if (difference != NULL)
				return difference;
			i++;
		}
		return i == json_object_size(json) ? NULL : "count of members";
	case JSON_ARRAY:
		if (value.type != SCAN_ARRAY)
			return "type of an array";
		cursor_open(&c, value);
		while (cursor_next(&c, NULL, &one)) {
			const json_t *element = json_array_get(json, i++);

			if (element == NULL)
				return "an element too many";
			difference = oracle_same(one, element, arena);
			if (difference != NULL)
				return difference;
		}
		return i == json_array_size(json) ? NULL : "count of elements";
	case JSON_STRING:
		if (!value_text(value, arena, &text) ||
		    text.len != json_string_length(json) ||
		    memcmp(text.bytes, json_string_value(json), text.len) != 0)
			return "text";
		return NULL;
	case JSON_INTEGER:
		if (!value_integer(value, &integer) ||
		    integer != json_integer_value(json))
			return "integer";
		return NULL;
	case JSON_REAL:
		if (!value_double(value, &real) ||
		    real != json_real_value(json))
			return "number";
		return NULL;
	case JSON_TRUE:
	case JSON_FALSE:
		if (!value_bool(value, &truth) || truth != json_is_true(json))
			return "truth";
		return NULL;
	case JSON_NULL:
		return value.type == SCAN_NULL ? NULL : "null";
	}
	return "type";
}

/* The same, by what the scanner left and by the bytes alone. */
static const char *
oracle_both(struct value value, const json_t *json, struct arena *arena)
{
	const char *difference = oracle_same(value, json, arena);

	value.node = NULL;
	return difference != NULL ? difference
				  : oracle_same(value, json, arena);
}

/* NULL where the scanner judges BYTES as Jansson does and reads the same. */
static const char *
oracle_difference(struct scan *s, const char *bytes, size_t len)
{
	struct error e = {0};
	json_error_t why;
	json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &why);
	bool ours = scan_line(s, bytes, len, &e) == 0;
	const char *difference = NULL;
	const struct member *members;
	struct arena arena = {0};
	size_t count, i;

	if (json == NULL) {
		if (ours &&
		    json_error_code(&why) != json_error_numeric_overflow)
			difference = "accepted here, not by Jansson";
		return difference;
	}
	if (!ours) {
		if (!json_is_array(json) &&
		    strstr(e.text, "too deep") == NULL &&
		    strstr(e.text, "line of more") == NULL &&
		    memchr(bytes, '\0', len) == NULL)
			difference = "accepted by Jansson, not here";
		json_decref(json);
		return difference;
	}
	members = scan_members(s, &count);
	if (count != json_object_size(json))
		difference = "count of top-level members";
	for (i = 0; i < count && difference == NULL; i++) {
		char *name = arena_bytes(&arena, members[i].key.len + 1);
		size_t n = text_decode(members[i].key, name);

		name[n] = '\0';
		difference = json_object_get(json, name) == NULL
				 ? "a top-level key"
				 : oracle_both(members[i].value,
				       json_object_get(json, name), &arena);
	}
	arena_free(&arena);
	json_decref(json);
	return difference;
}

#endif
