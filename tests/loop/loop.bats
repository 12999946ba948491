#!/usr/bin/env bats
# The loop of every filter: reading, writing, counting, refusing.

setup() {
	cd "$BATS_TEST_TMPDIR"
	note='{"record":"note/1","id":"a"}'
}

filter() { "$ADD_MEMBER" "$@"; }

@test "no input is no output and no error" {
	run filter </dev/null
	[ "$status" -eq 0 ] && [ -z "$output" ]
}

@test "a last line without LF is a line, and gets one" {
	printf '%s' "$note" | filter >out
	[ "$(cat out)" = '{"record":"note/1","id":"a","added":true}' ]
	[ "$(tail -c 1 out | od -An -c | tr -d ' ')" = '\n' ]
}

@test "blank lines are passed over, CR before LF is kept" {
	printf '\n  \n%s\r\n\r\n' "$note" | filter >out
	printf '{"record":"note/1","id":"a","added":true}\r\n' | cmp - out
}

@test "a byte order mark may begin a file, and nothing else" {
	printf '\357\273\277%s\n' "$note" | filter >out
	[ "$(cat out)" = '{"record":"note/1","id":"a","added":true}' ]
	run bash -c 'printf "%s\n\357\273\277%s\n" "$1" "$1" | "$ADD_MEMBER"' - "$note"
	[ "$status" -eq 1 ]
	[[ "$output" = *'<stdin>:2: column 1: not a JSON object'* ]]
}

@test "records of another kind pass unchanged, also with numbers nobody can hold" {
	printf '{"record":"other/3", "x": 1e400,"y":4.18,"\\u00e9":18446744073709551616}\n' >in
	filter in >out
	cmp in out
}

@test "another major version of a kind is rejected, not passed on" {
	run bash -c 'echo "{\"record\":\"note/2\",\"id\":\"secret\"}" | "$ADD_MEMBER"'
	[ "$status" -eq 1 ]
	[ "$output" = 'add-member: <stdin>:1: member record: a version other than note/1' ]
}

@test "a rejected record never shows its text" {
	for line in '{"record":"note/1","secret":"\ud800"}' '{"record":1,"secret":2}' '{"secret":3}' \
	    '{"record":"note/1","secret":"' '{"secret":1,"secret":2}' 'secret' \
	    '{"record":"note/1","reject":"secret"}'; do
		run bash -c 'printf "%s\n" "$1" | "$ADD_MEMBER"' - "$line"
		[ "$status" -eq 1 ]
		[[ "$output" = 'add-member: <stdin>:1: '* ]]
		[[ "$output" != *secret* ]]
	done
}

@test "rejected lines are kept as they came, the rest goes on" {
	printf '%s\n{"record":"note/1","reject":"\\u00e9" }\nrubbish\n%s\n' "$note" "$note" >in
	run filter --quarantine=q in
	[ "$status" -eq 1 ]
	[ "$(grep -c added <<<"$output")" -eq 2 ]
	printf '{"record":"note/1","reject":"\\u00e9" }\nrubbish\n' | cmp - q
	[ "$(stat -c %a q)" = 600 ]
}

@test "with --on-error=fail the first rejected record ends the run" {
	printf '%s\nrubbish\n%s\n{"record":"end/1","notes":3,"rejected":0}\n' "$note" "$note" >in
	run filter --on-error=fail in
	[ "$status" -eq 2 ]
	[ "$(grep -c added <<<"$output")" -eq 1 ]
	[[ "$output" != *end/1* ]]
}

@test "a line over the limit is rejected whole, and memory stays" {
	{ echo "$note"; head -c 40000000 /dev/zero | tr '\0' x; echo; echo "$note"; } >in
	# A sanitizer's shadow memory is larger than any limit worth the name.
	run bash -c '[ -z "$INTRUDER" ] || ulimit -v 120000; "$ADD_MEMBER" --quarantine=q in 2>err'
	[ "$status" -eq 1 ]
	[ "$(grep -c added <<<"$output")" -eq 2 ]
	[ "$(cat err)" = 'add-member: in:2: line of more than 16777216 bytes' ]
	[ "$(stat -c %s q)" -eq 40000001 ]
}

@test "end/1 counts: what came is what it says" {
	printf '%s\n%s\n{"record":"end/1","notes":2,"rejected":5}\n' "$note" "$note" | filter >out
	[ "$(tail -n 1 out)" = '{"record":"end/1","notes":2,"rejected":5}' ]
}

