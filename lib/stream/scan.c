#include "stream/scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "stream/cursor.h"
#include "stream/plain.h"
#include "stream/tape.h"

/* A key of an object that is still open. */
struct open_key {
	struct span raw;
	uint32_t hash; /* of the decoded bytes */
	bool escaped;
};

/* Up to this many keys are compared pair by pair; more are sorted. */
#define KEYS_PAIRWISE 24

struct scan {
	struct member *members;
	size_t member_count, member_cap;
	struct open_key *keys; /* of all open objects, innermost last */
	size_t key_count, key_cap;
	struct tape_node *tape;
	size_t node_count, node_cap;
	bool taped;	    /* the line has no more values than TAPE_NODES */
	struct buf decoded; /* an escaped key */

	/* The line being scanned. */
	const unsigned char *start, *end;
	struct error *error;
};

/* An array or object that is open. */
struct level {
	bool object;
	size_t first_key;
	size_t node;
	uint64_t hashes; /* a bit for each key's hash: twins share one */
	bool maybe_twin;
};

struct scan *
scan_new(void)
{
	struct scan *s = alloc_zeroed(1, sizeof(*s));

	s->member_cap = 32;
	s->members = alloc_resize(NULL, s->member_cap, sizeof(*s->members));
	s->key_cap = 64;
	s->keys = alloc_resize(NULL, s->key_cap, sizeof(*s->keys));
	s->node_cap = 256;
	s->tape = alloc_resize(NULL, s->node_cap, sizeof(*s->tape));
	return s;
}

void
scan_free(struct scan *s)
{
	if (s == NULL)
		return;
	free(s->members);
	free(s->keys);
	free(s->tape);
	buf_free(&s->decoded);
	free(s);
}

const struct member *
scan_members(const struct scan *s, size_t *count)
{
	*count = s->member_count;
	return s->members;
}

/* NULL, with what stands at AT as the reason. */
static const unsigned char *
scan_fail(struct scan *s, const unsigned char *at, const char *what)
{
	error_set(
	    s->error, "column %zu: %s", (size_t)(at - s->start) + 1, what);
	return NULL;
}

/* Each of these begins at P, before END, and returns what is behind the thing
 * it is named for, or NULL. */

