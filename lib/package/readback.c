#include "package/readback.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "package/files.h"
#include "package/needles.h"

#define BLOCK ((size_t)256 * 1024)
#define ENCODED 64 /* bytes of base64 that are taken for a document */

extern char **environ;

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

/* What FD gives, to its end. */
static int
look_fd(struct look *l, int fd, struct error *e)
{
	struct buf block = {0};
	size_t end;
	ssize_t n;

	for (;;) {
		n = read(fd, buf_reserve(&block, BLOCK), BLOCK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		block.len += (size_t)n;
		end = whole_end(&block);
		look_block(l, block.bytes, end);
		memmove(block.bytes, block.bytes + end, block.len - end);
		block.len -= end;
	}
	if (n == -1)
		error_set_errno(e, "reading back");
	look_block(l, block.bytes, block.len);
	buf_wipe(&block);
	buf_free(&block);
	return n == -1 ? -1 : 0;
}

/* The text layer of the PDF on FD.  AREA: the body of the pages alone, so that
 * a passage over two pages is in one piece. */
static int
look_pdf(struct look *l, int fd, bool area, struct error *e)
{
	static const char *const body[] = {"pdftotext", "-q", "-x", "0", "-y",
	    "52", "-W", "612", "-H", "684", "-", "-", NULL};
	static const char *const whole[] = {"pdftotext", "-q", "-", "-", NULL};
	char *arguments[16];
	const char *const *from = area ? body : whole;
	posix_spawn_file_actions_t actions;
	int ends[2], status, i;
	pid_t pid;

	if (pipe(ends) == -1)
		return error_set_errno(e, "reading back");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	for (i = 0; from[i] != NULL; i++)
		arguments[i] = alloc_string(from[i]);
	arguments[i] = NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	errno = posix_spawnp(
	    &pid, arguments[0], &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while (i-- > 0)
		free(arguments[i]);
	if (errno != 0) {
		close(ends[0]);
		return error_set_errno(e, "pdftotext");
	}
	status = look_fd(l, ends[0], e);
	close(ends[0]);
	while (waitpid(pid, &i, 0) == -1)
		if (errno != EINTR)
			return error_set_errno(e, "pdftotext");
	if (!WIFEXITED(i) || WEXITSTATUS(i) != 0)
		return error_set(e, "pdftotext failed");
	return status;
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
look_file(struct look *l, int fd, const char *name, struct error *e)
{
	if (ends_with(name, ".zip"))
		return 0; /* its members stand beside it */
	if (ends_with(name, ".pdf")) {
		if (look_pdf(l, fd, true, e) == -1)
			return -1;
		lseek(fd, 0, SEEK_SET);
		return look_pdf(l, fd, false, e);
	}
	if (ends_with(name, ".json"))
		return look_json(l, fd, e);
	l->json = ends_with(name, ".ndjson");
	return look_fd(l, fd, e);
}

static int
file_look(const char *root, const char *name, const struct needles *needles,
    struct error *e)
{
	struct look look = {.needles = needles};
	struct buf path = {0};
	int fd, status;

	buf_addf(&path, "%s/%s", root, name);
	fd = open(buf_string(&path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	buf_free(&path);
	if (fd == -1)
		return error_set_errno(e, "%s", name);
	status = look_file(&look, fd, name, e);
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
		status = file_look(root, files.names[i], needles, e);
	files_free(&files);
	needles_free(needles);
	return status == 0 ? 0 : error_prefix(e, "no package");
}
