/* Pages that others put a cover in front of and read back, and records too
 * large to be kept in memory, while calls of the system fail in turn. */
#include "suite.h"

#include <signal.h>
#include <sys/stat.h>

#include "failing.h"
#include "response.h"

/* clang-format off */
FAILS(int, rename, -1, false, (const char *from, const char *to), (from, to))
/* clang-format on */

#ifdef __SANITIZE_ADDRESS__ /* slow: every third */
#define EACH 3
#else
#define EACH 1
#endif

#define WITHHELD                                                               \
	"{\"record\":\"withheld/1\",\"note\":\"N-9\",\"section\":0,"           \
	"\"start\":0,\"end\":48,\"text\":\"the house of seven green doors "    \
	"burned down twice\",\"passages\":[{\"start\":0,\"end\":48,"           \
	"\"label\":\"conversation\"}]}\n"

static void
put_program(const struct trial *t, const char *name, const char *script)
{
	char path[160];

	put_file(t, name, script);
	path_of(t, name, path);
	ck_assert_int_eq(chmod(path, 0700), 0);
}

/* Takes out the test's own files, and what a run that failed left. */
static void
sweep(const struct trial *t)
{
	char command[256];

	snprintf(command, sizeof(command), "/bin/rm -rf %s/* %s/.out*",
	    t->folder, t->folder);
	ck_assert_int_eq(system(command), 0);
}

/* What stands, stands whole.  (What failed in the helper is not known here.) */
static void
check(struct trial *t, int made, const struct error *e)
{
	ck_assert_msg((made == 0) == (e->text[0] == '\0'), "%s: %s",
	    failing.name, e->text);
	ck_assert_msg(strstr(e->text, "slept") == NULL, "%s", e->text);
	if (access(t->output, F_OK) == 0)
		ck_assert(says(t, "out/manifest.json", "manifest/1"));
	else
		ck_assert_int_eq(made, -1);
	clear(t);
}

/* Every STEP-th call of NAME fails, up to the LEAST-th in any case: of those
 * that fail in the helper nothing is known here. */
static void
fail_each(struct trial *t, const struct package_plan *plan, const char *name,
    int error, long step, long least)
{
	failing.only = name;
	failing_first(error);
	for (failing.step = step; failing_next() || failing.which <= least;) {
		struct error e = {0};
		int made;

		failing_begin();
		made = answer(t, *plan, &e);
		failing_done();
		check(t, made, &e);
		if (error == EINTR)
			ck_assert_msg(made == 0, "%s: %s", name, e.text);
	}
}

START_TEST(pages_stand_with_their_cover_and_letters_whatever_fails)
{
	static const struct {
		const char *call;
		int error;
		long step, least;
	} calls[] = {{"read", EINTR, 3, 0}, {"read", EIO, 4, 9},
	    {"write", EIO, 4, 9}, {"lseek", EIO, 4, 0}, {"rename", EIO, 4, 0},
	    {"openat", EIO, 1, 0}, {"mkdirat", EIO, 1, 0},
	    {"fflush", EIO, 1, 0}, {"fclose", EIO, 1, 0},
	    {"fork", EAGAIN, 1, 4}, {"pread", EIO, 1, 0}, {"dup2", EIO, 1, 9}};
	struct package_plan plan = {.formats = 1u << FORMAT_PDF};
	char withheld[160], cover[160];
	struct trial t = {.formats = 0};
	size_t i;

	signal(SIGPIPE, SIG_IGN);
	begin(&t);
	ck_assert_int_eq(setenv("PATH", t.folder, 1), 0);
	put_program(&t, "qpdf", "#!/bin/sh\n/bin/cat\n");
	put_program(&t, "pdftotext", "#!/bin/sh\necho nothing\n");
	put_file(&t, "withheld", WITHHELD);
	path_of(&t, "withheld", withheld);
	path_of(&t, "cover", cover);
	plan.withheld = withheld;
	plan.cover = cover;
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i += EACH)
		fail_each(&t, &plan, calls[i].call, calls[i].error,
		    calls[i].step, calls[i].least);
	sweep(&t);
	end(&t);
}
END_TEST

START_TEST(records_too_large_to_be_kept_are_all_read_or_none_goes_out)
{
	struct package_plan plan = {
	    .formats = 1u << FORMAT_NDJSON | 1u << FORMAT_TEXT |
		       1u << FORMAT_FHIR | 1u << FORMAT_CDEX};
	struct trial t = {.formats = 0};
	char withheld[160], *text = malloc(140001);
	size_t i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < 140000; i++)
		text[i] = "He slept poorly and said so. "[i % 29];
	text[i] = '\0';
	begin(&t);
	put_file(&t, "withheld", WITHHELD);
	path_of(&t, "withheld", withheld);
	plan.withheld = withheld;
	set_text(&t, text);
	add_note(&t, "N-2");
	fail_each(&t, &plan, "pread", EIO, 1, 0);
	plan.formats = 1u << FORMAT_NDJSON;
	fail_each(&t, &plan, "pread", EINTR, 1, 0);
	free(text);
	sweep(&t);
	end(&t);
}
END_TEST

SUITE("package readback, failing",
    pages_stand_with_their_cover_and_letters_whatever_fails,
    records_too_large_to_be_kept_are_all_read_or_none_goes_out)
