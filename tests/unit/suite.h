/* The frame of a unit test program: one Check suite.
 *
 *	START_TEST(a_rejected_record_never_shows_its_text) { … } END_TEST
 *
 *	SUITE("record", a_rejected_record_never_shows_its_text, …)
 *
 * Tests are named as sentences. */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

#define SUITE(name, ...)                                                       \
	int main(void)                                                         \
	{                                                                      \
		const TTest *const tests[] = {__VA_ARGS__};             \
		Suite *suite = suite_create(name);                             \
		TCase *all = tcase_create(name);                               \
		SRunner *runner;                                               \
		int failed;                                                    \
		size_t i;                                                      \
                                                                               \
		tcase_set_timeout(all, 240);                                   \
		for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)         \
			tcase_add_test(all, tests[i]);                         \
		suite_add_tcase(suite, all);                                   \
		runner = srunner_create(suite);                                \
		srunner_run_all(runner, CK_NORMAL);                            \
		failed = srunner_ntests_failed(runner);                        \
		srunner_free(runner);                                          \
		return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;              \
	}

#endif
