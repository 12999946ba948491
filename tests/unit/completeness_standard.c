#include "completeness/standard.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

static struct error e;

START_TEST(every_standard_that_can_be_named_is_sound)
{
	static const char *const names[] = {
	    "medicare", "commercial", "telehealth", "group"};
	struct standard *s;
	const struct item *items;
	size_t i, k, count;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		memset(&e, 0, sizeof(e));
		s = standard_open(names[i], &e);
		ck_assert_msg(s != NULL, "%s", e.text);
		ck_assert(span_is(standard_name(s), names[i]));
		ck_assert_uint_eq(standard_pass(s), 85);
		ck_assert_uint_eq(strlen(standard_digest(s)), 64);
		items = standard_items(s, &count);
		ck_assert_uint_gt(count, 15);
		for (k = 0; k < count; k++)
			ck_assert_uint_gt(items[k].source.len, 0);
		standard_free(s);
	}
}
END_TEST

START_TEST(medicare_has_the_22_items_of_the_rules)
{
	struct standard *s = standard_open("medicare", &e);
	const struct item *items;
	size_t i, count;
	char code[32];

	items = standard_items(s, &count);
	ck_assert_uint_eq(count, 22);
	for (i = 0; i < count; i++) {
		snprintf(code, sizeof(code), "DOC-%02zu", i + 1);
		ck_assert(span_is(items[i].code, code));
	}
	standard_free(s);
}
END_TEST

#define HEAD "{\"standard\":\"x\",\"pass\":85,\"similarity\":70,\"items\":["
#define ROW(more)                                                              \
	"{\"code\":\"A\",\"field\":\"f\",\"says\":\"s\",\"source\":\"o\","     \
	"\"weight\":\"required\"," more "}"

START_TEST(a_row_that_is_not_sound_is_refused_by_its_name)
{
	static const struct {
		const char *text;
		const char *message;
	} wrong[] = {
	    {HEAD "]}", "items: none, or more than 64"},
	    {HEAD ROW("\"check\":\"date\"") "," ROW("\"check\":\"date\"") "]}",
		"items[1].code: stands twice"},
	    {HEAD ROW("\"check\":\"labels\"") "]}", "items[0].labels: missing"},
	    {HEAD ROW("\"check\":\"words\"") "]}", "items[0].words: missing"},
	    {HEAD ROW("\"check\":\"guess\"") "]}",
		"items[0].check: a word that is not known here"},
	    {HEAD ROW("\"check\":\"labels\",\"labels\":[\"gossip\"]") "]}",
		"items[0].labels[0]: a word that is not known here"},
	    {HEAD ROW("\"check\":\"words\",\"words\":\"none\"") "]}",
		"items[0].words: a word that is not known here"},
	    {HEAD ROW("\"check\":\"date\",\"wen\":\"timed\"") "]}",
		"items[0].wen: a name that is not known here"},
	    {HEAD "{\"code\":\"A\",\"field\":\"f\",\"says\":\"s\",\"weight\":"
		  "\"required\",\"check\":\"date\"}]}",
		"items[0].source: missing"},
	    {"{\"standard\":\"x\",\"pass\":850,\"similarity\":70,\"items\":"
	     "[" ROW("\"check\":\"date\"") "]}",
		"pass: not a percentage"},
	    {"{\"standard\":\"x\",\"pass\":85,\"similarity\":0,\"items\":"
	     "[" ROW("\"check\":\"date\"") "]}",
		"similarity: not a percentage"},
	    {"{\"standard\":\"x\",\"pass\":85,\"similarity\":101,\"items\":"
	     "[" ROW("\"check\":\"date\"") "]}",
		"similarity: not a percentage"},
	    {"{", "1:1: ends too early"},
	};
	char path[] = "/tmp/standard.XXXXXX.json", *what;
	FILE *f;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		strcpy(path, "/tmp/standard.XXXXXX.json");
		f = fdopen(mkstemps(path, 5), "w");
		fputs(wrong[i].text, f);
		fclose(f);
		memset(&e, 0, sizeof(e));
		ck_assert_ptr_null(standard_open(path, &e));
		unlink(path);
		what = e.text + strlen(path) + 2;
		ck_assert_str_eq(what, wrong[i].message);
	}
	memset(&e, 0, sizeof(e));
	ck_assert_ptr_null(standard_open("medicade", &e));
	ck_assert_str_eq(e.text, "medicade: no standard of that name");
	memset(&e, 0, sizeof(e));
	ck_assert_ptr_null(standard_open("own", &e));
	ck_assert_str_eq(e.text, "own: no standard of that name");
	memset(&e, 0, sizeof(e));
	ck_assert_ptr_null(standard_open("nowhere.json", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
	memset(&e, 0, sizeof(e));
	ck_assert_ptr_null(standard_open("/nonexistent/own", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
}
END_TEST

START_TEST(a_standard_of_more_items_than_a_note_has_room_for_is_refused)
{
	char path[] = "/tmp/standard.XXXXXX.json";
	FILE *f = fdopen(mkstemps(path, 5), "w");
	int i;

	fputs(
	    "{\"standard\":\"x\",\"pass\":85,\"similarity\":70,\"items\":[", f);
	for (i = 0; i < 65; i++)
		fprintf(f,
		    "%s{\"code\":\"A-%d\",\"field\":\"f\",\"says\":\"s\","
		    "\"source\":\"s\",\"weight\":\"required\",\"check\":"
		    "\"date\"}",
		    i == 0 ? "" : ",", i);
	fputs("]}", f);
	fclose(f);
	memset(&e, 0, sizeof(e));
	ck_assert_ptr_null(standard_open(path, &e));
	unlink(path);
	ck_assert_ptr_nonnull(strstr(e.text, "more than 64"));
}
END_TEST

SUITE("standard", every_standard_that_can_be_named_is_sound,
    medicare_has_the_22_items_of_the_rules,
    a_standard_of_more_items_than_a_note_has_room_for_is_refused,
    a_row_that_is_not_sound_is_refused_by_its_name)