@test "a rejected note moves from one count of end/1 to the other" {
	run bash -c 'printf "%s\nrubbish\n{\"record\":\"end/1\",\"notes\":2,\"rejected\":5}\n" "$1" | "$ADD_MEMBER" 2>/dev/null' - "$note"
	[ "$status" -eq 1 ]
	[ "${lines[1]}" = '{"record":"end/1","notes":1,"rejected":6}' ]
}

@test "a stream that lost a note gets no end, and status 2" {
	run bash -c 'printf "%s\n{\"record\":\"end/1\",\"notes\":2,\"rejected\":0}\n" "$1" | "$ADD_MEMBER" 2>err' - "$note"
	[ "$status" -eq 2 ]
	[[ "$output" != *end/1* ]]
	grep -q 'end/1 says 2 notes, 1 came: the stream is not whole' err
}

@test "a note behind the last end is not of a whole stream" {
	run bash -c 'printf "{\"record\":\"end/1\",\"notes\":1,\"rejected\":0}\n%s\n" "$1" | "$ADD_MEMBER" 2>/dev/null' - "$note"
	[ "$status" -eq 2 ]
	[[ "$output" != *end/1* ]]
}

@test "a stream without an end gets none" {
	run bash -c 'echo "$1" | "$ADD_MEMBER"' - "$note"
	[ "$status" -eq 0 ]
	[[ "$output" != *end/1* ]]
}

@test "ends in between are summed" {
	{ echo "$note"; echo '{"record":"end/1","notes":1,"rejected":2}'
	  echo "$note"; echo "$note"; echo '{"record":"end/1","notes":2,"rejected":3}'; } | filter >out
	[ "$(grep -c end/1 out)" -eq 1 ]
	[ "$(tail -n 1 out)" = '{"record":"end/1","notes":3,"rejected":5}' ]
}

@test "an end without counts is rejected, and the stream has none" {
	run bash -c 'printf "%s\n{\"record\":\"end/1\",\"notes\":-1,\"rejected\":0}\n" "$1" | "$ADD_MEMBER" 2>/dev/null' - "$note"
	[ "$status" -eq 1 ]
	[[ "$output" != *end/1* ]]
}

@test "dropped and added notes are counted" {
	printf '{"record":"note/1","drop":1}\n{"record":"note/1","extra":1}\n{"record":"end/1","notes":2,"rejected":0}\n' | filter >out
	[ "$(grep -c note/1 out)" -eq 2 ]
	[ "$(tail -n 1 out)" = '{"record":"end/1","notes":2,"rejected":0}' ]
}

@test "shards and a last filter make the stream whole again" {
	for i in 1 2 3 4; do echo "$note"; done >notes
	echo '{"record":"end/1","notes":4,"rejected":1}' >end
	{ sed -n 1,2p notes; echo rubbish; } >s1
	{ sed -n 3,3p notes; cat end; } >s2
	run bash -c '"$ADD_MEMBER" --part s1 2>/dev/null >o1'
	[ "$status" -eq 1 ]
	filter --part s2 >o2
	[ "$(tail -n 1 o1)" = '{"record":"part/1","notes":2,"rejected":1}' ]
	[ "$(tail -n 2 o2 | head -n 1)" = "$(cat end)" ]
	cat o1 o2 | filter >out
	[ "$(tail -n 1 out)" = '{"record":"end/1","notes":3,"rejected":2}' ]
	[ "$(grep -c part/1 out)" -eq 0 ]
	# A lost shard is never whole.
	run bash -c '"$ADD_MEMBER" o2 2>/dev/null'
	[ "$status" -eq 2 ]
	[[ "$output" != *end/1* ]]
}

@test "a part goes through a second filter with --part" {
	printf '%s\nrubbish\n' "$note" >s1
	run bash -c '"$ADD_MEMBER" --part s1 2>/dev/null | "$ADD_MEMBER" --part'
	[ "${lines[-1]}" = '{"record":"part/1","notes":1,"rejected":1}' ]
}

@test "any number of workers writes the same bytes in the same order" {
	for i in $(seq 1 3000); do
		printf '{"record":"note/1","id":"%s","text":"%0*d"}\n' "$i" $((i % 700)) "$i"
		[ $((i % 97)) -ne 0 ] || echo "rubbish $i"
	done >in
	cat in in in in in in in in >big
	set +e
	"$ADD_MEMBER" --quarantine=q1 big >o1 2>e1; s1=$?
	for j in 2 3 8; do
		"$ADD_MEMBER" -j $j --quarantine=q$j big >o$j 2>e$j; s=$?
		[ $s -eq $s1 ] && cmp o1 o$j && cmp q1 q$j && cmp e1 e$j || exit 1
	done
	cat big | "$ADD_MEMBER" -j 2 2>/dev/null >op
	cmp o1 op
}

