/* request/1: who asks for what, and why. */
#ifndef NOTE_REQUEST_H
#define NOTE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/label.h"
#include "note/member.h"
#include "note/note.h"
#include "stream/record.h"

struct requester {
	struct span name; /* required */
	struct span id;
	struct span type; /* a question's word: "health_plan" */
	struct span role;
	struct address address;
	struct {
		bool present; /* false: not verified (45 CFR 164.514(h)) */
		struct span by;
		date_days date;
		struct span how;
	} verified;
};

/* A view of the record or document it was read from. */
struct request {
	struct span id;	  /* required */
	struct span kind; /* required: "audit" */
	struct requester requester;
	struct span purpose;   /* as given, or by the kind; never absent */
	struct texts patients; /* ids; with members empty: every patient */
	struct texts members;  /* member ids */
	struct period services;
	bool items_given;
	label_set items; /* where given: the labels asked for */
	struct texts claims;
	date_days received;
	date_days due;
	struct span state;
	struct value documents;
	struct value process; /* as a question has them, for lib/law */
	struct value facts;
	struct value ca_request;
};

/* An unknown member, a kind without a purpose, a label that is not one are
 * errors that name the member. */
int request_read(struct request *r, struct record *rec, struct error *e);

/* Whether the request names P, or names nobody. */
bool request_has_patient(const struct request *r, const struct person *p);

/* The purpose that a kind has by itself; NULL: it must be named. */
const char *request_kind_purpose(struct span kind);

#endif
