/* What is known of a word: a name, a place, an English or medical word, or a
 * word that says what stands beside it.  Made when the project is built from
 * the lists of this room and from Debian's dictionaries; nothing is read at
 * start. */
#ifndef IDENTIFY_LEXICON_H
#define IDENTIFY_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#define LEXICON_GIVEN 0x0001u
#define LEXICON_FAMILY 0x0002u
#define LEXICON_COMMON 0x0004u	    /* an English word in lower case */
#define LEXICON_MEDICAL 0x0008u	    /* in the medical dictionary */
#define LEXICON_PROPER 0x0010u	    /* in the English one, with a capital */
#define LEXICON_PLACE 0x0020u	    /* a city, a county: whole phrase */
#define LEXICON_PLACE_FIRST 0x0040u /* such a phrase begins so */
#define LEXICON_TITLE 0x0080u	    /* Ms., Dr. */
#define LEXICON_PROVIDER 0x0100u    /* Dr., Nurse */
#define LEXICON_RELATION 0x0200u    /* wife, landlord */
#define LEXICON_PATIENT 0x0400u	    /* pt, client, named */
#define LEXICON_SAYS 0x0800u	    /* verbs that follow a person */
#define LEXICON_TERM 0x1000u	    /* reflex, scale: an eponym's noun */
#define LEXICON_ORG 0x2000u	    /* hospital, school */
#define LEXICON_STREET 0x4000u	    /* avenue, straße */
#define LEXICON_NOT_NAME 0x8000u    /* months, drugs, headings, regions */

/* Of a folded word, or of words with one space between them; 0: unknown. */
unsigned lexicon_find(const char *word, size_t len);
unsigned lexicon_find_hash(uint64_t hash); /* of lexicon_hash.h */

#endif
