#include "import/hl7.h"

#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "import/charset.h"

#define SEGMENTS 200000 /* of a message */
#define ESCAPE_MOST 512 /* bytes between two escape characters */

static bool
is_name(struct span line, char field)
{
	size_t i;

	if (line.len < 3 || (line.len > 3 && line.bytes[3] != field))
		return false;
	for (i = 0; i < 3; i++) {
		char c = line.bytes[i];

		if (!((c >= 'A' && c <= 'Z') ||
			(i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return true;
}

/* ASCII, or a character of several bytes would be split. */
static bool
is_separator(char c)
{
	return c > 0x20 && c < 0x7f && !(c >= 'A' && c <= 'Z') &&
	       !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
}

static int
read_separators(struct message *m, struct span text, struct error *e)
{
	static const char usual[4] = {'^', '~', '\\', '&'};
	char *to[4] = {&m->component, &m->repetition, &m->escape, &m->part};
	size_t i;

	if (text.len < 8 || memcmp(text.bytes, "MSH", 3) != 0)
		return error_set(e, "no MSH");
	m->field = text.bytes[3];
	if (!is_separator(m->field))
		return error_set(e, "MSH: no field separator");
	for (i = 0; i < 4; i++)
		*to[i] = usual[i];
	for (i = 0; i < 4 && text.bytes[4 + i] != m->field; i++)
		*to[i] = text.bytes[4 + i];
	for (i = 0; i < 4; i++)
		if (!is_separator(*to[i]) || *to[i] == m->field)
			return error_set(e, "MSH: odd separators");
	return 0;
}

static void
add_segment(struct message *m, struct span line)
{
	if (m->count == m->cap) {
		m->cap = m->cap == 0 ? 64 : 2 * m->cap;
		m->segments =
		    alloc_resize(m->segments, m->cap, sizeof(*m->segments));
	}
	m->segments[m->count] = (struct segment){line, m->count + 1};
	m->count++;
}

/* Eight bytes at a time: whether one of them is below 0x0e. */
static bool
has_control(const char *p)
{
	const uint64_t ones = ~UINT64_C(0) / 255;
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return ((w - ones * 0x0e) & ~w & (ones * 0x80)) != 0;
}

/* From P to the first byte below 0x0e, or to the last few. */
static const char *
skip_text(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i control = _mm_set1_epi8(0x0d);

	/* Of each pair of bytes the lower one: 32 at a time. */
	while (end - p >= 32) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i y =
		    _mm_loadu_si128((const __m128i *)(const void *)(p + 16));
		__m128i low = _mm_min_epu8(x, y);

		if (_mm_movemask_epi8(
			_mm_cmpeq_epi8(_mm_min_epu8(low, control), low)) != 0)
			break;
		p += 32;
	}
	while (end - p >= 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned mask = (unsigned)_mm_movemask_epi8(
		    _mm_cmpeq_epi8(_mm_min_epu8(x, control), x));

		if (mask != 0)
			return p + __builtin_ctz(mask);
		p += 16;
	}
#endif
	while (end - p >= 8 && !has_control(p))
		p += 8;
	return p;
}

const char *
hl7_line_end(const char *p, const char *end)
{
	for (;;) {
		p = skip_text(p, end);
		if (p == end || *p == '\r' || *p == '\n' || *p == '\v')
			return p;
		p++;
	}
}

int
message_split(struct message *m, struct span text, bool head, struct error *e)
{
	const char *p = text.bytes, *end = text.bytes + text.len, *stop;
	bool document = false, result = false;
	struct span line;

	m->count = 0;
	m->unknown_escape = m->continued = false;
	if (read_separators(m, text, e) == -1)
		return -1;
	for (; p < end; p = stop + 1) {
		stop = hl7_line_end(p, end);
		line = (struct span){p, (size_t)(stop - p)};
		if (line.len == 0)
			continue;
		if (m->count == SEGMENTS)
			return error_set(e, "more than %d segments", SEGMENTS);
		if (m->count == 0 || is_name(line, m->field)) {
			add_segment(m, line);
			document |= memcmp(p, "TXA", 3) == 0;
			result |= memcmp(p, "OBX", 3) == 0;
			if (head && document && result)
				return 0;
			continue;
		}
		m->continued = true;
		m->segments[m->count - 1].text.len =
		    (size_t)(stop - m->segments[m->count - 1].text.bytes);
	}
	return 0;
}

void
message_free(struct message *m)
{
	free(m->segments);
	*m = (struct message){0};
}

/* Part N, from 0, of what SEPARATOR separates. */
static struct span
split(struct span s, char separator, size_t n)
{
	const char *p = s.bytes, *end, *stop;

	if (s.bytes == NULL)
		return s;
	end = s.bytes + s.len;
	for (;; n--) {
		stop = hl7_mark(p, end, separator, separator);
		if (n == 0)
			break;
		if (stop == end)
			return (struct span){0};
		p = stop + 1;
	}
	return stop == p ? (struct span){0}
			 : (struct span){p, (size_t)(stop - p)};
}

struct span
segment_field(const struct message *m, const struct segment *s, size_t n)
{
	return split(s->text, m->field, segment_is(s, "MSH") ? n - 1 : n);
}

struct span
field_component(const struct message *m, struct span field, size_t n)
{
	return split(field, m->component, n - 1);
}

bool
field_repetition(const struct message *m, struct span *rest, struct span *one)
{
	const char *stop;

	if (rest->bytes == NULL)
		return false;
	stop = memchr(rest->bytes, m->repetition, rest->len);
	if (stop == NULL) {
		*one = *rest;
		*rest = (struct span){0};
		return true;
	}
	*one = (struct span){rest->bytes, (size_t)(stop - rest->bytes)};
	*rest = (struct span){stop + 1, rest->len - one->len - 1};
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \X0D0A\: bytes; those above 0x7F are UTF-8 or windows-1252. */
static bool
escape_hex(struct span code, char **to, struct arena *arena)
{
	struct charset_remarks said = {0};
	char *bytes = arena_bytes(arena, code.len / 2 + 1);
	struct span made = {bytes, 0};
	size_t i;

	for (i = 1; i + 1 < code.len; i += 2) {
		int high = hex_digit(code.bytes[i]);
		int low = hex_digit(code.bytes[i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[made.len++] = (char)(16 * high + low);
	}
	if (i != code.len || charset_text(made, span_of("utf-8"), arena, &made,
				 &said, NULL) == -1)
		return false;
	memcpy(*to, made.bytes, made.len);
	*to += made.len;
	return true;
}

/* The number behind a command, 1 where there is none: no more than the command
 * has room for, so that nothing grows. */
static int
line_count(struct span code, size_t at)
{
	int n = 0;

	if (at == code.len)
		return 1;
	if (code.bytes[at] == '+')
		at++;
	for (; at < code.len && code.bytes[at] >= '0' &&
	       code.bytes[at] <= '9' && n < 1000;
	     at++)
		n = 10 * n + (code.bytes[at] - '0');
	return n;
}

/* FT's commands: ".br", ".sp3", ".in+4", in either case. */
static bool
escape_command(struct span code, char **to)
{
	static const char *const commands[] = {
	    ".br", ".ce", ".sp", ".sk", ".fi", ".nf", ".in", ".ti"};
	const size_t count = sizeof(commands) / sizeof(*commands);
	size_t i = 0;
	int lines = 0;

	while (code.len >= 3 && i < count &&
	       strncasecmp(code.bytes, commands[i], 3) != 0)
		i++;
	if (code.len < 3 || i == count)
		return false;
	if (i < 2)
		lines = 1;
	else if (i == 2)
		lines = line_count(code, 3);
	if ((size_t)lines > code.len + 1)
		lines = 1;
	while (lines-- > 0)
		*(*to)++ = '\n';
	if (i == 3)
		*(*to)++ = ' ';
	return true;
}

/* What stands between two escape characters.  Never more bytes come out than
 * went in with them. */
static bool
escape_decode(
    const struct message *m, struct span code, char **to, struct arena *arena)
{
	if (code.len == 0)
		return false;
	if (code.len == 1) {
		switch (code.bytes[0]) {
		case 'F':
			*(*to)++ = m->field;
			return true;
		case 'S':
			*(*to)++ = m->component;
			return true;
		case 'T':
			*(*to)++ = m->part;
			return true;
		case 'R':
			*(*to)++ = m->repetition;
			return true;
		case 'E':
			*(*to)++ = m->escape;
			return true;
		case 'H':
		case 'N':
			return true; /* emphasis */
		default:
			return false;
		}
	}
	if (code.bytes[0] == '.')
		return escape_command(code, to);
	if (code.bytes[0] == 'X')
		return escape_hex(code, to, arena);
	return false;
}

/* Line ends within a field as LF. */
static struct span
plain_lines(struct span raw, struct arena *arena)
{
	char *text, *to;
	size_t i;

	if (memchr(raw.bytes, '\r', raw.len) == NULL &&
	    memchr(raw.bytes, '\v', raw.len) == NULL)
		return raw;
	text = to = arena_bytes(arena, raw.len);
	for (i = 0; i < raw.len; i++) {
		char c = raw.bytes[i];

		if (c == '\r' && i + 1 < raw.len && raw.bytes[i + 1] == '\n')
			continue;
		*to++ = c == '\r' || c == '\v' ? '\n' : c;
	}
	return (struct span){text, (size_t)(to - text)};
}

struct span
field_text(struct message *m, struct span raw, bool lines, struct arena *arena)
{
	const char *p, *end, *stop;
	char *text, *to, line;
	struct span code;

	if (raw.bytes == NULL)
		return raw;
	if (m->continued)
		raw = plain_lines(raw, arena);
	p = raw.bytes;
	end = raw.bytes + raw.len;
	line = lines ? m->repetition : m->escape;
	stop = hl7_mark(p, end, m->escape, line);
	if (stop == end)
		return raw;
	/* A hex escape may make three bytes of one. */
	text = to = arena_bytes(arena, 2 * raw.len + 4);
	for (;; stop = hl7_mark(p, end, m->escape, line)) {
		memcpy(to, p, (size_t)(stop - p));
		to += stop - p;
		p = stop;
		if (p == end)
			break;
		if (lines && *p == m->repetition) {
			*to++ = '\n';
			p++;
			continue;
		}
		stop = end - p - 1 < ESCAPE_MOST ? end : p + 1 + ESCAPE_MOST;
		stop = memchr(p + 1, m->escape, (size_t)(stop - p - 1));
		if (stop != NULL) {
			code = (struct span){p + 1, (size_t)(stop - p - 1)};
			if (escape_decode(m, code, &to, arena)) {
				p = stop + 1;
				continue;
			}
			m->unknown_escape = true;
		}
		*to++ = *p++;
	}
	return (struct span){text, (size_t)(to - text)};
}

struct span
component_text(
    struct message *m, struct span field, size_t n, struct arena *arena)
{
	struct span s =
	    field_text(m, field_component(m, field, n), false, arena);

	if (s.len == 0 || span_is(s, "\"\""))
		return (struct span){0};
	return s;
}
