/* Rule files: whatever in one cannot be understood refuses the whole, by file,
 * row and member; and what is read is what it says. */
#include <stdio.h>
#include <string.h>

#include "law/rule.h"
#include "quoted.h"
#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char federal[] =
    "{'jurisdiction': 'US', 'layer': 'hipaa',"
    " 'vocabulary': {"
    "  'purpose': {'words': ['audit', 'claim', 'care']},"
    "  'requester.type': {'words': ['plan', 'court']},"
    "  'note.class': {'words': ['PSY', 'PROG', 'BILL', 'UNK']},"
    "  'authorization.scope': {'words': ['PSY', 'PROG']},"
    "  'facts.flag': {'type': 'boolean', 'meaning': 'm'},"
    "  'facts.years': {'type': 'number', 'meaning': 'm'},"
    "  'facts.words': {'type': 'word', 'words': ['a', 'b'], 'meaning': 'm'},"
    "  'state.trait': {'type': 'boolean', 'meaning': 'm'},"
    "  'state.word': {'type': 'word', 'meaning': 'm'}},"
    " 'scope_covers': {'PSY': ['PSY'], 'PROG': ['PROG', 'BILL']},"
    " 'codes': ["
    "  {'code': 'B2', 'name': 'n', 'text': 't', 'citation': 'c',"
    "   'watch': 'defective', 'kind': 'defect', 'of': 'authorization',"
    "   'document': true, 'when': {'facts.flag': true}},"
    "  {'code': 'A1', 'name': 'n', 'text': 't', 'citation': 'c',"
    "   'watch': 'expired', 'kind': 'review', 'of': 'part2.consent',"
    "   'when': {'facts.flag': true}, 'unless': {'facts.years': {'over': 1}}}],"
    " 'remarks': ["
    "  {'id': 'M-1', 'citation': 'c', 'text': 't',"
    "   'when': {'facts.flag': true}, 'unless': {'facts.words': 'b'}}],"
    " 'field_filters': ["
    "  {'name': 'F-1', 'citation': 'c', 'labels': ['diagnosis', 'topic'],"
    "   'on_request': ['risk'], 'chart_only': ['topic'],"
    "   'fields': ['date_of_service'], 'members': ['patient.name']}],"
    " 'rows': ["
    "  {'id': 'Z-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
    "   'purpose': ['any'], 'requester': ['any'], 'class': ['any'],"
    "   'otherwise': true, 'outcome': 'deny'},"
    "  {'id': 'P-1', 'citation': 'c1', 'verified': 'PS', 'text': 't1',"
    "   'cure': 'ask', 'purpose': ['audit', 'claim'],"
    "   'requester': ['plan'], 'class': ['PSY'],"
    "   'when': {'facts.flag': true}, 'unless': {'facts.words': 'a'},"
    "   'outcome': 'needs-authorization', 'with_authorization': 'permit',"
    "   'field_filter': 'F-1', 'accounting': 'exempt',"
    "   'obligations': ['log it'], 'codes': ['part2.consent']},"
    "  {'id': 'G-1', 'citation': 'c', 'verified': 'policy', 'text': 't',"
    "   'layer': 'gate', 'gate': 2, 'purpose': ['care'],"
    "   'requester': ['court'], 'class': ['any'],"
    "   'when': {'facts.flag': false}, 'outcome': 'needs-review'}]}";

static const char overlay[] =
    "{'jurisdiction': 'OH', 'by': 'A. Counsel', 'on': '2026-01-12',"
    " 'basis': 'memorandum', 'traits': ['trait'],"
    " 'rows': ["
    "  {'id': 'O-1', 'citation': 'c', 'verified': 'S', 'text': 't',"
    "   'purpose': ['audit'], 'requester': ['any'], 'class': ['any'],"
    "   'when': {'facts.flag': true}, 'outcome': 'deny',"
    "   'accounting': 'required'},"
    "  {'id': 'O-2', 'citation': 'c', 'verified': 'M', 'text': 't',"
    "   'purpose': ['claim'], 'requester': ['any'], 'class': ['any'],"
    "   'instead_of': ['O-1'], 'outcome': 'permit'}]}";

static const char attest[] =
    "{'record': 'attest/1', 'state': 'OH', 'by': 'A. Counsel',"
    " 'on': '2026-01-12', 'basis': 'memorandum'}";

static struct law law;

/* Sets "rows/1/citation" to VALUE; NULL takes it away; an index one past the
 * last, "rows/3", appends. */
