/* The files of a folder in the making, and of its folders one level down. */
#ifndef PACKAGE_FILES_H
#define PACKAGE_FILES_H

#include <stddef.h>

#include "base/error.h"

struct files {
	char **names; /* "patient-001/index.csv", in the order of bytes */
	size_t count;
};
int files_list(const char *root, struct files *files, struct error *e);
void files_free(struct files *files);

#endif
