/* What a run decides by: request, practice and documents from their files, and
 * what in one of them cannot be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/whole.h"
#include "folder.h"
#include "law/inputs.h"
#include "suite.h"

static struct inputs in;
static struct decision decision;
static struct arena arena;
static struct record *rec;

#define REQUEST                                                                \
	"{'record':'request/1','id':'q','kind':'audit','patients':['p'],"      \
	"'requester':{'name':'A Plan','id':'x1','type':'health_plan',"         \
	"'verified':{'by':'m','date':'2026-01-01'}}"
#define PRACTICE                                                               \
	"{'record':'practice/1','name':'Oak Street','state':'IL',"             \
	"'part2':'no','clinicians':[{'id':'c','name':'C',"                     \
	"'participating':['x1']}]"
#define DOCUMENT                                                               \
	"{'record':'authorization/1','id':'a','patient':'p',"                  \
	"'recipient':'A Plan','scope':['PSY'],'purposes':['payment_audit'],"   \
	"'signature':{'present':true,'date':'2026-01-01','by':'individual'}"

/* HEAD with MORE, ' for ", in the file PATH. */
static void
put(const char *path, const char *head, const char *more)
{
	struct buf text = {NULL, 0, 0};
	char *at;

	buf_addf(&text, "%s%s}\n", head, more);
	buf_string(&text);
	for (at = text.bytes; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	ck_assert_int_eq(file_replace(path, text.bytes, text.len, NULL), 0);
	buf_free(&text);
}

static const char note[] =
    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"},"
    "\"author\":{\"id\":\"c\"},\"date\":\"2026-01-05\",\"sections\":"
    "[{\"title\":\"t\",\"text\":\"x\"}]}";

/* Opens the three files and decides the note. */
static int
decide(bool zone, struct error *e)
{
	const struct input_files files = {.request = "request",
	    .practice = "practice",
	    .authorizations = "documents"};
	struct consent_scratch *scratch;
	struct classification c;
	struct note n;
	int result;

	rec = record_new();
	ck_assert_int_eq(record_read(rec, note, sizeof(note) - 1, e), 0);
	ck_assert_int_eq(note_read(&n, rec, e), 0);
	ck_assert_int_eq(classification_read_scopes(&c, rec, e), 0);
	if (inputs_open(&in, &files, 1790000000, zone, e) == -1)
		return -1;
	scratch = consent_scratch_new(&in.consent);
	result =
	    consent_decide(&in.consent, &n, &c, scratch, &arena, &decision, e);
	consent_scratch_free(scratch);
	return result;
}

static void
forget(void)
{
	inputs_close(&in);
	arena_free(&arena);
	record_free(rec);
}

static void
files(const char *request, const char *practice, const char *document)
{
	put("request", REQUEST, request);
	put("practice", PRACTICE, practice);
	put("documents", DOCUMENT, document);
}

START_TEST(what_the_rules_cannot_read_is_an_error_that_names_it)
{
	static const struct {
		const char *request, *document, *why;
	} wrong[] = {
	    {",'facts':7", "", "facts: not an object"},
	    {",'process':'subpoena'", "", "process: not an object"},
	    {",'ca_request':[]", "", "ca_request: not an object"},
	    {",'facts':{'deceased':'no'}", "",
		"facts.deceased: neither true nor false"},
	    {"", ",'state_consent':7", "state_consent: not an object"},
	    {"", ",'state_consent':{'signed':'so'}",
		"state_consent.signed: neither true nor false"},
	};
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct error e = {{0}};

		files(wrong[i].request, "", wrong[i].document);
		ck_assert_int_eq(decide(true, &e), -1);
		ck_assert_msg(strstr(e.text, wrong[i].why) != NULL, "%s: %s",
		    wrong[i].why, e.text);
		forget();
	}
	folder_leave();
}
END_TEST

/* What a practice does not say of itself is not said. */
START_TEST(a_practice_may_say_as_little_as_its_name)
{
	struct error e = {{0}};
	int more;

	folder_enter();
	for (more = 0; more < 2; more++) {
		files("", more ? ",'setting':'outpatient'" : "", "");
		ck_assert_msg(decide(true, &e) == 0, "%s", e.text);
		/* Nobody classified the note. */
		ck_assert(!outcome_permits(decision.whole.outcome));
		forget();
	}
	folder_leave();
}
END_TEST

START_TEST(a_practices_zone_counts_where_nobody_names_another)
{
	static const struct {
		const char *practice;
		bool named, zone;
		const char *day; /* of what 1790000000 is */
	} cases[] = {
	    {"", false, false, "2026-09-21T14:13:20Z"},
	    {",'time_zone':'Asia/Tokyo'", true, true, "2026-09-21T14:13:20Z"},
	    {",'time_zone':'Asia/Tokyo'", false, true,
		"2026-09-21T23:13:20+09:00"},
	};
	size_t i;

	folder_enter();
	for (i = 0; i < 3; i++) {
		struct error e = {{0}};
		char text[INSTANT_TEXT];

		files("", cases[i].practice, "");
		ck_assert_msg(decide(cases[i].named, &e) == 0, "%s", e.text);
		ck_assert_int_eq(in.zone, cases[i].zone);
		instant_format(1790000000, text);
		ck_assert_str_eq(text, cases[i].day);
		forget();
	}
	files("", ",'time_zone':'Moon/Base'", "");
	{
		struct error e = {{0}};

		ck_assert_int_eq(decide(false, &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "time zone: "));
		forget();
	}
	folder_leave();
}
END_TEST

SUITE("law_consent", what_the_rules_cannot_read_is_an_error_that_names_it,
    a_practice_may_say_as_little_as_its_name,
    a_practices_zone_counts_where_nobody_names_another)
