#include "stream/scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "stream/cursor.h"
#include "stream/plain.h"

/* A key of an object that is still open. */
struct open_key {
	uint64_t hash; /* of the decoded bytes */
	struct span raw;
	bool escaped;
};

/* Up to this many keys are compared pair by pair; more are sorted. */
#define KEYS_PAIRWISE 24

struct scan {
	struct member *members;
	size_t member_count, member_cap;
	struct open_key *keys; /* of all open objects, innermost last */
	size_t key_count, key_cap;
	struct buf decoded; /* an escaped key */

	/* The line being scanned. */
	const unsigned char *start, *at, *end;
	struct error *error;
};

/* An array or object that is open. */
struct level {
	bool object;
	size_t first_key;
};

struct scan *
scan_new(void)
{
	struct scan *s = alloc_zeroed(1, sizeof(*s));

	s->member_cap = 32;
	s->members = alloc_resize(NULL, s->member_cap, sizeof(*s->members));
	s->key_cap = 64;
	s->keys = alloc_resize(NULL, s->key_cap, sizeof(*s->keys));
	return s;
}

void
scan_free(struct scan *s)
{
	if (s == NULL)
		return;
	free(s->members);
	free(s->keys);
	buf_free(&s->decoded);
	free(s);
}

const struct member *
scan_members(const struct scan *s, size_t *count)
{
	*count = s->member_count;
	return s->members;
}

static int
scan_fail(struct scan *s, const unsigned char *at, const char *what)
{
	return error_set(
	    s->error, "column %zu: %s", (size_t)(at - s->start) + 1, what);
}

static void
scan_space(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' ||
				     *s->at == '\r' || *s->at == '\n'))
		s->at++;
}

/* One sequence of two to four bytes (RFC 3629, section 4). */
static int
scan_utf8(struct scan *s)
{
	const unsigned char *p = s->at;
	size_t left = (size_t)(s->end - p);
	unsigned char low = 0x80, high = 0xBF;
	size_t len, i;

	if (*p >= 0xC2 && *p <= 0xDF) {
		len = 2;
	} else if (*p >= 0xE0 && *p <= 0xEF) {
		len = 3;
		if (*p == 0xE0)
			low = 0xA0;
		else if (*p == 0xED)
			high = 0x9F;
	} else if (*p >= 0xF0 && *p <= 0xF4) {
		len = 4;
		if (*p == 0xF0)
			low = 0x90;
		else if (*p == 0xF4)
			high = 0x8F;
	} else {
		return scan_fail(s, p, "not UTF-8");
	}
	if (left < len || p[1] < low || p[1] > high)
		return scan_fail(s, p, "not UTF-8");
	for (i = 2; i < len; i++)
		if (p[i] < 0x80 || p[i] > 0xBF)
			return scan_fail(s, p, "not UTF-8");
	s->at += len;
	return 0;
}

/* Four hex digits at P; -1 where they are not. */
static int
scan_hex4(const unsigned char *p, const unsigned char *end)
{
	int code = 0;
	int i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		unsigned char c = p[i];

		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			code = code * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return code;
}

static int
scan_escape(struct scan *s)
{
	const unsigned char *p = s->at;
	int code, low;

	if (s->end - p < 2)
		return scan_fail(s, p, "string not closed");
	if (p[1] != 'u') {
		if (strchr("\"\\/bfnrt", p[1]) == NULL || p[1] == '\0')
			return scan_fail(s, p, "unknown escape");
		s->at += 2;
		return 0;
	}
	code = scan_hex4(p + 2, s->end);
	if (code == -1)
		return scan_fail(s, p, "unknown escape");
	if (code == 0)
		return scan_fail(s, p, "U+0000 in a string");
	if (code >= 0xDC00 && code <= 0xDFFF)
		return scan_fail(s, p, "lone surrogate");
	s->at += 6;
	if (code < 0xD800 || code > 0xDBFF)
		return 0;
	low = -1;
	if (s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u')
		low = scan_hex4(s->at + 2, s->end);
	if (low < 0xDC00 || low > 0xDFFF)
		return scan_fail(s, p, "lone surrogate");
	s->at += 6;
	return 0;
}

/* At the opening quote; leaves `at` behind the closing one.  RAW is what stands
 * between them. */
static int
scan_string(struct scan *s, struct span *raw, bool *escaped)
{
	const unsigned char *open = s->at++;

	*escaped = false;
	for (;;) {
		s->at = plain_run(s->at, s->end);
		if (s->at == s->end)
			return scan_fail(s, open, "string not closed");
		if (*s->at == '"')
			break;
		if (*s->at == '\\') {
			*escaped = true;
			if (scan_escape(s) == -1)
				return -1;
		} else if (*s->at < 0x20) {
			return scan_fail(
			    s, s->at, "control character in a string");
		} else if (scan_utf8(s) == -1) {
			return -1;
		}
	}
	raw->bytes = (const char *)open + 1;
	raw->len = (size_t)(s->at - open) - 1;
	s->at++;
	return 0;
}

static bool
scan_digits(struct scan *s)
{
	const unsigned char *first = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > first;
}

static int
scan_number(struct scan *s)
{
	const unsigned char *first = s->at;
	bool good;

	if (*s->at == '-')
		s->at++;
	if (s->at < s->end && *s->at == '0') {
		s->at++;
		good = true;
	} else {
		good = scan_digits(s);
	}
	if (good && s->at < s->end && *s->at == '.') {
		s->at++;
		good = scan_digits(s);
	}
	if (good && s->at < s->end && (*s->at | 0x20) == 'e') {
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		good = scan_digits(s);
	}
	return good ? 0 : scan_fail(s, first, "not a number");
}

static int
scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return scan_fail(s, s->at, "not a value");
	s->at += len;
	return 0;
}

