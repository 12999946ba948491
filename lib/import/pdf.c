/* PDF to text by pdftotext (poppler), as a process of its own with limits: it
 * reads from a nameless file and writes to a pipe. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "import/content.h"
#include "import/refs.h"

#define TEXT_MOST ((size_t)16 << 20) /* bytes of text */
#define SECONDS 120		     /* of its life */
#define MEMORY ((rlim_t)2 << 30)     /* bytes */
#define NOT_THERE 127		     /* exit status, as shells have it */
#define HEAD_LINES                                                             \
	4 /* at either end of a page that may be its head or foot              \
	   */

static void
limit(int what, rlim_t most)
{
	struct rlimit r = {most, most};

	setrlimit(what, &r);
}

/* In the child.  No descriptor but these, no environment that names anything,
 * no file that it could write. */
static _Noreturn void
become_pdftotext(int in, int out)
{
	char *const args[] = {(char[]){"pdftotext"}, (char[]){"-q"},
	    (char[]){"-enc"}, (char[]){"UTF-8"}, (char[]){"-eol"},
	    (char[]){"unix"}, (char[]){"-"}, (char[]){"-"}, NULL};
	char *const environment[] = {
	    (char[]){"PATH=/usr/local/bin:/usr/bin:/bin"}, (char[]){"LC_ALL=C"},
	    NULL};

	if (dup2(in, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1)
		_exit(NOT_THERE);
	limit(RLIMIT_CPU, SECONDS);
	limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_FSIZE, 0);
	alarm(SECONDS);
	execve("/usr/bin/pdftotext", args, environment);
	execve("/usr/local/bin/pdftotext", args, environment);
	_exit(NOT_THERE);
}

static int
read_pipe(int fd, struct buf *out, struct error *e)
{
	ssize_t n;

	for (;;) {
		n = read(fd, buf_reserve(out, 65536), 65536);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return error_set_errno(e, "pdftotext");
		if (n == 0)
			return 0;
		out->len += (size_t)n;
		if (out->len > TEXT_MOST)
			return error_set(e,
			    "PDF with more than %zu MiB of text",
			    TEXT_MOST >> 20);
	}
}

static int
run_pdftotext(int in, struct buf *out, struct error *e)
{
	int ends[2], status, failed;
	pid_t child;

	if (pipe(ends) == -1)
		return error_set_errno(e, "pdftotext");
	child = fork();
	if (child == 0)
		become_pdftotext(in, ends[1]);
	close(ends[1]);
	if (child == -1) {
		close(ends[0]);
		return error_set_errno(e, "pdftotext");
	}
	failed = read_pipe(ends[0], out, e);
	close(ends[0]);
	if (failed == -1)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		;
	if (failed == -1)
		return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE)
		return error_set(e, "PDF: pdftotext is not installed");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
		return error_set(e, "PDF that is locked against reading");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(e, "PDF that pdftotext cannot read");
	return 0;
}

/* A page's lines; those that are its head or foot are marked. */
struct line {
	struct span text;
	bool drop;
};

struct page {
	struct line *lines;
	size_t count;
};

static bool
is_blank(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.bytes[i] != ' ' && s.bytes[i] != '\t')
			return false;
	return true;
}

static void
split_page(struct page *p, struct span text)
{
	const char *at = text.bytes, *end = text.bytes + text.len, *lf;

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		p->lines =
		    alloc_resize(p->lines, p->count + 1, sizeof(*p->lines));
		p->lines[p->count++].text =
		    (struct span){at, (size_t)(lf - at)};
		p->lines[p->count - 1].drop = false;
	}
	while (p->count > 0 && is_blank(p->lines[p->count - 1].text))
		p->count--;
}

