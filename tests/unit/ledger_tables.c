/* The ledger's own tables, each that differs from them in one place: a release
 * that breaks one is refused at start, for a rule that is left out would
 * exempt, or excuse, whatever it speaks of. */
#include "suite.h"

#include <string.h>

#include "base/safe_file.h"
#include "ledger/accounting.h"
#include "ledger/breach.h"
#include "variants.h"

/* In place of what the library carries. */
#define TABLE_MOST 65536
extern unsigned char ledger_accounting[], ledger_breach[];
extern size_t ledger_accounting_len, ledger_breach_len;
unsigned char ledger_accounting[TABLE_MOST], ledger_breach[TABLE_MOST];
size_t ledger_accounting_len, ledger_breach_len;

struct trial {
	unsigned char *bytes;
	size_t *len;
	bool (*load)(struct error *e);
	size_t taken, refused;
};

static bool
load_accounting(struct error *e)
{
	struct accounting_rules *r = accounting_rules_new(e);

	accounting_rules_free(r);
	return r != NULL;
}

static bool
load_breach(struct error *e)
{
	struct breach_rules *r = breach_rules_new(e);

	breach_rules_free(r);
	return r != NULL;
}

static bool
ends(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && strcmp(text + a - b, end) == 0;
}

/* Words, how long a list is, and what nothing is reckoned from. */
static bool
may_differ(const char *where)
{
	static const char *const may[] = {"as it is", " \"\"", "] left out",
	    "] twice", "purposes []", "rules []", "secured []", "exclusions []",
	    "summarise true", "summarise left out", ".substitute.days left out",
	    ".media.days left out"};
	size_t i;

	for (i = 0; i < sizeof(may) / sizeof(may[0]); i++)
		if (ends(where, may[i]))
			return true;
	return false;
}

static void
try(const char *text, size_t len, const char *where, void *context)
{
	struct trial *t = context;
	struct error e = {0};

	ck_assert_uint_lt(len, TABLE_MOST);
	memcpy(t->bytes, text, len);
	*t->len = len;
	if (t->load(&e)) {
		ck_assert_msg(may_differ(where), "%s", where);
		t->taken++;
		return;
	}
	ck_assert_msg(e.text[0] != '\0', "%s", where);
	t->refused++;
}

static void
vary(struct trial *t, const char *path)
{
	static const char *const others[] = {
	    "null", "true", "\"\"", "[]", "{}", NULL};
	struct buf text = {0};
	struct error e = {0};

	ck_assert_msg(
	    file_read(path, TABLE_MOST, &text, &e) == 0, "%s", e.text);
	variants_each(buf_string(&text), others, try, t);
	try("[", 1, "no JSON", t);
	buf_free(&text);
}

START_TEST(accounting_rules_that_lack_anything_are_refused)
{
	struct trial t = {
	    ledger_accounting, &ledger_accounting_len, load_accounting, 0, 0};

	vary(&t, SOURCE_DIR "/lib/ledger/accounting.json");
	ck_assert_uint_gt(t.refused, t.taken);
}
END_TEST

START_TEST(breach_rules_that_lack_anything_are_refused)
{
	struct trial t = {ledger_breach, &ledger_breach_len, load_breach, 0, 0};

	vary(&t, SOURCE_DIR "/lib/ledger/breach.json");
	ck_assert_uint_gt(t.refused, t.taken);
}
END_TEST

/* As many members as there should be, one of them by another name. */
START_TEST(breach_rules_with_a_misspelt_member_are_refused)
{
	struct trial t = {ledger_breach, &ledger_breach_len, load_breach, 0, 0};
	struct buf text = {0};
	char *at;

	ck_assert_int_eq(file_read(SOURCE_DIR "/lib/ledger/breach.json",
			     TABLE_MOST, &text, NULL),
	    0);
	buf_string(&text);
	for (at = text.bytes; (at = strstr(at, "\n  \"")) != NULL; at += 4) {
		at[4] ^= 0x20;
		try(text.bytes, text.len, at + 4, &t);
		at[4] ^= 0x20;
	}
	ck_assert_uint_eq(t.refused, 11);
	ck_assert_uint_eq(t.taken, 0);
	buf_free(&text);
}
END_TEST

SUITE("ledger tables", accounting_rules_that_lack_anything_are_refused,
    breach_rules_that_lack_anything_are_refused,
    breach_rules_with_a_misspelt_member_are_refused)
