#include "import/import.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/sandbox.h"
#include "import/charset.h"
#include "import/content.h"
#include "import/walk.h"

static const char *const format_names[FORMAT_COUNT] = {
    [FORMAT_AUTO] = "auto",
    [FORMAT_NOTE] = "note",
    [FORMAT_FHIR] = "fhir",
    [FORMAT_HL7V2] = "hl7v2",
    [FORMAT_CCDA] = "ccda",
    [FORMAT_CSV] = "csv",
    [FORMAT_TEXT] = "text",
    [FORMAT_JSON] = "json",
};

enum format
format_find(const char *name)
{
	int i;

	for (i = 0; i < FORMAT_COUNT; i++)
		if (strcmp(name, format_names[i]) == 0)
			return (enum format)i;
	return FORMAT_COUNT;
}

int
import_set(struct import *im, const char *setting, struct error *e)
{
	const char *equals = strchr(setting, '=');
	struct span path;
	enum field f;

	if (equals == NULL)
		return error_set(e, "--set: not MEMBER=VALUE");
	path = (struct span){setting, (size_t)(equals - setting)};
	f = field_find(path);
	if (f == FIELD_COUNT || !field_settable(f))
		return error_set(
		    e, "--set: a member that cannot be set for all notes");
	if (im->set[f].bytes != NULL)
		return error_set(e, "--set=%s stands twice", field_path(f));
	if (field_check(f, span_of(equals + 1), e) == -1)
		return error_prefix(e, "--set");
	im->set[f] = span_of(equals + 1);
	return 0;
}

void
import_begin(struct import *im, const char *format, struct span raw)
{
	if (im->wide.bytes != NULL && raw.len == im->narrow_len)
		raw = im->wide; /* one note is all of it */
	draft_set_source(&im->draft, format, im->at.file, raw.bytes, raw.len);
}

void
import_note(struct import *im)
{
	struct draft *d = &im->draft;
	int f;

	for (f = 0; f < FIELD_COUNT; f++)
		if (im->set[f].bytes != NULL)
			d->field[f] = im->set[f];
	sink_note(&im->sink, d, &im->at);
}

void
import_reject(struct import *im, const struct error *why)
{
	if (!im->indexing)
		sink_reject(&im->sink, &im->at, why);
}

void
import_lost(struct import *im)
{
	struct error e = {0};

	error_set(&e, "temporary file: not read");
	sink_fail(&im->sink, &e);
}

void
import_warn(struct import *im, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list ap;

	if (im->indexing)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	sink_warn(&im->sink, &im->at, "%s", text);
}

bool
import_goes_on(const struct import *im)
{
	return !im->sink.stopped;
}

static bool
head_has(struct span head, const char *word)
{
	size_t i, len = strlen(word);

	for (i = 0; i + len <= head.len; i++)
		if (memcmp(head.bytes + i, word, len) == 0)
			return true;
	return false;
}

static bool
head_begins(struct span head, const char *word)
{
	size_t len = strlen(word);

	return head.len >= len && memcmp(head.bytes, word, len) == 0;
}

static bool
name_ends(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);

	return a >= b && strcasecmp(name + a - b, end) == 0;
}

static enum format
detect_json(struct span head)
{
	if (head_has(head, "\"resourceType\""))
		return FORMAT_FHIR;
	if (head_has(head, "\"note/1\""))
		return FORMAT_NOTE;
	return FORMAT_JSON;
}

static enum format
detect_markup(struct span head)
{
	if (head_has(head, "ClinicalDocument"))
		return FORMAT_CCDA;
	if (head_has(head, "http://hl7.org/fhir"))
		return FORMAT_FHIR;
	return FORMAT_TEXT;
}

