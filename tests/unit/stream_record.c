#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "stream/record.h"

static struct record *
read_line(const char *line)
{
	struct record *r = record_new();
	struct error e = {0};

	ck_assert_msg(
	    record_read(r, line, strlen(line), &e) == 0, "%s", e.text);
	return r;
}

static void
assert_writes(const struct record *r, const char *expected)
{
	struct buf out = {0};

	record_write(r, &out);
	ck_assert_str_eq(buf_string(&out), expected);
	buf_free(&out);
}

START_TEST(a_record_nobody_touched_is_written_as_it_was_read)
{
	static const char line[] =
	    " { \"id\" :\t4.18 , \"x\":1e400,\"\\u00e9\" : \"\\u00e9\" }\r";
	struct record *r = read_line(line);

	assert_writes(r, line);
	record_free(r);
}
END_TEST

START_TEST(a_changed_member_stands_where_it_stood)
{
	struct record *r = read_line("{ \"a\" : 1 ,\"b\": 4.18, \"c\":[ ] }");

	record_set(r, "a", "\"new\"", 5);
	record_set(r, "z", "true", 4);
	assert_writes(
	    r, "{ \"a\" : \"new\" ,\"b\": 4.18, \"c\":[ ],\"z\":true }");
	ck_assert_int_eq(record_member(r, "z").type, SCAN_TRUE);
	ck_assert_int_eq(record_member(r, "a").type, SCAN_STRING);
	record_set(r, "z", "7", 1);
	ck_assert_int_eq(record_member(r, "z").type, SCAN_NUMBER);
	record_free(r);
}
END_TEST

START_TEST(any_set_of_members_can_be_removed)
{
	static const char *const names[] = {"a", "b", "c"};
	static const char *const left[] = {"{ \"a\":1, \"b\":2 ,\"c\":3 }",
	    "{ \"b\":2 ,\"c\":3 }", "{ \"a\":1 ,\"c\":3 }", "{ \"c\":3 }",
	    "{ \"a\":1, \"b\":2 }", "{ \"b\":2 }", "{ \"a\":1 }", "{  }"};
	unsigned set, i;

	for (set = 0; set < 8; set++) {
		struct record *r = read_line(left[0]);

		for (i = 0; i < 3; i++)
			if (set & (1u << i))
				record_remove(r, names[i]);
		assert_writes(r, left[set]);
		record_free(r);
	}
}
END_TEST

START_TEST(a_member_can_be_added_to_an_empty_object)
{
	struct record *r = read_line(" { } ");

	record_set(r, "a", "{}", 2);
	assert_writes(r, " {\"a\":{} } ");
	record_remove(r, "a");
	assert_writes(r, " { } ");
	record_free(r);
}
END_TEST

START_TEST(a_member_spelt_with_escapes_is_found_and_replaced)
{
	struct record *r =
	    read_line("{\"cl\\u0061ssification\":1,\"\\u0063\\u006c\":2}");

	ck_assert_int_eq(record_member(r, "classification").type, SCAN_NUMBER);
	ck_assert_int_eq(record_member(r, "cl").type, SCAN_NUMBER);
	record_set(r, "classification", "null", 4);
	assert_writes(
	    r, "{\"cl\\u0061ssification\":null,\"\\u0063\\u006c\":2}");
	record_free(r);
}
END_TEST

START_TEST(the_trail_grows_and_keeps_what_it_had)
{
	struct record *r = read_line("{\"trail\":[ {\"tool\":\"x\"} ]}");
	struct error e = {0};

	ck_assert_int_eq(record_add_trail(r, "notes-y", "abc", &e), 0);
	assert_writes(r,
	    "{\"trail\":[ {\"tool\":\"x\"} ,{\"tool\":\"notes-y\",\"version\":"
	    "\"" NOTES_VERSION "\",\"rules\":\"abc\"}]}");
	record_free(r);
	r = read_line("{\"trail\":{}}");
	ck_assert_int_eq(record_add_trail(r, "notes-y", NULL, &e), -1);
	ck_assert_str_eq(e.text, "member trail: not an array");
	record_free(r);
}
END_TEST

