#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "package/needles.h"
#include "suite.h"

/* Needles of lines in a file of their own. */
static struct needles *
load(const char *lines, struct error *e)
{
	char path[] = "/tmp/needles-XXXXXX";
	int fd = mkstemp(path);
	struct needles *n;

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(
	    write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
	close(fd);
	n = needles_load(path, e);
	unlink(path);
	return n;
}

static bool
found(const struct needles *n, const char *text, const char *note)
{
	struct buf squeezed = {0};
	bool yes;

	needles_squeeze(span_of(text), &squeezed);
	yes = needles_found(n, (struct span){squeezed.bytes, squeezed.len},
	    note == NULL ? (struct span){0} : span_of(note));
	buf_free(&squeezed);
	return yes;
}

#define LINE(label)                                                            \
	"{\"record\":\"withheld/1\",\"note\":\"N-1\",\"section\":0,"           \
	"\"start\":10,\"end\":60,\"text\":\"He said \\u201cthe house of "      \
	"caf\\u00e9s burned\\u201d twice "                                     \
	"today.\",\"passages\":[{\"start\":10,"                                \
	"\"end\":56,\"label\":\"" label "\"}]}\n"

START_TEST(line_breaks_quotes_and_case_do_not_hide_a_passage)
{
	struct needles *n = load(LINE("conversation"), NULL);

	ck_assert_ptr_nonnull(n);
	ck_assert(found(n,
	    "x he SAID \"the house\nof cafés\fburned\" twice "
	    "today. y",
	    NULL));
	ck_assert(
	    !found(n, "He said the house of cards burned twice today.", NULL));
	needles_free(n);
}
END_TEST

START_TEST(conversation_is_looked_for_everywhere_the_rest_in_its_own_note)
{
	const char *text = "He said the house of cafes burned twice today.";
	struct needles *n = load(LINE("conversation"), NULL);

	ck_assert(found(n, text, "N-2"));
	needles_free(n);
	n = load(LINE("symptoms"), NULL);
	ck_assert(!found(n, text, "N-2"));
	ck_assert(!found(n, text, NULL));
	ck_assert(found(n, text, "N-1"));
	needles_free(n);
}
END_TEST

START_TEST(a_line_that_is_not_withheld_is_an_error_that_quotes_nothing)
{
	struct error e = {0};

	ck_assert_ptr_null(
	    load("{\"record\":\"note/1\",\"note\":\"SECRET\"}\n", &e));
	ck_assert_ptr_null(strstr(e.text, "SECRET"));
	ck_assert_ptr_nonnull(strstr(e.text, ":1: "));
}
END_TEST

#define BEGIN "{\"record\":\"withheld/1\",\"note\":\"N-1\",\"text\":\"SECRET\","
#define PASSAGE(start, end)                                                    \
	"\"passages\":[{\"start\":" start ",\"end\":" end "}]}"

START_TEST(a_passage_without_its_place_is_an_error_that_quotes_nothing)
{
	static const char *const lines[] = {BEGIN PASSAGE("0", "5"),
	    BEGIN "\"start\":\"0\"," PASSAGE("0", "5"),
	    BEGIN "\"start\":0," PASSAGE("\"0\"", "5"),
	    BEGIN "\"start\":0," PASSAGE("0", "null"),
	    BEGIN "\"start\":9," PASSAGE("3", "12"),
	    BEGIN "\"start\":0," PASSAGE("5", "3"),
	    "{\"record\":\"withheld/1\",\"text\":\"SECRET\"}",
	    "{\"record\":\"withheld/1\",\"note\":7,\"text\":\"SECRET\"}",
	    "{\"record\":\"withheld/"
	    "1\",\"note\":\"N-1\",\"text\":[\"SECRET\"]}",
	    "{\"record\":7,\"note\":\"N-1\",\"text\":\"SECRET\"}",
	    "SECRET, which is no record"};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct error e = {0};

		ck_assert_msg(load(lines[i], &e) == NULL, "%s", lines[i]);
		ck_assert_msg(strstr(e.text, "SECRET") == NULL, "%s", e.text);
		ck_assert_msg(strstr(e.text, ":1: ") != NULL, "%s", e.text);
	}
}
END_TEST

START_TEST(a_member_that_went_is_no_passage)
{
	struct needles *n =
	    load("{\"record\":\"withheld/1\",\"note\":\"N-1\"}", NULL);

	ck_assert_ptr_nonnull(n);
	needles_free(n);
}
END_TEST

/* Each line has a passage of its own, longer than what is looked for. */
START_TEST(of_many_long_passages_each_is_found_by_its_beginning)
{
	struct buf lines = {0}, text = {0};
	struct needles *n;
	size_t i, k;

	for (i = 0; i < 600; i++) {
		buf_addf(&lines, "{\"record\":\"withheld/1\",\"note\":\"N-1\","
				 "\"start\":0,\"text\":\"");
		for (k = 0; k < 150; k++)
			buf_addf(&lines,
			    "\xf0\x9f\x98\x80 \xe2\x86\x92 %zu of %zu", i, k);
		buf_addf(&lines,
		    "\",\"passages\":[{\"start\":0,\"end\":"
		    "1400,\"part2\":true}]}%s",
		    i < 599 ? "\n" : "");
	}
	n = load(buf_string(&lines), NULL);
	ck_assert_ptr_nonnull(n);
	for (i = 0; i < 601; i += 75) {
		text.len = 0;
		for (k = 0; k < 150; k++)
			buf_addf(&text, "%zu OF %zu\n", i, k);
		ck_assert_int_eq(found(n, buf_string(&text), NULL), i < 600);
	}
	buf_free(&lines);
	buf_free(&text);
	needles_free(n);
}
END_TEST

START_TEST(an_empty_file_has_nothing_to_find)
{
	struct needles *n = load("", NULL);

	ck_assert_ptr_nonnull(n);
	ck_assert(!found(n, "anything at all that is long enough", "N-1"));
	needles_free(n);
}
END_TEST

SUITE("needles", line_breaks_quotes_and_case_do_not_hide_a_passage,
    conversation_is_looked_for_everywhere_the_rest_in_its_own_note,
    a_line_that_is_not_withheld_is_an_error_that_quotes_nothing,
    a_passage_without_its_place_is_an_error_that_quotes_nothing,
    a_member_that_went_is_no_passage,
    of_many_long_passages_each_is_found_by_its_beginning,
    an_empty_file_has_nothing_to_find)
