/* Mappings at work: what FIND gives, brought to the draft. */
#include <strings.h>

#include "import/map.h"
#include "import/when.h"

static void
read_name(struct draft *d, struct span name)
{
	const char *comma = memchr(name.bytes, ',', name.len);
	size_t i, start, end = name.len;
	struct span family;

	if (comma != NULL) {
		family =
		    (struct span){name.bytes, (size_t)(comma - name.bytes)};
		i = family.len + 1;
	} else {
		while (end > 0 && name.bytes[end - 1] == ' ')
			end--;
		for (i = end; i > 0 && name.bytes[i - 1] != ' ';)
			i--;
		family = (struct span){name.bytes + i, end - i};
		end = i;
		i = 0;
	}
	while (family.len > 0 && family.bytes[family.len - 1] == ' ')
		family.len--;
	if (family.len > 0)
		d->field[FIELD_FAMILY] = family;
	while (i < end) {
		while (i < end && name.bytes[i] == ' ')
			i++;
		for (start = i; i < end && name.bytes[i] != ' ';)
			i++;
		if (i > start)
			draft_add(d, LIST_GIVEN,
			    (struct span){name.bytes + start, i - start},
			    (struct span){0});
	}
}

/* "yes" and "1" as a truth value; anything else is left for field_check. */
static struct span
truth(struct span s)
{
	if ((s.len == 3 && strncasecmp(s.bytes, "yes", 3) == 0) ||
	    (s.len == 4 && strncasecmp(s.bytes, "true", 4) == 0) ||
	    span_is(s, "1") || span_is(s, "Y"))
		return span_of("true");
	if ((s.len == 2 && strncasecmp(s.bytes, "no", 2) == 0) ||
	    (s.len == 5 && strncasecmp(s.bytes, "false", 5) == 0) ||
	    span_is(s, "0") || span_is(s, "N"))
		return span_of("false");
	return s;
}

/* A time of day alone belongs to the date of service. */
static struct span
time_of_day(struct import *im, struct when *w)
{
	struct span date = im->draft.field[FIELD_DATE];

	if (!w->has_day && date.bytes != NULL) {
		w->day = date_civil(date_parse(date.bytes, date.len));
		w->has_day = true;
	}
	return when_instant(w, im->zoned, &im->draft);
}

static int
read_day(struct import *im, enum field f, struct span *value,
    const char *pattern, struct error *e)
{
	struct when w;

	if (!when_pattern(*value, pattern, &w) || !w.has_day)
		return error_set(e, "%s: not a date", field_path(f));
	*value = when_date(&w, &im->draft);
	return 0;
}

/* The value is absent where it has no offset and the zone is not known. */
static int
read_time(struct import *im, enum field f, struct span *value,
    const char *pattern, struct error *e)
{
	struct when w;

	if (!when_pattern(*value, pattern, &w) || !w.has_time)
		return error_set(e, "%s: not a time", field_path(f));
	*value = time_of_day(im, &w);
	if (value->bytes == NULL)
		import_warn(im,
		    "%s: a time without an offset, left out; "
		    "--time-zone says where it is",
		    field_path(f));
	return 0;
}

static int
read_field(struct import *im, enum field f, struct span value,
    const char *pattern, struct error *e)
{
	int failed = 0;

	if (f == FIELD_DATE || f == FIELD_BIRTH_DATE)
		failed = read_day(im, f, &value, pattern, e);
	else if (f == FIELD_START || f == FIELD_END)
		failed = read_time(im, f, &value, pattern, e);
	else if (f == FIELD_FILED_SEPARATELY || f == FIELD_DECEASED)
		value = truth(value);
	if (failed == -1)
		return -1;
	if (value.bytes == NULL)
		return 0;
	if (field_check(f, value, e) == -1)
		return -1;
	im->draft.field[f] = value;
	return 0;
}

