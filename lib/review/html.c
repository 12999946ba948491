#include "review/html.h"

#include <stdbool.h>
#include <stdint.h>

#include "text/utf8.h"

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
			if (utf8_is_hidden(c) && c != '\n' && c != '\t')
				buf_addf(out, "[U+%04X]", (unsigned)c);
			else
				buf_add(out, text.bytes + at, len);
			break;
		}
	}
}
