#include "package/wording.h"

const char *
wording_withheld(enum category c, enum disposition d)
{
	bool whole = !disposition_releases(d);

	if (c == CATEGORY_PSYCHOTHERAPY)
		return whole ? "psychotherapy note; no authorization permits "
			       "its disclosure"
			     : "part of the record is a psychotherapy note; no "
			       "authorization permits its disclosure";
	return whole ? "not disclosed for the purpose of this request"
		     : "part of the record is not disclosed for the purpose "
		       "of this request";
}
