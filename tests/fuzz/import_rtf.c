/* RTF, which a reader of our own reads: whatever comes, its text is text. */
#include "import/content.h"
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	return frame_content(rtf_text, bytes, len);
}
