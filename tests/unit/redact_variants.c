/* What redaction is opened with, and what becomes of members, places, dates and
 * names: each refusal, and each at the bound of its rule. */
#include "suite.h"

#include "folder.h"
#include "redacted.h"

START_TEST(what_cannot_be_opened_is_named)
{
	static const struct {
		struct redact_options o;
		const char *said;
	} rows[] = {
	    {{.profile = "./none.json"}, "none.json"},
	    {{.profile = "no-such"}, "no such profile"},
	    {{.role = "no-such"}, "no such role"},
	    {{.role = "billing", .profile = "decision"}, "one of them"},
	    {{.rules = "none"}, "none"},
	    {{.rules = "broken"}, "a.json"},
	    {{.request = "none.json"}, "none.json"},
	    {{.request = "empty.json"}, "empty.json"},
	    {{.practice = "none.json"}, "none.json"},
	    {{.practice = "practice.json"}, "practice.json"},
	    {{.overrides = "none.json"}, "none.json"},
	    {{.overrides = "number.json"}, "number.json: line 1"},
	    {{.overrides = "other.json"}, "not an override/1"},
	    {{.known = "none.json"}, "none.json"},
	    {{.zip3 = "none.json"}, "none.json"},
	    {{.key = "none.json"}, "none.json"},
	    {{.profile = "./twice.json"}, "name: stands twice"},
	    {{.profile = "./letter.json"}, "no such kind of identifier"},
	};
	struct error e;
	size_t i;

	folder_enter();
	put("empty.json", "{\"record\":\"request/1\"}\n");
	put("practice.json", "{\"record\":\"practice/1\",\"name\":7}\n");
	put("number.json", "{\"record\":7}\n");
	put("other.json", "{\"record\":\"note/1\"}\n");
	put("twice.json", "{\"name\":\"safe-harbor\",\"citation\":\"c\","
			  "\"text\":\"all\",\"identifiers\":{\"*\":\"keep\"},"
			  "\"members\":\"*\"}");
	put("letter.json", "{\"name\":\"study\",\"citation\":\"c\","
			   "\"text\":\"all\",\"identifiers\":{\"*\":\"keep\","
			   "\"x\":\"marker\"},\"members\":\"*\"}");
	ck_assert_int_eq(system("mkdir broken && echo '{' > broken/a.json"), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		e = (struct error){0};
		ck_assert_ptr_null(redact_open(&rows[i].o, &e));
		ck_assert_msg(strstr(e.text, rows[i].said) != NULL, "%s: %s",
		    rows[i].said, e.text);
	}
	redact_free(NULL);
	folder_leave();
}
END_TEST

START_TEST(what_was_decided_and_cannot_be_read_lets_nothing_by)
{
	static const struct redact_options o = {.as_of = AS_OF};

	ck_assert_str_eq(
	    redacted(&o,
		"{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"}"
		",\"sections\":[],\"decision\":{\"outcome\":\"permit\","
		"\"scopes\":7}}",
		NULL),
	    "!decision.scopes: not an object");
	ck_assert_str_eq(
	    redacted(&o,
		"{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"}"
		",\"sections\":[],\"redaction\":7}",
		NULL),
	    "!redaction: not an object");
}
END_TEST

/* A member of which some may stay has members. */
START_TEST(a_member_that_is_not_what_a_filter_lists_goes)
{
	static const struct {
		const char *member, *left;
	} rows[] = {
	    {"\"study\":{\"arm\":1,\"site\":2}", "\"study\":{\"arm\":1}"},
	    {"\"study\":[{\"arm\":1,\"site\":2},3]", "\"study\":[{\"arm\":1}]"},
	    {"\"study\":\"arm\"", NULL},
	    {"\"study\":true", NULL},
	    {"\"study.arm\":1", NULL},
	    {"\"study\\u002earm\":1", NULL},
	    {"\"study\":{\"arm\\u002eof\":1}", "\"study\":{}"},
	    {"\"study\":{\"arm.of\":1}", "\"study\":{}"},
	};
	struct redact_options o = {.as_of = AS_OF};
	struct buf note = {0};
	const char *out;
	size_t i;

	folder_enter();
	o.profile = profile("all", "\"*\":\"keep\"",
	    "[\"record\",\"id\",\"sections\",\"study.arm\",\"study.arm.of\"]");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		note.len = 0;
		buf_addf(&note,
		    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":"
		    "{\"id\":\"p\"},%s,\"sections\":[]}",
		    rows[i].member);
		out = redacted(&o, buf_string(&note), NULL);
		if (rows[i].left == NULL)
			ck_assert_msg(strstr(out, "\":1") == NULL &&
					  strstr(out, "\"arm\"") == NULL &&
					  strstr(out, "true,") == NULL,
			    "%s: %s", rows[i].member, out);
		else
			ck_assert_msg(strstr(out, rows[i].left) != NULL,
			    "%s: %s", rows[i].member, out);
	}
	buf_free(&note);
	folder_leave();
}
END_TEST

