#include "package/pdf_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/span.h"

#define BLOCK ((size_t)256 * 1024)
#define XREF_ROW 20 /* bytes of a row of the table, 7.5.4 */

struct file {
	struct span all;
	size_t xref; /* where the table begins */
	const char *rows;
	size_t size; /* objects */
	struct span trailer;
};

/* An object written anew. */
struct update {
	size_t object;
	size_t offset;
};

struct append {
	struct buf *out;
	size_t start;			   /* of the update in OUT */
	size_t base;			   /* the file's length before */
	unsigned char content[DIGEST_LEN]; /* digest of what stood before */
	struct update updates[4];
	size_t count;
};

static int
odd(struct error *e)
{
	return error_set(e, "the PDF: not laid out as cairo 1.16 does");
}

/* The place behind NEEDLE in HAY, NULL where it is not in it. */
static const char *
behind(struct span hay, const char *needle)
{
	size_t len = strlen(needle), i;

	for (i = 0; i + len <= hay.len; i++)
		if (memcmp(hay.bytes + i, needle, len) == 0)
			return hay.bytes + i + len;
	return NULL;
}

/* The last place of NEEDLE in the last KiB. */
static const char *
near_end(struct span hay, const char *needle)
{
	struct span tail = hay;
	const char *found, *last = NULL;

	if (tail.len > 1024)
		tail = (struct span){hay.bytes + hay.len - 1024, 1024};
	while ((found = behind(tail, needle)) != NULL) {
		last = found;
		tail.len -= (size_t)(found - tail.bytes);
		tail.bytes = found;
	}
	return last;
}

static size_t
number_at(const char *at, const char *end, const char **next)
{
	size_t n = 0;

	while (at < end && (*at == ' ' || *at == '\n'))
		at++;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		n = n * 10 + (size_t)(*at - '0');
	if (next != NULL)
		*next = at;
	return n;
}

static int
file_index(struct file *f, struct error *e)
{
	const char *end = f->all.bytes + f->all.len, *at;

	at = near_end(f->all, "startxref\n");
	if (at == NULL)
		return odd(e);
	f->xref = number_at(at, end, NULL);
	if (f->all.len < 16 || f->xref > f->all.len - 16 ||
	    memcmp(f->all.bytes + f->xref, "xref\n0 ", 7) != 0)
		return odd(e);
	f->size = number_at(f->all.bytes + f->xref + 7, end, &at);
	f->rows = at + 1;
	if (f->size > f->all.len / XREF_ROW ||
	    f->rows + f->size * XREF_ROW >= end)
		return odd(e);
	at = f->rows + f->size * XREF_ROW;
	f->trailer = (struct span){at, (size_t)(end - at)};
	return 0;
}

/* The body of object N, between "obj" and "endobj". */
static int
object_find(const struct file *f, size_t n, struct span *body, struct error *e)
{
	const char *end = f->all.bytes + f->xref, *at, *stop;
	size_t offset;

	if (n == 0 || n >= f->size)
		return odd(e);
	offset = number_at(
	    f->rows + n * XREF_ROW, f->rows + (n + 1) * XREF_ROW, NULL);
	if (offset >= f->xref)
		return odd(e);
	at = f->all.bytes + offset;
	if (number_at(at, end, &at) != n || end - at < 8 ||
	    memcmp(at, " 0 obj\n", 7) != 0)
		return odd(e);
	at += 7;
	stop = behind((struct span){at, (size_t)(end - at)}, "endobj");
	if (stop == NULL)
		return odd(e);
	*body = (struct span){at, (size_t)(stop - at) - strlen("endobj")};
	return 0;
}

/* The object that KEY of BODY refers to; 0: none. */
static size_t
reference(struct span body, const char *key)
{
	const char *at = behind(body, key);

	if (at != NULL && at < body.bytes + body.len && *at == '[')
		at++;
	return at == NULL ? 0 : number_at(at, body.bytes + body.len, NULL);
}

static void
update_begin(struct append *a, size_t object)
{
	a->updates[a->count++] =
	    (struct update){object, a->base + (a->out->len - a->start)};
	buf_addf(a->out, "%zu 0 obj\n", object);
}

/* Writes object N anew with the last MOVE references of its array KEY first. */
static int
array_rotate(struct append *a, const struct file *f, size_t n, const char *key,
    size_t move, struct error *e)
{
	struct span body;
	const char *array, *end, *at;
	size_t *refs, count = 0, i;

	if (object_find(f, n, &body, e) == -1)
		return -1;
	array = behind(body, key);
	if (array == NULL)
		return move == 0 ? 0 : odd(e);
	end = memchr(array, ']', (size_t)(body.bytes + body.len - array));
	if (*array != '[') /* one, which has no other to go before */
		return move <= 1 ? 0 : odd(e);
	if (end == NULL)
		return odd(e);
	refs = alloc_zeroed((size_t)(end - array) / 4 + 1, sizeof(refs[0]));
	for (at = array + 1; at < end;) {
		size_t ref = number_at(at, end, &at);

		if (ref == 0)
			break;
		refs[count++] = ref;
		number_at(at, end, &at);	   /* the generation, 0 */
		at = at + 2 <= end ? at + 2 : end; /* " R" */
	}
	if (move > count) {
		free(refs);
		return odd(e);
	}
	update_begin(a, n);
	buf_add(a->out, body.bytes, (size_t)(array - body.bytes));
	buf_add_string(a->out, "[");
	for (i = 0; i < count; i++)
		buf_addf(a->out, " %zu 0 R", refs[(i + count - move) % count]);
	buf_add_string(a->out, " ");
	buf_add(a->out, end, (size_t)(body.bytes + body.len - end));
	buf_add_string(a->out, "endobj\n");
	free(refs);
	return 0;
}

