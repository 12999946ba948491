#include "note/writer.h"

#include <string.h>

static void
write_key(struct writer *w, const char *key)
{
	size_t len = key == NULL ? 0 : strlen(key);
	char *at = buf_reserve(w->out, len + 4);

	if (w->comma)
		*at++ = ',';
	w->comma = true;
	if (key != NULL) {
		*at++ = '"';
		memcpy(at, key, len);
		at += len;
		*at++ = '"';
		*at++ = ':';
	}
	w->out->len = (size_t)(at - w->out->bytes);
}

void
write_open(struct writer *w, const char *key, char bracket)
{
	write_key(w, key);
	buf_add_byte(w->out, bracket);
	w->comma = false;
}

void
write_close(struct writer *w, char bracket)
{
	buf_add_byte(w->out, bracket == '{' ? '}' : ']');
	w->comma = true;
}

void
write_text(struct writer *w, const char *key, struct span text)
{
	if (text.bytes == NULL)
		return;
	write_key(w, key);
	json_add_string(w->out, text.bytes, text.len);
}

void
write_word(struct writer *w, const char *key, const char *word)
{
	write_text(w, key, span_of(word));
}

void
write_texts(struct writer *w, const char *key, struct texts texts)
{
	size_t i;

	if (texts.count == 0)
		return;
	write_open(w, key, '[');
	for (i = 0; i < texts.count; i++)
		write_text(w, NULL, texts.at[i]);
	write_close(w, '[');
}

void
write_number(struct writer *w, const char *key, long n)
{
	unsigned long left = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		digits[--at] = '-';
	write_key(w, key);
	buf_add(w->out, digits + at, sizeof(digits) - at);
}

void
write_true(struct writer *w, const char *key)
{
	write_key(w, key);
	buf_add(w->out, "true", 4);
}

void
write_share(struct writer *w, const char *key, unsigned thousandths)
{
	char text[5];

	text[0] = (char)('0' + thousandths / 1000);
	text[1] = '.';
	text[2] = (char)('0' + thousandths / 100 % 10);
	text[3] = (char)('0' + thousandths / 10 % 10);
	text[4] = (char)('0' + thousandths % 10);
	write_key(w, key);
	buf_add(w->out, text, sizeof(text));
}

void
write_date(struct writer *w, const char *key, date_days d)
{
	char text[DATE_TEXT];

	if (d == DATE_NONE)
		return;
	date_format(d, text);
	write_word(w, key, text);
}

void
write_value(struct writer *w, const char *key, struct value v)
{
	if (v.json.bytes == NULL)
		return;
	write_key(w, key);
	buf_add(w->out, v.json.bytes, v.json.len);
}

void
write_written(struct writer *w, struct span json)
{
	write_key(w, NULL);
	buf_add(w->out, json.bytes, json.len);
}
