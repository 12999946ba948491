/* A response whose request, practice or notes differ in one place: it is
 * refused with a reason that quotes nothing, or it says what the records say,
 * and every file of it is of its format. */
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "package/files.h"
#include "response.h"
#include "variants.h"

#define CANARY "canary of a patient"
#define DATA                                                                   \
	(1u << FORMAT_NDJSON | 1u << FORMAT_FHIR | 1u << FORMAT_CDEX |         \
	    1u << FORMAT_CSV | 1u << FORMAT_TEXT)

/* A line of records.ndjson has the text that was redacted, and no more of the
 * record than a response holds. */
static void
check_released(struct trial *t, const char *text, const char *where)
{
	json_t *line = json_loads(text, 0, NULL), *sections;
	char *said;

	ck_assert_msg(line != NULL, "%s", where);
	sections = json_object_get(line, "sections");
	said = dump(sections);
	ck_assert_msg(strcmp(said, t->sections) == 0, "%s: %s", where, said);
	ck_assert_msg(json_object_get(line, "classification") == NULL &&
			  json_object_get(line, "decision") == NULL &&
			  json_object_get(line, "redaction") == NULL,
	    "%s", where);
	free(said);
	json_decref(line);
}

static void
check_file(
    struct trial *t, const char *path, const char *name, const char *where)
{
	size_t len = strlen(name);
	struct error e = {0};
	struct buf b = {0};
	json_t *json;

	ck_assert_int_eq(file_read(path, (size_t)1 << 26, &b, &e), 0);
	buf_string(&b);
	if (strcmp(name + len - 5, ".json") == 0) {
		json = json_loadb(b.bytes, b.len, 0, NULL);
		ck_assert_msg(json != NULL, "%s: %s", where, name);
		json_decref(json);
	} else if (strstr(name, "records.ndjson") != NULL && b.len > 0) {
		check_released(t, b.bytes, where);
	} else if (strcmp(name + len - 4, ".pdf") == 0) {
		ck_assert_msg(memcmp(b.bytes, "%PDF-", 5) == 0, "%s", where);
	}
	buf_free(&b);
}

/* Looks at each file of the folder, and takes the folder away. */
static void
check_folder(struct trial *t, const char *where)
{
	struct files files = {0};
	struct error e = {0};
	char path[512], *slash;
	size_t i;

	ck_assert_int_eq(files_list(t->output, &files, &e), 0);
	ck_assert_uint_gt(files.count, 1);
	for (i = 0; i < files.count; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s", t->output, files.names[i]);
		check_file(t, path, files.names[i], where);
		unlink(path);
		slash = strrchr(path, '/');
		*slash = '\0';
		if (strcmp(path, t->output) != 0)
			rmdir(path);
	}
	files_free(&files);
	ck_assert_msg(rmdir(t->output) == 0, "%s", where);
}

static void
respond(struct trial *t, const char *where)
{
	struct option_list none = {0};
	struct package_plan plan = {
	    .output = t->formats == 0 ? NULL : t->output,
	    .formats = t->formats,
	    .split = t->split,
	    .held_back = &none,
	    .max_age = 86400,
	    .dry_run = t->formats == 0};
	struct request request = {0};
	struct practice practice = {0};
	struct error e = {0};

	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan.as_of), 0);
	if (plan_read(t, &plan, &request, &practice, &e) &&
	    package_make(t, &plan, &e) == 0) {
		t->made++;
		if (t->formats != 0)
			check_folder(t, where);
	} else {
		t->refused++;
		ck_assert_msg(e.text[0] != '\0', "%s: no reason", where);
		ck_assert_msg(
		    strstr(e.text, CANARY) == NULL, "%s: %s", where, e.text);
		ck_assert_int_eq(access(t->output, F_OK), -1);
	}
	document_close(&t->request_file);
	document_close(&t->practice_file);
}

static void
vary(const char *text, size_t len, const char *where, void *context)
{
	struct trial *t = context;
	json_t *was = json_incref(json_object_get(t->sample, t->part));

	json_object_set_new(t->sample, t->part, json_loadb(text, len, 0, NULL));
	respond(t, where);
	json_object_set_new(t->sample, t->part, was);
}

