/* What each verb of notes-ledger may still open once its options are read. */
#include "ledger/command.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "ledger/append.h"

#define NAMED 10 /* files that options name, and folders of fonts */

static const struct {
	const char *name;
	bool writes;   /* the ledger, or its index */
	bool operands; /* are files or folders */
} verbs[] = {
    {"init", true, false},
    {"append", true, true},
    {"verify", true, false}, /* waits for the lock, where it may */
    {"account", true, false},
    {"prove", true, false},
    {"check", false, true},
    {"breach", true, false},
    {"due", false, true},
    {"access", false, false},
};
#define VERBS (sizeof(verbs) / sizeof(*verbs))

/* What a letter is set with. */
static const char *const fonts[] = {"/usr/share", "/usr/local/share/fonts",
    "/etc/fonts", "/var/cache/fontconfig"};
#define FONTS (sizeof(fonts) / sizeof(*fonts))

static size_t
verb_find(const char *name)
{
	size_t i;

	for (i = 0; i < VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			break;
	return i;
}

/* A quarantine stands beside the ledger: made here, it can be opened later. */
static int
quarantine_make(const struct command *c, struct error *e)
{
	int fd = file_open_append(c->options->quarantine, e);

	if (fd == -1)
		return -1;
	close(fd);
	return 0;
}

int
command_shut_in(const struct command *c, const char *verb, struct error *e)
{
	size_t i, count = 0, v = verb_find(verb);
	const char **read = alloc_zeroed(
	    c->since.count + (size_t)c->count + NAMED, sizeof(*read));
	const char *write[3] = {NULL};
	struct buf user = {0};
	struct sandbox sandbox = {.read = read};
	char *parent = NULL;
	int result = 0;

	for (i = 0; i < c->since.count; i++)
		read[count++] = c->since.values[i];
	for (i = 0; v < VERBS && verbs[v].operands && i < (size_t)c->count; i++)
		read[count++] = c->operands[i];
	for (i = 0;
	     i < FONTS && c->format != NULL && strcmp(c->format, "pdf") == 0;
	     i++)
		read[count++] = fonts[i];
	read[count++] = "/dev/urandom"; /* SQLite's */
	if (c->key != NULL)
		read[count++] = c->key;
	if (c->entry != NULL)
		read[count++] = c->entry;
	if (c->incident != NULL)
		read[count++] = c->incident;
	if (c->ledger != NULL && v < VERBS && verbs[v].writes) {
		parent = v == 0 ? file_folder(c->ledger) : NULL;
		write[0] = v == 0 ? parent : c->ledger;
		write[1] = c->options->quarantine;
		sandbox.write = write;
	} else if (c->ledger != NULL) {
		read[count++] = c->ledger;
	}
	append_user(&user); /* who looks is written down later */
	buf_free(&user);
	if (write[1] != NULL)
		result = quarantine_make(c, e);
	if (result == 0)
		result = options_shut_in(c->options, &sandbox, e);
	free(read);
	free(parent);
	return result;
}
