/* notes-classify: say of each passage of a note what it is. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "classify/classify.h"
#include "classify/report.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say of each passage of a note what it is, and what the note is";

struct classify {
	struct classifier *classifier;
	const char *report;
	bool colour;
};

static enum filter_verdict
classify(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct classify *c = context;
	struct classification found = {0};
	struct note note;

	if (note_read(&note, rec, e) == -1)
		return FILTER_REJECT;
	classify_find(
	    c->classifier, task->scratch, &note, record_arena(rec), &found);
	if (c->report != NULL) {
		report_note(task->side, &note, &found, c->colour);
		return FILTER_DROP;
	}
	classification_write(rec, &found);
	if (record_add_trail(rec, "notes-classify",
		classifier_rules(c->classifier), e) == -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

static void *
scratch_new(const void *context)
{
	return classify_scratch_new(
	    ((const struct classify *)context)->classifier);
}

/* A report goes to stdout instead of the records. */
static int
report_begin(struct classify *c, struct filter *f, struct error *e)
{
	if (c->report == NULL)
		return 0;
	if (strcmp(c->report, "text") != 0)
		return error_set(e, "--report: not text");
	c->colour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == NULL;
	f->consume = true;
	f->side = dup(STDOUT_FILENO);
	return f->side == -1 ? error_set_errno(e, "<stdout>") : 0;
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	struct classify_options co = {0};
	struct classify c = {0};
	const struct option_row rows[] = {
	    {"threshold", 't', OPTION_VALUE, "0..1",
		"from where on a passage is conversation", &co.threshold},
	    {"lexicon", 'l', OPTION_VALUE, "FILE",
		"a practice's own words for labels", &co.lexicon},
	    {"report", 'r', OPTION_VALUE, "text",
		"print the notes with labels in the margin", &c.report},
	    {"model", 0, OPTION_VALUE, "FILE", "weights of your own training",
		&co.model},
	    {0},
	};
	struct filter f = {.tool = "notes-classify",
	    .kinds = kinds,
	    .apply = classify,
	    .scratch_new = scratch_new,
	    .scratch_free = classify_scratch_free,
	    .side = -1};
	struct options o;
	struct error e = {0};
	int status;

	if (!options_begin(
		&o, f.tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	co.practice = o.practice;
	if (digest_init(&e) == -1 || report_begin(&c, &f, &e) == -1 ||
	    (c.classifier = classifier_open(&co, &e)) == NULL)
		return options_fail(&o, &e);
	f.context = &c;
	status = filter_run(&f, &o, NULL);
	classifier_free(c.classifier);
	return status;
}
