/* lexicon_generate OUT.c CLASS=FILE ...: makes the table behind lexicon.h.
 *
 * CLASS is given, family (one name a line), places (one a line, with spaces),
 * words (this room's words.txt: "class: word word ..."), medical (words),
 * english (hunspell: "word/flags" a line), wordnet (its data.POS) and, last,
 * as they add nothing to a word that a class before them knows, faker (a
 * provider of persons) and geonames (a message catalogue of towns). */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "identify/lexicon.h"
#include "identify/lexicon_hash.h"
#include "text/utf8.h"

#define SLOTS (1u << 18)
#define NAMES (LEXICON_GIVEN | LEXICON_FAMILY)
#define PLACES (LEXICON_PLACE | LEXICON_PLACE_FIRST)

static uint64_t slots[SLOTS];
static size_t used;

static uint64_t *
slot_of(const char *word, size_t len, uint64_t *hash)
{
	size_t i;

	*hash = lexicon_hash(word, len);
	i = *hash & (SLOTS - 1);
	while (slots[i] != 0 && (slots[i] ^ *hash) >> 16 != 0)
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

static unsigned
known(const char *word, size_t len)
{
	uint64_t hash;

	return (unsigned)(*slot_of(word, len, &hash) & 0xffff);
}

static void
add_folded(const char *word, size_t len, unsigned flags)
{
	uint64_t hash, *slot = slot_of(word, len, &hash);

	used += *slot == 0;
	*slot = (hash & ~UINT64_C(0xffff)) | (*slot & 0xffff) | flags;
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

/* Takes, Guns: an English word with an ending. */
static bool
is_inflected(const char *word, size_t len)
{
	static const char *const endings[] = {
	    "s", "es", "d", "ed", "r", "er", "ing", "ly", "y"};
	size_t i, cut;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		cut = strlen(endings[i]);
		if (len > cut + 2 &&
		    memcmp(word + len - cut, endings[i], cut) == 0 &&
		    (known(word, len - cut) & LEXICON_COMMON) != 0)
			return true;
	}
	return false;
}

/* A name, or a town, of a list that others made for another use: not where it
 * is anything else, nor where it is too short to tell. */
static void
add_unless_known(const char *word, size_t len, unsigned flags)
{
	struct buf folded = {0};
	unsigned before;

	utf8_fold_text(word, len, &folded);
	before = known(folded.bytes, folded.len) & ~LEXICON_PLACE_FIRST;
	if (folded.len > 3 &&
	    (before & ~(flags == LEXICON_PLACE
			      ? LEXICON_PROPER
			      : NAMES | PLACES | LEXICON_PROPER)) == 0 &&
	    (folded.len < len || !is_inflected(folded.bytes, folded.len)))
		add_folded(folded.bytes, folded.len, flags);
	buf_free(&folded);
}

static void add_place(const char *line, size_t len, bool ours);

/* Saint Paul is written St. Paul, too. */
static void
add_short(const char *line, size_t len)
{
	static const struct {
		const char *whole, *brief;
	} words[] = {{"Saint ", "St. "}, {"Saint ", "St "}, {"Fort ", "Ft. "},
	    {"Fort ", "Ft "}, {"Mount ", "Mt. "}, {"Mount ", "Mt "}};
	char brief[80];
	size_t i, cut;
	int got;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		cut = strlen(words[i].whole);
		if (len <= cut || memcmp(line, words[i].whole, cut) != 0)
			continue;
		got = snprintf(brief, sizeof(brief), "%s%.*s", words[i].brief,
		    (int)(len - cut), line + cut);
		if (got > 0 && (size_t)got < sizeof(brief))
			add_place(brief, (size_t)got, true);
	}
}

static void
add_place(const char *line, size_t len, bool ours)
{
	const char *space = memchr(line, ' ', len);

	add_short(line, len);
	if (space == NULL && !ours) {
		add_unless_known(line, len, LEXICON_PLACE);
		return;
	}
	add(line, len, LEXICON_PLACE);
	if (space != NULL)
		add(line, (size_t)(space - line), LEXICON_PLACE_FIRST);
}

static void
add_english(const char *line, size_t len)
{
	const char *slash = memchr(line, '/', len);

	if (slash != NULL)
		len = (size_t)(slash - line);
	if (len > 0 && !isdigit((unsigned char)line[0]))
		add(line, len,
		    isupper((unsigned char)line[0]) ? LEXICON_PROPER
						    : LEXICON_COMMON);
}

/* Words between hyphens and underlines, without a mark such as "(a)". */
static void
add_parts(const char *word, bool proper)
{
	size_t len, i;

	for (; *word != '\0' && *word != '('; word += len + (word[len] != 0)) {
		len = strcspn(word, "_-(");
		for (i = 0; i < len && isalpha((unsigned char)word[i]); i++)
			;
		if (i == len && len > 1 &&
		    (proper || islower((unsigned char)word[0])))
			add(word, len, LEXICON_MEDICAL);
		if (word[len] == '(')
			break;
	}
}

/* "00001740 03 n 01 entity 0 ...": the words of a set.  One with a capital is
 * known as a thing, a species, a state or a substance, not as a person or a
 * place. */
