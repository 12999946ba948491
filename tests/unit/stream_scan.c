#include "suite.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "../fuzz/oracle.h"
#include "base/buf.h"
#include "stream/plain.h"

static const char *
refusal(const char *line, size_t len)
{
	static struct error e;
	struct scan *s = scan_new();
	int got;

	e = (struct error){0};
	got = scan_line(s, line, len, &e);
	scan_free(s);
	return got == 0 ? "accepted" : e.text;
}

#define REFUSES(line, why)                                                     \
	ck_assert_str_eq(refusal(line, sizeof(line) - 1), why)

START_TEST(what_is_not_an_object_is_refused)
{
	REFUSES("", "column 1: not a JSON object");
	REFUSES("42", "column 1: not a JSON object");
	REFUSES("[]", "column 1: not a JSON object");
	REFUSES("\"a\"", "column 1: not a JSON object");
	REFUSES("{} {}", "column 4: more behind the object");
	REFUSES("{}x", "column 3: more behind the object");
	REFUSES("\xEF\xBB\xBF{}", "column 1: not a JSON object");
}
END_TEST

START_TEST(strings_are_utf8_without_control_characters)
{
	REFUSES("{\"a\":\"\xFF\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xC0\xAF\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xE0\x80\xAF\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xED\xA0\x80\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xF4\x90\x80\x80\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xF5\x80\x80\x80\"}", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\xC3", "column 7: not UTF-8");
	REFUSES("{\"a\":\"\x01\"}", "column 7: control character in a string");
	REFUSES("{\"a\":\"\0\"}", "column 7: control character in a string");
	REFUSES("{\"a\":\"\n\"}", "column 7: control character in a string");
	REFUSES(
	    "{\"a\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x7F\"}", "accepted");
}
END_TEST

START_TEST(escapes_name_characters_that_exist)
{
	REFUSES("{\"a\":\"\\u0000\"}", "column 7: U+0000 in a string");
	REFUSES("{\"\\u0000\":1}", "column 3: U+0000 in a string");
	REFUSES("{\"a\":\"\\ud800\"}", "column 7: lone surrogate");
	REFUSES("{\"a\":\"\\udc00\"}", "column 7: lone surrogate");
	REFUSES("{\"a\":\"\\ud800\\u0041\"}", "column 7: lone surrogate");
	REFUSES("{\"a\":\"\\u00g0\"}", "column 7: unknown escape");
	REFUSES("{\"a\":\"\\x41\"}", "column 7: unknown escape");
	REFUSES("{\"a\":\"\\u00", "column 7: unknown escape");
	REFUSES("{\"a\":\"\\", "column 7: string not closed");
	REFUSES(
	    "{\"a\":\"\\ud83d\\ude00\\b\\f\\n\\r\\t\\/\\\\\\\"\"}", "accepted");
}
END_TEST

START_TEST(no_key_stands_twice_in_one_object)
{
	REFUSES("{\"id\":1,\"id\":2}", "column 10: key stands twice");
	REFUSES("{\"id\":1,\"i\\u0064\":2}", "column 10: key stands twice");
	REFUSES("{\"a\":{\"x\":1,\"x\":1}}", "column 14: key stands twice");
	REFUSES("{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}",
	    "column 20: key stands twice");
	REFUSES("{\"a\":{\"x\":1},\"b\":{\"x\":1},\"x\":[{\"x\":1},{\"x\":2}]}",
	    "accepted");
}
END_TEST

#define EMOJI "\xF0\x9F\x98\x80"
#define MANY                                                                   \
	"\"0\":0,\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,"     \
	"\"8\":0,\"9\":0,\"10\":0,\"11\":0,\"12\":0,\"13\":0,\"14\":0,"        \
	"\"15\":0,\"16\":0,\"17\":0,\"18\":0,\"19\":0,\"20\":0,\"21\":0,"      \
	"\"22\":0,\"23\":0,\"24\":0,"

/* Keys are told apart by their first and last bytes and their length first. */
START_TEST(keys_that_look_alike_are_two_and_twins_are_one)
{
	static const struct {
		const char *a, *b;
		bool twins;
	} pairs[] = {
	    {"aaaaXbbbb", "aaaaYbbbb", false},
	    {"baaaXzzzz", "aaaaXYzzzz", false}, /* of two lengths */
	    {"aaaa\\u0058bbbb", "aaaaYbbbb", false},
	    {"aaaa\\u0058bbbb", "aaaaXbbbb", true},
	    {"aaaa\\nbbbb", "aaaa\\u000abbbb", true},
	    {"aaaa\\nbbbb", "aaaa\\tbbbb", false},
	    {"aaaa\\\"bbbb", "aaaa\\u0022bbbb", true},
	    {"aaaa\\ud83d\\ude00bbbb", "aaaa" EMOJI "bbbb", true},
	    {"aaaa\\uD83D\\uDE00bbbb", "aaaa" EMOJI "bbbb", true},
	    {"aaaa\\uD83D\\uDE01bbbb", "aaaa" EMOJI "bbbb", false},
	    {"aaaa\\ud7ffbbbb",
		"aaaa\xED\x9F\xBF"
		"bbbb",
		true},
	    {"aaaa\\uD7FFbbbb",
		"aaaa\xED\x9F\xBE"
		"bbbb",
		false},
	    {"aaaa\\u00e9bbbb",
		"aaaa\xC3\xA9"
		"bbbb",
		true},
	};
	char line[600];
	int many, turned;
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		for (many = 0; many < 2; many++)
			for (turned = 0; turned < 2; turned++) {
				snprintf(line, sizeof(line),
				    "{%s\"%s\":1,\"%s\":2}", many ? MANY : "",
				    turned ? pairs[i].b : pairs[i].a,
				    turned ? pairs[i].a : pairs[i].b);
				ck_assert_msg(
				    (strcmp(refusal(line, strlen(line)),
					 "accepted") != 0) == pairs[i].twins,
				    "%s", line);
			}
}
END_TEST

START_TEST(a_hundred_thousand_keys_take_no_time_and_a_twin_is_found)
{
	struct scan *s = scan_new();
	struct buf b = {0};
	int i;

	buf_add_byte(&b, '{');
	for (i = 0; i < 100000; i++)
		buf_addf(&b, "\"key%d\":%d,", i, i);
	b.len--;
	buf_add_byte(&b, '}');
	ck_assert_str_eq(refusal(b.bytes, b.len), "accepted");
	ck_assert_ptr_null(oracle_difference(s, b.bytes, b.len));
	b.len--;
	buf_add_string(&b, ",\"ke\\u00795000\":0}");
	ck_assert_ptr_nonnull(
	    strstr(refusal(b.bytes, b.len), "key stands twice"));
	buf_free(&b);
	scan_free(s);
}
END_TEST

START_TEST(depth_ends_at_the_limit)
{
	struct buf b = {0};
	int depth, i;

	for (depth = SCAN_DEPTH; depth <= SCAN_DEPTH + 1; depth++) {
		b.len = 0;
		buf_add_string(&b, "{\"a\":");
		for (i = 1; i < depth; i++)
			buf_add_byte(&b, '[');
		for (i = 1; i < depth; i++)
			buf_add_byte(&b, ']');
		buf_add_byte(&b, '}');
		if (depth == SCAN_DEPTH)
			ck_assert_str_eq(refusal(b.bytes, b.len), "accepted");
		else
			ck_assert_ptr_nonnull(
			    strstr(refusal(b.bytes, b.len), "too deep"));
	}
	b.len = 0;
	buf_add_string(&b, "{\"a\":");
	for (i = 0; i < 1000000; i++)
		buf_add_byte(&b, '[');
	ck_assert_ptr_nonnull(strstr(refusal(b.bytes, b.len), "too deep"));
	buf_free(&b);
}
END_TEST

START_TEST(numbers_are_judged_by_their_grammar_alone)
{
	REFUSES("{\"a\":[0,-0,1e400,1e-400,9223372036854775808,4.18,-1.5E+3]}",
	    "accepted");
	REFUSES("{\"a\":01}", "column 7: no comma");
	REFUSES("{\"a\":1.}", "column 6: not a number");
	REFUSES("{\"a\":.5}", "column 6: not a value");
	REFUSES("{\"a\":-}", "column 6: not a number");
	REFUSES("{\"a\":+1}", "column 6: not a value");
	REFUSES("{\"a\":1e}", "column 6: not a number");
	REFUSES("{\"a\":NaN}", "column 6: not a value");
	REFUSES("{\"a\":Infinity}", "column 6: not a value");
	REFUSES("{\"a\":1,}", "column 8: no key");
	REFUSES("{\"a\":[1,]}", "column 9: not a value");
	REFUSES("{\"a\" 1}", "column 6: no colon behind a key");
}
END_TEST

START_TEST(a_number_of_a_million_digits_is_a_number)
{
	struct buf b = {0};

	buf_add_string(&b, "{\"a\":");
	memset(buf_reserve(&b, 1000000), '7', 1000000);
	b.len += 1000000;
	buf_add_byte(&b, '}');
	ck_assert_str_eq(refusal(b.bytes, b.len), "accepted");
	buf_free(&b);
}
END_TEST

START_TEST(a_line_at_the_limit_is_read_and_one_more_is_not)
{
	struct buf b = {0};
	size_t pad = SCAN_LINE - 8;

	buf_add_string(&b, "{\"a\":\"");
	memset(buf_reserve(&b, pad + 1), 'x', pad + 1);
	b.len += pad;
	buf_add_string(&b, "\"}");
	ck_assert_uint_eq(b.len, SCAN_LINE);
	ck_assert_str_eq(refusal(b.bytes, b.len), "accepted");
	buf_add_byte(&b, ' ');
	ck_assert_str_eq(
	    refusal(b.bytes, b.len), "line of more than 16777216 bytes");
	buf_free(&b);
}
END_TEST

START_TEST(every_cut_of_a_record_is_refused)
{
	static const char line[] =
	    "{\"a\":[1,{\"b\":\"\\u00e9\xC3\xA9\"},true,null],\"c\":-1.5e3}";
	size_t len;

	for (len = 0; len < sizeof(line) - 1; len++)
		ck_assert_str_ne(refusal(line, len), "accepted");
	ck_assert_str_eq(refusal(line, len), "accepted");
}
END_TEST

START_TEST(both_twins_stop_at_the_same_byte)
{
	unsigned char text[64];
	unsigned at, c, from;

	for (at = 0; at < sizeof(text); at++)
		for (c = 0; c < 256; c++)
			for (from = 0; from < 20; from += 5) {
				const unsigned char *end = text + sizeof(text);

				memset(text, 'a', sizeof(text));
				text[at] = (unsigned char)c;
				ck_assert_ptr_eq(plain_run(text + from, end),
				    plain_run_portable(text + from, end));
				ck_assert_ptr_eq(quote_run(text + from, end),
				    quote_run_portable(text + from, end));
			}
}
END_TEST

/* TEXT up to END, by both twins: where they stop, and what they copied. */
static void
copies_are_the_same(
    const unsigned char *text, const unsigned char *end, bool bare)
{
	unsigned char one[64], other[64];
	const unsigned char *stop = text;
	size_t len;

	while (stop < end && *stop != '\\' &&
	       (!bare || (*stop != '"' && *stop >= 0x20)))
		stop++;
	len = (size_t)(stop - text);
	ck_assert_ptr_eq(copy_run(one, text, end, bare), stop);
	ck_assert_mem_eq(one, text, len);
	ck_assert_ptr_eq(copy_run_portable(other, text, end, bare), stop);
	ck_assert_mem_eq(other, text, len);
}

START_TEST(both_twins_copy_the_same_bytes)
{
	unsigned char text[64];
	unsigned at, c, from, i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)('a' + i % 26);
	for (at = 0; at < sizeof(text); at++)
		for (c = 0; c < 256; c++) {
			unsigned char was = text[at];

			text[at] = (unsigned char)c;
			for (from = 0; from <= sizeof(text); from++) {
				copies_are_the_same(
				    text + from, text + sizeof(text), true);
				copies_are_the_same(
				    text + from, text + sizeof(text), false);
			}
			text[at] = was;
		}
}
END_TEST

