/* Texts with their headers and names, notes that are notes already, what a file
 * is taken for, and what a draft becomes. */
#include "imported.h"

#include "import/content.h"
#include "import/origin.h"
#include "import/when.h"
#include "import/xml.h"

#define MAP(rest) "{\"record\":\"map/1\",\"format\":\"text\"" rest "}"
#define NAMED(pattern)                                                         \
	MAP(",\"file_name\":\"" pattern                                        \
	    "\",\"members\":{\"date\":{\"from\":\"When\",\"date\":"            \
	    "\"YYYY-MM-DD\"}}")

START_TEST(a_file_is_named_as_the_mapping_says_or_refused)
{
	static const struct {
		const char *pattern, *name, *has, *said;
	} rows[] = {
	    {"{patient.id}_{date:YYYYMMDD}_*.txt", "in/C-1_20260304_a.txt",
		"\"patient\":{\"id\":\"C-1\"}", NULL},
	    {"{patient.id}.txt", "C-1.txt", "\"id\":\"C-1\"", NULL},
	    {"{patient.id}", "C-1", "\"id\":\"C-1\"", NULL},
	    {"*{patient.id}", "C-1", NULL, "not as the mapping's pattern"},
	    {"note {patient.id}.txt", "notes C-1.txt", NULL, "not as"},
	    {"{patient.id}_x.txt", "C-1.txt", NULL, "not as"},
	    {"{patient.id}.txt", "C-1.txt.old", NULL, "not as"},
	    {"{patient.id}.txt", "C-1.tx", NULL, "not as"},
	    {"{patient.id.txt", "C-1.txt", NULL, "a brace not closed"},
	    {"{mood}.txt", "C-1.txt", NULL, "a member that no note has"},
	    {"{patient.id}_{date}.txt", "C-1_soon.txt", NULL,
		"file name: date: not a date"}};
	size_t i;

	reads.format = FORMAT_TEXT;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct row row = {rows[i].name, rows[i].said == NULL,
		    rows[i].said != NULL, .has = rows[i].has,
		    .said = rows[i].said};
		char map[400];

		snprintf(map, sizeof(map), NAMED("%s"), rows[i].pattern);
		reads.map = map;
		reads.name = rows[i].name;
		row_check(&row, span_of("When: 2026-03-04\n\nSaid so.\n"));
	}
}
END_TEST

START_TEST(a_header_ends_where_its_keys_do)
{
	static const struct row rows[] = {
	    {"Patient ID: C-1\nDate: 2026-03-04\n\nSaid so.", 1, 0,
		.has = "\"text\":\"Said so.\""},
	    {"patient.id: C-1\nSaid: so.\n", 1, 0,
		.has = "\"text\":\"Said: so.\\n\""},
	    {"Patient ID : C-1", 1, 0, .has = "\"text\":\"\""},
	    {":\nPatient ID: C-1\n", 0, 1, .said = "patient.id: missing"},
	    {"Patient ID: C-1\nDate: soon\n\nSaid so.", 0, 1,
		.said = "header: date: not a date"},
	    {"Start: 10:00\nPatient ID: C-1\nEnd: 10:50\nDate: 3/4/2026\n\na",
		1, 0, .has = "\"start\":\"2026-03-04T10:00:00"},
	    {"Patient ID: C-1\nStart: 10:00\nStart: 10:10\nEnd: 10:50\n\na", 0,
		1, .said = "header: more than two times"},
	    {"Patient ID: C-1\nStart: soon\n\nSaid so.", 0, 1,
		.said = "header: encounter.start: not a time"},
	    {"Patient ID: C-1\nVery long words before a colon that are no key "
	     "at all: x\n",
		1, 0, .has = "\"text\":\"Very long"},
	    {"Patient ID: C-1\n\nCaf\xe9", 1, 0, .has = "Caf\xc3\xa9",
		.said = "not UTF-8"},
	    {"<p>Date: soon</p>", 0, 1, .said = "header: date"}};

	reads.format = FORMAT_TEXT;
	ROWS_CHECK(rows);
	reads.map = MAP(",\"charset\":\"klingon\",\"members\":{}");
	row_check(
	    &(struct row){"charset", 0, 1, .said = "a charset that is not"},
	    span_of("Patient ID: C-1\n"));
	reads.map = "{\"record\":\"map/1\",\"format\":\"csv\",\"members\":{"
		    "\"patient.id\":\"Date\"}}";
	row_check(&(struct row){"another map", 1, 0, .has = "2026-03-04"},
	    span_of("Patient ID: C-1\nDate: 2026-03-04\n\na"));
}
END_TEST

#define NOTE(rest)                                                             \
	"{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"},"      \
	"\"sections\":[{\"text\":\"Said so.\"}]" rest "}\n"

