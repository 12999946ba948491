/* Tables, JSON of any shape, headers of texts and notes that are notes already:
 * what the mapping says is read, what it does not is refused by name. */
#include "imported.h"

#define MAP(rest) "{\"record\":\"map/1\"," rest "}"
#define CSV(rest)                                                              \
	MAP("\"format\":\"csv\",\"members\":{\"patient.id\":\"p\"" rest "},"   \
	    "\"sections\":[\"t\"]")
#define TABLE CSV("")

START_TEST(a_table_may_be_of_any_hand)
{
	static const struct row rows[] = {
	    {"p,t\n1,Said so.\n", 1, 0, .has = "\"text\":\"Said so.\""},
	    {"\xef\xbb\xbfp,t\n1,Said so.\n", 1, 0, .has = "Said so."},
	    {"p,t\n\n1,Said so.\n\"\"\n", 1, 0, .has = "Said so."},
	    {"p,t\r1,Said so.\r2,Said no.\r", 2, 0, .has = "Said no."},
	    {" P ,\tT\t\n1,Said so.\n", 1, 0, .has = "Said so."},
	    {"sep=;\np;t\n1;Said so.\n", 1, 0, .has = "Said so."},
	    {"SEP=|\r\np|t\r\n1|Said so.\r\n", 1, 0, .has = "Said so."},
	    {"p,t\n1,\"Said so.", 0, 1, .said = "a quote that is never closed"},
	    {"p,,t\n1,2,Said so.\n", 1, 0, .has = "Said so."},
	    {"\" P \",\"\tt\"\n1,Said so.\n", 1, 0, .has = "Said so."},
	    {"p\n1\n", 0, 1, .said = "sections: its column is missing"},
	    {"p,p,t\n1,2,Said so.\n", 0, 1, .said = "patient.id: its column"},
	    {"p,t\n1\n", 1, 0, .has = "\"text\":\"\""},
	    {"p,t\n,\n", 0, 1, .said = "patient.id: missing"},
	    /* What is not quite a separator is a name. */
	    {"sep=;x\n1\n", 0, 1, .said = "its column is missing"},
	    {"sep=;", 0, 1, .said = "its column is missing"},
	    {"sep=;\r", 0, 1, .said = "its column is missing"},
	    {"sep=xy\n", 0, 1, .said = "its column is missing"},
	    {"sep", 0, 1, .said = "its column is missing"},
	    {"p", 0, 1, .said = "its column is missing"},
	    {"p,t", 0, 0, .has = NULL}};

	reads.format = FORMAT_CSV;
	reads.map = TABLE;
	ROWS_CHECK(rows);
	row_check(&(struct row){"sep", 0, 1, .said = "its column is missing"},
	    (struct span){"sep=\0;\n", 7});
	reads.name = "a.tsv";
	row_check(&(struct row){"tsv", 1, 0, .has = "Said, so."},
	    span_of("p\tt\n1\tSaid, so.\n"));
	reads.map =
	    MAP("\"format\":\"csv\",\"delimiter\":\";\",\"columns\":[\"p\","
		"\"t\"],\"members\":{\"patient.id\":\"p\"},\"sections\":["
		"\"t\"]");
	row_check(&(struct row){"columns", 1, 0, .has = "Said\\tso."},
	    span_of("1;Said\tso.\n"));
	reads.map = NULL;
	reads.name = NULL;
	row_check(&(struct row){"no map", 0, 1, .said = "needs a mapping"},
	    span_of("p;q;r"));
	row_check(&(struct row){"no map", 0, 1, .said = "needs a mapping"},
	    span_of("p;q\r1;2\r3;4\r\"5\n"));
	row_check(&(struct row){"no names", 0, 1, .said = "needs a mapping"},
	    span_of(",,\n"));
	reads.map = MAP("\"format\":\"text\",\"members\":{}");
	row_check(&(struct row){"text", 0, 1, .said = "of format csv"},
	    span_of("p,t\n"));
}
END_TEST