START_TEST(conformance_vectors_are_judged_as_the_oracle_judges_them)
{
	static const char folder[] = SHARED_DIR "/data/vectors/json";
	struct scan *s = scan_new();
	struct dirent *entry;
	DIR *dir = opendir(folder);
	int count = 0;

	if (dir == NULL) {
		printf("skipped: %s is not there\n", folder);
		scan_free(s);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		struct error e = {0};
		struct buf b = {0};
		char path[4096];
		size_t got;
		FILE *f;

		if (strstr(entry->d_name, ".json") == NULL)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		f = fopen(path, "rb");
		ck_assert_ptr_nonnull(f);
		while ((got = fread(buf_reserve(&b, 65536), 1, 65536, f)) > 0)
			b.len += got;
		fclose(f);
		if (b.len > 0 && entry->d_name[0] == 'n')
			ck_assert_msg(scan_line(s, b.bytes, b.len, &e) == -1,
			    "%s accepted", entry->d_name);
		if (entry->d_name[0] != 'n' || b.len < 5000) {
			const char *difference = oracle_difference(
			    s, b.len == 0 ? "" : b.bytes, b.len);

			ck_assert_msg(difference == NULL, "%s: %s",
			    entry->d_name, difference);
		}
		buf_free(&b);
		count++;
	}
	closedir(dir);
	scan_free(s);
	ck_assert_int_gt(count, 300);
}
END_TEST