static void
change(json_t *all, const char *path, const char *value)
{
	char part[64];
	size_t len;

	for (;;) {
		len = strcspn(path, "/");
		ck_assert_uint_lt(len, sizeof(part));
		memcpy(part, path, len);
		part[len] = '\0';
		if (path[len] == '\0')
			break;
		all = json_is_array(all)
			  ? json_array_get(all, (size_t)atoi(part))
			  : json_object_get(all, part);
		ck_assert_msg(all != NULL, "no %s", part);
		path += len + 1;
	}
	if (json_is_array(all) && value == NULL)
		json_array_remove(all, (size_t)atoi(part));
	else if (json_is_array(all))
		json_array_insert_new(
		    all, (size_t)atoi(part), quoted_json(value));
	else if (value == NULL)
		json_object_del(all, part);
	else
		json_object_set_new(all, part, quoted_json(value));
}

static void
forget(void)
{
	arena_free(&law.arena);
	memset(&law, 0, sizeof(law));
}

/* Files in their order; the last NULL.  Takes them over. */
static int
read_all(json_t *const files[], const bool overlays[], struct error *e)
{
	size_t i;
	int status = 0;

	forget();
	vocabulary_start(&law.vocabulary);
	for (i = 0; status == 0 && files[i] != NULL; i++)
		status = vocabulary_declare(&law.vocabulary,
		    json_object_get(files[i], "vocabulary"), &law.arena, e);
	for (i = 0; status == 0 && files[i] != NULL; i++)
		status = rules_read(&law, files[i], "x.json", overlays[i], e);
	if (status == 0)
		status = rules_finish(&law, e);
	for (i = 0; files[i] != NULL; i++)
		json_decref(files[i]);
	return status;
}

static int
read_changed(const char *path, const char *value, const char *path2,
    const char *value2, struct error *e)
{
	json_t *files[] = {quoted_json(federal), quoted_json(overlay), NULL};
	const bool overlays[] = {false, true};

	if (path != NULL)
		change(files[path[0] == '~'], path + (path[0] == '~'), value);
	if (path2 != NULL)
		change(
		    files[path2[0] == '~'], path2 + (path2[0] == '~'), value2);
	return read_all(files, overlays, e);
}

