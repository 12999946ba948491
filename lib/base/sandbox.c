#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers and valgrind need system calls of their own (NOTES_SANDBOX). */
#ifndef SANDBOX_BUILT
#define SANDBOX_BUILT 1
#endif

/* Rights of later kernels than our headers know (landlock(7)). */
#define ACCESS_REFER (UINT64_C(1) << 13)    /* ABI 2 */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14) /* ABI 3 */
#define ACCESS_IOCTL (UINT64_C(1) << 15)    /* ABI 5 */

#define ACCESS_READ_FILE (LANDLOCK_ACCESS_FS_READ_FILE)
#define ACCESS_READ_FOLDER                                                     \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_FIRST_ABI ((UINT64_C(1) << 13) - 1)

static uint64_t
all_rights(long abi)
{
	uint64_t rights = ACCESS_FIRST_ABI;

	if (abi >= 2)
		rights |= ACCESS_REFER;
	if (abi >= 3)
		rights |= ACCESS_TRUNCATE;
	if (abi >= 5)
		rights |= ACCESS_IOCTL;
	return rights;
}

/* A path that is not there needs no rule: opening it fails anyhow. */
static int
allow_path(int ruleset, const char *path, uint64_t folder, uint64_t file,
    struct error *e)
{
	struct landlock_path_beneath_attr rule = {0};
	struct stat st;
	int result;

	rule.parent_fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (rule.parent_fd == -1)
		return 0;
	if (fstat(rule.parent_fd, &st) == -1) {
		close(rule.parent_fd);
		return error_set_errno(e, "sandbox");
	}
	rule.allowed_access = S_ISDIR(st.st_mode) ? folder : file;
	result = (int)syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return result == -1 ? error_set_errno(e, "sandbox") : 0;
}

static int
allow_paths(int ruleset, const struct sandbox *s, uint64_t all, struct error *e)
{
	const char *const *path;

	for (path = s->read; path != NULL && *path != NULL; path++)
		if (allow_path(ruleset, *path, ACCESS_READ_FOLDER,
			ACCESS_READ_FILE, e) == -1)
			return -1;
	for (path = s->write; path != NULL && *path != NULL; path++)
		if (allow_path(ruleset, *path,
			all & ~(uint64_t)(LANDLOCK_ACCESS_FS_EXECUTE |
					  LANDLOCK_ACCESS_FS_MAKE_CHAR |
					  LANDLOCK_ACCESS_FS_MAKE_BLOCK |
					  ACCESS_IOCTL),
			ACCESS_READ_FILE, e) == -1)
			return -1;
	return 0;
}

/* 1: in force.  0: the kernel has no Landlock. */
static int
restrict_files(const struct sandbox *s, struct error *e)
{
	struct landlock_ruleset_attr attr = {0};
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	int ruleset, result;

	if (abi < 1)
		return 0;
	attr.handled_access_fs = all_rights(abi);
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
	    sizeof(attr.handled_access_fs), 0);
	if (ruleset == -1)
		return error_set_errno(e, "sandbox");
	result = allow_paths(ruleset, s, attr.handled_access_fs, e);
	if (result == 0 &&
	    syscall(SYS_landlock_restrict_self, ruleset, 0) == -1)
		result = error_set_errno(e, "sandbox");
	close(ruleset);
	return result == -1 ? -1 : 1;
}

/* What reading, computing in threads and writing need; nothing that makes a
 * socket, a process or another program. */
static const int calls[] = {SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64),
    SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(statx), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ioctl),
    SCMP_SYS(fcntl), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(mmap),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
    SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(clone3), SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    SCMP_SYS(sysinfo), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(exit),
    SCMP_SYS(exit_group)};

/* What a folder being written needs besides. */
static const int write_calls[] = {SCMP_SYS(openat), SCMP_SYS(open),
    SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
    SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
    SCMP_SYS(ftruncate), SCMP_SYS(flock), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
    SCMP_SYS(getdents64), SCMP_SYS(pwrite64), SCMP_SYS(umask), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(getcwd)};

static int
allow_calls(scmp_filter_ctx filter, const int *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0) != 0)
			return -1;
	return 0;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 1: in force.  0: the kernel has no seccomp filters. */
static int
restrict_calls(const struct sandbox *s, struct error *e)
{
	const unsigned change = O_ACCMODE | O_CREAT | O_TRUNC;
	scmp_filter_ctx filter;
	int result;

	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == -1 && errno == EINVAL)
		return 0;
	filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (filter == NULL)
		return error_set(e, "sandbox: no filter can be made");
	result = allow_calls(filter, calls, COUNT(calls));
	/* A thread, never a process. */
	if (result == 0)
		result =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, 0x10000, 0x10000));
	if (result == 0 && s->write != NULL)
		result = allow_calls(filter, write_calls, COUNT(write_calls));
	else if (result == 0)
		result =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat),
			1, SCMP_A2(SCMP_CMP_MASKED_EQ, change, O_RDONLY));
	if (result == 0)
		result = seccomp_load(filter);
	seccomp_release(filter);
	return result == 0 ? 1 : error_set(e, "sandbox: the filter is refused");
}

int
sandbox_enter(
    const struct sandbox *s, enum sandbox_state *state, struct error *e)
{
	int files, system_calls;

	*state = SANDBOX_NONE;
	if (!SANDBOX_BUILT)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return error_set_errno(e, "sandbox");
	files = restrict_files(s, e);
	if (files == -1)
		return -1;
	system_calls = restrict_calls(s, e);
	if (system_calls == -1)
		return -1;
	if (system_calls == 1)
		*state = files == 1 ? SANDBOX_FULL : SANDBOX_HALF;
	return 0;
}

const char *
sandbox_describe(enum sandbox_state state)
{
	switch (state) {
	case SANDBOX_FULL:
		return "files and system calls are restricted";
	case SANDBOX_HALF:
		return "system calls are restricted, files are not: "
		       "the kernel has no Landlock";
	case SANDBOX_NONE:
		break;
	}
	return "no sandbox: the kernel has none";
}
