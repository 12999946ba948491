/* A response to the request of tests/unit/samples/response.json, in a folder
 * of its own; a test changes the sample before it is made. */
#ifndef TESTS_RESPONSE_H
#define TESTS_RESPONSE_H

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "note/document.h"
#include "note/note.h"
#include "package/package.h"
#include "stream/record.h"

struct trial {
	char folder[64];
	char output[80];
	json_t *sample;	 /* request, practice, note, and maybe more notes */
	bool ascii;	 /* its notes are spelled in ASCII, by escapes */
	char *sections;	 /* of the note, as it is */
	size_t rejected; /* on the way */
	struct document request_file, practice_file;
	/* As tests like. */
	const char *part; /* of the sample: what varies */
	unsigned formats; /* 0: a dry run */
	enum package_split split;
	size_t made, refused;
};

static inline char *
dump(const json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT);

	ck_assert_ptr_nonnull(text);
	return text;
}

static inline json_t *
part_of(const struct trial *t, const char *name)
{
	return json_object_get(t->sample, name);
}

/* The redaction's digest becomes that of the note's text. */
static inline void
seal(json_t *note)
{
	struct record *rec = record_new();
	char *line = dump(note), hex[DIGEST_HEX];
	struct error e = {0};
	struct note n;

	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0 &&
			  note_read(&n, rec, &e) == 0,
	    "%s", e.text);
	note_text_digest(&n, hex);
	json_object_set_new(
	    json_object_get(note, "redaction"), "text", json_string(hex));
	record_free(rec);
	free(line);
}

static inline void
begin(struct trial *t)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	snprintf(t->folder, sizeof(t->folder), "%s/notes-package-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(t->folder));
	snprintf(t->output, sizeof(t->output), "%s/out", t->folder);
	t->sample = json_load_file(
	    SOURCE_DIR "/tests/unit/samples/response.json", 0, NULL);
	ck_assert_ptr_nonnull(t->sample);
	seal(part_of(t, "note"));
	t->sections = dump(json_object_get(part_of(t, "note"), "sections"));
}

/* The folder that was made is taken away; a new one may be made. */
static inline void
clear(const struct trial *t)
{
	char command[128];

	snprintf(command, sizeof(command), "/bin/rm -rf '%s'", t->output);
	ck_assert_int_eq(system(command), 0);
}

static inline void
end(struct trial *t)
{
	ck_assert_int_eq(rmdir(t->folder), 0);
	json_decref(t->sample);
	free(t->sections);
}

/* Reads request and practice for the plan; false: refused. */
static inline bool
plan_read(struct trial *t, struct package_plan *plan, struct request *request,
    struct practice *practice, struct error *e)
{
	char *text = dump(part_of(t, "request"));
	bool read;

	read = document_parse(&t->request_file, text, strlen(text), e) == 0 &&
	       request_read(request, t->request_file.record, e) == 0;
	free(text);
	plan->request = request;
	if (!read || part_of(t, "practice") == NULL)
		return read;
	text = dump(part_of(t, "practice"));
	read = document_parse(&t->practice_file, text, strlen(text), e) == 0 &&
	       practice_read(practice, t->practice_file.record, e) == 0;
	free(text);
	plan->practice = practice;
	return read;
}

static inline int
package_take_json(
    struct package *p, const json_t *note, bool ascii, struct error *e)
{
	struct record *rec = record_new();
	char *line = ascii ? json_dumps(note, JSON_ENSURE_ASCII) : dump(note);
	int status;

	ck_assert_msg(
	    record_read(rec, line, strlen(line), e) == 0, "%s", e->text);
	status = package_take(p, rec, e);
	record_free(rec);
	free(line);
	return status;
}

/* Of the sample's note, and of the `notes` that stand behind it. */
static inline int
package_make(struct trial *t, const struct package_plan *plan, struct error *e)
{
	json_t *more = part_of(t, "notes"), *note;
	struct filter_totals totals = {.notes = 1 + json_array_size(more),
	    .rejected = t->rejected,
	    .whole = true};
	struct package *p = package_open(plan, e);
	FILE *report = fopen("/dev/null", "w");
	int made = -1;
	size_t i;

	if (p != NULL)
		made = package_take_json(p, part_of(t, "note"), t->ascii, e);
	json_array_foreach (more, i, note)
		if (made == 0)
			made = package_take_json(p, note, t->ascii, e);
	if (made == 0)
		made = package_finish(p, &totals, report, e);
	package_free(p);
	fclose(report);
	return made;
}

