"""Takes the README's pictures of the report, of the scenarios that come along: `make pictures`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent
WIDTH = 1240
HEADLINE_HEIGHT = 640
SCENARIO = "scenarios/start/blocked_without_knowing.yaml"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def main() -> None:
    """Run the scenarios, and look at the page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is missing; on Debian: sudo apt-get install chromium")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        command = [
            sys.executable,
            "-m",
            "smsflow",
            "run",
            "-q",
            "scenarios/",
            "--html",
            str(report),
        ]
        subprocess.run(command, cwd=DOCS.parent, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEADLINE_HEIGHT}, color_scheme="light"
        )
        page.goto(report.as_uri())
        take(page)
        browser.close()


def take(page: Page) -> None:
    """The top of the page, and one scenario."""
    page.screenshot(path=DOCS / "report.png")
    scenario = page.locator("article", has=page.get_by_text(SCENARIO, exact=True))
    scenario.locator("> details > summary").click()
    scenario.screenshot(path=DOCS / "report-scenario.png")


if __name__ == "__main__":
    main()