static void
add_wordnet(const char *line)
{
	enum {
		ANIMAL = 5,
		ARTIFACT = 6,
		PLANT = 20,
		STATE = 26,
		SUBSTANCE = 27
	};
	unsigned long file, count;
	char word[80], *at;
	int step;

	if (line[0] == ' ') /* its licence */
		return;
	file = strtoul(line + 9, &at, 10);
	count = strtoul(at + 3, &at, 16);
	for (; count > 0 && sscanf(at, " %79s %*x%n", word, &step) == 1;
	     count--, at += step)
		add_parts(word, file == ANIMAL || file == ARTIFACT ||
				    file == PLANT || file == STATE ||
				    file == SUBSTANCE);
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
	    {"common", LEXICON_COMMON}, {"notname", LEXICON_NOT_NAME},
	    {"region", LEXICON_NOT_NAME}};
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strlen(classes[i].name) == len &&
		    memcmp(classes[i].name, line, len) == 0)
			return classes[i].flag;
	fprintf(stderr, "lexicon_generate: no class %.*s\n", (int)len, line);
	exit(2);
}

static void
add_words(const char *line, const char *end, unsigned flag)
{
	const char *stop;

	for (; line < end; line = stop) {
		while (line < end && *line == ' ')
			line++;
		for (stop = line; stop < end && *stop != ' '; stop++)
			;
		if (stop > line)
			add(line, (size_t)(stop - line), flag);
	}
}

static void
add_class(const char *line, size_t len)
{
	const char *at = memchr(line, ':', len);

	if (at != NULL)
		add_words(
		    at + 1, line + len, class_flag(line, (size_t)(at - line)));
}

/* `first_names_male = (`: what the quoted words of the next lines are. */
static unsigned
faker_list(const char *line, unsigned before)
{
	char name[80];

	if (strncmp(line, "    def ", 8) == 0)
		return 0;
	if (strstr(line, " = ") == NULL || line[0] != ' ' || line[4] == ' ' ||
	    sscanf(line, "    %79[a-z_]", name) != 1)
		return before;
	if (strstr(name, "first") != NULL)
		return LEXICON_GIVEN;
	return strstr(name, "last") != NULL ? LEXICON_FAMILY : 0;
}

static void
add_faker(const char *line, unsigned flag)
{
	const char *at, *end;

	for (at = strpbrk(line, "\"'"); flag != 0 && at != NULL;
	     at = strpbrk(end + 1, "\"'")) {
		end = strchr(at + 1, *at);
		if (end == NULL)
			return;
		if (memchr(at, ' ', (size_t)(end - at)) == NULL &&
		    memchr(at, '{', (size_t)(end - at)) == NULL)
			add_unless_known(at + 1, (size_t)(end - at - 1), flag);
	}
}

static FILE *
open_argument(const char *argument)
{
	const char *path = strchr(argument, '=');
	FILE *f = path == NULL ? NULL : fopen(path + 1, "r");

	if (f == NULL) {
		fprintf(
		    stderr, "lexicon_generate: %s: cannot be read\n", argument);
		exit(2);
	}
	return f;
}

/* The format of GNU gettext: two tables of lengths and offsets, of a town's
 * number and of its name.  A region's key is no number. */
static void
read_geonames(FILE *f)
{
	struct buf all = {0};
	uint32_t head[7], key[2], name[2];
	size_t i, got;

	do {
		got = fread(buf_reserve(&all, 65536), 1, 65536, f);
		all.len += got;
	} while (got > 0);
	if (all.len < sizeof(head))
		exit(2);
	memcpy(head, all.bytes, sizeof(head));
	for (i = 0; i < head[2]; i++) {
		memcpy(key, all.bytes + head[3] + 8 * i, sizeof(key));
		memcpy(name, all.bytes + head[4] + 8 * i, sizeof(name));
		if (isdigit((unsigned char)all.bytes[key[1]]))
			add_place(all.bytes + name[1], name[0], false);
	}
	buf_free(&all);
}

static void
read_file(const char *argument)
{
	char *line = NULL;
	size_t cap = 0, kind = strcspn(argument, "="), end;
	unsigned list = 0;
	FILE *f = open_argument(argument);
	ssize_t got;

	if (strncmp(argument, "geonames", kind) == 0)
		read_geonames(f);
	while ((got = getline(&line, &cap, f)) > 0) {
		for (end = (size_t)got;
		     end > 0 && strchr("\n\r ", line[end - 1]) != NULL; end--)
			line[end - 1] = '\0';
		if (end == 0 || line[0] == '#')
			continue;
		if (strncmp(argument, "given", kind) == 0)
			add(line, end, LEXICON_GIVEN);
		else if (strncmp(argument, "family", kind) == 0)
			add(line, end, LEXICON_FAMILY);
		else if (strncmp(argument, "places", kind) == 0)
			add_place(line, end, true);
		else if (strncmp(argument, "medical", kind) == 0)
			add_words(line, line + end, LEXICON_MEDICAL);
		else if (strncmp(argument, "english", kind) == 0)
			add_english(line, end);
		else if (strncmp(argument, "wordnet", kind) == 0)
			add_wordnet(line);
		else if (strncmp(argument, "words", kind) == 0)
			add_class(line, end);
		else if (strncmp(argument, "faker", kind) == 0)
			add_faker(line, list = faker_list(line, list));
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
