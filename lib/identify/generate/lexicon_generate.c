/* lexicon_generate OUT.c CLASS=FILE ...: makes the table behind lexicon.h.
 *
 * CLASS is given, family (one name a line), places (one a line, with spaces),
 * words (this room's words.txt: "class: word word …"), english or medical
 * (hunspell dictionaries: "word/flags" a line). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "identify/lexicon.h"
#include "identify/lexicon_hash.h"
#include "text/utf8.h"

#define SLOTS (1u << 18)

static uint64_t slots[SLOTS];
static size_t used;

static void
add_folded(const char *word, size_t len, unsigned flags)
{
	uint64_t hash = lexicon_hash(word, len);
	size_t i = hash & (SLOTS - 1);

	while (slots[i] != 0 && (slots[i] ^ hash) >> 16 != 0)
		i = (i + 1) & (SLOTS - 1);
	if (slots[i] == 0)
		used++;
	slots[i] = (hash & ~UINT64_C(0xffff)) | (slots[i] & 0xffff) | flags;
}

static void
add(const char *word, size_t len, unsigned flags)
{
	struct buf folded = {0};

	utf8_fold_text(word, len, &folded);
	if (folded.len > 1)
		add_folded(folded.bytes, folded.len, flags);
	buf_free(&folded);
}

static void
add_place(const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);

	add(line, len, LEXICON_PLACE);
	if (space != NULL)
		add(line, (size_t)(space - line), LEXICON_PLACE_FIRST);
}

static void
add_word(const char *line, size_t len, unsigned known)
{
	const char *slash = memchr(line, '/', len);
	unsigned flags = known;

	if (slash != NULL)
		len = (size_t)(slash - line);
	if (len == 0 || (line[0] >= '0' && line[0] <= '9'))
		return;
	if (line[0] >= 'A' && line[0] <= 'Z' && known == LEXICON_COMMON)
		flags = LEXICON_PROPER;
	add(line, len, flags);
}

static unsigned
class_flag(const char *line, size_t len)
{
	static const struct {
		const char *name;
		unsigned flag;
	} classes[] = {{"title", LEXICON_TITLE}, {"provider", LEXICON_PROVIDER},
	    {"relation", LEXICON_RELATION}, {"patient", LEXICON_PATIENT},
	    {"says", LEXICON_SAYS}, {"term", LEXICON_TERM},
	    {"org", LEXICON_ORG}, {"street", LEXICON_STREET},
	    {"notname", LEXICON_NOT_NAME}, {"region", LEXICON_NOT_NAME}};
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strlen(classes[i].name) == len &&
		    memcmp(classes[i].name, line, len) == 0)
			return classes[i].flag;
	fprintf(stderr, "lexicon_generate: no class %.*s\n", (int)len, line);
	exit(2);
}

static void
add_class(const char *line, size_t len)
{
	const char *end = line + len, *at = memchr(line, ':', len), *stop;
	unsigned flag;

	if (line[0] == '#' || at == NULL)
		return;
	flag = class_flag(line, (size_t)(at - line));
	for (at++; at < end; at = stop) {
		while (at < end && *at == ' ')
			at++;
		for (stop = at; stop < end && *stop != ' '; stop++)
			;
		if (stop > at)
			add(at, (size_t)(stop - at), flag);
	}
}

static void
add_line(const char *kind, size_t kind_len, const char *line, size_t len)
{
	if (strncmp(kind, "given", kind_len) == 0)
		add(line, len, LEXICON_GIVEN);
	else if (strncmp(kind, "family", kind_len) == 0)
		add(line, len, LEXICON_FAMILY);
	else if (strncmp(kind, "places", kind_len) == 0)
		add_place(line, len);
	else if (strncmp(kind, "english", kind_len) == 0)
		add_word(line, len, LEXICON_COMMON);
	else if (strncmp(kind, "medical", kind_len) == 0)
		add_word(line, len, LEXICON_MEDICAL);
	else
		add_class(line, len);
}

static void
read_file(const char *argument)
{
	const char *path = strchr(argument, '=');
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	FILE *f;

	f = path == NULL ? NULL : fopen(path + 1, "r");
	if (f == NULL) {
		fprintf(
		    stderr, "lexicon_generate: %s: cannot be read\n", argument);
		exit(2);
	}
	while ((len = getline(&line, &cap, f)) > 0) {
		while (len > 0 &&
		       (line[len - 1] == '\n' || line[len - 1] == '\r' ||
			   line[len - 1] == ' '))
			len--;
		if (len > 0)
			add_line(argument, (size_t)(path - argument), line,
			    (size_t)len);
	}
	free(line);
	fclose(f);
}

int
main(int argc, char **argv)
{
	FILE *f;
	size_t i;
	int a;

	for (a = 2; a < argc; a++)
		read_file(argv[a]);
	if (used > SLOTS / 4 * 3) {
		fprintf(stderr, "lexicon_generate: table too small\n");
		return 2;
	}
	f = fopen(argv[1], "w");
	if (f == NULL)
		return 2;
	fprintf(f,
	    "#include <stddef.h>\n#include <stdint.h>\n"
	    "extern const uint64_t identify_lexicon[];\n"
	    "extern const size_t identify_lexicon_mask;\n"
	    "const size_t identify_lexicon_mask = %u;\n"
	    "const uint64_t identify_lexicon[%u] = {\n",
	    SLOTS - 1, SLOTS);
	for (i = 0; i < SLOTS; i++)
		if (slots[i] != 0)
			fprintf(f, "[%zu]=0x%llx,\n", i,
			    (unsigned long long)slots[i]);
	fprintf(f, "};\n");
	return fclose(f) == 0 ? 0 : 2;
}
