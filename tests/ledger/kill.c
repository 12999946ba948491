/* kill PROGRAM RUNS: kills `PROGRAM append` before or after its Nth system
 * call, RUNS times in all, and looks at what is left.  N goes over the last
 * LATE stops of a whole run, which begin while the program is still being
 * loaded, and from there again.
 *
 * No entry that was printed may be missing, and the ledger must open, mend
 * itself and verify each time.  All runs use one ledger: each finds what the
 * one before left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"

#define ENTRIES 3
#define LATE 400 /* two for each system call */

static char place[64];
static unsigned stops; /* of the last run that was not killed */

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "kill: %s: %s (see %s)\n", what, why, place);
	exit(1);
}

static void
input_write(unsigned run)
{
	FILE *f = fopen("in", "w");

	for (int i = 0; i < ENTRIES; i++)
		fprintf(f,
		    "{\"record\":\"disclosure/"
		    "1\",\"id\":\"r%u.%d\",\"patient\":"
		    "\"p%u\",\"date\":\"2026-01-01\",\"recipient\":{\"name\":"
		    "\"Court\"},\"what\":{\"description\":\"report\"},"
		    "\"purpose\":\"judicial\"}\n",
		    run, i, run % 7);
	if (fclose(f) != 0)
		fail("in", strerror(errno));
}

static void
program_run(const char *program)
{
	int in = open("in", O_RDONLY);
	int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	dup2(in, 0);
	dup2(out, 1);
	close(in);
	close(out);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	execl(program, program, "append", "--ledger=ledger", (char *)NULL);
	_exit(127);
}

/* True where it was killed at its STOPth stop: two for each system call. */
static bool
killed_at(const char *program, unsigned stop)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		program_run(program);
	waitpid(child, &status, 0);
	ptrace(PTRACE_SETOPTIONS, child, NULL,
	    PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
	for (unsigned seen = 0;;) {
		int forward = 0;

		if (WIFEXITED(status)) {
			if (WEXITSTATUS(status) != 0)
				fail("append", "failed by itself");
			stops = seen;
			return false;
		}
		if (WIFSIGNALED(status))
			return true;
		if (WIFSTOPPED(status) &&
		    WSTOPSIG(status) == (SIGTRAP | 0x80) && ++seen == stop) {
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
			return true;
		}
		if (WIFSTOPPED(status) && WSTOPSIG(status) != SIGTRAP &&
		    WSTOPSIG(status) != (SIGTRAP | 0x80) &&
		    WSTOPSIG(status) != SIGSTOP)
			forward = WSTOPSIG(status);
		ptrace(PTRACE_SYSCALL, child, NULL, forward);
		waitpid(child, &status, 0);
	}
}

/* Opens, mends and verifies; every whole line of `out` must be in the log. */
static void
ledger_judge(void)
{
	struct ledger *l;
	struct error e = {0};
	struct verification v;
	struct buf printed = {0}, log = {0};

	l = ledger_open("ledger", NULL, &e);
	if (l == NULL || ledger_append_batch(l, NULL, 0, NULL, &e) == -1)
		fail("does not open", e.text);
	if (ledger_verify(l, true, NULL, 0, &v, &e) == -1)
		fail("verify", e.text);
	if (v.findings + v.torn + v.unsigned_ > 0)
		fail("verify found", buf_string(&v.text));
	verification_free(&v);
	ledger_close(l);
	if (file_read("out", 1 << 20, &printed, &e) == -1 ||
	    file_read("ledger/log.ndjson", 1 << 30, &log, &e) == -1)
		fail("read", e.text);
	if (strstr(buf_string(&log), buf_string(&printed)) == NULL)
		fail("released", "and not in the log");
	buf_free(&printed);
	buf_free(&log);
}

int
main(int argc, char **argv)
{
	unsigned runs = argc > 2 ? (unsigned)atoi(argv[2]) : 100, kills = 0;
	unsigned stop = 0, first = 0, whole = 0; /* 0: not killed */
	char command[128];
	struct error e = {0};

	snprintf(place, sizeof(place), "%s/notes-kill-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(place) == NULL || chdir(place) == -1 ||
	    ledger_init("ledger", "test", NULL, &e) == -1)
		fail("init", e.text);
	for (unsigned run = 0; run < runs; run++) {
		input_write(run);
		if (killed_at(argv[1], stop)) {
			kills++;
			stop++;
		} else {
			whole++;
			stop = stops > LATE ? stops - LATE : 1;
			first = first == 0 ? stop : first;
		}
		ledger_judge();
	}
	printf("%u runs: %u killed, at each stop from %u on, %u ended by "
	       "themselves, after %u stops\n",
	    runs, kills, first, whole, stops);
	snprintf(command, sizeof(command), "rm -rf %s", place);
	return chdir("/") == 0 && system(command) == 0 ? 0 : 1;
}
