/* What FHIR resources refer to: kept by the first pass, found by the second. */
#include "import/fhir.h"

/* Which resources are kept, and which of their members. */
static const struct {
	const char *type;
	const char *members[10];
} kept[] = {
    {"Patient",
	{"id", "identifier", "name", "telecom", "birthDate", "deceasedBoolean",
	    "deceasedDateTime", "address", "contact"}},
    {"Practitioner", {"id", "identifier", "name", "qualification"}},
    {"PractitionerRole", {"id", "practitioner", "code"}},
    {"Organization", {"id", "name"}}, {"Location", {"id", "name"}},
    {"Encounter", {"id", "identifier", "class", "type", "subject",
		      "participant", "period", "location"}},
    {"Binary", {"id", "contentType", "data", "securityContext"}},
    {"RelatedPerson", {"name", "relationship"}}, /* beside its patient */
};
#define RELATIVE (sizeof(kept) / sizeof(kept[0]) - 1)
#define RELATIVES_MOST ((size_t)64 << 10) /* bytes kept of one patient's */

static struct span
span_buf(struct buf *b)
{
	return (struct span){buf_string(b), b->len};
}

static void
copy_members(struct buf *out, struct value resource, size_t k)
{
	bool comma = false;
	struct value v;
	size_t i;

	buf_add_byte(out, '{');
	for (i = 0; i < 10 && kept[k].members[i] != NULL; i++) {
		v = value_member(resource, kept[k].members[i]);
		if (v.type == SCAN_NONE)
			continue;
		buf_addf(
		    out, "%s\"%s\":", comma ? "," : "", kept[k].members[i]);
		buf_add(out, v.json.bytes, v.json.len);
		comma = true;
	}
	buf_add_byte(out, '}');
}

/* "http://host/fhir/Patient/1" → "Patient/1"; as it is where that is all. */
static struct span
relative_part(struct span url)
{
	size_t i, slashes = 0;

	for (i = url.len; i > 0; i--)
		if (url.bytes[i - 1] == '/' && ++slashes == 2)
			return (struct span){url.bytes + i, url.len - i};
	return url;
}

struct span
fhir_without_version(struct span url)
{
	static const char mark[] = "/_history/";
	size_t i, len = sizeof(mark) - 1;

	for (i = 0; i + len <= url.len; i++)
		if (memcmp(url.bytes + i, mark, len) == 0)
			return (struct span){url.bytes, i};
	return url;
}

/* Under the Bundle's scope and under none. */
static int
put_key(const struct fhir *f, struct span prefix, struct span id, bool replace,
    struct span value, struct error *e)
{
	struct buf key = {0};
	int failed = 0;

	if (f->scope.len > 0) {
		buf_add(&key, f->scope.bytes, f->scope.len);
		buf_add(&key, prefix.bytes, prefix.len);
		buf_add(&key, id.bytes, id.len);
		failed = refs_replace(f->im->refs, span_buf(&key), value, e);
		key.len = 0;
	}
	buf_add(&key, prefix.bytes, prefix.len);
	buf_add(&key, id.bytes, id.len);
	if (failed == 0)
		failed =
		    replace
			? refs_replace(f->im->refs, span_buf(&key), value, e)
			: refs_put(f->im->refs, span_buf(&key), value, e);
	buf_free(&key);
	return failed;
}

/* What is told beside a resource that REFERENCE names: "member|Patient/1". */
static int
put_beside(const struct fhir *f, const char *prefix, struct span reference,
    struct span value, struct error *e)
{
	return put_key(f, span_of(prefix),
	    relative_part(fhir_without_version(reference)), false, value, e);
}

/* By identifier too: "Practitioner?identifier=SYSTEM|VALUE". */
static int
put_identifiers(const struct fhir *f, struct value resource, const char *type,
    struct span value, struct error *e)
{
	struct buf prefix = {0};
	struct each it;
	struct value v;
	int failed = 0;

	each_open(&it, value_member(resource, "identifier"));
	while (failed == 0 && each_next(&it, &v)) {
		struct span system = fhir_text(f, v, "system");
		struct span id = fhir_text(f, v, "value");

		if (id.bytes == NULL)
			continue;
		prefix.len = 0;
		buf_addf(&prefix, "%s?identifier=", type);
		buf_add(&prefix, system.bytes, system.len);
		buf_add_byte(&prefix, '|');
		failed = put_key(f, span_buf(&prefix), id, false, value, e);
	}
	buf_free(&prefix);
	return failed;
}

