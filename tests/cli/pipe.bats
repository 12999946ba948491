# The whole pipe, as a practice runs it.  ctest sets BIN, SOURCE and SHARED.

bats_require_minimum_version 1.5.0

setup() {
	export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=1781535600
	PATH=$BIN:$PATH
	cd "$BATS_TEST_TMPDIR"
	cp -r "$SOURCE"/examples/. .
	set -o pipefail
}

classify() { notes-classify --practice=practice.json "$@"; }

consent() {
	notes-consent --practice=practice.json --request=request.json \
	    --rules=rules --authorizations=authorizations.ndjson \
	    --restrictions=restrictions.ndjson "$@"
}

redact() { notes-redact --practice=practice.json --withheld=withheld.ndjson; }

export_() {
	notes-export --practice=practice.json --request=request.json \
	    --output=response "$@"
}

# rows FILE: the data rows of a CSV file, counted by a CSV reader.
rows() {
	python3 -c 'import csv,sys; print(len(list(csv.reader(open(sys.argv[1]))))-1)' "$1"
}

@test "the sample practice's response stands where audit-response says" {
	run --separate-stderr ./audit-response
	echo "$output$stderr"
	[ "$status" -eq 0 ]
	[[ $output == *"lies in $PWD/audit/response" ]]
	test -f audit/response/manifest.json
	[ -z "$(find audit/rejected -type f -size +0)" ]
	[ -z "$(find audit -perm /077)" ]
	[ "$(stat -c %a audit/withheld.ndjson)" = 600 ]
}

@test "notes.ndjson is what notes-import makes of notes/" {
	cd notes
	import() { notes-import --time-zone=America/New_York "$@"; }
	{
		import --map=reyes.map.json reyes.csv
		import --map=process.map.json process
		import --map=hale.map.json hale
		import --from=fhir --set=filed_separately=false kowalczyk
	} | grep -v '"record":"end/1"' >../imported.ndjson
	grep -v '"record":"end/1"' ../notes.ndjson | diff - ../imported.ndjson
}

@test "what is not asked for stays: no word of P-1006 leaves" {
	./audit-response >/dev/null
	run grep -rlE 'Hofstetter|Mei-Lin|Gerhard' audit/response
	echo "$output"
	[ -z "$output" ]
}

@test "what was paid for by the client himself stays" {
	./audit-response >/dev/null
	run grep -rl 'Lorraine' audit/response
	[ -z "$output" ]
}

@test "no process note of a client without an authorization leaves" {
	./audit-response >/dev/null
	run grep -rlE 'cash box|drawer was full of teeth|kitchen floor' audit/response
	[ -z "$output" ]
}

@test "records of a substance-use programme leave no name of it" {
	./audit-response >/dev/null
	run grep -rliE 'alder creek|alcohol|sober|substance|42 CFR' audit/response
	echo "$output"
	[ -z "$output" ]
}

@test "a claim whose note is withheld whole is withheld, not missing" {
	./audit-response >/dev/null
	grep -q '"CLM-60352".*"THC-3501".*"withheld"' audit/response/index.csv
	[ "$(grep -c '"not found"' audit/response/index.csv)" -eq 1 ]
	grep -q '"CLM-60324".*"not found"' audit/response/index.csv
}

@test "a valid authorization for psychotherapy notes is honoured" {
	./audit-response >/dev/null
	grep -rq 'the hand on the dial' audit/response
}

@test "the ledger names the authorization that was used, and no other" {
	./audit-response >/dev/null
	grep '"patient":"P-1002"' audit/ledger/log.ndjson | grep -q '"authorization":"A-301"'
	! grep -q 'A-287' audit/ledger/log.ndjson
	notes-ledger verify --ledger=audit/ledger
}

@test "two runs give the same bytes, with one thread or two" {
	classify notes.ndjson | consent | redact >one
	mv withheld.ndjson withheld-one
	classify -j 2 notes.ndjson | consent -j 2 |
	    notes-redact -j 2 --practice=practice.json --withheld=withheld.ndjson >two
	cmp one two
	cmp withheld-one withheld.ndjson
}

@test "shards, put together, are the bytes of one process; a lost shard is not whole" {
	classify notes.ndjson | consent | redact >one
	head -n 20 notes.ndjson >a
	tail -n +21 notes.ndjson >b
	for shard in a b; do
		classify --part $shard | consent --part >$shard.decided
	done
	cat a.decided b.decided | redact | cmp - one
	run --separate-stderr redact <b.decided
	[ "$status" -eq 2 ]
	[[ $output != *'"record":"end/1"'* ]]
}

@test "an import killed midway is no response" {
	mkfifo source
	{ head -n 20 notes.ndjson; exec sleep 30; } >source 3>&- &
	writer=$!
	{
		notes-import --from=note source 3>&- &
		echo $! >importer
		wait $! || :
	} 2>/dev/null | { classify | consent | redact | export_; } 2>said &
	pipe=$!
	sleep 1
	kill -KILL "$(cat importer)"
	kill "$writer"
	status=0
	wait "$pipe" || status=$?
	cat said
	[ "$status" -eq 2 ]
	grep -q '^notes-export: ' said
	[ ! -e response ]
	[ ! -e .response.partial ]
}

@test "a stream cut anywhere behind any filter is no response" {
	classify notes.ndjson >classified.ndjson
	consent classified.ndjson >decided.ndjson
	redact <decided.ndjson >redacted.ndjson
	for stage in notes classified decided redacted; do
		size=$(stat -c %s $stage.ndjson)
		for cut in 1 40 $((size / 2)) $((size - 1000)); do
			head -c "$cut" $stage.ndjson >cut
			status=0
			case $stage in
			notes) classify cut | consent | redact | export_ ;;
			classified) consent cut | redact | export_ ;;
			decided) redact <cut | export_ ;;
			redacted) export_ cut ;;
			esac 2>said || status=$?
			echo "$stage cut at $cut: status $status"
			cat said
			[ "$status" -eq 2 ]
			[ ! -e response ]
		done
	done
}

