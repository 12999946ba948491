/* notes-review: show a person what will go out, what stays, and why. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/whole.h"
#include "law/law.h"
#include "ledger/viewed.h"
#include "review/page.h"
#include "review/terminal.h"
#include "stream/filter.h"

static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "Shows notes with their labels, what becomes of each passage and why, as "
    "one HTML\npage or, with --text, on the terminal.";

/* What the loop hands on: the loop runs alone where it writes nothing. */
struct review {
	const struct law *law;
	struct review_page *page; /* NULL: on the terminal */
	struct buf *text;
	struct tally *tally;
	struct viewed *viewed;	 /* NULL: nobody keeps a ledger */
	struct error *unwritten; /* set: nothing can be written any more */
	bool colour;
};

static enum filter_verdict
review(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct review *rv = context;
	struct reviewed r;

	(void)task;
	viewed_add(rv->viewed, rec);
	if (rv->page != NULL)
		return review_page_add(rv->page, rec, e) == -1 ? FILTER_REJECT
							       : FILTER_KEEP;
	if (reviewed_read(&r, rv->law, rec, e) == -1)
		return FILTER_REJECT;
	rv->text->len = 0;
	terminal_add(rv->text, &r, rv->colour, rv->tally);
	if (rv->unwritten->text[0] == '\0')
		file_write(STDOUT_FILENO, rv->text->bytes, rv->text->len,
		    rv->unwritten);
	return FILTER_KEEP;
}

static int
write_result(
    const struct review *rv, const char *path, int64_t as_of, struct error *e)
{
	char instant[INSTANT_TEXT];

	rv->text->len = 0;
	if (rv->page == NULL) {
		terminal_add_counts(rv->text, rv->tally);
	} else {
		instant_format(as_of, instant);
		review_page_write(rv->page, instant, rv->text);
	}
	if (path != NULL)
		return file_replace(path, rv->text->bytes, rv->text->len, e);
	return file_write(STDOUT_FILENO, rv->text->bytes, rv->text->len, e);
}

static bool
terminal_has_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) == 1 &&
	       (no_colour == NULL || *no_colour == '\0');
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	const char *output = NULL, *ledger = NULL;
	bool as_text = false;
	const struct option_row rows[] = {
	    {"output", 'o', OPTION_VALUE, "FILE",
		"write the page there, mode 0600, not to standard output",
		&output},
	    {"ledger", 'l', OPTION_VALUE, "DIR",
		"where it is written down who looked at what", &ledger},
	    {"text", 0, OPTION_FLAG, NULL,
		"text for a terminal or pager instead of a page", &as_text},
	    {0},
	};
	struct tally tally = {0};
	struct buf text = {0};
	struct error e = {0}, unwritten = {0};
	struct review rv = {
	    .text = &text, .tally = &tally, .unwritten = &unwritten};
	struct filter f = {.tool = "notes-review",
	    .kinds = kinds,
	    .apply = review,
	    .context = &rv,
	    .side = -1,
	    .consume = true};
	struct options o;
	struct law *law;
	int status;

	if (!options_begin(
		&o, f.tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	if (as_text && output != NULL) {
		error_set(
		    &e, "--text goes to standard output, not to --output");
		return options_fail(&o, &e);
	}
	if (digest_init(&e) == -1 || (law = law_load(NULL, &e)) == NULL)
		return options_fail(&o, &e);
	if (ledger == NULL && o.verbose)
		fprintf(stderr, "notes-review: no --ledger: it is not written "
				"down who looks at what\n");
	if (ledger != NULL &&
	    (rv.viewed = viewed_open(ledger, f.tool, &e)) == NULL)
		return options_fail(&o, &e);
	rv.law = law;
	rv.page = as_text ? NULL : review_page_open(law);
	rv.colour = terminal_has_colour();
	f.writes = output;
	f.appends = ledger;
	status = filter_run(&f, &o, NULL);
	if (unwritten.text[0] != '\0')
		status = options_fail(&o, &unwritten);
	else if (status < 2 &&
		 (viewed_append(rv.viewed, &e) == -1 ||
		     write_result(&rv, output, o.as_of, &e) == -1))
		status = options_fail(&o, &e);
	viewed_free(rv.viewed);
	review_page_free(rv.page);
	buf_wipe(&text);
	buf_free(&text);
	law_free(law);
	return status;
}