/* A value of at most DEPTH levels, spelt in every way a writer may. */
static void
add_random_value(struct buf *b, int depth)
{
	static const char *const strings[] = {"", "plain", "caf\xC3\xA9",
	    "\\u00e9\\n\\\"", "\\ud83d\\ude00",
	    "a longer run of plain text here", "\xF0\x9F\x98\x80\\\\",
	    "\\/\\b\\f\\r\\t"};
	static const char *const numbers[] = {"0", "-0", "12", "-7.25", "1e3",
	    "9223372036854775807", "-9223372036854775808", "0.1"};
	int i, n;

	switch (rand() % (depth > 0 ? 7 : 5)) {
	case 0:
	case 1:
		buf_addf(b, "\"%s\"", strings[rand() % 8]);
		break;
	case 2:
		buf_add_string(b, numbers[rand() % 8]);
		break;
	case 3:
		buf_add_string(b, rand() % 2 ? "true" : "false");
		break;
	case 4:
		buf_add_string(b, "null");
		break;
	case 5:
		n = rand() % 4;
		buf_add_byte(b, '[');
		for (i = 0; i < n; i++) {
			buf_add_string(b, i > 0 ? " , " : " ");
			add_random_value(b, depth - 1);
		}
		buf_add_byte(b, ']');
		break;
	default:
		n = rand() % 40;
		buf_add_byte(b, '{');
		for (i = 0; i < n; i++) {
			buf_addf(b, "%s\"%s%d\"\t:", i > 0 ? "," : "",
			    rand() % 2 ? "k" : "\\u006b\xC3\xA9", i);
			add_random_value(b, depth - 1);
		}
		buf_add_byte(b, '}');
		break;
	}
}

