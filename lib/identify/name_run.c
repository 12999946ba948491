#include <string.h>

#include "identify/name.h"

/* FaceTime: a capital within, which names have only behind Mc, Mac, De, O'. */
static bool
is_brand_capital(const struct search *s, const struct token *t, size_t i)
{
	static const char *const heads[] = {"Mc", "Mac", "De", "Di", "La", "Le",
	    "Du", "O'", "Van", "Fitz", "D'"};
	size_t k, len;

	if (t->shape != TOKEN_CAPITAL || s->text[i] < 'A' || s->text[i] > 'Z')
		return false;
	for (k = 0; k < sizeof(heads) / sizeof(heads[0]); k++) {
		len = strlen(heads[k]);
		if (i - t->start == len &&
		    memcmp(s->text + t->start, heads[k], len) == 0)
			return false;
	}
	return true;
}

bool
is_unknown(const struct search *s, const struct token *t)
{
	size_t i;

	if ((t->flags & ~(LEXICON_PLACE_FIRST)) != 0 || t->end - t->start < 3)
		return false;
	for (i = t->start + 1; i < t->end; i++)
		if (is_digit(s->text[i]) || is_brand_capital(s, t, i))
			return false;
	return true;
}

/* MARIA LOPEZ, in capitals as headings are: both must be names and nothing
 * else. */
bool
can_be_name(const struct search *s, const struct token *t)
{
	if (t->shape == TOKEN_UPPER)
		return (is_sure_given(t) || is_sure_family(t)) &&
		       (t->flags & LEXICON_MEDICAL) == 0 &&
		       t->end - t->start > 2;
	if (!is_cap(t))
		return false;
	if ((t->flags & LEXICON_NOT_NAME) != 0)
		return false;
	return is_name_flag(t) || is_unknown(s, t) ||
	       (t->flags & LEXICON_PROPER) != 0 ||
	       (t->flags & (LEXICON_COMMON | LEXICON_MEDICAL)) ==
		   LEXICON_MEDICAL;
}

static bool
joins(const struct search *s, const struct token *t)
{
	const struct token *before = t - 1;

	if (t->gap == GAP_SPACE || t->gap == GAP_HYPHEN)
		return !before->possessive;
	/* J. Smith, St. John */
	return t->gap == GAP_DOT &&
	       (before->shape == TOKEN_INITIAL || token_is(s, before, "st"));
}

size_t
run_length(const struct search *s, size_t i)
{
	size_t n = 1, next;

	while (n < RUN_MAX && i + n < s->token_count) {
		const struct token *t = &s->tokens[i + n];

		if (!joins(s, t))
			break;
		if (is_initial(s, t) ||
		    (can_be_name(s, t) &&
			(t->flags & (LEXICON_ORG | LEXICON_STREET)) == 0) ||
		    (is_cap(t) && (t->flags & LEXICON_FAMILY) != 0)) {
			n++;
			continue;
		}
		next = i + n + 1;
		/* van Dijk, van de Noort */
		if (token_in(t, LIST_PARTICLES) && next + 1 < s->token_count &&
		    joins(s, &s->tokens[next]) &&
		    token_in(&s->tokens[next], LIST_PARTICLES))
			next++;
		if (token_in(t, LIST_PARTICLES) && next < s->token_count &&
		    joins(s, &s->tokens[next]) &&
		    can_be_name(s, &s->tokens[next])) {
			n = next + 1 - i;
			continue;
		}
		break;
	}
	return n;
}

/* Mrs. Montgomery, 92; Walter (91): an age that the law wants gone. */
static void
add_age(struct search *s, const struct token *t)
{
	size_t len = t->end - t->start;
	const char *text = s->text + t->start;

	if (t->shape != TOKEN_NUMBER ||
	    (t->gap != GAP_COMMA && (t->gap != GAP_OTHER || text[-1] != '(')))
		return;
	if ((len == 2 && text[0] == '9') ||
	    (len == 3 && text[0] == '1' && text[1] <= '1'))
		search_add(s, t->start, t->end, IDENTIFIER_KIND_AGE90,
		    SUBJECT_OTHER, RANK_FORM);
}

void
add_run(
    struct search *s, size_t i, size_t n, enum subject subject, enum rank rank)
{
	const struct token *last = &s->tokens[i + n - 1];
	size_t end = last->end;

	if (last->shape == TOKEN_INITIAL && end < s->len && s->text[end] == '.')
		end++;
	subject = known_subject(s, i, n, subject, &rank);
	search_add(
	    s, s->tokens[i].start, end, IDENTIFIER_KIND_NAME, subject, rank);
	if (i + n < s->token_count)
		add_age(s, &s->tokens[i + n]);
}

/* A clinician's letters behind a name: LCSW, MD, PhD. */
static bool
has_credential(const struct token *t)
{
	return t != NULL && (t->gap == GAP_COMMA || t->gap == GAP_SPACE) &&
	       token_in(t, LIST_CREDENTIALS);
}

enum subject
subject_of(const struct search *s, size_t after)
{
	return has_credential(token_at(s, after)) ? SUBJECT_PROVIDER
						  : SUBJECT_OTHER;
}
