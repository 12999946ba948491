#include "classify/protection.h"

#include <string.h>

#define DEFINITION "45 CFR 164.501"

const char *
finding_code(enum finding f)
{
	static const char *const codes[] = {
	    "none",
#define FINDING(name, code, what) code,
#include "classify/finding.def"
#undef FINDING
	};
	return codes[f];
}

static const char *const credentials[] = {
#define CREDENTIAL(folded) folded,
#include "classify/credential.def"
#undef CREDENTIAL
};

/* Psychotherapy's service codes (CPT): 90832 to 90853, and crisis. */
static const char *const session_codes[] = {"90832", "90833", "90834", "90836",
    "90837", "90838", "90839", "90840", "90845", "90846", "90847", "90849",
    "90853", "90875", "90876", "90880"};

/* Types of document whose name says that they tell a session (LOINC). */
static const char *const session_documents[] = {
    "34788-0", /* psychiatry consult note */
};

static bool
is_credential(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(credentials) / sizeof(credentials[0]); i++)
		if (strcmp(word, credentials[i]) == 0)
			return true;
	return false;
}

/* Whether one of the credentials, "LCSW, PMH-C", is in the table.  A student's,
 * an intern's or a trainee's never counts. */
static bool
credential_known(struct span text)
{
	char word[16];
	size_t i, len = 0;
	bool known = false;

	for (i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.bytes[i] : ',';

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if (c >= 'a' && c <= 'z') {
			if (len + 1 < sizeof(word))
				word[len++] = c;
		} else if (c == ',' || c == ' ' || c == ';' || c == '/') {
			word[len] = '\0';
			if (strcmp(word, "intern") == 0 ||
			    strcmp(word, "student") == 0 ||
			    strcmp(word, "trainee") == 0)
				return false;
			known = known || is_credential(word);
			len = 0;
		}
	}
	return known;
}

enum answer
protection_author(const struct note *n, const struct practice *practice)
{
	const struct clinician *c = NULL;

	if (practice != NULL)
		c = practice_clinician(practice, &n->author);
	if (c != NULL && c->mental_health_professional != ANSWER_UNKNOWN)
		return c->mental_health_professional;
	if (c != NULL && credential_known(c->credential))
		return ANSWER_YES;
	return credential_known(n->author.credential) ? ANSWER_YES
						      : ANSWER_UNKNOWN;
}

static bool
is_one_of(struct span s, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (span_is(s, list[i]))
			return true;
	return false;
}

#define IS_ONE_OF(s, list) is_one_of(s, list, sizeof(list) / sizeof((list)[0]))

static bool
says_psychotherapy(const struct note *n)
{
	struct span label = span_of("PSYTHPN");

	return n->declared_class == CLASS_PSYCHOTHERAPY ||
	       texts_have(n->security_labels, label);
}

enum answer
protection_session(const struct note *n, const struct content *c)
{
	size_t i;

	if (n->encounter.present && n->encounter.service_code.bytes != NULL)
		return IS_ONE_OF(n->encounter.service_code, session_codes)
			   ? ANSWER_YES
			   : ANSWER_UNKNOWN;
	for (i = 0; i < n->code_count; i++)
		if (IS_ONE_OF(n->codes[i].code, session_codes) ||
		    IS_ONE_OF(n->codes[i].code, session_documents))
			return ANSWER_YES;
	if (c->session)
		return ANSWER_YES;
	/* the source and the text, each for itself, say it */
	if (c->note_class == CLASS_PSYCHOTHERAPY && says_psychotherapy(n))
		return ANSWER_YES;
	return ANSWER_UNKNOWN;
}

static void
findings_find(bool *f, const struct note *n, const struct content *c)
{
	bool separate = n->filed_separately == ANSWER_YES;
	bool chart = n->filed_separately == ANSWER_NO;

	f[FINDING_PROGRESS_READS_PROCESS] =
	    n->declared_class == CLASS_PROGRESS &&
	    c->note_class == CLASS_PSYCHOTHERAPY;
	f[FINDING_PROCESS_READS_PROGRESS] =
	    n->declared_class == CLASS_PSYCHOTHERAPY && !c->conversation;
	f[FINDING_SEPARATE_BUT_PROGRESS] =
	    separate && n->declared_class == CLASS_PROGRESS;
	f[FINDING_CHART_BUT_PSYCHOTHERAPY] = chart && says_psychotherapy(n);
	f[FINDING_PROCESS_IN_CHART] = chart && c->conversation;
	f[FINDING_ADMINISTRATIVE_WITH_TALK] =
	    n->declared_class == CLASS_ADMINISTRATIVE && c->conversation;
	f[FINDING_TRANSCRIPT] = c->transcript;
}

struct protection_result
protection_find_of(const struct note *n, const struct practice *practice,
    const struct content *c)
{
	struct protection_result r = {
	    .protection = PROTECTION_REVIEW, .citation = DEFINITION};
	enum answer author = protection_author(n, practice);
	enum answer session = protection_session(n, c);

	findings_find(r.findings, n, c);
	if (n->filed_separately == ANSWER_NO) {
		r.protection = PROTECTION_NOT_PROTECTED;
		r.reason = "PN-E4: filed in the chart";
	} else if (n->filed_separately == ANSWER_UNKNOWN) {
		r.reason = "PN-E4: where it is filed is not known";
	} else if (author == ANSWER_NO) {
		r.protection = PROTECTION_NOT_PROTECTED;
		r.reason = "PN-E1: author is no mental health professional";
	} else if (c->transcript) {
		r.reason = "MX-6: transcript or recording";
		r.citation = "89 FR 12548";
	} else if (r.findings[FINDING_SEPARATE_BUT_PROGRESS]) {
		r.reason = "PN-E4: filed separately but declared progress";
	} else if (author == ANSWER_UNKNOWN) {
		r.reason = "PN-E1: author's profession is not known";
	} else if (!c->conversation) {
		r.reason = "PN-E2: no conversation found";
	} else if (session == ANSWER_UNKNOWN) {
		r.reason = "PN-E3: no session is shown";
	} else {
		r.protection = PROTECTION_PROTECTED;
		r.reason = "PN-E1 to PN-E4 hold";
	}
	return r;
}
