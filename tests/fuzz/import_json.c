/* JSON of any shape, by pointers. */
#include "import_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct map *map;

	if (map == NULL)
		map = frame_map(
		    "{\"record\":\"map/1\",\"format\":\"json\",\"members\":{"
		    "\"patient.id\":\"/a/0\",\"id\":\"/b~1c\",\"date\":\"/d\"},"
		    "\"sections\":[\"/t\",\"/a/1/x\"]}");
	return frame_run(FORMAT_JSON, map, bytes, len);
}