/* Eight bytes a step; the last step overlaps the one before.  Collisions cost
 * nothing but time: whatever hashes alike is compared. */
static uint64_t
key_hash(const char *bytes, size_t len)
{
	uint64_t hash = len, word = 0;
	uint32_t low, high;

	for (; len > 8; bytes += 8, len -= 8) {
		memcpy(&word, bytes, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	if (len >= 4) {
		memcpy(&low, bytes, sizeof(low));
		memcpy(&high, bytes + len - 4, sizeof(high));
		word = (uint64_t)high << 32 | low;
	} else if (len > 0) {
		word = (uint64_t)(unsigned char)bytes[0] << 16 |
		       (uint64_t)(unsigned char)bytes[len / 2] << 8 |
		       (unsigned char)bytes[len - 1];
	}
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

static int
scan_key(struct scan *s)
{
	struct open_key *key;

	if (s->at == s->end || *s->at != '"')
		return scan_fail(s, s->at, "no key");
	if (s->key_count == s->key_cap) {
		s->key_cap *= 2;
		s->keys = alloc_resize(s->keys, s->key_cap, sizeof(*s->keys));
	}
	key = &s->keys[s->key_count];
	if (scan_string(s, &key->raw, &key->escaped) == -1)
		return -1;
	if (key->escaped) {
		s->decoded.len = 0;
		key->hash = key_hash(buf_reserve(&s->decoded, key->raw.len),
		    text_decode(
			key->raw, buf_reserve(&s->decoded, key->raw.len)));
	} else {
		key->hash = key_hash(key->raw.bytes, key->raw.len);
	}
	s->key_count++;
	scan_space(s);
	if (s->at == s->end || *s->at != ':')
		return scan_fail(s, s->at, "no colon behind a key");
	s->at++;
	return 0;
}

/* The next byte of a key, escapes decoded; -1 at its end. */
struct key_walk {
	struct span raw;
	size_t at;
	char held[4];
	size_t held_len, held_at;
};

static int
key_walk_next(struct key_walk *w)
{
	size_t take = 1;

	if (w->held_at < w->held_len)
		return (unsigned char)w->held[w->held_at++];
	if (w->at == w->raw.len)
		return -1;
	if (w->raw.bytes[w->at] != '\\')
		return (unsigned char)w->raw.bytes[w->at++];
	if (w->raw.bytes[w->at + 1] != 'u')
		take = 2;
	else if (w->raw.bytes[w->at + 2] != 'd' &&
		 w->raw.bytes[w->at + 2] != 'D')
		take = 6;
	else if (strchr("89abAB", w->raw.bytes[w->at + 3]) != NULL)
		take = 12;
	else
		take = 6;
	w->held_len =
	    text_decode((struct span){w->raw.bytes + w->at, take}, w->held);
	w->held_at = 1;
	w->at += take;
	return (unsigned char)w->held[0];
}

static int
key_compare(const void *left, const void *right)
{
	const struct open_key *a = left, *b = right;
	struct key_walk wa = {.raw = a->raw}, wb = {.raw = b->raw};
	int ca, cb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (!a->escaped && !b->escaped) {
		if (a->raw.len != b->raw.len)
			return a->raw.len < b->raw.len ? -1 : 1;
		return memcmp(a->raw.bytes, b->raw.bytes, a->raw.len);
	}
	do {
		ca = key_walk_next(&wa);
		cb = key_walk_next(&wb);
	} while (ca == cb && ca != -1);
	return ca - cb;
}

/* Closes an object: none of its keys may stand twice. */
static int
scan_close_keys(struct scan *s, size_t first)
{
	size_t count = s->key_count - first;
	struct open_key *keys;
	size_t i, j;

	s->key_count = first;
	if (count < 2)
		return 0;
	keys = s->keys + first;
	if (count <= KEYS_PAIRWISE) {
		for (i = 1; i < count; i++)
			for (j = 0; j < i; j++)
				if (keys[i].hash == keys[j].hash &&
				    key_compare(&keys[i], &keys[j]) == 0)
					return scan_fail(s,
					    (const unsigned char *)keys[i]
						.raw.bytes,
					    "key stands twice");
		return 0;
	}
	qsort(keys, count, sizeof(*keys), key_compare);
	for (i = 1; i < count; i++)
		if (key_compare(&keys[i - 1], &keys[i]) == 0)
			return scan_fail(s,
			    (const unsigned char
				    *)(keys[i].raw.bytes > keys[i - 1].raw.bytes
					   ? keys[i].raw.bytes
					   : keys[i - 1].raw.bytes),
			    "key stands twice");
	return 0;
}

static enum scan_type
scan_type_at(const struct scan *s)
{
	switch (*s->at) {
	case '"':
		return SCAN_STRING;
	case '{':
		return SCAN_OBJECT;
	case '[':
		return SCAN_ARRAY;
	case 't':
		return SCAN_TRUE;
	case 'f':
		return SCAN_FALSE;
	case 'n':
		return SCAN_NULL;
	default:
		return SCAN_NUMBER;
	}
}

static int
scan_scalar(struct scan *s, enum scan_type type)
{
	struct span raw;
	bool escaped;

	switch (type) {
	case SCAN_STRING:
		return scan_string(s, &raw, &escaped);
	case SCAN_TRUE:
		return scan_word(s, "true");
	case SCAN_FALSE:
		return scan_word(s, "false");
	case SCAN_NULL:
		return scan_word(s, "null");
	case SCAN_NUMBER:
		if (*s->at != '-' && (*s->at < '0' || *s->at > '9'))
			return scan_fail(s, s->at, "not a value");
		return scan_number(s);
	case SCAN_NONE:
	case SCAN_ARRAY:
	case SCAN_OBJECT:
		break;
	}
	return scan_fail(s, s->at, "not a value");
}

static void
scan_add_member(struct scan *s, const unsigned char *value, enum scan_type type)
{
	struct member *m;

	if (s->member_count == s->member_cap) {
		s->member_cap *= 2;
		s->members = alloc_resize(
		    s->members, s->member_cap, sizeof(*s->members));
	}
	m = &s->members[s->member_count++];
	m->key = s->keys[s->key_count - 1].raw;
	m->value.type = type;
	m->value.json.bytes = (const char *)value;
	m->value.json.len = 0; /* known at its end */
}

static void
scan_end_member(struct scan *s)
{
	struct span *json = &s->members[s->member_count - 1].value.json;

	json->len = (size_t)((const char *)s->at - json->bytes);
}

/* From behind the opening brace of the line's object to behind its closing
 * one, without recursion. */
static int
scan_body(struct scan *s)
{
	struct level levels[SCAN_DEPTH];
	size_t depth = 1;
	bool first = true; /* nothing yet in the innermost container */

	levels[0] = (struct level){.object = true, .first_key = 0};
	while (depth > 0) {
		struct level *level = &levels[depth - 1];
		enum scan_type type;

		scan_space(s);
		if (s->at == s->end)
			return scan_fail(s, s->at,
			    level->object ? "object not closed"
					  : "array not closed");
		if (*s->at == (level->object ? '}' : ']')) {
			if (level->object &&
			    scan_close_keys(s, level->first_key) == -1)
				return -1;
			s->at++;
			depth--;
			first = false;
			if (depth == 1)
				scan_end_member(s);
			continue;
		}
		if (!first) {
			if (*s->at != ',')
				return scan_fail(s, s->at, "no comma");
			s->at++;
			scan_space(s);
		}
		if (level->object) {
			if (scan_key(s) == -1)
				return -1;
			scan_space(s);
		}
		if (s->at == s->end)
			return scan_fail(s, s->at, "no value");
		type = scan_type_at(s);
		if (depth == 1)
			scan_add_member(s, s->at, type);
		if (type == SCAN_OBJECT || type == SCAN_ARRAY) {
			if (depth == SCAN_DEPTH)
				return scan_fail(s, s->at, "too deep");
			levels[depth++] =
			    (struct level){.object = type == SCAN_OBJECT,
				.first_key = s->key_count};
			s->at++;
			first = true;
			continue;
		}
		if (scan_scalar(s, type) == -1)
			return -1;
		first = false;
		if (depth == 1)
			scan_end_member(s);
	}
	return 0;
}

int
scan_line(struct scan *s, const char *line, size_t len, struct error *e)
{
	s->member_count = 0;
	s->key_count = 0;
	s->start = s->at = (const unsigned char *)line;
	s->end = s->start + len;
	s->error = e;
	if (len > SCAN_LINE)
		return error_set(e, "line of more than %u bytes", SCAN_LINE);
	scan_space(s);
	if (s->at == s->end || *s->at != '{')
		return scan_fail(s, s->at, "not a JSON object");
	s->at++;
	if (scan_body(s) == -1)
		return -1;
	scan_space(s);
	if (s->at != s->end)
		return scan_fail(s, s->at, "more behind the object");
	return 0;
}