/* What stands at the start says it; where nothing does, the name. */
static enum format
detect(struct span head, const char *name)
{
	if (head_begins(head, "\xef\xbb\xbf"))
		head = (struct span){head.bytes + 3, head.len - 3};
	while (head.len > 0 && head.bytes[0] != '\0' &&
	       strchr(" \t\r\n\v", head.bytes[0]) != NULL)
		head = (struct span){head.bytes + 1, head.len - 1};
	if (head_begins(head, "{") && !head_begins(head, "{\\rtf"))
		return detect_json(head);
	if (head_begins(head, "[") && name_ends(name, ".json"))
		return FORMAT_JSON;
	if (head_begins(head, "<"))
		return detect_markup(head);
	if (head_begins(head, "MSH") || head_begins(head, "FHS") ||
	    head_begins(head, "BHS"))
		return FORMAT_HL7V2;
	if (name_ends(name, ".csv") || name_ends(name, ".tsv"))
		return FORMAT_CSV;
	return FORMAT_TEXT;
}

static void (*const readers[FORMAT_COUNT])(
    struct import *im, struct origin *in) = {
    [FORMAT_NOTE] = notes_read,
    [FORMAT_FHIR] = fhir_read,
    [FORMAT_HL7V2] = hl7_read,
    [FORMAT_CCDA] = ccda_read,
    [FORMAT_CSV] = csv_read,
    [FORMAT_TEXT] = text_read,
    [FORMAT_JSON] = json_read,
};

static bool
needs_two_passes(enum format f)
{
	return f == FORMAT_FHIR || f == FORMAT_HL7V2;
}

static bool
cannot_read(
    const char *name, const struct error *why, bool broken, void *context)
{
	struct import *im = context;
	struct error e = *why;

	if (broken) {
		error_prefix(&e, "%s", name);
		sink_fail(&im->sink, &e);
		return false;
	}

	im->at = (struct place){.file = name};
	import_reject(im, why);
	return import_goes_on(im);
}

/* A file in UTF-16, as some programs save whatever they save, is read as the
 * same in UTF-8. */
static bool
is_wide(struct span head)
{
	static const char mark[] = "\xff\xfe\xff";

	return head.len >= 4 && (memcmp(head.bytes, mark, 2) == 0 ||
				    memcmp(head.bytes, mark + 1, 2) == 0);
}

static bool read_narrow(struct import *im, struct origin *in);

static bool
read_wide(struct import *im, struct origin *in)
{
	struct arena arena = {0};
	struct charset_remarks said = {0};
	struct error e = {0};
	struct origin narrow;
	struct span all;
	bool more;

	if (origin_all(in, DOCUMENT_MOST, &im->wide, &e) == -1 ||
	    charset_keep(
		im->wide, span_of("utf-16"), &arena, &all, &said, &e) == -1) {
		arena_free(&arena);
		im->wide = (struct span){0};
		return cannot_read(in->name, &e, in->broken, im);
	}
	im->narrow_len = all.len;
	origin_open_bytes(&narrow, in->name, all);
	more = read_narrow(im, &narrow);
	origin_close(&narrow);
	im->wide = (struct span){0};
	arena_free(&arena);
	return more;
}

static bool
read_one(struct origin *in, void *context)
{
	struct import *im = context;
	struct error e = {0};
	struct span head;

	im->input_number++;
	im->at = (struct place){.file = in->name};
	if (origin_peek(in, 65536, &head, &e) == -1)
		return cannot_read(in->name, &e, in->broken, im);
	return is_wide(head) ? read_wide(im, in) : read_narrow(im, in);
}

static bool
read_narrow(struct import *im, struct origin *in)
{
	enum format format = im->from;
	struct error e = {0};
	struct span head;

	if (origin_peek(in, 65536, &head, &e) == -1)
		return cannot_read(in->name, &e, in->broken, im);
	if (format == FORMAT_AUTO)
		format = detect(head, in->name);
	if (im->indexing && !needs_two_passes(format))
		return true;
	if (head.len > 0 || im->from == FORMAT_TEXT)
		readers[format](im, in);
	else if (!im->indexing)
		import_warn(im, "empty");
	if (!im->indexing)
		progress_show(
		    &im->sink.progress, (size_t)in->taken, im->sink.notes);
	draft_reset(&im->draft);
	if (in->broken) {
		error_set(&e, "%s: not read to its end", in->name);
		sink_fail(&im->sink, &e);
	}
	return import_goes_on(im);
}

