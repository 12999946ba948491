#include <string.h>

#include "identify/pattern.h"

void
confirm_ip_four(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned i;

	for (i = 0; i < 4; i++)
		if (number_at(s, &at, end) > 255)
			return;
	if ((start > 0 && s->text[start - 1] == '.') ||
	    (end + 1 < s->len && s->text[end] == '.' &&
		is_digit(s->text[end + 1])))
		return;
	pattern_add(s, start, end, IDENTIFIER_KIND_IP, RANK_CHECKED);
}

void
confirm_ip_six(struct search *s, size_t start, size_t end)
{
	size_t i, colons = 0, letters = 0;
	bool twice = false;

	for (i = start; i < end; i++) {
		colons += s->text[i] == ':';
		letters += is_letter(s->text[i]);
		twice |=
		    s->text[i] == ':' && i + 1 < end && s->text[i + 1] == ':';
	}
	if (colons == 7 || (twice && letters > 0))
		pattern_add(s, start, end, IDENTIFIER_KIND_IP, RANK_CHECKED);
}

static bool
is_email_char(char c)
{
	return is_alnum(c) || strchr("._%+'-", c) != NULL;
}

static bool
is_host_char(char c)
{
	return is_alnum(c) || c == '.' || c == '-';
}

static bool
is_url_char(char c)
{
	return c > ' ' && strchr("\"<>)]}", c) == NULL;
}

/* An address around its @: at least a letter before and a dot behind. */
void
confirm_email(struct search *s, size_t start, size_t end)
{
	size_t from = start, to = end;
	bool dot = false;

	while (from > 0 && is_email_char(s->text[from - 1]))
		from--;
	while (to < s->len && is_host_char(s->text[to]))
		to++;
	while (from < start && !is_alnum(s->text[from]))
		from++;
	while (to > end && !is_alnum(s->text[to - 1]))
		to--;
	for (; end < to; end++)
		dot |= s->text[end] == '.';
	if (dot && is_alnum(s->text[from]))
		pattern_add(s, from, to, IDENTIFIER_KIND_EMAIL, RANK_CHECKED);
}

/* remy at example dot com */
void
confirm_email_said(struct search *s, size_t start, size_t end)
{
	while (start > 0 && is_email_char(s->text[start - 1]))
		start--;
	pattern_add(s, start, end, IDENTIFIER_KIND_EMAIL, RANK_FORM);
}

static void
add_url(struct search *s, size_t start, size_t end)
{
	while (end < s->len && is_url_char(s->text[end]))
		end++;
	while (end > start && strchr(".,;:!?'*", s->text[end - 1]) != NULL)
		end--;
	pattern_add(s, start, end, IDENTIFIER_KIND_URL, RANK_CHECKED);
}

void
confirm_url(struct search *s, size_t start, size_t end)
{
	if (start == 0 || !is_alnum(s->text[start - 1]))
		add_url(s, start, end);
}

/* A bare host name: letters before its first dot, and what seems its top
 * level is not the next sentence's first word. */
void
confirm_domain(struct search *s, size_t start, size_t end)
{
	size_t from = start;

	if (end < s->len && is_alnum(s->text[end]))
		return;
	if (s->text[start + 2] >= 'A' && s->text[start + 2] <= 'Z')
		return;
	while (from > 0 && is_host_char(s->text[from - 1]))
		from--;
	while (from < start && !is_alnum(s->text[from]))
		from++;
	if (start + 1 - from < 3 || (from > 0 && s->text[from - 1] == '@'))
		return;
	/* of co.uk the rest is the host's too */
	while (end + 1 < s->len && s->text[end] == '.' &&
	       s->text[end + 1] >= 'a' && s->text[end + 1] <= 'z')
		for (end++; end < s->len && is_alnum(s->text[end]);)
			end++;
	if (end < s->len && strchr("/?#:", s->text[end]) != NULL)
		add_url(s, from, end);
	else
		pattern_add(s, from, end, IDENTIFIER_KIND_URL, RANK_CHECKED);
}

/* @mayfly_77 by its looks, @mayfly behind the name of where it is one; neither
 * "@home" nor "@10am". */
void
confirm_handle(struct search *s, size_t start, size_t end)
{
	char before[16];
	bool looks;
	size_t i;

	while (end > start && !is_alnum(s->text[end - 1]))
		end--;
	if (end == start)
		return; /* @____ */
	looks = digits_in(s, start, end) > 0;
	for (i = start + 1; i < end; i++)
		looks |= s->text[i] == '_';
	word_before(s, start, before);
	if (looks ||
	    is_one_of(before,
		" instagram insta ig twitter tiktok snapchat snap facebook fb "
		"discord venmo cashapp threads reddit youtube telegram bluesky "
		"mastodon twitch linkedin handle username user gamertag "
		"account profile as "))
		pattern_add(s, start, end, IDENTIFIER_KIND_OTHER, RANK_CHECKED);
}