START_TEST(what_a_file_holds_is_seen_before_its_name)
{
	static const struct {
		const char *name;
		struct row row;
	} rows[] = {{"a", {NOTE(""), 1, 0, .has = "\"id\":\"n\""}},
	    {"a", {" \t\r\n\v" NOTE(""), 0, 1, .said = "not a JSON object"}},
	    {"a.json", {"[{}]", 0, 1, .said = "JSON of unknown shape"}},
	    {"a", {"[Patient ID: C-1]", 0, 1, .said = "patient.id: missing"}},
	    {"j", {"[", 0, 1, .said = "patient.id: missing"}},
	    {"a", {"BHS|^~\\&\r", 0, 0, .has = NULL}},
	    {"a.TSV", {"p\tq\n", 0, 1, .said = "a table: needs a mapping"}},
	    {"a", {"{\\rtf1 Patient ID: C-1\\par Said so.}", 1, 0,
		      .has = "Said so."}},
	    {"a",
		{"<p>Patient ID: C-1</p><p>Said so.", 1, 0, .has = "Said so."}},
	    {"a", {" \n ", 0, 1, .said = "patient.id: missing"}}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reads.name = rows[i].name;
		row_check(&rows[i].row, span_of(rows[i].row.text));
	}
	row_check(&(struct row){"empty", 0, 0, .said = "empty"}, span_of(""));
	row_check(&(struct row){"zeros", 0, 1, .said = "patient.id: missing"},
	    (struct span){"\0\0\0", 3});
}
END_TEST

static void
set_check(const char *setting, const struct row *row)
{
	struct import im = {.zoned = true};
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	reads.options.tool = "test";
	reads.options.quiet = true;
	ck_assert_msg(import_set(&im, setting, &e) == 0, "%s", e.text);
	ck_assert_int_eq(import_open(&im, &reads.options, &e), 0);
	im.sink.hold = true;
	import_bytes(&im, FORMAT_NOTE, "a", span_of(row->text));
	ck_assert_uint_eq(im.sink.notes, row->notes);
	ck_assert_uint_eq(im.sink.rejected, row->rejected);
	if (row->has != NULL)
		ck_assert_ptr_nonnull(
		    strstr(buf_string(&im.sink.out), row->has));
	import_close(&im);
}

START_TEST(a_note_that_is_one_keeps_what_is_not_set)
{
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	set_check(
	    "state=IL", &(struct row){NOTE(",\"state\":\"NY\",\"x\":4.180"), 1,
			    0, .has = "\"state\":\"IL\",\"x\":4.180"});
	set_check("filed_separately=true",
	    &(struct row){NOTE(""), 1, 0, .has = "\"filed_separately\":true"});
	set_check("filed_separately=false",
	    &(struct row){NOTE(""), 1, 0, .has = "\"filed_separately\":false"});
	/* What is not at top level cannot be put into another's record. */
	set_check(
	    "part2.status=yes", &(struct row){NOTE(""), 0, 1, .has = NULL});
	reads.options.fail = true;
	set_check("part2.status=yes",
	    &(struct row){NOTE("") NOTE(",\"x\":1"), 0, 1, .has = NULL});
}
END_TEST

START_TEST(a_field_takes_what_it_says)
{
	static const struct {
		enum field field;
		const char *value;
		bool good;
	} rows[] = {{FIELD_START, "2026-03-04T10:15:00Z", true},
	    {FIELD_START, "10:15", false}, {FIELD_TITLE, "", false},
	    {FIELD_TITLE, "x", true}, {FIELD_DECEASED, "true", true},
	    {FIELD_DECEASED, "2026-03-04", true}, {FIELD_DECEASED, "no", false},
	    {FIELD_STATE, "IL", true}, {FIELD_STATE, "I\x7f", false},
	    {FIELD_STATE, "I\x40", false}, {FIELD_STATE, "\x5bL", false}};
	struct error e = {0};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(field_check(rows[i].field, span_of(rows[i].value),
				  &e) == (rows[i].good ? 0 : -1),
		    "%zu", i);
}
END_TEST

START_TEST(a_draft_is_a_record_or_none)
{
	struct draft d = {0};
	struct error e = {0};
	struct buf out = {0};
	char *large = malloc(SCAN_LINE);

	ck_assert_int_eq(digest_init(&e), 0);
	draft_set_source(&d, "text", "a", "x", 1);
	ck_assert_int_eq(draft_write(&d, &out, &e), -1);
	ck_assert_str_eq(e.text, "id: missing");
	draft_set_digest_id(&d);
	e = (struct error){0};
	ck_assert_int_eq(draft_write(&d, &out, &e), -1);
	ck_assert_str_eq(e.text, "patient.id: missing");
	d.field[FIELD_PATIENT_ID] = span_of("p");
	e = (struct error){0};
	ck_assert_int_eq(draft_write(&d, &out, &e), 0);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "\"sections\":[]"));
	/* An absent text is an empty one; an absent value stays absent. */
	draft_add_section(&d, (struct span){0}, (struct span){0});
	ck_assert_int_eq(draft_write(&d, &out, &e), 0);
	ck_assert_ptr_nonnull(
	    strstr(buf_string(&out), "\"sections\":[{\"text\":\"\"}]"));
	ck_assert_ptr_null(draft_copy(&d, (struct span){0}).bytes);
	/* Of what is too long for a record nothing is left. */
	memset(large, 'a', SCAN_LINE);
	draft_add_section(
	    &d, (struct span){0}, (struct span){large, SCAN_LINE});
	out.len = 3;
	ck_assert_int_eq(draft_write(&d, &out, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "a note of more than"));
	ck_assert_uint_eq(out.len, 3);
	draft_free(&d);
	buf_free(&out);
	free(large);
}
END_TEST

