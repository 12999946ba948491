#include "stream/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"

/* The values that common options leave as they were written. */
struct common {
	const char *as_of, *jobs, *on_error;
	bool help, version;
};

#define OPTION_MOST 48

struct table {
	struct option_row rows[OPTION_MOST];
	bool seen[OPTION_MOST];
	size_t count;
};

static void
table_add(struct table *t, const struct option_row *rows)
{
	for (; rows->name != NULL && t->count < OPTION_MOST; rows++)
		t->rows[t->count++] = *rows;
}

static void
table_add_common(struct table *t, struct options *o, struct common *c)
{
	const struct option_row rows[] = {
	    {"as-of", 0, OPTION_VALUE, "INSTANT",
		"decide as of then (RFC 3339), not now", &c->as_of},
	    {"jobs", 'j', OPTION_VALUE, "N", "use N worker threads", &c->jobs},
	    {"quarantine", 0, OPTION_VALUE, "FILE",
		"keep rejected lines there, as they came", &o->quarantine},
	    {"on-error", 0, OPTION_VALUE, "skip|fail",
		"go on after a rejected record, or stop", &c->on_error},
	    {"part", 0, OPTION_FLAG, NULL, "the input is one shard of several",
		&o->part},
	    {"practice", 0, OPTION_VALUE, "FILE", "the practice/1 record",
		&o->practice},
	    {"time-zone", 0, OPTION_VALUE, "ZONE",
		"the practice's zone, such as America/Chicago", &o->time_zone},
	    {"quiet", 0, OPTION_FLAG, NULL, "no progress on a terminal",
		&o->quiet},
	    {"verbose", 0, OPTION_FLAG, NULL, "say more on standard error",
		&o->verbose},
	    {"require-sandbox", 0, OPTION_FLAG, NULL,
		"refuse to run where the kernel has no sandbox",
		&o->require_sandbox},
	    {"help", 'h', OPTION_FLAG, NULL, "print this and exit", &c->help},
	    {"version", 'V', OPTION_FLAG, NULL, "print the version and exit",
		&c->version},
	    {0}};

	table_add(t, rows);
}

static void
print_help(const struct table *t, const char *tool, const char *synopsis,
    const char *purpose)
{
	char left[64];
	size_t i;

	printf("usage: %s %s\n%s\n\n", tool, synopsis, purpose);
	for (i = 0; i < t->count; i++) {
		const struct option_row *row = &t->rows[i];
		char letter[8] = "    ";

		if (row->letter != 0)
			snprintf(letter, sizeof(letter), "-%c, ", row->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name,
		    row->argument == NULL ? "" : "=",
		    row->argument == NULL ? "" : row->argument);
		printf("  %-30s %s\n", left, row->help);
	}
	printf("\nThe manual: man %s\n", tool);
}

static int
option_take(struct table *t, size_t i, const char *value, struct error *e)
{
	const struct option_row *row = &t->rows[i];
	struct option_list *list;

	if (row->kind != OPTION_LIST && t->seen[i])
		return error_set(e, "--%s stands twice", row->name);
	t->seen[i] = true;
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->to = true;
		return 0;
	case OPTION_VALUE:
		if (*value == '\0')
			return error_set(e, "--%s: empty", row->name);
		*(const char **)row->to = value;
		return 0;
	case OPTION_LIST:
		list = row->to;
		list->values = alloc_resize(
		    list->values, list->count + 1, sizeof(*list->values));
		list->values[list->count++] = value;
		return 0;
	}
	return error_set(e, "--%s: unknown kind of option", row->name);
}

/* Names a long option that nobody knows, without what stands behind its equals
 * sign; of a group of letters, the letter. */
static void
option_unknown(const char *word, struct error *e)
{
	bool letter = optopt != 0 && optopt < 256;

	if (!letter)
		error_set(e, "unknown option %.*s; see --help",
		    (int)strcspn(word, "="), word);
	else
		error_set(e, "unknown option -%c; see --help",
		    optopt > ' ' && optopt < 127 ? optopt : '?');
}

static int
read_jobs(const char *text, int *jobs, struct error *e)
{
	char *end;
	long n;

	if (text == NULL)
		return 0;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || *end != '\0' || n < 1 || n > 256)
		return error_set(e, "--jobs: not a number from 1 to 256");
	*jobs = (int)n;
	return 0;
}

static int
read_common(struct options *o, const struct common *c, struct error *e)
{
	if (read_jobs(c->jobs, &o->jobs, e) == -1)
		return -1;
	if (c->on_error != NULL) {
		o->fail = strcmp(c->on_error, "fail") == 0;
		if (!o->fail && strcmp(c->on_error, "skip") != 0)
			return error_set(
			    e, "--on-error: neither skip nor fail");
	}
	if (o->time_zone != NULL && zone_use(o->time_zone, e) == -1)
		return -1;
	if (c->as_of == NULL)
		return instant_now(&o->as_of, e);
	o->as_of_given = true;
	if (instant_parse(c->as_of, strlen(c->as_of), &o->as_of) == -1)
		return error_set(e, "--as-of: not an instant such as "
				    "2026-03-14T09:00:00-05:00");
	return 0;
}

