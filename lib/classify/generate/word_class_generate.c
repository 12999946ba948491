/* word_class_generate WORDS OUT: makes the table of word_class.h of a file with
 * a line for each narrow class: its wide class, then its words, in lower
 * case.  A word stands once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/hash.h"

#define WORDS_MOST 65535 /* that 16 bits can count */
#define CLASSES_MOST 65535

struct row {
	uint64_t hash;
	unsigned narrow;
};

static struct row rows[WORDS_MOST];
static unsigned wide[CLASSES_MOST];
static size_t row_count, class_count = 1;

static void
fail(const char *what)
{
	fprintf(stderr, "word_class_generate: %s\n", what);
	exit(2);
}

static int
row_compare(const void *a, const void *b)
{
	uint64_t x = ((const struct row *)a)->hash;
	uint64_t y = ((const struct row *)b)->hash;

	return x < y ? -1 : x > y;
}

/* As word_hash does of a word of letters. */
static uint64_t
hash_of(const char *word)
{
	uint64_t h = hash_begin(SEED_WORD);

	for (; *word != '\0'; word++)
		h = hash_add(h, (unsigned char)*word);
	return hash_end(h);
}

static void
line_read(char *line)
{
	char *rest, *word = strtok_r(line, " \n", &rest);

	if (word == NULL || class_count == CLASSES_MOST)
		fail("a line without a class, or too many");
	wide[class_count] = (unsigned)strtoul(word, NULL, 10);
	while ((word = strtok_r(NULL, " \n", &rest)) != NULL) {
		if (row_count == WORDS_MOST)
			fail("too many words");
		rows[row_count++] =
		    (struct row){hash_of(word), (unsigned)class_count};
	}
	class_count++;
}

static void
words_read(const char *path)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0, i;

	if (in == NULL)
		fail("the words cannot be opened");
	while (getline(&line, &cap, in) != -1)
		line_read(line);
	free(line);
	fclose(in);
	qsort(rows, row_count, sizeof(*rows), row_compare);
	for (i = 1; i < row_count; i++)
		if (rows[i].hash >> 16 == rows[i - 1].hash >> 16)
			fail("a word stands twice");
}

static void
table_write(FILE *out)
{
	size_t i, at = 0;

	fputs("#include \"classify/word_class.h\"\n"
	      "const uint16_t word_class_starts[65537] = {",
	    out);
	for (i = 0; i <= 65536; i++) {
		while (at < row_count && rows[at].hash >> 48 < i)
			at++;
		fprintf(out, "%zu,", at);
	}
	fputs("};\nconst uint32_t word_class_tags[] = {", out);
	for (i = 0; i < row_count; i++)
		fprintf(out, "%uu,", (unsigned)(uint32_t)(rows[i].hash >> 16));
	fputs("};\nconst uint16_t word_class_narrow[] = {", out);
	for (i = 0; i < row_count; i++)
		fprintf(out, "%u,", rows[i].narrow);
	fputs("};\nconst uint16_t word_class_wide[] = {", out);
	for (i = 0; i < class_count; i++)
		fprintf(out, "%u,", wide[i]);
	fputs("};\n", out);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc != 3)
		fail("usage: word_class_generate WORDS OUT");
	words_read(argv[1]);
	out = fopen(argv[2], "w");
	if (out == NULL)
		fail("the table cannot be written");
	table_write(out);
	if (fclose(out) != 0)
		fail("the table cannot be written");
	return 0;
}
