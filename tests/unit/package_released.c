/* Of a record that holds more than it should, only what stands on the list of
 * members leaves, and only where it is of that member's form. */
#include "suite.h"

#include <string.h>

#include "package/released.h"

static void
check(const char *line, category_set withheld, const char *expected)
{
	struct record *rec = record_new();
	struct error e = {0};
	struct buf out = {0};

	ck_assert_msg(
	    record_read(rec, line, strlen(line), &e) == 0, "%s", e.text);
	released_write(rec, withheld, &out);
	ck_assert_str_eq(buf_string(&out), expected);
	buf_free(&out);
	record_free(rec);
}

START_TEST(only_what_is_on_the_list_leaves_in_its_own_form)
{
	check(
	    "{\"id\":\"N-1\",\"x\":\"SECRET\",\"\":\"SECRET\",\"title\":null}",
	    0, "{\"id\":\"N-1\"}");
	check("{\"id\":{\"SECRET\":1},\"title\":[{\"SECRET\":1},[\"SECRET\"],"
	      "\"a\",true]}",
	    0, "{\"title\":[\"a\",true]}");
	check("{\"patient\":{\"id\":\"P-1\",\"identifiers\":[\"SECRET\",null,"
	      "{\"value\":\"1\",\"SECRET\":2}],\"phones\":[\"1\",{\"SECRET\":1}"
	      "]}}",
	    0,
	    "{\"patient\":{\"id\":\"P-1\",\"identifiers\":[{\"value\":\"1\"}],"
	    "\"phones\":[\"1\"]}}");
	check("{\"\\u0069d\":\"N-1\",\"\\u0078\":\"SECRET\"}", 0,
	    "{\"id\":\"N-1\"}");
	check("{\"id\":\"N-1\"}",
	    CATEGORY_BIT(CATEGORY_OTHER) | CATEGORY_BIT(CATEGORY_PSYCHOTHERAPY),
	    "{\"id\":\"N-1\",\"withheld\":[{\"category\":\"psychotherapy "
	    "note\",\"citation\":"
	    "\"45 CFR 164.508(a)(2)\"},{\"category\":\"other\",\"citation\":"
	    "\"45 CFR 164.502(b)\"}]}");
}
END_TEST

SUITE("released", only_what_is_on_the_list_leaves_in_its_own_form)
