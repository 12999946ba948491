/* The loop, while each call of the system fails in turn: a stream that says
 * that it is whole is, and what was rejected is kept. */
#include "folder.h"
#include "suite.h"

#include <pthread.h>
#include <string.h>

#include "base/safe_file.h"
#include "base/whole.h"
#include "failing.h"
#include "stream/filter.h"

FAILS(int, pthread_create, EAGAIN, false,
    (pthread_t * t, const pthread_attr_t *a, void *(*f)(void *), void *with),
    (t, a, f, with))

static const char *const kinds[] = {"note/1", NULL};
static bool seen_whole;

/* Keeps it, and notes its id beside the stream. */
static enum filter_verdict
keep(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	struct span id;

	(void)context;
	if (record_text(rec, "id", &id, e) == -1)
		return FILTER_REJECT;
	buf_add(task->side, id.bytes, id.len);
	buf_add_byte(task->side, '\n');
	return FILTER_KEEP;
}

/* Runs it over FILE with stdout to "out"; SIDE: to "side", too. */
static int
run(const char *file, bool side, struct options *o, struct filter_totals *t)
{
	struct filter f = {.tool = "notes-x",
	    .kinds = kinds,
	    .apply = keep,
	    .side = -1,
	    .opens_later = true};
	char path[64];
	char *files[] = {path};
	int kept = dup(STDOUT_FILENO), out, status;

	snprintf(path, sizeof(path), "%s", file);
	unlink("out");
	unlink("side");
	unlink("kept");
	fflush(stdout);
	out = __real_open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	__real_dup2(out, STDOUT_FILENO);
	__real_close(out);
	if (side)
		f.side = __real_open("side", O_WRONLY | O_CREAT, 0600);
	o->tool = "notes-x";
	o->files = files;
	o->file_count = 1;
	failing_begin();
	status = filter_run(&f, o, t);
	failing_done();
	__real_dup2(kept, STDOUT_FILENO);
	__real_close(kept);
	return status;
}

static char *
get(const char *path)
{
	struct buf b = {0};

	if (access(path, F_OK) == 0)
		ck_assert_int_eq(file_read(path, 64 << 20, &b, NULL), 0);
	buf_string(&b);
	return b.bytes;
}

static void
holds(const char *path, const char *text)
{
	char *has = get(path);

	ck_assert_msg(
	    strcmp(has, text) == 0, "%s, %s: %s", failing.name, path, has);
	free(has);
}

#define NOTE(id) "{\"record\":\"note/1\",\"id\":\"" id "\"}\n"
#define END(n, r) "{\"record\":\"end/1\",\"notes\":" n ",\"rejected\":" r "}\n"
#define PART(n, r)                                                             \
	"{\"record\":\"part/1\",\"notes\":" n ",\"rejected\":" r "}\n"

static void
place(void)
{
	folder_enter();
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

START_TEST(a_stream_that_says_it_is_whole_is_whatever_fails)
{
	static const int errors[] = {EIO, EINTR};
	size_t i, jobs;

	place();
	folder_put("in",
	    NOTE("a") "\t\n{\"record\":\"note/1\",\"id\":7}\n" NOTE("b")
		END("3", "0"));
	for (jobs = 1; jobs <= 3; jobs += 2)
		for (i = 0; i < 2; i++)
			for (failing_first(errors[i]); failing_next();) {
				struct options o = {.jobs = (int)jobs,
				    .quiet = true,
				    .quarantine = "kept"};
				struct filter_totals t;
				int status = run("in", true, &o, &t);
				char *out = get("out");

				ck_assert_msg(status == 1 || status == 2, "%s",
				    failing.name);
				ck_assert(failing.failed || status == 1);
				if (errors[i] == EINTR)
					ck_assert_int_eq(status, 1);
				seen_whole = strstr(out, "end/1") != NULL;
				free(out);
				ck_assert(!seen_whole || failing.failed ||
					  status == 1);
				ck_assert(
				    !t.whole || status == 1 || failing.failed);
				if (status == 1) {
					holds("out",
					    NOTE("a") NOTE("b") END("2", "1"));
					ck_assert(t.whole);
				}
				/* What is beside it stands before its end. */
				if (seen_whole) {
					holds("side", "a\nb\n");
					holds("kept", "{\"record\":\"note/1\","
						      "\"id\":7}\n");
				}
			}
	folder_leave();
}
END_TEST

/* The marks of shards and of the whole, and the notes that came with them. */
START_TEST(a_lost_shard_is_never_whole)
{
	static const struct {
		const char *in;
		int status;
		const char *out; /* NULL: no end is written */
	} streams[] = {
	    {NOTE("a") END("1", "2"), 0, END("1", "2")},
	    {NOTE("a"), 0, NULL},
	    {NOTE("a") END("2", "0"), 2, NULL},
	    {NOTE("a") END("0", "0"), 2, NULL},
	    {END("0", "0") NOTE("a"), 2, NULL},
	    {NOTE("a") PART("1", "0") END("1", "0"), 0, END("1", "0")},
	    {NOTE("a") PART("1", "1") END("2", "3"), 0, END("1", "4")},
	    /* The part counts more, or fewer, than came. */
	    {NOTE("a") PART("2", "0") END("2", "0"), 2, NULL},
	    {NOTE("a") PART("0", "1") END("1", "0"), 2, NULL},
	    /* The whole counts more than its parts. */
	    {NOTE("a") PART("1", "0") END("2", "0"), 2, NULL},
	    {NOTE("a") PART("1", "0") PART("0", "0") END("1", "0"), 0,
		END("1", "0")},
	    {NOTE("a") "{\"record\":\"end/1\",\"notes\":-1,\"rejected\":0}\n",
		1, NULL},
	    {NOTE("a") "{\"record\":\"end/1\",\"notes\":1}\n", 1, NULL},
	    {NOTE("a") "{\"record\":\"part/1\",\"rejected\":1}\n" END("1", "0"),
		1, NULL},
	};
	size_t i;

	place();
	failing_first(0);
	for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		struct options o = {.jobs = 1, .quiet = true};
		struct filter_totals t;
		const char *end;
		char *out;

		folder_put("in", streams[i].in);
		ck_assert_msg(run("in", false, &o, &t) == streams[i].status,
		    "%s", streams[i].in);
		out = get("out");
		end = strstr(out, "{\"record\":\"end/1\"");
		ck_assert_int_eq(strncmp(out, NOTE("a"), 10), 0);
		if (streams[i].out != NULL)
			ck_assert_str_eq(
			    end == NULL ? "" : end, streams[i].out);
		else if (streams[i].status != 1)
			ck_assert_msg(end == NULL, "%s", streams[i].in);
		ck_assert_int_eq(t.whole, end != NULL);
		free(out);
	}
	folder_leave();
}
END_TEST

