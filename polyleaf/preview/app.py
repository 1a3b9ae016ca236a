"""The application: what the page may ask for, and what it is told. Everything that it shows is sent as JSON."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from pydantic import ValidationError
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from polyleaf.content.yaml_loader import load_brochure
from polyleaf.core.clock import today
from polyleaf.core.edition import Edition
from polyleaf.core.errors import InputError, PolyleafError, UsageError
from polyleaf.core.project import choose
from polyleaf.core.workspace import Workspace
from polyleaf.design.formats import load_formats
from polyleaf.language.pseudo import LOCALES as PSEUDO_LOCALES
from polyleaf.preview.asked import (
    AskedEdition,
    CheckRequest,
    ProposeRequest,
    RecordRequest,
    ReviewRequest,
    SaveRequest,
    ShowRequest,
    TextRequest,
    read_asked,
)
from polyleaf.preview.facts import project_facts
from polyleaf.preview.guard import Address, Guard, TooLargeError
from polyleaf.preview.pages import PageStore
from polyleaf.preview.renderer import Renderer
from polyleaf.preview.rendering import RenderedAnatomy, RenderedFile, RenderedMap, RenderNews
from polyleaf.preview.reviewing import ProposalOutdatedError, ReviewDesk, Ticks
from polyleaf.preview.screen_fonts import font_css, font_file
from polyleaf.preview.tabs import Tabs
from polyleaf.preview.texts import TextDesk
from polyleaf.preview.told import anatomy_told, done_told, json_answer, map_told, pages_told, plain
from polyleaf.preview.watching import changes
from polyleaf.preview.words import page_words
from polyleaf.translation.po_entry import EntryChangedError, PoEntry

_SECONDS_BETWEEN_LOOKS = 60
_SECONDS_TO_RETURN = 1
_PAGE = Path(__file__).with_name("page")
_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
_OF_A_PDF = {"content-security-policy": "frame-ancestors 'none'"}
"""The policy of a PDF, which the browser shows with a program of its own that a stricter one would stop."""

_SANDBOXED = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'"
}
"""The policy of a brochure's own page for the screen, which is shown in a frame: it runs nothing and loads nothing."""


P = ParamSpec("P")
Found = TypeVar("Found")
_Handler = Callable[["Preview", Request], Awaitable[Response]]


def _answers(handler: _Handler) -> _Handler:
    """Turn Polyleaf's errors into answers that the page can show."""

    @wraps(handler)
    async def answered(preview: Preview, request: Request) -> Response:
        try:
            return await handler(preview, request)
        except (PolyleafError, ValidationError, TooLargeError) as error:
            return _refusal(error)
        except asyncio.CancelledError:  # the server ends, and waits no longer
            return json_answer({"error": "the server ends"}, 503)

    return answered


def _refusal(error: PolyleafError | ValidationError | TooLargeError) -> Response:
    """What the page is told instead of an answer."""
    match error:
        case EntryChangedError():
            return json_answer({"error": str(error), "now": error.now}, 409)
        case ProposalOutdatedError():
            return json_answer({"error": str(error)}, 409)
        case InputError():
            return json_answer({"error": str(error), "findings": error.findings}, 422)
        case TooLargeError():
            return json_answer({"error": "too large"}, 413)
        case ValidationError():
            return json_answer({"error": f"not a request of this page: {error.error_count()} faults"}, 400)
    return json_answer({"error": str(error)}, 400)