/* What is changed, "~" before it: in the overlay; and what is said of it. */
static const struct {
	const char *path, *value, *message;
} wrong[] = {
    {"jurisdiction", NULL, "x.json: jurisdiction: missing"},
    {"jurisdiction", "''", "x.json: jurisdiction: not a text"},
    {"jurisdiction", "7", "x.json: jurisdiction: not a text"},
    {"layer", "'hippa'", "x.json: layer: not a layer"},
    {"layer", "7", "x.json: layer: not a text"},
    {"odd", "7", "x.json: file: has a member that is not known"},
    {"scope_covers/ODD", "['PSY']", "x.json: scope_covers: not a scope"},
    {"scope_covers/PSY", "['PSYCH']", "x.json: scope_covers: not a class"},
    {"scope_covers", "['PSY']", "x.json: scope_covers: not an object"},
    {"scope_covers/PSY", "'PSY'",
	"x.json: scope_covers: not an array of classes"},
    {"scope_covers/PSY", "[7]", "x.json: scope_covers: not a class"},
    {"codes", "{}", "x.json: codes: not an array, or too many"},
    {"codes/0/code", NULL, "x.json: code: missing"},
    {"codes/0/name", NULL, "x.json: B2: name: missing"},
    {"codes/0/text", "[]", "x.json: B2: text: not a text"},
    {"codes/0/citation", NULL, "x.json: B2: citation: missing"},
    {"codes/0/watch", NULL, "x.json: B2: watch: missing"},
    {"codes/0/kind", NULL, "x.json: B2: kind: missing"},
    {"codes/0/kind", "'odd'", "x.json: B2: kind: neither defect nor review"},
    {"codes/0/of", NULL, "x.json: B2: of: missing"},
    {"codes/0/of", "'odd'",
	"x.json: B2: of: neither authorization nor part2.consent"},
    {"codes/0/document", "'yes'",
	"x.json: B2: document: neither true nor false"},
    {"codes/0/when", NULL, "x.json: B2: when: missing"},
    {"codes/0/when", "{'facts.odd': true}",
	"x.json: B2: when: a path that the vocabulary does not have"},
    {"codes/0/unless", "[]", "x.json: B2: unless: no alternative"},
    {"codes/0/odd", "1", "x.json: B2: code: has a member that is not known"},
    {"codes/1/unless", "{'facts.years': {'over': 'x'}}",
	"x.json: A1: unless: facts.years: compared with what is not a "
	"number"},
    {"codes/1/when", "{'facts.years': {'over': 3, 'at_most': 3}}",
	"A1: it can never match"},
    {"codes/1/when",
	"[{'facts.flag': true}, {'facts.years': {'over': 3, 'at_most': 3}}]",
	"A1: it can never match"},
    {"codes/1/code", "'B2'", "B2: it stands twice"},
    {"codes/1/code", "'P-1'", "P-1: it stands twice"},
    {"remarks", "{}", "x.json: remarks: not an array, or twice"},
    {"remarks/0/id", NULL, "x.json: id: missing"},
    {"remarks/1", "{'citation': 'c'}", "x.json: id: missing"},
    {"field_filters/1", "{'citation': 'c'}", "x.json: name: missing"},
    {"codes/2", "{'name': 'n'}", "x.json: code: missing"},
    {"rows/3", "{'citation': 'c'}", "x.json: id: missing"},
    {"remarks/0/citation", NULL, "x.json: M-1: citation: missing"},
    {"remarks/0/text", NULL, "x.json: M-1: text: missing"},
    {"remarks/0/when", "[]", "x.json: M-1: when: no alternative"},
    {"remarks/0/unless", "[]", "x.json: M-1: unless: no alternative"},
    {"remarks/0/odd", "1",
	"x.json: M-1: remark: has a member that is not known"},
    {"field_filters", "{}", "x.json: field_filters: not an array"},
    {"field_filters/1", "{'name': 'F-1', 'citation': 'c'}",
	"x.json: F-1: name: it stands twice"},
    {"~field_filters", "[{'name': 'F-1', 'citation': 'c'}]",
	"x.json: F-1: name: it stands twice"},
    {"field_filters/0", "7", "x.json: name: missing"},
    {"field_filters/0/name", NULL, "x.json: name: missing"},
    {"field_filters/0/citation", NULL, "x.json: F-1: citation: missing"},
    {"field_filters/0/labels", "['topics']",
	"x.json: F-1: labels: not a label"},
    {"field_filters/0/labels", "'topic'", "x.json: F-1: labels: not an array"},
    {"field_filters/0/on_request", "['x']",
	"x.json: F-1: on_request: not a label"},
    {"field_filters/0/chart_only", "['x']",
	"x.json: F-1: chart_only: not a label"},
    {"field_filters/0/fields", "[7]",
	"x.json: F-1: fields: not an array of texts"},
    {"field_filters/0/members", "7", "x.json: F-1: members: not an array"},
    {"field_filters/0/odd", "1",
	"x.json: F-1: field filter: has a member that is not known"},
    {"rows", "{}", "x.json: rows: not an array"},
    {"rows/1", "7", "x.json: id: missing"},
    {"rows/1/id", "''", "x.json: id: not a text"},
    {"rows/1/citation", NULL, "x.json: P-1: citation: missing"},
    {"rows/1/verified", NULL, "x.json: P-1: verified: missing"},
    {"rows/1/verified", "'p'",
	"x.json: P-1: verified: neither P, PS, S, M, policy nor reasoning"},
    {"rows/1/text", NULL, "x.json: P-1: text: missing"},
    {"rows/1/cure", "''", "x.json: P-1: cure: not a text"},
    {"rows/1/layer", "'odd'", "x.json: P-1: layer: not a layer"},
    {"rows/2/layer", "7", "x.json: G-1: layer: not a text"},
    {"rows/1/otherwise", "1", "x.json: P-1: otherwise: neither true nor false"},
    {"rows/1/purpose", NULL, "x.json: P-1: purpose: missing"},
    {"rows/1/purpose", "[]", "x.json: P-1: purpose: not an array of words"},
    {"rows/1/purpose", "[7]", "x.json: P-1: purpose: not an array of words"},
    {"rows/1/purpose", "'any'", "x.json: P-1: purpose: not an array of words"},
    {"rows/1/purpose", "['any', 'audit']",
	"x.json: P-1: purpose: a word that the vocabulary does not have"},
    {"rows/1/requester", "['plant']",
	"x.json: P-1: requester: a word that the vocabulary does not have"},
    {"rows/1/class", "['PSYCH']",
	"x.json: P-1: class: a word that the vocabulary does not have"},
    {"rows/1/when", "7",
	"x.json: P-1: when: neither an object nor an array of them"},
    {"rows/1/unless", "{}", "x.json: P-1: unless: no test"},
    {"rows/1/outcome", NULL, "x.json: P-1: outcome: missing"},
    {"rows/1/outcome", "'perhaps'", "x.json: P-1: outcome: not an outcome"},
    {"rows/1/accounting", "'none'",
	"x.json: P-1: accounting: neither required nor exempt"},
    {"rows/1/accounting", "7", "x.json: P-1: accounting: not a text"},
    {"rows/1/field_filter", "7", "x.json: P-1: field_filter: not a text"},
    {"rows/1/field_filter", "'F-2'", "P-1: field_filter: there is none"},
    {"rows/1/obligations", "'log'", "x.json: P-1: obligations: not an array"},
    {"rows/1/codes", "7", "x.json: P-1: codes: not an array"},
    {"rows/1/codes", "['B2']",
	"x.json: P-1: codes: neither authorization nor part2.consent"},
    {"rows/1/with_authorization", "'maybe'",
	"x.json: P-1: with_authorization: not an outcome"},
    {"rows/1/outcome", "'deny'",
	"x.json: P-1: with_authorization: of a row that does not need one"},
    {"rows/1/gate", "1", "x.json: P-1: gate: a number, and of a gate alone"},
    {"rows/2/gate", NULL, "x.json: G-1: gate: a number, and of a gate alone"},
    {"rows/2/gate", "'2'", "x.json: G-1: gate: a number, and of a gate alone"},
    {"rows/1/odd", "1", "x.json: P-1: row: has a member that is not known"},
    {"rows/1/id", "'Z-1'", "Z-1: it stands twice"},
    {"~rows/0/id", "'Z-1'", "Z-1: it stands twice"},
    {"rows/1/instead_of", "'Z-1'", "x.json: P-1: instead_of: not an array"},
    {"~rows/1/instead_of", "'O-1'", "x.json: O-2: instead_of: not an array"},
    {"rows/1/instead_of", "['Z-2']", "P-1: instead_of: not another row"},
    {"rows/1/instead_of", "['P-1']", "P-1: instead_of: not another row"},
    {"rows/1/instead_of", "[7]", "P-1: instead_of: not another row"},
    {"rows/1/instead_of", "['G-1']", "P-1: instead_of: a row of another layer"},
    {"rows/1/instead_of", "['O-1']", "P-1: instead_of: not another row"},
    {"rows/1/when", "{'facts.years': {'over': 2, 'at_most': 1}}",
	"P-1: it can never match"},
    {"rows/1/unless", "{'facts.flag': true}", "P-1: it can never match"},
    {"rows/1/unless", "[{'facts.words': 'a'}, {'facts.flag': true}]",
	"P-1: it can never match"},
    {"rows/0/outcome", "'permit'", "no row denies what no other permits"},
    {"rows/0/otherwise", "false", "no row denies what no other permits"},
    {"rows/0/layer", "'restriction'", "no row denies what no other permits"},
    {"rows/0/when", "{'facts.flag': true}",
	"no row denies what no other permits"},
    {"rows/0/unless", "{'facts.flag': true}",
	"no row denies what no other permits"},
    {"rows/0/purpose", "['audit']", "no row denies what no other permits"},
    {"rows/0/requester", "['plan']", "no row denies what no other permits"},
    {"rows/0/class", "['PSY']", "no row denies what no other permits"},
    {"~jurisdiction", "'Ohio'", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'O1'", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'1O'", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'oH'", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'Oh'", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'O['", "x.json: jurisdiction: not a state"},
    {"~jurisdiction", "'[O'", "x.json: jurisdiction: not a state"},
    {"~layer", "'hipaa'", "x.json: file: has a member that is not known"},
    {"~codes", "[]", "x.json: file: has a member that is not known"},
    {"~by", NULL, "x.json: by: missing"},
    {"~on", NULL, "x.json: on: missing"},
    {"~on", "'2026-02-30'", "x.json: on: not a date (YYYY-MM-DD)"},
    {"~basis", "7", "x.json: basis: not a text"},
    {"~traits", "7", "x.json: traits: not an array"},
    {"~traits", "['odd']",
	"x.json: traits: a word that the vocabulary does not have"},
    {"~traits", "['word']",
	"x.json: traits: a word that the vocabulary does not have"},
    {"~record", "'note/1'", "x.json: record: not attest/1"},
    {"~record", "7", "x.json: record: not a text"},
    {"~rows/0/layer", "'hipaa'",
	"x.json: O-1: layer: an overlay has rows of its state alone"},
    {"~rows/0/instead_of", "['O-2']",
	"O-1: it and another stand instead of each other"},
    {"~rows/1/purpose", "['any']",
	"O-1: another row always stands instead of it"},
    {"~vocabulary", "7", "not an object"},
};

START_TEST(what_cannot_be_understood_refuses_the_whole)
{
	struct error e;
	size_t i;

	memset(&e, 0, sizeof(e));
	ck_assert_msg(
	    read_changed(NULL, NULL, NULL, NULL, &e) == 0, "%s", e.text);
	for (i = 0; i < COUNT(wrong); i++) {
		memset(&e, 0, sizeof(e));
		ck_assert_msg(read_changed(wrong[i].path, wrong[i].value, NULL,
				  NULL, &e) == -1,
		    "taken: %s = %s", wrong[i].path, wrong[i].value);
		ck_assert_msg(strcmp(e.text, wrong[i].message) == 0,
		    "%s = %s: %s", wrong[i].path, wrong[i].value, e.text);
	}
	forget();
}
END_TEST

/* Not by the row that names it. */
START_TEST(a_filter_that_no_row_names_is_refused_as_well)
{
	static const char *const members[] = {"labels", "on_request",
	    "chart_only", "fields", "members", "citation"};
	struct error e;
	char path[64];
	size_t i;

	for (i = 0; i < COUNT(members); i++) {
		memset(&e, 0, sizeof(e));
		snprintf(path, sizeof(path), "field_filters/0/%s", members[i]);
		ck_assert_int_eq(
		    read_changed(path, "[7]", "rows/1/field_filter", NULL, &e),
		    -1);
		ck_assert_ptr_nonnull(strstr(e.text, "x.json: F-1: "));
	}
	forget();
}
END_TEST

/* What stands just beside what is refused. */
static const struct {
	const char *path, *value, *path2, *value2;
} right[] = {
    {"rows/1/cure", NULL, NULL, NULL},
    {"rows/1/field_filter", NULL, NULL, NULL},
    {"rows/1/codes", "[]", NULL, NULL},
    {"rows/1/codes", "['authorization', 'part2.consent']", NULL, NULL},
    {"rows/1/verified", "'reasoning'", NULL, NULL},
    {"rows/1/with_authorization", NULL, "rows/1/outcome", "'deny'"},
    {"rows/1/unless", NULL, NULL, NULL},
    {"rows/1/unless", "{'facts.flag': true, 'facts.words': 'a'}", NULL, NULL},
    {"rows/1/when",
	"[{'facts.years': {'over': 2, 'at_most': 1}}, {'facts.flag': true}]",
	NULL, NULL},
    {"rows/1/instead_of", "[]", NULL, NULL},
    {"scope_covers", NULL, NULL, NULL},
    {"codes", NULL, NULL, NULL},
    {"remarks", NULL, NULL, NULL},
    {"codes/1/when", "{'facts.years': {'over': 2, 'at_most': 3}}", NULL, NULL},
    {"field_filters/1", "{'name': 'F-2', 'citation': 'c'}",
	"rows/1/field_filter", "'F-2'"},
    {"~rows", NULL, NULL, NULL},
    {"~traits", NULL, NULL, NULL},
    {"~jurisdiction", "'AZ'", NULL, NULL},
    {"~jurisdiction", "'ZA'", NULL, NULL},
    {"~rows/1/instead_of", NULL, NULL, NULL},
    /* A gate that not always shuts, or shuts before others. */
    {"rows/2/class", "['PSY']", NULL, NULL},
    {"rows/2/when", NULL, "rows/1/purpose", "['care', 'audit']"},
    {"rows/1/instead_of", "['Z-1']", NULL, NULL},
};

START_TEST(what_stands_beside_it_is_taken)
{
	struct error e;
	size_t i;

	for (i = 0; i < COUNT(right); i++) {
		memset(&e, 0, sizeof(e));
		ck_assert_msg(read_changed(right[i].path, right[i].value,
				  right[i].path2, right[i].value2, &e) == 0,
		    "%s = %s: %s", right[i].path, right[i].value, e.text);
	}
	forget();
}
END_TEST

/* A row that can never name an outcome is a mistake of whoever wrote it. */
static const struct {
	const char *path, *value, *path2, *value2, *message;
} shadows[] = {
    /* A gate without a condition shuts before all that it covers. */
    {"rows/2/when", NULL, "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'], 'class': ['BILL'],"
	" 'outcome': 'permit'}",
	"Q-1: a gate is always shut before it"},
    {"rows/2/when", "{'facts.flag': true}", "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'], 'class': ['BILL'],"
	" 'when': {'facts.flag': true, 'facts.words': 'a'},"
	" 'outcome': 'permit'}",
	"Q-1: a gate is always shut before it"},
    /* It stands open where its condition does not hold. */
    {"rows/2/when", "{'facts.flag': true}", "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'], 'class': ['BILL'],"
	" 'when': [{'facts.flag': true}, {'facts.words': 'a'}],"
	" 'outcome': 'permit'}",
	NULL},
    {"rows/2/when", "{'facts.flag': true}", "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'], 'class': ['BILL'],"
	" 'outcome': 'permit'}",
	NULL},
    {"rows/2/unless", "{'facts.words': 'a'}", "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'], 'class': ['BILL'],"
	" 'when': {'facts.flag': false}, 'outcome': 'permit'}",
	NULL},
    {"rows/2/when", NULL, "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care', 'audit'], 'requester': ['court'],"
	" 'class': ['BILL'], 'outcome': 'permit'}",
	NULL},
    {"rows/2/when", NULL, "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court', 'plan'],"
	" 'class': ['BILL'], 'outcome': 'permit'}",
	NULL},
    {"rows/2/class", "['PSY']", "rows/2",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['care'], 'requester': ['court'],"
	" 'class': ['PSY', 'BILL'], 'when': {'facts.flag': false},"
	" 'outcome': 'permit'}",
	NULL},
    /* What is for all that no other row takes has something left to take. */
    {"rows/1/layer", "'restriction'", "rows/1",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['any'], 'requester': ['any'], 'class': ['any'],"
	" 'outcome': 'permit'}",
	"Z-1: another row of its layer always matches"},
    {"rows/0/otherwise", "true", "rows/1",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['any'], 'requester': ['any'], 'class': ['any'],"
	" 'layer': 'restriction', 'outcome': 'permit'}",
	NULL},
    {"rows/0/otherwise", "true", "rows/1",
	"{'id': 'Q-1', 'citation': 'c', 'verified': 'P', 'text': 't',"
	" 'purpose': ['any'], 'requester': ['any'], 'class': ['any'],"
	" 'otherwise': true, 'outcome': 'permit'}",
	NULL},
};

START_TEST(a_row_that_can_never_name_an_outcome_is_refused)
{
	struct error e;
	size_t i;
	int status;

	for (i = 0; i < COUNT(shadows); i++) {
		memset(&e, 0, sizeof(e));
		status = read_changed(shadows[i].path, shadows[i].value,
		    shadows[i].path2, shadows[i].value2, &e);
		ck_assert_msg(status == (shadows[i].message == NULL ? 0 : -1),
		    "%zu: %s", i, e.text);
		if (shadows[i].message != NULL)
			ck_assert_str_eq(e.text, shadows[i].message);
	}
	forget();
}
END_TEST

static const struct row *
row(const struct row_set *set, const char *id)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (span_is(set->rows[i].id, id))
			return &set->rows[i];
	return NULL;
}

