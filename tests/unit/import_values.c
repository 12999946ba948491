/* Values as sources write them: days, times, members, media types.  What is not
 * one is refused or left out, never guessed. */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/digest.h"
#include "import/content.h"
#include "import/import.h"
#include "import/when.h"

static const struct options quiet = {.tool = "test", .quiet = true};

/* The instant, else the day, that TEXT is; "": neither. */
static const char *
read_when(const char *text, const char *pattern, bool hl7)
{
	static char out[64];
	struct draft d = {0};
	struct when w;
	struct span s = {0};

	out[0] = '\0';
	if (hl7 ? when_hl7(span_of(text), &w)
		: when_pattern(span_of(text), pattern, &w)) {
		s = when_instant(&w, true, &d);
		if (s.bytes == NULL)
			s = when_date(&w, &d);
		if (s.bytes == NULL)
			s = span_of("no day");
		snprintf(out, sizeof(out), "%.*s", (int)s.len, s.bytes);
	}
	draft_free(&d);
	return out;
}

START_TEST(a_day_is_read_by_its_pattern_or_not_at_all)
{
	static const struct {
		const char *pattern, *text, *said;
	} rows[] = {{"M/D/YY", "3/4/26", "2026-03-04"},
	    {"M/D/YY", "3/4/51", "1951-03-04"},
	    {"M/D/YY", "3/4/50", "2050-03-04"}, {"M/D/YY", "3/4/2", ""},
	    {"DD.MM.YYYY", "04.03.2026", "2026-03-04"},
	    {"DD.MM.YYYY", "4.3.2026", ""}, {"DD.MM.YYYY", "31.02.2026", ""},
	    {"D MON YYYY", "4 March 2026", "2026-03-04"},
	    {"D MON YYYY", "4 mar 2026", "2026-03-04"},
	    {"D MON YYYY", "4 ma 2026", ""},
	    {"D MON YYYY", "4 Marchy 2026", ""},
	    {"D MON YYYY", "4 xyz 2026", ""},
	    {"M/D/YYYY h:mm A", "3/4/2026 12:05 am",
		"2026-03-04T00:05:00+00:00"},
	    {"M/D/YYYY h:mm A", "3/4/2026 12:05 PM",
		"2026-03-04T12:05:00+00:00"},
	    {"M/D/YYYY h:mm A", "3/4/2026 13:05 pm", ""},
	    {"M/D/YYYY h:mm A", "3/4/2026 0:05 pm", ""},
	    {"M/D/YYYY h:mm A", "3/4/2026 1:05 xm", ""},
	    {"M/D/YYYY h:mm A", "3/4/2026 1:05 p", ""},
	    {"M/D/YYYY h:mm A", "3/4/2026 1:05 pn", ""},
	    {"hh:mm", "10:15", "no day"}, {"hh:mm", "24:15", ""},
	    {"hh:mm", "10:60", ""}, {"hh:mm:ss", "10:15:60", "no day"},
	    {"hh:mm:ss", "10:15:61", ""}, {"YYYY", "2026", "no day"},
	    {"YYYY-MM", "2026-03", "no day"}, {"MM-DD", "03-04", "no day"},
	    {"YYYY-MM-DD", "2026-03-04x", ""}, {"YYYY-MM-DD", "2026-03", ""}};
	struct error e = {0};
	size_t i;

	ck_assert_int_eq(zone_use("UTC", &e), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(
		    strcmp(read_when(rows[i].text, rows[i].pattern, false),
			rows[i].said) == 0,
		    "%s: %s", rows[i].text,
		    read_when(rows[i].text, rows[i].pattern, false));
}
END_TEST

START_TEST(an_instant_keeps_the_offset_that_it_says)
{
	static const struct {
		const char *text, *said;
	} rows[] = {{"2026-03-04T10:15:30-06:00", "2026-03-04T10:15:30-06:00"},
	    {"2026-03-04t10:15:30z", "2026-03-04T10:15:30+00:00"},
	    {"2026-03-04T10:15:30.25+05:30", "2026-03-04T10:15:30+05:30"},
	    {"2026-03-04T10:15:30", "2026-03-04T10:15:30+00:00"},
	    {"2026-03-04 10:15", "2026-03-04T10:15:00+00:00"},
	    {" 2026-03-04 ", "2026-03-04"}, {"", ""}, {"   ", ""},
	    {"2026-03-04T10:15:30-6:00", ""}};
	static const struct {
		const char *text, *said;
	} hl7[] = {{"2026", "no day"}, {"202603", "no day"},
	    {"2026030410", "2026-03-04"},
	    {"202603041015.5", "2026-03-04T10:15:00+00:00"},
	    {"20260304101530+05:30", "2026-03-04T10:15:30+05:30"},
	    {"20260304101530-06", "2026-03-04T10:15:30-06:00"},
	    {"20260304101530-1600", ""}, {"20260304101530+1600", ""},
	    {"20260304101530-x", ""}, {"20260304101530 ", ""}, {"", ""},
	    {"202", ""}, {"20261304", ""}, {"202603042415", ""}};
	struct error e = {0};
	size_t i;

	ck_assert_int_eq(zone_use("UTC", &e), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(strcmp(read_when(rows[i].text, NULL, false),
				  rows[i].said) == 0,
		    "%s: %s", rows[i].text,
		    read_when(rows[i].text, NULL, false));
	for (i = 0; i < sizeof(hl7) / sizeof(hl7[0]); i++)
		ck_assert_msg(strcmp(read_when(hl7[i].text, NULL, true),
				  hl7[i].said) == 0,
		    "%s: %s", hl7[i].text, read_when(hl7[i].text, NULL, true));
}
END_TEST

/* In Chicago clocks went forward on 2026-03-08. */
START_TEST(a_time_without_an_offset_has_that_of_its_day)
{
	struct error e = {0};

	ck_assert_int_eq(zone_use("America/Chicago", &e), 0);
	ck_assert_str_eq(read_when("2026-03-08 01:30", NULL, false),
	    "2026-03-08T01:30:00-06:00");
	ck_assert_str_eq(read_when("2026-03-08 03:30", NULL, false),
	    "2026-03-08T03:30:00-05:00");
	ck_assert_str_eq(read_when("2026-03-08 23:30", NULL, false),
	    "2026-03-08T23:30:00-05:00");
	ck_assert_str_eq(read_when("2026-11-01 23:30", NULL, false),
	    "2026-11-01T23:30:00-06:00");
	ck_assert_str_eq(read_when("2026-11-01 00:30", NULL, false),
	    "2026-11-01T00:30:00-05:00");
	ck_assert_str_eq(read_when("2026-12-31 23:59", NULL, false),
	    "2026-12-31T23:59:00-06:00");
	ck_assert_str_eq(read_when("2026-06-30 23:59", NULL, false),
	    "2026-06-30T23:59:00-05:00");
}
END_TEST

START_TEST(a_member_is_set_to_what_it_takes_alone)
{
	static const char *const good[] = {"state=IL", "paid_by=self",
	    "paid_by=plan", "part2.status=yes", "part2.status=no",
	    "part2.status=unknown", "declared_class=progress",
	    "declared_class=psychotherapy", "declared_class=administrative",
	    "filed_separately=true", "filed_separately=false",
	    "date=2026-03-04", "author.name=Dana", "title=Note"};
	static const char *const bad[] = {"state", "state=il", "state=I",
	    "state=ILL", "state=I1", "paid_by=me", "part2.status=true",
	    "part2.status=", "declared_class=private", "filed_separately=maybe",
	    "date=3/4/2026", "date=2026-02-30",
	    "author.name=", "patient.id=C-1", "encounter.start=10:00",
	    "nothing=1", "=x"};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct import im = {0};
		struct error e = {0};

		ck_assert_msg(import_set(&im, good[i], &e) == 0, "%s: %s",
		    good[i], e.text);
		ck_assert_int_eq(import_set(&im, good[i], &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "stands twice"));
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct import im = {0};
		struct error e = {0};

		ck_assert_msg(import_set(&im, bad[i], &e) == -1, "%s", bad[i]);
		ck_assert_msg(strncmp(e.text, "--set", 5) == 0, "%s", e.text);
	}
}
END_TEST

START_TEST(bytes_say_what_they_are_before_their_type_does)
{
	static const struct {
		const char *bytes, *type;
		enum content_kind kind;
	} rows[] = {{"%PDF-1.7", "text/plain", CONTENT_PDF},
	    {"\x89PNG\r\n\x1a\n", "text/plain", CONTENT_IMAGE},
	    {"\xff\xd8\xff\xe0", "", CONTENT_IMAGE},
	    {"GIF89a", "", CONTENT_IMAGE},
	    {"{\\rtf1 a}", "text/plain", CONTENT_RTF},
	    {" \r\n{\\rtf1 a}", "", CONTENT_RTF},
	    {"<?xml version='1.0'?><ClinicalDocument/>", "", CONTENT_CCDA},
	    {"<ClinicalDocument/>", "text/plain", CONTENT_CCDA},
	    {"<?xml version='1.0'?><html/>", "", CONTENT_HTML},
	    {"<?xml version='1.0'?><other/>", "", CONTENT_XML},
	    {"<Other/>", "application/xml", CONTENT_XML},
	    {"<html/>", "text/xml", CONTENT_HTML},
	    {"words", "text/xml", CONTENT_TEXT},
	    {"words", "application/hl7-cda+xml", CONTENT_UNKNOWN},
	    {"words", "application/cda", CONTENT_UNKNOWN},
	    {"<ClinicalDocument/>", "text/cda", CONTENT_CCDA},
	    {"<!DOCTYPE html><p>", "", CONTENT_HTML},
	    {"<P>said", "", CONTENT_HTML}, {"<!-- c --><p>", "", CONTENT_HTML},
	    {"<[said]", "", CONTENT_TEXT}, {"<{said}", "", CONTENT_TEXT},
	    {"words", "text/cda", CONTENT_TEXT},
	    {"<3 days ago", "", CONTENT_TEXT}, {"<said> so", "", CONTENT_TEXT},
	    {"<said>so</said>", "", CONTENT_XML}, {"<", "", CONTENT_TEXT},
	    {"words", "text/html; charset=x", CONTENT_HTML},
	    {"words", "application/xhtml+xml", CONTENT_HTML},
	    {"words", "image/png", CONTENT_IMAGE},
	    {"words", "text/plain", CONTENT_TEXT}, {"words", "", CONTENT_TEXT},
	    {"words", "application/octet-stream", CONTENT_TEXT},
	    {"words", "application/pdf", CONTENT_TEXT},
	    {"words", "application/rtf", CONTENT_TEXT},
	    {"words", "application/txt", CONTENT_TEXT},
	    {"words", "application/xml", CONTENT_TEXT},
	    {"words", "application/zip", CONTENT_UNKNOWN},
	    {"\xef\xbb\xbf<p>said", "", CONTENT_HTML}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(content_kind(span_of(rows[i].bytes),
				  span_of(rows[i].type)) == rows[i].kind,
		    "%s, %s: %d", rows[i].bytes, rows[i].type,
		    (int)content_kind(
			span_of(rows[i].bytes), span_of(rows[i].type)));
}
END_TEST

START_TEST(LOINC_says_what_a_note_is_by_any_of_its_names)
{
	static const char *const systems[] = {"http://loinc.org",
	    "2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1", "LN"};
	static const char *const others[] = {
	    "", "L", "HL70270", "2.16.840.1.113883.6.12", "http://loinc.org/"};
	struct draft d = {0};
	size_t i;

	for (i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		d = (struct draft){0};
		declare_class_code(&d, span_of(systems[i]), span_of("11506-3"));
		ck_assert(span_is(d.field[FIELD_DECLARED_CLASS], "progress"));
	}
	d = (struct draft){0};
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		declare_class_code(&d, span_of(others[i]), span_of("11506-3"));
	declare_class_code(&d, span_of("LN"), span_of("2339-0"));
	ck_assert_ptr_null(d.field[FIELD_DECLARED_CLASS].bytes);
	d.field[FIELD_DECLARED_CLASS] = span_of("psychotherapy");
	declare_class_code(&d, span_of("LN"), span_of("11506-3"));
	ck_assert(span_is(d.field[FIELD_DECLARED_CLASS], "psychotherapy"));
}
END_TEST

static size_t
consents(const char *text, size_t *rejected)
{
	struct import im = {0};
	struct error e = {0};
	const char *at;
	size_t n = 0;

	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert_int_eq(digest_init(&e), 0);
	ck_assert_int_eq(import_open(&im, &quiet, &e), 0);
	im.sink.hold = true;
	import_bytes(&im, FORMAT_FHIR, "a", span_of(text));
	for (at = buf_string(&im.sink.out);
	     (at = strstr(at, "ation/1\"")) != NULL; at++)
		n++;
	*rejected = (size_t)im.sink.rejected;
	import_close(&im);
	return n;
}

#define CONSENT                                                                \
	"{\"resourceType\":\"Consent\",\"id\":\"k\",\"status\":\"active\","    \
	"\"patient\":{\"reference\":\"Patient/p\"},"

START_TEST(a_consent_of_too_many_provisions_is_refused)
{
	struct buf text = {0};
	size_t rejected, i;

	buf_add_string(&text,
	    CONSENT "\"provision\":{\"type\":\"permit\",\"provision\":[");
	for (i = 0; i < 120; i++)
		buf_addf(&text, "%s{\"type\":\"permit\"}", i > 0 ? "," : "");
	buf_add_string(&text, "]}}");
	ck_assert_uint_eq(consents(buf_string(&text), &rejected), 0);
	ck_assert_uint_eq(rejected, 1);
	text.len = 0;
	buf_add_string(&text, CONSENT "\"provision\":{\"type\":\"permit\"");
	for (i = 0; i < 12; i++)
		buf_add_string(&text, ",\"provision\":[{\"type\":\"permit\"");
	for (i = 0; i < 12; i++)
		buf_add_string(&text, "}]");
	buf_add_string(&text, "}}");
	ck_assert_uint_eq(consents(buf_string(&text), &rejected), 0);
	ck_assert_uint_eq(rejected, 1);
	buf_free(&text);
}
END_TEST

START_TEST(a_consent_to_treatment_or_of_no_direction_lets_nothing_out)
{
	static const char *const scopes[] = {"treatment", "adr"};
	char text[600];
	size_t rejected, i;

	for (i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
		    CONSENT "\"scope\":{\"coding\":[{\"code\":\"%s\"}]},"
			    "\"provision\":{\"type\":\"permit\"}}",
		    scopes[i]);
		ck_assert_uint_eq(consents(text, &rejected), 0);
		ck_assert_uint_eq(rejected, 0);
	}
	ck_assert_uint_eq(consents(CONSENT "\"provision\":{}}", &rejected), 0);
	ck_assert_uint_eq(rejected, 1);
	ck_assert_uint_eq(
	    consents(CONSENT "\"provision\":{\"type\":\"permit\","
			     "\"provision\":[{\"type\":\"perhaps\"}]}}",
		&rejected),
	    0);
	ck_assert_uint_eq(rejected, 1);
}
END_TEST

SUITE("import values", LOINC_says_what_a_note_is_by_any_of_its_names,
    a_day_is_read_by_its_pattern_or_not_at_all,
    an_instant_keeps_the_offset_that_it_says,
    a_time_without_an_offset_has_that_of_its_day,
    a_member_is_set_to_what_it_takes_alone,
    bytes_say_what_they_are_before_their_type_does,
    a_consent_of_too_many_provisions_is_refused,
    a_consent_to_treatment_or_of_no_direction_lets_nothing_out)
