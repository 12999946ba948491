#include <string.h>

#include "identify/pattern.h"

/* By name; what is not here is what it looks like. */
static const struct {
	const char *name;
	struct pattern pattern;
} patterns[] = {
    {"date.full", {.confirm = confirm_date_full}},
    {"date.month", {.confirm = confirm_date_month}},
    {"date.short", {.confirm = confirm_date_short}},
    {"date.year", {.confirm = confirm_month_of_year}},
    {"date.holiday", {.confirm = confirm_holiday}},
    {"date.ordinal", {.confirm = confirm_ordinal}},
    {"age90.before", {.confirm = confirm_age}},
    {"phone.full", {true, .confirm = confirm_phone}},
    {"phone.tail", {.confirm = confirm_phone_tail}},
    {"ssn.full", {.confirm = confirm_ssn}},
    {"account.card", {true, .confirm = confirm_card}},
    {"account.iban", {true, .confirm = confirm_iban}},
    {"vehicle.vin", {.confirm = confirm_vin}},
    {"license.dea", {.confirm = confirm_dea}},
    {"ip.four", {.confirm = confirm_ip_four}},
    {"ip.six", {.confirm = confirm_ip_six}},
    {"geo.zip", {.confirm = confirm_zip}},
    {"geo.of", {true, .confirm = confirm_corner}},
    {"device.gtin", {.confirm = confirm_gtin}},
    {"device.hibc", {.confirm = confirm_hibc}},
    {"other.handle", {.confirm = confirm_handle}},
    {"email.at", {true, .confirm = confirm_email}},
    {"email.said", {true, .confirm = confirm_email_said}},
    {"url.scheme", {true, .confirm = confirm_url}},
    {"url.www", {true, .confirm = confirm_url}},
    {"url.domain", {true, .confirm = confirm_domain}},
};

struct pattern
pattern_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (strcmp(patterns[i].name, name) == 0)
			return patterns[i].pattern;
	return (struct pattern){.kind = identifier_kind_find(
				    (struct span){name, strcspn(name, ".")})};
}

void
pattern_confirm(
    struct search *s, const struct pattern *p, size_t start, size_t end)
{
	if (!p->anywhere && !is_bounded(s, start, end))
		return;
	if (p->confirm != NULL)
		p->confirm(s, start, end);
	else
		pattern_add(s, start, end, p->kind, RANK_CHECKED);
}
