#!/usr/bin/env bash
# Checks that the catalogues match their sources, then builds and checks every edition.
# Runs all steps, and fails at the end if one of them failed.
# Leaves dist/ci/status.md (also the summary of a GitHub job), dist/ci/junit.xml and dist/ci/findings.sarif.
source "$(dirname "$0")/common.sh"
set_up
mkdir -p dist/ci

failed=0
polyleaf extract --check || failed=$?
polyleaf update --check || failed=$?
polyleaf status --report markdown > dist/ci/status.md || failed=$?
cat dist/ci/status.md >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}"

# The first run builds. The others find everything up to date, and report the same in other forms.
polyleaf build "${editions[@]}" --report junit > dist/ci/junit.xml || failed=$?
polyleaf build "${editions[@]}" --report sarif > dist/ci/findings.sarif || failed=$?
polyleaf build "${editions[@]}" --report "$report" || failed=$?
exit "$failed"