START_TEST(random_records_read_as_jansson_reads_them)
{
	struct scan *s = scan_new();
	struct buf b = {0};
	int round;

	srand(20261121);
	for (round = 0; round < 4000; round++) {
		const char *difference;
		size_t i;

		b.len = 0;
		buf_add_string(&b, "{\"a\":");
		add_random_value(&b, 4);
		buf_add_string(&b, ",\"b\" : ");
		add_random_value(&b, 2);
		buf_add_string(&b, "} ");
		difference = oracle_difference(s, b.bytes, b.len);
		ck_assert_msg(
		    difference == NULL, "round %d: %s", round, difference);
		/* And with a byte changed, whatever that makes of it. */
		for (i = 0; i < 8; i++) {
			b.bytes[(size_t)rand() % b.len] = (char)(rand() % 256);
			difference = oracle_difference(s, b.bytes, b.len);
			ck_assert_msg(difference == NULL, "round %d: %s", round,
			    difference);
		}
	}
	buf_free(&b);
	scan_free(s);
}
END_TEST

SUITE("scan", what_is_not_an_object_is_refused,
    strings_are_utf8_without_control_characters,
    escapes_name_characters_that_exist, no_key_stands_twice_in_one_object,
    keys_that_look_alike_are_two_and_twins_are_one,
    a_hundred_thousand_keys_take_no_time_and_a_twin_is_found,
    depth_ends_at_the_limit, numbers_are_judged_by_their_grammar_alone,
    a_number_of_a_million_digits_is_a_number,
    a_line_at_the_limit_is_read_and_one_more_is_not,
    every_cut_of_a_record_is_refused, both_twins_stop_at_the_same_byte,
    both_twins_copy_the_same_bytes,
    conformance_vectors_are_judged_as_the_oracle_judges_them,
    random_records_read_as_jansson_reads_them)