START_TEST(of_a_place_a_limited_data_set_has_town_state_and_zip)
{
	static const struct {
		const char *text, *left;
	} rows[] = {
	    {"moved to Portland today", "moved to Portland today"},
	    {"lives near \xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 now",
		"lives near \xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 "
		"now"},
	    {"zip 85719 now", "zip 85719 now"},
	    {"in TX 85719-1234 now", "in TX 85719-1234 now"},
	    {"at 412 Knollwood Dr now", "at [place] now"},
	    {"at P.O. Box 12 now", "at [place] now"},
	    {"at the corner of Oak and Elm now", "at [place] now"},
	    {"at the corner of Oak {a} and Elm now", "at [place] now"},
	    {"at 41.888, -87.623 now", "at [place] now"},
	    {"at 41.888 -87.623 now", "at [place] now"},
	};
	static const struct redact_options o = {
	    .profile = "limited-data-set", .as_of = AS_OF};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(text_of(&o, "", rows[i].text), rows[i].left);
}
END_TEST

START_TEST(of_a_date_and_a_zip_what_may_stay_is_told_from_other_numbers)
{
	static const struct {
		const char *text, *left;
	} rows[] = {
	    {"seen 3/14/2026 then", "seen 2026 then"},
	    {"ref AB12345_3/14/2026 then", "ref 2026 then"},
	    {"555-0148 12/2026\\nthen", "[date]\\nthen"},
	    {"born 3/14/1930 then", "born [date] then"},
	    {"seen on 3/14 then", "seen on [date] then"},
	    {"zip code 1010 then", "zip code [place] then"},
	    {"zip code 85719 then", "zip code 000 then"},
	};
	static const struct redact_options o = {
	    .profile = "safe-harbor", .as_of = AS_OF};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(text_of(&o, "", rows[i].text), rows[i].left);
}
END_TEST

START_TEST(a_person_has_one_number_by_any_word_of_the_name)
{
	static const struct {
		const char *text, *left;
	} rows[] = {
	    {"with Kwame Mensah. Later Mensah left.",
		"with [person 1]. Later [person 1] left."},
	    {"with Kwame Bishop. Later Ms. Bishop left.",
		"with [person 1]. Later [person 1] left."},
	    {"with Joann. Later Ann left. Then Anna came.",
		"with [person 1]. Later [person 2] left. Then [person 3] "
		"came."},
	    {"with Anna. Later Ann left.",
		"with [person 1]. Later [person 2] left."},
	    {"see example.com/miles~b, then Miles",
		"see [person 1], then [person 1]"},
	};
	static const struct redact_options o = {
	    .profile = "safe-harbor", .as_of = AS_OF};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(
		    text_of(&o,
			",\"relatives\":[{\"name\":\"Miles Okonkwo\","
			"\"relation\":\"brother\"}]",
			rows[i].text),
		    rows[i].left);
}
END_TEST

