"""Files that are made, not written: the fonts, cut to the letters we use, and the style sheets.

The fonts come whole in packages of their own (both under the Open Font License). What pages load
is made from them into `static/built/fonts/`, with the licences beside it. A fingerprint of what
went in makes a second run free.

Style sheets are written one a subject, in `static/css/`, and sent as one, with another for an app's own pages:
a dozen small files take a dozen requests and pack half as well.
"""

import hashlib
import importlib.util
import logging
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from fontTools import subset

# Western and Central European letters, punctuation, money, arrows, and the signs of arithmetic.
UNICODES = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *(0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122),
    *range(0x2190, 0x2194),
    *(0x2212, 0x2260, 0x2264, 0x2265),
)
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "tnum", "lnum"]


SHEETS = {
    "leadwell": (
        "tokens",
        "base",
        "shell",
        "components",
        "forms",
        "panels",
        "tables",
        "charts",
        "teams",
        "inbox",
        "goals",
        "life",
        "explain",
        "config",
        "headway",
        "search",
        "print",
    ),
    "goals": ("ledger", "briefs", "challenges", "paths", "found", "huddle", "day"),
    "escalations": ("playbook", "log", "learning", "queue"),
    "feedback": ("feedback", "thanks"),
}
"""What pages load: the first everywhere, that of an app on its own pages beside it. In the order in which a
browser must read them: the layers are named in the first."""


class Font(NamedTuple):
    """One file to make: its name, the package and the file in the package that it is made from."""

    name: str
    package: str
    source: str


# Two weights and one serif: 60 kB, inside the 71 kB a page may spend on type. Pages write 400 for
# text and 600 for emphasis; the packages hold single weights, not a variable font.
FONTS = (
    Font("hanken-grotesk", "font_hanken_grotesk", "HankenGrotesk-Regular.otf"),
    Font("hanken-grotesk-600", "font_hanken_grotesk", "HankenGrotesk-SemiBold.otf"),
    Font("source-serif", "font_source_serif_pro", "SourceSerifPro-Regular.otf"),
)
LICENCES = {"font_hanken_grotesk": "OFL.txt", "font_source_serif_pro": "LICENSE.txt"}


def package_files(package: str) -> Path:
    """The folder of font files in an installed font package.

    Found without importing the package: its code uses an import helper that warns of its age.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"The font package {package} is not installed: install requirements.txt."
        raise FileNotFoundError(message)
    return Path(spec.origin).parent / "files"


def build_assets() -> bool:
    """Make everything pages load from `static/built/`. False: it was all there already."""
    made = build_sheets()
    return build_fonts() or made


def build_sheets(source: Path | None = None, target: Path | None = None) -> bool:
    """Put the style sheets together in the folder `target` (default `static/built/`).

    False: nothing changed. Addresses in them are relative to the folder beside: the same from both.
    """
    source = source or settings.BASE_DIR / "static" / "css"
    target = target or settings.BASE_DIR / "static" / "built"
    target.mkdir(parents=True, exist_ok=True)
    made = [
        _put(
            target / f"{name}.css",
            "\n".join((source / f"{part}.css").read_text() for part in parts),
        )
        for name, parts in SHEETS.items()
    ]
    return any(made)


def _put(target: Path, whole: str) -> bool:
    """Write a file whole, whoever else is reading it. False: it said so already."""
    if target.exists() and target.read_text() == whole:
        return False
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_text(whole)
    draft.replace(target)
    return True


def build_fonts(target: Path | None = None) -> bool:
    """Make the fonts in `target` (default `static/built/fonts`). False: they were there already."""
    target = target or settings.BASE_DIR / "static" / "built" / "fonts"
    stamp = target / "fingerprint"
    wanted = _fingerprint()
    complete = all((target / f"{font.name}.woff2").exists() for font in FONTS)
    if complete and stamp.exists() and stamp.read_text() == wanted:
        return False
    target.mkdir(parents=True, exist_ok=True)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    for font in FONTS:
        _build(font, target)
    for package, licence in LICENCES.items():
        shutil.copyfile(package_files(package) / licence, target / f"{package}-licence.txt")
    stamp.write_text(wanted)
    return True


def _build(font: Font, target: Path) -> None:
    """Cut one font and put it in place whole, whatever else is reading there."""
    options = subset.Options(
        flavor="woff2",
        layout_features=FEATURES,
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 13, 14],
        notdef_outline=True,
    )
    loaded = subset.load_font(str(package_files(font.package) / font.source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=UNICODES)
    cutter.subset(loaded)
    draft = target / f"{font.name}.draft"
    subset.save_font(loaded, str(draft), options)
    draft.replace(target / f"{font.name}.woff2")


def _fingerprint() -> str:
    """Changes when the packages, the letters or the list of fonts change."""
    packages = sorted({font.package for font in FONTS})
    versions = [version(package.replace("_", "-")) for package in packages]
    parts = (version("fonttools"), versions, UNICODES, FEATURES, FONTS)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
