#!/usr/bin/env bash
# Builds everything, checks the format and runs every test. The last line counts them.
set -uo pipefail
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

fail() {
  echo "$1"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

dotnet build AccountGrains.sln -c Release -v quiet || fail "the build failed"
dotnet format AccountGrains.sln --no-restore --verify-no-changes || fail "the format check failed: run 'dotnet format'"

# The measurements of the tests are collected here and shown before the last line.
export ACCOUNTS_TEST_MEASUREMENTS="$results/measurements"
dotnet test AccountGrains.sln -c Release --no-build -v quiet \
  --logger "console;verbosity=minimal" --logger trx --results-directory "$results"
status=$?

count() {
  cat "$results"/*.trx 2>/dev/null | grep -o "<UnitTestResult [^>]*outcome=\"$1\"" | wc -l
}

sed -n 's/.*<Message>\(no PostgreSQL: .*\)<\/Message>.*/left out: \1/p' "$results"/*.trx 2>/dev/null | sort | uniq -c
[ -f "$ACCOUNTS_TEST_MEASUREMENTS" ] && sort "$ACCOUNTS_TEST_MEASUREMENTS"
failed=$(count Failed)
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
echo "$(count Passed) passed, $failed failed, $(count NotExecuted) skipped"
exit "$status"
