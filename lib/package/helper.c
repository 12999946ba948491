#include "package/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"
#include "base/sandbox.h"

#define BLOCK 65536
#define NOT_THERE 127 /* exit status, as shells have it */
#define WARNED 3      /* exit status of qpdf: the file is whole */

struct helper {
	int talk; /* a socket */
	int file; /* the PDF */
};

/* From the helper: LEN bytes follow; 0: the end, with the exit status. */
struct piece {
	uint32_t len;
	uint32_t status;
};

/* All LEN bytes; false at the end of what comes. */
static bool
read_all(int fd, void *to, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len) {
		n = read(fd, (char *)to + got, len - got);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

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

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 ||
	    lseek(file, 0, SEEK_SET) == -1 || dup2(file, STDIN_FILENO) == -1 ||
	    dup2(out, STDOUT_FILENO) == -1)
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

/* One byte comes, an answer goes.  Ends with the process that began it. */
static _Noreturn void
serve(int talk, int file, const char *cover)
{
	static const char *const run[] = {
	    "/usr", "/lib", "/lib64", "/etc", NULL};
	const struct sandbox sandbox = {.run = run};
	enum sandbox_state state;
	struct error e = {0};
	unsigned char work;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
		_exit(1);
	if (cover == NULL && sandbox_enter(&sandbox, &state, &e) == -1)
		_exit(1);
	while (read_all(talk, &work, 1) && work <= HELPER_COVER)
		if (!work_do((enum helper_work)work, file, talk, cover))
			break;
	_exit(0);
}

/* Nothing of ours stays open in the helper but what it works with. */
static void
part_ways(int keep, int other)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), i;

	for (i = 0; i < 3; i++)
		if (null == -1 || dup2(null, i) == -1)
			_exit(1);
	for (i = 3; i < 256; i++)
		if (i != keep && i != other)
			close(i);
}

static int
nameless(const char *folder, struct error *e)
{
	struct buf path = {0};
	int fd;

	buf_addf(&path, "%s/.pdf", folder);
	fd = open(buf_string(&path),
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1 || unlink(buf_string(&path)) == -1)
		error_set_errno(e, "a file in the output folder");
	buf_free(&path);
	return fd;
}

struct helper *
helper_begin(const char *folder, const char *cover, struct error *e)
{
	struct helper *h = alloc_zeroed(1, sizeof(*h));
	int ends[2] = {-1, -1};
	pid_t child = -1;

	h->talk = -1;
	h->file = nameless(folder, e);
	if (h->file != -1 &&
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
		child = fork();
	if (child == 0) {
		part_ways(ends[1], h->file);
		serve(ends[1], h->file, cover);
	}
	if (child == -1)
		error_set_errno(e, "pdftotext");
	if (ends[1] != -1)
		close(ends[1]);
	h->talk = ends[0];
	if (child != -1)
		return h;
	helper_end(h);
	return NULL;
}

void
helper_end(struct helper *h)
{
	if (h == NULL)
		return;
	if (h->talk != -1)
		close(h->talk);
	if (h->file != -1)
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
	    file_write(h->talk, (const char *)&byte, 1, e) == -1)
		return -1;
	block = alloc_bytes(BLOCK);
	for (;;) {
		if (!read_all(h->talk, &piece, sizeof(piece)) ||
		    piece.len > BLOCK || !read_all(h->talk, block, piece.len)) {
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