static void
vary_all(struct trial *t, const char *part, const char *const *others)
{
	char *text = dump(json_object_get(t->sample, part));

	t->part = part;
	variants_each(text, others, vary, t);
	free(text);
}

START_TEST(a_record_that_differs_in_one_place_is_refused_or_judged)
{
	struct trial t = {.formats = 0};

	begin(&t);
	vary_all(&t, "note", NULL);
	ck_assert_uint_gt(t.made, 60);
	ck_assert_uint_gt(t.refused, 150);
	end(&t);
}
END_TEST

/* Of what is asked and what is known little may be given. */
static const char *const little[] = {"null", "\"\"", "[]", NULL};

START_TEST(a_response_says_what_the_records_say_whatever_they_lack)
{
	struct trial t = {.formats = DATA};

	begin(&t);
	vary_all(&t, "note", little);
	ck_assert_uint_gt(t.made, 30);
	t.split = SPLIT_CLAIM;
	vary_all(&t, "request", little);
	ck_assert_uint_gt(t.refused, 6);
	t.split = SPLIT_PATIENT;
	vary_all(&t, "practice", little);
	json_object_del(t.sample, "practice");
	respond(&t, "no practice");
	end(&t);
}
END_TEST

START_TEST(a_page_is_set_whatever_request_and_practice_lack)
{
	static const char *const nothing[] = {NULL};
	struct trial t = {.formats = 1u << FORMAT_PDF};

	begin(&t);
	vary_all(&t, "request", nothing);
	vary_all(&t, "practice", nothing);
	json_object_del(t.sample, "practice");
	respond(&t, "no practice");
	ck_assert_uint_gt(t.made, 12);
	end(&t);
}
END_TEST

/* What was redacted is what goes out: another text never is. */
START_TEST(no_text_goes_out_but_the_one_that_was_redacted)
{
	static const char *const texts[] = {"He slept poorly. " CANARY
					    " Next week.",
	    "He slept poorly. [withheld] Next week. ", "", "he slept poorly."};
	struct trial t = {.formats = 0};
	json_t *sections, *copy, *again;
	size_t i;

	begin(&t);
	sections =
	    json_object_get(json_object_get(t.sample, "note"), "sections");
	copy = json_deep_copy(sections);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_object_set_new(
		    json_array_get(sections, 0), "text", json_string(texts[i]));
		respond(&t, texts[i]);
		/* Nor with a digest of its own, beside the passages. */
		json_object_set_new(json_array_get(sections, 0), "text",
		    json_string("He slept poorly. " CANARY " Next week."));
		seal(json_object_get(t.sample, "note"));
		respond(&t, "sealed anew");
		json_array_clear(sections);
		again = json_deep_copy(copy);
		json_array_extend(sections, again);
		json_decref(again);
		seal(json_object_get(t.sample, "note"));
	}
	ck_assert_uint_eq(t.made, 0);
	ck_assert_uint_eq(t.refused, 2 * i);
	respond(&t, "as it is");
	ck_assert_uint_eq(t.made, 1);
	json_decref(copy);
	end(&t);
}
END_TEST

/* Notes of two patients, of claims and of none, on three days. */
static const struct {
	const char *id, *patient, *claim, *date;
} notes[] = {{"N-1", "P-1", "CLM-1", "2026-04-02"},
    {"N-2", "P-1", "CLM-1", "2026-04-09"},
    {"N-3", "P-2", "CLM-2", "2026-04-02"}, {"N-4", "P-1", NULL, "2026-04-02"},
    {"N-5", "P-2", "CLM-1", "2026-04-02"},
    {"N-6", "P-1", "CLM-2", "2026-04-09"},
    {"N-7", "P-2", "CLM-2", "2026-04-02"},
    {"N-8", "P-2", "CLM-2", "2026-04-01"}};
#define NOTES (sizeof(notes) / sizeof(notes[0]))

