/* response.zip: every file of the package in one, its manifest included. */
#ifndef PACKAGE_ZIP_H
#define PACKAGE_ZIP_H

#include "package/response.h"

/* The members have the plan's instant and nobody's name; with a password file
 * they are encrypted (WinZip AES-256), their names are not. */
int zip_write(const struct response *r, struct error *e);

#endif
