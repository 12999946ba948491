/* zip, tar and gzip within one another, with text files in them. */
#include "import/walk.h"
#include "import_frame.h"

static bool
visit(struct origin *in, void *context)
{
	struct error e = {0};
	struct span all;

	(void)context;
	(void)origin_all(in, (size_t)1 << 20, &all, &e);
	return true;
}

static bool
fail(const char *name, const struct error *why, bool broken, void *context)
{
	(void)name;
	(void)broken;
	(void)context;
	if (why->text[0] == '\0')
		abort();
	return true;
}

static void
skip(const char *name, void *context)
{
	(void)name;
	(void)context;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct walk walk = {.stdin_fd = -1,
	    .spare_fd = -1,
	    .visit = visit,
	    .fail = fail,
	    .skip = skip};
	struct origin in;
	bool was;

	origin_open_bytes(
	    &in, "input", (struct span){(const char *)bytes, len});
	archive_walk(&walk, &in, &was);
	origin_close(&in);
	return 0;
}
