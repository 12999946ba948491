/* Documents of every format, and each that differs from them in one place:
 * whatever is imported is a record that the project's own readers take, of a
 * patient whom the document names, and no message quotes the document. */
#include "suite.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/safe_file.h"
#include "import/import.h"
#include "import/map.h"
#include "note/authorization.h"
#include "note/note.h"
#include "note/restriction.h"
#include "stream/record.h"
#include "variants.h"

#define CANARY "canary of a patient"
#define SAMPLES SOURCE_DIR "/tests/unit/samples/"

static const struct options options = {.tool = "test", .quiet = true};

struct trial {
	enum format format;
	const struct map *map;
	struct record *record;
	size_t imported, rejected;
	size_t whole_most; /* 0: as it is */
	bool mapped;	   /* it is the mapping that differs */
};

static char said_path[] = "/tmp/notes-said-XXXXXX";

/* What is said on stderr from here on is looked through at the end. */
static void
begin(struct trial *t)
{
	struct error e = {0};
	int fd = mkstemp(said_path);

	ck_assert_int_ne(fd, -1);
	close(fd);
	ck_assert_ptr_nonnull(freopen(said_path, "w", stderr));
	ck_assert_int_eq(digest_init(&e), 0);
	t->record = record_new();
}

static void
end(struct trial *t, size_t variants)
{
	struct buf said = {0};
	struct error e = {0};

	fflush(stderr);
	ck_assert_int_eq(file_read(said_path, (size_t)1 << 30, &said, &e), 0);
	unlink(said_path);
	/* What a mapping itself says of a row may be said. */
	ck_assert(t->mapped || strstr(buf_string(&said), CANARY) == NULL);
	/* A test that imports nothing, or refuses nothing, tries nothing. */
	ck_assert_uint_gt(variants, 30);
	ck_assert_uint_gt(t->imported, 20);
	ck_assert_uint_gt(t->rejected, 3);
	buf_free(&said);
	record_free(t->record);
}

static bool
has(const char *text, size_t len, struct span word)
{
	size_t i;

	for (i = 0; i + word.len <= len; i++)
		if (memcmp(text + i, word.bytes, word.len) == 0)
			return true;
	return false;
}

static void
check_note(struct trial *t, const char *text, size_t len, const char *where)
{
	struct error e = {0};
	struct note n;

	ck_assert_msg(
	    note_read(&n, t->record, &e) == 0, "%s: %s", where, e.text);
	ck_assert_uint_gt(n.id.len, 0);
	t->imported++;
	if (t->format == FORMAT_CSV || n.patient.id.len == 0)
		return; /* the mapping puts a word before it */
	if (strchr(where, '\\') == NULL)
		ck_assert_msg(has(text, len, n.patient.id),
		    "%s: a patient that the document does not name", where);
}

static void
check_line(struct trial *t, const char *line, size_t line_len, const char *text,
    size_t len, const char *where)
{
	struct error e = {0};
	struct value object = {.json = {line, line_len}, .type = SCAN_OBJECT};
	struct arena arena = {0};
	struct authorization a;
	struct restriction r;
	struct span kind;

	ck_assert_msg(record_read(t->record, line, line_len, &e) == 0 &&
			  record_kind(t->record, &kind, &e) == 0,
	    "%s: %s", where, e.text);
	if (span_is(kind, "note/1"))
		check_note(t, text, len, where);
	else if (span_is(kind, "authorization/1"))
		ck_assert_msg(
		    authorization_read(&a, object, NULL, &arena, &e) == 0,
		    "%s: %s", where, e.text);
	else if (span_is(kind, "restriction/1"))
		ck_assert_msg(
		    restriction_read(&r, object, NULL, &arena, &e) == 0,
		    "%s: %s", where, e.text);
	else
		ck_abort_msg("%s: a record of another kind", where);
	arena_free(&arena);
}