static inline const unsigned char *
scan_space(const struct scan *s, const unsigned char *p)
{
	while (p < s->end && *p <= ' ' &&
	       (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

/* One sequence of two to four bytes (RFC 3629, section 4). */
static const unsigned char *
scan_utf8(struct scan *s, const unsigned char *p)
{
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
	return p + len;
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

static const unsigned char *
scan_escape(struct scan *s, const unsigned char *p)
{
	int code, low = -1;

	if (s->end - p < 2)
		return scan_fail(s, p, "string not closed");
	if (p[1] != 'u') {
		if (p[1] == '\0' || strchr("\"\\/bfnrt", p[1]) == NULL)
			return scan_fail(s, p, "unknown escape");
		return p + 2;
	}
	code = scan_hex4(p + 2, s->end);
	if (code == -1)
		return scan_fail(s, p, "unknown escape");
	if (code == 0)
		return scan_fail(s, p, "U+0000 in a string");
	if (code < 0xD800 || code > 0xDFFF)
		return p + 6;
	if (code <= 0xDBFF && s->end - p >= 12 && p[6] == '\\' && p[7] == 'u')
		low = scan_hex4(p + 8, s->end);
	if (low < 0xDC00 || low > 0xDFFF)
		return scan_fail(s, p, "lone surrogate");
	return p + 12;
}

/* RAW is what stands between the quotes. */
static const unsigned char *
scan_string(
    struct scan *s, const unsigned char *p, struct span *raw, bool *escaped)
{
	const unsigned char *open = p++;

	*escaped = false;
	for (;;) {
		p = plain_run(p, s->end);
		if (p == s->end)
			return scan_fail(s, open, "string not closed");
		if (*p == '"')
			break;
		if (*p == '\\') {
			*escaped = true;
			p = scan_escape(s, p);
		} else if (*p >= 0x80) {
			p = scan_utf8(s, p);
		} else {
			p = scan_fail(s, p, "control character in a string");
		}
		if (p == NULL)
			return NULL;
	}
	raw->bytes = (const char *)open + 1;
	raw->len = (size_t)(p - open) - 1;
	return p + 1;
}

static const unsigned char *
scan_digits(const struct scan *s, const unsigned char *p)
{
	while (p < s->end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

static const unsigned char *
scan_number(struct scan *s, const unsigned char *first)
{
	const unsigned char *p = first + (*first == '-'), *digits = p;

	if (p < s->end && *p == '0')
		p++;
	else
		p = scan_digits(s, p);
	if (p > digits && p < s->end && *p == '.') {
		digits = p + 1;
		p = scan_digits(s, digits);
	}
	if (p > digits && p < s->end && (*p | 0x20) == 'e') {
		digits = p + 1;
		if (digits < s->end && (*digits == '+' || *digits == '-'))
			digits++;
		p = scan_digits(s, digits);
	}
	return p > digits ? p : scan_fail(s, first, "not a number");
}

static const unsigned char *
scan_word(struct scan *s, const unsigned char *p, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - p) < len || memcmp(p, word, len) != 0)
		return scan_fail(s, p, "not a value");
	return p + len;
}

/* Eight bytes a step; of the last eight or less, four from each end. Collisions
 * cost nothing but time: whatever hashes alike is compared. */
static uint32_t
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
	return (uint32_t)(hash >> 32);
}

/* A key with its colon. */
static const unsigned char *
scan_key(struct scan *s, const unsigned char *p)
{
	struct open_key *key;

	if (p == s->end || *p != '"')
		return scan_fail(s, p, "no key");
	if (s->key_count == s->key_cap) {
		s->key_cap *= 2;
		s->keys = alloc_resize(s->keys, s->key_cap, sizeof(*s->keys));
	}
	key = &s->keys[s->key_count++];
	p = scan_string(s, p, &key->raw, &key->escaped);
	if (p == NULL)
		return NULL;
	if (key->escaped) {
		char *decoded;

		s->decoded.len = 0;
		decoded = buf_reserve(&s->decoded, key->raw.len);
		key->hash = key_hash(decoded, text_decode(key->raw, decoded));
	} else {
		key->hash = key_hash(key->raw.bytes, key->raw.len);
	}
	p = scan_space(s, p);
	if (p == s->end || *p != ':')
		return scan_fail(s, p, "no colon behind a key");
	return p + 1;
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

/* Where a key of the object stands that stood there before; NULL where none
 * does.  The object's keys are forgotten. */
static const unsigned char *
scan_twin(struct scan *s, const struct level *level)
{
	struct open_key *keys = s->keys + level->first_key;
	size_t count = s->key_count - level->first_key;
	const char *twin = NULL;
	size_t i, j;

	s->key_count = level->first_key;
	if (!level->maybe_twin)
		return NULL;
	if (count <= KEYS_PAIRWISE) {
		for (i = 1; i < count; i++)
			for (j = 0; j < i; j++)
				if (keys[i].hash == keys[j].hash &&
				    key_compare(&keys[i], &keys[j]) == 0)
					return (const unsigned char *)keys[i]
					    .raw.bytes;
		return NULL;
	}
	qsort(keys, count, sizeof(*keys), key_compare);
	for (i = 1; i < count && twin == NULL; i++)
		if (key_compare(&keys[i - 1], &keys[i]) == 0)
			twin = keys[i].raw.bytes > keys[i - 1].raw.bytes
				   ? keys[i].raw.bytes
				   : keys[i - 1].raw.bytes;
	return (const unsigned char *)twin;
}

static enum scan_type
scan_type_at(const unsigned char *p)
{
	switch (*p) {
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

static const unsigned char *
scan_scalar(
    struct scan *s, const unsigned char *p, enum scan_type type, bool *escaped)
{
	struct span raw;

	switch (type) {
	case SCAN_STRING:
		return scan_string(s, p, &raw, escaped);
	case SCAN_TRUE:
		return scan_word(s, p, "true");
	case SCAN_FALSE:
		return scan_word(s, p, "false");
	case SCAN_NULL:
		return scan_word(s, p, "null");
	case SCAN_NUMBER:
		if (*p == '-' || (*p >= '0' && *p <= '9'))
			return scan_number(s, p);
		break;
	case SCAN_NONE:
	case SCAN_ARRAY:
	case SCAN_OBJECT:
		break;
	}
	return scan_fail(s, p, "not a value");
}

static void
scan_add_member(struct scan *s, const unsigned char *value, enum scan_type type)
{
	const struct open_key *key = &s->keys[s->key_count - 1];
	struct member *m;

	if (s->member_count == s->member_cap) {
		s->member_cap *= 2;
		s->members = alloc_resize(
		    s->members, s->member_cap, sizeof(*s->members));
	}
	m = &s->members[s->member_count++];
	*m = (struct member){.key = key->raw,
	    .escaped = key->escaped,
	    .value = {.json.bytes = (const char *)value, .type = type}};
}

static void
scan_end_member(struct scan *s, const unsigned char *end)
{
	struct span *json = &s->members[s->member_count - 1].value.json;

	json->len = (size_t)((const char *)end - json->bytes);
}

/* A node for what begins at P; its index.  Past TAPE_NODES all go into the
 * first one, which nobody reads then. */
static size_t
tape_add(struct scan *s, const unsigned char *p, enum scan_type type,
    const struct open_key *key)
{
	struct tape_node *n;
	size_t at = s->node_count;

	if (at == s->node_cap) {
		if (at == TAPE_NODES) {
			s->taped = false;
			at = s->node_count = 0;
		} else {
			s->node_cap *= 2;
			s->tape = alloc_resize(
			    s->tape, s->node_cap, sizeof(*s->tape));
		}
	}
	s->node_count += s->taped ? 1 : 0;
	n = &s->tape[at];
	*n = (struct tape_node){
	    .json = (const char *)p, .whole = 1, .type = (uint8_t)type};
	if (key != NULL) {
		n->key_back = (uint32_t)(n->json - key->raw.bytes);
		n->key_len = (uint32_t)key->raw.len;
	}
	return at;
}

static void
tape_end(struct scan *s, size_t at, const unsigned char *end)
{
	struct tape_node *n = &s->tape[at];

	n->len = (uint32_t)((const char *)end - n->json);
	n->whole = (uint32_t)(s->node_count - at);
}

static void
level_add_key(struct level *level, const struct open_key *key)
{
	uint64_t bit = UINT64_C(1) << (key->hash & 63);

	level->maybe_twin |= (level->hashes & bit) != 0;
	level->hashes |= bit;
}

/* From behind the opening brace of the line's object to behind its closing
 * one, without recursion. */
static const unsigned char *
scan_body(struct scan *s, const unsigned char *p)
{
	struct level levels[SCAN_DEPTH];
	struct level *level = levels;
	bool first = true; /* nothing yet in the innermost container */

	*level = (struct level){.object = true};
	for (;;) {
		const struct open_key *key = NULL;
		enum scan_type type;
		bool escaped = false;
		size_t node;

		p = scan_space(s, p);
		if (p == s->end)
			return scan_fail(s, p,
			    level->object ? "object not closed"
					  : "array not closed");
		if (*p == (level->object ? '}' : ']')) {
			const unsigned char *twin =
			    level->object ? scan_twin(s, level) : NULL;

			if (twin != NULL)
				return scan_fail(s, twin, "key stands twice");
			p++;
			if (level == levels)
				return p;
			tape_end(s, level->node, p);
			level--;
			first = false;
			if (level == levels)
				scan_end_member(s, p);
			continue;
		}
		if (!first) {
			if (*p != ',')
				return scan_fail(s, p, "no comma");
			p = scan_space(s, p + 1);
		}
		if (level->object) {
			p = scan_key(s, p);
			if (p == NULL)
				return NULL;
			key = &s->keys[s->key_count - 1];
			level_add_key(level, key);
			p = scan_space(s, p);
		}
		if (p == s->end)
			return scan_fail(s, p, "no value");
		type = scan_type_at(p);
		node = tape_add(s, p, type, key);
		if (level == levels)
			scan_add_member(s, p, type);
		if (type == SCAN_OBJECT || type == SCAN_ARRAY) {
			if (++level == levels + SCAN_DEPTH)
				return scan_fail(s, p, "too deep");
			*level = (struct level){.object = type == SCAN_OBJECT,
			    .first_key = s->key_count,
			    .node = node};
			p++;
			first = true;
			continue;
		}
		p = scan_scalar(s, p, type, &escaped);
		if (p == NULL)
			return NULL;
		s->tape[node].escaped = escaped;
		tape_end(s, node, p);
		first = false;
		if (level == levels)
			scan_end_member(s, p);
	}
}

/* Each top-level member gets its node. */
static void
members_tape(struct scan *s)
{
	const struct tape_node *n = s->tape;
	size_t i;

	if (!s->taped)
		return;
	for (i = 0; i < s->member_count; i++) {
		s->members[i].value.node = n;
		n += n->whole;
	}
}

int
scan_line(struct scan *s, const char *line, size_t len, struct error *e)
{
	const unsigned char *p = (const unsigned char *)line;

	s->member_count = 0;
	s->key_count = 0;
	s->node_count = 0;
	s->taped = true;
	s->start = p;
	s->end = p + len;
	s->error = e;
	if (len > SCAN_LINE)
		return error_set(e, "line of more than %u bytes", SCAN_LINE);
	p = scan_space(s, p);
	if (p == s->end || *p != '{')
		p = scan_fail(s, p, "not a JSON object");
	else
		p = scan_body(s, p + 1);
	if (p == NULL)
		return -1;
	p = scan_space(s, p);
	if (p != s->end) {
		scan_fail(s, p, "more behind the object");
		return -1;
	}
	members_tape(s);
	return 0;
}
