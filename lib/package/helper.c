#include "package/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/coprocess.h"
#include "base/safe_file.h"

#define BLOCK 65536
#define NOT_THERE 127 /* exit status, as shells have it */
#define WARNED 3      /* exit status of qpdf: the file is whole */

struct helper {
	struct coprocess process;
	int file; /* the PDF */
};

/* From the helper: LEN bytes follow; 0: the end, with the exit status. */
struct piece {
	uint32_t len;
	uint32_t status;
};

/* In the helper's child.  Silent: what these programs say may quote. */
static _Noreturn void
become(enum helper_work work, int file, int out, const char *cover)
{
	const char *const body[] = {"pdftotext", "-q", "-x", "0", "-y", "52",
	    "-W", "612", "-H", "684", "-", "-", NULL};
	const char *const whole[] = {"pdftotext", "-q", "-", "-", NULL};
	const char *const front[] = {"qpdf", "/proc/self/fd/0",
	    "--deterministic-id", "--pages", cover, "1-z", "/proc/self/fd/0",
	    "1-z", "--", "-", NULL};
	const char *const *from = work == HELPER_TEXT	? whole
				  : work == HELPER_BODY ? body
							: front;
	char *arguments[16];
	int i;

	if (lseek(file, 0, SEEK_SET) == -1 ||
	    coprocess_streams(file, out) == -1)
		_exit(NOT_THERE);
	for (i = 0; from[i] != NULL; i++)
		arguments[i] = alloc_string(from[i]);
	arguments[i] = NULL;
	execvp(arguments[0], arguments);
	_exit(NOT_THERE);
}

/* Hands on what the program writes; false: nobody listens any more. */
static bool
forward(int from, int talk)
{
	struct piece piece = {0};
	struct error e = {0};
	char block[BLOCK];
	ssize_t n;

	for (;;) {
		n = read(from, block, sizeof(block));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		piece.len = (uint32_t)n;
		if (file_write(talk, (const char *)&piece, sizeof(piece), &e) ==
			-1 ||
		    file_write(talk, block, (size_t)n, &e) == -1)
			return false;
	}
}

static bool
work_do(enum helper_work work, int file, int talk, const char *cover)
{
	struct piece end = {0, NOT_THERE};
	struct error e = {0};
	int ends[2], status = 0;
	bool heard;
	pid_t child;

	if (pipe(ends) == -1)
		return false;
	child = fork();
	if (child == 0)
		become(work, file, ends[1], cover);
	close(ends[1]);
	heard = child != -1 && forward(ends[0], talk);
	close(ends[0]);
	if (!heard)
		return false;
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	end.status = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 1;
	return file_write(talk, (const char *)&end, sizeof(end), &e) == 0;
}

/* One byte comes, an answer goes. */
static void
serve(int talk, int file, const void *with)
{
	const char *cover = with;
	struct error e = {0};
	unsigned char work;

	if (cover == NULL && coprocess_enter_sandbox(&e) == -1)
		return;
	while (coprocess_read(talk, &work, 1) && work <= HELPER_COVER)
		if (!work_do((enum helper_work)work, file, talk, cover))
			break;
}

static int
nameless(const char *folder, struct error *e)
{
	struct buf path = {0};
	int fd;

	buf_addf(&path, "%s/.pdf", folder);
	fd = open(buf_string(&path),
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1 || unlink(buf_string(&path)) == -1) {
		error_set_errno(e, "a file in the output folder");
		if (fd != -1)
			close(fd);
		fd = -1;
	}
	buf_free(&path);
	return fd;
}

struct helper *
helper_begin(const char *folder, const char *cover, struct error *e)
{
	struct helper *h = alloc_zeroed(1, sizeof(*h));

	h->file = nameless(folder, e);
	if (h->file != -1) {
		if (coprocess_begin(&h->process, h->file, "pdftotext", serve,
			cover, e) == 0)
			return h;
		close(h->file);
	}
	free(h);
	return NULL;
}

void
helper_end(struct helper *h)
{
	if (h == NULL)
		return;
	coprocess_end(&h->process);
	close(h->file);
	free(h);
}

static int
file_copy(int from, int to, struct error *e)
{
	char *block = alloc_bytes(BLOCK);
	ssize_t n = -1;
	int status = 0;

	if (lseek(from, 0, SEEK_SET) == -1 || ftruncate(to, 0) == -1 ||
	    lseek(to, 0, SEEK_SET) == -1)
		status = error_set_errno(e, "the PDF");
	while (status == 0 && (n = read(from, block, BLOCK)) != 0)
		if (n > 0)
			status = file_write(to, block, (size_t)n, e);
		else if (errno != EINTR)
			status = error_set_errno(e, "the PDF");
	free(block);
	return status;
}

int
helper_run(struct helper *h, enum helper_work work, int fd,
    void (*take)(void *to, const char *bytes, size_t len), void *to,
    struct error *e)
{
	const char *program = work == HELPER_COVER ? "qpdf" : "pdftotext";
	unsigned char byte = (unsigned char)work;
	struct piece piece;
	char *block;

	if (file_copy(fd, h->file, e) == -1 ||
	    file_write(h->process.talk, (const char *)&byte, 1, e) == -1)
		return -1;
	block = alloc_bytes(BLOCK);
	for (;;) {
		if (!coprocess_read(h->process.talk, &piece, sizeof(piece)) ||
		    piece.len > BLOCK ||
		    !coprocess_read(h->process.talk, block, piece.len)) {
			free(block);
			return error_set(e, "%s could not be run", program);
		}
		if (piece.len == 0)
			break;
		take(to, block, piece.len);
	}
	explicit_bzero(block, BLOCK);
	free(block);
	if (piece.status == NOT_THERE)
		return error_set(e, "%s is not installed", program);
	/* Warnings are of the cover's own making. */
	if (piece.status == 0 ||
	    (work == HELPER_COVER && piece.status == WARNED))
		return 0;
	return error_set(e, work == HELPER_COVER
				? "--cover: qpdf cannot put it in front"
				: "pdftotext failed");
}
