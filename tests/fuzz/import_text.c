/* Text files: charsets, header block, and RTF and HTML by their looks. */
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct map *map;

	if (map == NULL)
		map = frame_map(
		    "{\"record\":\"map/"
		    "1\",\"format\":\"text\",\"set\":{\"patient.id\":\"P\"}}");
	return frame_run(FORMAT_TEXT, map, bytes, len);
}