/* Numbers apart: "Page 2 of 9". */
static bool
same_head(struct span a, struct span b)
{
	size_t i = 0, j = 0;

	for (;;) {
		bool digit_a =
		    i < a.len && a.bytes[i] >= '0' && a.bytes[i] <= '9';
		bool digit_b =
		    j < b.len && b.bytes[j] >= '0' && b.bytes[j] <= '9';

		if (digit_a && digit_b) {
			while (
			    i < a.len && a.bytes[i] >= '0' && a.bytes[i] <= '9')
				i++;
			while (
			    j < b.len && b.bytes[j] >= '0' && b.bytes[j] <= '9')
				j++;
			continue;
		}
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.bytes[i++] != b.bytes[j++])
			return false;
	}
}

/* Line I from the top, or from the bottom; NULL: the page is too short to tell
 * its head from its foot. */
static struct line *
line_at(const struct page *p, size_t i, bool bottom)
{
	if (p->count <= 2 * HEAD_LINES)
		return i < p->count / 2
			   ? &p->lines[bottom ? p->count - 1 - i : i]
			   : NULL;
	return &p->lines[bottom ? p->count - 1 - i : i];
}

/* A line at the same place of every page is a head or foot: it is kept on the
 * first page alone. */
static size_t
mark_heads(struct page *pages, size_t count, bool bottom)
{
	size_t i, j, dropped = 0;

	for (i = 0; i < HEAD_LINES && i < pages[0].count; i++) {
		const struct line *first = line_at(&pages[0], i, bottom);

		if (first == NULL)
			return dropped;
		for (j = 1; j < count; j++) {
			const struct line *other =
			    line_at(&pages[j], i, bottom);

			if (other == NULL ||
			    !same_head(first->text, other->text))
				return dropped;
		}
		for (j = 1; j < count; j++) {
			line_at(&pages[j], i, bottom)->drop = true;
			if (!is_blank(line_at(&pages[j], i, bottom)->text))
				dropped++;
		}
	}
	return dropped;
}

static void
join_pages(struct import *im, struct span text, struct buf *out)
{
	struct page *pages = alloc_zeroed(1, sizeof(*pages));
	size_t count = 0, i, j, dropped = 0;
	const char *at = text.bytes, *end = text.bytes + text.len, *stop;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\f', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		pages = alloc_resize(pages, count + 1, sizeof(*pages));
		pages[count] = (struct page){0};
		split_page(
		    &pages[count], (struct span){at, (size_t)(stop - at)});
		count++;
	}
	if (count > 1)
		dropped = mark_heads(pages, count, false) +
			  mark_heads(pages, count, true);
	for (i = 0; i < count; i++)
		for (j = 0; j < pages[i].count; j++) {
			if (pages[i].lines[j].drop)
				continue;
			if (out->len > 0)
				buf_add_byte(out, '\n');
			buf_add(out, pages[i].lines[j].text.bytes,
			    pages[i].lines[j].text.len);
		}
	if (dropped > 0)
		import_warn(im,
		    "PDF: heads and feet of pages are kept once, %zu lines "
		    "left out",
		    dropped);
	for (i = 0; i < count; i++)
		free(pages[i].lines);
	free(pages);
}

int
pdf_text(
    struct import *im, struct span bytes, struct span *out, struct error *e)
{
	struct buf text = {0}, joined = {0};
	int fd = temporary_open(e), failed = -1;
	size_t i;

	if (fd == -1)
		return -1;
	if (file_write(fd, bytes.bytes, bytes.len, e) == 0 &&
	    lseek(fd, 0, SEEK_SET) != (off_t)-1)
		failed = run_pdftotext(fd, &text, e);
	close(fd);
	for (i = 0; i < text.len; i++)
		if (strchr(" \t\r\n\f", text.bytes[i]) == NULL)
			break;
	if (failed == 0 && i == text.len)
		failed = error_set(e, "a PDF without text: needs OCR");
	if (failed == 0) {
		join_pages(im, (struct span){text.bytes, text.len}, &joined);
		*out = draft_copy(
		    &im->draft, (struct span){buf_string(&joined), joined.len});
	}
	buf_wipe(&text);
	buf_free(&text);
	buf_wipe(&joined);
	buf_free(&joined);
	return failed;
}
