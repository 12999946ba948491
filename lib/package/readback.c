#include "package/readback.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "package/files.h"
#include "package/needles.h"

#define BLOCK ((size_t)256 * 1024)
#define ENCODED 64 /* bytes of base64 that are taken for a document */

/* Looks through a text that comes in blocks; what spans two is seen, for the
 * end of the last stays. */
struct look {
	const struct needles *needles;
	struct buf squeezed;
	bool json; /* the text is full of JSON's escapes */
	bool found;
};

static void
look_at(struct look *l, struct span text)
{
	struct span all;
	size_t keep;

	needles_squeeze(text, &l->squeezed);
	all = (struct span){l->squeezed.bytes, l->squeezed.len};
	l->found |=
	    all.len > 0 && needles_found(l->needles, all, (struct span){0});
	keep = all.len < NEEDLE_MAX ? all.len : NEEDLE_MAX;
	if (keep > 0)
		memmove(l->squeezed.bytes, all.bytes + all.len - keep, keep);
	l->squeezed.len = keep;
}

static void
look_end(struct look *l)
{
	buf_wipe(&l->squeezed);
	buf_free(&l->squeezed);
}

/* The end of the text in BLOCK that is whole: behind the last white space, so
 * that no character is cut. */
static size_t
whole_end(const struct buf *block)
{
	size_t end = block->len;

	while (end > 0 && block->bytes[end - 1] != '\n' &&
	       block->bytes[end - 1] != ' ')
		end--;
	return end == 0 ? block->len : end;
}

static unsigned
hex_value(const char *at)
{
	char digits[5] = {at[0], at[1], at[2], at[3], '\0'};

	return (unsigned)strtoul(digits, NULL, 16);
}

/* Undoes the escapes of JSON: what is between strings has no letters that
 * matter.  Returns the length; in place, for it never grows. */
static size_t
json_plain(char *text, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++) {
		char c = text[from];

		if (c == '\\' && from + 1 < len) {
			c = text[++from];
			if (c == 'u' && from + 4 < len) {
				unsigned point = hex_value(text + from + 1);

				from += 4;
				c = point < 0x80 ? (char)point : ' ';
			} else if (strchr("nrtbf", c) != NULL) {
				c = ' ';
			}
		}
		text[to++] = c;
	}
	return to;
}

static void
look_block(struct look *l, const char *text, size_t len)
{
	struct span span = {text, len};

	if (l->json) {
		char *plain = alloc_bytes(len);

		memcpy(plain, text, len);
		span = (struct span){plain, json_plain(plain, len)};
		look_at(l, span);
		explicit_bzero(plain, len);
		free(plain);
		return;
	}
	look_at(l, span);
}

/* Text that comes in pieces: what is whole of it is looked at. */
struct stretch {
	struct look *look;
	struct buf block;
};

static void
stretch_look(struct stretch *s)
{
	size_t end = whole_end(&s->block);

	look_block(s->look, s->block.bytes, end);
	memmove(s->block.bytes, s->block.bytes + end, s->block.len - end);
	s->block.len -= end;
}

static void
stretch_add(void *to, const char *bytes, size_t len)
{
	struct stretch *s = to;

	buf_add(&s->block, bytes, len);
	if (s->block.len >= BLOCK)
		stretch_look(s);
}

static void
stretch_end(struct stretch *s)
{
	if (s->block.len > 0)
		look_block(s->look, s->block.bytes, s->block.len);
	buf_wipe(&s->block);
	buf_free(&s->block);
}

/* What FD gives, to its end. */
static int
look_fd(struct look *l, int fd, struct error *e)
{
	struct stretch s = {.look = l};
	ssize_t n;

	for (;;) {
		n = read(fd, buf_reserve(&s.block, BLOCK), BLOCK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		s.block.len += (size_t)n;
		stretch_look(&s);
	}
	if (n == -1)
		error_set_errno(e, "reading back");
	stretch_end(&s);
	return n == -1 ? -1 : 0;
}

/* The text layer of the PDF on FD: the body of the pages alone, so that a
 * passage over two pages is in one piece, and all of it. */
static int
look_pdf(struct look *l, struct helper *h, int fd, struct error *e)
{
	static const enum helper_work works[] = {HELPER_BODY, HELPER_TEXT};
	size_t i;

	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		struct stretch s = {.look = l};
		int status = helper_run(h, works[i], fd, stretch_add, &s, e);

		stretch_end(&s);
		if (status == -1)
			return -1;
	}
	return 0;
}