#define USUAL                                                                  \
	"Note ID,Client ID,Client Name,Date of Birth,Clinician,Date of "       \
	"Service,Start Time,End Time,CPT Code"

/* Of the ready mappings the one that reads most of a table, and none where two
 * read as much. */
START_TEST(a_table_of_two_mappings_is_read_by_neither)
{
	reads.format = FORMAT_CSV;
	row_check(&(struct row){"soap", 1, 0, .has = "\"title\":\"Subjective\"",
		      .said = "read by the mapping"},
	    span_of(USUAL ",Note Type,Note,Subjective,Objective,Assessment,"
			  "Plan\nN-1,C-1,,,,,,,,PN,a,b,c,d,e\n"));
	row_check(&(struct row){"two", 0, 1, .said = "needs a mapping"},
	    span_of(USUAL ",Subjective,Objective,Assessment,Plan,Behavior,"
			  "Intervention,Response\nN-1,C-1\n"));
}
END_TEST

static struct buf
many(const char *before, const char *one, size_t count, const char *behind)
{
	struct buf b = {0};
	size_t i;

	buf_add_string(&b, before);
	for (i = 0; i < count; i++)
		buf_addf(&b, "%s%s", i == 0 ? "" : ",", one);
	buf_add_string(&b, behind);
	buf_string(&b);
	return b;
}

static void
map_refused(const char *text, const char *said)
{
	struct error e = {0};

	ck_assert_msg(map_parse(text, strlen(text), &e) == NULL, "%s", text);
	ck_assert_msg(strstr(e.text, said) != NULL, "%s: %s", text, e.text);
}

START_TEST(a_mapping_is_whole_or_refused)
{
	static const char *const rows[][2] = {
	    {MAP("\"format\":\"csv\",\"members\":{\"patient.phones\":{"
		 "\"from\":\"a\",\"date\":\"YYYY\"}}"),
		"members.patient.phones: a member that a row does not have"},
	    {MAP("\"format\":\"csv\",\"columns\":\"a\""), "columns: not an"},
	    {MAP("\"format\":\"csv\",\"columns\":[]"), "columns: not an"},
	    {MAP("\"format\":\"csv\",\"columns\":[\"a\",7]"),
		"columns: not a string"},
	    {MAP("\"format\":\"csv\",\"delimiter\":\"ab\""), "delimiter: not"},
	    {MAP("\"format\":\"csv\",\"delimiter\":\":\""), "delimiter: not"},
	    {MAP("\"format\":\"csv\",\"delimiter\":\"\""), "delimiter: not"},
	    {MAP("\"format\":\"csv\",\"delimiter\":7"), "delimiter: not"},
	    {MAP("\"format\":\"csv\",\"set\":{\"state\":7}"),
		"set: state: not"},
	    {MAP("\"format\":\"csv\",\"set\":{\"mood\":\"a\"}"),
		"set: a member that no note has"},
	    {MAP("\"comment\":\"a\""), "format: missing"}, {"{", ""},
	    {"[]", ""}};
	struct error e = {0};
	const struct map *m;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		map_refused(rows[i][0], rows[i][1]);
	b = many("{\"record\":\"map/1\",\"format\":\"csv\",\"sections\":[",
	    "\"t\"", 256, "]}");
	m = map_parse(b.bytes, b.len, &e);
	ck_assert_ptr_nonnull(m);
	map_close(m);
	buf_free(&b);
	b = many("{\"record\":\"map/1\",\"format\":\"csv\",\"sections\":[",
	    "\"t\"", 257, "]}");
	map_refused(b.bytes, "more than 256 rows");
	buf_free(&b);
	b = many("{\"record\":\"map/1\",\"format\":\"csv\",\"sections\":[",
	    "\"t\"", 256, "],\"members\":{\"id\":\"a\"}}");
	map_refused(b.bytes, "more than 256 rows");
	buf_free(&b);
	b = many("{\"record\":\"map/1\",\"format\":\"csv\",\"sections\":[",
	    "\"t\"", 256,
	    "],\"void\":{\"from\":\"a\",\"words\":{\"0\":\"deleted\"}}}");
	map_refused(b.bytes, "more than 256 rows");
	buf_free(&b);
}
END_TEST