static void
try(const char *text, size_t len, const char *where, void *context)
{
	struct trial *t = context;
	struct import im = {.map = t->map, .zoned = true};
	const char *p, *lf, *stop;
	struct error e = {0};

	ck_assert_int_eq(import_open(&im, &options, &e), 0);
	im.sink.hold = true;
	if (t->whole_most > 0)
		im.whole_most = t->whole_most;
	import_bytes(&im, t->format, "a", (struct span){text, len});
	ck_assert(!im.sink.failed);
	stop = im.sink.out.bytes + im.sink.out.len;
	for (p = im.sink.out.bytes; p != stop; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(stop - p));
		ck_assert_ptr_nonnull(lf);
		check_line(t, p, (size_t)(lf - p), text, len, where);
	}
	t->rejected += im.sink.rejected;
	import_close(&im);
}

static char *
sample(const char *name, size_t *len)
{
	struct buf b = {0};
	struct error e = {0};
	char path[512];

	snprintf(path, sizeof(path), "%s%s", SAMPLES, name);
	ck_assert_msg(
	    file_read(path, (size_t)1 << 24, &b, &e) == 0, "%s", e.text);
	buf_string(&b);
	if (len != NULL)
		*len = b.len;
	return b.bytes;
}

START_TEST(FHIR_that_differs_in_one_place_is_read_or_refused)
{
	static const char *const others[] = {
	    "null", "\"" CANARY "\"", "{}", NULL};
	struct trial t = {.format = FORMAT_FHIR};
	char *text = sample("fhir.json", NULL);
	size_t count;

	begin(&t);
	count = variants_each(text, others, try, &t);
	end(&t, count);
	free(text);
}
END_TEST

START_TEST(JSON_of_a_mapping_that_differs_in_one_place_is_read_or_refused)
{
	struct trial t = {.format = FORMAT_JSON};
	struct error e = {0};
	char *text = sample("shape.json", NULL);
	size_t count;

	t.map = map_open(SAMPLES "shape.map.json", &e);
	ck_assert_msg(t.map != NULL, "%s", e.text);
	begin(&t);
	count = variants_each(text, NULL, try, &t);
	end(&t, count);
	map_close(t.map);
	free(text);
}
END_TEST

struct mapped {
	struct trial trial;
	const char *table;
	size_t len, refused;
};

static void
try_map(const char *text, size_t len, const char *where, void *context)
{
	struct mapped *m = context;
	struct error e = {0};
	const struct map *map = map_parse(text, len, &e);

	(void)where;
	if (map == NULL) {
		ck_assert_msg(e.text[0] != '\0', "%s", where);
		ck_assert_msg(strstr(e.text, CANARY) == NULL, "%s", where);
		m->refused++;
		return;
	}
	m->trial.map = map;
	m->trial.format = map->format;
	try(m->table, m->len, where, &m->trial);
	map_close(map);
}

START_TEST(a_mapping_that_differs_in_one_place_is_taken_or_refused)
{
	static const char *const others[] = {"null", "17", "\"\"",
	    "\"" CANARY "\"", "[]", "{}", "[\"id\"]", "{\"from\":\"id\"}",
	    "\"text\"", NULL};
	struct mapped m = {.trial = {.mapped = true}};
	char *text = sample("table.map.json", NULL);
	char *table = sample("table.csv", &m.len);
	size_t count;

	m.table = table;
	begin(&m.trial);
	count = variants_each(text, others, try_map, &m);
	ck_assert_uint_gt(m.refused, 15);
	ck_assert_uint_lt(m.refused, count - 6);
	end(&m.trial, count);
	free(text);
	free(table);
}
END_TEST

/* Every part of TEXT that the bytes of SEPARATORS bound, left out, there twice
 * and of other words. */
static size_t
each_part(const char *text, size_t len, const char *separators,
    const char *const *others, struct trial *t)
{
	struct buf b = {0};
	size_t from, to, i, count = 0;

	try(text, len, "as it is", t);
	for (from = 0; from < len; from = to + 1) {
		for (to = from;
		     to < len && strchr(separators, text[to]) == NULL;)
			to++;
		for (i = 0; others[i] != NULL; i++, count++) {
			b.len = 0;
			buf_add(&b, text, from);
			if (strcmp(others[i], "twice") == 0) {
				buf_add(&b, text + from, to - from);
				buf_add(&b, text + to, to < len);
				buf_add(&b, text + from, to - from);
			} else {
				buf_add_string(&b, others[i]);
			}
			buf_add(&b, text + to, len - to);
			try(b.bytes, b.len, others[i], t);
		}
	}
	buf_free(&b);
	return count;
}