/* A document in a string of JSON: long base64, as FHIR attachments are. */
static void
look_encoded(struct look *l, const char *text, size_t len)
{
	unsigned char *decoded;
	size_t start = 0, i;
	long n;

	for (i = 0; i < len; i++) {
		if (text[i] != '"')
			continue;
		if (i - start >= ENCODED && (i - start) % 4 == 0) {
			decoded = alloc_bytes((i - start) / 4 * 3);
			n = digest_base64_decode(
			    text + start, i - start, decoded);
			if (n > 0)
				look_at(l, (struct span){(const char *)decoded,
					       (size_t)n});
			free(decoded);
		}
		start = i + 1;
	}
}

static int
look_json(struct look *l, int fd, struct error *e)
{
	struct buf text = {0};
	ssize_t n;

	do {
		n = read(fd, buf_reserve(&text, BLOCK), BLOCK);
		if (n > 0)
			text.len += (size_t)n;
	} while (n > 0 || (n == -1 && errno == EINTR));
	if (n == -1)
		error_set_errno(e, "reading back");
	look_encoded(l, text.bytes, text.len);
	text.len = json_plain(text.bytes, text.len);
	look_at(l, (struct span){text.bytes, text.len});
	buf_wipe(&text);
	buf_free(&text);
	return n == -1 ? -1 : 0;
}

static bool
ends_with(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);

	return a >= b && strcmp(name + a - b, end) == 0;
}

static int
look_file(
    struct look *l, struct helper *h, int fd, const char *name, struct error *e)
{
	if (ends_with(name, ".zip"))
		return 0; /* its members stand beside it */
	if (ends_with(name, ".pdf"))
		return look_pdf(l, h, fd, e);
	if (ends_with(name, ".json"))
		return look_json(l, fd, e);
	l->json = ends_with(name, ".ndjson");
	return look_fd(l, fd, e);
}

static int
file_look(const struct response *r, const char *name,
    const struct needles *needles, struct error *e)
{
	struct look look = {.needles = needles};
	struct buf path = {0};
	int fd, status;

	buf_addf(&path, "%s/%s", folder_path(r->folder), name);
	fd = open(buf_string(&path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	buf_free(&path);
	if (fd == -1)
		return error_set_errno(e, "%s", name);
	status = look_file(&look, r->helper, fd, name, e);
	close(fd);
	if (status == 0 && look.found)
		status = error_set(e, "withheld text stands in it");
	look_end(&look);
	return status == 0 ? 0 : error_prefix(e, "%s", name);
}

/* Each released record, as the note that it is. */
static int
records_look(
    const struct response *r, const struct needles *needles, struct error *e)
{
	struct buf squeezed = {0};
	struct record *rec;
	struct note n;
	size_t i, s;
	int status = 0;

	for (i = 0; status == 0 && i < r->count; i++) {
		if (!disposition_releases(r->rows[i].disposition))
			continue;
		status = spool_note(r->spool, r->rows[i].offset,
		    r->rows[i].length, &n, &rec, e);
		buf_wipe(&squeezed);
		for (s = 0; status == 0 && s < n.section_count; s++)
			needles_squeeze(n.sections[s].text, &squeezed);
		if (status == 0 && squeezed.len > 0 &&
		    needles_found(needles,
			(struct span){squeezed.bytes, squeezed.len}, n.id))
			status = error_set(e,
			    "record %zu of the index: withheld text stands "
			    "in it",
			    i + 1);
	}
	buf_wipe(&squeezed);
	buf_free(&squeezed);
	return status;
}

int
readback(const struct response *r, struct error *e)
{
	const char *root = folder_path(r->folder);
	struct needles *needles = needles_load(r->plan->withheld, e);
	struct files files = {0};
	size_t i;
	int status;

	if (needles == NULL)
		return -1;
	status = records_look(r, needles, e);
	if (status == 0)
		status = files_list(root, &files, e);
	for (i = 0; status == 0 && i < files.count; i++)
		status = file_look(r, files.names[i], needles, e);
	files_free(&files);
	needles_free(needles);
	return status == 0 ? 0 : error_prefix(e, "no package");
}
