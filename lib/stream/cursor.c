#include "stream/cursor.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stream/plain.h"

static const char *
skip_space(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
		p++;
	return p;
}

/* From the opening quote to behind the closing one. */
static const char *
skip_string(const char *p, const char *end)
{
	const unsigned char *q = (const unsigned char *)p + 1;
	const unsigned char *last = (const unsigned char *)end;

	while ((q = quote_run(q, last)) < last && *q == '\\')
		q += last - q >= 2 ? 2 : 1;
	return (const char *)q + (q < last);
}

static const char *
skip_container(const char *p, const char *end)
{
	size_t depth = 0;

	while (p < end) {
		switch (*p) {
		case '"':
			p = skip_string(p, end);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return p + 1;
			break;
		default:
			break;
		}
		p++;
	}
	return end;
}

static const char *
skip_value(const char *p, const char *end, enum scan_type *type)
{
	switch (*p) {
	case '"':
		*type = SCAN_STRING;
		return skip_string(p, end);
	case '{':
		*type = SCAN_OBJECT;
		return skip_container(p, end);
	case '[':
		*type = SCAN_ARRAY;
		return skip_container(p, end);
	case 't':
		*type = SCAN_TRUE;
		break;
	case 'f':
		*type = SCAN_FALSE;
		break;
	case 'n':
		*type = SCAN_NULL;
		break;
	default:
		*type = SCAN_NUMBER;
		break;
	}
	while (p < end && *p != ',' && *p != '}' && *p != ']' && *p != ' ' &&
	       *p != '\t' && *p != '\r' && *p != '\n')
		p++;
	return p;
}

void
cursor_open_text(struct cursor *c, struct value v)
{
	*c = (struct cursor){0};
	if (v.type != SCAN_OBJECT && v.type != SCAN_ARRAY)
		return;
	c->at = v.json.bytes + 1;
	c->end = v.json.bytes + v.json.len - 1;
	c->object = v.type == SCAN_OBJECT;
}

bool
cursor_next_text(struct cursor *c, struct span *key, struct value *v)
{
	const char *p = skip_space(c->at, c->end);

	if (p < c->end && *p == ',')
		p = skip_space(p + 1, c->end);
	if (p == c->end) {
		c->at = c->end;
		return false;
	}
	if (key != NULL)
		*key = (struct span){0};
	if (c->object) {
		const char *close = skip_string(p, c->end);

		if (key != NULL)
			*key = (struct span){p + 1, (size_t)(close - p) - 2};
		p = skip_space(close, c->end);
		p = skip_space(p + 1, c->end); /* the colon */
	}
	v->json.bytes = p;
	v->node = NULL;
	c->at = skip_value(p, c->end, &v->type);
	v->json.len = (size_t)(c->at - p);
	return true;
}

struct value
value_member(struct value object, const char *name)
{
	struct cursor c;
	struct span key;
	struct value v;

	if (object.type == SCAN_OBJECT) {
		cursor_open(&c, object);
		while (cursor_next(&c, &key, &v))
			if (key_is(key, name))
				return v;
	}
	return (struct value){0};
}

size_t
value_count(struct value v)
{
	struct cursor c;
	struct value one;
	size_t count = 0;

	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &one))
		count++;
	return count;
}

static unsigned
hex4(const char *p)
{
	unsigned code = 0;
	int i;

	for (i = 0; i < 4; i++)
		code = code * 16 + (unsigned)(p[i] <= '9'
						  ? p[i] - '0'
						  : (p[i] | 0x20) - 'a' + 10);
	return code;
}

static size_t
put_code_point(unsigned code, char *out)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xC0 | (code >> 6));
		out[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xE0 | (code >> 12));
		out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
		out[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | (code >> 18));
	out[1] = (char)(0x80 | ((code >> 12) & 0x3F));
	out[2] = (char)(0x80 | ((code >> 6) & 0x3F));
	out[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

/* What the escape at P, with its backslash, stands for goes to TO; returns what
 * is behind it. */
static const char *
escape_decode(const char *p, char **to)
{
	unsigned code;

	switch (p[1]) {
	case 'b':
		*(*to)++ = '\b';
		return p + 2;
	case 'f':
		*(*to)++ = '\f';
		return p + 2;
	case 'n':
		*(*to)++ = '\n';
		return p + 2;
	case 'r':
		*(*to)++ = '\r';
		return p + 2;
	case 't':
		*(*to)++ = '\t';
		return p + 2;
	case 'u':
		break;
	default:
		*(*to)++ = p[1];
		return p + 2;
	}
	code = hex4(p + 2);
	p += 6;
	if (code >= 0xD800 && code <= 0xDBFF) {
		code =
		    0x10000 + ((code - 0xD800) << 10) + (hex4(p + 2) - 0xDC00);
		p += 6;
	}
	*to += put_code_point(code, *to);
	return p;
}

size_t
text_decode(struct span raw, char *out)
{
	const char *p = raw.bytes, *end = raw.bytes + raw.len, *stop;
	char *to = out;

	for (;;) {
		stop = (const char *)raw_copy((unsigned char *)to,
		    (const unsigned char *)p, (const unsigned char *)end);
		to += stop - p;
		if (stop == end)
			return (size_t)(to - out);
		p = escape_decode(stop, &to);
	}
}

bool
key_is_escaped(struct span raw, const char *name)
{
	char decoded[256];
	size_t len = strlen(name);

	/* Spelt with escapes, a name is up to six times as long. */
	if (raw.len > 6 * len || raw.len > sizeof(decoded))
		return false;
	return text_decode(raw, decoded) == len &&
	       memcmp(decoded, name, len) == 0;
}

void
text_decode_value(struct value v, struct arena *arena, struct span *out)
{
	struct span raw = {v.json.bytes + 1, v.json.len - 2};
	char *text;

	*out = raw;
	if (memchr(raw.bytes, '\\', raw.len) == NULL)
		return;
	text = arena_bytes(arena, raw.len);
	out->len = text_decode(raw, text);
	out->bytes = text;
}

bool
value_integer(struct value v, int64_t *out)
{
	const char *p = v.json.bytes, *end;
	bool negative = false;
	uint64_t n = 0;

	if (v.type != SCAN_NUMBER)
		return false;
	end = p + v.json.len;
	if (*p == '-') {
		negative = true;
		p++;
	}
	for (; p < end; p++) {
		if (*p < '0' || *p > '9' || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (unsigned)(*p - '0'), &n))
			return false;
	}
	if (n > (uint64_t)INT64_MAX + (negative ? 1 : 0))
		return false;
	*out = negative ? (int64_t)(0 - n) : (int64_t)n;
	return true;
}

bool
value_double(struct value v, double *out)
{
	char text[64];

	if (v.type != SCAN_NUMBER)
		return false;
	if (v.json.len < sizeof(text)) {
		memcpy(text, v.json.bytes, v.json.len);
		text[v.json.len] = '\0';
		*out = strtod(text, NULL);
	} else {
		char *copy = alloc_string_len(v.json.bytes, v.json.len);

		*out = strtod(copy, NULL);
		free(copy);
	}
	return isfinite(*out);
}

bool
value_bool(struct value v, bool *out)
{
	*out = v.type == SCAN_TRUE;
	return v.type == SCAN_TRUE || v.type == SCAN_FALSE;
}
