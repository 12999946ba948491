#include "classify/transcript.h"

#include <string.h>

#define TURNS 3 /* of each speaker */

enum speaker { NOBODY, CLINICIAN, CLIENT };

struct speaker_row {
	const char *tag;
	enum speaker speaker;
};

static const struct speaker_row rows[] = {{"c", CLIENT}, {"cl", CLIENT},
    {"client", CLIENT}, {"clinician", CLINICIAN}, {"counselor", CLINICIAN},
    {"ct", CLIENT}, {"interviewer", CLINICIAN}, {"me", CLINICIAN},
    {"p", CLIENT}, {"patient", CLIENT}, {"pt", CLIENT}, {"t", CLINICIAN},
    {"th", CLINICIAN}, {"therapist", CLINICIAN}};

/* Whose turn TEXT begins, `T: And then?`. */
static enum speaker
speaker_of(struct span text)
{
	const char *colon =
	    memchr(text.bytes, ':', text.len < 16 ? text.len : 16);
	char tag[16];
	size_t i, len;

	if (colon == NULL)
		return NOBODY;
	len = (size_t)(colon - text.bytes);
	for (i = 0; i < len; i++) {
		char c = text.bytes[i];

		tag[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	tag[len] = '\0';
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(tag, rows[i].tag) == 0)
			return rows[i].speaker;
	return NOBODY;
}

bool
transcript_found(const struct outline *o)
{
	size_t turns[3] = {0}, i;
	enum speaker last = NOBODY, now;

	for (i = 0; i < o->count; i++) {
		now = speaker_of(o->passages[i].text);
		if (now != NOBODY && now != last) {
			turns[now]++;
			last = now;
		}
	}
	return turns[CLINICIAN] >= TURNS && turns[CLIENT] >= TURNS;
}
