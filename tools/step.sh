#!/usr/bin/env bash
# step.sh WHAT COMMAND…: says what is being done and how long it took. What the command prints is shown only when it fails.
set -uo pipefail
what=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
printf '→ %s …' "$what"
start=$(date +%s)
if "$@" >"$log" 2>&1 </dev/null; then
    printf ' done in %d s\n' "$(($(date +%s) - start))"
else
    status=$?
    printf ' failed after %d s (exit status %d): %s\n' "$(($(date +%s) - start))" "$status" "$*"
    cat "$log"
    exit "$status"
fi
