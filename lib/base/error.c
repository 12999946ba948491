#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

int
error_set(struct error *e, const char *format, ...)
{
	va_list ap;

	if (e == NULL || e->text[0] != '\0')
		return -1;
	va_start(ap, format);
	vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
	return -1;
}

int
error_set_errno(struct error *e, const char *format, ...)
{
	int saved = errno;
	va_list ap;
	size_t len;

	if (e == NULL || e->text[0] != '\0')
		return -1;
	va_start(ap, format);
	vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
	len = strlen(e->text);
	snprintf(e->text + len, sizeof(e->text) - len, ": %s", strerror(saved));
	return -1;
}

int
error_prefix(struct error *e, const char *format, ...)
{
	char message[ERROR_TEXT];
	va_list ap;
	size_t len;

	if (e == NULL || e->text[0] == '\0')
		return -1;
	memcpy(message, e->text, sizeof(message));
	va_start(ap, format);
	vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
	len = strlen(e->text);
	snprintf(e->text + len, sizeof(e->text) - len, ": %.*s", ERROR_TEXT - 3,
	    message);
	return -1;
}

void
error_say(struct buf *out, const char *tool, const char *file, size_t line,
    const char *what)
{
	buf_addf(out, "%s: ", tool);
	if (file != NULL) {
		buf_add_visible(out, file, strlen(file));
		if (line > 0)
			buf_addf(out, ":%zu", line);
		buf_add_string(out, ": ");
	}
	buf_add_visible(out, what, strlen(what));
	buf_add_byte(out, '\n');
}
