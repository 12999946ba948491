/* JSON in a C string without a backslash before each quote. */
#ifndef TESTS_QUOTED_H
#define TESTS_QUOTED_H

#include <check.h>
#include <jansson.h>
#include <string.h>

/* TEXT, which has ' for ": a new reference. */
static inline json_t *
quoted_json(const char *text)
{
	static char copy[8192];
	char *at;
	json_t *made;

	ck_assert_uint_lt(strlen(text), sizeof(copy));
	strcpy(copy, text);
	while ((at = strchr(copy, '\'')) != NULL)
		*at = '"';
	made = json_loads(copy, JSON_DECODE_ANY, NULL);
	ck_assert_msg(made != NULL, "not JSON: %s", text);
	return made;
}

#endif