static bool
is_listed(const struct row_set *set, size_t bit, const char *id)
{
	size_t i;

	for (i = 0; i < set->purpose_counts[bit]; i++)
		if (span_is(set->by_purpose[bit][i]->id, id))
			return true;
	return false;
}

START_TEST(what_is_read_is_what_the_file_says)
{
	struct error e = {{0}};
	const struct row *r;
	const struct state *s;
	size_t trait;

	ck_assert_int_eq(read_changed(NULL, NULL, NULL, NULL, &e), 0);
	ck_assert_uint_eq(law.rows.count, 3);
	r = row(&law.rows, "P-1");
	ck_assert_ptr_nonnull(r);
	ck_assert(span_is(r->citation, "c1") && span_is(r->text, "t1"));
	ck_assert(span_is(r->verified, "PS") && span_is(r->cure, "ask"));
	ck_assert_int_eq(r->layer, LAYER_HIPAA);
	ck_assert_uint_eq(r->purposes, 3);
	ck_assert_uint_eq(r->requesters, 1);
	ck_assert_uint_eq(r->classes, 1);
	ck_assert_uint_eq(r->when.count, 1);
	ck_assert_uint_eq(r->unless.count, 1);
	ck_assert(!r->otherwise && r->curable);
	ck_assert_int_eq(r->outcome, OUTCOME_NEEDS_AUTHORIZATION);
	ck_assert_int_eq(r->with_authorization, OUTCOME_PERMIT);
	ck_assert(span_is(r->field_filter, "F-1"));
	ck_assert_int_eq(r->accounting, ACCOUNTING_EXEMPT);
	ck_assert_uint_eq(r->obligations.count, 1);
	ck_assert_uint_eq(r->codes, CODES_PART2 | CODES_AUTHORIZATION);
	ck_assert_ptr_null(r->attested.bytes);
	ck_assert_ptr_null(r->instead_names);
	r = row(&law.rows, "G-1");
	ck_assert_int_eq(r->layer, LAYER_GATE);
	ck_assert_int_eq(r->gate, 2);
	ck_assert_uint_eq(r->codes, 0);
	ck_assert_int_eq(r->accounting, ACCOUNTING_NONE);
	ck_assert_uint_eq(r->classes, UINT64_MAX);
	r = row(&law.rows, "Z-1");
	ck_assert(r->otherwise && !r->curable && !r->replaceable);
	ck_assert_uint_eq(r->purposes, UINT64_MAX);

	/* Each row is found by every purpose that it has, and by no other. */
	ck_assert(is_listed(&law.rows, 0, "P-1"));
	ck_assert(is_listed(&law.rows, 1, "P-1"));
	ck_assert(!is_listed(&law.rows, 2, "P-1"));
	ck_assert(is_listed(&law.rows, 2, "G-1"));
	ck_assert(is_listed(&law.rows, 63, "Z-1"));
	ck_assert(!is_listed(&law.rows, 63, "P-1"));

	s = law_state(&law, span_of("OH"));
	ck_assert_ptr_nonnull(s);
	ck_assert_ptr_null(law_state(&law, span_of("OR")));
	ck_assert(s->modelled);
	ck_assert_ptr_null(s->attested.bytes);
	ck_assert_uint_eq(s->rows.count, 2);
	r = row(&s->rows, "O-1");
	ck_assert(r->replaceable);
	ck_assert_int_eq(r->accounting, ACCOUNTING_REQUIRED);
	ck_assert(
	    span_is(r->attested, "OH: A. Counsel, 2026-01-12: memorandum"));
	ck_assert_uint_eq(row(&s->rows, "O-2")->instead_count, 1);
	ck_assert_ptr_eq(row(&s->rows, "O-2")->instead_of[0], r);
	ck_assert(is_listed(&s->rows, 1, "O-2"));
	trait =
	    (size_t)(vocabulary_find(&law.vocabulary, span_of("state.trait")) -
		     law.vocabulary.slots);
	ck_assert_uint_eq(s->traits[trait / 64], (uint64_t)1 << trait % 64);

	/* Codes stand in the order of their names. */
	ck_assert_uint_eq(law.code_count, 2);
	ck_assert(span_is(law.codes[0].code, "A1"));
	ck_assert(law.codes[0].review && !law.codes[0].document);
	ck_assert_uint_eq(law.codes[0].whose, CODES_PART2);
	ck_assert_uint_eq(law.codes[0].unless.count, 1);
	ck_assert(span_is(law.codes[0].watch, "expired"));
	ck_assert(!law.codes[1].review && law.codes[1].document);
	ck_assert_uint_eq(law.codes[1].whose, CODES_AUTHORIZATION);

	ck_assert_uint_eq(law.remark_count, 1);
	ck_assert(span_is(law.remarks[0].id, "M-1"));
	ck_assert_uint_eq(law.remarks[0].when.count, 1);
	ck_assert_uint_eq(law.remarks[0].unless.count, 1);

	ck_assert_uint_eq(law.filter_count, 1);
	ck_assert_uint_eq(law.filters[0].labels,
	    LABEL_BIT(LABEL_DIAGNOSIS) | LABEL_BIT(LABEL_TOPIC));
	ck_assert_uint_eq(law.filters[0].on_request, LABEL_BIT(LABEL_RISK));
	ck_assert_uint_eq(law.filters[0].chart_only, LABEL_BIT(LABEL_TOPIC));
	ck_assert_uint_eq(law.filters[0].fields.count, 1);
	ck_assert(span_is(law.filters[0].members.at[0], "patient.name"));

	ck_assert_uint_eq(law.covers[CONTENT_PSY], 1);
	ck_assert_uint_eq(law.covers[CONTENT_PROG], 2);
	ck_assert_uint_eq(law.covers[CONTENT_BILL], 2);
	ck_assert_uint_eq(law.covers[CONTENT_INTEG], 0);
	forget();
}
END_TEST

