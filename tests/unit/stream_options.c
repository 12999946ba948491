/* Options: what is taken, what is refused and in which words. */
#include "stream/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static char tool[] = "notes-x", version[] = "--version";
static bool flag;
static const char *value;
static struct option_list list;

static const struct option_row rows[] = {
    {"flag", 'f', OPTION_FLAG, NULL, "a flag", &flag},
    {"value", 'v', OPTION_VALUE, "FILE", "a value", &value},
    {"list", 0, OPTION_LIST, "NAME", "a list", &list},
    {0},
};

/* WORDS are the arguments, one space between them; "_" is an empty one. */
static enum options_outcome
parse(struct options *o, const char *words, struct error *e)
{
	static char text[400];
	static char *argv[20];
	int argc = 0;
	char *word;

	*e = (struct error){{0}};
	flag = false;
	value = NULL;
	free(list.values);
	list = (struct option_list){0};
	optind = 0;
	argv[argc++] = tool;
	snprintf(text, sizeof(text), "%s", words);
	for (word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
		if (strcmp(word, "_") == 0)
			*word = '\0';
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	return options_parse(
	    o, "notes-x", "[options]", "try options", rows, argc, argv, e);
}

START_TEST(a_wrong_use_is_told_and_its_value_is_not)
{
	static const struct {
		const char *words, *message;
	} wrong[] = {
	    {"--flog", "unknown option --flog; see --help"},
	    {"--flog=secret", "unknown option --flog; see --help"},
	    {"-q", "unknown option -q; see --help"},
	    {"-fq", "unknown option -q; see --help"},
	    {"-qf", "unknown option -q; see --help"},
	    {"--list=x -qf", "unknown option -q; see --help"},
	    {"--list=--secret -qf", "unknown option -q; see --help"},
	    {"--flag=secret", "unknown option --flag; see --help"},
	    {"-\xe9", "unknown option -?; see --help"},
	    {"-j _", "--jobs: empty"},
	    {"-f\x01", "unknown option -?; see --help"},
	    {"-\x7f", "unknown option -?; see --help"},
	    {"--value", "an option lacks its value; see notes-x --help"},
	    {"-v", "an option lacks its value; see notes-x --help"},
	    {"-v _", "--value: empty"},
	    {"--value= x", "--value: empty"},
	    {"-f -f", "--flag stands twice"},
	    {"-v a --value=b", "--value stands twice"},
	    {"--jobs=0", "--jobs: not a number from 1 to 256"},
	    {"--jobs=257", "--jobs: not a number from 1 to 256"},
	    {"--jobs=-1", "--jobs: not a number from 1 to 256"},
	    {"--jobs=2x", "--jobs: not a number from 1 to 256"},
	    {"--jobs=x", "--jobs: not a number from 1 to 256"},
	    {"-j 99999999999999999999", "--jobs: not a number from 1 to 256"},
	    {"--on-error=stop", "--on-error: neither skip nor fail"},
	    {"--as-of=2026-03-14", "--as-of: not an instant such as "
				   "2026-03-14T09:00:00-05:00"},
	    {"--time-zone=Mars/Base", "time zone: not in this system's files"},
	    {"--time-zone=/etc/passwd", "time zone: not an IANA name"},
	};
	struct options o;
	struct error e;
	size_t i;

	for (i = 0; i < COUNT(wrong); i++) {
		ck_assert_msg(parse(&o, wrong[i].words, &e) == OPTIONS_WRONG,
		    "taken: %s", wrong[i].words);
		ck_assert_str_eq(e.text, wrong[i].message);
	}
	free(list.values);
	list = (struct option_list){0};
}
END_TEST

START_TEST(what_is_given_is_taken)
{
	struct options o;
	struct error e;

	setenv("SOURCE_DATE_EPOCH", "1781535600", 1);
	ck_assert_int_eq(parse(&o, "", &e), OPTIONS_RUN);
	ck_assert_int_eq(o.jobs, 1);
	ck_assert_int_eq(o.as_of, 1781535600);
	ck_assert(!o.as_of_given && !o.fail && !o.part && !o.quiet);
	ck_assert_int_eq(o.file_count, 0);
	ck_assert_int_eq(
	    parse(&o, "-f --value=a -j256 --list x one --list=_ two", &e),
	    OPTIONS_RUN);
	ck_assert(flag);
	ck_assert_str_eq(value, "a");
	ck_assert_int_eq(o.jobs, 256);
	ck_assert_uint_eq(list.count, 2);
	ck_assert_str_eq(list.values[0], "x");
	ck_assert_int_eq(o.file_count, 2);
	ck_assert_str_eq(o.files[0], "one");
	ck_assert_str_eq(o.files[1], "two");
	ck_assert_int_eq(parse(&o,
			     "--jobs=1 --on-error=fail --part --quiet "
			     "--verbose --require-sandbox -- -f",
			     &e),
	    OPTIONS_RUN);
	ck_assert(o.fail && o.part && o.quiet && o.verbose);
	ck_assert(o.require_sandbox && !flag);
	ck_assert_str_eq(o.files[0], "-f");
	ck_assert_int_eq(parse(&o,
			     "--on-error=skip --as-of="
			     "2026-06-15T10:00:00-05:00",
			     &e),
	    OPTIONS_RUN);
	ck_assert(!o.fail && o.as_of_given);
	ck_assert_int_eq(o.as_of, 1781535600);
	setenv("SOURCE_DATE_EPOCH", "soon", 1);
	ck_assert_int_eq(parse(&o, "", &e), OPTIONS_WRONG);
	ck_assert_str_eq(e.text, "SOURCE_DATE_EPOCH: not a time");
	free(list.values);
	list = (struct option_list){0};
}
END_TEST

/* A program without options of its own has those that all share. */
START_TEST(help_and_version_are_said_and_done)
{
	char *argv[] = {tool, version, NULL};
	int kept = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
	int null = open("/dev/null", O_WRONLY);
	struct options o;
	struct error e = {{0}};

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	ck_assert_int_eq(parse(&o, "--help", &e), OPTIONS_DONE);
	optind = 0;
	ck_assert_int_eq(
	    options_parse(&o, "notes-x", "", "", NULL, 2, argv, &e),
	    OPTIONS_DONE);
	dup2(full, STDOUT_FILENO);
	ck_assert_int_eq(parse(&o, "-h", &e), OPTIONS_WRONG);
	dup2(kept, STDOUT_FILENO);
	clearerr(stdout);
	ck_assert_str_eq(e.text, "<stdout>: No space left on device");
	/* Also where it failed before the end. */
	setvbuf(stdout, NULL, _IONBF, 0);
	dup2(full, STDOUT_FILENO);
	ck_assert_int_eq(parse(&o, "-h", &e), OPTIONS_WRONG);
	dup2(kept, STDOUT_FILENO);
	clearerr(stdout);
	ck_assert_ptr_nonnull(strstr(e.text, "<stdout>: "));
	close(null);
	close(full);
	close(kept);
	free(list.values);
	list = (struct option_list){0};
}
END_TEST

START_TEST(a_duration_is_a_number_and_a_unit)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: none */
	} table[] = {
	    {"24h", 86400},
	    {"30d", 30 * 86400},
	    {"4w", 28 * 86400},
	    {"0d", 0},
	    {"1000000h", INT64_C(3600000000)},
	    {"1000001h", -1},
	    {"99999999999999999999h", -1},
	    {"30", -1},
	    {"d", -1},
	    {"", -1},
	    {"30m", -1},
	    {"30dd", -1},
	    {"-1d", -1},
	    {"+1d", -1},
	    {" 1d", -1},
	};
	struct error e;
	int64_t seconds;
	size_t i;

	for (i = 0; i < COUNT(table); i++) {
		memset(&e, 0, sizeof(e));
		seconds = -1;
		ck_assert_msg(option_duration(table[i].text, &seconds, &e) ==
				  (table[i].seconds < 0 ? -1 : 0),
		    "%s", table[i].text);
		ck_assert_int_eq(seconds, table[i].seconds);
		if (table[i].seconds < 0)
			ck_assert_str_eq(
			    e.text, "not a duration such as 30d, 4w or 24h");
	}
}
END_TEST

SUITE("options", a_wrong_use_is_told_and_its_value_is_not,
    what_is_given_is_taken, help_and_version_are_said_and_done,
    a_duration_is_a_number_and_a_unit)
