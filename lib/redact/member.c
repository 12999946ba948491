#include "redact/profile.h"

/* How PATH stands to a LISTED member: at it or below it, above it, or apart. */
static enum member_verdict
judge(const char *path, const char *listed)
{
	for (; *path == *listed; path++, listed++)
		if (*path == '\0')
			return MEMBER_STAYS;
	if (*listed == '\0' && *path == '.')
		return MEMBER_STAYS;
	return *path == '\0' && *listed == '.' ? MEMBER_SOME_STAY : MEMBER_GOES;
}

enum member_verdict
profile_member(const struct profile *p, const char *path)
{
	enum member_verdict v = MEMBER_GOES, one;
	size_t i;

	if (p->all_members)
		return MEMBER_STAYS;
	for (i = 0; i < p->member_count && v != MEMBER_STAYS; i++) {
		if (p->members[i][0] != path[0])
			continue;
		one = judge(path, p->members[i]);
		if (one > v)
			v = one;
	}
	return v;
}
