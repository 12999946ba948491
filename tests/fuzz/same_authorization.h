/* Whether two readers found the same document in one line. */
#ifndef TESTS_SAME_AUTHORIZATION_H
#define TESTS_SAME_AUTHORIZATION_H

#include "note/authorization.h"

/* Two absent ones are the same here. */
static bool
same_span(struct span a, struct span b)
{
	return span_equal(a, b) || (a.bytes == NULL && b.bytes == NULL);
}

static bool
same_texts(struct texts a, struct texts b)
{
	size_t i;

	if (a.count != b.count)
		return false;
	for (i = 0; i < a.count; i++)
		if (!same_span(a.at[i], b.at[i]))
			return false;
	return true;
}

static bool
same_recipients(const struct authorization *a, const struct authorization *b)
{
	size_t i;

	if (a->recipient_count != b->recipient_count)
		return false;
	for (i = 0; i < a->recipient_count; i++)
		if (!same_span(a->recipients[i].name, b->recipients[i].name) ||
		    !same_span(a->recipients[i].id, b->recipients[i].id))
			return false;
	return true;
}

static bool
same_parts(const struct authorization *a, const struct authorization *b)
{
	return a->expiry.kind == b->expiry.kind &&
	       same_span(a->expiry.value, b->expiry.value) &&
	       a->expiry.day == b->expiry.day && a->expiry.at == b->expiry.at &&
	       a->expiry.occurred == b->expiry.occurred &&
	       a->expiry.relates == b->expiry.relates &&
	       a->signature.present == b->signature.present &&
	       a->signature.date == b->signature.date &&
	       a->signature.by == b->signature.by &&
	       same_span(a->signature.authority, b->signature.authority) &&
	       a->signature.authority_valid == b->signature.authority_valid &&
	       same_span(a->signature.type, b->signature.type) &&
	       a->signature.valid_under_law == b->signature.valid_under_law &&
	       a->statements.revocation == b->statements.revocation &&
	       a->statements.conditioning == b->statements.conditioning &&
	       a->statements.redisclosure == b->statements.redisclosure &&
	       a->revocation.present == b->revocation.present &&
	       a->revocation.received_at == b->revocation.received_at &&
	       a->revocation.written == b->revocation.written &&
	       a->revocation.insurance_contest ==
		   b->revocation.insurance_contest &&
	       a->covers.from == b->covers.from && a->covers.to == b->covers.to;
}

static bool
same_authorization(const struct authorization *a, const struct authorization *b)
{
	return same_span(a->id, b->id) && same_span(a->patient, b->patient) &&
	       same_span(a->description, b->description) &&
	       same_texts(a->scope, b->scope) &&
	       same_span(a->discloser, b->discloser) && same_recipients(a, b) &&
	       same_texts(a->purposes, b->purposes) &&
	       a->at_request_of_individual == b->at_request_of_individual &&
	       a->initiated_by_individual == b->initiated_by_individual &&
	       same_parts(a, b) &&
	       same_texts(a->combined_with, b->combined_with) &&
	       same_span(a->conditioned_on, b->conditioned_on) &&
	       a->known_false == b->known_false && a->research == b->research &&
	       a->plain_language == b->plain_language &&
	       a->unused_psychotherapy_box == b->unused_psychotherapy_box &&
	       a->copy_given == b->copy_given &&
	       a->state_consent.type == b->state_consent.type &&
	       same_span(a->state_consent.json, b->state_consent.json) &&
	       a->part2_consent.type == b->part2_consent.type &&
	       same_span(a->part2_consent.json, b->part2_consent.json);
}

#endif
