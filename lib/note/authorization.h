/* authorization/1: a document by which an individual lets somebody have notes
 * (45 CFR 164.508), and an index of a million of them.
 *
 * A view says what the document says, no more: whether that makes it valid is
 * for lib/law.  What a source does not say stays absent, never guessed; an
 * absent element is a defect there (absent `relates`: A74; an absent
 * signature type without `valid_under_law`: R02; absent `by`: A15). */
#ifndef NOTE_AUTHORIZATION_H
#define NOTE_AUTHORIZATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/member.h"
#include "note/member_line.h"
#include "stream/record.h"

/* A recipient: in JSON a string (a name or class), {name, id}, or an array of
 * either. */
struct party {
	struct span name;
	struct span id;
};

enum expiry_kind {
	EXPIRY_ABSENT,
	EXPIRY_DATE,	/* valid through that local day */
	EXPIRY_INSTANT, /* valid before it */
	EXPIRY_UNTIL,	/* "until DATE": that day itself is unsettled (R04) */
	EXPIRY_EVENT,
	EXPIRY_NONE, /* "none": research alone (164.508(c)(1)(v)) */
};

enum signer {
	SIGNER_UNKNOWN,
	SIGNER_INDIVIDUAL,
	SIGNER_PERSONAL_REP,
};

struct authorization {
	bool present;
	struct span id;
	struct span patient; /* id */
	struct span description;
	struct texts scope; /* "PSY", "PROG", "SUDCN", … */
	struct span discloser;
	const struct party *recipients;
	size_t recipient_count;
	struct texts purposes;
	enum answer at_request_of_individual;
	enum answer initiated_by_individual;
	struct expiry {
		enum expiry_kind kind;
		struct span value; /* the event's words; a date's as given */
		date_days day;	   /* of a date or until */
		int64_t at;	   /* of an instant */
		enum answer occurred;
		enum answer relates; /* to the individual or the purpose */
	} expiry;
	struct signature {
		enum answer present;
		date_days date;
		enum signer by;
		struct span authority; /* of a representative, as described */
		enum answer authority_valid;
		struct span type;	     /* "wet", "electronic" */
		enum answer valid_under_law; /* of an electronic one */
	} signature;
	struct statements {
		enum answer revocation;
		enum answer conditioning;
		enum answer redisclosure;
	} statements;
	struct texts combined_with;
	struct span conditioned_on; /* "payment", "treatment", … */
	enum answer known_false;
	enum answer research;
	enum answer plain_language; /* no: it needs a human check (R06) */
	enum answer unused_psychotherapy_box;
	struct revocation {
		bool present;
		int64_t received_at; /* INSTANT_NONE: it counts at once */
		enum answer written;
		enum answer reliance_claimed;
		enum answer insurance_contest;
	} revocation;
	struct period covers; /* dates of service; open: all */
	enum answer copy_given;
	struct value state_consent; /* as a question has it */
	struct value part2_consent;
};

/* The object of a question or the whole of a record.  A wrong type, an unknown
 * word, a date that does not exist are errors that name the member; PATH stands
 * before it (NULL: none).  An absent or null object is not present. */
int authorization_read(struct authorization *a, struct value object,
    const char *path, struct arena *arena, struct error *e);
int authorization_read_record(
    struct authorization *a, struct record *rec, struct error *e);

/* The same for a line that is spelt as programs spell it, many times faster
 * (note/member_line.h); false: read it as a record, which also says what is
 * wrong with it.  A view of LINE and ARENA. */
struct member_form *authorization_form_new(void);
bool authorization_read_line(struct authorization *a,
    const struct member_form *f, const char *line, size_t len,
    struct arena *arena);

/* Whether any recipient has a name or an id. */
bool authorization_has_recipient(const struct authorization *a);
/* Whether P is among the recipients: by id where both have one, else by name
 * after case and white space are folded. */
bool authorization_names(const struct authorization *a, struct party p);

/* The authorizations of a file, mapped; the index holds offsets alone.  Every
 * line is validated (as authorization_read_record does) when it is opened. */
struct authorization_index;
/* NDJSON; end/1 and part/1 are passed over, any other kind is an error, as two
 * with one id are.  The error names PATH and the line. */
struct authorization_index *authorization_index_open(
    const char *path, struct error *e);
void authorization_index_close(struct authorization_index *x);
size_t authorization_index_count(const struct authorization_index *x);

/* The documents of PATIENT that reach the date of service DAY, in the file's
 * order, one a call: *AT starts as 0 and is the index's.  A document without
 * `covers` reaches every day, one with it not DATE_NONE.  False past the last.
 * OUT is a view of the file and of SCRATCH.  Several threads may ask at once,
 * each with a SCRATCH of its own. */
bool authorization_index_next(const struct authorization_index *x,
    struct span patient, date_days day, size_t *at, struct record *scratch,
    struct authorization *out);

#endif
