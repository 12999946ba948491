/* A record that differs in one place, as the person sees it who signs for what
 * goes out: never more goes than the decision lets go, the page's elements
 * close, and what cannot be shown is refused with a reason that quotes
 * nothing. */
#include "suite.h"

#include <string.h>

#include "base/digest.h"
#include "review/page.h"
#include "review/terminal.h"
#include "stream/record.h"
#include "variants.h"

#define CANARY "canary of a patient"

struct trial {
	struct law *law;
	struct record *record;
	size_t goes_most; /* passages; SIZE_MAX: any */
	size_t shown, refused, seen_to_go;
};

static json_t *
sample(bool redacted)
{
	json_t *all = json_load_file(
		   SOURCE_DIR "/tests/unit/samples/response.json", 0, NULL),
	       *note;

	ck_assert_ptr_nonnull(all);
	note = json_incref(json_object_get(all, "note"));
	json_decref(all);
	if (!redacted)
		json_object_del(note, "redaction");
	return note;
}

static void
begin(struct trial *t)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	t->law = law_load(NULL, &e);
	ck_assert_msg(t->law != NULL, "%s", e.text);
	t->record = record_new();
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void
check_closed(const char *page, const char *where)
{
	static const char *const names[] = {"article", "section", "div", "ul",
	    "table", "bdi", "h3", "h4", "p", "mark", "td"};
	char open[16], with[16], close[16];
	size_t i, opened;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(open, sizeof(open), "<%s>", names[i]);
		snprintf(with, sizeof(with), "<%s ", names[i]);
		snprintf(close, sizeof(close), "</%s>", names[i]);
		opened = count(page, open) + count(page, with);
		ck_assert_msg(
		    opened == count(page, close), "%s: %s", where, names[i]);
	}
}

static void
show_page(struct trial *t, const char *where, struct error *e)
{
	struct review_page *page = review_page_open(t->law);
	struct buf out = {0};
	size_t goes;

	if (review_page_add(page, t->record, e) == 0) {
		review_page_write(page, "2026-06-15T10:00:00Z", &out);
		check_closed(buf_string(&out), where);
		goes = count(out.bytes, "data-state=goes");
		ck_assert_msg(goes <= t->goes_most, "%s: %zu go", where, goes);
		if (goes > t->seen_to_go)
			t->seen_to_go = goes;
		t->shown++;
	} else {
		ck_assert_msg(e->text[0] != '\0', "%s", where);
		ck_assert_msg(strstr(e->text, CANARY) == NULL, "%s", where);
		t->refused++;
	}
	buf_free(&out);
	review_page_free(page);
}

/* The terminal shows, or refuses, what the page does, and counts alike. */
static void
show_lines(struct trial *t, const char *where, bool shown)
{
	struct reviewed v;
	struct tally tally = {0};
	struct buf out = {0};
	struct error e = {0};
	size_t l, goes = 0;

	ck_assert_msg((reviewed_read(&v, t->law, t->record, &e) == 0) == shown,
	    "%s", where);
	if (!shown)
		return;
	terminal_add(&out, &v, t->shown % 2 == 0, &tally);
	terminal_add_counts(&out, &tally);
	for (l = 0; l < LABEL_COUNT; l++)
		goes += tally.passages[l][FATE_GOES];
	ck_assert_msg(goes <= t->goes_most, "%s", where);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "goes"));
	buf_free(&out);
}

static void
try(const char *text, size_t len, const char *where, void *context)
{
	struct trial *t = context;
	struct error e = {0};
	size_t before = t->shown;

	ck_assert_int_eq(record_read(t->record, text, len, &e), 0);
	show_page(t, where, &e);
	show_lines(t, where, t->shown > before);
}

static void
end(struct trial *t, json_t *note)
{
	ck_assert_uint_gt(t->shown, 60);
	ck_assert_uint_gt(t->refused, 60);
	record_free(t->record);
	law_free(t->law);
	json_decref(note);
}

