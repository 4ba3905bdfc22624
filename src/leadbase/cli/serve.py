"""`leadbase serve`: open everything, take leads in, and end in order."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated

import typer
import uvloop

from leadbase.access import setup
from leadbase.app.demo import load_demo
from leadbase.app.parts import App, attended, open_app
from leadbase.app.place import Note, is_alone, local_url, served
from leadbase.app.serving import Service
from leadbase.cli.running import DataDir, read_settings
from leadbase.cli.server import Stop, free_port, listening
from leadbase.cli.voice import Voice, current_voice
from leadbase.settings import Settings

cli = typer.Typer()


@cli.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[str | None, typer.Option(help="The port to listen on.", show_default="8420")] = None,
    demo: Annotated[bool, typer.Option(help="Load the demo into a workspace of its own.")] = False,
) -> None:
    """Take leads in and serve the API, until stopped."""
    settings = read_settings(data_dir, host=host, port=port)
    voice = current_voice()
    with served(settings) as note, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, note, voice, demo))


async def _serve(settings: Settings, note: Note, voice: Voice, demo: bool) -> None:
    stop = Stop()
    port = free_port(settings.host, settings.port)
    if settings.port not in (0, port):
        voice.tell("Port {wanted} is taken; using {port} instead.", wanted=settings.port, port=port)
    here = local_url(settings.host, port)
    public = settings.public_url or here
    async with _started(settings, settings.hook_url or public) as app:
        service = Service(app)
        async with listening(settings.server, service.asgi, settings.host, port, service.is_idle) as server:
            note.write(here)
            voice.tell("Leadbase {version} answers at {url}", version=version("leadbase"), url=public)
            waiting = asyncio.create_task(stop.wait(), name="stop")
            opening = asyncio.create_task(_open_rest(app, service, voice, here, public, demo), name="open")
            await asyncio.wait({waiting, server, opening}, return_when=asyncio.FIRST_COMPLETED)
            if opening.done():
                opening.result()
                await asyncio.wait({waiting, server}, return_when=asyncio.FIRST_COMPLETED)
            opening.cancel()
            waiting.cancel()
            if server.done():
                server.result()
            voice.tell("Stopping: what is under way is finished first.")
            service.end()


@asynccontextmanager
async def _started(settings: Settings, base_url: str) -> AsyncGenerator[App]:
    """Open the program with its background work going."""
    async with open_app(settings, base_url) as app:
        email, password = settings.admin_email, settings.admin_password
        if email and password:
            await setup.ensure_admin(app.units, app.passwords, email, password)
        async with attended(app):
            await app.intake.start(alone=is_alone(settings))
            await app.jobs.start(alone=is_alone(settings))
            yield app


async def _open_rest(app: App, service: Service, voice: Voice, here: str, public: str, demo: bool) -> None:
    """Open what can wait until leads are taken in: the API, a warm sandbox, the set-up link, the demo."""
    await service.mount_api()
    if await app.units.read(setup.is_open):
        link = await app.units.write(setup.make_link)
        voice.tell("Set-up link, good once, for 24 hours: {url}", url=setup.setup_url(public, link.key))
    if app.settings.public_url is None and not here.startswith(("http://127.", "http://localhost", "http://[::1]")):
        voice.tell("LEADBASE_PUBLIC_URL is not set, so the API answers to this machine alone.")
    if demo:
        loaded = await load_demo(app, here)
        voice.tell("Demo webhook, in the demo workspace: {url}", url=loaded.url)
        body, url = shlex.quote(loaded.lead), shlex.quote(loaded.url)
        voice.tell("Try it: {line}", line=f"curl -H 'content-type: application/json' -d {body} {url}")
    await app.runtimes.ready()
