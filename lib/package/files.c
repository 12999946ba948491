#include "package/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"

static int
name_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
name_add(struct files *f, const char *prefix, const char *name)
{
	struct buf path = {0};

	buf_addf(&path, "%s%s", prefix, name);
	buf_string(&path);
	f->names = alloc_resize(f->names, f->count + 1, sizeof(f->names[0]));
	f->names[f->count++] = path.bytes;
}

void
files_free(struct files *f)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		free(f->names[i]);
	free(f->names);
}

static int
names_add(
    const char *root, const char *prefix, struct files *f, struct error *e)
{
	struct buf path = {0};
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	int status = 0;

	buf_addf(&path, "%s/%s", root, prefix);
	dir = opendir(buf_string(&path));
	if (dir == NULL) {
		buf_free(&path);
		return error_set_errno(e, "the output folder");
	}
	while (status == 0 && (errno = 0, entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) == -1) {
			status = error_set_errno(e, "the output folder");
		} else if (S_ISREG(st.st_mode)) {
			name_add(f, prefix, entry->d_name);
		} else if (S_ISDIR(st.st_mode) && prefix[0] == '\0') {
			struct buf inner = {0};

			buf_addf(&inner, "%s/", entry->d_name);
			status = names_add(root, buf_string(&inner), f, e);
			buf_free(&inner);
		}
	}
	if (status == 0 && errno != 0)
		status = error_set_errno(e, "the output folder");
	closedir(dir);
	buf_free(&path);
	return status;
}

int
files_list(const char *root, struct files *files, struct error *e)
{
	if (names_add(root, "", files, e) == -1)
		return -1;
	if (files->count > 0)
		qsort(files->names, files->count, sizeof(files->names[0]),
		    name_compare);
	return 0;
}
