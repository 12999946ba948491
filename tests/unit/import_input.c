/* Input that breaks off, is too long, or is nobody's: each reader names what it
 * did not read, and a stream that is not whole has no end. */
#include "imported.h"

#include "import/origin.h"

/* Gives what there is, and then fails as a disk does. */
static ssize_t
read_then_break(struct origin *in, void *to, size_t len, struct error *e)
{
	if (len > in->bytes.len)
		len = in->bytes.len;
	if (len == 0) {
		in->broken = true;
		return error_set(e, "reading: a disk that failed");
	}
	memcpy(to, in->bytes.bytes, len);
	in->bytes.bytes += len;
	in->bytes.len -= len;
	return (ssize_t)len;
}

START_TEST(a_window_moves_on_and_keeps_what_was_not_taken)
{
	const size_t len = (size_t)1 << 20;
	char *bytes = malloc(len);
	struct origin in;
	struct error e = {0};
	struct span s;
	size_t i;

	for (i = 0; i < len; i++)
		bytes[i] = (char)('a' + i % 26);
	origin_open_bytes(&in, "a", (struct span){bytes, len});
	/* Bytes have no way back. */
	ck_assert_int_eq(origin_rewind(&in), -1);
	ck_assert_int_eq(origin_peek(&in, 300000, &s, &e), 0);
	origin_take(&in, 10);
	ck_assert_int_eq(origin_peek(&in, 600000, &s, &e), 0);
	ck_assert_uint_eq(s.len, 600000);
	ck_assert_int_eq(memcmp(s.bytes, bytes + 10, s.len), 0);
	origin_take(&in, 599000);
	ck_assert_int_eq(origin_peek(&in, len, &s, &e), 0);
	ck_assert_uint_eq(s.len, len - 599010);
	ck_assert_int_eq(memcmp(s.bytes, bytes + 599010, s.len), 0);
	/* All that is left, though its end was seen already. */
	ck_assert_int_eq(origin_all(&in, len, &s, &e), 0);
	ck_assert_uint_eq(s.len, len - 599010);
	ck_assert_int_eq(origin_all(&in, len, &s, &e), 0);
	ck_assert_uint_eq(s.len, 0);
	origin_close(&in);
	free(bytes);
}
END_TEST

#define NOTE(id)                                                               \
	"{\"record\":\"note/1\",\"id\":\"" id "\",\"patient\":{\"id\":\"C\"}," \
	"\"sections\":[]}\n"
#define SHAPE(id) "{\"id\":\"" id "\",\"p\":\"C\"}\n"
#define MAP(rest)                                                              \
	"{\"record\":\"map/1\",\"format\":\"json\",\"members\":{\"id\":"       \
	"\"/id\",\"patient.id\":\"/p\"}" rest "}"

START_TEST(a_line_that_is_too_long_is_passed_to_its_end)
{
	struct origin in;
	struct error e = {0};
	struct span s;

	origin_open_bytes(&in, "a", span_of("b\ncccccc"));
	ck_assert_int_eq(origin_line(&in, 4, &s, &e), ORIGIN_LINE);
	ck_assert(span_is(s, "b"));
	ck_assert_int_eq(origin_line(&in, 4, &s, &e), ORIGIN_TOO_LONG);
	ck_assert_int_eq(origin_pass_line(&in, &e), 0);
	ck_assert_int_eq(origin_line(&in, 4, &s, &e), ORIGIN_END);
	origin_close(&in);
	/* And where its end cannot be read, that is said. */
	origin_open_bytes(&in, "a", span_of("cccccc"));
	in.read = read_then_break;
	ck_assert_int_eq(origin_line(&in, 4, &s, &e), ORIGIN_TOO_LONG);
	ck_assert_int_eq(origin_pass_line(&in, &e), -1);
	ck_assert(in.broken);
	origin_close(&in);
}
END_TEST

/* HEAD, a line of more than 16 MiB, TAIL. */
static void
add_long(struct buf *b, const char *head, const char *tail)
{
	const size_t most = LINE_MOST + 1;

	b->len = 0;
	buf_add_string(b, head);
	memset(buf_reserve(b, most), 'a', most);
	b->len += most;
	buf_add_string(b, tail);
}

START_TEST(a_line_of_more_than_16_MiB_is_refused_and_the_next_is_read)
{
	static const struct row row = {"long", 2, 1, .has = "\"id\":\"b\"",
	    .said = "a:2: line of more than 16777216 bytes"};
	struct buf b = {0};

	reads.format = FORMAT_NOTE;
	add_long(&b, NOTE("a"), "\n \t\r\n" NOTE("b"));
	row_check(&row, (struct span){b.bytes, b.len});
	reads.format = FORMAT_JSON;
	reads.map = MAP("");
	add_long(&b, SHAPE("a"), "\n \t\r\n" SHAPE("b"));
	row_check(&row, (struct span){b.bytes, b.len});
	buf_free(&b);
}
END_TEST

/* Nor is where it ends, where that cannot be read. */
START_TEST(a_long_line_that_breaks_off_ends_all)
{
	static const struct options quiet = {.tool = "test", .quiet = true};
	void (*const read[])(struct import * im, struct origin * in) = {
	    notes_read, json_read};
	struct buf b = {0}, said = {0};
	struct error e = {0};
	size_t i;

	for (i = 0; i < 2; i++) {
		struct import im = {.at = {.file = "a"}};
		struct origin in;

		said_since(&said);
		im.map = map_parse(MAP(""), strlen(MAP("")), &e);
		ck_assert_int_eq(import_open(&im, &quiet, &e), 0);
		im.sink.hold = true;
		add_long(&b, i == 0 ? NOTE("a") : SHAPE("a"), "");
		origin_open_bytes(&in, "a", (struct span){b.bytes, b.len});
		in.read = read_then_break;
		read[i](&im, &in);
		ck_assert_uint_eq(im.sink.notes, 1);
		ck_assert_uint_gt(im.sink.rejected, 0);
		origin_close(&in);
		map_close(im.map);
		import_close(&im);
		said_since(&said);
		ck_assert_ptr_nonnull(
		    strstr(buf_string(&said), "a disk that failed"));
	}
	buf_free(&b);
	buf_free(&said);
}
END_TEST

