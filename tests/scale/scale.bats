#!/usr/bin/env bats
# examples/scale: however many machines, the bytes are those of one process.
# NOTES_MB sets the size of the stream (default 2; 500 is 200,000 notes).

setup_file() {
	cd "$BATS_FILE_TMPDIR"
	export PATH="$BIN:$PATH" AS_OF=2026-06-15T10:00:00-04:00
	export EXAMPLES="$SOURCE/examples"
	export PRACTICE="$EXAMPLES/practice.json" REQUEST="$EXAMPLES/request.json" RULES="$EXAMPLES/rules" \
	    AUTHORIZATIONS="$EXAMPLES/authorizations.ndjson" RESTRICTIONS="$EXAMPLES/restrictions.ndjson"
	for program in classify consent redact; do
		[ -x "$BIN/notes-$program" ] || return 0
	done
	"$SOURCE/tests/bench/generate" "${NOTES_MB:-2}" >notes
	notes-classify --practice="$PRACTICE" notes | notes-consent --as-of="$AS_OF" --practice="$PRACTICE" --request="$REQUEST" \
	    --rules="$RULES" --authorizations="$AUTHORIZATIONS" --restrictions="$RESTRICTIONS" |
	    notes-redact --practice="$PRACTICE" >one
	tail -n 1 one | grep -q end/1
}

setup() {
	cd "$BATS_FILE_TMPDIR"
	[ -s one ] || skip "not all filters are built"
}

need() {
	local program
	for program; do
		command -v "$program" >/dev/null || skip "$program is not there"
	done
}

on_slurm() {
	need slurmctld slurmd munged sbatch
	[ "$(id -u)" -eq 0 ] || skip "a cluster of our own wants root"
	"$SOURCE/tests/scale/cluster" "$BATS_TEST_TMPDIR/cluster" "$@"
}

@test "GNU parallel with two jobs gives the bytes of one process" {
	need parallel
	JOBS=2 BLOCK=300k "$EXAMPLES/scale/with-parallel" notes >two
	cmp one two
}

@test "a lost shard has no end, and status 2" {
	need parallel
	parallel --pipepart --block 300k -k -j 2 -a notes "$EXAMPLES/scale/stage" |
	    awk '/part\/1/ && !lost { lost = 1; next } !lost { next } { print }' >cut
	run bash -c 'notes-redact --practice="$PRACTICE" cut 2>err | tail -n 1 | grep -c end/1'
	[ "$output" -eq 0 ]
	grep -q 'not whole' err
}

@test "a Slurm array on four nodes gives the bytes of one process" {
	on_slurm "$EXAMPLES/scale/with-slurm" notes "$BATS_TEST_TMPDIR/work" 8 >four
	cmp one four
}

@test "a node that dies midway loses nothing" {
	need slurmctld
	cat >"$BATS_TEST_TMPDIR/run" <<'END'
#!/bin/bash
# Kill a node once the first shard is done; Slurm requeues what it ran.
work=$1
(while [ ! -e "$work/shards" ]; do sleep 0.1; done
    sleep 2
    kill -9 "$(cat "$SLURM_CLUSTER_FOLDER/slurmd.n2.pid")"
    pkill -9 -f "slurmstepd.*n2" || true
    touch "$work/killed") &
"$EXAMPLES/scale/with-slurm" notes "$work" 24
wait
END
	chmod +x "$BATS_TEST_TMPDIR/run"
	on_slurm "$BATS_TEST_TMPDIR/run" "$BATS_TEST_TMPDIR/work" >four
	[ -e "$BATS_TEST_TMPDIR/work/killed" ]
	cmp one four
}

@test "a task that fails is done again, and one that keeps failing is named" {
	need slurmctld
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/notes-classify" <<END
#!/bin/bash
# Fails once for every shard that begins with the stream's first note.
if [ "\${SLURM_ARRAY_TASK_ID:-}" = 0 ] && { [ -e "$BATS_TEST_TMPDIR/always" ] || [ ! -e "$BATS_TEST_TMPDIR/failed" ]; }; then
	touch "$BATS_TEST_TMPDIR/failed"
	exit 2
fi
exec "$BIN/notes-classify" "\$@"
END
	chmod +x "$BATS_TEST_TMPDIR/bin/notes-classify"
	PATH="$BATS_TEST_TMPDIR/bin:$PATH" on_slurm "$EXAMPLES/scale/with-slurm" notes "$BATS_TEST_TMPDIR/work" 8 >four
	[ -e "$BATS_TEST_TMPDIR/failed" ]
	cmp one four
	touch "$BATS_TEST_TMPDIR/always"
	run bash -c 'exec 2>&1; RETRIES=2 PATH="'"$BATS_TEST_TMPDIR/bin:$PATH"'" "$SOURCE/tests/scale/cluster" "$BATS_TEST_TMPDIR/again" \
	    "$EXAMPLES/scale/with-slurm" notes "$BATS_TEST_TMPDIR/work2" 8'
	[ "$status" -eq 2 ]
	[[ "$output" = *'shards without output: 0;'* ]]
}
