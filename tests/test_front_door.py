"""The public interface: the examples of its documentation, one edition as bytes, and many threads."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import polyleaf
from polyleaf.core.errors import UsageError
from polyleaf.core.workspace import Workspace
from tests.conftest import ROOT, SLUG


def test_the_examples_of_the_documentation_run(repository: Workspace) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(examples) >= 4
    names: dict[str, object] = {"path": repository.root}
    for example in examples:
        exec(example, names)  # noqa: S102 -- the project's own documentation


def test_everything_public_is_there_and_documented() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8") + (polyleaf.OpenProject.__doc__ or "")
    for name in polyleaf.__all__:
        assert getattr(polyleaf, name) is not None
    for method in ("editions", "build", "build_all", "check"):
        assert getattr(polyleaf.OpenProject, method).__doc__
        assert f"`{method}`" in text or f"project.{method}(" in text
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        polyleaf.nothing  # noqa: B018


def test_importing_it_imports_nothing_heavy() -> None:
    heavy = "{'weasyprint', 'pydantic', 'yaml'} & set(sys.modules)"
    code = f"import sys, polyleaf; polyleaf.__version__; print(sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_name_that_the_project_does_not_have_is_a_usage_error(repository: Workspace) -> None:
    project = polyleaf.open(repository.root)
    with pytest.raises(UsageError, match="there is no clinic 'nobody'"):
        project.build(SLUG, language="de", format="web", clinic="nobody")
    with pytest.raises(UsageError, match="no project at"):
        polyleaf.open(repository.root / "docs")


def test_threads_get_what_one_thread_gets(repository: Workspace) -> None:
    project = polyleaf.open(repository.root)
    codes = ("de", "ar", "de", "ar")

    def built(code: str) -> tuple[polyleaf.File, ...]:
        return project.build(SLUG, language=code, format="web", clinic="example").files

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(built, codes))
    assert found == [built(code) for code in codes]
