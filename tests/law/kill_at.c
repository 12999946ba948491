/* kill_at STOP COMMAND [ARG ...]: runs COMMAND and kills it at its STOPth stop,
 * two for each system call (before and after).  Exit status 137 where it was
 * killed, else the command's own. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int
follow(pid_t child, int status, long stop)
{
	long seen = 0;
	int signal;

	while (!WIFEXITED(status) && !WIFSIGNALED(status)) {
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80) && ++seen == stop) {
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
			return 137;
		}
		if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP ||
		    signal == SIGSTOP)
			signal = 0;
		ptrace(PTRACE_SYSCALL, child, NULL, signal);
		waitpid(child, &status, 0);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 137;
}

int
main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc < 3)
		return 2;
	child = fork();
	if (child == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv(argv[2], argv + 2);
		_exit(127);
	}
	waitpid(child, &status, 0);
	ptrace(PTRACE_SETOPTIONS, child, NULL,
	    PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
	return follow(child, status, strtol(argv[1], NULL, 10));
}
