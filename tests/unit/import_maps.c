/* Mappings: one that is mistyped is refused when it is read, and one that is
 * not says where each member comes from. */
#include "imported.h"

#define MAP(format, rest)                                                      \
	"{\"record\":\"map/1\",\"format\":\"" format "\"," rest "}"
#define CSV(rest) MAP("csv", rest)
#define JSON(rest) MAP("json", rest)
#define MEMBERS(rest) "\"members\":{" rest "}"
#define IDS "\"id\":\"/id\",\"patient.id\":\"/p\""

START_TEST(a_mapping_that_is_mistyped_is_refused_when_it_is_read)
{
	static const struct {
		const char *map, *why; /* NULL: taken */
	} rows[] = {
	    {"", "1:0"},
	    {"{", "1:"},
	    {"[]", "object"},
	    {"{\"record\":\"map/1\"}", "format: missing"},
	    {MAP("fhir", "\"comment\":1"), "format: not csv, text or json"},
	    {"{\"record\":\"map/1\",\"format\":1}", "format: not csv"},
	    {CSV("\"membrs\":{}"), "a member that a map does not have"},
	    {CSV("\"members\":[]"), "members: not an object"},
	    {CSV(MEMBERS("\"clinic\":\"A\"")), "a member that no note has"},
	    {CSV(MEMBERS("\"id\":1")), "members.id: from: neither"},
	    {CSV(MEMBERS("\"id\":[]")), "members.id: from: neither"},
	    {CSV(MEMBERS("\"id\":[1]")), "members.id: from: not a string"},
	    {CSV(MEMBERS("\"id\":{}")), "members.id: from: missing"},
	    {CSV(MEMBERS("\"id\":{\"from\":\"A\",\"form\":\"B\"}")),
		"members.id: a member that a row does not have"},
	    {CSV(MEMBERS("\"date\":{\"from\":\"A\",\"date\":1}")),
		"members.date: date: not a string"},
	    /* Lists and names have no date. */
	    {CSV(MEMBERS("\"codes\":{\"from\":\"A\",\"date\":\"YYYY\"}")),
		"members.codes: a member that a row does not have"},
	    {CSV(MEMBERS("\"codes\":{\"from\":\"A\",\"relation\":\"a\"}")),
		"members.codes: a member that a row does not have"},
	    {CSV(MEMBERS("\"codes\":{\"from\":\"A\",\"system\":1}")),
		"members.codes: system: not a string"},
	    {CSV(MEMBERS("\"id\":{\"from\":\"A\",\"before\":1}")),
		"members.id: before: not a string"},
	    {CSV(MEMBERS("\"paid_by\":{\"from\":\"A\",\"words\":[]}")),
		"members.paid_by: words: not an object"},
	    {CSV(MEMBERS("\"paid_by\":{\"from\":\"A\",\"words\":{\"a\":1}}")),
		"members.paid_by: words: not a string"},
	    {CSV(MEMBERS(
		 "\"paid_by\":{\"from\":\"A\",\"words\":{\"a\":\"me\"}}")),
		"paid_by: neither plan nor self"},
	    {CSV("\"sections\":{}"), "sections: not an array"},
	    {CSV("\"sections\":[{\"title\":\"A\"}]"),
		"sections: from: missing"},
	    {CSV("\"void\":\"A\""), "void: without words"},
	    {CSV("\"void\":{\"words\":{\"a\":\"b\"}}"), "void: from: missing"},
	    {CSV("\"set\":[]"), "set: not an object"},
	    {CSV("\"set\":{\"clinic\":\"A\"}"),
		"set: a member that no note has"},
	    {CSV("\"set\":{\"state\":\"Illinois\"}"), "set: state: not a"},
	    {CSV("\"set\":{\"filed_separately\":1}"),
		"set: filed_separately: neither"},
	    {CSV("\"set\":{\"filed_separately\":true,\"state\":\"IL\"}"), NULL},
	    {CSV("\"columns\":\"A\""), "columns: not an array of names"},
	    {CSV("\"columns\":[]"), "columns: not an array of names"},
	    {CSV("\"columns\":[\"A\",1]"), "columns: not a string"},
	    {CSV("\"columns\":[\"A\"]"), NULL},
	    {CSV("\"delimiter\":1"), "delimiter: not a comma"},
	    {CSV("\"delimiter\":\"\""), "delimiter: not a comma"},
	    {CSV("\"delimiter\":\":\""), "delimiter: not a comma"},
	    {CSV("\"delimiter\":\",,\""), "delimiter: not a comma"},
	    {CSV("\"delimiter\":\"|\""), NULL},
	    {CSV("\"charset\":1"), "charset: not a string"},
	    {MAP("text", "\"file_name\":1"), "file_name: not a string"},
	    {JSON("\"records\":1"), "records: not a string"},
	    /* What is no JSON pointer would find nothing. */
	    {JSON("\"records\":\"notes\""), "records: not a JSON pointer"},
	    {JSON(MEMBERS("\"id\":\"id\"")), "id: from: not a JSON pointer"},
	    {JSON(MEMBERS("\"id\":\"/a~\"")), "id: from: not a JSON pointer"},
	    {JSON(MEMBERS("\"id\":\"/a~2\"")), "id: from: not a JSON pointer"},
	    {JSON("\"sections\":[[\"/a\",\"b\"]]"),
		"sections: from: not a JSON pointer"},
	    {JSON("\"records\":\"\"," MEMBERS("\"id\":\"/a~0/b~1/\"")), NULL},
	    {CSV(MEMBERS("\"id\":\"id~\"")), NULL},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error e = {0};
		const struct map *m =
		    map_parse(rows[i].map, strlen(rows[i].map), &e);

		ck_assert_msg(
		    rows[i].why == NULL
			? m != NULL
			: m == NULL && strstr(e.text, rows[i].why) != NULL,
		    "%s: %s", rows[i].map, e.text);
		map_close(m);
	}
}
END_TEST

