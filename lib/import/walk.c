#include "import/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "import/refs.h"

#define FOLDERS 64 /* folders within folders */

bool
walk_skips(const char *name)
{
	const char *base = strrchr(name, '/');

	base = base == NULL ? name : base + 1;
	return base[0] == '.' || strncmp(name, "__MACOSX/", 9) == 0 ||
	       strcmp(base, "Thumbs.db") == 0 ||
	       strcmp(base, "desktop.ini") == 0;
}

static bool
walk_input(struct walk *w, struct origin *in)
{
	bool was, more;

	more = archive_walk(w, in, &was);
	return was ? more : w->visit(in, w->context);
}

static bool
walk_file(struct walk *w, const char *path)
{
	struct error e = {0};
	struct origin in;
	bool more;

	origin_open(&in, path);
	in.fd = file_open_input(path, &e);
	more = in.fd == -1 ? w->fail(in.name, &e, true, w->context)
			   : walk_input(w, &in);
	origin_close(&in);
	return more;
}

static int
copy_stdin(struct walk *w, struct error *e)
{
	char block[65536];
	ssize_t n;
	int fd = w->spare_fd == -1 ? temporary_open(e) : w->spare_fd;

	w->spare_fd = -1;

	if (fd == -1)
		return -1;
	for (;;) {
		n = read(STDIN_FILENO, block, sizeof(block));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == 0)
			return fd;
		if (n == -1)
			error_set_errno(e, "reading");
		if (n == -1 || file_write(fd, block, (size_t)n, e) == -1)
			break;
	}
	close(fd);
	return -1;
}

static bool
walk_stdin(struct walk *w)
{
	struct error e = {0};
	struct origin in;
	bool more;

	if (w->again && w->stdin_fd == -1)
		w->stdin_fd = copy_stdin(w, &e);
	if (w->again && w->stdin_fd == -1)
		return w->fail("<stdin>", &e, true, w->context);
	origin_open(&in, "<stdin>");
	in.fd = w->again ? w->stdin_fd : STDIN_FILENO;
	in.outlines = true;
	if (w->again && origin_rewind(&in) == -1) {
		error_set_errno(&e, "reading");
		more = w->fail(in.name, &e, true, w->context);
	} else {
		more = walk_input(w, &in);
	}
	origin_close(&in);
	return more;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
names_free(char **names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

/* The names in the folder PATH, sorted; NULL where it cannot be read, to its
 * end. */
static char **
folder_names(const char *path, size_t *count, struct error *e)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	char **names;
	int failed;

	*count = 0;
	if (dir == NULL) {
		error_set_errno(e, "opening");
		return NULL;
	}
	names = alloc_zeroed(1, sizeof(*names));
	while ((errno = 0, entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		names = alloc_resize(names, *count + 1, sizeof(*names));
		names[(*count)++] = alloc_string(entry->d_name);
	}
	failed = errno;
	closedir(dir);
	if (failed != 0) {
		errno = failed;
		error_set_errno(e, "reading");
		names_free(names, *count);
		return NULL;
	}
	qsort(names, *count, sizeof(*names), compare_names);
	return names;
}

static bool walk_path(struct walk *w, const char *path, int depth);

static bool
walk_folder(struct walk *w, const char *path, int depth)
{
	struct error e = {0};
	size_t count, i, len = strlen(path);
	char **names, *inner;
	bool more = true;

	if (depth >= FOLDERS) {
		error_set(&e, "folders nested deeper than %d", FOLDERS);
		return w->fail(path, &e, false, w->context);
	}
	names = folder_names(path, &count, &e);
	if (names == NULL)
		return w->fail(path, &e, true, w->context);
	while (len > 1 && path[len - 1] == '/')
		len--;
	for (i = 0; i < count; i++) {
		inner = alloc_bytes(len + strlen(names[i]) + 2);
		sprintf(inner, "%.*s/%s", (int)len, path, names[i]);
		if (more && walk_skips(names[i]))
			w->skip(inner, w->context);
		else if (more)
			more = walk_path(w, inner, depth + 1);
		free(inner);
	}
	names_free(names, count);
	return more;
}

/* An operand may be a symbolic link; within a folder none is followed. */
static bool
walk_path(struct walk *w, const char *path, int depth)
{
	struct error e = {0};
	struct stat st;
	int failed;

	failed = depth == 0 ? stat(path, &st) : lstat(path, &st);
	if (failed == -1) {
		error_set_errno(&e, "opening");
		return w->fail(path, &e, true, w->context);
	}
	if (S_ISDIR(st.st_mode))
		return walk_folder(w, path, depth);
	if (depth > 0 && !S_ISREG(st.st_mode)) {
		error_set(&e, "not a regular file: not read");
		return w->fail(path, &e, false, w->context);
	}
	return walk_file(w, path);
}

void
walk_run(struct walk *w)
{
	bool more = true;
	int i;

	if (w->count == 0)
		walk_stdin(w);
	for (i = 0; i < w->count && more; i++)
		more = strcmp(w->paths[i], "-") == 0
			   ? walk_stdin(w)
			   : walk_path(w, w->paths[i], 0);
}

void
walk_close(struct walk *w)
{
	if (w->stdin_fd != -1)
		close(w->stdin_fd);
	if (w->spare_fd != -1)
		close(w->spare_fd);
	w->stdin_fd = w->spare_fd = -1;
}