START_TEST(a_clinician_has_one_pseudonym_by_any_kind)
{
	struct redact_options o = {.key = "key", .as_of = AS_OF};
	const char *left, *first, *second;

	folder_enter();
	put("key", "0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(system("chmod 600 key"), 0);
	o.profile = profile("all",
	    "\"*\":\"keep\",\"name\":\"pseudonym\",\"provider\":\"pseudonym\"",
	    "\"*\"");
	left = text_of(&o, "", "with Dr. Mensah, then Dr. Mensah");
	first = strstr(left, "[clinician ");
	ck_assert_msg(first != NULL, "%s", left);
	second = strstr(first + 1, "[clinician ");
	ck_assert_ptr_nonnull(second);
	ck_assert_int_eq(strncmp(first, second, 22), 0);
	folder_leave();
}
END_TEST

/* In figures, with a year of four digits, and nothing else. */
START_TEST(a_date_that_is_more_than_one_is_not_shifted)
{
	static const char *const rows[] = {
	    "ref AB123456_3/14/2026 then", "on 3/14 then", "on March 14 then"};
	struct redact_options o = {.key = "key", .as_of = AS_OF};
	const char *left;
	size_t i;

	folder_enter();
	put("key", "0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(system("chmod 600 key"), 0);
	o.profile =
	    profile("all", "\"*\":\"keep\",\"date\":\"shift\"", "\"*\"");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(strstr(text_of(&o, "", rows[i]), " [date] then"),
		    "%s", rows[i]);
	left = text_of(&o, "", "on 3/14/2026 then");
	ck_assert_msg(strncmp(left, "on 202", 6) == 0 &&
			  strlen(left) == strlen("on 2026-03-14 then") &&
			  strstr(left, "2026-03-14") == NULL,
	    "%s", left);
	folder_leave();
}
END_TEST

START_TEST(a_patient_beside_the_record_is_found_by_the_whole_id)
{
	static const struct {
		const char *known, *left;
	} rows[] = {
	    {"{\"id\":\"p-1\",\"name\":{\"family\":\"Qvist\"}}\n"
	     "{\"id\":\"p-10\",\"name\":{\"family\":\"Zorn\"}}\n"
	     "{\"id\":\"p\",\"name\":{\"family\":\"Xyre\"}}\n",
		"saw [patient] and zorn and xyre"},
	    {"{\"id\":\"p-10\",\"name\":{\"family\":\"Zorn\"}}\n"
	     "{\"id\":\"p\",\"name\":{\"family\":\"Xyre\"}}\n",
		"saw qvist and zorn and xyre"},
	};
	struct redact_options o = {
	    .profile = "safe-harbor", .known = "known", .as_of = AS_OF};
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put("known", rows[i].known);
		ck_assert_str_eq(text_of(&o, "", "saw qvist and zorn and xyre"),
		    rows[i].left);
	}
	folder_leave();
}
END_TEST

START_TEST(an_encounter_that_has_no_start_loses_its_end_alone)
{
	static const struct redact_options o = {
	    .profile = "safe-harbor", .as_of = AS_OF};
	const char *out = redacted(&o,
	    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"},"
	    "\"encounter\":{\"end\":\"2026-03-14T10:00:00Z\","
	    "\"modality\":\"video\"},\"sections\":[]}",
	    NULL);

	ck_assert_msg(
	    strstr(out, "\"encounter\":{\"modality\":\"video\"}") != NULL &&
		strstr(out, "encounter.end") != NULL &&
		strstr(out, "encounter.start") == NULL,
	    "%s", out);
}
END_TEST

START_TEST(what_a_profile_takes_out_whole_does_not_come_back_changed)
{
	struct redact_options o = {.as_of = AS_OF};
	const char *out;

	folder_enter();
	o.profile = profile(
	    "all", "\"*\":\"marker\"", "[\"record\",\"id\",\"sections\"]");
	out = redacted(&o,
	    "{\"record\":\"note/"
	    "1\",\"id\":\"n\",\"patient\":{\"id\":\"p-qqqq\","
	    "\"birth_date\":\"1990-02-03\"},\"encounter\":{\"start\":"
	    "\"2026-03-14T10:00:00Z\"},\"sections\":[]}",
	    NULL);
	ck_assert_msg(strstr(out, "\"patient\":") == NULL &&
			  strstr(out, "\"encounter\":") == NULL &&
			  strstr(out, "qqqq") == NULL &&
			  strstr(out, "birth_year") == NULL,
	    "%s", out);
	folder_leave();
}
END_TEST

START_TEST(a_text_of_white_space_alone_stays_as_it_is)
{
	static const struct redact_options o = {
	    .profile = "safe-harbor", .as_of = AS_OF};

	ck_assert_str_eq(text_of(&o, "", " \\r\\n\\t"), " \\r\\n\\t");
	ck_assert_str_eq(
	    text_of(&o, "", "\\rKwame Mensah\\r"), "\\r[person 1]\\r");
}
END_TEST

SUITE("redact variants", what_cannot_be_opened_is_named,
    what_was_decided_and_cannot_be_read_lets_nothing_by,
    a_member_that_is_not_what_a_filter_lists_goes,
    of_a_place_a_limited_data_set_has_town_state_and_zip,
    of_a_date_and_a_zip_what_may_stay_is_told_from_other_numbers,
    a_person_has_one_number_by_any_word_of_the_name,
    a_clinician_has_one_pseudonym_by_any_kind,
    a_date_that_is_more_than_one_is_not_shifted,
    a_patient_beside_the_record_is_found_by_the_whole_id,
    an_encounter_that_has_no_start_loses_its_end_alone,
    what_a_profile_takes_out_whole_does_not_come_back_changed,
    a_text_of_white_space_alone_stays_as_it_is)
