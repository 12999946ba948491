/* The mappings of maps/ that are built in, found by a table's line of names. */
#include <stddef.h>
#include <strings.h>

#include "import/map.h"

#define READY(symbol, name)                                                    \
	extern const unsigned char symbol[];                                   \
	extern const size_t symbol##_len;
#include "import/ready.def"
#undef READY

static const struct {
	const char *name;
	const unsigned char *text;
	const size_t *len;
} ready[] = {
#define READY(symbol, name) {name, symbol, &symbol##_len},
#include "import/ready.def"
#undef READY
};

bool
map_same_name(struct span a, struct span b)
{
	while (a.len > 0 && (a.bytes[0] == ' ' || a.bytes[0] == '\t')) {
		a.bytes++;
		a.len--;
	}
	while (a.len > 0 && a.bytes[a.len - 1] != '\0' &&
	       strchr(" \t\r", a.bytes[a.len - 1]) != NULL)
		a.len--;
	return a.len == b.len && strncasecmp(a.bytes, b.bytes, a.len) == 0;
}

static bool
stands_once(struct span name, const struct span *names, size_t count)
{
	size_t i, found = 0;

	for (i = 0; i < count; i++)
		found += map_same_name(names[i], name);
	return found == 1;
}

/* How many columns M asks for; 0 where one of them is not there. */
static size_t
fits(const struct map *m, const struct span *names, size_t count)
{
	size_t i, j, columns = 0;

	for (i = 0; i < m->row_count; i++)
		for (j = 0; j < m->rows[i].from_count; j++, columns++)
			if (!stands_once(m->rows[i].from[j], names, count))
				return 0;
	return columns;
}

const struct map *
map_ready(const struct span *names, size_t count, const char **which)
{
	const struct map *m, *best = NULL;
	size_t i, columns, most = 0;
	bool alike = false;

	for (i = 0; i < sizeof(ready) / sizeof(*ready); i++) {
		struct error e = {0};

		m = map_parse((const char *)ready[i].text, *ready[i].len, &e);
		columns = m == NULL ? 0 : fits(m, names, count);
		if (columns == 0 || columns < most) {
			map_close(m);
			continue;
		}
		alike = columns == most;
		most = columns;
		map_close(best);
		best = m;
		*which = ready[i].name;
	}
	if (!alike)
		return best;
	map_close(best);
	return NULL;
}
