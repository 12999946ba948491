/* Consent → authorization/1 where it permits, restriction/1 where it denies.
 *
 * What FHIR does not say stays absent: a Consent has no place for the
 * statements of 45 CFR 164.508(c)(2), and `dateTime` is when it was entered,
 * not when it was signed.  notes-consent then names what is missing.  A denial
 * counts as one that the practice agreed to (164.522(a)(1)(iii)): that
 * withholds more. */
#include "base/date.h"
#include "import/fhir.h"
#include "note/writer.h"

#define PROVISIONS 100 /* of one Consent */
#define DEEP 8

struct consent {
	const struct fhir *f;
	struct value resource;
	struct span id, patient;
	struct buf *out;
	size_t number; /* of the provision */
	bool inactive;
};

/* v3 ActReason → a question's purposes; another one stands as it is, and then
 * fits none (A72). */
static const struct {
	const char *reason;
	const char *purpose;
} purposes[] = {
    {"HPAYMT", "payment_audit"},
    {"CLMATTCH", "payment_claim"},
    {"TREAT", "treatment"},
    {"ETREAT", "emergency_treatment"},
    {"HOPERAT", "operations"},
    {"HRESCH", "research"},
    {"HMARKT", "marketing"},
    {"PATRQT", "access"},
    {"HLEGAL", "judicial"},
    {"PUBHLTH", "health_oversight"},
};

static void
write_purposes(const struct consent *c, struct writer *w, struct value p)
{
	struct each it;
	struct value v;
	struct span code;
	size_t i;

	if (value_member(p, "purpose").type == SCAN_NONE)
		return;
	write_open(w, "purposes", '[');
	each_open(&it, value_member(p, "purpose"));
	while (each_next(&it, &v)) {
		code = fhir_text(c->f, v, "code");
		for (i = 0; i < sizeof(purposes) / sizeof(*purposes); i++)
			if (span_is(code, purposes[i].reason))
				code = span_of(purposes[i].purpose);
		write_text(w, NULL, code);
	}
	write_close(w, '[');
}

/* The name of what a Reference points to. */
static struct span
reference_name(const struct consent *c, struct value reference)
{
	struct span name = fhir_text(c->f, reference, "display");
	struct value who;

	if (name.bytes == NULL &&
	    fhir_resolve(c->f, reference, "Organization", &who) == REFS_FOUND)
		name = fhir_text(c->f, who, "name");
	return name;
}

static bool
has_role(
    const struct consent *c, struct value actor, const char *a, const char *b)
{
	struct span role = fhir_text(c->f,
	    first_of(value_member(value_member(actor, "role"), "coding")),
	    "code");

	return span_is(role, a) || span_is(role, b);
}

static size_t
count_recipients(const struct consent *c, struct value p)
{
	struct each it;
	struct value v;
	size_t count = 0;

	each_open(&it, value_member(p, "actor"));
	while (each_next(&it, &v))
		count += has_role(c, v, "IRCP", "PRCP");
	return count;
}

static void
write_recipients(const struct consent *c, struct writer *w, struct value p)
{
	struct value v, reference;
	struct each it;
	struct span id;

	if (count_recipients(c, p) == 0)
		return;
	write_open(w, "recipient", '[');
	each_open(&it, value_member(p, "actor"));
	while (each_next(&it, &v)) {
		if (!has_role(c, v, "IRCP", "PRCP"))
			continue;
		reference = value_member(v, "reference");
		id = patient_id(c->f, reference);
		write_open(w, NULL, '{');
		write_text(w, "name", reference_name(c, reference));
		if (id.len > 0)
			write_text(w, "id", id);
		write_close(w, '{');
	}
	write_close(w, '[');
}

/* Who discloses: the actor that keeps the records, else the organization. */
static void
write_discloser(const struct consent *c, struct writer *w, struct value p)
{
	struct span name = {0};
	struct each it;
	struct value v;

	each_open(&it, value_member(p, "actor"));
	while (each_next(&it, &v))
		if (name.bytes == NULL && has_role(c, v, "CST", "AUT"))
			name = reference_name(c, value_member(v, "reference"));
	if (name.bytes == NULL)
		name = reference_name(
		    c, first_of(value_member(c->resource, "organization")));
	write_text(w, "discloser", name);
}

/* What it is about, in the words of its codes. */
static void
write_description(const struct consent *c, struct writer *w, struct value p)
{
	static const char *const members[] = {"class", "code"};
	struct buf text = {0};
	struct each it;
	struct value v;
	struct span s;
	size_t i;

	for (i = 0; i < 2; i++) {
		each_open(&it, value_member(p, members[i]));
		while (each_next(&it, &v)) {
			s = i == 0 ? fhir_text(c->f, v, "display")
				   : concept_text(c->f, v);
			if (s.bytes == NULL)
				continue;
			if (text.len > 0)
				buf_add_string(&text, "; ");
			buf_add(&text, s.bytes, s.len);
		}
	}
	if (text.len > 0)
		write_text(w, "description",
		    (struct span){buf_string(&text), text.len});
	buf_free(&text);
}