/* Who it is, so that two versions of one person are told from two people. */
static int
put_who(
    const struct fhir *f, struct value patient, struct span id, struct error *e)
{
	struct value name = first_of(value_member(patient, "name"));
	struct span family = fhir_text(f, name, "family");
	struct span given = fhir_first_text(f, name, "given");
	struct span birth = fhir_text(f, patient, "birthDate");
	struct buf key = {0}, who = {0};
	int failed;

	buf_add_string(&key, "who|");
	buf_add(&key, id.bytes, id.len);
	buf_add(&who, family.bytes, family.len);
	buf_add_byte(&who, '|');
	buf_add(&who, given.bytes, given.len);
	buf_add_byte(&who, '|');
	buf_add(&who, birth.bytes, birth.len);
	failed = refs_put(f->im->refs, span_buf(&key), span_buf(&who), e);
	buf_wipe(&who);
	buf_free(&who);
	buf_free(&key);
	return failed;
}

static int
keep(const struct fhir *f, struct value resource, size_t k, struct span url,
    struct error *e)
{
	const char *type = kept[k].type;
	struct span id = fhir_text(f, resource, "id"), value;
	struct buf made = {0}, prefix = {0};
	bool patient = strcmp(type, "Patient") == 0;
	int failed = 0;

	copy_members(&made, resource, k);
	value = span_buf(&made);
	buf_addf(&prefix, "%s/", type);
	if (id.bytes != NULL)
		failed = put_key(f, span_buf(&prefix), id, patient, value, e);
	if (failed == 0 && url.bytes != NULL)
		failed = put_key(f, span_of(""), url, patient, value, e);
	if (failed == 0 && (patient || strcmp(type, "Practitioner") == 0))
		failed = put_identifiers(f, resource, type, value, e);
	if (failed == 0 && patient && id.bytes != NULL)
		failed = put_who(f, resource, id, e);
	buf_wipe(&made);
	buf_free(&made);
	buf_free(&prefix);
	return failed;
}

/* Which documents of the input replace which: "replaced|DocumentReference/1".
 */
static int
keep_replaced(const struct fhir *f, struct value resource, struct error *e)
{
	struct each it;
	struct value v;
	struct span target;

	if (value_member(resource, "relatesTo").type == SCAN_NONE)
		return 0;
	each_open(&it, value_member(resource, "relatesTo"));
	while (each_next(&it, &v)) {
		if (!span_is(fhir_text(f, v, "code"), "replaces"))
			continue;
		target = fhir_text(f, value_member(v, "target"), "reference");
		if (target.bytes != NULL &&
		    put_key(f, span_of("replaced|"), target, true, span_of("1"),
			e) == -1)
			return -1;
	}
	return 0;
}

/* "member|Patient/1": the insurer's number, from Coverage. */
static int
keep_coverage(const struct fhir *f, struct value resource, struct error *e)
{
	struct span member = fhir_text(f, resource, "subscriberId");
	struct span who =
	    fhir_text(f, value_member(resource, "beneficiary"), "reference");

	if (member.bytes == NULL)
		member = fhir_text(
		    f, first_of(value_member(resource, "identifier")), "value");
	if (member.bytes == NULL || who.bytes == NULL)
		return 0;
	return put_beside(f, "member|", who, member, e);
}

/* VALUE behind what KEY holds already. */
static int
add_to_key(
    const struct fhir *f, struct span key, struct span value, struct error *e)
{
	struct buf all = {0};
	int failed = 0;

	if (refs_get(f->im->refs, key, &all) == REFS_FAILED)
		return error_set(e, "temporary file: not read");
	if (all.len < RELATIVES_MOST) {
		if (all.len > 0)
			all.bytes[all.len - 1] = ',';
		else
			buf_add_byte(&all, '[');
		buf_add(&all, value.bytes, value.len);
		buf_add_byte(&all, ']');
		failed = refs_replace(f->im->refs, key, span_buf(&all), e);
	}
	buf_wipe(&all);
	buf_free(&all);
	return failed;
}

/* "relatives|Patient/1": an array of the RelatedPersons of a patient. */
static int
keep_relative(const struct fhir *f, struct value resource, struct error *e)
{
	struct span who =
	    fhir_text(f, value_member(resource, "patient"), "reference");
	struct buf key = {0}, value = {0};
	int failed = 0;

	if (who.bytes == NULL)
		return 0;
	who = relative_part(fhir_without_version(who));
	copy_members(&value, resource, RELATIVE);
	buf_add(&key, f->scope.bytes, f->scope.len);
	buf_add_string(&key, "relatives|");
	buf_add(&key, who.bytes, who.len);
	failed = add_to_key(f, span_buf(&key), span_buf(&value), e);
	if (failed == 0 && f->scope.len > 0)
		failed = add_to_key(f,
		    (struct span){buf_string(&key) + f->scope.len,
			key.len - f->scope.len},
		    span_buf(&value), e);
	buf_free(&key);
	buf_wipe(&value);
	buf_free(&value);
	return failed;
}

/* "claim|Encounter/1": the number under which the insurer knows the visit, from
 * the Claim's item for it.  A visit in two claims has none. */
