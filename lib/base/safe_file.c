#include "base/safe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

#ifndef F_SETPIPE_SZ /* fcntl.h has it behind _GNU_SOURCE */
#define F_SETPIPE_SZ 1031
#endif

static void
end_instead_of_abort(int signal_number)
{
	(void)signal_number;
	_exit(2);
}

void
process_protect(void)
{
	struct sigaction end = {.sa_handler = end_instead_of_abort};
	const struct rlimit none = {0};

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	/* A file at its limit fails the write, and we say so. */
	signal(SIGXFSZ, SIG_IGN);
	/* libgcrypt aborts and GLib traps where they get no memory, file or
	 * thread; they have said why. */
	sigaction(SIGABRT, &end, NULL);
	sigaction(SIGTRAP, &end, NULL);
#ifndef __SANITIZE_ADDRESS__ /* whose leak check attaches to the process */
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

int
file_open_input(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd == -1)
		return error_set_errno(e, "%s", path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return error_set(e, "%s: is a folder", path);
	}
	return fd;
}

/* At most LIMIT bytes, room for which is made at once: nothing that was read
 * is left behind where a growing buffer stood. */
static int
read_all(
    int fd, const char *path, size_t limit, struct buf *out, struct error *e)
{
	size_t start = out->len;
	ssize_t n;

	do {
		n = read(fd, buf_reserve(out, 4096), out->cap - out->len);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n > 0)
			out->len += (size_t)n;
		if (out->len - start > limit)
			return error_set(
			    e, "%s: larger than %zu bytes", path, limit);
	} while (n > 0);
	return n == 0 ? 0 : error_set_errno(e, "%s", path);
}

/* SIZE is what it now has, at most LIMIT. */
static int
open_regular(
    const char *path, size_t limit, bool secret, size_t *size, struct error *e)
{
	/* O_NONBLOCK: a FIFO is refused, not waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd == -1)
		return error_set_errno(e, "%s", path);
	if (fstat(fd, &st) == -1)
		error_set_errno(e, "%s", path);
	else if (!S_ISREG(st.st_mode))
		error_set(e, "%s: not a regular file", path);
	else if (st.st_size < 0 || (uintmax_t)st.st_size > limit)
		error_set(e, "%s: larger than %zu bytes", path, limit);
	else if (secret && st.st_uid != geteuid())
		error_set(e, "%s: a secret that belongs to another user", path);
	else if (secret && (st.st_mode & 077) != 0)
		error_set(
		    e, "%s: a secret that others may read; chmod 600", path);
	else {
		*size = (size_t)st.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

int
file_read(const char *path, size_t limit, struct buf *out, struct error *e)
{
	size_t size = 0;
	int fd = open_regular(path, limit, false, &size, e), result;

	if (fd == -1)
		return -1;
	buf_reserve(out, size + 4096);
	result = read_all(fd, path, limit, out, e);
	close(fd);
	return result;
}

int
file_open_secret(const char *path, size_t limit, struct error *e)
{
	size_t size;

	return open_regular(path, limit, true, &size, e);
}

int
file_open_ours(int folder, const char *path, int flags, struct error *e)
{
	int fd = openat(folder, path,
	    flags | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    0600);
	struct stat st;

	if (fd == -1 && errno == ELOOP)
		return error_set(e, "%s: a symbolic link", path);
	if (fd == -1)
		return error_set_errno(e, "%s", path);
	if (fstat(fd, &st) == -1)
		error_set_errno(e, "%s", path);
	else if (!S_ISREG(st.st_mode))
		error_set(e, "%s: not a regular file", path);
	else if (st.st_uid != geteuid())
		error_set(e, "%s: belongs to another user", path);
	else
		return fd;
	close(fd);
	return -1;
}

int
file_open_append(const char *path, struct error *e)
{
	return file_open_ours(AT_FDCWD, path, O_RDWR | O_APPEND, e);
}

int
file_open_update(const char *path, struct error *e)
{
	return file_open_ours(AT_FDCWD, path, O_RDWR, e);
}

int
file_lock_wait(int fd)
{
	int locked;

	do
		locked = flock(fd, LOCK_EX);
	while (locked == -1 && errno == EINTR);
	return locked;
}

int
file_lock(const char *path, struct error *e)
{
	int fd = file_open_ours(AT_FDCWD, path, O_RDWR, e);

	if (fd != -1 && file_lock_wait(fd) == -1) {
		error_set_errno(e, "%s: lock", path);
		close(fd);
		return -1;
	}
	return fd;
}

void
file_widen_pipe(int fd)
{
	/* A file is none, and a user may have no more: it stays as it is. */
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
}

int
file_write(int fd, const void *bytes, size_t len, struct error *e)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n >= 0) {
			at += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd ready = {.fd = fd, .events = POLLOUT};

			poll(&ready, 1, -1);
		} else if (errno != EINTR)
			return error_set_errno(e, "write");
	}
	return 0;
}

char *
file_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return alloc_string(".");
	if (slash == path)
		return alloc_string("/");
	return alloc_string_len(path, (size_t)(slash - path));
}

int
file_close(FILE *f, const char *name, struct error *e)
{
	struct stat st;
	bool failed;

	errno = EIO; /* for a write that failed before */
	failed = ferror(f) != 0 || fflush(f) != 0;
	if (!failed && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode))
		failed = fsync(fileno(f)) == -1;
	if (failed) {
		error_set_errno(e, "%s", name);
		fclose(f);
		return -1;
	}
	return fclose(f) == 0 ? 0 : error_set_errno(e, "%s", name);
}
