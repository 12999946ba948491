/* The statements that go out with Part 2 records and by state law, each table
 * that differs from ours in one place: what lacks a word of its row is refused
 * at start, for a response without the statement breaks the law. */
#include "suite.h"

#include <string.h>

#include "base/safe_file.h"
#include "package/statement.h"
#include "variants.h"

/* In place of what the library carries. */
#define TABLE_MOST 65536
extern unsigned char package_statements[];
extern size_t package_statements_len;
unsigned char package_statements[TABLE_MOST];
size_t package_statements_len;

static size_t taken, refused;

/* What a member says, and how many rows there are. */
static bool
may_differ(const char *where)
{
	static const char *const may[] = {
	    "as it is", " \"\"", "] left out", "] twice", ".scope left out"};
	size_t i, a = strlen(where), b;

	for (i = 0; i < sizeof(may) / sizeof(may[0]); i++) {
		b = strlen(may[i]);
		if (a >= b && strcmp(where + a - b, may[i]) == 0)
			return true;
	}
	return false;
}

static void
try(const char *text, size_t len, const char *where, void *context)
{
	struct statements *s;
	struct error e = {0};

	(void)context;
	ck_assert_uint_lt(len, TABLE_MOST);
	memcpy(package_statements, text, len);
	package_statements_len = len;
	s = statements_load(&e);
	if (s == NULL) {
		ck_assert_msg(
		    strncmp(e.text, "statements", 10) == 0, "%s", where);
		refused++;
		return;
	}
	ck_assert_msg(may_differ(where), "%s", where);
	statements_free(s);
	taken++;
}

START_TEST(statements_that_lack_anything_are_refused)
{
	static const char *const others[] = {
	    "null", "true", "\"\"", "[]", "{}", NULL};
	struct buf text = {0};
	struct error e = {0};

	ck_assert_msg(file_read(SOURCE_DIR "/lib/package/statements.json",
			  TABLE_MOST, &text, &e) == 0,
	    "%s", e.text);
	variants_each(buf_string(&text), others, try, NULL);
	try("[]", 2, "no row", NULL);
	try("[", 1, "no JSON", NULL);
	try("{}", 2, "no list", NULL);
	ck_assert_uint_gt(refused, taken);
	statements_free(NULL);
	buf_free(&text);
}
END_TEST

SUITE("package tables", statements_that_lack_anything_are_refused)
