#include "base/safe_file.h"
#include "base/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/secret.h"
#include "folder.h"
#include "suite.h"

static void
holds(const char *path, const char *text)
{
	struct buf b = {0};
	struct error e = {0};

	ck_assert_msg(file_read(path, 1000, &b, &e) == 0, "%s", e.text);
	ck_assert_str_eq(buf_string(&b), text);
	buf_free(&b);
}

static bool
there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

START_TEST(a_file_is_read_whole_or_not_at_all)
{
	struct buf b = {0};
	struct error e = {0};

	folder_enter();
	folder_put("rules", "twelve bytes");
	ck_assert_int_eq(file_read("rules", 11, &b, &e), -1);
	ck_assert_str_eq(e.text, "rules: larger than 11 bytes");
	ck_assert_int_eq(file_read("rules", 12, &b, NULL), 0);
	ck_assert_uint_eq(b.len, 12);
	ck_assert_int_eq(file_read("none", 12, &b, NULL), -1);
	/* One that grows, or has more than it says. */
	e = (struct error){0};
	b.len = 0;
	ck_assert_int_eq(file_read("/proc/self/stat", 8, &b, &e), -1);
	ck_assert_str_eq(e.text, "/proc/self/stat: larger than 8 bytes");
	buf_free(&b);
	folder_leave();
}
END_TEST

START_TEST(a_folder_or_fifo_is_no_file_and_is_not_waited_for)
{
	struct buf b = {0};
	struct error e = {0};

	folder_enter();
	mkfifo("fifo", 0600);
	mkdir("folder", 0700);
	ck_assert_int_eq(file_read("fifo", 12, &b, &e), -1);
	ck_assert_str_eq(e.text, "fifo: not a regular file");
	e.text[0] = '\0';
	ck_assert_int_eq(file_open_input("folder", &e), -1);
	ck_assert_str_eq(e.text, "folder: is a folder");
	ck_assert_int_eq(file_open_append("fifo", NULL), -1);
	ck_assert_int_eq(file_replace("fifo", "", 0, NULL), -1);
	ck_assert_int_eq(file_replace("folder", "", 0, NULL), -1);
	ck_assert_int_eq(file_replace("/dev/null", "", 0, NULL), -1);
	buf_free(&b);
	folder_leave();
}
END_TEST

START_TEST(a_secret_that_others_may_read_is_refused)
{
	struct secret s;
	struct error e = {0};

	digest_init(NULL);
	folder_enter();
	folder_put("key", "secret");
	for (mode_t bit = 1; bit <= 040; bit <<= 1) {
		chmod("key", 0600 | bit);
		e = (struct error){0};
		ck_assert_int_eq(secret_read(&s, "key", 12, &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "others may read"));
		ck_assert_ptr_null(s.bytes);
	}
	chmod("key", 0600);
	ck_assert_int_eq(secret_read(&s, "key", 12, NULL), 0);
	ck_assert_str_eq(s.bytes, "secret");
	secret_free(&s);
	folder_leave();
}
END_TEST

START_TEST(a_secret_is_read_whole_and_without_its_line_end)
{
	struct secret s;
	struct error e = {0};

	digest_init(NULL);
	folder_enter();
	folder_put("key", "one line\r\n\n");
	chmod("key", 0600);
	ck_assert_int_eq(secret_read(&s, "key", 11, NULL), 0);
	ck_assert_uint_eq(s.len, 8);
	ck_assert_str_eq(s.bytes, "one line");
	secret_free(&s);
	ck_assert_int_eq(secret_read(&s, "key", 10, &e), -1);
	ck_assert_str_eq(e.text, "key: larger than 10 bytes");
	folder_put("empty", "\n");
	chmod("empty", 0600);
	ck_assert_int_eq(secret_read(&s, "empty", 10, NULL), 0);
	ck_assert_uint_eq(s.len, 0);
	secret_free(&s);
	secret_free(&s);
	ck_assert_int_eq(secret_read(&s, "none", 10, NULL), -1);
	e = (struct error){0};
	ck_assert_int_eq(secret_read(&s, "/proc/self/environ", 8, &e), -1);
	ck_assert_str_eq(e.text, "/proc/self/environ: larger than 8 bytes");
	ck_assert_ptr_null(s.bytes);
	folder_leave();
}
END_TEST

