/* Values as C knows them: numbers that fit, texts decoded, members found. */
#include "stream/cursor.h"

#include <string.h>

#include "stream/record.h"
#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct record *rec;

/* The member "v" of the line. */
static struct value
read_value(const char *line)
{
	struct error e = {{0}};

	if (rec == NULL)
		rec = record_new();
	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0, "%s: %s",
	    line, e.text);
	return record_member(rec, "v");
}

START_TEST(an_integer_is_one_that_fits)
{
	static const struct {
		const char *line;
		bool fits;
		int64_t n;
	} table[] = {
	    {"{\"v\":0}", true, 0},
	    {"{\"v\":-0}", true, 0},
	    {"{\"v\":42}", true, 42},
	    {"{\"v\":-42}", true, -42},
	    {"{\"v\":9223372036854775807}", true, INT64_MAX},
	    {"{\"v\":9223372036854775808}", false, 0},
	    {"{\"v\":-9223372036854775808}", true, INT64_MIN},
	    {"{\"v\":-9223372036854775809}", false, 0},
	    {"{\"v\":18446744073709551615}", false, 0},
	    {"{\"v\":18446744073709551616}", false, 0},
	    {"{\"v\":99999999999999999999}", false, 0},
	    {"{\"v\":1.0}", false, 0},
	    {"{\"v\":1e3}", false, 0},
	    {"{\"v\":\"1\"}", false, 0},
	    {"{\"w\":1}", false, 0},
	};
	size_t i;
	int64_t n;

	for (i = 0; i < COUNT(table); i++) {
		n = 0;
		ck_assert_msg(value_integer(read_value(table[i].line), &n) ==
				  table[i].fits,
		    "%s", table[i].line);
		ck_assert_int_eq(n, table[i].n);
	}
	record_free(rec);
	rec = NULL;
}
END_TEST

START_TEST(a_number_is_one_that_is_finite)
{
	char line[200] = "{\"v\":0.";
	double x;
	bool yes;

	ck_assert(value_double(read_value("{\"v\":-2.5e1}"), &x));
	ck_assert(x == -25);
	ck_assert(!value_double(read_value("{\"v\":1e999}"), &x));
	ck_assert(!value_double(read_value("{\"v\":true}"), &x));
	/* However many digits it has. */
	memset(line + 7, '5', 100);
	strcpy(line + 107, "}");
	ck_assert(value_double(read_value(line), &x));
	ck_assert(x > 0.5555 && x < 0.5556);
	ck_assert(value_bool(read_value("{\"v\":true}"), &yes) && yes);
	ck_assert(value_bool(read_value("{\"v\":false}"), &yes) && !yes);
	ck_assert(!value_bool(read_value("{\"v\":null}"), &yes) && !yes);
	ck_assert(!value_bool(read_value("{\"v\":1}"), &yes));
	record_free(rec);
	rec = NULL;
}
END_TEST

/* By the tape, and by the text where a value stands behind its end. */
START_TEST(members_are_found_however_they_are_spelt)
{
	static const char line[] =
	    "{\"v\" : { \"a\\u0062\\\\\" : 1 ,\t\"c\" : [ 1 , \"]\" , {} , [] ,"
	    " null ,true,-1.5e+3\r, \"\\\"}\" ] , \"d\":{\"e\":{}} , "
	    "\"f\":\"\\\\\" }"
	    "\n}";
	struct value v = read_value(line), one, text;
	struct arena arena = {0};
	struct cursor c;
	struct span key, said;
	size_t n;
	int by_text;

	for (by_text = 0; by_text < 2; by_text++) {
		if (by_text)
			v.node = NULL;
		ck_assert_uint_eq(value_count(v), 4);
		ck_assert_int_eq(value_member(v, "ab\\").type, SCAN_NUMBER);
		ck_assert_int_eq(value_member(v, "ab").type, SCAN_NONE);
		ck_assert_int_eq(value_member(v, "ab\\x").type, SCAN_NONE);
		one = value_member(v, "c");
		ck_assert_int_eq(one.type, SCAN_ARRAY);
		ck_assert_uint_eq(value_count(one), 8);
		cursor_open(&c, one);
		for (n = 0; cursor_next(&c, &key, &text); n++) {
			ck_assert_ptr_null(key.bytes);
			if (n == 6)
				ck_assert(span_is(text.json, "-1.5e+3"));
			if (n == 7) {
				ck_assert(value_text(text, &arena, &said));
				ck_assert(span_is(said, "\"}"));
			}
		}
		ck_assert_uint_eq(n, 8);
		ck_assert_int_eq(
		    value_member(value_member(v, "d"), "e").type, SCAN_OBJECT);
		ck_assert(value_text(value_member(v, "f"), &arena, &said));
		ck_assert(span_is(said, "\\"));
		ck_assert(!value_text(value_member(v, "d"), &arena, &said));
		cursor_open(&c, v);
		ck_assert(cursor_next(&c, NULL, &one));
		/* Of what is neither an array nor an object nothing comes. */
		cursor_open(&c, value_member(v, "f"));
		ck_assert(!cursor_next(&c, NULL, &one));
		ck_assert_uint_eq(value_count(value_member(v, "x")), 0);
	}
	arena_free(&arena);
	record_free(rec);
	rec = NULL;
}
END_TEST

START_TEST(the_first_and_the_last_of_surrogates_are_decoded)
{
	static const char *const table[][2] = {
	    {"{\"v\":\"\\ud800\\udc00\"}", "\xF0\x90\x80\x80"},
	    {"{\"v\":\"\\ud800\\udfff\"}", "\xF0\x90\x8F\xBF"},
	    {"{\"v\":\"\\udbff\\udc00\"}", "\xF4\x8F\xB0\x80"},
	    {"{\"v\":\"\\uDBFF\\uDFFF\"}", "\xF4\x8F\xBF\xBF"},
	    {"{\"v\":\"\\ud7ff\\ue000\"}", "\xED\x9F\xBF\xEE\x80\x80"}};
	struct arena arena = {0};
	struct span text;
	size_t i;

	for (i = 0; i < COUNT(table); i++) {
		ck_assert(value_text(read_value(table[i][0]), &arena, &text));
		ck_assert(span_is(text, table[i][1]));
	}
	arena_free(&arena);
}
END_TEST

START_TEST(an_element_has_no_key_and_no_name)
{
	struct value v = read_value("{\"v\":[1,\"a\\nb\",{\"k\":2}]}");
	struct arena arena = {NULL};
	struct span key = span_of("x"), text;
	struct cursor by[2];
	struct value one;
	int i, n;

	cursor_open(&by[0], v);
	cursor_open_text(&by[1], v); /* as where there is no tape */
	for (i = 0; i < 2; i++) {
		for (n = 0; cursor_next(&by[i], &key, &one); n++) {
			ck_assert_ptr_null(key.bytes);
			ck_assert(!key_is(key, ""));
			ck_assert(!key_is(key, "k"));
			ck_assert_int_eq(
			    value_text(one, &arena, &text), n == 1);
			if (n == 1)
				ck_assert(span_is(text, "a\nb"));
		}
		ck_assert_int_eq(n, 3);
	}
	arena_free(&arena);
	record_free(rec);
	rec = NULL;
}
END_TEST

SUITE("cursor", an_element_has_no_key_and_no_name,
    the_first_and_the_last_of_surrogates_are_decoded,
    an_integer_is_one_that_fits, a_number_is_one_that_is_finite,
    members_are_found_however_they_are_spelt)
