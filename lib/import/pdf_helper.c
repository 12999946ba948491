#include "import/pdf_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "import/refs.h"

#define TEXT_MOST ((size_t)16 << 20) /* bytes of text */
#define SECONDS 120		     /* of pdftotext's life */
#define MEMORY ((rlim_t)2 << 30)     /* bytes */
#define NOT_THERE 127		     /* exit status, as shells have it */
#define LOCKED 3		     /* exit status of pdftotext */

enum answer {
	ANSWER_FAILED,
	ANSWER_TEXT,
	ANSWER_NOT_THERE,
	ANSWER_LOCKED,
	ANSWER_UNREADABLE,
	ANSWER_TOO_MUCH,
};

/* From the helper; LEN bytes of text follow. */
struct reply {
	uint64_t answer;
	uint64_t len;
};

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

	if (coprocess_streams(in, out) == -1)
		_exit(NOT_THERE);
	limit(RLIMIT_CPU, SECONDS);
	limit(RLIMIT_AS, MEMORY);
	limit(RLIMIT_FSIZE, 0);
	alarm(SECONDS);
	execve("/usr/bin/pdftotext", args, environment);
	execve("/usr/local/bin/pdftotext", args, environment);
	_exit(NOT_THERE);
}

static enum answer
read_text(int fd, struct buf *out)
{
	ssize_t n;

	for (;;) {
		n = read(fd, buf_reserve(out, 65536), 65536);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ANSWER_FAILED;
		if (n == 0)
			return ANSWER_TEXT;
		out->len += (size_t)n;
		if (out->len > TEXT_MOST)
			return ANSWER_TOO_MUCH;
	}
}

static enum answer
run_pdftotext(int in, struct buf *out)
{
	enum answer answer;
	int ends[2], status = -1; /* of a child that is not found: no status */
	pid_t child;

	if (lseek(in, 0, SEEK_SET) == -1 || pipe(ends) == -1)
		return ANSWER_FAILED;
	child = fork();
	if (child == 0)
		become_pdftotext(in, ends[1]);
	close(ends[1]);
	answer = child == -1 ? ANSWER_FAILED : read_text(ends[0], out);
	close(ends[0]);
	if (child == -1)
		return answer;
	if (answer != ANSWER_TEXT)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		;
	if (answer != ANSWER_TEXT)
		return answer;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE)
		return ANSWER_NOT_THERE;
	if (WIFEXITED(status) && WEXITSTATUS(status) == LOCKED)
		return ANSWER_LOCKED;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ANSWER_UNREADABLE;
	return ANSWER_TEXT;
}

/* A length comes, that much of FILE is a PDF, a reply goes. */
static void
serve(int talk, int file, const void *with)
{
	struct buf text = {0};
	struct reply reply;
	struct error e = {0};
	uint64_t len;

	(void)with;
	if (coprocess_enter_sandbox(&e) == -1)
		return;
	while (coprocess_read(talk, &len, sizeof(len))) {
		text.len = 0;
		reply.answer = ftruncate(file, (off_t)len) == -1
				   ? ANSWER_FAILED
				   : run_pdftotext(file, &text);
		reply.len = reply.answer == ANSWER_TEXT ? text.len : 0;
		if (file_write(talk, &reply, sizeof(reply), &e) == -1 ||
		    file_write(
			talk, buf_string(&text), (size_t)reply.len, &e) == -1)
			break;
		buf_wipe(&text);
	}
}

static int
begin(struct pdf_helper *h, struct error *e)
{
	h->file = temporary_open(e);
	if (h->file == -1)
		return -1;
	if (coprocess_begin(
		&h->process, h->file, "pdftotext", serve, NULL, e) == -1) {
		close(h->file);
		return -1;
	}
	return 0;
}

void
pdf_helper_begin(struct pdf_helper *h)
{
	h->begun = true;
	h->failed = begin(h, &h->why) == -1;
}

void
pdf_helper_end(struct pdf_helper *h)
{
	if (h->begun && !h->failed) {
		coprocess_end(&h->process);
		close(h->file);
	}
	h->begun = false;
}

static int
read_reply(int talk, struct buf *out, struct error *e)
{
	struct reply reply;

	if (!coprocess_read(talk, &reply, sizeof(reply)) ||
	    reply.len > 2 * TEXT_MOST)
		return error_set(e, "PDF: pdftotext could not be run");
	if (!coprocess_read(
		talk, buf_reserve(out, (size_t)reply.len), (size_t)reply.len))
		return error_set(e, "PDF: pdftotext could not be run");
	out->len += (size_t)reply.len;
	switch (reply.answer) {
	case ANSWER_TEXT:
		return 0;
	case ANSWER_NOT_THERE:
		return error_set(e, "PDF: pdftotext is not installed");
	case ANSWER_LOCKED:
		return error_set(e, "PDF that is locked against reading");
	case ANSWER_UNREADABLE:
		return error_set(e, "PDF that pdftotext cannot read");
	case ANSWER_TOO_MUCH:
		return error_set(
		    e, "PDF with more than %zu MiB of text", TEXT_MOST >> 20);
	default:
		return error_set(e, "PDF: pdftotext could not be run");
	}
}

int
pdf_helper_text(
    struct pdf_helper *h, struct span pdf, struct buf *out, struct error *e)
{
	uint64_t len = pdf.len;

	if (!h->begun)
		pdf_helper_begin(h);
	if (h->failed)
		return error_set(e, "%s", h->why.text);
	if (lseek(h->file, 0, SEEK_SET) == -1)
		return error_set_errno(e, "temporary file");
	if (file_write(h->file, pdf.bytes, pdf.len, e) == -1 ||
	    file_write(h->process.talk, &len, sizeof(len), e) == -1)
		return -1;
	return read_reply(h->process.talk, out, e);
}
