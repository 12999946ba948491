#include <string.h>

#include "identify/pattern.h"

#define CUE_REACH 128 /* bytes */

static void
ssn_after(struct search *s, size_t start, size_t end)
{
	(void)start;
	confirm_ssn_after(s, end);
}

static void
zip_after(struct search *s, size_t start, size_t end)
{
	(void)start;
	confirm_zip_after(s, end);
}

/* By name; what is not here is what it looks like. */
static const struct {
	const char *name;
	struct pattern pattern;
} patterns[] = {
    {"date.full", {PATTERN_BOUNDED, .confirm = confirm_date_full}},
    {"date.month", {PATTERN_BOUNDED, .confirm = confirm_date_month}},
    {"date.short", {PATTERN_BOUNDED, .confirm = confirm_date_short}},
    {"date.bare", {PATTERN_BOUNDED, .confirm = confirm_month}},
    {"date.after", {PATTERN_BOUNDED, .confirm = confirm_month_after}},
    {"date.year", {PATTERN_BOUNDED, .confirm = confirm_month_of_year}},
    {"date.holiday", {PATTERN_BOUNDED, .confirm = confirm_holiday}},
    {"date.weekday", {PATTERN_BOUNDED, .confirm = confirm_weekday}},
    {"date.ordinal", {PATTERN_BOUNDED, .confirm = confirm_ordinal}},
    {"age90.before", {PATTERN_BOUNDED, .confirm = confirm_age}},
    {"age90.after", {PATTERN_ANYWHERE, .confirm = confirm_age_after}},
    {"phone.full", {PATTERN_BOUNDED, .confirm = confirm_phone}},
    {"phone.tail", {PATTERN_BOUNDED, .confirm = confirm_phone_tail}},
    {"phone.cue", {PATTERN_CUE, .confirm = confirm_phone_after}},
    {"ssn.full", {PATTERN_BOUNDED, .confirm = confirm_ssn}},
    {"ssn.cue", {PATTERN_CUE, .confirm = ssn_after}},
    {"account.card", {PATTERN_BOUNDED, .confirm = confirm_card}},
    {"account.iban", {PATTERN_BOUNDED, .confirm = confirm_iban}},
    {"account.cue", {PATTERN_CUE, IDENTIFIER_KIND_ACCOUNT, .weak = true}},
    {"vehicle.vin", {PATTERN_BOUNDED, .confirm = confirm_vin}},
    {"vehicle.cue", {PATTERN_CUE, IDENTIFIER_KIND_VEHICLE, .weak = true}},
    {"license.dea", {PATTERN_BOUNDED, .confirm = confirm_dea}},
    {"license.cue", {PATTERN_CUE, IDENTIFIER_KIND_LICENSE, .weak = true}},
    {"ip.four", {PATTERN_BOUNDED, .confirm = confirm_ip_four}},
    {"ip.six", {PATTERN_BOUNDED, .confirm = confirm_ip_six}},
    {"geo.zip", {PATTERN_BOUNDED, .confirm = confirm_zip}},
    {"geo.of", {PATTERN_ANYWHERE, .confirm = confirm_corner}},
    {"geo.zip_cue", {PATTERN_CUE, .confirm = zip_after}},
    {"mrn.cue", {PATTERN_CUE, IDENTIFIER_KIND_MRN, .weak = false}},
    {"plan.cue", {PATTERN_CUE, IDENTIFIER_KIND_PLAN, .weak = true}},
    {"device.gtin", {PATTERN_BOUNDED, .confirm = confirm_gtin}},
    {"device.hibc", {PATTERN_BOUNDED, .confirm = confirm_hibc}},
    {"device.cue", {PATTERN_CUE, IDENTIFIER_KIND_DEVICE, .weak = true}},
    {"other.cue", {PATTERN_CUE, IDENTIFIER_KIND_OTHER, .weak = true}},
    {"other.handle", {PATTERN_BOUNDED, .confirm = confirm_handle}},
    {"email.at", {PATTERN_ANYWHERE, .confirm = confirm_email}},
    {"email.said", {PATTERN_ANYWHERE, .confirm = confirm_email_said}},
    {"url.scheme", {PATTERN_ANYWHERE, .confirm = confirm_url}},
    {"url.www", {PATTERN_ANYWHERE, .confirm = confirm_url}},
    {"url.domain", {PATTERN_ANYWHERE, .confirm = confirm_domain}},
};

struct pattern
pattern_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (strcmp(patterns[i].name, name) == 0)
			return patterns[i].pattern;
	return (struct pattern){.where = PATTERN_BOUNDED,
	    .kind =
		identifier_kind_find((struct span){name, strcspn(name, ".")})};
}

/* Where the next digit from AT on is; the text's end where there is none.  The
 * last answer holds for every place before it that it was found from. */
static size_t
next_digit(struct search *s, size_t at)
{
	if (at < s->digit_from || at > s->digit_at) {
		s->digit_from = s->digit_at = at;
		while (s->digit_at < s->len && !is_digit(s->text[s->digit_at]))
			s->digit_at++;
	}
	return s->digit_at;
}

/* What a cue announces has a digit, and not far behind it: most cues, which
 * are words of every day, announce nothing. */
static bool
digit_follows(struct search *s, size_t end)
{
	size_t at = next_digit(s, end);

	return at < s->len && at - end < CUE_REACH;
}

void
pattern_confirm(
    struct search *s, const struct pattern *p, size_t start, size_t end)
{
	switch (p->where) {
	case PATTERN_BOUNDED:
		if (!is_bounded(s, start, end))
			return;
		break;
	case PATTERN_CUE:
		if ((start > 0 && is_alnum(s->text[start - 1])) ||
		    !digit_follows(s, end))
			return;
		break;
	case PATTERN_ANYWHERE:
		break;
	}
	if (p->confirm != NULL)
		p->confirm(s, start, end);
	else if (p->where == PATTERN_CUE)
		confirm_value_after(s, start, end, p->kind, p->weak);
	else
		pattern_add(s, start, end, p->kind, RANK_CHECKED);
}