static int
keep_claim(const struct fhir *f, struct value resource, struct error *e)
{
	struct span claim = fhir_text(
	    f, first_of(value_member(resource, "identifier")), "value");
	struct each items, encounters;
	struct value item, encounter;
	struct span visit;

	if (claim.bytes == NULL)
		claim = fhir_text(f, resource, "id");
	if (claim.bytes == NULL)
		return 0;
	each_open(&items, value_member(resource, "item"));
	while (each_next(&items, &item)) {
		each_open(&encounters, value_member(item, "encounter"));
		while (each_next(&encounters, &encounter)) {
			visit = fhir_text(f, encounter, "reference");
			if (visit.bytes != NULL &&
			    put_beside(f, "claim|", visit, claim, e) == -1)
				return -1;
		}
	}
	return 0;
}

int
fhir_index(const struct fhir *f, struct value resource, struct span url,
    struct error *e)
{
	size_t k;

	for (k = 0; k < RELATIVE; k++)
		if (resource_is(resource, kept[k].type))
			return keep(f, resource, k, url, e);
	if (resource_is(resource, "DocumentReference"))
		return keep_replaced(f, resource, e);
	if (resource_is(resource, "RelatedPerson"))
		return keep_relative(f, resource, e);
	if (resource_is(resource, "Coverage"))
		return keep_coverage(f, resource, e);
	if (resource_is(resource, "Claim"))
		return keep_claim(f, resource, e);
	return 0;
}

static enum refs_found
find_key(
    const struct fhir *f, struct span scope, struct span key, struct value *out)
{
	struct buf whole = {0}, got = {0};
	enum refs_found found;

	buf_add(&whole, scope.bytes, scope.len);
	buf_add(&whole, key.bytes, key.len);
	found = refs_get(f->im->refs, span_buf(&whole), &got);
	if (found == REFS_FOUND)
		*out = (struct value){
		    .json = draft_copy(&f->im->draft, span_buf(&got)),
		    .type = SCAN_OBJECT};
	if (found == REFS_FAILED)
		import_lost(f->im);
	buf_free(&whole);
	buf_wipe(&got);
	buf_free(&got);
	return found;
}

static struct value
find_contained(const struct fhir *f, struct span id)
{
	struct each it;
	struct value v;

	each_open(&it, value_member(f->holder, "contained"));
	while (each_next(&it, &v))
		if (span_equal(fhir_text(f, v, "id"), id))
			return v;
	return (struct value){0};
}

enum refs_found
fhir_resolve_url(const struct fhir *f, struct span url, struct value *out)
{
	enum refs_found found = REFS_NONE;
	struct span part;

	*out = (struct value){0};
	if (url.len == 0)
		return REFS_NONE;
	if (url.bytes[0] == '#') {
		*out = find_contained(
		    f, (struct span){url.bytes + 1, url.len - 1});
		return out->type == SCAN_NONE ? REFS_NONE : REFS_FOUND;
	}
	url = fhir_without_version(url);
	part = relative_part(url);
	if (f->scope.len > 0) {
		found = find_key(f, f->scope, url, out);
		if (found == REFS_NONE)
			found = find_key(f, f->scope, part, out);
	}
	if (found == REFS_NONE)
		found = find_key(f, span_of(""), url, out);
	if (found == REFS_NONE)
		found = find_key(f, span_of(""), part, out);
	return found;
}

enum refs_found
fhir_resolve(const struct fhir *f, struct value reference, const char *type,
    struct value *out)
{
	struct value id = value_member(reference, "identifier");
	struct span url = fhir_text(f, reference, "reference");
	enum refs_found found = fhir_resolve_url(f, url, out);
	struct buf key = {0};
	struct span part;

	if (found != REFS_NONE || id.type != SCAN_OBJECT)
		return found;
	buf_addf(&key, "%s?identifier=", type);
	part = fhir_text(f, id, "system");
	buf_add(&key, part.bytes, part.len);
	buf_add_byte(&key, '|');
	part = fhir_text(f, id, "value");
	buf_add(&key, part.bytes, part.len);
	found =
	    fhir_resolve_url(f, (struct span){buf_string(&key), key.len}, out);
	buf_free(&key);
	return found;
}

enum refs_found
fhir_beside(const struct fhir *f, const char *prefix, struct span url,
    const char *type, struct span id, struct value *out)
{
	struct buf key = {0};
	enum refs_found found = REFS_NONE;

	buf_add_string(&key, prefix);
	if (url.bytes != NULL) {
		url = relative_part(fhir_without_version(url));
		buf_add(&key, url.bytes, url.len);
		if (f->scope.len > 0)
			found = find_key(f, f->scope, span_buf(&key), out);
		if (found == REFS_NONE)
			found = find_key(f, span_of(""), span_buf(&key), out);
	}
	if (found == REFS_NONE && id.bytes != NULL) {
		key.len = strlen(prefix);
		buf_addf(&key, "%s/", type);
		buf_add(&key, id.bytes, id.len);
		found = find_key(f, span_of(""), span_buf(&key), out);
	}
	buf_free(&key);
	return found;
}
