#include "base/coprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"

/* Where the new process has them, behind the standard streams. */
#define TALK 3
#define FILE_OF_BOTH 4

/* Nothing of ours stays open in the new process but these two. */
static int
part_ways(int talk, int file)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), i;

	/* Out of the way first: one may stand where the other goes. */
	talk = fcntl(talk, F_DUPFD_CLOEXEC, FILE_OF_BOTH + 1);
	file = fcntl(file, F_DUPFD_CLOEXEC, FILE_OF_BOTH + 1);
	if (null == -1 || talk == -1 || file == -1)
		return -1;
	for (i = 0; i < TALK; i++)
		if (dup2(null, i) == -1)
			return -1;
	if (dup2(talk, TALK) == -1 || fcntl(TALK, F_SETFD, FD_CLOEXEC) == -1 ||
	    dup2(file, FILE_OF_BOTH) == -1 ||
	    fcntl(FILE_OF_BOTH, F_SETFD, FD_CLOEXEC) == -1)
		return -1;
	closefrom(FILE_OF_BOTH + 1);
	return 0;
}

int
coprocess_begin(struct coprocess *c, int file, const char *name,
    void (*serve)(int talk, int file, const void *with), const void *with,
    struct error *e)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return error_set_errno(e, "%s", name);
	c->talk = ends[0];
	c->pid = fork();
	if (c->pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 ||
		    part_ways(ends[1], file) == -1)
			_exit(1);
		serve(TALK, FILE_OF_BOTH, with);
		_exit(0);
	}
	if (c->pid == -1) {
		error_set_errno(e, "%s", name);
		close(ends[0]);
	}
	close(ends[1]);
	return c->pid == -1 ? -1 : 0;
}

void
coprocess_end(struct coprocess *c)
{
	close(c->talk); /* upon which it ends */
	while (waitpid(c->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}

int
coprocess_enter_sandbox(struct error *e)
{
	static const char *const run[] = {
	    "/usr", "/lib", "/lib64", "/etc", NULL};
	const struct sandbox sandbox = {.run = run};
	enum sandbox_state state;

	return sandbox_enter(&sandbox, &state, e);
}

int
coprocess_streams(int in, int out)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 ||
	    dup2(in, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1)
		return -1;
	return 0;
}

bool
coprocess_read(int talk, void *to, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len) {
		n = read(talk, (char *)to + got, len - got);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}