class Preview:
    """The state behind the page: the project, the open tabs, what is rendered, and the texts."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.write_token = secrets.token_urlsafe(24)
        self._tabs = Tabs()
        self._store = PageStore()
        self._texts = TextDesk(Workspace(workspace.root, workspace.work_dir))
        self._reviews = ReviewDesk(Workspace(workspace.root, workspace.work_dir))
        self._renderer = Renderer(workspace.root, workspace.work_dir, self._tell)
        self._planning = asyncio.Lock()

    def application(self, address: Address) -> Guard:
        """The application as a server runs it."""
        routes = [
            Route("/", self._page("app.html")),
            *(Route(f"/{view}", self._page("app.html")) for view in ("overview", "review", "design")),
            Route("/desk", self._page("desk.html")),
            Route("/api/start", self._handle(Preview._start)),
            Route("/api/show", self._handle(Preview._show), methods=["POST"]),
            Route("/api/texts", self._handle(Preview._list_texts), methods=["POST"]),
            Route("/api/progress", self._handle(Preview._progress)),
            Route("/api/fitness", self._handle(Preview._fitness), methods=["POST"]),
            Route("/api/review", self._handle(Preview._review), methods=["POST"]),
            Route("/api/review/propose", self._handle(Preview._propose), methods=["POST"]),
            Route("/api/review/record", self._handle(Preview._record), methods=["POST"]),
            Route("/api/background", self._handle(Preview._background), methods=["POST"]),
            Route("/api/check", self._handle(Preview._check), methods=["POST"]),
            Route("/api/save", self._handle(Preview._save), methods=["POST"]),
            Route("/events/{tab}", self._events),
            Route("/files/{digest}/{name}", self._file),
            Route("/hand-out/{digest}/{name}", self._handle(Preview._hand_out)),
            Route("/pages/{digest}/{page:int}/{width:int}.png", self._picture),
            Route("/fonts.css", self._handle(Preview._font_css)),
            Route("/fonts/{name}", self._handle(Preview._font)),
            Mount("/page", StaticFiles(directory=_PAGE)),
        ]
        app = Starlette(routes=routes, lifespan=self._running)
        return Guard(app, address, self.write_token)

    @asynccontextmanager
    async def _running(self, _: Starlette) -> AsyncIterator[None]:
        work = (self._renderer.run(), self._watch(), self._day_by_day())
        tasks = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    async def _day_by_day(self) -> None:
        """Look again at everything on a new day, when a leaflet may be overdue."""
        day = today()
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            if day != today():
                day = today()
                self._look_again([])

    async def _watch(self) -> None:
        while True:
            with suppress(OSError, RuntimeError):  # a folder was taken away, as `git checkout` may do
                async for paths in changes(self.workspace):
                    self._look_again(paths)
            await asyncio.sleep(_SECONDS_TO_RETURN)
            self._look_again([])

    def _look_again(self, paths: list[str]) -> None:
        self._renderer.files_changed()
        self._tabs.tell("changed", {"paths": paths})

    def _tell(self, news: Edition | RenderNews) -> None:
        """Pass on what the render process says."""
        if isinstance(news, Edition):
            self._tabs.tell("begun", {"key": news.name})
            return
        shown = self._store.keep(news)
        if isinstance(news, RenderedFile):
            self._tabs.tell("pages", pages_told(shown))
        elif isinstance(news, RenderedMap):
            self._tabs.tell("map", map_told(news, shown.digest))
        elif isinstance(news, RenderedAnatomy):
            self._tabs.tell("anatomy", anatomy_told(news, shown.digest))
        else:
            self._tabs.tell("done", done_told(news, shown))

    def _handle(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        answered = _answers(handler)

        async def handle(request: Request) -> Response:
            return await answered(self, request)

        return handle

    def _page(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def page(_: Request) -> Response:
            return FileResponse(_PAGE / name)

        return page

    async def _start(self, request: Request) -> Response:
        facts = await self._with_project(project_facts)
        accepted = request.headers.get("accept-language", "")
        words = await self._with_project(page_words, request.query_params.get("words", ""), accepted)
        answer = {"writeToken": self.write_token, "project": plain(facts), "page": plain(words)}
        answer["page"]["words"] = words.words  # sources are no names of fields
        return JSONResponse(answer)

    async def _with_project(
        self, call: Callable[Concatenate[Workspace, P], Found], *args: P.args, **kwargs: P.kwargs
    ) -> Found:
        """The result of a function of the project, in a thread: one after another, as a workspace is for one thread."""
        async with self._planning:
            return await asyncio.to_thread(call, self.workspace, *args, **kwargs)

    async def _show(self, request: Request) -> Response:
        asked = await read_asked(request, ShowRequest)
        if asked.tab not in self._tabs:
            raise UsageError("the tab does not listen")
        editions = await self._with_project(_known, [each.edition() for each in asked.editions])
        self._renderer.want(asked.tab, editions, glance=asked.glance, anatomy=asked.anatomy)
        names = frozenset({asked.tab})
        for edition in editions:
            self._tell_known(edition, names, asked)
        return json_answer({"keys": [edition.name for edition in editions]})

    def _tell_known(self, edition: Edition, tabs: frozenset[str], asked: ShowRequest) -> None:
        """Tell what is known of an edition already, and have it made again if a file or a map is lacking."""
        shown = self._store.shown.get(edition)
        if shown and shown.done and edition.paper and shown.done.status != "refused":
            lacks_map = not (asked.glance or shown.places)
            if lacks_map or (asked.anatomy and not shown.anatomy):
                self._renderer.make_again(edition)
        if shown and shown.file and self._store.has(edition):
            self._tabs.tell("pages", pages_told(shown), tabs)
            if shown.places:
                self._tabs.tell("map", map_told(shown.places, shown.digest), tabs)
            if shown.anatomy and asked.anatomy:
                self._tabs.tell("anatomy", anatomy_told(shown.anatomy, shown.digest), tabs)
        elif shown:
            self._renderer.make_again(edition)
        if shown and shown.done and self._renderer.is_current(edition):
            self._tabs.tell("done", done_told(shown.done, shown), tabs)

    async def _edition(self, asked: AskedEdition) -> Edition:
        """An edition that is asked for. Raises UsageError and InputError as `_known` does."""
        (edition,) = await self._with_project(_known, [asked.edition()])
        return edition

    async def _list_texts(self, request: Request) -> Response:
        edition = await self._edition(await read_asked(request, AskedEdition))
        return json_answer(await asyncio.to_thread(self._texts.texts, edition))

    async def _progress(self, _: Request) -> Response:
        """How complete each catalogue is."""
        rows, findings = await asyncio.to_thread(self._texts.progress)
        return json_answer({"catalogues": rows, "findings": findings})

    async def _fitness(self, request: Request) -> Response:
        """What keeps each language of an edition from being handed out."""
        edition = await self._edition(await read_asked(request, AskedEdition))
        return json_answer(await asyncio.to_thread(self._texts.lacks, edition))

    async def _review(self, request: Request) -> Response:
        asked = await read_asked(request, ReviewRequest)
        return json_answer(await asyncio.to_thread(self._reviews.page, asked.brochure, asked.language))

    async def _propose(self, request: Request) -> Response:
        asked = await read_asked(request, ProposeRequest)
        ticks = Ticks(
            asked.brochure,
            asked.language,
            asked.reviewer,
            asked.role,
            asked.rows,
            asked.sections,
            tuple(sorted(asked.notes.items())),
        )
        return json_answer(await asyncio.to_thread(self._reviews.propose, ticks))

    async def _record(self, request: Request) -> Response:
        asked = await read_asked(request, RecordRequest)
        path = await asyncio.to_thread(self._reviews.record, asked.name)
        self._renderer.files_changed()
        return json_answer({"path": path})

    async def _background(self, request: Request) -> Response:
        asked = await read_asked(request, TextRequest)
        edition = await self._edition(asked.edition)
        return json_answer(await asyncio.to_thread(self._texts.background, edition, asked.domain, asked.msgid))

    async def _check(self, request: Request) -> Response:
        asked = await read_asked(request, CheckRequest)
        edition = await self._edition(asked.edition)
        return json_answer(await asyncio.to_thread(self._texts.check, edition, asked.domain, asked.msgid, asked.msgstr))

    async def _save(self, request: Request) -> Response:
        asked = await read_asked(request, SaveRequest)
        edition = await self._edition(asked.edition)
        saved: PoEntry = await asyncio.to_thread(
            self._texts.save, edition, asked.domain, asked.msgid, asked.digest, asked.msgstr
        )
        self._renderer.files_changed()
        return json_answer(saved)

    async def _events(self, request: Request) -> Response:
        name = request.path_params["tab"]
        if not 8 <= len(name) <= 64:
            return Response(status_code=404)
        tab = self._tabs.open(name)

        async def events() -> AsyncIterator[dict[str, str]]:
            try:
                yield {"event": "ready", "data": "{}"}
                async for event in tab.events():
                    yield event
            finally:
                if self._tabs.close(name, tab):
                    self._renderer.forget(name)

        return EventSourceResponse(events(), ping=15)

    async def _file(self, request: Request) -> Response:
        """A file as it would be handed out."""
        found = self._store.file(request.path_params["digest"])
        if found is None or found.name != request.path_params["name"]:
            return Response(status_code=404)
        return _as_file(found, _FOREVER)

    async def _hand_out(self, request: Request) -> Response:
        """A file for a patient: only the newest of its edition, without an error, and with nothing that it lacks."""
        found = self._store.file(request.path_params["digest"])
        if found is None or found.name != request.path_params["name"]:
            return PlainTextResponse("There is a newer leaflet. Go back to the desk.", 410)
        is_lacking = await asyncio.to_thread(self._texts.is_lacking, found.edition)
        is_fit = self._renderer.is_current(found.edition) and self._store.is_fit(request.path_params["digest"])
        if is_lacking or not is_fit:
            return PlainTextResponse("This leaflet is not fit to be handed out. Go back to the desk.", 409)
        return _as_file(found, {})

    async def _font_css(self, _: Request) -> Response:
        return Response(await self._with_project(font_css), media_type="text/css")

    async def _font(self, request: Request) -> Response:
        found = await self._with_project(font_file, request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        return FileResponse(found, media_type="font/ttf", headers={"cache-control": "private, max-age=86400"})

    async def _picture(self, request: Request) -> Response:
        path = request.path_params
        found = await asyncio.to_thread(self._store.picture, path["digest"], path["page"], path["width"])
        if found is None:
            return Response(status_code=404)
        return Response(found, media_type="image/png", headers=_FOREVER)


def _known(workspace: Workspace, editions: list[Edition]) -> list[Edition]:
    """The editions, each once. Raises UsageError for a name that the project does not have, and InputError."""
    workspace.refresh()
    formats = workspace.load(load_formats)
    slugs, clinics = workspace.brochures(), workspace.clinics()
    for edition in dict.fromkeys(editions):
        choose("brochure", (edition.brochure,), slugs)
        choose("clinic", (edition.clinic,), clinics)
        choose("format", (edition.format,), formats.formats)
        choose("language", (edition.language,), _languages(workspace, edition.brochure))
        on_paper = formats.formats[edition.format].medium == "paper"
        choose("paper", (edition.paper,), formats.papers if on_paper else ("",))
    return list(dict.fromkeys(editions))


def _languages(workspace: Workspace, slug: str) -> list[str]:
    """The languages in which a brochure can be shown. Without the source's, if the brochure cannot be read."""
    with suppress(InputError):
        return [workspace.load(load_brochure, slug)[0].language, *workspace.languages(slug), *PSEUDO_LOCALES]
    return [*workspace.languages(slug), *PSEUDO_LOCALES]


def _as_file(file: RenderedFile, headers: Mapping[str, str]) -> Response:
    named = {**headers, "content-disposition": f'inline; filename="{file.name}"'}
    if file.name.endswith(".pdf"):
        return Response(file.content, media_type="application/pdf", headers=named | _OF_A_PDF)
    return Response(file.content, media_type="text/html", headers=named | _SANDBOXED)
