#include "package/front.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/safe_file.h"

/* What qpdf makes, on its way to a file. */
struct made {
	int fd;
	struct error error;
};

static void
keep(void *to, const char *bytes, size_t len)
{
	struct made *m = to;

	if (m->error.text[0] == '\0')
		file_write(m->fd, bytes, len, &m->error);
}

static int
front_make(
    struct helper *h, const char *path, const char *made, struct error *e)
{
	struct made m = {-1, {{0}}};
	int in = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), status = -1;

	m.fd = open(
	    made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (in == -1 || m.fd == -1)
		error_set_errno(e, "the PDF");
	else
		status = helper_run(h, HELPER_COVER, in, keep, &m, e);
	if (status == 0 && m.error.text[0] != '\0')
		status = error_set(e, "%s", m.error.text);
	if (in != -1)
		close(in);
	if (m.fd != -1 && close(m.fd) == -1 && status == 0)
		status = error_set_errno(e, "the PDF");
	return status;
}

int
front_add(struct helper *h, const char *path, struct error *e)
{
	struct buf made = {0};
	int status;

	buf_addf(&made, "%s.made", path);
	status = front_make(h, path, buf_string(&made), e);
	if (status == 0 && rename(made.bytes, path) == -1)
		status = error_set_errno(e, "the PDF");
	if (status == -1)
		unlink(made.bytes);
	buf_free(&made);
	return status;
}
