"""A real browser for tests: Debian's Chromium, driven by Playwright, off the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.installed import path_of

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def browser() -> Iterator[Browser]:
    """One, to be closed when all is looked at."""
    path = path_of("chromium", "Chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


class Visit:
    """A page in the browser, and everything it asked for, said or stumbled over."""

    def __init__(
        self,
        started: Browser,
        address: str,
        *,
        width: int = 1280,
        dark: bool = False,
        scripts: bool = True,
    ) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context = started.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(5_000)
        self.page.route("**/*", self._route)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.address = address
        self.page.goto(address)

    def _route(self, route: Route) -> None:
        """Only the page itself is given; what else it asks for is written down."""
        if route.request.url.partition("#")[0] == self.address.partition("#")[0]:
            route.continue_()
            return
        self.asked.append(route.request.url)
        route.abort()

    def close(self) -> None:
        """Leave."""
        self.context.close()
