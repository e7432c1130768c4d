#!/usr/bin/env bash
# Builds everything, checks the format and runs every test. The last line counts them.
# Where NuGet has no Orleans, all that needs it is left out: Embedded.slnf is the rest.
set -uo pipefail
cd "$(dirname "$0")"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

fail() {
  echo "$1"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

# Whether the restore failed for want of Orleans' packages and for no other reason.
orleans_is_missing() {
  local missing='error NU(1101|1102|1103|1109|1603):.*Microsoft\.Orleans\.'
  grep -qE "$missing" "$results/restore" &&
    ! grep ' error ' "$results/restore" | grep -qvE "$missing|error NU1102:   - Found"
}

solution=AccountGrains.sln
left_out=
skipped=0
if ! DOTNET_CLI_UI_LANGUAGE=en dotnet restore "$solution" -v quiet > "$results/restore" 2>&1; then
  orleans_is_missing || { cat "$results/restore"; fail "the restore failed"; }
  solution=Embedded.slnf
  version=$(dotnet msbuild client/Client.csproj -getProperty:OrleansVersion)
  left_out="left out: Cluster.Tests, bench/Cluster, client, grains, silo: Orleans $version does not restore here"
  skipped=$(grep -rhoE --include='*.cs' '\[(Skippable)?(Fact|Theory)\b' tests/Cluster.Tests | wc -l)
  dotnet restore "$solution" -v quiet || fail "the restore failed"
fi

# The processes of a build and of its tests are too short to win back what it costs to compile them with care. At full size they are
# measured as they are.
[ -n "${ACCOUNTS_TEST_FULL_SIZE+set}" ] || export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=3000

dotnet build "$solution" -c Release --no-restore -v quiet || fail "the build failed"
# The build has run every analyzer, with warnings as errors: what 'dotnet format' finds beyond that is white space and the order of usings.
# It takes what the tests leave of the processors, and its result is asked for after them.
(nice dotnet format whitespace --folder . --verify-no-changes &&
  nice dotnet format style "$solution" --no-restore --verify-no-changes --severity error --diagnostics IDE0055) > "$results/format" 2>&1 &
format=$!

# The measurements of the tests are collected here and shown before the last line.
export ACCOUNTS_TEST_MEASUREMENTS="$results/measurements"
# All projects at once: while the tests of one wait, those of another run.
dotnet test "$solution" -c Release --no-build -v quiet -m:4 \
  --logger "console;verbosity=minimal" --logger trx --results-directory "$results"
status=$?
wait "$format" || { cat "$results/format"; fail "the format check failed: run 'dotnet format'"; }

count() {
  cat "$results"/*.trx 2>/dev/null | grep -o "<UnitTestResult [^>]*outcome=\"$1\"" | wc -l
}

[ -n "$left_out" ] && echo "$left_out"
sed -n 's/.*<Message>\(no PostgreSQL: .*\)<\/Message>.*/left out: \1/p' "$results"/*.trx 2>/dev/null | sort | uniq -c
[ -f "$ACCOUNTS_TEST_MEASUREMENTS" ] && sort "$ACCOUNTS_TEST_MEASUREMENTS"
failed=$(count Failed)
[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
echo "$(count Passed) passed, $failed failed, $((skipped + $(count NotExecuted))) skipped"
exit "$status"
