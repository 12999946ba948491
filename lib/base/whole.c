#define _GNU_SOURCE /* renameat2 */
#include "base/whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"

/* Opens the folder that PATH stands in and returns PATH's last component, which
 * is borrowed, or NULL. */
static const char *
parent_open(const char *path, int *folder, struct error *e)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	char *parent;

	if (name[0] == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0) {
		error_set(e, "%s: names no file", path);
		return NULL;
	}
	parent = file_folder(path);
	*folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*folder == -1)
		error_set_errno(e, "%s", parent);
	free(parent);
	return *folder == -1 ? NULL : name;
}

static char *
partial_name(const char *name)
{
	struct buf b = {0};

	buf_addf(&b, ".%s.partial", name);
	buf_string(&b);
	return b.bytes;
}

/* Whether NAME in FOLDER is still the file that FD is. */
static bool
same_file(int folder, const char *name, int fd)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 &&
	       fstatat(folder, name, &b, AT_SYMLINK_NOFOLLOW) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The temporary, locked and empty: what a killed run left is used again, what
 * a living one writes is waited for. */
static int
temporary_open(int folder, const char *name, struct error *e)
{
	for (;;) {
		int fd = file_open_ours(folder, name, O_WRONLY, e);

		if (fd == -1)
			return -1;
		if (file_lock_wait(fd) == -1) {
			error_set_errno(e, "%s", name);
			close(fd);
			return -1;
		}
		/* Renamed by who had it before us, it is the file itself. */
		if (!same_file(folder, name, fd)) {
			close(fd);
			continue;
		}
		if (ftruncate(fd, 0) == -1) {
			error_set_errno(e, "%s", name);
			close(fd);
			return -1;
		}
		return fd;
	}
}

int
file_replace(const char *path, const void *bytes, size_t len, struct error *e)
{
	int folder, fd = -1, result = -1;
	const char *name = parent_open(path, &folder, e);
	char *partial;
	struct stat st;

	if (name == NULL)
		return -1;
	partial = partial_name(name);
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISREG(st.st_mode))
		error_set(e, "%s: not a regular file", path);
	else
		fd = temporary_open(folder, partial, e);
	if (fd != -1) {
		if (file_write(fd, bytes, len, e) == -1 || fsync(fd) == -1 ||
		    renameat(folder, partial, folder, name) == -1) {
			error_set_errno(e, "%s", path);
			unlinkat(folder, partial, 0);
		} else if (fsync(folder) == -1)
			error_set_errno(e, "%s", path);
		else
			result = 0;
		close(fd);
	}
	free(partial);
	close(folder);
	return result;
}

struct folder {
	char *dir;     /* without a final slash */
	char *partial; /* its name within the parent */
	char *path;    /* of the folder in the making */
	int parent;
	int fd; /* of the folder in the making; locked */
};

static bool
dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Calls EACH for every entry of the folder that FD is, folders after what is
 * in them, links never followed.  Takes FD over. */
static int
tree_walk(int fd, int (*each)(int folder, const char *name, bool is_folder))
{
	DIR *d = fdopendir(fd);
	struct dirent *entry;
	int result = 0;

	if (d == NULL) {
		close(fd);
		return -1;
	}
	while (result == 0 && (errno = 0, entry = readdir(d)) != NULL) {
		struct stat st;
		int below;

		if (dots(entry->d_name))
			continue;
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1)
			result = -1;
		else if (S_ISDIR(st.st_mode)) {
			below = openat(fd, entry->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			result = below == -1 ? -1 : tree_walk(below, each);
		}
		if (result == 0)
			result =
			    each(fd, entry->d_name, S_ISDIR(st.st_mode) != 0);
	}
	if (errno != 0)
		result = -1;
	closedir(d);
	return result;
}

static int
entry_remove(int folder, const char *name, bool is_folder)
{
	return unlinkat(folder, name, is_folder ? AT_REMOVEDIR : 0);
}

static int
entry_sync(int folder, const char *name, bool is_folder)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	int fd = openat(folder, name, flags | (is_folder ? O_DIRECTORY : 0));
	int result;

	if (fd == -1)
		return -1;
	result = fsync(fd);
	close(fd);
	return result;
}

static int
folder_empty(int fd)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return again == -1 ? -1 : tree_walk(again, entry_remove);
}