START_TEST(an_origin_gives_all_or_says_it_is_too_much)
{
	struct origin in;
	struct error e = {0};
	struct span s;

	origin_open_bytes(&in, "a", span_of("abc"));
	ck_assert_int_eq(origin_peek(&in, 0, &s, &e), 0);
	ck_assert_uint_eq(s.len, 0);
	ck_assert_ptr_nonnull(s.bytes);
	ck_assert_int_eq(origin_rewind(&in), -1);
	ck_assert_int_eq(origin_all(&in, 2, &s, &e), -1);
	origin_close(&in);
	origin_open_bytes(&in, "a", span_of("abc"));
	ck_assert_int_eq(origin_all(&in, 3, &s, &e), 0);
	ck_assert(span_is(s, "abc"));
	origin_close(&in);
	origin_open_bytes(&in, "a\xff", span_of("a\nlong line"));
	ck_assert_str_eq(in.name, "a\xef\xbf\xbd");
	ck_assert_int_eq(origin_line(&in, 3, &s, &e), ORIGIN_LINE);
	ck_assert_int_eq(origin_line(&in, 3, &s, &e), ORIGIN_TOO_LONG);
	ck_assert_int_eq(origin_pass_line(&in, &e), 0);
	ck_assert_int_eq(origin_line(&in, 3, &s, &e), ORIGIN_END);
	origin_close(&in);
}
END_TEST

static bool
had(const char *a, const char *b)
{
	struct draft d = {0};
	bool said;

	draft_add_section(&d, (struct span){0}, span_of(a));
	said = content_had(&d, span_of(b));
	draft_free(&d);
	return said;
}

START_TEST(layout_makes_no_other_text)
{
	ck_assert(had("- She\nsaid so.", "She  said\tso."));
	ck_assert(had("-\tShe said so.", "\xe2\x80\xa2 She said so."));
	ck_assert(had("\"She\" | said", "\xe2\x80\x9cShe\xe2\x80\x9d said"));
	ck_assert(!had("She-said so.", "She said so."));
	ck_assert(!had("She said so", "She said so."));
	ck_assert(!had("-", ""));
	ck_assert(had("- ", ""));
}
END_TEST

#define BLANKS "                                                  "

START_TEST(an_encoding_is_read_to_its_end)
{
	static const struct row rows[] = {
	    {"<?xml version='1.0' encoding = \"latin1\"?><ClinicalDocument>"
	     "<recordTarget><patientRole><id extension='C-\xe9'/>"
	     "</patientRole></recordTarget><component><nonXMLBody><text>a"
	     "</text></nonXMLBody></component></ClinicalDocument>",
		1, 0, .has = "C-\xc3\xa9"},
	    {"<?xml version='1.0' encoding=", 0, 1, .said = "ill-formed"},
	    {"<?xml version='1.0' encoding=\"latin1", 0, 1,
		.said = "ill-formed"},
	    {"<?xml version='1.0' encoding" BLANKS BLANKS BLANKS BLANKS
	     "='a'?><a/>",
		0, 1, .said = "ill-formed"},
	    {"<?xml version='1.0' encoding='klingon'?><a/>", 0, 1,
		.said = "a charset that is not known"}};

	reads.format = FORMAT_CCDA;
	ROWS_CHECK(rows);
}
END_TEST

START_TEST(a_document_of_XML_has_its_bound)
{
	struct row row = {"much XML", 0, 1, .said = "XML of more than 32 MiB"};
	static const char head[] = "<?xml version='1.0'?><ClinicalDocument>";
	const size_t len = (size_t)33 << 20;
	char *text = malloc(len);

	reads.format = FORMAT_TEXT;
	memset(text, 'a', len);
	memcpy(text, head, strlen(head));
	row_check(&row, (struct span){text, len});
	free(text);
}
END_TEST

SUITE("import, texts", a_document_of_XML_has_its_bound,
    a_file_is_named_as_the_mapping_says_or_refused,
    a_header_ends_where_its_keys_do, what_a_file_holds_is_seen_before_its_name,
    a_note_that_is_one_keeps_what_is_not_set, a_field_takes_what_it_says,
    a_draft_is_a_record_or_none, an_origin_gives_all_or_says_it_is_too_much,
    layout_makes_no_other_text, an_encoding_is_read_to_its_end)