@test "a note rejected on the way is no silent gap" {
	{
		head -n 3 notes.ndjson
		echo '{"record":"note/1","id":"THC-9999","patient":{"id":"P-1001"},"sections":[{"title":"Data","text":7}]}'
	} >bad.ndjson
	{ notes-import --from=note --quarantine=kept bad.ndjson || [ $? -eq 1 ]; } 2>said-import |
	    classify | consent | redact >decided.ndjson
	run --separate-stderr export_ decided.ndjson
	echo "$status $stderr"
	[ "$status" -eq 2 ]
	[[ $stderr == *"rejected"* ]]
	[ ! -e response ]

	export_ --held-back=kept decided.ndjson
	test -f response/manifest.json
	grep -rqi 'held back' response
}

@test "a stream without its end is refused, unless told" {
	classify notes.ndjson | consent | redact | grep -v '"record":"end/1"' >cut.ndjson
	run --separate-stderr export_ cut.ndjson
	[ "$status" -eq 2 ]
	[ ! -e response ]
	export_ --no-end cut.ndjson
	test -f response/manifest.json
}

@test "a folder that is there is refused" {
	mkdir response
	classify notes.ndjson | consent | redact >decided.ndjson
	run --separate-stderr export_ decided.ndjson
	[ "$status" -eq 2 ]
	[ -z "$(ls response)" ]
}

@test "a note that skipped a stage is refused" {
	run --separate-stderr export_ notes.ndjson
	[ "$status" -eq 2 ]
	[ ! -e response ]
	classify notes.ndjson >classified.ndjson
	run --separate-stderr export_ classified.ndjson
	[ "$status" -eq 2 ]
	[ ! -e response ]
}

@test "members that nobody touched keep their bytes through every filter" {
	sed 's/^{"record":"note\/1",/{"record":"note\/1", "x_price" : 4.18, "x_big":1e400,"x_word":"caf\\u00e9",/' \
	    notes.ndjson >odd.ndjson
	classify odd.ndjson | consent >decided.ndjson
	[ "$(grep -cF '"x_price" : 4.18, "x_big":1e400,"x_word":"caf\u00e9"' decided.ndjson)" -eq \
	    "$(grep -c '"record":"note/1"' notes.ndjson)" ]
}

@test "batch-redact parts process notes from what belongs in the chart" {
	./batch-redact parted notes.ndjson
	[ -s parted/notes.process.ndjson ]
	[ -s parted/notes.addenda.ndjson ]
	tail -n 1 parted/notes.process.ndjson | grep -q '"record":"end/1"'
	! grep -q 'cash box' parted/notes.addenda.ndjson
}

@test "consent-expiry speaks once, and is silent where nothing is due" {
	export SEEN=$PWD/seen
	run ./consent-expiry
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *A-287* ]]
	head -n 1 authorizations.ndjson >valid.ndjson
	sed 's/"due": "2026-06-17"/"due": "2026-09-17"/' request.json >later.json
	unset SEEN
	run ./consent-expiry valid.ndjson later.json
	echo "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "the crontab's command and the unit's run as they stand" {
	for line in \
	    "$(sed -n 's/^15 7 [^ ]* [^ ]* [^ ]*  *//p' crontab | sed 's/\\%/%/g')" \
	    "$(sed -n 's/^ExecStart=//p' systemd/consent-expiry.service | sed 's/%%/%/g')"; do
		line=${line//\/srv\/practice/$PWD}
		line=${line//\/var\/lib\/practice/$PWD}
		run bash -c "$line"
		echo "$line: $status $output"
		[ "$status" -eq 1 ]
		[[ $output == *A-287* ]]
	done
	[ -s expiry.seen ]
}

@test "every requested note of others' FHIR export stands in the index" {
	[ -d "$SHARED/data/fhir" ] || skip "no shared data"
	cat >all.json <<-END
	{"record":"request/1","id":"ALL","kind":"audit",
	 "requester":{"name":"Larkmoor Health Plan","type":"health_plan",
	  "verified":{"by":"O. Brandvold","date":"2026-06-04","how":"call"}},
	 "state":"OH"}
	END
	mv all.json request.json
	notes-import --from=fhir --set=state=OH "$SHARED"/data/fhir/bulk-*.ndjson >bulk.ndjson
	classify bulk.ndjson | consent | redact | export_
	[ "$(rows response/index.csv)" -eq "$(grep -c '"note/1"' bulk.ndjson)" ]
}

@test "every note of the development corpus stands in the index" {
	[ -d "$SHARED/corpus" ] || skip "no shared corpus"
	"$SHARED"/bin/corpus "$SHARED"/corpus/dev-*.notes --notes dev.ndjson --gold gold.ndjson
	cat >request.json <<-END
	{"record":"request/1","id":"ALL","kind":"audit",
	 "requester":{"name":"Larkmoor Health Plan","type":"health_plan",
	  "verified":{"by":"O. Brandvold","date":"2026-06-04","how":"call"}}}
	END
	rm -rf rules
	cp -r "$SOURCE/tests/attestations" rules
	notes-import --from=note dev.ndjson | classify | consent | redact | export_
	[ "$(rows response/index.csv)" -eq "$(grep -c '"note/1"' dev.ndjson)" ]
}
