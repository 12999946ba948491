#include "stream/scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "stream/keys.h"
#include "stream/plain.h"
#include "stream/shape.h"
#include "stream/sequence.h"
#include "stream/tape.h"

struct scan {
	struct member *members;
	size_t member_count, member_cap;
	struct keys keys;
	struct tape_node *tape;
	size_t node_count, node_cap;
	bool taped; /* the line has no more values than TAPE_NODES */
	struct shapes *shapes;

	/* The line being scanned. */
	const unsigned char *start, *end;
	struct error *error;
};

/* An array or object that is open. */
struct level {
	bool object;
	size_t node;
	struct key_set keys;
};

struct scan *
scan_new(void)
{
	struct scan *s = alloc_zeroed(1, sizeof(*s));

	s->member_cap = 32;
	s->members = alloc_resize(NULL, s->member_cap, sizeof(*s->members));
	keys_init(&s->keys);
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
	keys_free(&s->keys);
	free(s->tape);
	free(s);
}

void
scan_ask(struct scan *s, struct shapes *shapes)
{
	s->shapes = shapes;
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

static const unsigned char *
scan_spaces(const struct scan *s, const unsigned char *p)
{
	while (
	    p < s->end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

/* Most lines have none. */
static inline const unsigned char *
scan_space(const struct scan *s, const unsigned char *p)
{
	return p < s->end && *p <= ' ' ? scan_spaces(s, p) : p;
}

static const unsigned char *
scan_utf8(struct scan *s, const unsigned char *p)
{
	const unsigned char *behind = sequence_end(p, s->end);

	return behind == NULL ? scan_fail(s, p, "not UTF-8") : behind;
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
	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return p + 2;
	case 'u':
		break;
	default:
		return scan_fail(s, p, "unknown escape");
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

/* A string of which the bytes from OPEN to P are passed. */
static const unsigned char *
scan_string_on(struct scan *s, const unsigned char *open,
    const unsigned char *p, struct span *raw, bool *escaped)
{
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

/* RAW is what stands between the quotes. */
static inline const unsigned char *
scan_string(
    struct scan *s, const unsigned char *p, struct span *raw, bool *escaped)
{
	const unsigned char *open = p++;
	size_t len;

	*escaped = false;
	if (s->end - p < PLAIN_AT_ONCE)
		return scan_string_on(s, open, p, raw, escaped);
	len = plain_few(p);
	p += len;
	if (len == PLAIN_AT_ONCE || *p != '"')
		return scan_string_on(s, open, p, raw, escaped);
	raw->bytes = (const char *)open + 1; /* most names and values */
	raw->len = len;
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

/* A key with its colon. */
static inline const unsigned char *
scan_key(struct scan *s, const unsigned char *p, struct key_set *set)
{
	struct open_key *key;

	if (p == s->end || *p != '"')
		return scan_fail(s, p, "no key");
	key = keys_add(&s->keys);
	p = scan_string(s, p, &key->raw, &key->escaped);
	if (p == NULL)
		return NULL;
	keys_meet(&s->keys, set);
	p = scan_space(s, p);
	if (p == s->end || *p != ':')
		return scan_fail(s, p, "no colon behind a key");
	return p + 1;
}

/* What a value is, by its first byte.  All else may be a number. */
static inline enum scan_type
scan_type_at(const unsigned char *p)
{
	static const uint8_t types[256] = {['"'] = SCAN_STRING,
	    ['{'] = SCAN_OBJECT,
	    ['['] = SCAN_ARRAY,
	    ['t'] = SCAN_TRUE,
	    ['f'] = SCAN_FALSE,
	    ['n'] = SCAN_NULL};

	return types[*p] == SCAN_NONE ? SCAN_NUMBER : (enum scan_type)types[*p];
}

static const unsigned char *
scan_other(struct scan *s, const unsigned char *p, enum scan_type type)
{
	switch (type) {
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
	case SCAN_STRING:
	case SCAN_NONE:
	case SCAN_ARRAY:
	case SCAN_OBJECT:
		break;
	}
	return scan_fail(s, p, "not a value");
}

static inline const unsigned char *
scan_scalar(
    struct scan *s, const unsigned char *p, enum scan_type type, bool *escaped)
{
	struct span raw;

	if (type == SCAN_STRING)
		return scan_string(s, p, &raw, escaped);
	return scan_other(s, p, type);
}

static void
scan_add_member(struct scan *s, const unsigned char *value, enum scan_type type)
{
	const struct open_key *key = &s->keys.all[s->keys.count - 1];
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

/* Where the next node goes.  Past TAPE_NODES all go into the first one, which
 * nobody reads then. */
static size_t
tape_grow(struct scan *s)
{
	if (s->node_cap == TAPE_NODES) {
		s->taped = false;
		s->node_count = 0;
	} else {
		s->node_cap *= 2;
		s->tape = alloc_resize(s->tape, s->node_cap, sizeof(*s->tape));
	}
	return s->node_count;
}

/* A node for what stands from P to END (a container's end is not known yet),
 * behind the key that was met last where it is KEYED; its index. */
static inline size_t
tape_add(struct scan *s, const unsigned char *p, const unsigned char *end,
    enum scan_type type, bool escaped, bool keyed)
{
	size_t at = s->node_count;
	struct tape_node n = {.json = (const char *)p,
	    .len = (uint32_t)(end - p),
	    .whole = 1,
	    .type = (uint8_t)type,
	    .escaped = escaped};

	if (keyed) {
		const struct span *raw = &s->keys.all[s->keys.count - 1].raw;

		n.key_back = (uint32_t)(n.json - raw->bytes);
		n.key_len = (uint32_t)raw->len;
	}
	if (at == s->node_cap)
		at = tape_grow(s);
	s->tape[at] = n;
	s->node_count += s->taped ? 1 : 0;
	return at;
}

static void
tape_end(struct scan *s, size_t at, const unsigned char *end)
{
	struct tape_node *n = &s->tape[at];

	n->len = (uint32_t)((const char *)end - n->json);
	n->whole = (uint32_t)(s->node_count - at);
}

/* What is behind the container at P where a shape takes it: one within DEPTH
 * objects, the line's included, whose key was met last. */
static const unsigned char *
scan_shape(struct scan *s, const unsigned char *p, ptrdiff_t depth)
{
	const struct span *key = &s->keys.all[s->keys.count - 1].raw;
	struct span member = s->members[s->member_count - 1].key;

	return (const unsigned char *)shapes_read(s->shapes, member,
	    depth == 0 ? (struct span){NULL, 0} : *key, (const char *)p,
	    (const char *)s->end);
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
		const unsigned char *at;
		enum scan_type type;
		bool escaped = false;

		p = scan_space(s, p);
		if (p == s->end)
			return scan_fail(s, p,
			    level->object ? "object not closed"
					  : "array not closed");
		if (*p == (level->object ? '}' : ']')) {
			const char *twin =
			    level->object ? keys_twin(&s->keys, &level->keys)
					  : NULL;

			if (twin != NULL)
				return scan_fail(s, (const unsigned char *)twin,
				    "key stands twice");
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
			p = scan_key(s, p, &level->keys);
			if (p == NULL)
				return NULL;
			p = scan_space(s, p);
		}
		if (p == s->end)
			return scan_fail(s, p, "no value");
		at = p;
		type = scan_type_at(at);
		if (level == levels)
			scan_add_member(s, at, type);
		if (type == SCAN_OBJECT || type == SCAN_ARRAY) {
			size_t node =
			    tape_add(s, at, at, type, false, level->object);

			if (s->shapes != NULL && level->object &&
			    level - levels <= 1 &&
			    (p = scan_shape(s, at, level - levels)) != NULL) {
				tape_end(s, node, p);
				s->tape[node].shaped = true;
				first = false;
				if (level == levels)
					scan_end_member(s, p);
				continue;
			}
			p = at;
			if (++level == levels + SCAN_DEPTH)
				return scan_fail(s, p, "too deep");
			*level = (struct level){.object = type == SCAN_OBJECT,
			    .keys = {.first = s->keys.count},
			    .node = node};
			p++;
			first = true;
			continue;
		}
		p = scan_scalar(s, at, type, &escaped);
		if (p == NULL)
			return NULL;
		tape_add(s, at, p, type, escaped, level->object);
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
	s->keys.count = 0;
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