/* Rows, codes and filters of several files stand together; remarks stand in
 * one; a state is attested once. */
START_TEST(files_add_to_each_other)
{
	static const struct {
		const char *path, *value, *message;
	} wrong_attests[] = {
	    {"state", "'FED'", "x.json: state: not a state"},
	    {"state", NULL, "x.json: state: missing"},
	    {"by", "''", "x.json: by: not a text"},
	    {"on", "'soon'", "x.json: on: not a date (YYYY-MM-DD)"},
	    {"why", "'x'", "x.json: attest/1: has a member that is not known"},
	    {"record", "'attest/2'", "x.json: record: not attest/1"},
	};
	const bool both[] = {false, false, true, true, true};
	struct error e = {{0}};
	const struct state *s;
	json_t *second;
	size_t i;

	second = quoted_json(
	    "{'jurisdiction': 'US', 'layer': 'part2', 'codes': ["
	    "{'code': 'A0', 'name': 'n', 'text': 't',"
	    " 'citation': 'c', 'watch': 'w', 'kind': 'defect',"
	    " 'of': 'authorization', 'when': {'facts.flag': true}}],"
	    " 'field_filters': [{'name': 'F-0', 'citation': 'c'}],"
	    " 'rows': [{'id': 'T-1', 'citation': 'c',"
	    " 'verified': 'P', 'text': 't', 'purpose': ['any'],"
	    " 'requester': ['any'], 'class': ['any'],"
	    " 'outcome': 'deny'}]}");
	ck_assert_int_eq(read_all((json_t *const[]){quoted_json(federal),
				      json_incref(second), quoted_json(overlay),
				      quoted_json(attest), NULL},
			     both, &e),
	    0);
	ck_assert_uint_eq(law.rows.count, 4);
	ck_assert_int_eq(row(&law.rows, "T-1")->layer, LAYER_PART2);
	ck_assert(span_is(row(&law.rows, "P-1")->citation, "c1"));
	ck_assert_uint_eq(law.code_count, 3);
	ck_assert(span_is(law.codes[0].code, "A0"));
	ck_assert(span_is(law.codes[2].code, "B2"));
	ck_assert_uint_eq(law.filter_count, 2);
	ck_assert(span_is(law.filters[0].name, "F-1"));
	ck_assert_uint_eq(law.state_count, 1);
	s = law_state(&law, span_of("OH"));
	ck_assert(
	    span_is(s->attested, "OH: A. Counsel, 2026-01-12: memorandum"));
	ck_assert(s->modelled);

	ck_assert_int_eq(
	    read_all((json_t *const[]){quoted_json(federal),
			 json_incref(second), quoted_json(overlay),
			 quoted_json(attest), quoted_json(attest), NULL},
		both, &e),
	    -1);
	ck_assert_str_eq(e.text, "x.json: state: attested twice");
	memset(&e, 0, sizeof(e));
	change(second, "remarks", "[]");
	ck_assert_int_eq(read_all((json_t *const[]){quoted_json(federal),
				      json_incref(second), NULL},
			     both, &e),
	    -1);
	ck_assert_str_eq(e.text, "x.json: remarks: not an array, or twice");
	json_decref(second);

	for (i = 0; i < COUNT(wrong_attests); i++) {
		memset(&e, 0, sizeof(e));
		second = quoted_json(attest);
		change(second, wrong_attests[i].path, wrong_attests[i].value);
		ck_assert_int_eq(
		    read_all(
			(json_t *const[]){quoted_json(federal), second, NULL},
			(const bool[]){false, true}, &e),
		    -1);
		ck_assert_str_eq(e.text, wrong_attests[i].message);
	}
	/* An attestation alone does not model a state. */
	memset(&e, 0, sizeof(e));
	ck_assert_int_eq(read_all((json_t *const[]){quoted_json(federal),
				      quoted_json(attest), NULL},
			     (const bool[]){false, true}, &e),
	    0);
	ck_assert(!law_state(&law, span_of("OH"))->modelled);
	forget();
}
END_TEST

