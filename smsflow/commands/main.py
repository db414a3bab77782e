"""`smsflow`: the commands, and the boundary that turns every error into an exit code.

0 all held · 1 an expectation or property failed · 2 usage or an unreadable scenario · 3 a fault of
smsflow itself · 5 nothing selected · 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from smsflow import __version__
from smsflow.commands.chat import chat
from smsflow.commands.coverage import coverage
from smsflow.commands.demo import demo
from smsflow.commands.draw import draw
from smsflow.commands.explain import explain
from smsflow.commands.export import export
from smsflow.commands.inbox import inbox
from smsflow.commands.list import list_
from smsflow.commands.policy import policy
from smsflow.commands.replay import replay
from smsflow.commands.run import run
from smsflow.commands.schema import schema
from smsflow.commands.serve import serve
from smsflow.commands.show import show
from smsflow.errors import DocumentError, SmsflowError, UsageError, WorkerFault

OWN_FAULT = 3
INTERRUPTED = 130

app = typer.Typer(
    name="smsflow",
    help="Replays SMS consent flows, and shows whose recorded refusal was none.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run)
app.command("list")(list_)
app.command("show")(show)
app.command("replay")(replay)
app.command("export")(export)
app.command("serve")(serve)
app.command("inbox")(inbox)
app.command("coverage")(coverage)
app.command("draw")(draw)
app.command("demo")(demo)
app.command("chat")(chat)
app.command("policy")(policy)
app.command("explain")(explain)
app.command("schema")(schema)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"smsflow {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    _version_asked: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where a fault of smsflow itself happened.")
    ] = False,
) -> None:
    """Replays SMS consent flows, and shows whose recorded refusal was none."""
    context.obj = debug


def main() -> None:
    """Run the command line and exit with its code."""
    _speak_somewhere()
    _speak_utf8()
    sys.exit(_run())


def _run() -> int:
    # Not `app()`: that would turn a closed pipe and the interrupt key into exits of its own.
    command, context = typer.main.get_command(app), None
    try:
        with command.make_context("smsflow", sys.argv[1:]) as context:
            command.invoke(context)
        sys.stdout.flush()
        return 0
    except Exception as error:
        return _code_of(error, debug=bool(context and context.obj))
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED


def _code_of(error: Exception, *, debug: bool) -> int:
    """The exit code of an error, once it has been told."""
    if isinstance(error, typer.Exit):
        sys.stdout.flush()
        return error.exit_code
    if isinstance(error, SmsflowError):
        _complain(error)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _say("the output cannot be written: no space left on the device")
        return SmsflowError.exit_code
    return _of_the_command_line(error, debug=debug)


def _of_the_command_line(error: Exception, *, debug: bool) -> int:
    """Typer's own complaints know how to show themselves; anything else is our fault."""
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):
        show()
        return code
    if debug:
        raise error
    kind = error.kind if isinstance(error, WorkerFault) else type(error).__name__
    _say(
        f"SF900 a fault of smsflow itself: {kind}",
        "Please report it with the scenario; `smsflow --debug …` shows where it happened.",
    )
    return OWN_FAULT


def _complain(error: SmsflowError) -> None:
    from smsflow.report.failure import show_hint, show_problems
    from smsflow.report.screen import Screen

    screen = Screen(sys.stderr)
    if isinstance(error, DocumentError):
        show_problems(screen, error.path, error.source, error.problems)
        show_hint(screen, [problem.code for problem in error.problems])
    elif isinstance(error, UsageError):
        screen.line(f"{error.code} {error}")
        show_hint(screen, [error.code])


def _say(*lines: str) -> None:
    from smsflow.report.screen import Screen

    screen = Screen(sys.stderr)
    for line in lines:
        screen.line(line)


def _speak_somewhere() -> None:
    """A stream that was closed before the start (`>&-`) is None; what goes there is lost."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def _speak_utf8() -> None:
    """Consoles of other encodings get UTF-8 as well: names and wordings are Cyrillic."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