START_TEST(the_first_row_refused_may_be_the_last)
{
	reads.format = FORMAT_CSV;
	reads.map = TABLE;
	reads.options.fail = true;
	row_check(&(struct row){"rows", 0, 1, .said = "a:2: patient.id"},
	    span_of("p,t\n,a\n,b\n"));
	row_check(&(struct row){"CR", 0, 1, .said = "patient.id: missing"},
	    span_of("p,t\r,a\r,b\r\"c"));
}
END_TEST

static void
fill(struct buf *b, size_t len)
{
	memset(buf_reserve(b, len), 'a', len);
	b->len += len;
}

/* A row has its bounds; the next one is read. */
START_TEST(a_row_that_is_too_much_is_refused_and_the_next_read)
{
	struct row one = {"a long cell", 1, 1, .has = "Said so.",
	    .said = "a:2: a row of more than"};
	struct buf b = {0};
	int i;

	reads.format = FORMAT_CSV;
	reads.map = TABLE;
	buf_add_string(&b, "p,t\n1,");
	fill(&b, ((size_t)16 << 20) + 1);
	buf_add_string(&b, "\n2,Said so.\n");
	row_check(&one, (struct span){buf_string(&b), b.len});
	b.len = 0;
	buf_add_string(&b, "p,t\n1");
	for (i = 0; i < 10001; i++)
		buf_add_byte(&b, ',');
	buf_add_string(&b, "\n2,Said so.\n");
	row_check(&one, (struct span){buf_string(&b), b.len});
	/* It may be too much and go on. */
	b.len = 0;
	buf_add_string(&b, "p,t\n1");
	for (i = 0; i < 10001; i++)
		buf_add_byte(&b, ',');
	buf_add_string(&b, ",\"a\nb\"\n2,Said so.\n");
	row_check(&one, (struct span){buf_string(&b), b.len});
	/* Behind a quote that is never closed nothing is. */
	b.len = 0;
	buf_add_string(&b, "p,t\n1,\"");
	for (i = 0; i < 17; i++) {
		fill(&b, (size_t)1 << 20);
		buf_add_byte(&b, '\n');
	}
	buf_add_string(&b, "2,Said so.\n");
	one = (struct row){"a quote", 0, 1, .said = "is a quote never closed?"};
	row_check(&one, (struct span){buf_string(&b), b.len});
	buf_free(&b);
}
END_TEST