static void
each_part_of_HL7(const char *name)
{
	static const char *const others[] = {
	    "", "\"\"", CANARY, "20260230", "a^b&c~d\\T\\e", "twice", NULL};
	static const char *const segments[] = {
	    "", "ZZZ|" CANARY, "twice", NULL};
	struct trial t = {.format = FORMAT_HL7V2};
	size_t len, count;
	char *text = sample(name, &len);

	begin(&t);
	count = each_part(text, len, "|^~&\r", others, &t);
	count += each_part(text, len, "\r", segments, &t);
	end(&t, count);
	free(text);
}

START_TEST(a_document_of_HL7_that_differs_in_one_place_is_read_or_refused)
{
	each_part_of_HL7("mdm.hl7");
}
END_TEST

START_TEST(results_of_HL7_that_differ_in_one_place_are_read_or_refused)
{
	each_part_of_HL7("oru.hl7");
}
END_TEST

START_TEST(a_table_that_differs_in_one_cell_is_read_or_refused)
{
	static const char *const others[] = {
	    "", CANARY, "\"a\"", "\"", "twice", "2026-13-40", "25:00", NULL};
	struct trial t = {.format = FORMAT_CSV};
	struct error e = {0};
	size_t len, count;
	char *text = sample("table.csv", &len);

	t.map = map_open(SAMPLES "table.map.json", &e);
	ck_assert_msg(t.map != NULL, "%s", e.text);
	begin(&t);
	count = each_part(text, len, ",\r\n", others, &t);
	end(&t, count);
	map_close(t.map);
	free(text);
}
END_TEST

struct tree {
	xmlDocPtr doc;
	struct trial *trial;
	size_t count;
};

static void
show_tree(struct tree *t, const char *where)
{
	xmlChar *text;
	int len;

	xmlDocDumpMemory(t->doc, &text, &len);
	ck_assert_ptr_nonnull(text);
	try((const char *)text, (size_t)len, where, t->trial);
	xmlFree(text);
	t->count++;
}

static void
each_attribute(struct tree *t, xmlNodePtr node)
{
	static const char *const others[] = {
	    "", CANARY, "20260230", "#later", "2.16.840.1.113883.6.1", NULL};
	xmlAttrPtr a;
	xmlChar *was;
	size_t i;

	for (a = node->properties; a != NULL; a = a->next) {
		was = xmlGetProp(node, a->name);
		for (i = 0; others[i] != NULL; i++) {
			xmlSetProp(node, a->name, (const xmlChar *)others[i]);
			show_tree(t, others[i]);
		}
		xmlSetProp(node, a->name, was);
		xmlFree(was);
	}
}

static void each_node(struct tree *t, xmlNodePtr first);

/* Left out, there twice, empty, under another name. */
static void
each_element(struct tree *t, xmlNodePtr node)
{
	xmlNodePtr copy = xmlCopyNode(node, 1), hold, within;

	xmlAddNextSibling(node, copy);
	show_tree(t, "twice");
	xmlUnlinkNode(copy);
	xmlFreeNode(copy);

	hold = xmlNewText((const xmlChar *)" ");
	xmlReplaceNode(node, hold);
	show_tree(t, "left out");
	xmlReplaceNode(hold, node);
	xmlFreeNode(hold);

	within = node->children;
	node->children = NULL;
	show_tree(t, "empty");
	node->children = within;
	each_attribute(t, node);
	each_node(t, within);
}

