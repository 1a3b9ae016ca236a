"""What a template cannot do: run programs, read files, reach the engine's insides, run for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace
from polyleaf.pipeline.inputs import Inputs
from polyleaf.render import sandbox
from polyleaf.render.html import environment
from polyleaf.render.localized import LocalizedBrochure
from tests.conftest import edition
from tests.edits import Edit
from tests.store import build

Rendered = Callable[[str], str]

REFUSED = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "classes by subscript": "{{ ''['__class__'] }}",
    "classes by filter": "{{ ''|attr('__class__') }}",
    "classes by map": "{{ ['']|map(attribute='__class__')|list }}",
    "a shell by cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "a shell by a label": "{{ _.__globals__['os'].popen('id').read() }}",
    "a shell by a macro": "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "a shell by the template itself": "{{ self.__init__.__globals__ }}",
    "format": "{{ '{0.__class__.__mro__}'.format('') }}",
    "format of harmless text": "{{ '{0}'.format(1) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "format of markup": "{{ ('{0.__class__}'|safe).format('') }}",
    "a pickle by a model": "{{ brochure.parse_raw('cos\\nsystem\\n', proto='pickle', allow_pickle=true) }}",
    "a file by a model": "{{ brochure.parse_file('/etc/hostname') }}",
    "a model made without checks": "{{ brochure.model_construct() }}",
    "a copy of a model": "{{ brochure.model_copy(update={'sections': []}) }}",
    "the fields of a model": "{{ brochure.model_fields_set }}",
    "an object of a library": "{{ localized.language.locale.default_numbering_system }}",
    "a change of the data": "{% set _ = localized.words.messages.clear() %}",
    "a change of a list": "{% set _ = [1].append(2) %}",
    "a power without end": "{{ 9 ** 9 ** 9 }}",
    "a text without end": "{{ 'a' * 100000000000 }}",
}

FAILED = {
    "a long range": ("{% for n in range(999999) %}{% endfor %}", "Range too big"),
    "a name that is not there": ("{{ clinik }}", "'clinik' is undefined"),
    "words that nobody wrote": ("{{ lipsum() }}", "'lipsum' is undefined"),
    "a division by zero": ("{{ 1 / 0 }}", "division by zero"),
    "a wrong kind": ("{{ localized.number('many') }}", "cannot be rendered: "),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "without end"),
    "a template in itself": ("{% include 'page.html' %}", "without end"),
    "a file outside the folder": ("{% include '../../etc/hostname' %}", "../../etc/hostname"),
    "brackets without end": ("{{ " + "(" * 5000 + " }}", "cannot be compiled"),
}


@pytest.fixture(scope="module")
def localized(repository: Workspace) -> LocalizedBrochure:
    return Inputs(edition(), repository).localized()


@pytest.fixture
def rendered(tmp_path: Path, localized: LocalizedBrochure) -> Rendered:
    """A template of three lines, of which the last is given, rendered as an edition's are."""
    folder = tmp_path / "templates"
    folder.mkdir()

    def render(line: str) -> str:
        (folder / "page.html").write_text(f"<p>\n</p>\n{line}", encoding="utf-8")
        context: dict[str, Any] = {"localized": localized, "brochure": localized.brochure}
        return environment(Workspace(tmp_path)).get_template("page.html").render(**context)

    return render


def finding_of(render: Rendered, line: str) -> Finding:
    with pytest.raises(InputError) as caught:
        render(line)
    (finding,) = caught.value.findings
    return finding


@pytest.mark.parametrize("line", REFUSED.values(), ids=REFUSED)
def test_what_a_template_may_not_do_is_refused_with_its_line(line: str, rendered: Rendered) -> None:
    finding = finding_of(rendered, line)
    assert (finding.check_id, str(finding.origin)) == ("template-refused", "templates/page.html:3")
    assert " at 0x" not in finding.message


@pytest.mark.parametrize(("line", "said"), FAILED.values(), ids=FAILED)
def test_a_template_that_fails_is_a_finding_with_its_line(line: str, said: str, rendered: Rendered) -> None:
    finding = finding_of(rendered, line)
    assert (finding.check_id, finding.origin.path) == ("render-failed", "templates/page.html")
    assert said in finding.message


def test_a_template_of_another_encoding_is_a_finding(rendered: Rendered, tmp_path: Path) -> None:
    (tmp_path / "templates" / "part.html").write_bytes("\nGrüße".encode("latin-1"))
    finding = finding_of(rendered, "{% include 'part.html' %}")
    assert (str(finding.origin), finding.message[:9]) == ("templates/part.html:2", "not UTF-8")


def test_a_loop_without_end_is_stopped(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    loops = "".join(f"{{% for {name} in range(99999) %}}" for name in "abc")
    finding = finding_of(rendered, loops + "{% endfor %}" * 3)
    assert finding.check_id == "template-refused"
    assert "a loop in it never ends" in finding.message
    assert finding.origin.path == "templates/page.html"


def test_a_thread_renders_without_a_limit_of_time(rendered: Rendered) -> None:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(rendered("{{ localized.number(7) }}")))
    thread.start()
    thread.join()
    assert said == ["<p>\n</p>\n7"]


def test_what_templates_need_is_allowed(rendered: Rendered) -> None:
    line = (
        "{% set n = namespace(x=2) %}{% set n.x = n.x * 3 %}{{ n.x }}{{ 'a:b'.split(':')[1] }}"
        "{% for name, t in brochure.treatments.items() %}{{ loop.index }}{{ cycler('x', 'y').next() }}{% endfor %}"
        "{{ brochure.section('get-help-now').id }}{{ brochure.imprint.published.isoformat()[:2] }}{{ _('Check') }}"
    )
    assert rendered(line).endswith("6b1x2xget-help-now20Check")


def test_the_edition_of_a_template_that_runs_a_program_is_refused(
    project: Workspace, edit: Edit, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    attack = f"{{{{ cycler.__init__.__globals__.os.popen('touch {proof}').read() }}}}"
    edit("templates/parts/cover.html", "<h1", f"{attack}<h1")
    result = build(edition("en", "", "web"), project)
    (finding,) = result.findings
    assert result.files == ()
    assert (finding.check_id, finding.origin.path) == ("template-refused", "templates/parts/cover.html")
    assert finding.origin.line > 1
    assert not proof.exists()
