/* A preloaded library that does what a taken-over filter would: at the first
 * read of its input (not of the four bytes by which Jansson seeds its hashes,
 * before that) it tries to open another file, to write one, to make a
 * socket and a process, and says on stderr what it got.  With INTRUDER_WAITS in
 * the environment its input is standard input alone: what a program reads
 * before it is shut in is its user's. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
tell(const char *what, long got)
{
	dprintf(STDERR_FILENO, "%s: %s\n", what, got == -1 ? "no" : "YES");
}

ssize_t
read(int fd, void *bytes, size_t len)
{
	static bool tried;

	if (!tried && len > 64 &&
	    (fd == STDIN_FILENO || getenv("INTRUDER_WAITS") == NULL)) {
		tried = true;
		tell("read a file", open("/etc/hostname", O_RDONLY));
		tell(
		    "write a file", open("intruder", O_WRONLY | O_CREAT, 0600));
		tell("list a folder", open("/", O_RDONLY | O_DIRECTORY));
		tell("make a socket", socket(AF_INET, SOCK_STREAM, 0));
		tell("make a process", syscall(SYS_clone, 17, 0, 0, 0, 0));
		tell("run a program", execl("/bin/true", "true", (char *)NULL));
	}
	return syscall(SYS_read, fd, bytes, len);
}