static void
write_scope(const struct consent *c, struct writer *w, struct value p)
{
	struct each it;
	struct value v;
	bool psychotherapy = false;

	each_open(&it, value_member(p, "securityLabel"));
	while (each_next(&it, &v))
		if (span_is(fhir_text(c->f, v, "code"), "PSYTHPN"))
			psychotherapy = true;
	if (!psychotherapy)
		return;
	write_open(w, "scope", '[');
	write_text(w, NULL, span_of("PSY"));
	write_close(w, '[');
}

/* The day that a date or dateTime begins with; absent: none, or not a whole
 * one. */
static struct span
day_of(struct span s)
{
	if (s.len < 10 || date_parse(s.bytes, 10) == DATE_NONE)
		return (struct span){0};
	return (struct span){s.bytes, 10};
}

static void
write_period(const struct consent *c, struct writer *w, const char *name,
    struct value period)
{
	struct span from = day_of(fhir_text(c->f, period, "start"));
	struct span to = day_of(fhir_text(c->f, period, "end"));

	if (from.bytes == NULL && to.bytes == NULL)
		return;
	write_open(w, name, '{');
	write_text(w, "from", from);
	write_text(w, "to", to);
	write_close(w, '{');
}

/* A bound that cannot be read would leave an authorization without it. */
static int
check_period(const struct consent *c, struct value p, struct error *e)
{
	struct value period = value_member(p, "dataPeriod");
	struct span from = fhir_text(c->f, period, "start");
	struct span to = fhir_text(c->f, period, "end");

	if ((from.bytes != NULL && day_of(from).bytes == NULL) ||
	    (to.bytes != NULL && day_of(to).bytes == NULL))
		return error_set(e, "provision.dataPeriod: not a day");
	return 0;
}

static void
write_expiry(const struct consent *c, struct writer *w, struct value p)
{
	struct span end = fhir_text(c->f, value_member(p, "period"), "end");
	bool day = end.len == 10 && day_of(end).bytes != NULL;
	int64_t at;

	if (!day &&
	    (end.bytes == NULL || instant_parse(end.bytes, end.len, &at) == -1))
		return;
	write_open(w, "expiry", '{');
	write_text(w, "kind", span_of(day ? "date" : "instant"));
	write_text(w, "value", end);
	write_close(w, '{');
}

/* Only a verification says that somebody saw it signed. */
static void
write_signature(const struct consent *c, struct writer *w)
{
	struct value v = first_of(value_member(c->resource, "verification"));
	struct span date = fhir_text(c->f, v, "verificationDate"), who;
	struct value performer =
	    first_of(value_member(c->resource, "performer"));
	bool verified = false;

	value_bool(value_member(v, "verified"), &verified);
	if (!verified && !span_is(fhir_text(c->f, v, "verified"), "true"))
		return;
	who = fhir_text(c->f, performer, "reference");
	write_open(w, "signature", '{');
	write_true(w, "present");
	write_text(w, "date", day_of(date));
	if (who.len > 8 && memcmp(who.bytes, "Patient/", 8) == 0)
		write_text(w, "by", span_of("individual"));
	else if (who.len > 14 && memcmp(who.bytes, "RelatedPerson/", 14) == 0)
		write_text(w, "by", span_of("personal_rep"));
	write_close(w, '{');
}

static void
write_head(struct consent *c, struct writer *w, const char *kind)
{
	struct draft *d = &c->f->im->draft;
	struct span id = c->id;

	c->number++;
	if (c->number > 1)
		id = draft_printf(
		    d, "%.*s.%zu", (int)id.len, id.bytes, c->number);
	write_open(w, NULL, '{');
	write_text(w, "record", span_of(kind));
	write_text(w, "id", id);
	write_text(w, "patient", c->patient);
}

static void
write_tail(const struct consent *c, struct writer *w)
{
	const struct draft *d = &c->f->im->draft;

	write_open(w, "source", '{');
	write_text(w, "format", span_of(d->source.format));
	write_text(w, "file", span_of(d->source.file));
	write_text(w, "id", c->id);
	write_text(w, "sha256", span_of(d->source.sha256));
	write_close(w, '{');
	write_close(w, '{');
	buf_add_byte(w->out, '\n');
}

