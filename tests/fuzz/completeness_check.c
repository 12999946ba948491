/* Any note that the readers accept can be checked: against every standard,
 * classified or not; what was found is written and reads the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "completeness/check_note.h"
#include "mutator.h"
#include "completeness/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define STANDARDS 4

static struct record *rec;
static struct standard *standards[STANDARDS];
static struct checker *checkers[STANDARDS];

static void
open_all(void)
{
	static const char *const names[STANDARDS] = {
	    "medicare", "commercial", "telehealth", "group"};
	struct error e = {{0}};
	int i;

	rec = record_new();
	for (i = 0; i < STANDARDS; i++) {
		standards[i] = standard_open(names[i], &e);
		checkers[i] = checker_new(standards[i], NULL, &e);
		if (checkers[i] == NULL)
			abort();
	}
}

static void
check(const struct note *n, int i)
{
	struct completeness c, again;
	struct error e = {{0}};
	struct report *r;
	struct buf out = {NULL, 0, 0};

	if (checker_check(checkers[i], rec, n, &c, &e) == -1)
		return;
	r = report_new(standards[i], 85, true);
	report_add(r, n, &c);
	report_text(r, &out);
	report_html(r, &out);
	report_free(r);
	buf_free(&out);
	if (!c.present)
		return;
	completeness_write(rec, &c);
	if (completeness_read(&again, rec, &e) == -1 || !again.present ||
	    again.item_count != c.item_count || again.score != c.score)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf line = {NULL, 0, 0};
	struct error e = {{0}};
	struct note n;
	int i;

	if (rec == NULL)
		open_all();
	buf_add(&line, bytes, len);
	for (i = 0; len > 0 && i < STANDARDS; i++)
		if (record_read(rec, line.bytes, line.len, &e) == 0 &&
		    note_read(&n, rec, &e) == 0)
			check(&n, i);
	buf_free(&line);
	return 0;
}
