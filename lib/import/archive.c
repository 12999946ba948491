/* zip, tar and gzip, walked in place by libarchive: nothing is unpacked to
 * disk, and a bomb is refused while it goes off. */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "import/walk.h"

#define NESTED 4			 /* archives within archives */
#define MEMBERS 1000000			 /* of one archive */
#define BOMB_BYTES ((uint64_t)256 << 20) /* from here on the ratio counts */
#define BOMB_RATIO 250 /* bytes out for one in; deflate's most is 1032 */

struct opened {
	struct archive *archive;
	struct origin *outer;
	uint64_t produced;
};

static la_ssize_t
read_outer(struct archive *a, void *context, const void **block)
{
	struct opened *o = context;
	struct error e = {0};
	struct span s;

	if (origin_peek(o->outer, 65536, &s, &e) == -1) {
		archive_set_error(a, -1, "reading");
		return -1;
	}
	origin_take(o->outer, s.len);
	*block = s.bytes;
	return (la_ssize_t)s.len;
}

/* libarchive's own words may hold names of members. */
static int
archive_fail(struct archive *a, struct error *e)
{
	int number = archive_errno(a);

	(void)number;
	return error_set(e, "an archive that is damaged or cut off");
}

static ssize_t
read_member(struct origin *in, void *to, size_t len, struct error *e)
{
	struct opened *o = in->from;
	la_ssize_t n = archive_read_data(o->archive, to, len);
	uint64_t consumed;

	if (n < 0)
		return archive_fail(o->archive, e);
	o->produced += (uint64_t)n;
	consumed = (uint64_t)archive_filter_bytes(o->archive, -1);
	if (o->produced > BOMB_BYTES && o->produced / BOMB_RATIO > consumed)
		return error_set(e,
		    "expands more than %d times: not read further", BOMB_RATIO);
	return (ssize_t)n;
}

static bool
looks_packed(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.bytes;

	if (s.len >= 2 && p[0] == 0x1f && p[1] == 0x8b)
		return true;
	if (s.len >= 4 && memcmp(p, "PK\3\4", 4) == 0)
		return true;
	return s.len >= 262 && memcmp(p + 257, "ustar", 5) == 0;
}

static const char *
member_name(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname_utf8(entry);

	return name == NULL ? archive_entry_pathname(entry) : name;
}

static bool
name_escapes(const char *name)
{
	const char *part = name;

	if (name[0] == '/')
		return true;
	for (;;) {
		if (strncmp(part, "..", 2) == 0 &&
		    (part[2] == '/' || part[2] == '\0'))
			return true;
		part = strchr(part, '/');
		if (part == NULL)
			return false;
		part++;
	}
}

static bool
fail_member(struct walk *w, const char *name, const char *why)
{
	struct error e = {0};

	error_set(&e, "%s", why);
	return w->fail(name, &e, false, w->context);
}

static bool
visit_member(struct walk *w, struct opened *o, struct archive_entry *entry,
    const char *name)
{
	struct origin in;
	bool more, was;

	origin_open(&in, name);
	in.depth = o->outer->depth + 1;
	in.read = read_member;
	in.from = o;
	if (archive_entry_is_encrypted(entry)) {
		more = fail_member(w, in.name, "encrypted: not read");
	} else {
		more = archive_walk(w, &in, &was);
		if (!was)
			more = w->visit(&in, w->context);
	}
	origin_close(&in);
	return more;
}

static bool
walk_member(struct walk *w, struct opened *o, struct archive_entry *entry)
{
	const char *inner = member_name(entry);
	char *name;
	bool more = true;

	if (archive_format(o->archive) == ARCHIVE_FORMAT_RAW)
		return visit_member(w, o, entry, o->outer->name);
	if (inner == NULL)
		inner = "a member whose name cannot be read";
	name = alloc_bytes(strlen(o->outer->name) + strlen(inner) + 2);
	sprintf(name, "%s/%s", o->outer->name, inner);
	if (archive_entry_filetype(entry) == AE_IFDIR)
		;
	else if (walk_skips(inner))
		w->skip(name, w->context);
	else if (name_escapes(inner))
		more = fail_member(w, o->outer->name,
		    "a member outside the archive: not read");
	else if (archive_entry_filetype(entry) != AE_IFREG)
		more = fail_member(w, name, "not a regular file: not read");
	else
		more = visit_member(w, o, entry, name);
	free(name);
	return more;
}

static int
archive_start(struct opened *o)
{
	struct archive *a = o->archive;

	if (archive_read_support_filter_gzip(a) != ARCHIVE_OK ||
	    archive_read_support_format_zip(a) != ARCHIVE_OK ||
	    archive_read_support_format_tar(a) != ARCHIVE_OK ||
	    archive_read_support_format_raw(a) != ARCHIVE_OK)
		return -1;
	if (o->outer->fd != -1 && origin_rewind(o->outer) == 0)
		return archive_read_open_fd(a, o->outer->fd, 65536) ==
			       ARCHIVE_OK
			   ? 0
			   : -1;
	return archive_read_open(a, o, NULL, read_outer, NULL) == ARCHIVE_OK
		   ? 0
		   : -1;
}

static bool
walk_members(struct walk *w, struct opened *o)
{
	struct archive_entry *entry;
	struct error e = {0};
	size_t members = 0;
	int status;

	while ((status = archive_read_next_header(o->archive, &entry)) ==
		   ARCHIVE_OK ||
	       status == ARCHIVE_WARN) {
		if (++members > MEMBERS)
			return fail_member(w, o->outer->name,
			    "more than 1000000 members: the rest is not read");
		if (!walk_member(w, o, entry))
			return false;
	}
	if (status == ARCHIVE_EOF)
		return true;
	archive_fail(o->archive, &e);
	return w->fail(o->outer->name, &e, false, w->context);
}

bool
archive_walk(struct walk *w, struct origin *in, bool *was)
{
	struct opened o = {.outer = in};
	struct error e = {0};
	struct span head;
	bool more;

	*was = false;
	if (origin_peek(in, 512, &head, &e) == -1) {
		*was = true;
		return w->fail(in->name, &e, in->broken, w->context);
	}
	if (!looks_packed(head))
		return true;
	*was = true;
	if (in->depth >= NESTED)
		return fail_member(
		    w, in->name, "archives nested too deep: not read");
	o.archive = archive_read_new();
	if (o.archive == NULL || archive_start(&o) == -1)
		more = fail_member(
		    w, in->name, "an archive that is damaged or cut off");
	else
		more = walk_members(w, &o);
	archive_read_free(o.archive);
	return more;
}
