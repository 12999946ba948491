#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sandbox_filter.h"

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
#define ACCESS_WRITE_FILE                                                      \
	(ACCESS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)
#define ACCESS_RUN_FILE (ACCESS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define ACCESS_RUN_FOLDER (ACCESS_READ_FOLDER | LANDLOCK_ACCESS_FS_EXECUTE)
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

/* A path that is not there needs no rule: opening it fails anyhow.  Nor does a
 * pipe without a name ("<(…)" of a shell), of which Landlock knows nothing. */
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
	if (result == -1 && errno == EBADFD)
		result = 0;
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
			ACCESS_WRITE_FILE & all, e) == -1)
			return -1;
	for (path = s->run; path != NULL && *path != NULL; path++)
		if (allow_path(ruleset, *path, ACCESS_RUN_FOLDER,
			ACCESS_RUN_FILE, e) == -1)
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

static bool
names_any(const char *const *paths)
{
	return paths != NULL && paths[0] != NULL;
}

/* 1: in force.  0: the kernel has no seccomp filters. */
static int
restrict_calls(const struct sandbox *s, struct error *e)
{
	struct sock_fprog program = {.len = sandbox_filter_read_len};
	const struct sock_filter *filter = sandbox_filter_read;

	if (names_any(s->write)) {
		program.len = sandbox_filter_write_len;
		filter = sandbox_filter_write;
	}
	if (names_any(s->run)) {
		program.len = sandbox_filter_run_len;
		filter = sandbox_filter_run;
	}
	/* The kernel only reads it. */
	program.filter = (struct sock_filter *)(uintptr_t)filter;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0)
		return 1;
	if (errno == EINVAL || errno == ENOSYS)
		return 0;
	return error_set_errno(e, "sandbox");
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
