#include "review/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "review/article.h"

extern const unsigned char review_style[];
extern const size_t review_style_len;
extern const unsigned char review_script[];
extern const size_t review_script_len;

struct review_page {
	const struct law *law;
	struct buf articles;
	struct tally tally;
};

struct review_page *
review_page_open(const struct law *law)
{
	struct review_page *p = alloc_zeroed(1, sizeof(*p));

	p->law = law;
	return p;
}

void
review_page_free(struct review_page *p)
{
	if (p == NULL)
		return;
	buf_wipe(&p->articles);
	buf_free(&p->articles);
	free(p);
}

int
review_page_add(struct review_page *p, struct record *rec, struct error *e)
{
	struct reviewed r;

	if (reviewed_read(&r, p->law, rec, e) == -1)
		return -1;
	article_add(&p->articles, &r, p->tally.notes + 1, &p->tally);
	return 0;
}

/* 'sha256-…', as a content security policy names inline text (CSP level 3). */
static void
add_source(struct buf *out, const unsigned char *bytes, size_t len)
{
	unsigned char digest[DIGEST_LEN];
	char text[DIGEST_LEN * 2];

	digest_bytes(bytes, len, digest);
	digest_base64(digest, sizeof(digest), text);
	buf_addf(out, "'sha256-%s'", text);
}

static void
add_head(struct buf *out, const char *as_of)
{
	buf_add_string(out,
	    "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
	    "<meta name=viewport content=\"width=device-width, "
	    "initial-scale=1\">\n<meta http-equiv=Content-Security-Policy "
	    "content=\"default-src 'none'; base-uri 'none'; form-action "
	    "'none'; style-src ");
	add_source(out, review_style, review_style_len);
	buf_add_string(out, "; script-src ");
	add_source(out, review_script, review_script_len);
	buf_add_string(out, "\">\n<meta name=referrer content=no-referrer>\n"
			    "<title>Notes for review</title>\n<style>");
	buf_add(out, review_style, review_style_len);
	buf_addf(out,
	    "</style>\n</head>\n<body>\n<header><h1>Notes for review</h1>\n"
	    "<p class=warning><strong>For the practice only.</strong> This "
	    "page holds the notes whole, also what may not go out. It loads "
	    "nothing and sends nothing; keep it as you keep the notes, and "
	    "destroy it when the response is sent.</p>\n"
	    "<p class=quiet>As of %s</p></header>\n<main>\n",
	    as_of);
}

static void
add_counts(struct buf *out, const struct tally *t)
{
	int l, f;

	buf_addf(out,
	    "<section aria-labelledby=counts><h2 id=counts>%zu note%s</h2>\n"
	    "<div class=scroll tabindex=0 role=region "
	    "aria-label=\"Passages by label\"><table><caption>"
	    "Passages by label</caption><tr><th scope=col>Label<th "
	    "scope=col>Goes<th scope=col>Waits for a person<th "
	    "scope=col>Stays</tr>",
	    t->notes, t->notes == 1 ? "" : "s");
	for (l = 0; l < LABEL_COUNT; l++) {
		if (tally_label(t, (enum label)l) == 0)
			continue;
		buf_addf(out, "<tr><th scope=row>%s</th>",
		    label_name((enum label)l));
		for (f = FATE_COUNT - 1; f >= 0; f--)
			buf_addf(out, "<td class=number>%zu</td>",
			    t->passages[l][f]);
		buf_add_string(out, "</tr>");
	}
	buf_add_string(out, "</table></div>\n");
}

#define CHART_LEFT 150
#define CHART_WIDTH 480
#define CHART_ROW 20

/* Characters by label: a bar whose parts are what goes, waits and stays.  The
 * table beside it says the same in numbers. */
static void
add_chart(struct buf *out, const struct tally *t)
{
	size_t most = 1, rows = 0;
	int l, f;

	for (l = 0; l < LABEL_COUNT; l++) {
		size_t all = tally_label(t, (enum label)l);

		most = all > most ? all : most;
		rows += all > 0;
	}
	buf_addf(out,
	    "<div class=scroll tabindex=0 role=region aria-label=Chart><svg "
	    "width=%d height=%zu role=img aria-label=\"Characters by label: "
	    "what goes, what waits for a person, what stays\">",
	    CHART_LEFT + CHART_WIDTH, (rows + 1) * CHART_ROW);
	rows = 0;
	for (l = 0; l < LABEL_COUNT; l++) {
		size_t x = CHART_LEFT;

		if (tally_label(t, (enum label)l) == 0)
			continue;
		buf_addf(out, "<text x=0 y=%zu>%s</text>",
		    rows * CHART_ROW + 14, label_name((enum label)l));
		for (f = FATE_COUNT - 1; f >= 0; f--) {
			size_t w = t->points[l][f] * CHART_WIDTH / most;

			buf_addf(out,
			    "<rect class=bar-%s x=%zu y=%zu width=%zu "
			    "height=%d><title>%s %s: %zu "
			    "characters</title></rect>",
			    fate_name((enum fate)f), x, rows * CHART_ROW + 3, w,
			    CHART_ROW - 6, label_name((enum label)l),
			    fate_name((enum fate)f), t->points[l][f]);
			x += w;
		}
		rows++;
	}
	buf_add_string(out, "</svg></div></section>\n");
}

static void
add_forms(struct buf *out)
{
	buf_add_string(out,
	    "<form class=filter hidden aria-label=Filter>"
	    "<label>Patient<select name=patient><option "
	    "value=\"\">all</select></label>"
	    "<label>What becomes of it<select name=outcome><option "
	    "value=\"\">all</select></label>"
	    "<label>Label<select name=label><option "
	    "value=\"\">all</select></label>"
	    "<label>Score below 0.6 <input type=checkbox name=low></label>"
	    "<button type=reset>Show all</button>"
	    "<span class=quiet>Keys: j k notes, n p passages, r release, w "
	    "withhold, u undo, f filter, s save</span></form>\n"
	    "<form class=save hidden aria-label=\"Save decisions\">"
	    "<strong id=count>0 decisions</strong> "
	    "<label>By <input name=by autocomplete=name></label> "
	    "<label>Reason <input name=reason size=40></label> "
	    "<button id=save disabled>Save as override/1</button></form>\n"
	    "<p id=said role=status class=quiet></p>\n");
}

void
review_page_write(
    const struct review_page *p, const char *as_of, struct buf *out)
{
	add_head(out, as_of);
	add_counts(out, &p->tally);
	add_chart(out, &p->tally);
	add_forms(out);
	buf_add(out, p->articles.bytes, p->articles.len);
	buf_add_string(out, "</main>\n<script>");
	buf_add(out, review_script, review_script_len);
	buf_add_string(out, "</script>\n</body>\n</html>\n");
}