START_TEST(a_member_of_the_wrong_type_is_named_not_shown)
{
	struct record *r = read_line("{\"record\":{\"secret\":1}}");
	struct error e = {0};
	struct span kind;

	ck_assert_int_eq(record_kind(r, &kind, &e), -1);
	ck_assert_str_eq(e.text, "member record: not a string");
	record_free(r);
	r = read_line("{}");
	e = (struct error){0};
	ck_assert_int_eq(record_kind(r, &kind, &e), -1);
	ck_assert_str_eq(e.text, "member record: missing");
	record_free(r);
}
END_TEST

START_TEST(strings_are_written_so_that_they_read_back)
{
	char text[256];
	struct buf b = {0};
	json_t *json;
	int i;

	for (i = 1; i < 128; i++)
		text[i - 1] = (char)i;
	memcpy(text + 127, "\xC3\xA9\xE2\x80\xAE", 5);
	json_add_string(&b, text, 132);
	json = json_loadb(b.bytes, b.len, JSON_DECODE_ANY, NULL);
	ck_assert_uint_eq(json_string_length(json), 132);
	ck_assert(memcmp(json_string_value(json), text, 132) == 0);
	json_decref(json);
	buf_free(&b);
}
END_TEST

/* Members with the spaces and spellings that a record may have. */
static size_t
random_record(struct buf *b, size_t starts[8], size_t ends[8])
{
	static const char *const gaps[] = {"", " ", "\t", "  "};
	static const char *const values[] = {"4.18", "1e400", "\"\\u00e9\"",
	    "[ 1, {\"a\" :2} ]", "{}", "-0", "\"x\\\\\"", "null"};
	size_t count = (size_t)rand() % 8, i;

	b->len = 0;
	buf_addf(b, "%s{%s", gaps[rand() % 4], gaps[rand() % 4]);
	for (i = 0; i < count; i++) {
		buf_addf(b, "%s%s\"m%zu\"%s:%s", i > 0 ? "," : "",
		    gaps[rand() % 4], i, gaps[rand() % 4], gaps[rand() % 4]);
		starts[i] = b->len;
		buf_add_string(b, values[rand() % 8]);
		ends[i] = b->len;
		buf_add_string(b, gaps[rand() % 4]);
	}
	buf_addf(b, "}%s", gaps[rand() % 4]);
	return count;
}

