/* add-member: the smallest filter.  Sets one member of every note/1, so that
 * what it takes is what the loop takes.  The tests of the loop run it too: a
 * note with a member `reject`, `drop` or `extra` is refused, dropped, doubled.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "stream/filter.h"

static enum filter_verdict
add_member(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	(void)context;
	if (record_member(rec, "reject").type != SCAN_NONE) {
		error_set(e, "member reject: stands there");
		return FILTER_REJECT;
	}
	if (record_member(rec, "drop").type != SCAN_NONE)
		return FILTER_DROP;
	if (record_member(rec, "extra").type != SCAN_NONE) {
		buf_add_string(task->extra, "{\"record\":\"note/1\"}\n");
		task->extra_notes++;
	}
	record_set(rec, "added", "true", 4);
	return FILTER_KEEP;
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	const struct filter filter = {.tool = "add-member",
	    .kinds = kinds,
	    .apply = add_member,
	    .side = -1};
	struct options o;
	int status;

	if (!options_begin(&o, "add-member", "[options] [file ...]",
		"Sets one member of every note.", NULL, argc, argv, &status))
		return status;
	return filter_run(&filter, &o, NULL);
}
