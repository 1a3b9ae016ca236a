#!/usr/bin/env bash
# The pages that a change changes, as pictures in dist/diff. Usage: pages.sh BASE, a commit of this repository.
# Base is built by its own engine; what is refused in either is for check.sh to say, and is missing here.
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
ln -s ../../fonts "$tree/.cache/fonts" # by digest: the same fonts are cut once

build_in "$tree"
build_in .
set_up
polyleaf diff "$tree/dist" dist --out dist/diff
