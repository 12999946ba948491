#include "classify/lexicon.h"

#include <jansson.h>

#include "base/buf.h"
#include "base/safe_file.h"
#include "note/label.h"

#define LEXICON_MAX (4u * 1024 * 1024) /* bytes of the file */

static int
label_words(
    struct lexicon *l, const char *name, const json_t *words, struct error *e)
{
	enum label label = label_find(span_of(name));
	const json_t *word;
	size_t i;

	if (label == LABEL_NONE)
		return error_set(e, "a member that is no label");
	if (!json_is_array(words))
		return error_set(e, "%s: not an array", name);
	json_array_foreach (words, i, word) {
		struct error why = {0};

		if (!json_is_string(word))
			return error_set(e, "%s[%zu]: not a string", name, i);
		if (phrases_add(l->phrases,
			(struct span){
			    json_string_value(word), json_string_length(word)},
			LABEL_BIT(label), &why) == -1)
			return error_set(e, "%s[%zu]: %s", name, i, why.text);
	}
	return 0;
}

static int
lexicon_read(struct lexicon *l, const struct buf *text, struct error *e)
{
	json_error_t why;
	json_t *root =
	    json_loadb(text->bytes, text->len, JSON_REJECT_DUPLICATES, &why);
	const char *name;
	json_t *words;
	int rc = 0;

	if (root == NULL)
		return error_set(e, "%d:%d: not JSON", why.line, why.column);
	if (!json_is_object(root))
		rc = error_set(e, "not an object");
	else
		json_object_foreach (root, name, words)
			if (rc == 0)
				rc = label_words(l, name, words, e);
	json_decref(root);
	return rc;
}

int
lexicon_open(struct lexicon *l, const char *path, struct error *e)
{
	unsigned char digest[DIGEST_LEN];
	struct buf text = {0};
	int rc;

	l->phrases = phrases_new();
	rc = file_read(path, LEXICON_MAX, &text, e);
	if (rc == 0 && (rc = lexicon_read(l, &text, e)) == -1)
		error_prefix(e, "%s", path);
	if (rc == 0) {
		digest_bytes(text.bytes, text.len, digest);
		digest_hex(digest, l->digest);
	}
	buf_free(&text);
	return rc;
}

void
lexicon_close(struct lexicon *l)
{
	phrases_free(l->phrases);
	l->phrases = NULL;
}