@test "several files are read one after another, - is standard input" {
	echo "$note" >a
	echo '{"record":"note/1","id":"b"}' | filter a - a >out
	[ "$(grep -o '"id":"."' out | tr -d '\n')" = '"id":"a""id":"b""id":"a"' ]
}

@test "a file that is not there, a folder: status 2 and their name" {
	run filter none
	[ "$status" -eq 2 ] && [[ "$output" = 'add-member: none'* ]]
	mkdir d
	run filter d
	[ "$status" -eq 2 ] && [[ "$output" = 'add-member: d'* ]]
}

@test "what was read before a file that is not there goes on, however many read" {
	yes "$note" | head -n 20000 >in
	mkdir d
	for jobs in 1 2 5; do
		for missing in none d; do
			run bash -c '"$ADD_MEMBER" -j "$1" in "$2" in >out 2>err' - "$jobs" "$missing"
			[ "$status" -eq 2 ]
			[ "$(wc -l <out)" -eq 20000 ]
			grep -q "^add-member: $missing" err
		done
	done
}

@test "several workers end where a reader goes away or a disk is full" {
	yes "$note" | head -n 200000 >in
	for jobs in 2 5; do
		run bash -c '{ "$ADD_MEMBER" -j "$1" in 2>err; echo "$?" >status; } | head -n 1 >/dev/null' - "$jobs"
		[ "$(cat status)" -eq 2 ] && [ "$(wc -l <err)" -eq 1 ]
		run bash -c '"$ADD_MEMBER" -j "$1" in >/dev/full' - "$jobs"
		[ "$status" -eq 2 ]
		[ "$output" = 'add-member: <stdout>: write: No space left on device' ]
	done
}

@test "a full disk is an error" {
	run bash -c 'echo "$1" | "$ADD_MEMBER" >/dev/full' - "$note"
	[ "$status" -eq 2 ]
	[[ "$output" = *'<stdout>'*'No space left on device' ]]
}

@test "a reader that went away is an error, not a death" {
	yes "$note" | head -n 20000 >in
	run bash -c '{ "$ADD_MEMBER" in; echo "$?" >status; } | head -n 1 >/dev/null'
	[ "$(cat status)" -eq 2 ]
}

@test "closed standard descriptors are errors, and no file takes their place" {
	echo "$note" >in
	run bash -c '"$ADD_MEMBER" --quarantine=q in >&-'
	[ "$status" -eq 2 ]
	[ ! -s q ]
	run bash -c '"$ADD_MEMBER" --quarantine=q <&-'
	[ "$status" -eq 2 ]
}

@test "input and output may not be one file" {
	echo "$note" >in
	run bash -c '"$ADD_MEMBER" in >>in'
	[ "$status" -eq 2 ]
	[ "$(cat in)" = "$note" ]
}

@test "an option twice, an unknown one, a bad value: status 2" {
	for wrong in '--as-of=2026-01-01T00:00:00Z --as-of=2026-01-01T00:00:00Z' '--nonsense=secret' '-j 0' '-j x' \
	    '--as-of=yesterday' '--on-error=perhaps' '--time-zone=Nowhere/Land' '-Q'; do
		run bash -c '"$ADD_MEMBER" '"$wrong"' </dev/null'
		[ "$status" -eq 2 ]
		[[ "$output" != *secret* ]]
	done
}

@test "help and version go to standard output" {
	run filter --help
	[ "$status" -eq 0 ] && [[ "$output" = 'usage: add-member'* ]]
	run filter -V
	[ "$status" -eq 0 ] && [[ "$output" = 'add-member (notes-tools) '* ]]
	run bash -c '"$ADD_MEMBER" --help >/dev/full'
	[ "$status" -eq 2 ]
}

@test "a slow writer's lines come out as they come in" {
	{ echo "$note"; sleep 1; [ -s out ] && echo early >mark; echo "$note"; } | filter -j 2 >out
	[ -e mark ]
}

@test "reading from a pipe that does not block waits" {
	/usr/bin/python3 - "$ADD_MEMBER" <<'PY'
import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETFL, os.O_NONBLOCK)
p = subprocess.Popen([sys.argv[1]], stdin=r, stdout=subprocess.PIPE)
os.close(r)
time.sleep(0.3)
os.write(w, b'{"record":"note/1"}\n')
os.close(w)
out = p.communicate()[0]
assert p.returncode == 0 and out == b'{"record":"note/1","added":true}\n', (p.returncode, out)
PY
}

