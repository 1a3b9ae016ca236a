"""What CI runs: the workflows as linters see them, and the script of each job run here, on a project narrowed down."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from polyleaf.core.workspace import Workspace
from tests.conftest import ROOT, SLUG
from tests.edits import Edit
from tests.test_cli import GERMAN

Job = Callable[..., subprocess.CompletedProcess[str]]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITLAB = ROOT / ".gitlab-ci.yml"
PROGRAMS = Path(sys.executable).parent
SCRIPTS = ROOT / "scripts" / "ci"
ON_GITHUB_ALONE = {
    "alerts",  # GitLab reads no SARIF; the findings are its JUnit report
    "attest",  # GitLab's runner writes the provenance by itself, for RUNNER_GENERATE_ARTIFACTS_METADATA
}
# Keys of .gitlab-ci.yml that are no jobs; hidden jobs begin with a dot.
SETTINGS = {"stages", "workflow", "variables", "default"}


def program(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    name, *rest = arguments
    return subprocess.run([PROGRAMS / name, *rest], capture_output=True, text=True, check=False, cwd=ROOT)


def github_jobs() -> dict[str, dict[str, Any]]:
    return {name: job for path in WORKFLOWS for name, job in yaml.safe_load(path.read_bytes())["jobs"].items()}


def gitlab_jobs() -> dict[str, dict[str, Any]]:
    content = yaml.safe_load(GITLAB.read_bytes())
    return {name: job for name, job in content.items() if name not in SETTINGS and not name.startswith(".")}


def scripts_in(job: object) -> set[str]:
    return set(re.findall(r"scripts/ci/(\w+)\.sh", json.dumps(job)))


# ---- The workflows


@pytest.mark.parametrize(
    ("schema", "paths"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.gitlab-ci", [GITLAB])],
    ids=["github", "gitlab"],
)
def test_workflows_are_what_their_hosts_read(schema: str, paths: list[Path], tmp_path: Path) -> None:
    done = program("check-jsonschema", "--builtin-schema", schema, *paths)
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text(
        paths[0].read_text(encoding="utf-8").replace("check:", "check:\n    tiemout: 1"), encoding="utf-8"
    )
    assert program("check-jsonschema", "--builtin-schema", schema, broken).returncode == 1


def test_a_linter_of_workflows_finds_nothing(tmp_path: Path) -> None:
    lint = ["zizmor", "--offline", "--no-progress", "--config", ".github/zizmor.yml", "--pedantic"]
    done = program(*lint, *WORKFLOWS)
    assert done.returncode == 0, done.stdout
    injected = WORKFLOWS[0].read_text(encoding="utf-8").replace("HEAD^1", "${{ github.event.pull_request.title }}")
    (tmp_path / "injected.yml").write_text(injected, encoding="utf-8")
    found = program(*lint, tmp_path / "injected.yml")
    assert found.returncode != 0
    assert "template-injection" in found.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    uses = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert uses
    for action in uses:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_a_job_ends_by_itself_and_may_do_no_more_than_it_must() -> None:
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_bytes())["permissions"] == {}, path
    writing = {}
    for name, job in github_jobs().items():
        assert job["timeout-minutes"] <= 60, name
        writing[name] = {scope for scope, level in job["permissions"].items() if level == "write"}
    assert {name: scopes for name, scopes in writing.items() if scopes} == {
        "alerts": {"security-events"},
        "attest": {"id-token", "attestations"},
        "publish": {"contents"},
    }
    assert not any(scripts_in(job) for name, job in github_jobs().items() if writing[name])
    for name, job in gitlab_jobs().items():
        assert job["timeout"], name


def test_no_secret_is_asked_for() -> None:
    for path in (*WORKFLOWS, GITLAB):
        assert "secrets." not in path.read_text(encoding="utf-8"), path


def test_both_hosts_have_the_same_jobs_which_call_the_same_scripts() -> None:
    github, gitlab = ({name: scripts_in(job) for name, job in jobs().items()} for jobs in (github_jobs, gitlab_jobs))
    assert {name: scripts for name, scripts in github.items() if name not in ON_GITHUB_ALONE} == gitlab
    called = {script for scripts in github.values() for script in scripts}
    assert called | {"common"} == {path.stem for path in SCRIPTS.glob("*.sh")}


def images(container: str, variable: str, versions: list[str]) -> list[str]:
    """The images of a job: one, or one for each version of its matrix."""
    return [container.replace(variable, version) for version in versions] if variable in container else [container]


def images_on_github() -> dict[str, list[str]]:
    return {
        name: images(
            job["container"], "${{ matrix.python }}", job.get("strategy", {}).get("matrix", {}).get("python", [])
        )
        for name, job in github_jobs().items()
        if scripts_in(job)
    }


def images_on_gitlab() -> dict[str, list[str]]:
    default = yaml.safe_load(GITLAB.read_bytes())["default"]["image"]
    found = {}
    for name, job in gitlab_jobs().items():
        if scripts_in(job):
            parallel = job.get("parallel", {})
            (matrix,) = parallel["matrix"] if isinstance(parallel, dict) and parallel else ({},)
            found[name] = images(job.get("image", default), "$PYTHON", matrix.get("PYTHON", []))
    return found


def test_both_hosts_draw_in_the_same_images() -> None:
    assert images_on_github() == images_on_gitlab()


def test_the_engine_is_tested_on_the_oldest_and_on_a_newer_python_and_all_else_is_made_on_the_oldest() -> None:
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = metadata["requires-python"].removeprefix(">=")
    by_job = images_on_github()
    first, *newer = by_job.pop("test")
    assert first == f"python:{oldest}-bookworm"
    assert newer
    assert {image for listed in by_job.values() for image in listed} == {first}
    tested = set(re.findall(r"python:([\d.]+)-", " ".join((first, *newer))))
    named = {line.rpartition(" :: ")[2] for line in metadata["classifiers"] if "Python :: 3." in line}
    assert tested <= named


def test_every_job_is_explained() -> None:
    explained = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in github_jobs():
        assert f"| `{name}` |" in explained, name


# ---- The jobs


@pytest.fixture
def job(project: Workspace) -> Job:
    """Run the script of a job in the project, on GitHub or at a desk, for the German leaflet or what is chosen."""

    def run(name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI_"))}
        path = f"{PROGRAMS}{os.pathsep}{plain['PATH']}"
        environment = {**plain, "PATH": path, "EDITIONS": "--lang de --format leaflet", **variables}
        command = ["bash", str(SCRIPTS / f"{name}.sh"), *arguments]
        return subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=False)

    return run


def git(project: Workspace, *arguments: str) -> None:
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=project.root, check=True, capture_output=True)


def commit(project: Workspace) -> None:
    """All of the project as a commit, what CI writes aside."""
    (project.root / ".gitignore").write_text("/dist/\n/.cache/\n", encoding="utf-8")
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "The leaflet")


def test_check_leaves_a_status_a_junit_and_a_sarif_report(in_step: Workspace, job: Job) -> None:
    done = job("check")
    assert done.returncode == 0, done.stderr
    reports = in_step.dist / "ci"
    status = (reports / "status.md").read_text(encoding="utf-8")
    assert f"| de | {SLUG} |" in status
    assert status in done.stdout
    (suite,) = ElementTree.parse(reports / "junit.xml").getroot()  # noqa: S314 -- our own
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert json.loads((reports / "findings.sarif").read_text(encoding="utf-8"))["runs"][0]["results"] == []
    assert (in_step.dist / f"{SLUG}.de.leaflet.a4.example.pdf").is_file()


def test_check_on_github_annotates_writes_a_summary_and_fails(
    in_step: Workspace, job: Job, edit: Edit, tmp_path: Path
) -> None:
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "3 Tage nicht reiben.")
    summary = tmp_path / "summary.md"
    done = job("check", GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    assert f"::error file={GERMAN},line=" in done.stdout
    assert summary.read_text(encoding="utf-8").startswith("| Language | Catalogue |")
    reports = in_step.dist / "ci"
    (result,) = json.loads((reports / "findings.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "number-in-translation"
    (failure,) = ElementTree.parse(reports / "junit.xml").iter("failure")  # noqa: S314
    assert "number-in-translation" in str(failure.text)


def test_check_fails_by_a_catalogue_that_is_behind(in_step: Workspace, job: Job, edit: Edit) -> None:
    edit(f"brochures/{SLUG}/brochure.yaml", "Do not rub the area.", "Do not rub the place.")
    done = job("check", EDITIONS="--lang en --format leaflet")
    assert done.returncode == 1
    assert f"behind    locales/{SLUG}.pot" in done.stdout
    assert f"behind    {GERMAN}" in done.stdout


def test_pages_shows_what_a_change_changes_and_what_is_refused_as_gone(
    in_step: Workspace, job: Job, edit: Edit
) -> None:
    commit(in_step)
    edit(GERMAN, "Reiben Sie nicht an der Stelle.", "Reiben Sie bitte nicht an der Stelle.")
    edit(GERMAN.replace("/de/", "/pl/"), "Proszę nie pocierać miejsca zabiegu.", "Proszę nie pocierać przez 3 dni.")
    commit(in_step)
    done = job("pages", "HEAD^1", EDITIONS="--lang de --lang pl --format leaflet")
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^changed +{SLUG}\.de\.", done.stdout, re.MULTILINE)
    assert re.search(rf"^gone +{SLUG}\.pl\.", done.stdout, re.MULTILINE)
    assert "bitte" in (in_step.dist / "diff" / "index.html").read_text(encoding="utf-8")
    assert [path for path in (in_step.dist / "diff").rglob("*") if path.suffix in {".png", ".webp"}]


def test_a_release_of_unapproved_texts_is_refused(in_step: Workspace, job: Job) -> None:
    commit(in_step)
    done = job("release", "--version", "1.0.0", GITHUB_ACTIONS="true")
    assert done.returncode == 1
    assert "approval-missing" in done.stderr
    assert "::error " in done.stdout
    assert not (in_step.dist / "release").exists()


def test_a_preliminary_release_is_joined_of_parts_and_verified(in_step: Workspace, job: Job) -> None:
    """In two parts, which `release` joins, as it joins those of a tag."""
    commit(in_step)
    choice = "--lang de --format leaflet --format web --preliminary"
    for number in (1, 2):
        assert job("part", f"{number}/2", EDITIONS=choice).returncode == 0
        assert (in_step.dist / "parts" / f"{number}-of-2" / f"part-{number}-of-2.json").is_file()
    done = job("release", EDITIONS=choice)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (in_step.dist / "release").iterdir()}
    assert {"index.html", "manifest.json", "SHA256SUMS", "NOTES.md"} <= names
    assert any("preliminary" in name and name.endswith(".pdf") for name in names)


def test_scripts_can_be_called_and_stop_at_the_first_error() -> None:
    for path in SCRIPTS.glob("*.sh"):
        if path.stem != "common":
            assert os.access(path, os.X_OK), path
            assert 'source "$(dirname "$0")/common.sh"' in path.read_text(encoding="utf-8"), path
    assert "set -euo pipefail" in (SCRIPTS / "common.sh").read_text(encoding="utf-8")


def test_a_linter_of_scripts_finds_nothing(tmp_path: Path) -> None:
    lint = ["shellcheck", "--external-sources", "--source-path=SCRIPTDIR"]
    done = program(*lint, *SCRIPTS.glob("*.sh"))
    assert done.returncode == 0, done.stdout
    (tmp_path / "careless.sh").write_text("#!/bin/sh\nrm -rf $1/*\n", encoding="utf-8")
    assert program(*lint, tmp_path / "careless.sh").returncode == 1
