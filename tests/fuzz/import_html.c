/* HTML of any shape. */
#include "import/content.h"
#include "import_frame.h"

static int
decoded(struct import *im, struct span bytes, struct span *out, struct error *e)
{
	struct charset_remarks said = {0};

	if (charset_text(bytes, (struct span){0}, &im->draft.arena, &bytes,
		&said, e) == -1)
		return -1;
	return html_text(&im->draft, bytes, out, e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_content(decoded, bytes, len);
}
