#include "review/html.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/utf8.h"

/* Bidirectional controls (UAX #9) and what else has no look of its own. */
static bool
point_hidden(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') ||
	       (c >= 0x7F && c < 0xA0) || c == 0x61C ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xE0000 && c <= 0xE0FFF);
}

void
html_add(struct buf *out, struct span text)
{
	size_t at, len;
	uint32_t c;

	for (at = 0; at < text.len; at += len) {
		len = utf8_decode(text.bytes + at, text.len - at, &c);
		switch (c) {
		case '&':
			buf_add_string(out, "&amp;");
			break;
		case '<':
			buf_add_string(out, "&lt;");
			break;
		case '>':
			buf_add_string(out, "&gt;");
			break;
		case '"':
			buf_add_string(out, "&quot;");
			break;
		case '\'':
			buf_add_string(out, "&#39;");
			break;
		default:
			if (point_hidden(c))
				buf_addf(out, "[U+%04X]", (unsigned)c);
			else
				buf_add(out, text.bytes + at, len);
			break;
		}
	}
}
