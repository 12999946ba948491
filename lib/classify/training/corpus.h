/* The labelled corpus: *.notes files, one a clinician (FORMAT.md beside them).
 */
#ifndef TRAINING_CORPUS_H
#define TRAINING_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "note/label.h"
#include "note/note.h"

/* What one labelled sentence says; a sentence may carry several labels. */
struct gold {
	size_t section;
	size_t start; /* bytes of the section's text, [start, end) */
	size_t end;
	label_set labels;
};

struct corpus_note {
	char *id;
	size_t clinician; /* which file */
	enum note_class note_class;
	bool fragment; /* a section of another note */
	struct section *sections;
	size_t section_count;
	struct gold *golds;
	size_t gold_count;
};

struct corpus {
	struct corpus_note *notes;
	size_t count;
	size_t cap;
	char **clinicians; /* the files' names, without folder and ending */
	size_t clinician_count;
};

/* Adds the notes of one file. */
int corpus_read(struct corpus *c, const char *path, struct error *e);

/* Adds each section of each note once more, as a note of its own without a
 * title: what a source exports without its context must not be read by where
 * it stands. */
void corpus_add_fragments(struct corpus *c);
void corpus_free(struct corpus *c);

#endif
