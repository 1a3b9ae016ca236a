#!/usr/bin/env bash
# Shows the pages that a change changes, as pictures in dist/diff. Usage: pages.sh BASE, a commit of this repository.
# The base is built with its own engine. Editions that are refused are missing here; check.sh reports them.
source "$(dirname "$0")/common.sh"
base=$1
tree=.cache/base

build_in() {
    (
        cd "$1"
        set_up
        polyleaf build "${editions[@]}" || [ $? = 1 ]
    )
}

rm -rf "$tree"
git worktree prune
git worktree add --quiet --detach "$tree" "$base"
mkdir -p .cache/fonts "$tree/.cache"
ln -s ../../fonts "$tree/.cache/fonts" # named by digest, so that the same fonts are cut only once

build_in "$tree"
build_in .
set_up
polyleaf diff "$tree/dist" dist --out dist/diff