static void
take_notes(struct trial *t, struct package *p)
{
	json_t *note = json_object_get(t->sample, "note");
	struct record *rec = record_new();
	struct error e = {0};
	size_t i;

	for (i = 0; i < NOTES; i++) {
		char *line;

		json_object_set_new(note, "id", json_string(notes[i].id));
		json_object_set_new(note, "date", json_string(notes[i].date));
		json_object_set_new(json_object_get(note, "patient"), "id",
		    json_string(notes[i].patient));
		json_object_set_new(json_object_get(note, "encounter"), "claim",
		    json_string(notes[i].claim));
		if (notes[i].claim == NULL)
			json_object_del(
			    json_object_get(note, "encounter"), "claim");
		line = dump(note);
		ck_assert_int_eq(record_read(rec, line, strlen(line), &e), 0);
		ck_assert_msg(package_take(p, rec, &e) == 0, "%s", e.text);
		free(line);
	}
	record_free(rec);
}

/* "N-1 N-4|N-2": the ids of each response's records, in its order. */
static void
folders_of(struct trial *t, enum package_split split, struct buf *out)
{
	const char *word = split == SPLIT_CLAIM ? "claim" : "patient";
	struct error e = {0};
	char path[512];
	size_t i, n;

	for (i = 1;; i++) {
		struct buf b = {0};
		char *line, *rest;

		snprintf(path, sizeof(path), "%s/%s-%03zu/records.ndjson",
		    t->output, word, i);
		if (file_read(path, (size_t)1 << 20, &b, &e) == -1)
			break;
		buf_add_string(out, i == 1 ? "" : "|");
		n = 0;
		rest = (char *)(uintptr_t)buf_string(&b);
		while ((line = strsep(&rest, "\n")) != NULL && line[0] == '{') {
			json_t *json = json_loads(line, 0, NULL);

			buf_addf(out, "%s%s", n++ == 0 ? "" : " ",
			    json_string_value(json_object_get(json, "id")));
			json_decref(json);
		}
		buf_free(&b);
	}
}

static void
check_split(enum package_split split, const char *expected)
{
	struct option_list none = {0};
	struct filter_totals totals = {.notes = NOTES, .whole = true};
	struct package_plan plan = {
	    .formats = 1u << FORMAT_NDJSON | 1u << FORMAT_CSV,
	    .split = split,
	    .held_back = &none,
	    .max_age = 86400};
	struct request request = {0};
	struct practice practice = {0};
	struct error e = {0};
	struct buf said = {0};
	struct trial t = {0};
	struct package *p;

	begin(&t);
	json_object_del(json_object_get(t.sample, "request"), "patients");
	json_object_del(json_object_get(t.sample, "request"), "members");
	json_object_del(json_object_get(t.sample, "request"), "claims");
	plan.output = t.output;
	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan.as_of), 0);
	ck_assert(plan_read(&t, &plan, &request, &practice, &e));
	p = package_open(&plan, &e);
	ck_assert_msg(p != NULL, "%s", e.text);
	take_notes(&t, p);
	ck_assert_msg(package_finish(p, &totals, NULL, &e) == 0, "%s", e.text);
	package_free(p);
	folders_of(&t, split, &said);
	ck_assert_str_eq(buf_string(&said), expected);
	buf_free(&said);
	document_close(&t.request_file);
	document_close(&t.practice_file);
	snprintf(t.output, sizeof(t.output), "rm -rf %s/out", t.folder);
	ck_assert_int_eq(system(t.output), 0);
	end(&t);
}

START_TEST(a_response_split_by_claim_has_no_note_of_another)
{
	check_split(SPLIT_CLAIM, "N-4|N-1 N-2|N-6|N-5|N-8 N-3 N-7");
}
END_TEST

START_TEST(a_response_split_by_patient_has_no_note_of_another)
{
	check_split(SPLIT_PATIENT, "N-4 N-1 N-2 N-6|N-8 N-5 N-3 N-7");
}
END_TEST

/* The bundle of the sample's response as it now is. */
static json_t *
bundle_of(struct trial *t)
{
	struct option_list none = {0};
	struct package_plan plan = {.output = t->output,
	    .formats = 1u << FORMAT_FHIR,
	    .held_back = &none,
	    .max_age = 86400};
	struct request request = {0};
	struct practice practice = {0};
	struct error e = {0};
	char path[512];
	json_t *bundle;

	ck_assert_int_eq(
	    instant_parse("2026-06-10T10:00:00-04:00", 25, &plan.as_of), 0);
	ck_assert_msg(plan_read(t, &plan, &request, &practice, &e) &&
			  package_make(t, &plan, &e) == 0,
	    "%s", e.text);
	document_close(&t->request_file);
	document_close(&t->practice_file);
	snprintf(path, sizeof(path), "%s/bundle.json", t->output);
	bundle = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(bundle);
	check_folder(t, "bundle");
	return bundle;
}

