/* What depends on a secret or a table of the user's: pseudonyms, shifted
 * dates, ZIP codes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/safe_file.h"
#include "base/secret.h"
#include "redact/work.h"

#define KEY_MIN 32
#define KEY_LIMIT 4096
#define ZIP3_LIMIT (1024 * 1024)
#define ZIP3_PEOPLE 20000 /* 45 CFR 164.514(b)(2)(i)(B)(2) */
#define SHIFT_DAYS 364	  /* to either side */

struct mac *
key_open(const char *path, struct error *e)
{
	struct mac *key = NULL;
	struct secret file;

	if (secret_read(&file, path, KEY_LIMIT, e) == -1)
		return NULL;
	if (file.len < KEY_MIN)
		error_set(e, "%s: a key of fewer than %d bytes", path, KEY_MIN);
	else
		key = mac_new(file.bytes, file.len);
	secret_free(&file);
	return key;
}

/* Lines "606 1234567": three digits, the people who live there. */
static int
zip3_line(uint32_t people[static 1000], const char *line, size_t len)
{
	size_t i = 4;
	uint64_t n = 0;
	int zip = 0, k;

	for (k = 0; k < 3; k++) {
		if (len < 5 || line[k] < '0' || line[k] > '9')
			return -1;
		zip = zip * 10 + (line[k] - '0');
	}
	if (line[3] != ' ' && line[3] != '\t' && line[3] != ',')
		return -1;
	for (; i < len && line[i] >= '0' && line[i] <= '9' && n < 100000000;
	     i++)
		n = n * 10 + (uint64_t)(line[i] - '0');
	if (i != len)
		return -1;
	people[zip] = (uint32_t)n;
	return 0;
}

uint32_t *
zip3_open(const char *path, struct error *e)
{
	uint32_t *people = alloc_zeroed(1000, sizeof(*people));
	struct buf b = {0};
	size_t at = 0, number = 0, len;
	const char *stop;

	if (file_read(path, ZIP3_LIMIT, &b, e) == -1)
		goto failed;
	while (at < b.len) {
		stop = memchr(b.bytes + at, '\n', b.len - at);
		len = (stop == NULL ? b.len : (size_t)(stop - b.bytes)) - at;
		number++;
		if (len > 0 && b.bytes[at] != '#' &&
		    zip3_line(people, b.bytes + at, len) == -1) {
			error_set(e, "%s: line %zu: not a ZIP and a number",
			    path, number);
			goto failed;
		}
		at += len + 1;
	}
	buf_free(&b);
	return people;
failed:
	buf_free(&b);
	free(people);
	return NULL;
}

void
zip3_make(const struct redact *r, struct span zip, char out[static 4])
{
	const uint32_t *people = redact_people(r);
	int z = 0, i;

	memcpy(out, "000", 4);
	for (i = 0; i < 3; i++) {
		if (zip.bytes[i] < '0' || zip.bytes[i] > '9')
			return; /* another country's */
		z = z * 10 + (zip.bytes[i] - '0');
	}
	if (people != NULL && people[z] > ZIP3_PEOPLE)
		memcpy(out, zip.bytes, 3);
}

/* The same words give the same pseudonym wherever the key is the same; other
 * characters than letters count for what is not a name. */
void
pseudonym_make(const struct redact *r, const char *kind, struct span folded,
    struct span text, char out[static DIGEST_HEX])
{
	bool name = strcmp(kind, "name") == 0 || strcmp(kind, "provider") == 0;
	unsigned char mac[DIGEST_LEN];
	struct buf b = {0};

	buf_add_string(&b, name ? "name" : kind);
	buf_add_byte(&b, '\0');
	if (name)
		buf_add(&b, folded.bytes, folded.len);
	else
		buf_add(&b, text.bytes, text.len);
	mac_bytes(redact_key(r), b.bytes, b.len, mac);
	digest_hex(mac, out);
	buf_wipe(&b);
	buf_free(&b);
}

/* By patient and key, -364 to 364 days and never 0: what stood a week apart
 * still does. */
int
shift_days(const struct work *w)
{
	unsigned char mac[DIGEST_LEN];
	struct buf b = {0};
	uint32_t n;
	int days;

	buf_add_string(&b, "shift");
	buf_add_byte(&b, '\0');
	buf_add(&b, w->note.patient.id.bytes, w->note.patient.id.len);
	mac_bytes(redact_key(w->redact), b.bytes, b.len, mac);
	buf_free(&b);
	n = (uint32_t)mac[0] << 24 | (uint32_t)mac[1] << 16 |
	    (uint32_t)mac[2] << 8 | mac[3];
	days = (int)(n % (2 * SHIFT_DAYS)) - SHIFT_DAYS;
	return days >= 0 ? days + 1 : days;
}

static int
number(struct span t, size_t *at)
{
	int n = 0;

	while (*at < t.len && t.bytes[*at] >= '0' && t.bytes[*at] <= '9' &&
	       n < 10000)
		n = n * 10 + (t.bytes[(*at)++] - '0');
	return n;
}

/* Dates in figures with a year of four digits; others become a marker. */
static date_days
read_date(struct span t)
{
	size_t at = 0;
	int a = number(t, &at), b, c;

	at++;
	b = number(t, &at);
	at++;
	c = number(t, &at);
	if (at != t.len)
		return DATE_NONE;
	if (a > 1000)
		return date_from_civil((struct civil){a, b, c});
	return c > 1000 ? date_from_civil((struct civil){c, a, b}) : DATE_NONE;
}

bool
shift_make(struct work *w, struct span date, struct span *out)
{
	date_days d = read_date(date);
	char text[DATE_TEXT];

	if (d == DATE_NONE)
		return false;
	date_format(d + shift_days(w), text);
	*out = (struct span){
	    arena_string(w->arena, text, strlen(text)), strlen(text)};
	return true;
}