/* Byte by byte, to compare with. */
static void
add_slowly(struct buf *out, const char *text, size_t len)
{
	static const char special[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	size_t i, k;

	buf_add_byte(out, '"');
	for (i = 0; i < len; i++) {
		for (k = 0; special[k] != '\0' && special[k] != text[i]; k += 2)
			;
		if (text[i] != '\0' && special[k] == text[i])
			buf_addf(out, "\\%c", special[k + 1]);
		else if ((unsigned char)text[i] < 0x20)
			buf_addf(out, "\\u%04x", (unsigned)text[i]);
		else
			buf_add_byte(out, text[i]);
	}
	buf_add_byte(out, '"');
}

/* SPECIAL stands at AT among LEN others, and behind them all. */
static void
is_written_the_same(size_t len, size_t at, char special)
{
	static char text[20000];
	struct buf out = {0}, slow = {0};

	memset(text, 'a', len);
	text[at] = special;
	text[len - 1] = '\n';
	json_add_string(&out, text, len);
	add_slowly(&slow, text, len);
	ck_assert_uint_eq(out.len, slow.len);
	ck_assert_mem_eq(out.bytes, slow.bytes, out.len);
	buf_free(&out);
	buf_free(&slow);
}

START_TEST(a_string_of_any_length_is_written_the_same_way)
{
	static const char specials[] = "\"\\\b\f\n\r\t\x01\x1f\x7f/ ";
	size_t len, at, k;

	for (k = 0; k < sizeof(specials); k++) {
		for (len = 1; len < 50; len++)
			for (at = 0; at < len; at++)
				is_written_the_same(len, at, specials[k]);
		for (len = 4090; len < 4100; len++)
			is_written_the_same(len, len - 7, specials[k]);
		is_written_the_same(20000, 9, specials[k]);
	}
}
END_TEST

START_TEST(splicing_leaves_every_other_byte_unchanged)
{
	struct record *r = record_new();
	struct buf line = {0}, expected = {0}, out = {0};
	int round;

	srand(4242);
	for (round = 0; round < 20000; round++) {
		size_t starts[8], ends[8], count, i, at = 0;
		struct error e = {0};

		count = random_record(&line, starts, ends);
		ck_assert_int_eq(record_read(r, line.bytes, line.len, &e), 0);
		expected.len = out.len = 0;
		for (i = 0; i < count; i++) {
			char name[24];

			if (rand() % 2)
				continue;
			snprintf(name, sizeof(name), "m%zu", i);
			record_set(r, name, "[\"spliced\"]", 11);
			buf_add(&expected, line.bytes + at, starts[i] - at);
			buf_add_string(&expected, "[\"spliced\"]");
			at = ends[i];
		}
		buf_add(&expected, line.bytes + at, line.len - at);
		record_write(r, &out);
		ck_assert_str_eq(buf_string(&out), buf_string(&expected));
	}
	buf_free(&line);
	buf_free(&expected);
	buf_free(&out);
	record_free(r);
}
END_TEST

START_TEST(adding_and_removing_leaves_a_record_that_reads)
{
	struct record *r = record_new(), *again = record_new();
	struct buf line = {0}, out = {0};
	int round;

	srand(4243);
	for (round = 0; round < 20000; round++) {
		size_t starts[8], ends[8], count, i, left = 0;
		struct error e = {0};
		struct member m;

		count = random_record(&line, starts, ends);
		ck_assert_int_eq(record_read(r, line.bytes, line.len, &e), 0);
		for (i = 0; i < count; i++) {
			char name[24];

			snprintf(name, sizeof(name), "m%zu", i);
			if (rand() % 2)
				record_remove(r, name);
			else
				left++;
		}
		if (rand() % 2) {
			record_set(r, "new", "1", 1);
			left++;
		}
		out.len = 0;
		record_write(r, &out);
		ck_assert_int_eq(record_read(again, out.bytes, out.len, &e), 0);
		for (i = 0; record_at(again, i, &m); i++)
			ck_assert_int_eq(
			    record_member(r, m.key.len == 3 ? "new" : "none")
				.type,
			    m.key.len == 3 ? SCAN_NUMBER : SCAN_NONE);
		ck_assert_uint_eq(i, left);
	}
	buf_free(&line);
	buf_free(&out);
	record_free(r);
	record_free(again);
}
END_TEST

START_TEST(more_members_can_be_added_than_were_read)
{
	struct record *r = read_line("{\"a\":1}");
	struct buf wanted = {0};
	char name[16];
	int i;

	buf_add_string(&wanted, "{\"a\":1");
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		record_set(r, name, "7", 1);
		buf_addf(&wanted, ",\"m%d\":7", i);
	}
	buf_add_byte(&wanted, '}');
	assert_writes(r, buf_string(&wanted));
	buf_free(&wanted);
	record_free(r);
}
END_TEST

START_TEST(a_member_that_was_removed_has_no_value)
{
	struct record *r = read_line("{\"a\":1,\"b\":2}");
	struct member m;

	record_remove(r, "a");
	ck_assert(record_at(r, 0, &m));
	ck_assert(span_is(m.key, "a"));
	ck_assert_int_eq(m.value.type, SCAN_NONE);
	ck_assert(record_at(r, 1, &m));
	ck_assert_int_eq(m.value.type, SCAN_NUMBER);
	ck_assert(!record_at(r, 2, &m));
	record_free(r);
}
END_TEST

START_TEST(a_tool_without_rules_says_none_in_the_trail)
{
	struct record *r = read_line("{}");

	ck_assert_int_eq(record_add_trail(r, "notes-y", NULL, NULL), 0);
	assert_writes(r,
	    "{\"trail\":[{\"tool\":\"notes-y\",\"version\":\"" NOTES_VERSION
	    "\"}]}");
	record_free(r);
}
END_TEST

SUITE("record", more_members_can_be_added_than_were_read,
    a_member_that_was_removed_has_no_value,
    a_tool_without_rules_says_none_in_the_trail,
    a_record_nobody_touched_is_written_as_it_was_read,
    a_changed_member_stands_where_it_stood, any_set_of_members_can_be_removed,
    a_member_can_be_added_to_an_empty_object,
    a_member_spelt_with_escapes_is_found_and_replaced,
    the_trail_grows_and_keeps_what_it_had,
    a_member_of_the_wrong_type_is_named_not_shown,
    strings_are_written_so_that_they_read_back,
    a_string_of_any_length_is_written_the_same_way,
    splicing_leaves_every_other_byte_unchanged,
    adding_and_removing_leaves_a_record_that_reads)
