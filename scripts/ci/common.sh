# Sourced by the scripts of the jobs. They run in the root folder of a project, in CI or on your own machine, with Bash
# 4.4 or newer. They write only into dist/ and .cache/, which git ignores, because a release needs a clean work tree.
# shellcheck shell=bash disable=SC2034 # the jobs read what is set here
set -euo pipefail

# Options that choose editions, such as EDITIONS="--clinic our-name"; without them, all editions of the project.
read -ra editions <<< "${EDITIONS:-}"

# On GitHub, findings are annotations; elsewhere they are lines of the log.
report=text
if [ -n "${GITHUB_ACTIONS:-}" ]; then report=github; fi

# GitHub checks out as a different user than that of the container, and git refuses the project of another user.
if [ -n "${GITHUB_WORKSPACE:-}" ]; then git config --global --add safe.directory "$GITHUB_WORKSPACE"; fi

# Makes the command `polyleaf` available. This repository installs it with make; other projects have installed the engine.
set_up() {
    if [ -f Makefile ]; then make --silent setup >&2; fi
    export PATH="$PWD/.venv/bin:$PATH"
}