static struct span
trimmed(struct span s)
{
	while (s.len > 0 && strchr(" \t\r\n", s.bytes[0]) != NULL &&
	       s.bytes[0] != '\0') {
		s.bytes++;
		s.len--;
	}
	while (s.len > 0 && strchr(" \t\r\n", s.bytes[s.len - 1]) != NULL &&
	       s.bytes[s.len - 1] != '\0')
		s.len--;
	return s;
}

static int
translate(const struct map_row *row, struct span *s, struct error *e)
{
	size_t i;

	for (i = 0; i < row->word_count; i++)
		if (span_equal(*s, row->words[i].from)) {
			*s = row->words[i].to;
			return 0;
		}
	if (row->word_count == 0)
		return 0;
	return error_set(e, "%s: a word that the map does not have", row->path);
}

static int
check_void(const struct map_row *row, struct span s, struct error *e)
{
	size_t i;

	for (i = 0; i < row->word_count; i++)
		if (span_equal(s, row->words[i].from))
			return error_set(e, "void: %.*s",
			    (int)row->words[i].to.len, row->words[i].to.bytes);
	return 0;
}

static void
add_to_list(struct draft *d, const struct map_row *row, struct span s)
{
	if (row->list == LIST_CODES || row->list == LIST_IDENTIFIERS)
		draft_add(d, row->list, row->extra, s);
	else
		draft_add(d, row->list, s, row->extra);
}

int
map_put(struct import *im, const struct map_row *row, struct span value,
    struct error *e)
{
	struct draft *d = &im->draft;

	if (row->target == TARGET_SECTION) {
		if (value.len > 0)
			draft_add_section(d, row->extra, value);
		return 0;
	}
	value = trimmed(value);
	if (row->target == TARGET_VOID)
		return check_void(row, value, e);
	if (value.len == 0)
		return 0;
	if (translate(row, &value, e) == -1)
		return -1;
	if (row->before.len > 0)
		value = draft_printf(d, "%.*s%.*s", (int)row->before.len,
		    row->before.bytes, (int)value.len, value.bytes);
	if (row->target == TARGET_FIELD)
		return read_field(im, row->field, value, row->pattern, e);
	if (row->target == TARGET_NAME)
		read_name(d, value);
	else
		add_to_list(d, row, value);
	return 0;
}

/* Several sources of one field, with a space between them. */
static struct span
joined(struct draft *d, struct span before, struct span more)
{
	char *text;

	if (before.bytes == NULL)
		return more;
	text = arena_bytes(&d->arena, before.len + more.len + 1);
	memcpy(text, before.bytes, before.len);
	text[before.len] = ' ';
	memcpy(text + before.len + 1, more.bytes, more.len);
	return (struct span){text, before.len + more.len + 1};
}

static int
apply_row(struct import *im, const struct map_row *row,
    struct span (*find)(void *context, size_t row, size_t i), void *context,
    size_t number, struct error *e)
{
	struct span s, whole = {0};
	size_t i;

	for (i = 0; i < row->from_count; i++) {
		s = find(context, number, i);
		if (row->target == TARGET_SECTION ||
		    row->target == TARGET_LIST) {
			if (map_put(im, row, s, e) == -1)
				return -1;
			continue;
		}
		s = trimmed(s);
		if (s.len > 0)
			whole = joined(&im->draft, whole, s);
	}
	return whole.bytes == NULL ? 0 : map_put(im, row, whole, e);
}

static bool
is_time(const struct map_row *row)
{
	return row->target == TARGET_FIELD &&
	       (row->field == FIELD_START || row->field == FIELD_END);
}

int
map_apply(struct import *im, const struct map *m,
    struct span (*find)(void *context, size_t row, size_t i), void *context,
    struct error *e)
{
	size_t i;
	int f, pass;

	for (f = 0; f < FIELD_COUNT; f++)
		im->draft.field[f] = m->set[f];
	/* Times of day need the date, wherever it stands in the map. */
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < m->row_count; i++)
			if (is_time(&m->rows[i]) == (pass == 1) &&
			    apply_row(im, &m->rows[i], find, context, i, e) ==
				-1)
				return -1;
	return 0;
}
