/* Mappings themselves: a file that is refused or one that is whole. */
#include "import_frame.h"

static char path[] = "/tmp/fuzz-map-XXXXXX";

static void
remove_file(void)
{
	unlink(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static int fd = -1;
	struct error e = {0};
	const struct map *m;

	if (fd == -1 && ((fd = mkstemp(path)) == -1 || atexit(remove_file)))
		abort();
	if (ftruncate(fd, 0) == -1 || pwrite(fd, bytes, len, 0) != (ssize_t)len)
		abort();
	m = map_open(path, &e);
	if ((m == NULL) == (e.text[0] == '\0'))
		abort();
	map_close(m);
	return 0;
}