START_TEST(no_difference_in_a_record_lets_more_of_it_go)
{
	/* Permitted: of progress, of billing and of Part 2 by its consent. */
	struct trial t = {.goes_most = 4};
	json_t *note = sample(false);
	char *text = json_dumps(note, JSON_COMPACT);

	begin(&t);
	variants_each(text, NULL, try, &t);
	ck_assert_uint_eq(t.seen_to_go, 4);
	free(text);
	end(&t, note);
}
END_TEST

START_TEST(what_was_redacted_is_shown_with_what_was_taken_out)
{
	struct trial t = {.goes_most = SIZE_MAX};
	json_t *note = sample(true);
	char *text = json_dumps(note, JSON_COMPACT);

	begin(&t);
	variants_each(text, NULL, try, &t);
	free(text);
	end(&t, note);
}
END_TEST

START_TEST(a_passage_that_waits_for_a_person_says_so)
{
	static const struct {
		const char *outcome, *words;
		bool release;
	} outcomes[] = {{"permit", "Goes", false},
	    {"permit-minimum", "Goes", false},
	    {"needs-review", "Waits for a person", true},
	    {"needs-authorization", "Stays", false}, {"deny", "Stays", false}};
	struct trial t = {0};
	json_t *note = sample(false), *scopes;
	struct error e = {0};
	size_t i;

	begin(&t);
	json_object_del(json_object_get(note, "decision"), "part2");
	scopes = json_object_get(json_object_get(note, "decision"), "scopes");
	json_object_del(scopes, "administrative");
	json_object_del(scopes, "process-in-chart");
	for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		struct review_page *page = review_page_open(t.law);
		struct buf out = {0};
		char *text;

		json_object_set_new(json_object_get(scopes, "progress"),
		    "outcome", json_string(outcomes[i].outcome));
		text = json_dumps(note, JSON_COMPACT);
		ck_assert_int_eq(
		    record_read(t.record, text, strlen(text), &e), 0);
		ck_assert_int_eq(review_page_add(page, t.record, &e), 0);
		review_page_write(page, "2026-06-15T10:00:00Z", &out);
		ck_assert_msg(
		    strstr(buf_string(&out), outcomes[i].words) != NULL, "%s",
		    outcomes[i].outcome);
		if (outcomes[i].release)
			ck_assert_ptr_nonnull(
			    strstr(out.bytes, "data-release=yes"));
		buf_free(&out);
		free(text);
		review_page_free(page);
	}
	record_free(t.record);
	law_free(t.law);
	json_decref(note);
}
END_TEST

/* Whether a passage of LABEL and SCOPE goes under a field filter. */
static bool
goes(struct trial *t, const char *label, const char *scope, const char *filter)
{
	json_t *note = sample(false), *classification, *passage, *scopes;
	struct reviewed v;
	struct tally tally = {0};
	struct buf out = {0};
	struct error e = {0};
	char *text;
	bool gone;

	classification = json_object_get(note, "classification");
	passage = json_incref(
	    json_array_get(json_object_get(classification, "passages"), 0));
	json_object_set_new(passage, "label", json_string(label));
	json_object_set_new(passage, "scope", json_string(scope));
	json_object_set_new(
	    classification, "passages", json_pack("[o]", passage));
	scopes = json_object_get(json_object_get(note, "decision"), "scopes");
	json_object_set_new(scopes, scope,
	    json_pack("{s:s, s:s?}", "outcome", "permit-minimum",
		"field_filter", filter));
	text = json_dumps(note, JSON_COMPACT);
	ck_assert_int_eq(record_read(t->record, text, strlen(text), &e), 0);
	ck_assert_msg(
	    reviewed_read(&v, t->law, t->record, &e) == 0, "%s", e.text);
	terminal_add(&out, &v, false, &tally);
	gone = strstr(buf_string(&out), "goes") != NULL;
	buf_free(&out);
	free(text);
	json_decref(note);
	return gone;
}