@test "a filter that is taken over finds no file, no network and no program" {
	echo "$note" >in
	[ -n "$INTRUDER" ] || skip "built without the sandbox"
	"$ADD_MEMBER" --require-sandbox in >/dev/null 2>&1 || skip "the kernel has no sandbox"
	for operand in in -; do
		LD_PRELOAD=$INTRUDER "$ADD_MEMBER" $operand <in >out 2>err
		[ "$(grep -c ': no$' err)" -eq 6 ]
		[ "$(grep -c YES err)" -eq 0 ]
		[ ! -e intruder ]
		grep -q added out
	done
}

# intrude COMMAND...: no attempt of a taken-over COMMAND gets anything.
intrude() {
	rm -f err
	LD_PRELOAD=$INTRUDER "$@" >out 2>err </dev/null
	[ "$(grep -c ': no$' err)" -eq 6 ]
	[ "$(grep -c YES err)" -eq 0 ]
	[ ! -e intruder ]
}

needs_sandbox() {
	echo "$note" >in
	[ -n "$INTRUDER" ] || skip "built without the sandbox"
	"$ADD_MEMBER" --require-sandbox in >/dev/null 2>&1 || skip "the kernel has no sandbox"
}

@test "an import that is taken over finds no file, no network and no program" {
	needs_sandbox
	mkdir d
	printf 'Patient ID: P\n\nSeen.\n' >d/n.txt
	intrude "$NOTES_IMPORT" --require-sandbox d
	grep -q '"notes":1' out
	intrude "$NOTES_IMPORT" --require-sandbox --quarantine=q d/n.txt
	grep -q '"notes":1' out
}

@test "a ledger's program that is taken over finds its ledger and nothing else" {
	needs_sandbox
	"$NOTES_LEDGER" init --ledger=l --name=example.org/l
	printf '%s\n' '{"record":"disclosure/1","id":"d","patient":"P","date":"2026-03-04","recipient":{"name":"R"},"what":{"description":"x","notes":["n"]},"purpose":"payment_audit","by":"B","accountable":true}' >disclosure
	intrude "$NOTES_LEDGER" append --require-sandbox --ledger=l disclosure
	intrude "$NOTES_LEDGER" verify --require-sandbox --ledger=l
	grep -q '1 entries: as signed' out
	intrude "$NOTES_LEDGER" account --require-sandbox --ledger=l P
	grep -q "\"$(id -un)\"" l/log.ndjson
	intrude "$NOTES_LEDGER" prove --require-sandbox --ledger=l d
	cp out proof
	intrude "$NOTES_LEDGER" check --require-sandbox --key=l/key.pub proof
	intrude "$NOTES_LEDGER" access --require-sandbox --ledger=l
	intrude "$NOTES_LEDGER" due --require-sandbox --ledger=l
}

@test "a letter of the ledger is set in the sandbox" {
	needs_sandbox
	"$NOTES_LEDGER" init --ledger=l --name=example.org/l
	"$NOTES_LEDGER" account --require-sandbox --ledger=l --format=pdf P >letter.pdf
	[ "$(head -c 5 letter.pdf)" = '%PDF-' ]
	pdftotext letter.pdf - | grep -q 'Accounting of Disclosures'
}

@test "a page that is written finds its own folder and nothing else" {
	needs_sandbox
	mkdir d
	: >empty
	intrude "$NOTES_REVIEW" --require-sandbox --output=d/page.html empty
	grep -q '<html' d/page.html
}

@test "a package's program that is taken over finds what it was told of and nothing else" {
	needs_sandbox
	"$NOTES_LEDGER" init --ledger=l --name=example.org/l
	printf '%s\n' '{"record":"end/1","notes":0,"rejected":0}' >stream
	LD_PRELOAD=$INTRUDER INTRUDER_WAITS=1 "$NOTES_EXPORT" --require-sandbox \
	    --request="$EXAMPLES/request.json" --ledger=l --output=response <stream 2>err
	[ "$(grep -c ': no$' err)" -eq 5 ]
	[ "$(grep 'YES' err)" = 'write a file: YES' ] # where the package goes
	rm intruder
	[ -s response/manifest.json ]
	# Who exports was asked for before.
	grep -q "\"who\":\"$(id -un)\"" l/log.ndjson
}

@test "a pipe without a name can be read in the sandbox" {
	filter <(echo "$note") >out
	[ "$(cat out)" = '{"record":"note/1","id":"a","added":true}' ]
}

@test "with --verbose a filter says what shuts it in" {
	run filter --verbose </dev/null
	[ "$status" -eq 0 ]
	[[ "$output" = 'add-member: '* ]]
}
