/* Rulings that were made before. */
#include "law/memo.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

static struct ruling
ruling(enum outcome o)
{
	return (struct ruling){.present = true, .outcome = o};
}

START_TEST(a_ruling_is_found_by_its_whole_key_and_by_no_other)
{
	static const char key[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	struct ruling permit = ruling(OUTCOME_PERMIT);
	struct memo *m = memo_new();
	char other[sizeof(key)];
	size_t len, i;

	for (len = 0; len < sizeof(key); len++)
		ck_assert_ptr_null(memo_find(m, key, len));
	memo_keep(m, key, 20, &permit);
	for (len = 0; len < sizeof(key); len++) {
		if (len == 20) {
			ck_assert_ptr_nonnull(memo_find(m, key, len));
			ck_assert_int_eq(
			    memo_find(m, key, len)->outcome, OUTCOME_PERMIT);
		} else {
			ck_assert_ptr_null(memo_find(m, key, len));
		}
	}
	for (i = 0; i < 20; i++) {
		memcpy(other, key, sizeof(key));
		other[i]++;
		ck_assert_ptr_null(memo_find(m, other, 20));
	}
	memo_free(m);
	memo_free(NULL);
}
END_TEST

/* What was kept first stays; the key is copied. */
START_TEST(a_ruling_is_kept_once)
{
	struct ruling permit = ruling(OUTCOME_PERMIT);
	struct ruling deny = ruling(OUTCOME_DENY);
	struct memo *m = memo_new();
	char key[] = "a key of some bytes";

	memo_keep(m, key, sizeof(key), &permit);
	memo_keep(m, key, sizeof(key), &deny);
	ck_assert_int_eq(
	    memo_find(m, key, sizeof(key))->outcome, OUTCOME_PERMIT);
	key[0] = 'b';
	ck_assert_ptr_null(memo_find(m, key, sizeof(key)));
	key[0] = 'a';
	ck_assert_ptr_nonnull(memo_find(m, key, sizeof(key)));
	memo_free(m);
}
END_TEST

/* Between two trims it holds more than any note asks. */
START_TEST(all_are_found_until_there_are_many)
{
	struct ruling r = ruling(OUTCOME_DENY);
	struct memo *m = memo_new();
	char key[32];
	int i, k, len;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < 8191; i++) {
			len = snprintf(key, sizeof(key), "%d:%d", k, i);
			r.reason_count = (size_t)i;
			memo_keep(m, key, (size_t)len, &r);
			if (i < 4095)
				memo_trim(m);
		}
		for (i = 0; i < 8191; i++) {
			len = snprintf(key, sizeof(key), "%d:%d", k, i);
			ck_assert_ptr_nonnull(memo_find(m, key, (size_t)len));
			ck_assert_uint_eq(
			    memo_find(m, key, (size_t)len)->reason_count,
			    (size_t)i);
		}
		/* One place stays empty, or none would end a search. */
		memo_keep(m, "more", 4, &r);
		ck_assert_ptr_null(memo_find(m, "more", 4));
		memo_trim(m);
		ck_assert_ptr_null(memo_find(m, key, (size_t)len));
	}
	memo_free(m);
}
END_TEST

START_TEST(long_keys_are_forgotten_sooner)
{
	static char key[1 << 20];
	struct ruling r = ruling(OUTCOME_DENY);
	struct memo *m = memo_new();
	int i;

	for (i = 0; i < 7; i++) {
		key[0] = (char)i;
		memo_keep(m, key, sizeof(key), &r);
		memo_trim(m);
	}
	key[0] = 0;
	ck_assert_ptr_nonnull(memo_find(m, key, sizeof(key)));
	key[0] = 7;
	memo_keep(m, key, sizeof(key), &r);
	memo_trim(m);
	ck_assert_ptr_null(memo_find(m, key, sizeof(key)));
	memo_keep(m, key, sizeof(key), &r);
	memo_trim(m);
	ck_assert_ptr_nonnull(memo_find(m, key, sizeof(key)));
	memo_free(m);
}
END_TEST

SUITE("memo", a_ruling_is_found_by_its_whole_key_and_by_no_other,
    a_ruling_is_kept_once, all_are_found_until_there_are_many,
    long_keys_are_forgotten_sooner)