static void
each_node(struct tree *t, xmlNodePtr first)
{
	xmlNodePtr n;

	for (n = first; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			each_element(t, n);
}

static void
each_of_XML(const char *text, size_t len, enum format format)
{
	struct trial trial = {.format = format};
	struct tree t = {.trial = &trial};

	begin(&trial);
	t.doc = xmlReadMemory(text, (int)len, NULL, NULL, 0);
	ck_assert_ptr_nonnull(t.doc);
	show_tree(&t, "as it is");
	each_node(&t, xmlDocGetRootElement(t.doc)->children);
	xmlFreeDoc(t.doc);
	end(&trial, t.count);
}

START_TEST(a_C_CDA_that_differs_in_one_place_is_read_or_refused)
{
	size_t len;
	char *text = sample("ccda.xml", &len);

	each_of_XML(text, len, FORMAT_CCDA);
	free(text);
}
END_TEST

/* FHIR's JSON in its other syntax. */
static void
add_element(struct buf *out, const char *name, json_t *v)
{
	const char *key,
	    *kind = json_string_value(json_object_get(v, "resourceType"));
	json_t *one;
	size_t i;

	if (json_is_array(v)) {
		json_array_foreach (v, i, one)
			add_element(out, name, one);
		return;
	}
	if (strcmp(name, "div") == 0) {
		buf_add_string(out, json_string_value(v));
		return;
	}
	if (!json_is_object(v)) {
		if (json_is_string(v))
			buf_addf(out, "<%s value=\"%s\"/>", name,
			    json_string_value(v));
		else
			buf_addf(out, "<%s value=\"%s\"/>", name,
			    json_is_true(v) ? "true" : "3");
		return;
	}
	buf_addf(out, "<%s>", name);
	if (kind != NULL)
		buf_addf(out, "<%s>", kind);
	json_object_foreach (v, key, one)
		if (strcmp(key, "resourceType") != 0 && key[0] != '_')
			add_element(out, key, one);
	if (kind != NULL)
		buf_addf(out, "</%s>", kind);
	buf_addf(out, "</%s>", name);
}

static void
make_XML(struct buf *out, const char *json)
{
	json_t *root = json_loads(json, 0, NULL), *one;
	const char *key;

	ck_assert_ptr_nonnull(root);
	buf_add_string(out, "<Bundle xmlns=\"http://hl7.org/fhir\">");
	json_object_foreach (root, key, one)
		if (strcmp(key, "resourceType") != 0)
			add_element(out, key, one);
	buf_add_string(out, "</Bundle>");
	json_decref(root);
}

START_TEST(FHIR_in_XML_says_what_it_says_in_JSON)
{
	struct trial json = {.format = FORMAT_FHIR}, xml = json, entries = json;
	char *text = sample("fhir.json", NULL);
	struct buf made = {0};

	make_XML(&made, text);
	begin(&json);
	xml.record = entries.record = json.record;
	try(text, strlen(text), "JSON", &json);
	try(made.bytes, made.len, "XML", &xml);
	ck_assert_uint_eq(json.imported, 8);
	ck_assert_uint_eq(xml.imported, json.imported);
	ck_assert_uint_eq(xml.rejected, json.rejected);
	/* And by entries, as a Bundle that is too large for one record is. */
	entries.whole_most = 64;
	try(made.bytes, made.len, "XML by entries", &entries);
	ck_assert_uint_eq(entries.imported, json.imported);
	try(text, strlen(text), "JSON by entries", &entries);
	ck_assert_uint_eq(entries.imported, 2 * json.imported);
	fflush(stderr);
	unlink(said_path);
	record_free(json.record);
	buf_free(&made);
	free(text);
}
END_TEST

SUITE("import variants", FHIR_that_differs_in_one_place_is_read_or_refused,
    JSON_of_a_mapping_that_differs_in_one_place_is_read_or_refused,
    a_mapping_that_differs_in_one_place_is_taken_or_refused,
    a_document_of_HL7_that_differs_in_one_place_is_read_or_refused,
    results_of_HL7_that_differ_in_one_place_are_read_or_refused,
    a_table_that_differs_in_one_cell_is_read_or_refused,
    a_C_CDA_that_differs_in_one_place_is_read_or_refused,
    FHIR_in_XML_says_what_it_says_in_JSON)
