#include "package/statement.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"

extern const unsigned char package_statements[];
extern const size_t package_statements_len;

struct statements {
	json_t *rows;
	struct statement *at;
	size_t count;
};

static int
statement_read(json_t *row, struct statement *s, struct error *e)
{
	const char *when;

	if (json_unpack(row, "{s:s, s:s, s:s, s:s, s:s, s?s, s?s !}", "id",
		&s->id, "citation", &s->citation, "when", &when, "title",
		&s->title, "text", &s->text, "state", &s->state, "scope",
		&s->scope) == -1)
		return error_set(e, "a member is missing or not known");
	if (strcmp(when, s->state == NULL ? "part2" : "state") != 0)
		return error_set(e, "when: not known");
	return 0;
}

struct statements *
statements_load(struct error *e)
{
	struct statements *s = alloc_zeroed(1, sizeof(*s));
	size_t i;

	s->rows = json_loadb((const char *)package_statements,
	    package_statements_len, JSON_REJECT_DUPLICATES, NULL);
	s->count = json_array_size(s->rows);
	s->at = alloc_zeroed(s->count + 1, sizeof(s->at[0]));
	if (s->count == 0)
		error_set(e, "statements: not an array of rows");
	for (i = 0; i < s->count; i++)
		if (statement_read(json_array_get(s->rows, i), &s->at[i], e) ==
		    -1) {
			error_prefix(e, "statements: row %zu", i + 1);
			statements_free(s);
			return NULL;
		}
	if (s->count > 0)
		return s;
	statements_free(s);
	return NULL;
}

void
statements_free(struct statements *s)
{
	if (s == NULL)
		return;
	json_decref(s->rows);
	free(s->at);
	free(s);
}

static bool
due(const struct statement *s, const struct index_row *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!disposition_releases(rows[i].disposition))
			continue;
		if (s->state == NULL ? rows[i].part2
				     : rows[i].state != NULL &&
					   strcmp(rows[i].state, s->state) == 0)
			return true;
	}
	return false;
}

const struct statement *
statement_due(const struct statements *s, const struct index_row *rows,
    size_t count, size_t i)
{
	size_t k;

	for (k = 0; k < s->count; k++)
		if (due(&s->at[k], rows, count) && i-- == 0)
			return &s->at[k];
	return NULL;
}
