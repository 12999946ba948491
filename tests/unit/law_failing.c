/* A watch, while each call of the system fails in turn: what was said once is
 * remembered, and what was not is said again. */
#include "folder.h"
#include "suite.h"

#include <string.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "failing.h"
#include "law/watch.h"

#define DAY INT64_C(86400)
#define AS_OF (INT64_C(20619) * DAY)

static struct law *law;
static struct record *rec;

/* A run that has one request to tell of; the status of it. */
static int
run(int fd, size_t *told, struct error *e)
{
	static const char line[] =
	    "{\"record\":\"request/1\",\"id\":\"q\",\"kind\":\"audit\","
	    "\"due\":\"2026-06-14\",\"requester\":{\"name\":\"A Plan\","
	    "\"type\":\"health_plan\"}}";
	struct watch *w = watch_new(law, AS_OF);
	struct request r;
	int result = -1;

	ck_assert_int_eq(record_read(rec, line, sizeof(line) - 1, e), 0);
	ck_assert_int_eq(request_read(&r, rec, e), 0);
	watch_requests(w, 7 * DAY);
	if (watch_open_seen(w, "seen", e) == 0) {
		watch_request(w, &r);
		*told = watch_finish(w);
		result = watch_say(w, false, fd, "out", e);
	}
	watch_free(w);
	return result;
}

START_TEST(a_watch_tells_of_a_request_at_least_once_whatever_fails)
{
	static const int errors[] = {EIO, EINTR, EROFS, EINVAL};
	static const char said[] =
	    "Requests overdue:\n  2026-06-14  q, A Plan\n";
	struct buf out = {NULL, 0, 0};
	size_t i, told = 0;

	folder_enter();
	ck_assert_int_eq(digest_init(NULL), 0);
	law = law_load(NULL, NULL);
	rec = record_new();
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {{0}};
			int fd = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);
			int result;

			unlink("seen");
			failing_begin();
			result = run(fd, &told, &e);
			failing_done();
			ck_assert_msg((result == 0) == (e.text[0] == '\0'),
			    "%s: %s", failing.name, e.text);
			if (errors[i] == EINTR)
				ck_assert_int_eq(result, 0);
			close(fd);
			out.len = 0;
			ck_assert_int_eq(file_read("out", 200, &out, NULL), 0);
			if (result == 0)
				ck_assert_str_eq(buf_string(&out), said);
			/* Remembered where it was said, and perhaps where
			 * only that could not be told. */
			if (access("seen", F_OK) == 0)
				ck_assert_str_eq(buf_string(&out), said);
			else
				ck_assert_int_eq(result, -1);
			memset(&e, 0, sizeof(e));
			fd = open("out", O_RDWR | O_TRUNC);
			ck_assert_msg(run(fd, &told, &e) == 0, "%s", e.text);
			close(fd);
			if (result == 0)
				ck_assert_uint_eq(told, 0);
		}
	buf_free(&out);
	record_free(rec);
	law_free(law);
	folder_leave();
}
END_TEST

SUITE("law, failing", a_watch_tells_of_a_request_at_least_once_whatever_fails)
