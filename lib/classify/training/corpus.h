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
	bool fragment;	/* a section of another note */
	bool corrected; /* its labels are corrections (corrected.h) */
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

/* Adds an empty note, or a clinician whose notes follow; NAME is taken over. */
struct corpus_note *corpus_add_note(struct corpus *c);
void corpus_add_clinician(struct corpus *c, char *name);
void corpus_free(struct corpus *c);

#endif
