/* notes-classify: say of each passage of a note what it is. */
#include <jansson.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "classify/classify.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say of each passage of a note what it is, and what the note is";

static enum filter_verdict
classify(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct classifier *c = context;
	struct classification found = {0};
	struct note note;

	if (note_read(&note, rec, e) == -1)
		return FILTER_REJECT;
	classify_find(c, task->scratch, &note, record_arena(rec), &found);
	classification_write(rec, &found);
	if (record_add_trail(rec, "notes-classify", classifier_rules(c), e) ==
	    -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	struct classify_options co = {0};
	const struct option_row rows[] = {
	    {"threshold", 't', OPTION_VALUE, "0..1",
		"from where on a passage is conversation", &co.threshold},
	    {"lexicon", 'l', OPTION_VALUE, "FILE",
		"a practice's own words for labels", &co.lexicon},
	    {"model", 0, OPTION_VALUE, "FILE", "weights of your own training",
		&co.model},
	    {0},
	};
	struct filter f = {.tool = "notes-classify",
	    .kinds = kinds,
	    .apply = classify,
	    .scratch_new = classify_scratch_new,
	    .scratch_free = classify_scratch_free,
	    .side = -1};
	struct classifier *c;
	struct options o;
	struct error e = {0};
	int status;

	process_protect();
	alloc_init(f.tool);
	json_set_alloc_funcs(alloc_bytes, free);
	switch (options_parse(
	    &o, f.tool, synopsis, purpose, rows, argc, argv, &e)) {
	case OPTIONS_DONE:
		return 0;
	case OPTIONS_WRONG:
		return options_fail(&o, &e);
	case OPTIONS_RUN:
		break;
	}
	co.practice = o.practice;
	if (digest_init(&e) == -1 || (c = classifier_open(&co, &e)) == NULL)
		return options_fail(&o, &e);
	f.context = c;
	status = filter_run(&f, &o, NULL);
	classifier_free(c);
	return status;
}
