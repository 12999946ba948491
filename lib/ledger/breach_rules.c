#include "ledger/breach_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

extern const unsigned char ledger_breach[];
extern const size_t ledger_breach_len;

static int
row_read(json_t *all, const char *name, struct breach_row *row, struct error *e)
{
	json_t *json = json_object_get(all, name);

	if (json_unpack_ex(json, NULL, JSON_STRICT,
		"{s:s, s?s, s?i, s?i, s?i, s?i}", "citation", &row->citation,
		"reason", &row->reason, "days", &row->days, "least",
		&row->least, "more_than", &row->more_than, "days_after_year",
		&row->days_after_year) == -1 ||
	    *row->citation == '\0')
		return error_set(e, "%s: not a row with a citation", name);
	return 0;
}

bool
breach_row_of(
    json_t *list, const char *key, struct span word, struct breach_row *row)
{
	json_t *json;
	size_t i;

	json_array_foreach (list, i, json)
		if (span_is(
			word, json_string_value(json_object_get(json, key)))) {
			row->citation = json_string_value(
			    json_object_get(json, "citation"));
			row->reason =
			    json_string_value(json_object_get(json, "reason"));
			return true;
		}
	return false;
}

static int
list_check(json_t *list, const char *key, struct error *e)
{
	json_t *json;
	size_t i;

	if (!json_is_array(list))
		return error_set(e, "%s: not a list", key);
	json_array_foreach (list, i, json) {
		const char *word, *citation, *reason;

		if (json_unpack_ex(json, NULL, JSON_STRICT, "{s:s, s:s, s:s}",
			key, &word, "citation", &citation, "reason",
			&reason) == -1)
			return error_set(e, "%s: row %zu", key, i);
	}
	return 0;
}

/* Without its number a row would be due at once, or never. */
static int
numbers_check(const struct breach_rules *r, struct error *e)
{
	if (r->individuals.days < 1 || r->associate.days < 1 ||
	    r->substitute.least < 1 || r->media.more_than < 1 ||
	    r->hhs.least < 1 || r->hhs.days_after_year < 1 ||
	    r->oral_delay.days < 1)
		return error_set(e, "a number of days or people is missing");
	if (r->low_probability.reason == NULL || r->presumed.reason == NULL)
		return error_set(e, "a reason is missing");
	return 0;
}

static int
words_check(json_t *list, const char *name, struct error *e)
{
	size_t i;

	if (!json_is_array(list))
		return error_set(e, "%s: not a list", name);
	for (i = 0; i < json_array_size(list); i++)
		if (!json_is_string(json_array_get(list, i)))
			return error_set(e, "%s[%zu]: not a string", name, i);
	return 0;
}

static int
rules_read(struct breach_rules *r, struct error *e)
{
	json_t *j = r->json;

	r->secured = json_object_get(j, "secured");
	r->unsecured = json_object_get(j, "unsecured");
	r->exclusions = json_object_get(j, "exclusions");
	if (json_object_size(j) != 11)
		return error_set(e, "a member is missing or unknown");
	if (words_check(r->unsecured, "unsecured", e) == -1 ||
	    list_check(r->secured, "media", e) == -1 ||
	    list_check(r->exclusions, "exclusion", e) == -1 ||
	    row_read(j, "low_probability", &r->low_probability, e) == -1 ||
	    row_read(j, "presumed", &r->presumed, e) == -1 ||
	    row_read(j, "individuals", &r->individuals, e) == -1 ||
	    row_read(j, "associate", &r->associate, e) == -1 ||
	    row_read(j, "substitute", &r->substitute, e) == -1 ||
	    row_read(j, "media", &r->media, e) == -1 ||
	    row_read(j, "hhs", &r->hhs, e) == -1 ||
	    row_read(j, "oral_delay", &r->oral_delay, e) == -1)
		return -1;
	return numbers_check(r, e);
}

struct breach_rules *
breach_rules_new(struct error *e)
{
	struct breach_rules *r = alloc_zeroed(1, sizeof(*r));

	r->json = json_loadb((const char *)ledger_breach, ledger_breach_len,
	    JSON_REJECT_DUPLICATES, NULL);
	if (r->json != NULL && rules_read(r, e) == 0)
		return r;
	error_set(e, "not JSON");
	error_prefix(e, "breach rules");
	breach_rules_free(r);
	return NULL;
}

void
breach_rules_free(struct breach_rules *r)
{
	if (r == NULL)
		return;
	json_decref(r->json);
	free(r);
}
