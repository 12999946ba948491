#include "completeness/signature.h"

#include <string.h>

#include "suite.h"

START_TEST(a_signature_is_read_as_systems_print_it)
{
	static const struct {
		const char *behind;
		bool credentials;
		const char *on; /* NULL: not dated */
	} said[] = {
	    {" by R. Okafor, LCSW on 3/3/2026.", true, "2026-03-03"},
	    {" by Renata Bielski, PsyD 02/02/2026 10:14", true, "2026-02-02"},
	    {": K. Tofte PhD 2026-01-06 11:42 AM", true, "2026-01-06"},
	    {" RB 02/06 16:40", true, "2026-02-06"},
	    {" M. Dolan, lcsw 2/4/26", false, "2026-02-04"},
	    {" by R. Okafor 3/3/2026", false, "2026-03-03"},
	    {" D. Pasternak LPC.", true, NULL},
	    {" X 13/45/2026", false, NULL},
	    {" X 2026-02-30", false, NULL},
	    {" X 3/", false, NULL},
	    {" X 3 2026", false, NULL},
	    {" Lic# 149.018822", false, NULL},
	    {"\nAB", false, NULL},
	    {"", false, NULL},
	};
	date_days day = date_parse("2026-02-05", 10);
	struct signature s;
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		s = signature_read(span_of(said[i].behind), day);
		ck_assert_msg(
		    s.credentials == said[i].credentials, "%s", said[i].behind);
		ck_assert_msg(
		    s.on == (said[i].on == NULL ? DATE_NONE
						: date_parse(said[i].on, 10)),
		    "%s", said[i].behind);
	}
	s = signature_read(span_of(" AB 02/06"), DATE_NONE);
	ck_assert_int_eq(s.on, DATE_NONE);
}
END_TEST

SUITE("signature", a_signature_is_read_as_systems_print_it)