static void
labels_add(struct buf *out, const struct pdf_tail *t)
{
	size_t i;

	buf_add_string(out, "   /PageLabels << /Nums [");
	for (i = 0; i < t->label_count; i++) {
		const struct pdf_label *l = &t->labels[i];

		buf_addf(out, "\n      %zu << /S /%s /St %zu", l->first,
		    l->prefix == NULL ? "r" : "D", l->start);
		if (l->prefix != NULL)
			buf_addf(out, " /P (%s)", l->prefix);
		buf_add_string(out, " >>");
	}
	buf_add_string(out, " ] >>\n");
}

static int
catalog_write(struct append *a, size_t root, struct span body,
    const struct pdf_tail *t, struct error *e)
{
	size_t len = body.len;

	while (len > 1 &&
	       !(body.bytes[len - 1] == '>' && body.bytes[len - 2] == '>'))
		len--;
	if (len < 2)
		return odd(e);
	update_begin(a, root);
	buf_add(a->out, body.bytes, len - 2);
	buf_addf(a->out, "   /Lang (%s)\n", t->language);
	buf_add_string(
	    a->out, "   /ViewerPreferences << /DisplayDocTitle true >>\n");
	if (t->label_count > 0)
		labels_add(a->out, t);
	buf_add_string(a->out, ">>\nendobj\n");
	return 0;
}

/* The identifier is a digest of the file, so that equal files have equal ones
 * (14.4 asks for 16 bytes that depend on the content). */
static void
trailer_write(struct append *a, const struct file *f, size_t root)
{
	size_t xref = a->base + (a->out->len - a->start), i;
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct digest d;

	digest_start(&d);
	digest_add(&d, a->content, DIGEST_LEN);
	digest_add(&d, a->out->bytes + a->start, (a->out->len - a->start));
	digest_end(&d, digest);
	digest_hex(digest, hex);
	buf_add_string(a->out, "xref\n0 1\n0000000000 65535 f \n");
	for (i = 0; i < a->count; i++)
		buf_addf(a->out, "%zu 1\n%010zu 00000 n \n",
		    a->updates[i].object, a->updates[i].offset);
	buf_addf(a->out,
	    "trailer\n<< /Size %zu\n   /Root %zu 0 R\n   /Info %zu 0 R\n"
	    "   /Prev %zu\n   /ID [ <%.32s> <%.32s> ]\n>>\nstartxref\n%zu\n"
	    "%%%%EOF\n",
	    f->size, root, reference(f->trailer, "/Info"), f->xref, hex, hex,
	    xref);
}

static int
update_write(struct append *a, const struct file *f, const struct pdf_tail *t,
    struct error *e)
{
	size_t root = reference(f->trailer, "/Root"), tree;
	struct span catalog, body;

	if (object_find(f, root, &catalog, e) == -1)
		return -1;
	if (array_rotate(a, f, reference(catalog, "/Pages"), "/Kids ",
		t->front_pages, e) == -1)
		return -1;
	tree = reference(catalog, "/StructTreeRoot");
	if (object_find(f, tree, &body, e) == -1 ||
	    array_rotate(
		a, f, reference(body, "/K "), "/K ", t->front_parts, e) == -1)
		return -1;
	if (catalog_write(a, root, catalog, t, e) == -1)
		return -1;
	trailer_write(a, f, root);
	return 0;
}

int
pdf_tail_make(
    struct span all, const struct pdf_tail *t, struct buf *out, struct error *e)
{
	struct append a = {.out = out, .start = out->len, .base = all.len};
	struct file f = {.all = all};

	digest_bytes(all.bytes, all.len, a.content);
	return file_index(&f, e) == -1 ? -1 : update_write(&a, &f, t, e);
}

/* Read, not mapped: of the mapping only what is needed becomes memory. */
static int
digest_file(int fd, unsigned char out[static DIGEST_LEN], struct error *e)
{
	char *block = alloc_bytes(BLOCK);
	struct digest d;
	ssize_t n;

	digest_start(&d);
	while ((n = read(fd, block, BLOCK)) > 0 || (n == -1 && errno == EINTR))
		if (n > 0)
			digest_add(&d, block, (size_t)n);
	digest_end(&d, out);
	free(block);
	return n == -1 ? error_set_errno(e, "the PDF") : 0;
}

int
pdf_tail_write(const char *path, const struct pdf_tail *t, struct error *e)
{
	struct buf tail = {0};
	struct append a = {.out = &tail};
	struct file f = {0};
	struct stat st;
	void *map;
	int fd, status;

	fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return error_set_errno(e, "the PDF");
	if (fstat(fd, &st) == -1 || st.st_size <= 0) {
		close(fd);
		return odd(e);
	}
	a.base = f.all.len = (size_t)st.st_size;
	map = mmap(NULL, f.all.len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED) {
		close(fd);
		return error_set_errno(e, "the PDF");
	}
	f.all.bytes = map;
	status = digest_file(fd, a.content, e);
	if (status == 0)
		status = file_index(&f, e);
	if (status == 0)
		status = update_write(&a, &f, t, e);
	munmap(map, f.all.len);
	if (status == 0)
		status = file_write(fd, tail.bytes, tail.len, e);
	if (close(fd) == -1 && status == 0)
		status = error_set_errno(e, "the PDF");
	buf_free(&tail);
	return status;
}
