#include "base/secret.h"

#include <errno.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/safe_file.h"

/* More than LIMIT bytes are a file that grew since it was measured. */
static int
read_all(
    struct secret *s, int fd, const char *path, size_t limit, struct error *e)
{
	ssize_t n;

	do {
		n = read(fd, s->bytes + s->len, limit + 1 - s->len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return error_set_errno(e, "%s", path);
		s->len += (size_t)n;
		if (s->len > limit)
			return error_set(
			    e, "%s: larger than %zu bytes", path, limit);
	} while (n != 0);
	return 0;
}

int
secret_read(struct secret *s, const char *path, size_t limit, struct error *e)
{
	int fd = file_open_secret(path, limit, e), result;

	*s = (struct secret){0};
	if (fd == -1)
		return -1;
	s->bytes = digest_secure(limit + 1);
	result = read_all(s, fd, path, limit, e);
	close(fd);
	if (result == -1) {
		secret_free(s);
		return -1;
	}
	while (s->len > 0 &&
	       (s->bytes[s->len - 1] == '\n' || s->bytes[s->len - 1] == '\r'))
		s->len--;
	s->bytes[s->len] = '\0';
	return 0;
}

void
secret_free(struct secret *s)
{
	digest_secure_free(s->bytes);
	*s = (struct secret){0};
}
