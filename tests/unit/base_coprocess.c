#include "base/coprocess.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"

#define OURS 512 /* above stand those of valgrind, if it looks on */

/* How many descriptors the process has, but for the one that counts.  (Check's
 * own words would go where they are not awaited.) */
static uint32_t
descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *entry;
	uint32_t count = 0;

	if (d == NULL)
		return 0;
	while ((entry = readdir(d)) != NULL)
		count += entry->d_name[0] != '.' &&
			 atoi(entry->d_name) < OURS &&
			 atoi(entry->d_name) != dirfd(d);
	closedir(d);
	return count;
}

static void
count_and_sum(int talk, int file, const void *with)
{
	uint32_t answer[2] = {descriptors(), *(const uint32_t *)with};
	unsigned char byte;

	while (coprocess_read(talk, &byte, 1)) {
		if (pread(file, &byte, 1, byte) != 1)
			return;
		answer[1] += byte;
		if (write(talk, answer, sizeof(answer)) != sizeof(answer))
			return;
	}
}

START_TEST(a_coprocess_has_the_file_and_the_socket_and_no_more)
{
	struct error e = {0};
	struct coprocess c;
	uint32_t answer[2], with = 1000;
	FILE *ours = tmpfile(), *other = tmpfile();
	int far = fcntl(fileno(other), F_DUPFD_CLOEXEC, 300);

	ck_assert_int_ge(far, 300);
	ck_assert_int_eq(fprintf(ours, "abc"), 3);
	ck_assert_int_eq(fflush(ours), 0);
	ck_assert_int_eq(coprocess_begin(&c, fileno(ours), "a test",
			     count_and_sum, &with, &e),
	    0);
	ck_assert_int_eq(write(c.talk, "\2", 1), 1);
	ck_assert(coprocess_read(c.talk, answer, sizeof(answer)));
	ck_assert_uint_eq(answer[0], 5);
	ck_assert_uint_eq(answer[1], 1000 + 'c');
	coprocess_end(&c);
	close(far);
	fclose(ours);
	fclose(other);
}
END_TEST

static void
say_half(int talk, int file, const void *with)
{
	(void)file;
	(void)with;
	if (write(talk, "half", 4) == -1)
		_exit(1);
}

START_TEST(what_ends_halfway_is_no_answer)
{
	struct error e = {0};
	struct coprocess c;
	char answer[8];

	ck_assert_int_eq(
	    coprocess_begin(&c, STDIN_FILENO, "a test", say_half, NULL, &e), 0);
	ck_assert(!coprocess_read(c.talk, answer, sizeof(answer)));
	coprocess_end(&c);
	ck_assert_int_eq(waitpid(c.pid, NULL, WNOHANG), -1);
}
END_TEST

SUITE("coprocess", a_coprocess_has_the_file_and_the_socket_and_no_more,
    what_ends_halfway_is_no_answer)