/* Makes the folder in the making, or takes over what a killed run left. */
static int
partial_open(struct folder *f, struct error *e)
{
	struct stat st;

	if (mkdirat(f->parent, f->partial, 0700) == -1 && errno != EEXIST)
		return error_set_errno(e, "%s", f->path);
	f->fd = openat(f->parent, f->partial,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (f->fd == -1)
		return error_set_errno(e, "%s", f->path);
	if (fstat(f->fd, &st) == -1 || st.st_uid != geteuid())
		return error_set(e, "%s: belongs to another user", f->path);
	if (flock(f->fd, LOCK_EX | LOCK_NB) == -1 ||
	    !same_file(f->parent, f->partial, f->fd)) {
		/* not ours to remove */
		close(f->fd);
		f->fd = -1;
		return error_set(e, "%s: in use by another run", f->dir);
	}
	if (fchmod(f->fd, 0700) == -1 || folder_empty(f->fd) == -1)
		return error_set_errno(e, "%s", f->path);
	return 0;
}

static void
folder_free(struct folder *f)
{
	if (f->fd != -1)
		close(f->fd);
	if (f->parent != -1)
		close(f->parent);
	free(f->dir);
	free(f->partial);
	free(f->path);
	free(f);
}

struct folder *
folder_begin(const char *dir, struct error *e)
{
	struct folder *f = alloc_zeroed(1, sizeof(*f));
	struct buf path = {0};
	size_t len = strlen(dir);
	const char *name;
	struct stat st;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	f->dir = alloc_string_len(dir, len);
	f->fd = f->parent = -1;
	name = parent_open(f->dir, &f->parent, e);
	if (name == NULL) {
		folder_free(f);
		return NULL;
	}
	f->partial = partial_name(name);
	buf_add(&path, f->dir, (size_t)(name - f->dir));
	buf_add_string(&path, f->partial);
	buf_string(&path);
	f->path = path.bytes;
	if (fstatat(f->parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		error_set(e, "%s: exists already", f->dir);
		folder_free(f);
		return NULL;
	}
	if (partial_open(f, e) == -1) {
		folder_free(f);
		return NULL;
	}
	return f;
}

const char *
folder_path(const struct folder *f)
{
	return f->path;
}

/* A relative path that stays within the folder. */
static bool
member_valid(const char *name)
{
	const char *part = name;

	for (;;) {
		size_t len = strcspn(part, "/");

		if (len == 0 || (len == 1 && part[0] == '.') ||
		    (len == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		if (part[len] == '\0')
			return true;
		part += len + 1;
	}
}

static int
member_open(struct folder *f, const char *name, struct error *e)
{
	int fd;

	if (!member_valid(name))
		return error_set(e, "%s: not a name within a folder", name);
	fd = openat(f->fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd == -1 ? error_set_errno(e, "%s", name) : fd;
}

int
folder_write(struct folder *f, const char *name, const void *bytes, size_t len,
    struct error *e)
{
	int fd = member_open(f, name, e);
	int result;

	if (fd == -1)
		return -1;
	result = file_write(fd, bytes, len, e);
	if (result == 0 && fsync(fd) == -1)
		result = error_set_errno(e, "%s", name);
	if (close(fd) == -1)
		result = error_set_errno(e, "%s", name);
	return result;
}

FILE *
folder_open(struct folder *f, const char *name, struct error *e)
{
	int fd = member_open(f, name, e);
	FILE *file;

	if (fd == -1)
		return NULL;
	file = fdopen(fd, "w");
	if (file == NULL) {
		error_set_errno(e, "%s", name);
		close(fd);
	}
	return file;
}

int
folder_make(struct folder *f, const char *name, struct error *e)
{
	if (!member_valid(name))
		return error_set(e, "%s: not a name within a folder", name);
	if (mkdirat(f->fd, name, 0700) == -1)
		return error_set_errno(e, "%s", name);
	return 0;
}

int
folder_commit(struct folder *f, struct error *e)
{
	const char *name = strrchr(f->dir, '/');
	int all = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	name = name == NULL ? f->dir : name + 1;
	if (all == -1 || tree_walk(all, entry_sync) == -1 ||
	    fsync(f->fd) == -1) {
		error_set_errno(e, "%s", f->dir);
		folder_abort(f);
		return -1;
	}
	if (renameat2(f->parent, f->partial, f->parent, name,
		RENAME_NOREPLACE) == -1) {
		error_set_errno(e, "%s", f->dir);
		folder_abort(f);
		return -1;
	}
	if (fsync(f->parent) == -1) {
		error_set_errno(e, "%s: stands, but may be lost", f->dir);
		folder_free(f);
		return -1;
	}
	folder_free(f);
	return 0;
}

void
folder_abort(struct folder *f)
{
	if (f == NULL)
		return;
	if (folder_empty(f->fd) == 0)
		unlinkat(f->parent, f->partial, AT_REMOVEDIR);
	folder_free(f);
}
