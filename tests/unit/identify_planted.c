/* An identifier is found whole, whatever number, word or mark stands before it
 * and behind it. */
#include "suite.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "identify/identify.h"

static const char *const planted[] = {"312-555-0142", "(312) 555-0142",
    "312.555.0142", "312 555 0142", "+1 312 555 0142", "1-312-555-0142",
    "+44 20 7946 0958", "123-45-6789", "123 45 6789", "4111 1111 1111 1111",
    "4111-1111-1111-1111", "4111111111111111", "3714 496353 98431",
    "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819",
    "jo.roe@example.org", "https://example.org/a?b=1", "www.example.org",
    "10.20.30.40", "2001:db8::ff00:42:8329", "00:1B:44:11:3A:B7", "3/14/2026",
    "03/14/26", "2026-03-14", "March 14, 2026", "14 March 2026", "Mar 14",
    "May 2026", "14MAR26", "1EG4-TE5-MK72", "1HGCM82633A004352", "AB1234563",
    "97205-1234", "412 Knollwood Dr",
    "412 Knollwood Dr, Apt 3B, Springfield, IL 62704", "PO Box 118",
    "Christmas Eve", "Rosalinda Quennell", "Dr. Haddad", "St. Mary's Hospital",
    "@rosa_q77", "41.8881, -87.6231", "123e4567-e89b-12d3-a456-426614174000"};

static const char *const before[] = {"", "Seen ", "room 11 ", "2/11 ", "2026 ",
    "in 2026 ", "room 301 ", "zip 78701 ", "x4 ", "at 3:30 ", "3:30 PM ",
    "F43.10 ", "PHQ-9 12. ", "A1c 5.6, ", "5-4-3-2-1 ", "50 min ", "90837 ",
    "(", "[", "\"", "'", "-", "- ", "* ", "# ", "/", "pt's ", "O'Brien ",
    "\xc3\xa9 ", "a. ", "1. ", "1) ", "=", "+", "&", "~", "_", "Phone: ", "on ",
    "since ", "the ", "\n", "x\n", ", ", "; ", ": ", "\xe2\x80\x94 ", "555 ",
    "1/2 ", "BP 120/80 ", "2.5 mg ", "3/14/2026 ", "3/14/2026 10:00 ",
    "312-555-0101 ", "312-555-0101, ", "123-45-6788 ", "ann@example.org ",
    "1-2 ", "1-2, ", "no ", "and ", "May ", "of ", "TX ", "TX, "};

static const char *const behind[] = {"", " ", " she", ".", ",", " 11", " 2/11",
    " 2026", ")", "\n12", "; 3:30", " 50 min", "'s", "-", "/", "\"",
    "\xe2\x80\x94", " 312-555-0101", " 3/14/2026", ":", " x4"};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct identify *id;
static struct identify_scratch *scratch;

/* Letters and digits of TEXT from START to END are withheld. */
static void
check(const char *text, size_t len, size_t start, size_t end)
{
	const struct identified *found;
	struct error e = {0};
	size_t i, at, count;

	ck_assert_int_eq(identify_text(scratch, (struct span){text, len},
			     &found, &count, &e),
	    0);
	for (at = start, i = 0; at < end; at++) {
		while (i < count && found[i].end <= at)
			i++;
		ck_assert_msg(!isalnum((unsigned char)text[at]) ||
				  (i < count && found[i].start <= at),
		    "%s: not from byte %zu", text, at);
	}
}

START_TEST(an_identifier_is_found_between_any_others)
{
	struct buf text = {0};
	struct error e = {0};
	struct note n = {0};
	size_t i, b, a, start, end;

	id = identify_open(&e);
	ck_assert_ptr_nonnull(id);
	scratch = identify_scratch_new(id);
	identify_learn(scratch, &n, NULL);
	for (i = 0; i < COUNT(planted); i++)
		for (b = 0; b < COUNT(before); b++)
			for (a = 0; a < COUNT(behind); a++) {
				text.len = 0;
				buf_add_string(&text, before[b]);
				start = text.len;
				buf_add_string(&text, planted[i]);
				end = text.len;
				buf_add_string(&text, behind[a]);
				buf_string(&text);
				check(text.bytes, text.len, start, end);
			}
	buf_free(&text);
	identify_scratch_free(scratch);
	identify_free(id);
}
END_TEST

SUITE("identify planted", an_identifier_is_found_between_any_others)
