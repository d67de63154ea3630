#!/usr/bin/env bash
# Everything that must hold before a change is taken: format, lint, types, and every shelf of tests.
# The last line is "N passed, N failed"; the exit code says whether anything failed.
# Needs what `npm ci` brought, and two packages of the system that are installed as root when missing: Chromium for the screens, Dovecot for the mailbox reader.
# Extra arguments go to vitest: npm test -- src/foundation
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# npm puts this folder first by itself; without npm the machine's own Node may be too old.
# Servers lie where a user's path does not look.
export PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin"

if [ ! -x node_modules/.bin/vitest ]; then
  echo "The development packages are not installed. Run: npm ci"
  echo "0 passed, 1 failed"
  exit 1
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check NAME COMMAND...: one gate, silent when it holds.
check() {
  local name="$1" began=$SECONDS
  shift
  if "$@" >"$work/output" 2>&1; then
    passed=$((passed + 1))
    echo "ok    $name ($((SECONDS - began)) s)"
  else
    failed=$((failed + 1))
    cat "$work/output"
    echo "FAIL  $name ($((SECONDS - began)) s): $*"
  fi
}

# install_package COMMAND PACKAGE: as root, from the machine's own packages, where the command is missing.
install_package() {
  command -v "$1" >/dev/null && return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  local get=(timeout 600 apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$2")
  export DEBIAN_FRONTEND=noninteractive
  { "${get[@]}" || { timeout 120 apt-get update && "${get[@]}"; }; } >"$work/install-$2" 2>&1 </dev/null
  command -v "$1" >/dev/null
}

# A real mailbox to read from. Without root or without packages its tests are skipped, and everything else runs.
install_package dovecot dovecot-imapd || echo "skip  Dovecot is missing and was not installed (apt-get install dovecot-imapd): tests with a real mailbox are skipped"
# A real browser for the screens. Without one their tests fail: a screen that nobody has seen is not tested.
install_package chromium chromium || echo "Chromium is missing and was not installed (apt-get install chromium): tests of screens will fail"

check format oxfmt --check
check lint oxlint --type-aware --deny-warnings
check types tsc --noEmit
check web-types tsc --noEmit -p web

began=$SECONDS
report="$work/vitest.json"
vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@"
vitest_exit=$?
echo "tests ended after $((SECONDS - began)) s"

# A file that could not even be loaded has no tests to count: it counts as one failure. So does a run that ends badly without one.
counts="$(node --disable-warning=ExperimentalWarning -e '
  const { existsSync, readFileSync } = require("node:fs");
  const [file, exit] = process.argv.slice(1);
  const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { testResults: [] };
  const ended = report.testResults.flatMap((one) => one.assertionResults.map((test) => test.status));
  const count = (status) => ended.filter((one) => one === status).length;
  const broken = report.testResults.filter((one) => one.status === "failed" && !one.assertionResults.some((test) => test.status === "failed")).length;
  const passed = count("passed");
  let failed = count("failed") + broken;
  if (failed === 0 && (Number(exit) !== 0 || passed === 0)) failed = 1;
  console.log(passed, failed, ended.length - passed - count("failed"));
' "$report" "$vitest_exit")" || counts="0 1 0"
read -r tests_passed tests_failed tests_skipped <<<"$counts"
passed=$((passed + tests_passed))
failed=$((failed + tests_failed))

if [ "$tests_skipped" -gt 0 ]; then echo "$tests_skipped skipped"; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
