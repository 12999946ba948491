/* Runs a reader of lib/import over one input and holds it to its promise: what
 * it writes are records that the scanner and note_read accept. */
#ifndef FUZZ_IMPORT_FRAME_H
#define FUZZ_IMPORT_FRAME_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "import/charset.h"
#include "import/import.h"
#include "import/map.h"
#include "note/note.h"
#include "stream/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* MAP: the text of a map/1; NULL: none. */
static inline const struct map *
frame_map(const char *text)
{
	char path[] = "/tmp/fuzz-map-XXXXXX";
	struct error e = {0};
	const struct map *m;
	int fd = mkstemp(path);

	if (fd == -1 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	m = map_open(path, &e);
	unlink(path);
	if (m == NULL)
		abort();
	return m;
}

static inline void
frame_check(const struct buf *out)
{
	static struct record *record;
	const char *p = out->bytes, *end = p + out->len, *lf;
	struct error e = {0};
	struct note note;
	struct span kind;

	if (record == NULL)
		record = record_new();
	for (; p < end; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL ||
		    record_read(record, p, (size_t)(lf - p), &e) == -1 ||
		    record_kind(record, &kind, &e) == -1)
			abort();
		if (span_is(kind, "note/1") &&
		    note_read(&note, record, &e) == -1)
			abort();
	}
}

static inline int
frame_run(
    enum format format, const struct map *map, const uint8_t *bytes, size_t len)
{
	static const struct options options = {.tool = "fuzz", .quiet = true};
	static bool ready;
	struct import im = {.map = map, .zoned = true};
	struct error e = {0};

	if (!ready && digest_init(&e) == -1)
		abort();
	ready = true;
	if (import_open(&im, &options, &e) == -1)
		abort();
	im.sink.hold = true;
#ifdef WHOLE_MOST
	im.whole_most = WHOLE_MOST;
#endif
	import_bytes(
	    &im, format, "input", (struct span){(const char *)bytes, len});
	if (im.sink.out.len > 0)
		frame_check(&im.sink.out);
	import_close(&im);
	return 0;
}

/* One reader of content alone: what it says is text is UTF-8 without NUL. */
static inline int
frame_content(int (*read)(struct import *im, struct span bytes,
		  struct span *out, struct error *e),
    const uint8_t *bytes, size_t len)
{
	static const struct options options = {.tool = "fuzz", .quiet = true};
	struct import im = {.indexing = true}; /* says nothing */
	struct span text = {0};
	struct error e = {0};

	if (import_open(&im, &options, &e) == -1)
		abort();
	im.sink.hold = true;
	if (read(&im, (struct span){(const char *)bytes, len}, &text, &e) ==
	    0) {
		if (!charset_is_utf8(text) ||
		    (text.len > 0 && memchr(text.bytes, '\0', text.len)))
			abort();
	} else if (e.text[0] == '\0') {
		abort();
	}
	import_close(&im);
	return 0;
}

#endif