static void
pass_over(const char *name, void *context)
{
	struct import *im = context;

	if (im->indexing || !im->sink.options->verbose)
		return;
	im->at = (struct place){.file = name};
	import_warn(im, "passed over");
}

int
import_open(struct import *im, const struct options *o, struct error *e)
{
	if (sink_open(&im->sink, o, e) == -1)
		return -1;
	im->refs = refs_new();
	im->scan = scan_new();
	im->whole_most = LINE_MOST;
	return 0;
}

int
import_close(struct import *im)
{
	pdf_helper_end(&im->pdf);
	draft_free(&im->draft);
	refs_free(im->refs);
	scan_free(im->scan);
	return sink_close(&im->sink);
}

static void
start_over(struct import *im)
{
	im->indexing = false;
	im->input_number = im->document_number = 0;
}

void
import_bytes(
    struct import *im, enum format format, const char *name, struct span bytes)
{
	struct origin in;
	int pass;

	im->from = format;
	for (pass = 0; pass < 2; pass++) {
		im->indexing = pass == 0;
		origin_open_bytes(&in, name, bytes);
		read_one(&in, im);
		origin_close(&in);
		start_over(im);
	}
}

/* From here on nothing but the operands can be opened: what may be needed
 * beside them is open, or runs, by now. */
static int
shut_in(struct import *im, struct walk *w, struct error *e)
{
	/* Where iconv has its tables, whichever the machine. */
	static const char *const tables[] = {"/usr/lib/x86_64-linux-gnu/gconv",
	    "/usr/lib/aarch64-linux-gnu/gconv", "/usr/lib64/gconv",
	    "/usr/lib/gconv"};
	const size_t table_count = sizeof(tables) / sizeof(*tables);
	const char **read =
	    alloc_zeroed((size_t)w->count + table_count + 1, sizeof(*read));
	const struct sandbox sandbox = {.read = read};
	struct error none = {0};
	size_t i, count = 0;
	int result;

	for (i = 0; i < table_count; i++)
		read[count++] = tables[i];
	for (i = 0; i < (size_t)w->count; i++)
		read[count++] = w->paths[i];
	refs_prepare(im->refs);
	refs_prepare(im->sink.ids);
	w->spare_fd = temporary_open(&none);
	result = options_shut_in(im->sink.options, &sandbox, e);
	free(read);
	return result;
}

static void
walk_twice(struct import *im, struct walk *w)
{
	w->again = im->from == FORMAT_AUTO || needs_two_passes(im->from);
	if (w->again) {
		im->indexing = true;
		walk_run(w);
		start_over(im);
	}
	if (import_goes_on(im))
		walk_run(w);
}

int
import_run(struct import *im, const struct options *o)
{
	struct walk walk = {.paths = o->files,
	    .count = o->file_count,
	    .stdin_fd = -1,
	    .spare_fd = -1,
	    .visit = read_one,
	    .fail = cannot_read,
	    .skip = pass_over,
	    .context = im};
	struct error e = {0};

	signal(SIGPIPE, SIG_IGN);
	pdf_helper_begin(&im->pdf);
	if (import_open(im, o, &e) == -1)
		return options_fail(o, &e);
	if (shut_in(im, &walk, &e) == -1)
		sink_fail(&im->sink, &e);
	else
		walk_twice(im, &walk);
	if (im->passed_over > 0 && o->verbose)
		fprintf(stderr, "%s: %zu resources that hold no note\n",
		    o->tool, im->passed_over);
	walk_close(&walk);
	return import_close(im);
}
