/* The letters by which patients learn what was disclosed of them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "package/letter.h"
#include "package/response.h"

/* What one patient is told, gathered from his rows. */
struct told {
	struct buf dates; /* of what went out */
	size_t released;
	category_set withheld;
};

static void
tell(const struct response *r, const struct index_patient *p, struct told *t)
{
	char date[DATE_TEXT];
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (row->patient != p)
			continue;
		t->withheld |= row->categories;
		if (!disposition_releases(row->disposition))
			continue;
		date_format(row->date, date);
		buf_addf(&t->dates, "%s%s", t->released == 0 ? "" : ", ", date);
		t->released++;
	}
}

static void
add_span(struct buf *out, struct span text)
{
	buf_add(out, text.bytes, text.len);
}

static void
paragraph_sent(const struct response *r, const struct told *t, struct buf *out)
{
	const struct request *q = r->plan->request;
	char date[DATE_WORDS];

	date_words(instant_date(r->plan->as_of), date);
	buf_addf(out, "On %s we sent records of your care to ", date);
	add_span(out, q->requester.name);
	buf_add_string(out, ", which had asked for them (request ");
	add_span(out, q->id);
	buf_addf(out,
	    "). The law allows this answer, and limits it. Sent were the "
	    "records of %zu service%s: ",
	    t->released, t->released == 1 ? "" : "s");
	add_span(out, (struct span){t->dates.bytes, t->dates.len});
	buf_add_string(out, ".");
}

static const char *
paragraph_withheld(const struct told *t)
{
	if (t->withheld & CATEGORY_BIT(CATEGORY_PSYCHOTHERAPY))
		return "What your clinician wrote about the conversation in "
		       "your sessions, and keeps apart as psychotherapy "
		       "notes, was not sent. It does not go out without an "
		       "authorization that you sign (45 CFR 164.508(a)(2)). "
		       "Other passages that the purpose did not call for were "
		       "taken out as well.";
	if (t->withheld != 0)
		return "Passages that the purpose did not call for were taken "
		       "out before the records were sent.";
	return "Nothing beyond what was asked for was sent.";
}

static void
paragraph_contact(const struct practice *practice, struct buf *out)
{
	buf_add_string(out,
	    "You may ask to see your records, ask for an accounting of "
	    "disclosures, ask us to restrict what we send, or complain to us "
	    "or to the U.S. Department of Health and Human Services, and we "
	    "may not hold it against you.");
	if (practice == NULL || practice->custodian.name.len == 0)
		return;
	buf_add_string(out, " Please write to or call ");
	add_span(out, practice->custodian.name);
	if (practice->custodian.phone.len > 0) {
		buf_add_string(out, ", ");
		add_span(out, practice->custodian.phone);
	}
	buf_add_string(out, ".");
}

static int
letter_write(const struct response *r, const struct index_patient *p,
    size_t number, struct error *e)
{
	struct told t = {0};
	struct buf sent = {0}, contact = {0}, to = {0}, pdf = {0}, name = {0};
	const char *paragraphs[4];
	struct letter letter = {r->plan->practice,
	    "What we disclosed of your records", paragraphs, 4, r->plan->as_of};
	int status;

	tell(r, p, &t);
	buf_addf(&to, "To: %s", p->name == NULL ? p->id : p->name);
	paragraph_sent(r, &t, &sent);
	paragraph_contact(r->plan->practice, &contact);
	paragraphs[0] = buf_string(&to);
	paragraphs[1] = buf_string(&sent);
	paragraphs[2] = paragraph_withheld(&t);
	paragraphs[3] = buf_string(&contact);
	status = letter_pdf(&letter, &pdf, e);
	buf_addf(&name, "letters/notification-%03zu.pdf", number);
	if (status == 0)
		status = folder_write(
		    r->folder, buf_string(&name), pdf.bytes, pdf.len, e);
	buf_free(&t.dates);
	buf_free(&sent);
	buf_free(&contact);
	buf_free(&to);
	buf_free(&pdf);
	buf_free(&name);
	return status;
}

int
letters_write(const struct response *r, struct error *e)
{
	const struct index_patient *last = NULL;
	size_t number = 0, i;

	if (!(r->plan->formats & 1u << FORMAT_PDF))
		return 0;
	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (!disposition_releases(row->disposition) ||
		    row->patient == last)
			continue;
		last = row->patient;
		if (number == 0 && folder_make(r->folder, "letters", e) == -1)
			return -1;
		if (letter_write(r, last, ++number, e) == -1)
			return -1;
	}
	return 0;
}
