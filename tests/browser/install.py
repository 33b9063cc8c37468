"""Find a Chromium for the browser tests: one already there, else apt as root, else Playwright's."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.debian import by_apt, install_packages

# The engine without a browser's own window opens a page in two thirds of the time.
SHELL = "chromium-headless-shell"
NAMES = (
    *(SHELL, "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
)
# The names on the map and in the pages need a Chinese face; a server has none by default.
FACE = "fonts-noto-cjk"


def find() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    wanted = os.environ.get("ATLAS_BROWSER")
    if wanted:
        return shutil.which(wanted)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    with sync_playwright() as playwright:
        bundled = playwright.chromium.executable_path
    return bundled if os.path.exists(bundled) else None  # noqa: PTH110 - playwright hands out a str


def install() -> None:
    """Install a Chromium: through apt where we are root on Debian, else Playwright's own build."""
    if by_apt():
        try:
            install_packages(SHELL, FACE)
        except subprocess.CalledProcessError:  # an older Debian packs them together
            install_packages("chromium", FACE)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> int:
    """Make sure that a browser is there and print its path."""
    if find() is None:
        install()
    path = find()
    if path is None:
        sys.stderr.write("No Chromium: install one, or set ATLAS_BROWSER to its path.\n")
        return 1
    sys.stdout.write(f"browser: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