START_TEST(there_is_room_for_so_many_codes_and_no_more)
{
	json_t *file = quoted_json(federal), *codes = json_array(), *code;
	struct error e = {{0}};
	char name[16];
	int i;

	for (i = 0; i < CODE_MAX; i++) {
		code = json_deep_copy(
		    json_array_get(json_object_get(file, "codes"), 0));
		snprintf(name, sizeof(name), "C%d", i);
		json_object_set_new(code, "code", json_string(name));
		json_array_append_new(codes, code);
	}
	json_object_set(file, "codes", codes);
	ck_assert_int_eq(read_all((json_t *const[]){json_deep_copy(file), NULL},
			     (const bool[]){false}, &e),
	    0);
	ck_assert_uint_eq(law.code_count, CODE_MAX);
	code = json_deep_copy(json_array_get(codes, 0));
	json_object_set_new(code, "code", json_string("D"));
	json_array_append_new(codes, code);
	json_object_set_new(file, "codes", codes);
	ck_assert_int_eq(
	    read_all((json_t *const[]){file, NULL}, (const bool[]){false}, &e),
	    -1);
	ck_assert_str_eq(e.text, "x.json: codes: not an array, or too many");
	forget();
}
END_TEST

SUITE("law_files", a_filter_that_no_row_names_is_refused_as_well,
    what_cannot_be_understood_refuses_the_whole, what_stands_beside_it_is_taken,
    a_row_that_can_never_name_an_outcome_is_refused,
    what_is_read_is_what_the_file_says, files_add_to_each_other,
    there_is_room_for_so_many_codes_and_no_more)
