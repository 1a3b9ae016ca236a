# Sourced by the scripts of the jobs, which run at the root of a project, on a host or at a desk, by Bash 4.4 or newer.
# What they write is in dist/ and .cache/, which git ignores: a release wants a clean work tree.
# shellcheck shell=bash disable=SC2034 # the jobs read what is set here
set -euo pipefail

# Options that choose editions, such as EDITIONS="--clinic our-name"; without them, all of the project.
read -ra editions <<< "${EDITIONS:-}"

# Findings as annotations where they are shown, else as lines of the log.
report=text
if [ -n "${GITHUB_ACTIONS:-}" ]; then report=github; fi

# GitHub checks out as another user than a container's, and git reads no project of another user.
if [ -n "${GITHUB_WORKSPACE:-}" ]; then git config --global --add safe.directory "$GITHUB_WORKSPACE"; fi

# Makes `polyleaf` callable: this repository sets itself up, a project of its own has installed the engine.
set_up() {
    if [ -f Makefile ]; then make --silent setup >&2; fi
    export PATH="$PWD/.venv/bin:$PATH"
}
