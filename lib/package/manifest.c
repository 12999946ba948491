#include "package/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/secret.h"
#include "ledger/checkpoint.h"
#include "package/files.h"

#define KEY_FILE 1024 /* bytes: a longer file is no key */
#define BLOCK ((size_t)64 * 1024)

static json_t *
file_json(const char *root, const char *name, struct error *e)
{
	char *block = alloc_bytes(BLOCK), hex[DIGEST_HEX];
	struct buf path = {0};
	struct digest d;
	long long size = 0;
	ssize_t n = -1;
	int fd;

	buf_addf(&path, "%s/%s", root, name);
	fd = open(buf_string(&path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	buf_free(&path);
	digest_start(&d);
	while (fd != -1 && (n = read(fd, block, BLOCK)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			break;
		digest_add(&d, block, (size_t)n);
		size += n;
	}
	digest_end_hex(&d, hex);
	free(block);
	if (n == -1)
		error_set_errno(e, "a file of the output folder");
	if (fd != -1)
		close(fd);
	return n == -1 ? NULL
		       : json_pack("{s:s, s:I, s:s}", "name", name, "bytes",
			     (json_int_t)size, "sha256", hex);
}

static json_t *
counts_json(const struct index_counts *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "requested",
	    (json_int_t)c->requested, "released",
	    (json_int_t)c->of[DISPOSITION_RELEASED], "released_in_part",
	    (json_int_t)c->of[DISPOSITION_PART], "withheld",
	    (json_int_t)c->of[DISPOSITION_WITHHELD], "held_back",
	    (json_int_t)c->of[DISPOSITION_HELD_BACK], "not_found",
	    (json_int_t)c->of[DISPOSITION_NOT_FOUND]);
}

static json_t *
tools_json(const struct judge *j)
{
	json_t *tools = json_array();
	size_t i;

	for (i = 0; i < j->tool_count; i++)
		json_array_append_new(
		    tools, json_pack("{s:s, s:s, s:s?}", "tool",
			       j->tools[i].name, "version", j->tools[i].version,
			       "rules", j->tools[i].rules));
	json_array_append_new(
	    tools, json_pack("{s:s, s:s}", "tool", "notes-export", "version",
		       NOTES_VERSION));
	return tools;
}

static json_t *
span_json(struct span text)
{
	return json_stringn(text.bytes, text.len);
}

static json_t *
manifest_json(const struct response *r)
{
	const struct request *q = r->plan->request;
	const struct practice *practice = r->plan->practice;
	char as_of[INSTANT_TEXT];

	instant_format(r->plan->as_of, as_of);
	return json_pack("{s:s, s:o, s:o*, s:o, s:o, s:s, s:s?, s:o, s:o}",
	    "record", "manifest/1", "request", span_json(q->id), "practice",
	    practice == NULL ? NULL : span_json(practice->name), "recipient",
	    span_json(q->requester.name), "purpose", span_json(q->purpose),
	    "as_of", as_of, "profile", r->judge->profile, "counts",
	    counts_json(&r->counts), "tools", tools_json(r->judge));
}

/* The manifest itself is the text that is signed: whoever has the note has
 * all. */
static int
manifest_sign(const struct response *r, struct buf *text, struct error *e)
{
	struct signer_key key;
	struct secret file;
	int status;

	if (secret_read(&file, r->plan->key, KEY_FILE, e) == -1)
		return -1;
	status = signer_key_read(&key, file.bytes, file.len, e);
	secret_free(&file);
	if (status == 0)
		status = note_sign(&key, 0, text, e);
	signer_key_free(&key);
	if (status == -1)
		return error_prefix(e, "--key");
	return folder_write(
	    r->folder, "manifest.json.note", text->bytes, text->len, e);
}

int
manifest_write(
    const struct response *r, char hex[static DIGEST_HEX], struct error *e)
{
	const char *root = folder_path(r->folder);
	struct files files = {0};
	json_t *manifest = NULL, *list = json_array(), *file;
	unsigned char digest[DIGEST_LEN];
	struct buf text = {0};
	char *dump;
	size_t i;
	int status = files_list(root, &files, e);

	for (i = 0; status == 0 && i < files.count; i++) {
		file = file_json(root, files.names[i], e);
		status = file == NULL ? -1 : json_array_append_new(list, file);
	}
	if (status == 0) {
		manifest = manifest_json(r);
		json_object_set(manifest, "files", list);
		dump = json_dumps(manifest, JSON_INDENT(2));
		buf_addf(&text, "%s\n", dump);
		free(dump);
		digest_bytes(text.bytes, text.len, digest);
		digest_hex(digest, hex);
		status = folder_write(
		    r->folder, "manifest.json", text.bytes, text.len, e);
		if (status == 0 && r->plan->key != NULL)
			status = manifest_sign(r, &text, e);
	}
	buf_free(&text);
	json_decref(manifest);
	json_decref(list);
	files_free(&files);
	return status;
}