static json_t *
resource_of(json_t *bundle, const char *type)
{
	json_t *entry, *resource;
	size_t i;

	json_array_foreach (json_object_get(bundle, "entry"), i, entry) {
		resource = json_object_get(entry, "resource");
		if (strcmp(json_string_value(
			       json_object_get(resource, "resourceType")),
			type) == 0)
			return resource;
	}
	ck_abort_msg("no %s", type);
	return NULL;
}

static bool
has_label(json_t *bundle, const char *code)
{
	char *all = dump(bundle), word[64];
	bool has;

	snprintf(word, sizeof(word), "\"code\":\"%s\"", code);
	has = strstr(all, word) != NULL;
	free(all);
	return has;
}

START_TEST(a_bundle_says_what_the_record_says_and_labels_what_is_withheld)
{
	struct trial t = {.formats = 0};
	json_t *note, *patient, *visit, *bundle;

	begin(&t);
	note = json_object_get(t.sample, "note");
	patient = json_object_get(note, "patient");
	visit = json_object_get(note, "encounter");
	bundle = bundle_of(&t);
	ck_assert_str_eq(
	    json_string_value(json_object_get(
		resource_of(bundle, "Patient"), "deceasedDateTime")),
	    "2026-05-01");
	ck_assert_str_eq(json_string_value(json_object_get(
			     resource_of(bundle, "Patient"), "id")),
	    "P-1");
	ck_assert(has_label(bundle, "REDACTED"));
	ck_assert(has_label(bundle, "42CFRPart2"));
	ck_assert(has_label(bundle, "HPAYMT"));
	ck_assert(has_label(bundle, "VR"));
	json_decref(bundle);

	/* An id that FHIR does not take becomes one that tells nothing. */
	json_object_set_new(patient, "id", json_string("Rowe, Ann"));
	json_object_del(json_object_get(t.sample, "request"), "patients");
	json_object_set_new(patient, "deceased", json_true());
	json_object_set_new(visit, "modality", json_string("in person"));
	json_object_set_new(
	    visit, "start", json_string("2026-04-09T10:00:00-04:00"));
	json_object_set_new(json_object_get(t.sample, "request"), "purpose",
	    json_string("access"));
	json_object_set_new(json_object_get(note, "decision"), "purpose",
	    json_string("access"));
	bundle = bundle_of(&t);
	patient = resource_of(bundle, "Patient");
	ck_assert(json_is_true(json_object_get(patient, "deceasedBoolean")));
	ck_assert_uint_eq(
	    strlen(json_string_value(json_object_get(patient, "id"))), 36);
	ck_assert(has_label(bundle, "PATRQT"));
	ck_assert(has_label(bundle, "AMB"));
	/* A start on another day than the service's is not said of it. */
	ck_assert_str_eq(
	    json_string_value(json_object_get(
		json_object_get(
		    json_object_get(
			resource_of(bundle, "DocumentReference"), "context"),
		    "period"),
		"start")),
	    "2026-04-02");
	json_decref(bundle);
	json_object_set_new(
	    json_object_get(note, "patient"), "deceased", json_false());
	bundle = bundle_of(&t);
	ck_assert(json_is_false(json_object_get(
	    resource_of(bundle, "Patient"), "deceasedBoolean")));
	json_decref(bundle);
	end(&t);
}
END_TEST

SUITE("package variants",
    a_bundle_says_what_the_record_says_and_labels_what_is_withheld,
    a_response_split_by_claim_has_no_note_of_another,
    a_response_split_by_patient_has_no_note_of_another,
    a_record_that_differs_in_one_place_is_refused_or_judged,
    a_response_says_what_the_records_say_whatever_they_lack,
    a_page_is_set_whatever_request_and_practice_lack,
    no_text_goes_out_but_the_one_that_was_redacted)
