/* Shuts the process in: no file but those named here can be opened any more, no
 * socket made, no program run.
 *
 * Landlock (Linux 5.13 on) decides which files, a seccomp filter which system
 * calls; whatever is not on the list fails with EPERM.  Entered once, after
 * options are parsed and before the first byte of input, by the only thread.
 * There is no way out. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stddef.h>

#include "base/error.h"

/* What a process may still do with files. */
struct sandbox {
	const char *const *read; /* files and folders, NULL ends; may be NULL */
	const char *const *write; /* folders: everything below them; files */
	/* Folders of programs and what these need: they may be read and run,
	 * and nothing else is kept from it but sockets and other processes'
	 * memory.  For a helper that starts a program. */
	const char *const *run;
};

enum sandbox_state {
	SANDBOX_NONE, /* the kernel has neither half, or we were built without
		       */
	SANDBOX_HALF, /* system calls only: Landlock is not there */
	SANDBOX_FULL,
};

/* -1: a half that the kernel has refused to start.  Paths that do not exist are
 * passed over. */
int sandbox_enter(
    const struct sandbox *s, enum sandbox_state *state, struct error *e);

/* What to say of a state: "files and system calls are restricted". */
const char *sandbox_describe(enum sandbox_state state);

#endif