static const struct map *
rows_of(size_t count, const char *rest, struct error *e)
{
	struct buf b = {0};
	const struct map *m;
	size_t i;

	buf_add_string(
	    &b, "{\"record\":\"map/1\",\"format\":\"csv\",\"sections\":[");
	for (i = 0; i < count; i++)
		buf_addf(&b, "%s\"S\"", i > 0 ? "," : "");
	buf_addf(&b, "]%s}", rest);
	*e = (struct error){0};
	m = map_parse(b.bytes, b.len, e);
	buf_free(&b);
	return m;
}

START_TEST(a_mapping_has_256_rows_at_most)
{
	static const char *const more[] = {",\"members\":{\"id\":\"A\"}",
	    ",\"void\":{\"from\":\"A\",\"words\":{\"a\":\"b\"}}"};
	const struct map *m;
	struct error e;
	size_t i;

	m = rows_of(256, "", &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	map_close(m);
	ck_assert_ptr_null(rows_of(257, "", &e));
	ck_assert_str_eq(e.text, "more than 256 rows");
	for (i = 0; i < 2; i++) {
		m = rows_of(255, more[i], &e);
		ck_assert_msg(m != NULL, "%s", e.text);
		map_close(m);
		ck_assert_ptr_null(rows_of(256, more[i], &e));
		ck_assert_str_eq(e.text, "more than 256 rows");
	}
}
END_TEST

START_TEST(a_part_of_a_pointer_has_255_bytes_at_most)
{
	const struct map *m;
	struct buf b = {0};
	struct error e;
	int len, i;

	for (len = 255; len <= 256; len++) {
		b.len = 0;
		buf_add_string(&b, "{\"record\":\"map/1\",\"format\":\"json\","
				   "\"sections\":[\"/");
		for (i = 0; i < len; i++)
			buf_add_byte(&b, 'a');
		buf_add_string(&b, "/b\"]}");
		e = (struct error){0};
		m = map_parse(b.bytes, b.len, &e);
		ck_assert_int_eq(m != NULL, len == 255);
		map_close(m);
	}
	ck_assert_str_eq(e.text, "sections: from: not a JSON pointer");
	buf_free(&b);
}
END_TEST

struct mapped {
	const char *map;
	struct row row;
};

static void
check_rows(const struct mapped *rows, size_t count)
{
	size_t i;

	reads.format = FORMAT_JSON;
	for (i = 0; i < count; i++) {
		reads.map = rows[i].map;
		row_check(&rows[i].row, span_of(rows[i].row.text));
	}
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof(rows[0]))

START_TEST(a_name_has_its_family_wherever_it_stands)
{
#define NAME(rest) JSON(MEMBERS(IDS ",\"patient.name\":" rest))
#define SAID(name) "{\"id\":\"n\",\"p\":\"c\",\"a\":\"" name "\"}\n"
#define WORDS(to) "{\"from\":\"/a\",\"words\":{\"x\":\"" to "\"}}"
	static const struct mapped rows[] = {
	    {NAME("\"/a\""),
		{SAID("Rowe , Ann  B."), 1, 0,
		    .has = "{\"family\":\"Rowe\",\"given\":[\"Ann\",\"B.\"]}"}},
	    {NAME("\"/a\""),
		{SAID(", Ann"), 1, 0, .has = "{\"given\":[\"Ann\"]}"}},
	    {NAME("\"/a\""),
		{SAID("Ann Rowe"), 1, 0,
		    .has = "{\"family\":\"Rowe\",\"given\":[\"Ann\"]}"}},
	    {NAME("\"/a\""),
		{SAID("Rowe"), 1, 0, .has = "{\"family\":\"Rowe\"}"}},
	    {NAME(WORDS("Ann Rowe ")),
		{SAID("x"), 1, 0,
		    .has = "{\"family\":\"Rowe\",\"given\":[\"Ann\"]}"}},
	    /* A mapping may know that it is none. */
	    {NAME(WORDS("")),
		{SAID("x"), 1, 0, .has = "\"patient\":{\"id\":\"c\"}"}},
	    {NAME(WORDS("  ")),
		{SAID("x"), 1, 0, .has = "\"patient\":{\"id\":\"c\"}"}},
	    {NAME(WORDS("Rowe")),
		{SAID("y"), 0, 1,
		    .said =
			"patient.name: a word that the map does not have"}}};

	CHECK(rows);
}
END_TEST

START_TEST(a_value_is_what_its_member_takes_or_refuses_the_note)
{
#define MEMBER(name) JSON(MEMBERS(IDS ",\"" name "\":\"/a\""))
	static const struct mapped rows[] = {
	    {MEMBER("filed_separately"),
		{SAID("Yes"), 1, 0, .has = "\"filed_separately\":true"}},
	    {MEMBER("filed_separately"),
		{SAID("TRUE"), 1, 0, .has = "\"filed_separately\":true"}},
	    {MEMBER("filed_separately"),
		{SAID("1"), 1, 0, .has = "\"filed_separately\":true"}},
	    {MEMBER("filed_separately"),
		{SAID("Y"), 1, 0, .has = "\"filed_separately\":true"}},
	    {MEMBER("filed_separately"),
		{SAID("no"), 1, 0, .has = "\"filed_separately\":false"}},
	    {MEMBER("filed_separately"),
		{SAID("False"), 1, 0, .has = "\"filed_separately\":false"}},
	    {MEMBER("filed_separately"),
		{SAID("0"), 1, 0, .has = "\"filed_separately\":false"}},
	    {MEMBER("filed_separately"),
		{SAID("N"), 1, 0, .has = "\"filed_separately\":false"}},
	    {MEMBER("filed_separately"),
		{SAID("nay"), 0, 1,
		    .said = "filed_separately: neither true nor false"}},
	    {MEMBER("filed_separately"),
		{SAID("yea"), 0, 1,
		    .said = "filed_separately: neither true nor false"}},
	    {MEMBER("filed_separately"),
		{SAID("maybe"), 0, 1,
		    .said = "filed_separately: neither true nor false"}},
	    {MEMBER("filed_separately"),
		{SAID("on"), 0, 1,
		    .said = "filed_separately: neither true nor false"}},
	    {MEMBER("filed_separately"),
		{SAID("trux"), 0, 1,
		    .said = "filed_separately: neither true nor false"}},
	    {MEMBER("patient.deceased"),
		{SAID("2026-03-04"), 1, 0,
		    .has = "\"deceased\":\"2026-03-04\""}},
	    {MEMBER("date"),
		{SAID("0000-00-00"), 0, 1, .said = "date: not a date"}},
	    /* Not ten o'clock of the day of service. */
	    {JSON(MEMBERS(IDS ",\"encounter.start\":\"/a\",\"date\":\"/d\"")),
		{"{\"id\":\"n\",\"p\":\"c\",\"d\":\"2026-03-04\",\"a\":"
		 "\"0000-00-00 10:00:00\"}\n",
		    0, 1, .said = "encounter.start: not a time"}},
	    {JSON(MEMBERS(IDS ",\"encounter.start\":\"/a\",\"date\":\"/d\"")),
		{"{\"id\":\"n\",\"p\":\"c\",\"d\":\"2026-03-04\",\"a\":"
		 "\"10:00\"}\n",
		    1, 0, .has = "\"start\":\"2026-03-04T10:00:00"}},
	    {MEMBER("title"),
		{SAID("\\t a \\r\\n"), 1, 0, .has = "\"title\":\"a\""}},
	    {MEMBER("patient.identifiers"),
		{SAID("7"), 1, 0,
		    .has = "\"identifiers\":[{\"value\":\"7\"}]"}},
	    {JSON(MEMBERS(IDS ",\"patient.identifiers\":{\"from\":\"/a\","
			      "\"system\":\"s\"}")),
		{SAID("7"), 1, 0,
		    .has = "[{\"system\":\"s\",\"value\":\"7\"}]"}},
	    {JSON(MEMBERS(IDS ",\"patient.relatives\":{\"from\":\"/a\","
			      "\"relation\":\"mother\"}")),
		{SAID("Ann"), 1, 0,
		    .has = "[{\"name\":\"Ann\",\"relation\":\"mother\"}]"}},
	    {JSON(MEMBERS(IDS ",\"codes\":{\"from\":[\"/a\",\"/b\"],\"words\":"
			      "{\"7\":\"90837\"}}")),
		{SAID("7"), 1, 0, .has = "\"codes\":[{\"code\":\"90837\"}]"}},
	    {JSON(MEMBERS(IDS ",\"codes\":{\"from\":[\"/a\",\"/b\"],\"words\":"
			      "{\"7\":\"90837\"}}")),
		{SAID("8"), 0, 1,
		    .said = "codes: a word that the map does not have"}},
	    {JSON("\"void\":{\"from\":\"/"
		  "a\",\"words\":{\"0\":\"deleted\"}}," MEMBERS(IDS)),
		{SAID("0"), 0, 1, .said = "void: deleted"}}};

	CHECK(rows);
}
END_TEST

START_TEST(a_table_is_known_by_its_names_or_not_at_all)
{
	static const char *const soap[] = {" Note ID ", "\tclient id\t",
	    "Client Name", "Date of Birth", "Clinician", "date of service\r",
	    "Start Time", "End Time", "CPT Code", "Subjective", "Objective",
	    "Assessment", "Plan"};
	static const char *const both[] = {
	    "Data", "Behavior", "Intervention", "Response"};
	struct span names[32];
	const struct map *m;
	const char *which = NULL;
	size_t i, count = sizeof(soap) / sizeof(soap[0]);

	for (i = 0; i < count; i++)
		names[i] = span_of(soap[i]);
	m = map_ready(names, count, &which);
	ck_assert_ptr_nonnull(m);
	ck_assert_str_eq(which, "table-soap");
	map_close(m);
	/* A column less. */
	ck_assert_ptr_null(map_ready(names, count - 1, &which));
	/* One there twice. */
	names[count] = names[count - 1];
	ck_assert_ptr_null(map_ready(names, count + 1, &which));
	/* The columns of several: the one that asks for more of them. */
	for (i = 0; i < 4; i++)
		names[count + i] = span_of(both[i]);
	ck_assert_ptr_null(map_ready(names, count + 4, &which));
	m = map_ready(names, count + 1, &which);
	ck_assert_ptr_nonnull(m);
	ck_assert_str_eq(which, "table-soap");
	map_close(m);
	/* A name of blanks, and one of a NUL. */
	ck_assert(map_same_name(span_of(" \t "), span_of("")));
	ck_assert(!map_same_name((struct span){"a\0", 2}, span_of("a")));
	ck_assert(!map_same_name(span_of("a b"), span_of("ab")));
}
END_TEST

START_TEST(a_text_is_read_though_the_mapping_is_for_tables)
{
	static const struct row rows[] = {
	    {"Patient ID: C-2\n\nSaid.", 1, 0, .has = "{\"id\":\"C-2\"}"},
	    /* Its keys are not those of the table; nor is it one for JSON. */
	    {"Chart: C-2\n\nSaid.", 0, 1, .said = "patient.id: missing"},
	    {"{\"a\":1}\n", 0, 1, .said = "needs a mapping of format json"}};

	reads.map = CSV(MEMBERS("\"patient.id\":\"Chart\""));
	ROWS_CHECK(rows);
	reads.map = NULL;
	row_check(&rows[2], span_of(rows[2].text));
}
END_TEST

SUITE("import, maps", a_mapping_that_is_mistyped_is_refused_when_it_is_read,
    a_mapping_has_256_rows_at_most, a_part_of_a_pointer_has_255_bytes_at_most,
    a_name_has_its_family_wherever_it_stands,
    a_value_is_what_its_member_takes_or_refuses_the_note,
    a_table_is_known_by_its_names_or_not_at_all,
    a_text_is_read_though_the_mapping_is_for_tables)
