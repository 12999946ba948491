/* What a pattern of patterns.tsv matched is confirmed here, or not: by its
 * check digits, and by the words around it.  START and END are the match's
 * bounds; what is confirmed may begin and end elsewhere, and is added. */
#ifndef IDENTIFY_PATTERN_H
#define IDENTIFY_PATTERN_H

#include "identify/search.h"

/* context.c: what stands around a place.  Lists of words are folded and have a
 * space before and after each word. */
bool is_bounded(const struct search *s, size_t start, size_t end);
/* Where the next group of a number from START to END begins, or END: a match
 * may begin before the number, in what stands there (2026 4111 1111 1111 1111).
 */
size_t next_group(const struct search *s, size_t start, size_t end);
/* Where the last whole one ends, if a number begun at END - 1 goes on. */
size_t last_group(const struct search *s, size_t start, size_t end);
size_t digits_in(const struct search *s, size_t start, size_t end);
/* The next number from *AT on, which is moved behind it; at most 999999. */
unsigned number_at(const struct search *s, size_t *at, size_t end);
/* The word before START, folded into OUT; "" where a sentence begins. */
void word_before(const struct search *s, size_t start, char out[static 16]);
bool is_one_of(const char *word, const char *words);
/* Whether one of WORDS is the next word from AT on. */
bool is_followed_by(const struct search *s, size_t at, const char *words);
void pattern_add(struct search *s, size_t start, size_t end,
    enum identifier_kind kind, enum rank rank);

/* date.c: dates, and ages over 89 */
void confirm_date_full(struct search *s, size_t start, size_t end);
void confirm_date_short(struct search *s, size_t start, size_t end);
void confirm_month_of_year(struct search *s, size_t start, size_t end);
void confirm_date_month(struct search *s, size_t start, size_t end);
void confirm_month(struct search *s, size_t start, size_t end);
void confirm_month_after(struct search *s, size_t start, size_t end);
void confirm_holiday(struct search *s, size_t start, size_t end);
void confirm_weekday(struct search *s, size_t start, size_t end);
void confirm_ordinal(struct search *s, size_t start, size_t end);
void confirm_age(struct search *s, size_t start, size_t end);
void confirm_age_after(struct search *s, size_t start, size_t end);

/* phone.c */
void confirm_phone(struct search *s, size_t start, size_t end);
void confirm_phone_after(struct search *s, size_t start, size_t end);
void confirm_phone_tail(struct search *s, size_t start, size_t end);

/* number.c: numbers with rules of their own, and what a cue announces */
void confirm_ssn(struct search *s, size_t start, size_t end);
void confirm_ssn_after(struct search *s, size_t start, size_t end);
void confirm_card(struct search *s, size_t start, size_t end);
void confirm_iban(struct search *s, size_t start, size_t end);
void confirm_vin(struct search *s, size_t start, size_t end);
void confirm_dea(struct search *s, size_t start, size_t end);
/* WEAK: the cue is also an ordinary word. */
void confirm_value_after(struct search *s, size_t cue, size_t end,
    enum identifier_kind kind, bool weak);

void confirm_gtin(struct search *s, size_t start, size_t end);
void confirm_hibc(struct search *s, size_t start, size_t end);

/* internet.c */
void confirm_ip_four(struct search *s, size_t start, size_t end);
void confirm_ip_six(struct search *s, size_t start, size_t end);
void confirm_email(struct search *s, size_t start, size_t end);
void confirm_email_said(struct search *s, size_t start, size_t end);
void confirm_url(struct search *s, size_t start, size_t end);
void confirm_domain(struct search *s, size_t start, size_t end);
void confirm_handle(struct search *s, size_t start, size_t end);

/* postal.c */
void confirm_zip(struct search *s, size_t start, size_t end);
void confirm_corner(struct search *s, size_t start, size_t end);
void confirm_zip_after(struct search *s, size_t start, size_t end);

#endif
