"""Programs that know nothing of the atlas and read what it writes: found, installed, or named."""

import shutil
import subprocess
import sys

import pytest

from tests.debian import by_apt, install_packages

# Program -> the package of Debian that it comes with.
PACKAGES = {
    **dict.fromkeys(("ogrinfo", "ogr2ogr"), "gdal-bin"),
    **dict.fromkeys(("pdftotext", "pdfinfo", "pdffonts", "pdftoppm"), "poppler-utils"),
    "zbarimg": "zbar-tools",
    "lynx": "lynx",
    "w3m": "w3m",
}
# LibreOffice takes a gigabyte: whoever has it lets it read, nobody needs it.
OPTIONAL = {"soffice": "libreoffice"}


def missing(*programs: str) -> str:
    """Return which of some programs are not there and what to install; nothing if all are."""
    lacking = [name for name in programs if shutil.which(name) is None]
    packages = sorted({(PACKAGES | OPTIONAL)[name] for name in lacking})
    if not lacking:
        return ""
    optional = ", optional" if set(lacking) <= set(OPTIONAL) else ""
    return f"not installed: {', '.join(lacking)} (Debian: {' '.join(packages)}{optional})"


def needs(*programs: str) -> pytest.MarkDecorator:
    """Return what skips a test where some programs are not there, and says why."""
    said = missing(*programs)
    return pytest.mark.skipif(bool(said), reason=said)


def main() -> int:
    """Install the programs that are not there, where we are root on Debian; else name them."""
    lacking = missing(*PACKAGES)
    if lacking and by_apt():
        packages = {PACKAGES[name] for name in PACKAGES if shutil.which(name) is None}
        try:
            install_packages(*sorted(packages))
        except subprocess.CalledProcessError as error:  # without a network the tests still run
            sys.stderr.write(f"{error}\n")
    for said in filter(None, (missing(*PACKAGES), missing(*OPTIONAL))):
        sys.stdout.write(f"readers: {said}; their tests are skipped\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
