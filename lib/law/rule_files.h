/* The rule files that the program carries, by name. */
#ifndef LAW_RULE_FILES_H
#define LAW_RULE_FILES_H

#include <stddef.h>

struct rule_file {
	const char *name; /* "federal.json" */
	const unsigned char *bytes;
	const size_t *len;
};

extern const struct rule_file rule_files[];
extern const size_t rule_file_count;

#endif