START_TEST(a_value_is_one_that_its_member_takes)
{
	static const struct {
		const char *path, *value, *has, *said;
	} rows[] = {{"\"patient.name\":\"v\"", "Rowe , Ann  Lee ",
			"\"name\":{\"family\":\"Rowe\",\"given\":[\"Ann\","
			"\"Lee\"]}",
			NULL},
	    {"\"patient.name\":\"v\"", "  Ann Rowe ",
		"\"name\":{\"family\":\"Rowe\",\"given\":[\"Ann\"]}", NULL},
	    {"\"patient.name\":\"v\"", ", Ann",
		"\"name\":{\"given\":[\"Ann\"]}", NULL},
	    {"\"patient.name\":{\"from\":\"v\",\"before\":\"Ann \"}", "   ",
		"\"patient\":{\"id\":\"1\"}", NULL},
	    {"\"filed_separately\":\"v\"", "N", "\"filed_separately\":false",
		NULL},
	    {"\"filed_separately\":\"v\"", "0", "\"filed_separately\":false",
		NULL},
	    {"\"filed_separately\":\"v\"", "Yes", "\"filed_separately\":true",
		NULL},
	    {"\"filed_separately\":\"v\"", "maybe", NULL,
		"neither true nor false"},
	    {"\"patient.deceased\":\"v\"", "2026-03-04",
		"\"deceased\":\"2026-03-04\"", NULL},
	    {"\"patient.deceased\":\"v\"", "soon", NULL, "not true, false or"},
	    {"\"patient.identifiers\":{\"from\":\"v\",\"system\":\"MRN\"}",
		"17", "\"identifiers\":[{\"system\":\"MRN\",\"value\":\"17\"}]",
		NULL},
	    {"\"codes\":{\"from\":\"v\",\"system\":\"CPT\"}", "90837",
		"\"codes\":[{\"system\":\"CPT\",\"code\":\"90837\"}]", NULL},
	    {"\"patient.relatives\":{\"from\":\"v\",\"relation\":\"mother\"}",
		"Ada",
		"\"relatives\":[{\"name\":\"Ada\",\"relation\":"
		"\"mother\"}]",
		NULL},
	    {"\"patient.phones\":{\"from\":\"v\",\"words\":{\"1\":\"2\"}}", "3",
		NULL, "patient.phones: a word that the map does not have"},
	    {"\"date\":\"v\"", "3/40/2026", NULL, "date: not a date"},
	    {"\"date\":\"v\"", "10:15", NULL, "date: not a date"},
	    {"\"encounter.start\":\"v\"", "3/4/2026", NULL,
		"encounter.start: not a time"},
	    {"\"encounter.start\":\"v\"", "10:15", "\"id\":", NULL},
	    {"\"encounter.start\":\"v\"", "2026-03-04T10:15:00Z",
		"\"start\":\"2026-03-04T10:15:00+00:00\"", NULL},
	    {"\"state\":\"v\"", "Il", NULL, "state: not a state"},
	    {"\"state\":\"v\"", "I~", NULL, "state: not a state"}};
	char map[400], text[100];
	size_t i;

	reads.format = FORMAT_CSV;
	reads.map = map;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct row row = {rows[i].path, rows[i].said == NULL,
		    rows[i].said != NULL, .has = rows[i].has,
		    .said = rows[i].said};

		/* A time of no day is left out, and said. */
		if (rows[i].said == NULL && strcmp(rows[i].value, "10:15") == 0)
			row.said = "a time without an offset";
		snprintf(map, sizeof(map),
		    MAP("\"format\":\"csv\",\"members\":{\"patient.id\":\"p\","
			"%s},\"sections\":[\"t\"]"),
		    rows[i].path);
		snprintf(text, sizeof(text), "p,t,v\n1,Said so.,\"%s\"\n",
		    rows[i].value);
		row_check(&row, span_of(text));
	}
}
END_TEST

START_TEST(a_pointer_points_or_not)
{
	static const struct {
		const char *pointer;
		bool found;
	} rows[] = {{"/t", true}, {"/a/0", true}, {"/a/00", true},
	    {"/a/01", false}, {"/a/1/x~1y", true}, {"/a/1/x~0y", true},
	    {"/a/1/~0", true}, {"/a/1/", true}, {"/a/2", false},
	    {"/a/9", false}, {"/a/", false}, {"/a/0123456789", false},
	    {"/a/-1", false}, {"/a/1:", false}, {"/a/x", false},
	    {"/t/0", false}, {"/b", true}, {"/n", false}};
	static const char text[] =
	    "{\"p\":\"1\",\"t\":\"Said "
	    "so.\",\"b\":17,\"n\":null,\"a\":[\"Said\""
	    ",{\"x/y\":\"Said\",\"x~y\":true,\"~\":\"Said\",\"\":\"Said\"}]}\n";
	char map[900];
	size_t i;

	reads.format = FORMAT_JSON;
	reads.map = map;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct row row = {rows[i].pointer, 1, 0,
		    .has = rows[i].found ? "\"title\":\"T\"" : "\"sections\"",
		    .hides = rows[i].found ? NULL : "\"title\":\"T\""};

		snprintf(map, sizeof(map),
		    MAP("\"format\":\"json\",\"members\":{\"patient.id\":"
			"\"/p\"},\"sections\":[{\"from\":\"%s\",\"title\":"
			"\"T\"}]"),
		    rows[i].pointer);
		row_check(&row, span_of(text));
	}
}
END_TEST

