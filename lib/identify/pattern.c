#include <string.h>

#include "identify/pattern.h"

static void
cue(struct search *s, const char *name, size_t start, size_t end)
{
	if (start > 0 && is_alnum(s->text[start - 1]))
		return;
	if (strncmp(name, "phone", 5) == 0)
		confirm_phone_after(s, start, end);
	else if (strncmp(name, "ssn", 3) == 0)
		confirm_ssn_after(s, end);
	else if (strncmp(name, "geo", 3) == 0)
		confirm_zip_after(s, end);
	else if (strncmp(name, "mrn", 3) == 0)
		confirm_value_after(s, start, end, IDENTIFIER_KIND_MRN, false);
	else if (strncmp(name, "plan", 4) == 0)
		confirm_value_after(s, start, end, IDENTIFIER_KIND_PLAN, true);
	else if (strncmp(name, "account", 7) == 0)
		confirm_value_after(
		    s, start, end, IDENTIFIER_KIND_ACCOUNT, true);
	else if (strncmp(name, "license", 7) == 0)
		confirm_value_after(
		    s, start, end, IDENTIFIER_KIND_LICENSE, true);
	else if (strncmp(name, "vehicle", 7) == 0)
		confirm_value_after(
		    s, start, end, IDENTIFIER_KIND_VEHICLE, true);
	else if (strncmp(name, "device", 6) == 0)
		confirm_value_after(
		    s, start, end, IDENTIFIER_KIND_DEVICE, true);
	else
		confirm_value_after(s, start, end, IDENTIFIER_KIND_OTHER, true);
}

static void
form(struct search *s, const char *name, size_t start, size_t end)
{
	static const struct {
		const char *name;
		void (*confirm)(struct search *, size_t, size_t);
	} forms[] = {{"date.full", confirm_date_full},
	    {"date.month", confirm_date_month},
	    {"date.short", confirm_date_short}, {"date.bare", confirm_month},
	    {"date.after", confirm_month_after},
	    {"date.year", confirm_month_of_year},
	    {"date.holiday", confirm_holiday},
	    {"date.weekday", confirm_weekday},
	    {"date.ordinal", confirm_ordinal}, {"age90.before", confirm_age},
	    {"phone.full", confirm_phone}, {"phone.tail", confirm_phone_tail},
	    {"ssn.full", confirm_ssn}, {"account.card", confirm_card},
	    {"account.iban", confirm_iban}, {"vehicle.vin", confirm_vin},
	    {"license.dea", confirm_dea}, {"ip.four", confirm_ip_four},
	    {"ip.six", confirm_ip_six}, {"geo.zip", confirm_zip},
	    {"device.gtin", confirm_gtin}, {"device.hibc", confirm_hibc}};
	size_t i, len = strcspn(name, ".");

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0) {
			forms[i].confirm(s, start, end);
			return;
		}
	pattern_add(s, start, end,
	    identifier_kind_find((struct span){name, len}), RANK_CHECKED);
}

void
pattern_confirm(struct search *s, const char *name, size_t start, size_t end)
{
	const char *how = strchr(name, '.');

	if (how != NULL && strstr(how, "cue") != NULL) {
		cue(s, name, start, end);
	} else if (strcmp(name, "email.at") == 0) {
		confirm_email(s, start, end);
	} else if (strcmp(name, "email.said") == 0) {
		confirm_email_said(s, start, end);
	} else if (strcmp(name, "url.domain") == 0) {
		confirm_domain(s, start, end);
	} else if (strncmp(name, "url", 3) == 0) {
		confirm_url(s, start, end);
	} else if (strcmp(name, "geo.of") == 0) {
		confirm_corner(s, start, end);
	} else if (strcmp(name, "age90.after") == 0) {
		confirm_age_after(s, start, end);
	} else if (is_bounded(s, start, end)) {
		form(s, name, start, end);
	}
}