/* A shard's end is for who merges it to check. */
START_TEST(a_shard_is_no_whole_stream)
{
	struct options o = {.jobs = 1, .quiet = true, .part = true};
	struct filter_totals t;

	place();
	failing_first(0);
	folder_put("in", NOTE("a") END("2", "0"));
	ck_assert_int_eq(run("in", false, &o, &t), 0);
	holds("out", NOTE("a") END("2", "0") PART("1", "0"));
	ck_assert(!t.whole);
	folder_leave();
}
END_TEST

/* In threads, too: behind what failed nothing is written. */
START_TEST(on_error_fail_stops_at_the_first_in_threads_too)
{
	struct buf in = {0};
	int jobs, i;

	place();
	failing_first(0);
	for (i = 0; i < 30000; i++)
		buf_addf(&in, "{\"record\":\"note/1\",\"id\":\"%d\"}\n", i);
	buf_add_string(&in, "no record\n");
	for (; i < 60000; i++)
		buf_addf(&in, "{\"record\":\"note/1\",\"id\":\"%d\"}\n", i);
	folder_put("in", buf_string(&in));
	buf_free(&in);
	for (jobs = 1; jobs <= 4; jobs++) {
		struct options o = {.jobs = jobs, .quiet = true, .fail = true};
		char *out;

		ck_assert_int_eq(run("in", false, &o, NULL), 2);
		out = get("out");
		ck_assert_ptr_nonnull(strstr(out, "\"id\":\"29999\"}\n"));
		ck_assert_ptr_null(strstr(out, "\"id\":\"30000\""));
		free(out);
	}
	folder_leave();
}
END_TEST

/* One process, whatever is asked for, and nothing on stdout. */
START_TEST(what_consumes_the_stream_sees_it_in_order)
{
	struct filter f = {.tool = "notes-x",
	    .kinds = kinds,
	    .apply = keep,
	    .side = -1,
	    .consume = true,
	    .opens_later = true};
	char path[] = "in", *files[] = {path};
	struct options o = {.tool = "notes-x",
	    .jobs = 3,
	    .quiet = true,
	    .files = files,
	    .file_count = 1};
	struct filter_totals t;

	place();
	failing_first(0);
	folder_put("in", NOTE("a") NOTE("b") END("2", "1"));
	f.side = __real_open("side", O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(filter_run(&f, &o, &t), 0);
	holds("side", "a\nb\n");
	ck_assert_uint_eq(t.notes, 2);
	ck_assert_uint_eq(t.written, 2);
	ck_assert_uint_eq(t.upstream, 1);
	ck_assert(t.whole);
	folder_leave();
}
END_TEST

/* A folder that is written when the loop has ended, and nothing else, is left
 * to a process that is shut in. */
START_TEST(what_is_appended_to_later_stays_open_to_it)
{
	struct filter f = {.tool = "notes-x",
	    .kinds = kinds,
	    .apply = keep,
	    .side = -1,
	    .consume = true,
	    .appends = "ledger"};
	char path[] = "in", *files[] = {path};
	struct options o = {.tool = "notes-x",
	    .jobs = 1,
	    .quiet = true,
	    .files = files,
	    .file_count = 1};
	int status;

	place();
	failing_first(0);
	folder_put("in", NOTE("a"));
	ck_assert_int_eq(mkdir("ledger", 0700), 0);
	if (fork() == 0) {
		status = filter_run(&f, &o, NULL);
		if (status == 0 &&
		    open("ledger/new", O_WRONLY | O_CREAT, 0600) == -1)
			status = 3;
		_exit(status);
	}
	wait(&status);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_int_eq(access("ledger/new", F_OK), 0);
	folder_leave();
}
END_TEST

SUITE("stream, failing", what_consumes_the_stream_sees_it_in_order,
    what_is_appended_to_later_stays_open_to_it,
    a_stream_that_says_it_is_whole_is_whatever_fails,
    a_lost_shard_is_never_whole, a_shard_is_no_whole_stream,
    on_error_fail_stops_at_the_first_in_threads_too)
