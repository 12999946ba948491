/* Files of authorizations and restrictions, while each call fails in turn: all
 * of them are read, or none and the error says why. */
#include "folder.h"
#include "suite.h"

#include <pthread.h>
#include <string.h>

#include "failing.h"
#include "note/authorization.h"
#include "note/document.h"
#include "note/restriction.h"

/* clang-format off */
FAILS(int, pthread_create, EAGAIN, false, (pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *with), (t, a, run, with))
/* clang-format on */

#define MANY 12000 /* so that several threads read them */

static const int errors[] = {EIO, EINTR};
#define ERRORS (sizeof(errors) / sizeof(errors[0]))

static void
begin(void)
{
	FILE *f;
	int i;

	folder_enter();
	f = fopen("authorizations", "w");
	ck_assert_ptr_nonnull(f);
	for (i = 0; i < MANY; i++)
		fprintf(f,
		    "{\"record\":\"authorization/"
		    "1\",\"id\":\"a%d\",\"patient\":"
		    "\"p%d\",\"description\":\"%0400d\"}\n%s",
		    i, i % 100, 7, i % 5000 == 0 ? "\n" : "");
	fprintf(f, "{\"record\":\"end/1\",\"notes\":0,\"rejected\":0}");
	fclose(f);
	f = fopen("restrictions", "w");
	ck_assert_ptr_nonnull(f);
	fputs("{\"record\":\"restriction/1\",\"id\":\"r\",\"patient\":\"p1\","
	      "\"type\":\"agreed\"}\n\n",
	    f);
	fclose(f);
}

static void
end(void)
{
	folder_leave();
}

/* How many a patient has; 0: the file was not read. */
static size_t
read_of(const char *path, struct error *e)
{
	struct authorization_index *x = authorization_index_open(path, e);
	struct record *scratch = record_new();
	struct authorization a;
	size_t at = 0, n = 0;

	while (x != NULL && authorization_index_next(
				x, span_of("p7"), DATE_NONE, &at, scratch, &a))
		n++;
	if (x != NULL && authorization_index_count(x) != MANY)
		n = 1;
	authorization_index_close(x);
	record_free(scratch);
	return n;
}

START_TEST(authorizations_are_read_all_or_none_whatever_fails)
{
	size_t i, n;

	begin();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};

			failing_begin();
			n = read_of("authorizations", &e);
			failing_done();
			ck_assert_msg(
			    n == MANY / 100 || (n == 0 && e.text[0] != '\0'),
			    "%s: %zu", failing.name, n);
			/* Without a thread another one does its part. */
			if (errors[i] == EINTR || !failing.failed ||
			    strcmp(failing.name, "pthread_create") == 0)
				ck_assert_uint_eq(n, MANY / 100);
		}
	end();
}
END_TEST

START_TEST(authorizations_from_a_pipe_are_read_all_or_none_whatever_fails)
{
	size_t i, n;

	begin();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};

			/* Another pipe: who still writes to the last one is
			 * not heard. */
			unlink("pipe");
			ck_assert_int_eq(mkfifo("pipe", 0600), 0);
			ck_assert_int_eq(
			    system("(timeout 10 cat authorizations > pipe) "
				   "2> /dev/null &"),
			    0);
			failing_begin();
			n = read_of("pipe", &e);
			failing_done();
			ck_assert_msg(
			    n == MANY / 100 || (n == 0 && e.text[0] != '\0'),
			    "%s: %zu", failing.name, n);
			if (errors[i] == EINTR)
				ck_assert_uint_eq(n, MANY / 100);
			if (strcmp(failing.name, "open") == 0) /* let it go */
				ck_assert_int_eq(system("timeout 10 cat pipe "
							"> /dev/null"),
				    0);
			if (failing.which > 12)
				break; /* reads, one like the other */
		}
	end();
}
END_TEST

START_TEST(restrictions_are_read_all_or_none_whatever_fails)
{
	struct restriction_list *l;
	size_t i;

	begin();
	for (i = 0; i < ERRORS; i++)
		for (failing_first(errors[i]); failing_next();) {
			struct error e = {0};

			failing_begin();
			l = restriction_list_open("restrictions", &e);
			failing_done();
			ck_assert((l == NULL) == (e.text[0] != '\0'));
			if (l != NULL)
				ck_assert_ptr_nonnull(
				    restriction_list_find(l, span_of("p1"), 0));
			if (errors[i] == EINTR)
				ck_assert_ptr_nonnull(l);
			restriction_list_close(l);
		}
	end();
}
END_TEST

SUITE("note, failing", authorizations_are_read_all_or_none_whatever_fails,
    authorizations_from_a_pipe_are_read_all_or_none_whatever_fails,
    restrictions_are_read_all_or_none_whatever_fails)