START_TEST(what_is_created_is_ours_alone)
{
	struct stat st;
	int fd;

	folder_enter();
	umask(0);
	fd = file_open_append("log", NULL);
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(file_write(fd, "one\n", 4, NULL), 0);
	close(fd);
	fd = file_open_append("log", NULL);
	ck_assert_int_eq(file_write(fd, "two\n", 4, NULL), 0);
	close(fd);
	holds("log", "one\ntwo\n");
	ck_assert_int_eq(file_replace("sum", "3", 1, NULL), 0);
	ck_assert_int_eq(stat("sum", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	folder_leave();
}
END_TEST

START_TEST(a_symbolic_link_is_not_written_through)
{
	struct error e = {0};

	folder_enter();
	folder_put("victim", "safe");
	ck_assert_int_eq(symlink("victim", "link"), 0);
	ck_assert_int_eq(file_open_append("link", &e), -1);
	ck_assert_str_eq(e.text, "link: a symbolic link");
	ck_assert_int_eq(file_replace("link", "x", 1, NULL), -1);
	ck_assert_int_eq(symlink("victim", ".sum.partial"), 0);
	ck_assert_int_eq(file_replace("sum", "x", 1, NULL), -1);
	ck_assert_ptr_null(folder_begin("link", NULL));
	ck_assert_int_eq(symlink(".", ".out.partial"), 0);
	ck_assert_ptr_null(folder_begin("out", NULL));
	ck_assert_ptr_null(folder_begin("link/", NULL));
	holds("victim", "safe");
	folder_leave();
}
END_TEST

START_TEST(a_replaced_file_is_the_old_or_the_new)
{
	struct rlimit small = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
	struct rlimit large = {RLIM_INFINITY, RLIM_INFINITY};

	folder_enter();
	ck_assert_int_eq(file_replace("sum", "old", 3, NULL), 0);
	folder_put(".sum.partial", "left behind by a killed run");
	ck_assert_int_eq(file_replace("sum", "new", 3, NULL), 0);
	holds("sum", "new");
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	ck_assert_int_eq(file_replace("sum", "too large", 9, NULL), -1);
	setrlimit(RLIMIT_FSIZE, &large);
	holds("sum", "new");
	ck_assert(!there(".sum.partial"));
	folder_leave();
}
END_TEST

START_TEST(writers_of_one_file_do_not_mix)
{
	char text[5000];
	struct buf b = {0};

	folder_enter();
	for (int n = 0; n < 4; n++)
		if (fork() == 0) {
			memset(text, 'a' + n, sizeof(text));
			for (int i = 0; i < 25; i++)
				if (file_replace(
					"sum", text, sizeof(text), NULL) == -1)
					_exit(1);
			_exit(0);
		}
	for (int n = 0; n < 4; n++) {
		int status;

		wait(&status);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(file_read("sum", sizeof(text), &b, NULL), 0);
	ck_assert_uint_eq(b.len, sizeof(text));
	ck_assert_uint_eq(
	    strspn(buf_string(&b), (char[2]){b.bytes[0], '\0'}), sizeof(text));
	buf_free(&b);
	folder_leave();
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
	struct error e = {0};
	FILE *f = fopen("/dev/full", "w");

	fputs("text", f);
	ck_assert_int_eq(file_close(f, "out", &e), -1);
	ck_assert_str_eq(e.text, "out: No space left on device");
	/* Also where it was full long before. */
	e = (struct error){0};
	f = fopen("/dev/full", "w");
	for (int i = 0; i < 5000; i++)
		fputs("text", f);
	setvbuf(f, NULL, _IONBF, 0);
	ck_assert_int_ne(ferror(f), 0);
	ck_assert_int_eq(file_close(f, "out", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "out: "));
	f = fopen("/dev/null", "w");
	fputs("text", f);
	ck_assert_int_eq(file_close(f, "out", NULL), 0);
}
END_TEST

START_TEST(a_folder_appears_whole)
{
	struct folder *f;
	struct stat st;
	FILE *file;

	folder_enter();
	f = folder_begin("response/", NULL);
	ck_assert_ptr_nonnull(f);
	ck_assert_str_eq(folder_path(f), ".response.partial");
	ck_assert_int_eq(folder_make(f, "ledger", NULL), 0);
	ck_assert_int_eq(folder_write(f, "ledger/proof", "x\n", 2, NULL), 0);
	file = folder_open(f, "notes", NULL);
	fputs("one\n", file);
	ck_assert_int_eq(file_close(file, "notes", NULL), 0);
	ck_assert(!there("response"));
	ck_assert_int_eq(folder_commit(f, NULL), 0);
	holds("response/ledger/proof", "x\n");
	holds("response/notes", "one\n");
	ck_assert(!there(".response.partial"));
	stat("response", &st);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
	folder_leave();
}
END_TEST

START_TEST(an_existing_folder_is_refused_and_untouched)
{
	struct error e = {0};
	struct folder *f;

	folder_enter();
	mkdir("response", 0700);
	ck_assert_ptr_null(folder_begin("response", &e));
	ck_assert_str_eq(e.text, "response: exists already");
	ck_assert_ptr_null(folder_begin("no/where", NULL));
	ck_assert_ptr_null(folder_begin("..", NULL));
	f = folder_begin("other", NULL);
	folder_put("other", "made meanwhile");
	ck_assert_int_eq(folder_commit(f, NULL), -1);
	holds("other", "made meanwhile");
	ck_assert(!there(".other.partial"));
	folder_leave();
}
END_TEST

START_TEST(a_killed_run_leaves_a_partial_that_the_next_removes)
{
	struct folder *f;
	int status;

	folder_enter();
	if (fork() == 0) {
		f = folder_begin("response", NULL);
		folder_make(f, "deep", NULL);
		folder_write(f, "deep/stale", "x", 1, NULL);
		raise(SIGKILL);
	}
	wait(&status);
	ck_assert(WIFSIGNALED(status));
	ck_assert(there(".response.partial/deep/stale"));
	ck_assert(!there("response"));
	f = folder_begin("response", NULL);
	ck_assert_ptr_nonnull(f);
	ck_assert(!there(".response.partial/deep"));
	ck_assert_int_eq(folder_commit(f, NULL), 0);
	ck_assert(there("response"));
	folder_leave();
}
END_TEST

START_TEST(a_partial_that_is_in_use_is_not_removed)
{
	struct error e = {0};
	struct folder *f;

	folder_enter();
	f = folder_begin("response", NULL);
	folder_write(f, "notes", "x", 1, NULL);
	ck_assert_ptr_null(folder_begin("response", &e));
	ck_assert_str_eq(e.text, "response: in use by another run");
	ck_assert(there(".response.partial/notes"));
	folder_abort(f);
	ck_assert(!there(".response.partial"));
	folder_leave();
}
END_TEST

START_TEST(a_member_stays_within_its_folder)
{
	static const char *const bad[] = {"../x", "/tmp/x", "a/../../x", "",
	    "a//b", ".", "a/", "..", "a/./x", "./x"};
	struct folder *f;

	folder_enter();
	f = folder_begin("response", NULL);
	folder_make(f, "a", NULL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ck_assert_msg(
		    folder_write(f, bad[i], "x", 1, NULL) == -1, "%s", bad[i]);
		ck_assert_msg(folder_make(f, bad[i], NULL) == -1, "%s", bad[i]);
		ck_assert_msg(
		    folder_open(f, bad[i], NULL) == NULL, "%s", bad[i]);
	}
	/* What begins with points, or is another's, is a name all the same. */
	ck_assert_int_eq(folder_write(f, ".b", "1", 1, NULL), 0);
	ck_assert_int_eq(folder_write(f, "b.", "1", 1, NULL), 0);
	ck_assert_int_eq(folder_write(f, ".bc", "1", 1, NULL), 0);
	ck_assert_int_eq(folder_write(f, "...", "1", 1, NULL), 0);
	ck_assert_int_eq(folder_write(f, "a/x", "1", 1, NULL), 0);
	ck_assert_int_eq(folder_write(f, "a/x", "2", 1, NULL), -1);
	folder_abort(f);
	folder_abort(NULL);
	folder_leave();
}
END_TEST

START_TEST(a_path_without_a_name_is_no_file_and_no_folder)
{
	static const char *const none[] = {
	    "", "/", "//", ".", "..", "./", "/.", "/..", "/tmp/.."};
	struct error e;

	folder_enter();
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		e = (struct error){0};
		ck_assert_int_eq(file_replace(none[i], "x", 1, &e), -1);
		ck_assert_msg(
		    strstr(e.text, ": names no file") != NULL, "%s", e.text);
		ck_assert_ptr_null(folder_begin(none[i], NULL));
	}
	folder_leave();
}
END_TEST

START_TEST(a_files_folder_is_what_stands_before_its_last_slash)
{
	static const char *const rows[][2] = {
	    {"a", "."}, {"/a", "/"}, {"a/b", "a"}, {"/a/b", "/a"}};

	for (size_t i = 0; i < 4; i++) {
		char *folder = file_folder(rows[i][0]);

		ck_assert_str_eq(folder, rows[i][1]);
		free(folder);
	}
}
END_TEST

/* Who had the temporary renamed it: the one that was waited for is no longer
 * the file of that name. */
START_TEST(a_temporary_that_was_renamed_meanwhile_is_not_written)
{
	int status, fd;

	folder_enter();
	fd = file_lock(".sum.partial", NULL);
	ck_assert_int_ne(fd, -1);
	if (fork() == 0) {
		close(fd);
		_exit(file_replace("sum", "ours", 4, NULL) == -1);
	}
	usleep(50000); /* until it waits */
	ck_assert_int_eq(file_write(fd, "theirs", 6, NULL), 0);
	ck_assert_int_eq(rename(".sum.partial", "other"), 0);
	folder_put(".sum.partial", "of a third");
	close(fd);
	wait(&status);
	ck_assert_int_eq(status, 0);
	holds("other", "theirs");
	holds("sum", "ours");
	folder_leave();
}
END_TEST

START_TEST(a_pipe_that_does_not_wait_is_waited_for)
{
	static char bytes[300000], got[sizeof(bytes)];
	size_t len = 0;
	ssize_t n;
	int ends[2], status;

	memset(bytes, 'x', sizeof(bytes));
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	if (fork() == 0) {
		close(ends[0]);
		_exit(file_write(ends[1], bytes, sizeof(bytes), NULL) == -1);
	}
	close(ends[1]);
	usleep(20000); /* until it is full */
	while ((n = read(ends[0], got + len, sizeof(got) - len)) > 0)
		len += (size_t)n;
	wait(&status);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(len, sizeof(bytes));
	ck_assert_mem_eq(got, bytes, len);
	close(ends[0]);
}
END_TEST

START_TEST(a_lock_is_waited_for)
{
	int fd, pipes[2], status;
	char c;

	folder_enter();
	ck_assert_int_eq(pipe(pipes), 0);
	fd = file_lock("lock", NULL);
	ck_assert_int_ne(fd, -1);
	if (fork() == 0) {
		close(fd);
		fd = file_lock("lock", NULL);
		_exit(write(pipes[1], "b", 1) != 1);
	}
	usleep(50000);
	ck_assert_int_eq(write(pipes[1], "a", 1), 1);
	close(fd);
	wait(&status);
	ck_assert_int_eq(read(pipes[0], &c, 1), 1);
	ck_assert_int_eq(c, 'a');
	folder_leave();
}
END_TEST

START_TEST(a_protected_process_leaves_no_core_and_no_open_file)
{
	struct rlimit core;

	process_protect();
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
	ck_assert_uint_eq(core.rlim_max, 0);
	ck_assert_uint_eq(umask(0), 077);
}
END_TEST

START_TEST(a_pipe_takes_half_a_megabyte_before_anybody_reads)
{
	static char bytes[1 << 19];
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	file_widen_pipe(ends[1]);
	ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	ck_assert_int_eq(write(ends[1], bytes, sizeof(bytes)), sizeof(bytes));
	close(ends[0]);
	close(ends[1]);
	file_widen_pipe(ends[0]); /* nothing, where it is nothing */
}
END_TEST

SUITE("safe_file", a_pipe_takes_half_a_megabyte_before_anybody_reads,
    a_file_is_read_whole_or_not_at_all,
    a_folder_or_fifo_is_no_file_and_is_not_waited_for,
    a_secret_that_others_may_read_is_refused,
    a_secret_is_read_whole_and_without_its_line_end,
    what_is_created_is_ours_alone, a_symbolic_link_is_not_written_through,
    a_replaced_file_is_the_old_or_the_new, writers_of_one_file_do_not_mix,
    a_full_disk_is_an_error, a_folder_appears_whole,
    an_existing_folder_is_refused_and_untouched,
    a_killed_run_leaves_a_partial_that_the_next_removes,
    a_path_without_a_name_is_no_file_and_no_folder,
    a_files_folder_is_what_stands_before_its_last_slash,
    a_temporary_that_was_renamed_meanwhile_is_not_written,
    a_pipe_that_does_not_wait_is_waited_for,
    a_partial_that_is_in_use_is_not_removed, a_member_stays_within_its_folder,
    a_lock_is_waited_for, a_protected_process_leaves_no_core_and_no_open_file)
