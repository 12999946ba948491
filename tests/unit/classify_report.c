/* A classified note for people: what it shows, and what it does not let
 * through to a terminal. */
#include <string.h>

#include "classify/report.h"
#include "suite.h"

static const struct section sections[] = {
    {.title = {"Data\x1b[2J", 8},
	.text = {"one\ttwo\r\nthree  four\x07\xe2\x80\xae five", 29}},
    {.title = {NULL, 0}, .text = {"", 0}}};

static const struct note note = {.id = {"N-1\x1b", 4},
    .date = DATE_NONE,
    .title = {"A title", 7},
    .sections = sections,
    .section_count = 2};

static struct passage
passage_of(int section, bool in_title, size_t end, enum label label)
{
	return (struct passage){.place = {section, in_title, 0, end},
	    .label = label,
	    .score = 1000};
}

static const char *
report_of(const struct passage *passages, size_t count, bool colour)
{
	static struct buf out;
	struct classification c = {.present = true,
	    .protection_reason = {"why\x9b", 4},
	    .passages = passages,
	    .passage_count = count};

	out.len = 0;
	report_note(&out, &note, &c, colour);
	return buf_string(&out);
}

START_TEST(a_report_steers_no_terminal)
{
	struct passage p[] = {passage_of(-1, false, 7, LABEL_RISK),
	    passage_of(0, true, 8, LABEL_RISK),
	    passage_of(0, false, 27, LABEL_RISK)};
	const char *said = report_of(p, 3, false), *at;

	for (at = said; *at != '\0'; at++)
		ck_assert_msg(
		    (unsigned char)*at >= 0x20 || *at == '\n', "%s", said);
	ck_assert_ptr_null(strstr(said, "\xe2\x80\xae"));
	ck_assert_ptr_nonnull(strstr(said, "N-1\xef\xbf\xbd  "));
	ck_assert_ptr_nonnull(strstr(said, "[Data\xef\xbf\xbd[2J]\n"));
	/* Line ends and tabs of the text are spaces in its margin; what stands
	 * in a title is shown once, with its section. */
	ck_assert_ptr_nonnull(strstr(
	    said, "| one two three four\xef\xbf\xbd\xef\xbf\xbd five\n"));
	ck_assert_ptr_null(strstr(strstr(said, "[Data") + 5, "Data"));
}
END_TEST

START_TEST(colours_say_what_stays_here)
{
	static const struct {
		enum label label;
		const char *colour;
	} rows[] = {{LABEL_CONVERSATION, "\033[31mconversation "},
	    {LABEL_MEDICATION, "\033[32mmedication "},
	    {LABEL_ADMINISTRATIVE, "\033[36madministrative "},
	    {LABEL_TOPIC, "\033[33mtopic "}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct passage p = passage_of(0, false, 3, rows[i].label);

		ck_assert_ptr_nonnull(
		    strstr(report_of(&p, 1, true), rows[i].colour));
		ck_assert_ptr_null(strstr(report_of(&p, 1, false), "\033"));
	}
}
END_TEST

SUITE("report", a_report_steers_no_terminal, colours_say_what_stays_here)
