/* Runs a fuzz target over files and folders of files, without a fuzzer.
 *
 *	target [--near=N] FILE|FOLDER ...
 *
 * With --near, each input is followed by N that differ from it in a few places
 * (cut, a byte or a JSON value replaced, a piece moved or taken twice): the
 * same ones in every run, so that what they find is found again. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len);

static const char *const values[] = {"null", "true", "false", "0", "-1", "1.5",
    "1e400", "9223372036854775808", "\"\"", "\"x\"", "\"2026-02-30\"", "[]",
    "{}", "[null]", "{\"a\":1}", "\"\\u0000\""};
static const char bytes[] = " \t\n\r,.;:/-_'\"\\()[]{}<>&|^~#%$@+=*!?09AZaz"
			    "\0\x7f\x80\xc3\xa9\xe2\x80\x99\xff";

static int near;

static uint32_t state; /* begins with what the input is */

/* Numerical Recipes' generator: a few bits that look random are enough. */
static size_t
draw(size_t below)
{
	state = state * 1664525u + 1013904223u;
	return below == 0 ? 0 : (state >> 8) % below;
}

/* Replaces [from, to) of B. */
static void
replace(struct buf *b, size_t from, size_t to, const char *by, size_t len)
{
	struct buf rest = {0};

	buf_add(&rest, b->bytes + to, b->len - to);
	b->len = from;
	buf_add(b, by, len);
	buf_add(b, rest.bytes, rest.len);
	buf_free(&rest);
}

/* What stands between a colon and the next comma or brace. */
static void
replace_value(struct buf *b)
{
	const char *value = values[draw(sizeof(values) / sizeof(values[0]))];
	size_t from = draw(b->len), to;

	while (from < b->len && b->bytes[from] != ':')
		from++;
	if (from < b->len)
		from++;
	for (to = from; to < b->len && strchr(",}]\n", b->bytes[to]) == NULL;)
		to++;
	replace(b, from, to, value, strlen(value));
}

static void
change(struct buf *b)
{
	size_t from = draw(b->len), to = from + draw(b->len - from);
	struct buf piece = {0};

	switch (draw(6)) {
	case 0:
		b->len = from;
		break;
	case 1:
		replace(b, from, from + (from < b->len),
		    &bytes[draw(sizeof(bytes) - 1)], 1);
		break;
	case 2:
		replace_value(b);
		break;
	case 3:
		replace(b, from, from + draw(8) % (b->len - from + 1), "", 0);
		break;
	case 4: /* a piece stands elsewhere as well */
		buf_add(&piece, b->bytes + from, to - from);
		to = draw(b->len);
		replace(b, to, to, piece.bytes, piece.len);
		break;
	default:
		replace(b, from, from, &bytes[draw(sizeof(bytes) - 1)], 1);
		break;
	}
	buf_free(&piece);
}

static void
replay_near(const struct buf *input)
{
	struct buf b = {0};
	size_t k, changes;
	int i;

	for (state = 1, k = 0; k < input->len; k++)
		state = (state ^ (unsigned char)input->bytes[k]) * 16777619u;
	for (i = 0; i < near; i++) {
		b.len = 0;
		buf_add(&b, input->bytes, input->len);
		/* Every other one differs in many places. */
		changes = 1 + draw(i % 2 == 0 ? 3 : 1 + input->len / 32);
		for (; changes > 0; changes--)
			change(&b);
		LLVMFuzzerTestOneInput(
		    (const unsigned char *)buf_string(&b), b.len);
	}
	buf_free(&b);
}

static int
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = {0};
	size_t got;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	while ((got = fread(buf_reserve(&b, 65536), 1, 65536, f)) > 0)
		b.len += got;
	fclose(f);
	LLVMFuzzerTestOneInput((const unsigned char *)buf_string(&b), b.len);
	replay_near(&b);
	buf_free(&b);
	return 1 + near;
}

static int
replay(const char *path)
{
	struct dirent *entry;
	struct stat st;
	int count = 0;
	DIR *dir;

	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode))
		return replay_file(path);
	dir = opendir(path);
	if (dir == NULL)
		return -1;
	while ((entry = readdir(dir)) != NULL) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (replay_file(name) == -1) {
			count = -1;
			break;
		}
		count += 1 + near;
	}
	closedir(dir);
	return count;
}

int
main(int argc, char **argv)
{
	int i, count, all = 0;

	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--near=", 7) == 0) {
			near = atoi(argv[i] + 7);
			continue;
		}
		count = replay(argv[i]);
		if (count == -1)
			return 1;
		all += count;
	}
	printf("%d inputs replayed\n", all);
	return all > 0 ? 0 : 1;
}
