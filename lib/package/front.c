#include "package/front.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"

extern char **environ;

/* Silent: what qpdf says may quote the document. */
static int
run(const char *const *words, struct error *e)
{
	char *arguments[16];
	posix_spawn_file_actions_t actions;
	int status, i;
	pid_t pid;

	for (i = 0; words[i] != NULL; i++)
		arguments[i] = alloc_string(words[i]);
	arguments[i] = NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	errno = posix_spawnp(
	    &pid, arguments[0], &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	while (i-- > 0)
		free(arguments[i]);
	if (errno != 0)
		return error_set_errno(e, "qpdf");
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return error_set_errno(e, "qpdf");
	/* 3: warnings of the cover's own making, and a whole file. */
	if (WIFEXITED(status) &&
	    (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3))
		return 0;
	return error_set(e, "--cover: qpdf cannot put it in front");
}

int
front_add(const char *path, const char *cover, struct error *e)
{
	struct buf made = {0};
	const char *words[] = {"qpdf", path, "--deterministic-id", "--pages",
	    cover, "1-z", path, "1-z", "--", NULL, NULL};
	int status;

	buf_addf(&made, "%s.made", path);
	words[9] = buf_string(&made);
	status = run(words, e);
	if (status == 0 && rename(made.bytes, path) == -1)
		status = error_set_errno(e, "the PDF");
	if (status == -1)
		unlink(made.bytes);
	buf_free(&made);
	return status;
}
