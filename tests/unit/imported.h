/* One document at a time, as notes-import reads it from memory: what it gives
 * and what it says. */
#ifndef TESTS_IMPORTED_H
#define TESTS_IMPORTED_H

#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "import/import.h"
#include "import/map.h"

/* What a row leaves out is not looked at, save how many were rejected. */
struct row {
	const char *text;
	size_t notes, rejected;
	const char *has;   /* stands in what is written */
	const char *hides; /* does not */
	const char *said;  /* stands on stderr, which never has it else */
};

static struct {
	enum format format;
	const char *map;  /* its text */
	const char *name; /* of the file; NULL: "a" */
	size_t whole_most;
	struct options options;
	bool not_zoned;
} reads;

struct imported {
	struct buf out, said;
	size_t notes, rejected;
};

/* What was said on stderr since the last call. */
static inline void
said_since(struct buf *said)
{
	static FILE *f;
	size_t n;

	if (f == NULL) {
		f = tmpfile();
		ck_assert_ptr_nonnull(f);
		ck_assert_int_ne(dup2(fileno(f), STDERR_FILENO), -1);
	}
	fflush(stderr);
	fseek(f, 0, SEEK_SET);
	said->len = 0;
	while ((n = fread(buf_reserve(said, 4096), 1, 4096, f)) > 0)
		said->len += n;
	ck_assert_int_eq(ftruncate(fileno(f), 0), 0);
	ck_assert_int_eq((int)lseek(STDERR_FILENO, 0, SEEK_SET), 0);
}

static inline void
import_read(struct span text, struct imported *to)
{
	struct import im = {.zoned = !reads.not_zoned};
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	reads.options.tool = "test";
	reads.options.quiet = true;
	said_since(&to->said);
	if (reads.map != NULL) {
		im.map = map_parse(reads.map, strlen(reads.map), &e);
		ck_assert_msg(im.map != NULL, "%s", e.text);
	}
	ck_assert_int_eq(import_open(&im, &reads.options, &e), 0);
	im.sink.hold = true;
	if (reads.whole_most > 0)
		im.whole_most = reads.whole_most;
	import_bytes(
	    &im, reads.format, reads.name == NULL ? "a" : reads.name, text);
	to->out.len = 0;
	buf_add(&to->out, im.sink.out.bytes, im.sink.out.len);
	buf_string(&to->out);
	to->notes = im.sink.notes;
	to->rejected = im.sink.rejected;
	import_close(&im);
	map_close(im.map);
	said_since(&to->said);
	buf_string(&to->said);
}

static inline void
row_check(const struct row *r, struct span text)
{
	struct imported got = {0};

	import_read(text, &got);
	ck_assert_msg(got.notes == r->notes && got.rejected == r->rejected,
	    "%.300s: %zu notes, %zu rejected: %s", r->text, got.notes,
	    got.rejected, got.said.bytes);
	ck_assert_msg(r->has == NULL || strstr(got.out.bytes, r->has) != NULL,
	    "%.300s: %s", r->text, got.out.bytes);
	ck_assert_msg(
	    r->hides == NULL || strstr(got.out.bytes, r->hides) == NULL,
	    "%.300s: %s", r->text, got.out.bytes);
	if (r->said == NULL)
		ck_assert_msg(
		    got.said.len == 0, "%.300s: %s", r->text, got.said.bytes);
	else
		ck_assert_msg(strstr(got.said.bytes, r->said) != NULL,
		    "%.300s: %s", r->text, got.said.bytes);
	buf_free(&got.out);
	buf_free(&got.said);
}

static inline void
rows_check(const struct row *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		row_check(&rows[i], span_of(rows[i].text));
}

#define ROWS_CHECK(rows) rows_check(rows, sizeof(rows) / sizeof((rows)[0]))

#endif