#define SHAPE(rest)                                                            \
	MAP("\"format\":\"json\"" rest ",\"members\":{\"patient.id\":\"/p\"}," \
	    "\"sections\":[\"/t\"]")

START_TEST(JSON_is_lines_or_one_document)
{
	static const struct row lines[] = {
	    {"{\"p\":\"1\",\"t\":\"Said so.\"}", 1, 0, .has = "Said so."},
	    {"\xef\xbb\xbf{\"p\":\"1\",\"t\":\"Said so.\"}\r\n \r\n{\"p\":2}\n",
		2, 0, .has = "Said so."},
	    {"{\n\"p\":\"1\",\"t\":\"Said so.\"}", 1, 0, .has = "Said so."},
	    {"[{\"p\":\"1\",\"t\":\"Said so.\"},7]", 1, 1, .has = "Said so.",
		.said = "record 2: a record that is not an object"},
	    {"17", 0, 1, .said = "records: points to no array"},
	    {"{\"p\":\"1\"}\n{\"p\":\n", 1, 1, .said = "a:2:"},
	    {" \t\r\n", 0, 1, .said = "column"}, {"[", 0, 1, .said = "column"}};
	static const struct row document[] = {
	    {"{\"r\":[{\"p\":\"1\",\"t\":\"Said so.\"}]}", 1, 0,
		.has = "Said so."},
	    {"{\"r\":{\"p\":\"1\",\"t\":\"Said so.\"}}", 1, 0,
		.has = "Said so."},
	    {"{\"r\":[]}", 0, 0, .has = NULL},
	    {"{\"p\":\"1\"}", 0, 1, .said = "records: points to no array"}};

	reads.format = FORMAT_JSON;
	reads.map = SHAPE("");
	ROWS_CHECK(lines);
	reads.map = SHAPE(",\"records\":\"/r\"");
	ROWS_CHECK(document);
	reads.options.fail = true;
	row_check(&(struct row){"records", 0, 1, .said = "record 1: patient"},
	    span_of("{\"r\":[{},{}]}"));
	reads.map = SHAPE("");
	row_check(&(struct row){"lines", 0, 1, .said = "a:1: patient"},
	    span_of("{}\n{}\n"));
	reads.map = TABLE;
	row_check(&(struct row){"csv", 0, 1, .said = "of format json"},
	    span_of("{}\n"));
}
END_TEST

/* A line of more than a record's length is refused, and the next one read. */
START_TEST(a_line_that_is_too_long_is_refused_and_the_next_read)
{
	static const char *const next[] = {"{\"p\":\"1\",\"t\":\"Said so.\"}\n",
	    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p\"},"
	    "\"sections\":[{\"text\":\"Said so.\"}]}\n"};
	static const enum format formats[] = {FORMAT_JSON, FORMAT_NOTE};
	struct row row = {"a long line", 1, 1, .has = "Said so.",
	    .said = "line of more than 16777216 bytes"};
	struct buf b = {0};
	size_t i;

	for (i = 0; i < 2; i++) {
		reads.format = formats[i];
		reads.map = i == 0 ? SHAPE("") : NULL;
		b.len = 0;
		buf_add_string(&b, "{\"x\":\"");
		fill(&b, (size_t)16 << 20);
		buf_add_string(&b, "\"}\n");
		buf_add_string(&b, next[i]);
		row_check(&row, (struct span){buf_string(&b), b.len});
	}
	buf_free(&b);
}
END_TEST

SUITE("import, tables", a_table_may_be_of_any_hand,
    a_table_of_two_mappings_is_read_by_neither, a_mapping_is_whole_or_refused,
    the_first_row_refused_may_be_the_last,
    a_row_that_is_too_much_is_refused_and_the_next_read,
    a_value_is_one_that_its_member_takes, a_pointer_points_or_not,
    JSON_is_lines_or_one_document,
    a_line_that_is_too_long_is_refused_and_the_next_read)
