/* A preloaded library that lets the N-th allocation of a program's main fail
 * (STARVE_ALLOCATION=N), or its N-th close (STARVE_CLOSE=N), or makes every
 * read and write a short one (STARVE_SHORT=1).  Main begins where it calls
 * umask, as each of ours does first.  A byte in the file STARVE_MARK says that
 * one failed; with STARVE_CALLERS=1 none fails and the file gets eight bytes
 * for each, the same ones where the same chain of callers asks. */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

#define CALLERS 12

static bool in_main, make_short, tell_callers;
static _Thread_local bool telling;
static long left = -1; /* allocations until the one that fails */
static long closes_left = -1;
static int mark = -1;

mode_t
umask(mode_t mask)
{
	const char *at = getenv("STARVE_ALLOCATION");
	const char *closes = getenv("STARVE_CLOSE");
	const char *path = getenv("STARVE_MARK");

	if (!in_main) {
		void *unused[1];

		backtrace(unused, 1); /* loads what it needs */
		tell_callers = getenv("STARVE_CALLERS") != NULL;
		make_short = getenv("STARVE_SHORT") != NULL;
		if (path != NULL)
			mark = (int)syscall(SYS_openat, AT_FDCWD, path,
			    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		left = at == NULL ? -1 : strtol(at, NULL, 10);
		closes_left = closes == NULL ? -1 : strtol(closes, NULL, 10);
		in_main = true;
	}
	return (mode_t)syscall(SYS_umask, mask);
}

/* Unwinding allocates nothing once it is loaded, or is not told of it. */
static void
write_callers(void)
{
	void *callers[CALLERS];
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	int i, n;

	if (telling)
		return;
	telling = true;
	n = backtrace(callers, CALLERS);
	for (i = 0; i < n; i++)
		hash = (hash ^ (uintptr_t)callers[i]) * UINT64_C(1099511628211);
	syscall(SYS_write, mark, &hash, sizeof(hash));
	telling = false;
}

static bool
starve(void)
{
	if (in_main && tell_callers && mark != -1)
		write_callers();
	if (!in_main || left < 0 || __sync_sub_and_fetch(&left, 1) != 0)
		return false;
	if (mark != -1)
		syscall(SYS_write, mark, "x", 1);
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return starve() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return starve() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return starve() ? NULL : __libc_realloc(old, size);
}

ssize_t
read(int fd, void *bytes, size_t len)
{
	return syscall(SYS_read, fd, bytes, make_short && len > 7 ? 7 : len);
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
	return syscall(SYS_write, fd, bytes, make_short && len > 7 ? 7 : len);
}

int
close(int fd)
{
	int result = (int)syscall(SYS_close, fd);

	if (!in_main || closes_left < 0 ||
	    __sync_sub_and_fetch(&closes_left, 1) != 0)
		return result;
	syscall(SYS_write, mark, "x", 1);
	errno = EIO;
	return -1;
}