/* A program started without standard descriptors would open its files there.
 * Each missing one is held by a descriptor on which its use fails. */
static void
hold_standard_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

enum options_outcome
options_parse(struct options *o, const char *tool, const char *synopsis,
    const char *purpose, const struct option_row *rows, int argc, char **argv,
    struct error *e)
{
	struct option longs[OPTION_MOST + 1] = {0};
	char shorts[2 * OPTION_MOST + 2];
	struct common c = {0};
	struct table t = {0};
	size_t i, n = 0;
	int got;

	hold_standard_descriptors();
	*o = (struct options){.tool = tool, .jobs = 1};
	if (rows != NULL)
		table_add(&t, rows);
	table_add_common(&t, o, &c);
	shorts[n++] = ':';
	for (i = 0; i < t.count; i++) {
		longs[i].name = t.rows[i].name;
		longs[i].has_arg = t.rows[i].kind == OPTION_FLAG
				       ? no_argument
				       : required_argument;
		longs[i].val = 256 + (int)i;
		if (t.rows[i].letter != 0) {
			shorts[n++] = t.rows[i].letter;
			if (longs[i].has_arg == required_argument)
				shorts[n++] = ':';
		}
	}
	shorts[n] = '\0';
	opterr = 0;
	while ((got = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (got == ':') {
			error_set(e, "an option lacks its value; see %s --help",
			    tool);
			return OPTIONS_WRONG;
		}
		if (got == '?') {
			option_unknown(argv[optind - 1], e);
			return OPTIONS_WRONG;
		}
		for (i = 0; i < t.count; i++)
			if (got == 256 + (int)i || got == t.rows[i].letter)
				break;
		if (option_take(&t, i, optarg, e) == -1)
			return OPTIONS_WRONG;
	}
	if (c.help)
		print_help(&t, tool, synopsis, purpose);
	else if (c.version)
		printf("%s (notes-tools) %s\n", tool, NOTES_VERSION);
	if (c.help || c.version) {
		if (fflush(stdout) == 0 && !ferror(stdout))
			return OPTIONS_DONE;
		error_set_errno(e, "<stdout>");
		return OPTIONS_WRONG;
	}
	o->files = argv + optind;
	o->file_count = argc - optind;
	return read_common(o, &c, e) == -1 ? OPTIONS_WRONG : OPTIONS_RUN;
}

int
option_duration(const char *text, int64_t *seconds, struct error *e)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
	char *end;
	long n;
	size_t i;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno == 0 && end != text && *text >= '0' && n <= 1000000 &&
	    *end != '\0' && end[1] == '\0')
		for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
			if (*end == units[i].unit) {
				*seconds = n * units[i].seconds;
				return 0;
			}
	return error_set(e, "not a duration such as 30d, 4w or 24h");
}

bool
options_begin(struct options *o, const char *tool, const char *synopsis,
    const char *purpose, const struct option_row *rows, int argc, char **argv,
    int *status)
{
	struct error e = {0};

	process_protect();
	alloc_init(tool);
	switch (
	    options_parse(o, tool, synopsis, purpose, rows, argc, argv, &e)) {
	case OPTIONS_DONE:
		*status = 0;
		return false;
	case OPTIONS_WRONG:
		*status = options_fail(o, &e);
		return false;
	case OPTIONS_RUN:
		break;
	}
	file_widen_pipe(STDIN_FILENO);
	file_widen_pipe(STDOUT_FILENO);
	return true;
}

int
options_fail(const struct options *o, const struct error *e)
{
	struct buf line = {0};

	error_say(&line, o->tool, NULL, 0, e->text);
	fwrite(line.bytes, 1, line.len, stderr);
	buf_free(&line);
	return 2;
}

int
options_shut_in(
    const struct options *o, const struct sandbox *s, struct error *e)
{
	enum sandbox_state state;

	/* Jansson's hashes: later it could read no seed, and would take one
	 * that can be guessed. */
	json_object_seed(0);
	if (sandbox_enter(s, &state, e) == -1)
		return -1;
	if (o->verbose)
		fprintf(stderr, "%s: %s\n", o->tool, sandbox_describe(state));
	if (o->verbose && !digest_secure_locked())
		fprintf(stderr,
		    "%s: memory for keys is not locked: the system may swap it "
		    "out\n",
		    o->tool);
	if (o->require_sandbox && state != SANDBOX_FULL)
		return error_set(
		    e, "--require-sandbox: %s", sandbox_describe(state));
	return 0;
}