static void
write_authorization(struct consent *c, struct value p)
{
	struct writer w = {.out = c->out};
	struct span scope = fhir_text(c->f,
	    first_of(
		value_member(value_member(c->resource, "scope"), "coding")),
	    "code");

	write_head(c, &w, "authorization/1");
	write_description(c, &w, p);
	write_scope(c, &w, p);
	write_discloser(c, &w, p);
	write_recipients(c, &w, p);
	write_purposes(c, &w, p);
	write_expiry(c, &w, p);
	write_signature(c, &w);
	if (span_is(scope, "research"))
		write_true(&w, "research");
	if (c->inactive) {
		write_open(&w, "revocation", '{');
		write_close(&w, '{');
	}
	write_period(c, &w, "covers", value_member(p, "dataPeriod"));
	write_tail(c, &w);
}

static void
write_restriction(struct consent *c, struct value p)
{
	struct writer w = {.out = c->out};
	struct each it;
	struct value v;
	struct span payer = {0}, id;
	bool any = false;

	write_head(c, &w, "restriction/1");
	write_text(&w, "type", span_of("agreed"));
	write_period(c, &w, "services", value_member(p, "dataPeriod"));
	each_open(&it, value_member(p, "data"));
	while (each_next(&it, &v)) {
		id = fhir_text(c->f, value_member(v, "reference"), "reference");
		if (id.len <= 10 || memcmp(id.bytes, "Encounter/", 10) != 0)
			continue;
		if (!any)
			write_open(&w, "encounters", '[');
		any = true;
		write_text(
		    &w, NULL, patient_id(c->f, value_member(v, "reference")));
	}
	if (any)
		write_close(&w, '[');
	each_open(&it, value_member(p, "actor"));
	while (each_next(&it, &v))
		if (payer.bytes == NULL && has_role(c, v, "IRCP", "PRCP"))
			payer = reference_name(c, value_member(v, "reference"));
	write_text(&w, "payer", payer);
	write_tail(c, &w);
}

static int
write_provision(
    struct consent *c, struct value p, bool permits, int depth, struct error *e)
{
	struct each it;
	struct value v;
	struct span type;

	if (depth > DEEP || c->number >= PROVISIONS)
		return error_set(e, "provision: too many or too deep");
	if (permits && check_period(c, p, e) == -1)
		return -1;
	if (permits)
		write_authorization(c, p);
	else if (!c->inactive)
		write_restriction(c, p);
	each_open(&it, value_member(p, "provision"));
	while (each_next(&it, &v)) {
		type = fhir_text(c->f, v, "type");
		if (!span_is(type, "permit") && !span_is(type, "deny"))
			return error_set(
			    e, "provision.type: neither permit nor deny");
		if (write_provision(
			c, v, span_is(type, "permit"), depth + 1, e) == -1)
			return -1;
	}
	return 0;
}

static int
check_status(struct consent *c, struct error *e)
{
	struct span status = fhir_text(c->f, c->resource, "status");

	if (span_is(status, "entered-in-error"))
		return error_set(e, "status: entered in error");
	if (span_is(status, "inactive"))
		c->inactive = true;
	else if (!span_is(status, "active"))
		return error_set(e, "status: a Consent that is not in force");
	return 0;
}

/* The policy that the provisions are exceptions to. */
static int
check_policy(const struct consent *c, bool *permits, struct error *e)
{
	struct value p = value_member(c->resource, "provision");
	struct span rule = fhir_text(c->f,
	    first_of(value_member(
		value_member(c->resource, "policyRule"), "coding")),
	    "code");
	struct span type = fhir_text(c->f, p, "type");

	if (type.bytes != NULL)
		*permits = span_is(type, "permit");
	else if (span_is(rule, "OPTIN"))
		*permits = true;
	else if (span_is(rule, "OPTOUT"))
		*permits = false;
	else
		return error_set(e, "policyRule: neither OPTIN nor OPTOUT, and "
				    "no provision.type");
	return 0;
}

int
fhir_consent(const struct fhir *f, struct value resource, struct buf *out,
    struct error *e)
{
	struct consent c = {.f = f, .resource = resource, .out = out};
	struct span scope = fhir_text(f,
	    first_of(value_member(value_member(resource, "scope"), "coding")),
	    "code");
	bool permits = false;

	c.id = fhir_text(f, resource, "id");
	if (c.id.bytes == NULL)
		c.id = draft_printf(
		    &f->im->draft, "sha256-%.16s", f->im->draft.source.sha256);
	if (span_is(scope, "treatment") || span_is(scope, "adr"))
		return 0; /* consent to treatment discloses nothing */
	if (check_status(&c, e) == -1 || check_policy(&c, &permits, e) == -1)
		return -1;
	if (draft_patient(f, value_member(resource, "patient"), e) == -1)
		return -1;
	c.patient = f->im->draft.field[FIELD_PATIENT_ID];
	return write_provision(
	    &c, value_member(resource, "provision"), permits, 0, e);
}
