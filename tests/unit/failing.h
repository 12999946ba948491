/* Lets the calls of the system fail, one at a time, in a test program whose
 * name ends in _failing: each FAILS or WRAPS row below, and in the program
 * itself, is wrapped by the linker (--wrap; tests/CMakeLists.txt reads them).
 *
 *	for (failing_first(EIO); failing_next();) {
 *		failing_begin();
 *		result = something(&e);       the n-th call fails, n = 1, 2, …
 *		failing_done();
 *		…                             what must hold, whatever failed
 *	}
 *
 * The loop ends with a run that nothing failed in.  With EINTR only calls that
 * may be interrupted fail, and the caller must not notice.  With failing.all,
 * set behind failing_first, every call behind the n-th fails, too. */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
	long which; /* the call that fails, from 1; 0: the first run is due */
	long seen;
	long step; /* how many calls are passed over from run to run */
	int error;
	bool on, failed;
	bool all;	  /* and every call behind it */
	const char *name; /* of the call that failed */
	const char *only; /* the one call that fails; NULL: any */
} failing;

static inline void
failing_first(int error)
{
	failing.which = 0;
	failing.step = 1;
	failing.error = error;
	failing.failed = true;
	failing.all = false;
}

static inline bool
failing_next(void)
{
	bool more = failing.failed;

	failing.which += failing.which == 0 ? 1 : failing.step;
	failing.seen = 0;
	failing.failed = false;
	failing.name = "none";
	return more;
}

static inline void
failing_begin(void)
{
	failing.on = true;
}

static inline void
failing_done(void)
{
	failing.on = false;
}

static inline bool
failing_now(const char *name, bool interruptible)
{
	if (!failing.on || (failing.error == EINTR && !interruptible) ||
	    (failing.only != NULL && strcmp(failing.only, name) != 0) ||
	    ++failing.seen < failing.which ||
	    (failing.seen > failing.which && !failing.all))
		return false;
	failing.failed = true;
	failing.name = name;
	errno = failing.error;
	return true;
}

#define FAILS(type, call, bad, interruptible, params, args)                    \
	type __real_##call params;                                             \
	type __wrap_##call params;                                             \
	type __wrap_##call params                                              \
	{                                                                      \
		return failing_now(#call, interruptible) ? (bad)               \
							 : __real_##call args; \
	}

/* clang-format off */
FAILS(ssize_t, read, -1, true, (int fd, void *to, size_t len), (fd, to, len))
FAILS(ssize_t, pread, -1, true, (int fd, void *to, size_t len, off_t at), (fd, to, len, at))
FAILS(ssize_t, write, -1, true, (int fd, const void *from, size_t len), (fd, from, len))
FAILS(int, fsync, -1, false, (int fd), (fd))
FAILS(int, fdatasync, -1, false, (int fd), (fd))
FAILS(int, ftruncate, -1, false, (int fd, off_t len), (fd, len))
FAILS(int, flock, -1, (how & LOCK_NB) == 0, (int fd, int how), (fd, how))
FAILS(int, fstat, -1, false, (int fd, struct stat *st), (fd, st))
FAILS(int, fstatat, -1, false, (int fd, const char *name, struct stat *st, int how), (fd, name, st, how))
FAILS(int, mkdirat, -1, false, (int fd, const char *name, mode_t mode), (fd, name, mode))
FAILS(int, mkdir, -1, false, (const char *name, mode_t mode), (name, mode))
FAILS(int, fchmod, -1, false, (int fd, mode_t mode), (fd, mode))
FAILS(int, renameat, -1, false, (int a, const char *from, int b, const char *to), (a, from, b, to))
FAILS(int, renameat2, -1, false, (int a, const char *from, int b, const char *to, unsigned how), (a, from, b, to, how))
FAILS(int, unlinkat, -1, false, (int fd, const char *name, int how), (fd, name, how))
FAILS(int, unlink, -1, false, (const char *name), (name))
FAILS(int, dup2, -1, false, (int a, int b), (a, b))
FAILS(int, pipe, -1, false, (int ends[2]), (ends))
FAILS(int, socketpair, -1, false, (int a, int b, int c, int ends[2]), (a, b, c, ends))
FAILS(pid_t, fork, -1, false, (void), ())
FAILS(pid_t, waitpid, -1, true, (pid_t pid, int *status, int how), (pid, status, how))
FAILS(off_t, lseek, -1, false, (int fd, off_t at, int from), (fd, at, from))
FAILS(void *, mmap, MAP_FAILED, false, (void *at, size_t len, int a, int b, int fd, off_t off), (at, len, a, b, fd, off))
FAILS(FILE *, fdopen, NULL, false, (int fd, const char *how), (fd, how))
FAILS(int, fflush, EOF, false, (FILE *f), (f))
FAILS(DIR *, opendir, NULL, false, (const char *name), (name))
FAILS(DIR *, fdopendir, NULL, false, (int fd), (fd))
FAILS(struct dirent *, readdir, NULL, false, (DIR *d), (d))
/* clang-format on */

/* Wrapped by hand.  What could not be closed is closed all the same. */
#define WRAPS(call)
WRAPS(close)
WRAPS(fclose)
WRAPS(open)
WRAPS(openat)

int __real_close(int fd);
int __wrap_close(int fd);
int
__wrap_close(int fd)
{
	bool fails = failing_now("close", false);
	int result = __real_close(fd);

	if (fails)
		errno = failing.error;
	return fails ? -1 : result;
}

int __real_fclose(FILE *f);
int __wrap_fclose(FILE *f);
int
__wrap_fclose(FILE *f)
{
	bool fails = failing_now("fclose", false);
	int result = __real_fclose(f);

	if (fails)
		errno = failing.error;
	return fails ? EOF : result;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return failing_now("open", false) ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int
__wrap_openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return failing_now("openat", false)
		   ? -1
		   : __real_openat(folder, path, flags, mode);
}

#endif
