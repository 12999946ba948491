/* A ruling in words. */
#include <string.h>

#include "law/law.h"
#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct law *law;
static struct buf out;

static const char *
explain(const struct ruling *r, const char *subject)
{
	struct error e = {{0}};

	if (law == NULL) {
		ck_assert_int_eq(digest_init(&e), 0);
		law = law_load(NULL, &e);
		ck_assert_msg(law != NULL, "%s", e.text);
	}
	out.len = 0;
	law_explain(law, r, subject, &out);
	return buf_string(&out);
}

static void
forget(void)
{
	law_free(law);
	law = NULL;
	buf_free(&out);
}

static const struct reason why[] = {
    {{"X-1", 3}, {"cite", 4}, {"Because.", 8}},
    {{"A01", 3}, {"45 CFR 1", 8}, {"It ended.", 9}},
    {{"unknown", 7}, {NULL, 0}, {"odd", 3}},
    {{"cure", 4}, {"cite", 4}, {"Ask again.", 10}},
};

static struct ruling
ruling(enum outcome o, const char *verified)
{
	return (struct ruling){.present = true,
	    .outcome = o,
	    .rule = {"X-1", 3},
	    .citation = {"cite", 4},
	    .verified = span_of(verified),
	    .reasons = why,
	    .reason_count = 1};
}

START_TEST(each_outcome_has_its_words)
{
	static const struct {
		enum outcome outcome;
		const char *words;
	} table[] = {
	    {OUTCOME_PERMIT, "N-1 may go out, within the basis.\n"},
	    {OUTCOME_PERMIT_MINIMUM,
		"N-1 may go out, but only what is necessary.\n"},
	    {OUTCOME_NEEDS_REVIEW,
		"N-1 is held until a named person decides and the reason is "
		"logged.\n"},
	    {OUTCOME_NEEDS_AUTHORIZATION,
		"N-1 is withheld for want of a valid authorization or "
		"consent.\n"},
	    {OUTCOME_DENY,
		"N-1 is withheld, and this requester cannot cure that.\n"},
	};
	struct ruling r;
	size_t i, len;

	for (i = 0; i < COUNT(table); i++) {
		r = ruling(table[i].outcome, "P");
		len = strlen(table[i].words);
		ck_assert_int_eq(
		    strncmp(explain(&r, "N-1"), table[i].words, len), 0);
		ck_assert_str_eq(buf_string(&out) + len,
		    "  X-1 [cite; its text was read]: Because.\n\n");
	}
	forget();
}
END_TEST

START_TEST(how_a_rule_was_read_is_said)
{
	static const char *const marks[][2] = {{"P", "its text was read"},
	    {"PS", "its text and a commentary were read"},
	    {"S", "it was read in a commentary alone"},
	    {"policy", "a policy of caution, not the law's words"},
	    {"reasoning", "it is reasoned, not read"},
	    {"M", "it rests on memory: have counsel read it"}};
	struct ruling r;
	size_t i;

	for (i = 0; i < COUNT(marks); i++) {
		r = ruling(OUTCOME_DENY, marks[i][0]);
		ck_assert_ptr_nonnull(strstr(explain(&r, "N-1"), marks[i][1]));
	}
	forget();
}
END_TEST

START_TEST(all_that_a_ruling_holds_is_told_line_by_line)
{
	static const struct span todo[] = {{"Log it.", 7}, {"Tell her.", 9}};
	struct ruling r = ruling(OUTCOME_PERMIT_MINIMUM, "P");

	r.reason_count = 4;
	r.field_filter = span_of("FED-PAY");
	r.authorization = span_of("A-7");
	r.attested = span_of("OH: A. Counsel");
	r.obligations = (struct texts){todo, 2};
	ck_assert_str_eq(explain(&r, "N-1, progress"),
	    "N-1, progress may go out, but only what is necessary.\n"
	    "  X-1 [cite; its text was read]: Because.\n"
	    "  A01 [45 CFR 1]: It ended.\n"
	    "  unknown: odd\n"
	    "  What would cure it: Ask again.\n"
	    "  Field filter FED-PAY by 45 CFR 164.514(d)(3), practice policy\n"
	    "  Authorization: A-7\n"
	    "  It rests on an attestation: OH: A. Counsel\n"
	    "  To do: Log it.\n"
	    "  To do: Tell her.\n\n");
	forget();
}
END_TEST

/* No line is longer than 78 bytes but for a word that is; no word is lost. */
START_TEST(lines_are_wrapped_between_words)
{
	char subject[400], words[420], *line, *word, *end;
	struct ruling r = ruling(OUTCOME_DENY, "P");
	size_t n, i, longest, at;

	for (n = 1; n < 120; n++) {
		for (i = 0; i < n; i++)
			subject[i] = 'a';
		strcpy(subject + n, " bb ccc dddd eeeee ffffff ggggggg hhhhhhhh"
				    " iiiiiiiii jjjjjjjjjj");
		explain(&r, subject);
		strcpy(words, subject);
		strcat(words, " is");
		longest = 0;
		for (at = 0, word = strtok(words, " "); word != NULL;
		     word = strtok(NULL, " ")) {
			line = strstr(out.bytes + at, word);
			ck_assert_ptr_nonnull(line);
			end = line + strlen(word);
			ck_assert_msg(*end == ' ' || *end == '\n',
			    "%zu %s in %s", n, word, out.bytes);
			at = (size_t)(end - out.bytes);
		}
		for (line = out.bytes; (end = strchr(line, '\n')) != NULL;
		     line = end + 1) {
			if ((size_t)(end - line) > longest &&
			    memchr(line + 2, ' ', (size_t)(end - line)) != NULL)
				longest = (size_t)(end - line);
			ck_assert(line[0] != ' ' || end == line ||
				  (line[1] == ' ' && line[2] != ' '));
		}
		ck_assert_uint_le(longest, n > 78 ? n : 78);
	}
	/* 78 bytes fit, 79 do not. */
	memset(subject, 'a', 75);
	strcpy(subject + 75, " b is");
	ck_assert_ptr_nonnull(strstr(explain(&r, subject), " b\n  is is"));
	memset(subject, 'a', 76);
	strcpy(subject + 76, " b");
	ck_assert_ptr_nonnull(strstr(explain(&r, subject), "a b\n  is"));
	memset(subject, 'a', 77);
	strcpy(subject + 77, " b");
	ck_assert_ptr_nonnull(strstr(explain(&r, subject), "a\n  b is"));
	forget();
}
END_TEST

SUITE("explain", each_outcome_has_its_words, how_a_rule_was_read_is_said,
    all_that_a_ruling_holds_is_told_line_by_line,
    lines_are_wrapped_between_words)
