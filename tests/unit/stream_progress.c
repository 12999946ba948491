/* Progress is for a terminal, and leaves nothing there. */
#define _XOPEN_SOURCE 700
#include "stream/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

static char text[1000];

/* What reached the terminal, without its end of lines. */
static const char *
seen(int terminal)
{
	ssize_t n;

	fflush(stderr);
	ck_assert_int_eq(fcntl(terminal, F_SETFL, O_NONBLOCK), 0);
	n = read(terminal, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

START_TEST(a_terminal_is_told_four_times_a_second_and_then_cleared)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), kept, other;
	struct progress p;

	if (terminal == -1) { /* no /dev/pts */
		printf("skipped: no terminal can be made here\n");
		return;
	}
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	ck_assert_int_ne(other, -1);
	kept = dup(STDERR_FILENO);
	dup2(other, STDERR_FILENO);

	progress_start(&p, "notes-x", true);
	progress_show(&p, 1000000, 10);
	ck_assert_str_eq(seen(terminal), "");
	progress_clear(&p); /* nothing is there */
	ck_assert_str_eq(seen(terminal), "");
	usleep(260000);
	progress_show(&p, 1000000, 20);
	ck_assert_ptr_nonnull(strstr(seen(terminal), "notes-x: 20 records, "));
	ck_assert_ptr_nonnull(strstr(text, " MB/s"));
	progress_show(&p, 1, 21); /* too soon */
	ck_assert_str_eq(seen(terminal), "");
	progress_clear(&p);
	ck_assert_str_eq(seen(terminal), "\r\033[K");
	progress_clear(&p);
	ck_assert_str_eq(seen(terminal), "");
	ck_assert_uint_eq(p.bytes, 2000001);
	/* Nor where nobody wants it. */
	progress_start(&p, "notes-x", false);
	usleep(260000);
	progress_show(&p, 1, 1);
	ck_assert_str_eq(seen(terminal), "");
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(other);
	close(terminal);
}
END_TEST

SUITE("progress", a_terminal_is_told_four_times_a_second_and_then_cleared)
