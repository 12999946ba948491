# What every program does alike (CLI.md).  ctest sets PROGRAM, BIN and SOURCE.

bats_require_minimum_version 1.5.0

setup() {
	export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=1781535600
	PATH=$BIN:$PATH
	cd "$BATS_TEST_TMPDIR"
	cp -r "$SOURCE"/examples/. .
	case $PROGRAM in
	notes-import) set -- --from=note ;;
	notes-consent) set -- --practice=practice.json --request=request.json ;;
	notes-review) set -- --text ;;
	notes-export) set -- --request=request.json --practice=practice.json --output=response ;;
	notes-ledger) set -- append --ledger=ledger ;;
	*) set -- ;;
	esac
	usual=("$@")
}

# said STATUS: the last run's status, nothing on stdout, one message that names
# the program first.
said() {
	echo "status $status, said: $output$stderr"
	[ "$status" -eq "$1" ]
	[[ $stderr == "$PROGRAM: "* ]]
}

@test "--help says what it is for and names every common option" {
	run --separate-stderr "$PROGRAM" --help
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for option in --help --version --as-of --jobs --quarantine --on-error \
	    --part --practice --time-zone --quiet --verbose --require-sandbox; do
		[[ $output == *"$option"* ]]
	done
	[ "$("$PROGRAM" -h)" = "$output" ]
}

@test "--version names the program and its version" {
	run --separate-stderr "$PROGRAM" --version
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ $output =~ ^$PROGRAM\ \(notes-tools\)\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$("$PROGRAM" -V)" = "$output" ]
}

@test "help that cannot be written is a failure" {
	run bash -c '"$0" --help >/dev/full' "$PROGRAM"
	[ "$status" -eq 2 ]
}

@test "an unknown option is a wrong use" {
	run --separate-stderr "$PROGRAM" --no-such-option </dev/null
	said 2
	[ -z "$output" ]
}

@test "an option with one value, given twice, is a wrong use" {
	run --separate-stderr "$PROGRAM" "${usual[@]}" \
	    --as-of=2026-06-15T10:00:00-04:00 --as-of=2026-06-15T10:00:00-04:00 </dev/null
	said 2
	[ -z "$output" ]
}

@test "an instant that is none is a wrong use" {
	run --separate-stderr "$PROGRAM" "${usual[@]}" --as-of=2026-02-30T10:00:00Z </dev/null
	said 2
}

@test "an option without the value it needs is a wrong use" {
	run --separate-stderr "$PROGRAM" "${usual[@]}" --as-of
	said 2
}

@test "a file that is not there is named" {
	[ "$PROGRAM" != notes-ledger ] || notes-ledger init --ledger=ledger
	run --separate-stderr "$PROGRAM" "${usual[@]}" no-such-file
	said 2
	[[ $stderr == *no-such-file* ]]
}

@test "a folder is not read as a file" {
	[ "$PROGRAM" != notes-import ] || skip "notes-import walks folders"
	[ "$PROGRAM" != notes-ledger ] || notes-ledger init --ledger=ledger
	run --separate-stderr "$PROGRAM" "${usual[@]}" rules
	said 2
}

@test "a full disk is a failure" {
	case $PROGRAM in
	notes-export | notes-ledger) skip "writes no stream" ;;
	esac
	run bash -c '"$0" "$@" <notes.ndjson 2>said >/dev/full' "$PROGRAM" "${usual[@]}"
	[ "$status" -eq 2 ]
	grep -q "^$PROGRAM: .*No space left" said
}

@test "a file that may not grow is a failure" {
	case $PROGRAM in
	notes-export | notes-ledger) skip "writes no stream" ;;
	esac
	run bash -c 'ulimit -f 1; "$0" "$@" <notes.ndjson 2>said >out' "$PROGRAM" "${usual[@]}"
	[ "$status" -eq 2 ]
	grep -q "^$PROGRAM: .*File too large" said
}

@test "a closed stdout is a failure" {
	case $PROGRAM in
	notes-export | notes-ledger) skip "writes no stream" ;;
	esac
	run bash -c '"$0" "$@" <notes.ndjson 2>said >&-' "$PROGRAM" "${usual[@]}"
	[ "$status" -eq 2 ]
	grep -q "^$PROGRAM: " said
}

@test "a closed stdin is a failure" {
	[ "$PROGRAM" != notes-ledger ] || notes-ledger init --ledger=ledger
	run bash -c '"$0" "$@" 2>said <&- >/dev/null' "$PROGRAM" "${usual[@]}"
	[ "$status" -eq 2 ]
	grep -q "^$PROGRAM: " said
}

@test "a line that is not JSON is rejected by place, and not quoted" {
	case $PROGRAM in
	notes-export | notes-ledger) skip "has tests of its own" ;;
	esac
	{
		head -n 1 notes.ndjson
		echo '{"record":"note/1","id":"x","sections":[{"text":"CANARY said"}],}'
	} >bad.ndjson
	run --separate-stderr "$PROGRAM" "${usual[@]}" bad.ndjson
	said 1
	[[ $stderr == *"bad.ndjson:2: "* ]]
	[[ $stderr$output != *CANARY* ]]
}

@test "--quarantine keeps the rejected line as it came, for the owner alone" {
	case $PROGRAM in
	notes-export | notes-ledger) skip "has tests of its own" ;;
	esac
	printf '{"record":"note/1", "id":7}\n' >bad.ndjson
	run --separate-stderr "$PROGRAM" "${usual[@]}" --quarantine=kept bad.ndjson
	said 1
	cmp bad.ndjson kept
	[ "$(stat -c %a kept)" = 600 ]
}

@test "an end that does not fit what came before is a failure" {
	case $PROGRAM in
	notes-import | notes-ledger) skip "reads no stream's end" ;;
	notes-export) skip "has tests of its own" ;;
	esac
	{
		head -n 2 notes.ndjson
		echo '{"record":"end/1","notes":3,"rejected":0}'
	} >short.ndjson
	run --separate-stderr "$PROGRAM" "${usual[@]}" short.ndjson
	said 2
	[[ $output != *'"record":"end/1"'* ]]
}
