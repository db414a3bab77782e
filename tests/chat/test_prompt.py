"""The chat on a terminal, as somebody at its keyboard has it."""

from __future__ import annotations

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from smsflow.chat.prompt import Completing
from tests.chat.chats import talk_of
from tests.pseudo_terminal import terminal

PROMPT = "09-01 09:00 aigul (awaiting_reply) >"


def completions(text: str) -> list[str]:
    """What a line so far may become."""
    completer = Completing(talk_of())
    found = completer.get_completions(Document(text), CompleteEvent())
    return [text[: len(text) + one.start_position] + one.text for one in found]


def test_commands_and_what_they_take_are_completed() -> None:
    """Children, causes, lengths; nothing where there is nothing to complete."""
    assert completions("/re") == ["/repair", "/resend"]
    assert completions("/activate ") == ["/activate dana", "/activate arman"]
    assert completions("/fault no") == ["/fault no_balance"]
    assert completions("/repair blacklisted_") == ["/repair blacklisted_at_operator"]
    assert "/wait 3d" in completions("/wait ")
    assert completions(" /FAULT no") == [" /FAULT no_balance"]
    assert completions("2*") == []
    assert completions("/nonsense x") == []


def test_replies_and_commands_are_typed_at_a_prompt() -> None:
    """The prompt has moment, name and record; every line is told below it; Ctrl-D ends the chat."""
    with terminal("chat", width=100, height=40) as screen:
        screen.wait_for(PROMPT)
        assert "You are aigul. Type a reply such as 2*1, or /help; Ctrl-D ends." in screen.text
        screen.press(b"2*1\r")
        screen.wait_for("1414 > aigul: voucher_link")
        screen.wait_for("09-01 09:00 aigul (consented) >")
        screen.press(b"/wiat 1d\r")
        screen.wait_for("SF420 unknown command '/wiat'; did you mean '/wait'?")
        screen.press(b"/wait 1d\r")
        screen.wait_for("09-02 09:00 aigul (consented) >")
        screen.press(b"\x04")
        assert screen.wait_for_end() == 0
        assert b"Traceback" not in screen.written


def test_tab_completes_and_arrow_up_brings_back() -> None:
    """Completion and history, by real keys."""
    with terminal("chat", width=100, height=40) as screen:
        screen.wait_for(PROMPT)
        screen.press(b"/fault no\t")
        screen.wait_for(PROMPT + " /fault no_balance")
        screen.press(b"\r")
        screen.wait_for("fault on aigul: no_balance (R54)")
        screen.wait_for(lambda lines: [*filter(None, lines)][-1] == PROMPT)
        screen.press(b"\x1b[A")
        screen.wait_for(lambda lines: "\n".join(lines).count("/fault no_balance") == 2)
        screen.press(b"\x03\x04")
        assert screen.wait_for_end() == 0


def test_ctrl_c_clears_the_line_and_the_chat_goes_on() -> None:
    """What was half typed is not sent."""
    with terminal("chat", width=100, height=40) as screen:
        screen.wait_for(PROMPT)
        screen.press(b"2*5")
        screen.wait_for(PROMPT + " 2*5")
        screen.press(b"\x03")
        screen.wait_for(lambda lines: [*filter(None, lines)][-1] == PROMPT)
        screen.press(b"2*1\r")
        screen.wait_for("aigul > 1414: 2*1")
        screen.press(b"/quit\r")
        assert screen.wait_for_end() == 0
        assert "aigul > 1414: 2*5" not in screen.text