START_TEST(a_filter_lets_go_what_it_names_and_no_more)
{
	struct trial t = {0};

	begin(&t);
	ck_assert(goes(&t, "symptoms", "progress", NULL));
	ck_assert(goes(&t, "symptoms", "progress", "FED-PAY"));
	ck_assert(!goes(&t, "conversation", "progress", "FED-PAY"));
	/* What goes where the request asks for it, a person looks at. */
	ck_assert(!goes(&t, "risk", "progress", "FED-PAY"));
	ck_assert(!goes(&t, "history", "psychotherapy", "FED-PAY"));
	/* A topic, from the chart alone. */
	ck_assert(goes(&t, "topic", "progress", "FED-PAY"));
	ck_assert(!goes(&t, "topic", "psychotherapy", "FED-PAY"));
	ck_assert(!goes(&t, "topic", "excluded-items", "FED-PAY"));
	ck_assert(goes(&t, "symptoms", "psychotherapy", "FED-PAY"));
	ck_assert(!goes(&t, "symptoms", "progress", "NONE-SUCH"));
	record_free(t.record);
	law_free(t.law);
}
END_TEST

/* Titles, which are passages of their own, and members that went. */
START_TEST(what_is_no_text_of_a_section_is_shown_as_well)
{
	struct trial t = {0};
	json_t *note = sample(true), *redaction, *titles;
	struct review_page *page;
	struct buf out = {0};
	struct error e = {0};
	char *text;

	begin(&t);
	page = review_page_open(t.law);
	redaction = json_object_get(note, "redaction");
	json_object_set_new(redaction, "withheld", json_array());
	titles = json_loads(
	    "[{\"section\": -1, \"start\": 0, \"end\": 13, \"label\": "
	    "\"topic\", \"scope\": \"progress\", \"score\": 0.5}, "
	    "{\"section\": 0, \"in\": \"title\", \"start\": 0, \"end\": 4, "
	    "\"label\": \"topic\", \"scope\": \"progress\", \"score\": "
	    "0.5}]",
	    0, NULL);
	ck_assert_ptr_nonnull(titles);
	json_array_extend(
	    titles, json_object_get(
			json_object_get(note, "classification"), "passages"));
	json_object_set_new(
	    json_object_get(note, "classification"), "passages", titles);
	text = json_dumps(note, JSON_COMPACT);
	ck_assert_int_eq(record_read(t.record, text, strlen(text), &e), 0);
	ck_assert_msg(review_page_add(page, t.record, &e) == 0, "%s", e.text);
	review_page_write(page, "2026-06-15T10:00:00Z", &out);
	check_closed(buf_string(&out), "titles");
	ck_assert_ptr_nonnull(strstr(out.bytes, "member patient.employer"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "data-in=title"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "data-section=-1"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "<bdi>Progress note</bdi>"));
	/* Of nothing that was taken out there is no table. */
	free(text);
	review_page_free(page);
	out.len = 0;
	json_object_set_new(redaction, "fields", json_array());
	text = json_dumps(note, JSON_COMPACT);
	ck_assert_int_eq(record_read(t.record, text, strlen(text), &e), 0);
	page = review_page_open(t.law);
	ck_assert_int_eq(review_page_add(page, t.record, &e), 0);
	review_page_write(page, "2026-06-15T10:00:00Z", &out);
	ck_assert_ptr_null(strstr(buf_string(&out), "Taken out"));
	buf_free(&out);
	free(text);
	review_page_free(page);
	record_free(t.record);
	law_free(t.law);
	json_decref(note);
}
END_TEST

SUITE("review variants", a_filter_lets_go_what_it_names_and_no_more,
    what_is_no_text_of_a_section_is_shown_as_well,
    no_difference_in_a_record_lets_more_of_it_go,
    what_was_redacted_is_shown_with_what_was_taken_out,
    a_passage_that_waits_for_a_person_says_so)
