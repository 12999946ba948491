#include "package/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/secret.h"
#include "package/files.h"

#define BLOCK ((size_t)64 * 1024)
#define PASSWORD 1024 /* bytes, at most */

/* libarchive's own messages may name files; ours do not. */
static int
failed(struct archive *a, struct error *e)
{
	errno = archive_errno(a);
	return errno == 0 ? error_set(e, "response.zip: not written")
			  : error_set_errno(e, "response.zip");
}

static int
encrypt(struct archive *a, const char *path, struct error *e)
{
	struct secret password;
	int status;

	if (secret_read(&password, path, PASSWORD, e) == -1)
		return -1;
	if (password.len == 0) {
		secret_free(&password);
		return error_set(e, "--password-file: empty");
	}
	/* It keeps a copy of its own, until it is closed. */
	status = archive_write_set_options(a, "zip:encryption=aes256");
	if (status == ARCHIVE_OK)
		status = archive_write_set_passphrase(a, password.bytes);
	secret_free(&password);
	return status == ARCHIVE_OK
		   ? 0
		   : error_set(
			 e, "response.zip: this libarchive has no AES-256");
}

static int
copy(struct archive *a, int fd, struct error *e)
{
	char *block = alloc_bytes(BLOCK);
	ssize_t n;
	int status = 0;

	while (status == 0 && (n = read(fd, block, BLOCK)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			status = error_set_errno(e, "response.zip");
		else if (archive_write_data(a, block, (size_t)n) != n)
			status = failed(a, e);
	}
	free(block);
	return status;
}

static int
member_write(struct archive *a, const struct response *r, const char *name,
    struct error *e)
{
	struct archive_entry *entry;
	struct buf path = {0};
	struct stat st;
	int fd, status = 0;

	buf_addf(&path, "%s/%s", folder_path(r->folder), name);
	fd = open(buf_string(&path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	buf_free(&path);
	if (fd == -1 || fstat(fd, &st) == -1) {
		if (fd != -1)
			close(fd);
		return error_set_errno(e, "%s", name);
	}
	entry = archive_entry_new();
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, st.st_size);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_mtime(entry, (time_t)r->plan->as_of, 0);
	if (archive_write_header(a, entry) != ARCHIVE_OK)
		status = failed(a, e);
	if (status == 0)
		status = copy(a, fd, e);
	archive_entry_free(entry);
	close(fd);
	return status;
}

static la_ssize_t
write_out(struct archive *a, void *closure, const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, closure) == len)
		return (la_ssize_t)len;
	archive_set_error(a, errno, "write");
	return -1;
}

static int
members_write(struct archive *a, const struct response *r,
    const struct files *files, struct error *e)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		if (member_write(a, r, files->names[i], e) == -1)
			return -1;
	return archive_write_close(a) == ARCHIVE_OK ? 0 : failed(a, e);
}

int
zip_write(const struct response *r, struct error *e)
{
	struct archive *a = archive_write_new();
	struct files files = {0};
	FILE *out = NULL;
	int status;

	archive_write_set_format_zip(a);
	archive_write_set_bytes_in_last_block(a, 1);
	status = r->plan->password_file == NULL
		     ? 0
		     : encrypt(a, r->plan->password_file, e);
	if (status == 0) /* before it is one of them */
		status = files_list(folder_path(r->folder), &files, e);
	if (status == 0 && (out = response_open(r, "response.zip", e)) == NULL)
		status = -1;
	if (status == 0 &&
	    archive_write_open(a, out, NULL, write_out, NULL) != ARCHIVE_OK)
		status = failed(a, e);
	if (status == 0)
		status = members_write(a, r, &files, e);
	archive_write_free(a);
	files_free(&files);
	if (out != NULL) {
		if (status == 0)
			return file_close(out, "response.zip", e);
		fclose(out);
	}
	return status;
}