/* Makes it by PLAN, whose request and practice are the sample's. */
static inline int
answer(struct trial *t, struct package_plan plan, struct error *e)
{
	struct option_list none = {0};
	struct request request = {0};
	struct practice practice = {0};
	int made;

	plan.output = t->output;
	plan.max_age = 86400;
	if (plan.held_back == NULL)
		plan.held_back = &none;
	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan.as_of), 0);
	made = plan_read(t, &plan, &request, &practice, e)
		   ? package_make(t, &plan, e)
		   : -1;
	document_close(&t->request_file);
	document_close(&t->practice_file);
	return made;
}

/* Sets what stands at a path such as "note/trail/0/rules" of the sample, or
 * takes it out where JSON is NULL. */
static inline void
set(struct trial *t, const char *path, const char *json)
{
	json_t *at = t->sample;
	char copy[160], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", path);
	while ((word = strsep(&rest, "/")) != NULL && rest != NULL)
		at = json_is_array(at)
			 ? json_array_get(at, strtoul(word, NULL, 10))
			 : json_object_get(at, word);
	ck_assert_msg(at != NULL, "%s", path);
	if (json == NULL)
		ck_assert_msg(json_object_del(at, word) == 0, "%s", path);
	else if (json_is_array(at))
		json_array_set_new(at, strtoul(word, NULL, 10),
		    json_loads(json, JSON_DECODE_ANY, NULL));
	else
		json_object_set_new(
		    at, word, json_loads(json, JSON_DECODE_ANY, NULL));
}

/* A file of its folder. */
static inline void
put_file(const struct trial *t, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", t->folder, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(path, 0600), 0);
}

static inline void
path_of(const struct trial *t, const char *name, char out[static 160])
{
	snprintf(out, 160, "%s/%s", t->folder, name);
}

/* A file of the response, or of its folder, to be freed. */
static inline char *
text_of(const struct trial *t, const char *name)
{
	struct error e = {0};
	struct buf b = {0};
	char path[160];

	path_of(t, name, path);
	ck_assert_msg(
	    file_read(path, (size_t)1 << 26, &b, &e) == 0, "%s", e.text);
	buf_string(&b);
	return b.bytes;
}

static inline bool
says(const struct trial *t, const char *name, const char *words)
{
	char *text = text_of(t, name);
	bool said = strstr(text, words) != NULL;

	free(text);
	return said;
}

/* Another note like the sample's, with an id of its own. */
static inline json_t *
add_note(struct trial *t, const char *id)
{
	json_t *note = json_deep_copy(part_of(t, "note"));

	json_object_set_new(note, "id", json_string(id));
	if (part_of(t, "notes") == NULL)
		json_object_set_new(t->sample, "notes", json_array());
	json_array_append_new(part_of(t, "notes"), note);
	return note;
}

/* The first section becomes TEXT, of one passage. */
static inline void
set_text(struct trial *t, const char *text)
{
	json_t *note = part_of(t, "note");
	json_t *passages = json_object_get(
	    json_object_get(note, "classification"), "passages");
	json_t *first = json_array_get(passages, 0);

	json_object_set_new(
	    json_array_get(json_object_get(note, "sections"), 0), "text",
	    json_string(text));
	json_object_set_new(
	    first, "end", json_integer((json_int_t)strlen(text)));
	while (json_integer_value(json_object_get(
		   json_array_get(passages, 1), "section")) == 0)
		json_array_remove(passages, 1);
	seal(note);
}

/* A note of which nothing goes out. */
static inline void
empty(struct trial *t)
{
	set(t, "note/sections", "[{\"text\": \"[withheld]\"}]");
	set(t, "note/classification/passages", "[]");
	set(t, "note/decision/outcome", "\"deny\"");
	seal(part_of(t, "note"));
}

static inline const char *
text_at(const json_t *entry, const char *name)
{
	return json_string_value(json_object_get(entry, name));
}

#endif