START_TEST(a_file_of_more_than_64_MiB_is_not_read_whole)
{
	static const struct row row = {
	    "large", 0, 1, .said = "more than 64 MiB"};
	const size_t most = DOCUMENT_MOST + 4;
	char *bytes = malloc(most);

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, ' ', most);
	reads.map = MAP("");
	reads.format = FORMAT_TEXT;
	row_check(&row, (struct span){bytes, most});
	reads.format = FORMAT_JSON;
	row_check(&row, (struct span){bytes, most});
	/* In UTF-16. */
	memcpy(bytes, "\xff\xfe{ ", 4);
	reads.format = FORMAT_AUTO;
	row_check(&row, (struct span){bytes, most});
	free(bytes);
}
END_TEST

START_TEST(a_document_of_JSON_has_its_notes_where_the_map_points_to)
{
	static const struct row rows[] = {
	    {"\xef\xbb\xbf{\"n\":[{\"id\":\"a\",\"p\":\"C\"}]}", 1, 0,
		.has = "\"id\":\"a\""},
	    {"{\"n\":{\"id\":\"a\",\"p\":\"C\"}}", 1, 0, .has = "\"id\":\"a\""},
	    {"{\"n\":7}", 0, 1, .said = "records: points to no array"},
	    {"{\"n\":[7]}", 0, 1,
		.said = "record 1: a record that is not an object"},
	    {"{\"n\":", 0, 1, .said = "a: column"}};

	reads.map = MAP(",\"records\":\"/n\"");
	ROWS_CHECK(rows);
}
END_TEST

#define ENTRY(id)                                                              \
	"{\"resource\":{\"resourceType\":\"Communication\",\"id\":\"" id       \
	"\",\"subject\":{\"reference\":\"Patient/p\"},\"payload\":[{"          \
	"\"contentString\":\"Said so.\"}]}}"
#define ELEMENT(id)                                                            \
	"<entry><resource><Communication><id value='" id "'/><subject>"        \
	"<reference value='Patient/p'/></subject><payload><contentString "     \
	"value='Said so.'/></payload></Communication></resource></entry>"

START_TEST(on_error_fail_stops_each_reader_at_the_first)
{
	static const struct {
		enum format format;
		const char *text;
	} rows[] = {{FORMAT_NOTE, NOTE("a") NOTE("a") NOTE("b")},
	    {FORMAT_JSON, SHAPE("a") SHAPE("a") SHAPE("b")},
	    {FORMAT_JSON,
		"[\n{\"id\":\"a\",\"p\":\"C\"},"
		"{\"id\":\"a\",\"p\":\"C\"},{\"id\":\"b\",\"p\":\"C\"}]"},
	    {FORMAT_FHIR, "{\n\"resourceType\":\"Bundle\",\"entry\":[" ENTRY(
			      "a") "," ENTRY("a") "," ENTRY("b") "]}\n"},
	    {FORMAT_FHIR, "<Bundle xmlns='http://hl7.org/fhir'>" ELEMENT("a")
			      ELEMENT("a") ELEMENT("b") "</Bundle>"}};
	size_t i;

	reads.map = MAP("");
	reads.whole_most = 64; /* a Bundle is read entry by entry */
	reads.options.fail = true;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct row row = {rows[i].text, 1, 1, .has = "\"id\":\"a\"",
		    .hides = "end/1",
		    .said = "id: of a note that was read already"};

		reads.format = rows[i].format;
		row_check(&row, span_of(row.text));
	}
}
END_TEST

START_TEST(a_Bundle_whose_entries_have_no_end_is_named)
{
	static const char open[] =
	    "{\n\"resourceType\":\"Bundle\",\"id\":\"longer than what is read "
	    "as one\",\"entry\":[";
	struct buf b = {0};
	int i;

	reads.format = FORMAT_FHIR;
	reads.whole_most = 64;
	row_check(&(struct row){"open", 0, 1,
		      .said = "not a Bundle that can be read entry by entry"},
	    span_of(open));
	/* No entry, but 40 MiB that are none. */
	buf_add_string(&b, "<Bundle xmlns='http://hl7.org/fhir'>");
	for (i = 0; i < 40; i++) {
		buf_add_string(&b, "<!--");
		memset(buf_reserve(&b, (size_t)1 << 20), 'a', (size_t)1 << 20);
		b.len += (size_t)1 << 20;
		buf_add_string(&b, "-->");
	}
	row_check(
	    &(struct row){"long", 0, 1, .said = "an entry of more than 32 MiB"},
	    (struct span){b.bytes, b.len});
	buf_free(&b);
}
END_TEST

SUITE("import, input", a_window_moves_on_and_keeps_what_was_not_taken,
    a_line_that_is_too_long_is_passed_to_its_end,
    a_line_of_more_than_16_MiB_is_refused_and_the_next_is_read,
    a_long_line_that_breaks_off_ends_all,
    a_file_of_more_than_64_MiB_is_not_read_whole,
    a_document_of_JSON_has_its_notes_where_the_map_points_to,
    on_error_fail_stops_each_reader_at_the_first,
    a_Bundle_whose_entries_have_no_end_is_named)
