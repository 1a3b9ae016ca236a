# Sourced by the scripts of the jobs, which run at the root of a project, on a host or at a desk.
# shellcheck shell=bash
set -euo pipefail

# Options that choose editions, such as EDITIONS="--clinic our-name"; without them, all of the project.
read -ra editions <<< "${EDITIONS:-}"

# Findings as annotations where they are shown, else as lines of the log.
report=text
if [ -n "${GITHUB_ACTIONS:-}" ]; then report=github; fi

# Makes `polyleaf` callable: this repository sets itself up, a project of its own has installed the engine.
set_up() {
    if [ -f Makefile ]; then make --silent setup >&2; fi
    export PATH="$PWD/.venv/bin:$PATH"
}
