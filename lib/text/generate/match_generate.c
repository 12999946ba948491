/* match_generate PATTERNS SYMBOL OUT.c: compiles a pattern file when the
 * project is built and writes it, with its text, as C arrays SYMBOL and
 * SYMBOL_patterns. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "text/match.h"

static int
read_all(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	size_t got;

	if (f == NULL)
		return -1;
	while ((got = fread(buf_reserve(out, 65536), 1, 65536, f)) > 0)
		out->len += got;
	return ferror(f) | fclose(f);
}

static void
write_array(
    FILE *f, const char *symbol, const char *suffix, const struct buf *b)
{
	size_t i;

	fprintf(f, "extern const unsigned char %s%s[];\n", symbol, suffix);
	fprintf(f, "extern const size_t %s%s_len;\n", symbol, suffix);
	fprintf(f, "const unsigned char %s%s[] = {", symbol, suffix);
	for (i = 0; i < b->len; i++)
		fprintf(f, "%s%u,", i % 20 == 0 ? "\n" : "",
		    (unsigned)(unsigned char)b->bytes[i]);
	fprintf(
	    f, "\n0};\nconst size_t %s%s_len = %zu;\n", symbol, suffix, b->len);
}

int
main(int argc, char **argv)
{
	struct buf patterns = {0}, compiled = {0};
	struct error e = {0};
	struct match *m;
	FILE *f;

	alloc_init("match_generate");
	if (argc != 4 || read_all(argv[1], &patterns) != 0) {
		fprintf(stderr, "match_generate: cannot read patterns\n");
		return 2;
	}
	m = match_compile(patterns.bytes, patterns.len, &e);
	if (m == NULL || match_serialise(m, &compiled, &e) == -1) {
		fprintf(stderr, "match_generate: %s: %s\n", argv[1], e.text);
		return 2;
	}
	f = fopen(argv[3], "w");
	if (f == NULL)
		return 2;
	fprintf(f, "#include <stddef.h>\n");
	write_array(f, argv[2], "", &compiled);
	write_array(f, argv[2], "_patterns", &patterns);
	match_free(m);
	buf_free(&patterns);
	buf_free(&compiled);
	return fclose(f) == 0 ? 0 : 2;
}
