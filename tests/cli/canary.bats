# What must not go is planted, and looked for in all that a run leaves.  ctest
# sets BIN and SOURCE.

bats_require_minimum_version 1.5.0

setup() {
	export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=1781535600
	PATH=$BIN:$PATH
	cd "$BATS_TEST_TMPDIR"
	cp -r "$SOURCE"/examples/. .
	"$SOURCE"/tests/cli/plant <notes.ndjson >planted.ndjson 3>places
	notes-ledger init --ledger=ledger
	set -o pipefail
	formats=$(notes-export --help | sed -n 's/.*--format=LIST *//p')
	{
		notes-import --from=note planted.ndjson |
		    notes-classify --verbose --practice=practice.json |
		    notes-consent --verbose --practice=practice.json \
		        --request=request.json --rules=rules \
		        --authorizations=authorizations.ndjson \
		        --restrictions=restrictions.ndjson |
		    notes-redact --verbose --practice=practice.json \
		        --withheld=withheld.ndjson |
		    notes-export --verbose --practice=practice.json \
		        --request=request.json --ledger=ledger \
		        --format="$formats" --output=response
	} 2>said
}

# Everything in the response, made text: PDF by pdftotext, zip unpacked.
unpacked() {
	mkdir text
	cp -r response text
	find response -name '*.zip' | while read -r zip; do
		mkdir "text/$(basename "$zip").d"
		bsdtar -xf "$zip" -C "text/$(basename "$zip").d" 2>/dev/null ||
		    python3 -m zipfile -e "$zip" "text/$(basename "$zip").d"
	done
	find text -name '*.pdf' | while read -r pdf; do
		pdftotext "$pdf" "$pdf.txt"
		pdfinfo "$pdf" >"$pdf.about"
	done
}

@test "no canary is in the response, its PDFs, its zip or the ledger" {
	unpacked
	[ -n "$(find text -name '*.pdf.txt' -size +1k)" ]
	run grep -raohE 'CANARY[0-9]{4}' text ledger
	for found in $(echo "$output" | sort -u); do
		number=$((10#${found#CANARY}))
		echo "$found: $(sed -n "${number}p" places)" \
		    "in $(grep -ralF "$found" text ledger | head -n 3 | tr '\n' ' ')"
	done
	[ -z "$output" ]
}

@test "no canary is in what the programs say" {
	run grep -aoE 'CANARY[0-9]{4}' said
	echo "$output"
	[ -z "$output" ]
}

@test "what was taken out is in the practice's own file, all of it" {
	for where in 'process note without authorization: first' \
	    'process note without authorization: last' 'paid for by the client: last'; do
		grep "$where" places | cut -f 1 | while read -r number; do
			grep -q "$(printf 'CANARY%04d' "$number")" withheld.ndjson
		done
	done
}

@test "third persons' names, numbers and streets are gone" {
	grep -q 'identify/' "$SOURCE"/lib/redact/*.c || skip "notes-redact does not use lib/identify yet"
	unpacked
	run grep -raoE 'Featherstone|219-09-[0-9]{4}|Birchwood|937-555-0[0-9]{3}' text
	echo "$output" | sort | uniq -c | sort -rn | head
	[ -z "$output" ]
}
