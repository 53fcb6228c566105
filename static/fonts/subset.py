"""Make the site's font files from the packages that README.md names.

    python static/fonts/subset.py FOLDER

FOLDER holds the package archives as `npm pack` writes them. Their checksums are compared first.
The files are written beside this script; the same archives and the same fonttools give the same
bytes. It runs where the test requirements are installed: the site itself never needs fonttools.
"""

import argparse
import hashlib
import io
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent

SERIF = "fontsource-variable-source-serif-4-5.3.1.tgz"
SANS = "fontsource-variable-source-sans-3-5.3.0.tgz"
CODE = "fontsource-variable-source-code-pro-5.3.0.tgz"
MATHS = "fontsource-stix-two-math-5.3.0.tgz"

CHECKSUMS = {
    SERIF: "8c452853c74be1e43e9fbfe76321c26f4678a2d431e93209ff1d9faec03fd96f",
    SANS: "115c2d5a38a05d52c77ba02e4d939644bae30585a30a2e4657a3be2c99d5c7dc",
    CODE: "ad0ce660b35cd54214f105c7b85db16238e360afa800ca7c4aeae439c53cc517",
    MATHS: "948de1b5470fbbd745fedbe6135797454fe833d94feecc6f2073cd771fe2f5fd",
}
LICENSES = {SERIF: "source-serif", SANS: "source-sans", CODE: "source-code", MATHS: "stix-two"}


def span(*ranges: tuple[int, int]) -> set[int]:
    """Give the code points of inclusive ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def points(text: str) -> set[int]:
    return {ord(character) for character in text if not character.isspace()}


# American English, Western European names and the marks of good typography.
WESTERN = span((0x20, 0x7E), (0xA0, 0xFF)) | points("ıŒœˆ˚˜–—‘’‚“”„•…′″‹›⁄€™↑↓−")
# Names and letters outside of it, loaded only by pages that hold one.
OTHER = span((0x100, 0x17F), (0x391, 0x3A9), (0x3B1, 0x3C9)) | points("ȘșȚț")

# What Temml writes for the formulas of machine learning.
LETTERS = span(
    (0x1D400, 0x1D467),  # bold and italic
    (0x1D49C, 0x1D4B5),  # script capitals
    (0x1D538, 0x1D550),  # double-struck capitals
    (0x1D6C2, 0x1D6DB),  # bold Greek
    (0x1D6FC, 0x1D71B),  # italic Greek
) | points("ℬℰℱℋℐℒℳℛℂℍℕℙℚℝℤℎℏℓℑℜ𝟙𝟏")
OPERATORS = {0xA0, 0x2061, 0x2062, 0x2063} | points(
    "±·×÷¬°†•…′″‖←↑→↓↔⇐⇒⇔⟶⟺↦∀∂∃∅∇∈∉∋∏∑−∓∖∗∘√∝∞∣∤∥∧∨∩∪∫∬∮∶∼≁≃≅≈≔≜≝≟≠≡≢≤≥≪≫≰≲≳≺≻≼≽"
    "⊂⊃⊆⊇⊊⊎⊕⊖⊗⊘⊙⊢⊤⊥⊨⋀⋁⋂⋃⋅⋆⋍⋮⋯⋱⌈⌉⌊⌋⟨⟩⟦⟧⟂⧵⨀⨁⨂⪯⪰□■∎⏞⏟̇̈̃̂̄⃗̌ˆ˜ˉ˙→‾"
)
GREEK = span((0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9)) | points("ϑϕϖϱϵ")
FORMULAS = span((0x20, 0x7E)) | LETTERS | OPERATORS | GREEK


@dataclass(frozen=True)
class Face:
    """One file of ours: where its shapes come from and which of them it keeps."""

    archive: str
    member: str
    characters: set[int]
    features: list[str]
    limits: dict[str, float | tuple[float, float]] = field(default_factory=dict)


TEXT_FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "pnum", "tnum", "lnum"]

FACES = {
    "serif": Face(
        SERIF,
        "source-serif-4-latin-opsz-normal",
        WESTERN,
        TEXT_FEATURES,
        {"wght": (400, 700), "opsz": (20, 60)},
    ),
    "serif-italic": Face(
        SERIF, "source-serif-4-latin-opsz-italic", WESTERN, TEXT_FEATURES, {"wght": 400, "opsz": 20}
    ),
    "serif-names": Face(
        SERIF,
        "source-serif-4-latin-ext-opsz-normal",
        OTHER,
        TEXT_FEATURES,
        {"wght": 400, "opsz": 20},
    ),
    "serif-greek": Face(
        SERIF, "source-serif-4-greek-opsz-normal", OTHER, TEXT_FEATURES, {"wght": 400, "opsz": 20}
    ),
    "sans": Face(
        SANS, "source-sans-3-latin-wght-normal", WESTERN, TEXT_FEATURES, {"wght": (400, 700)}
    ),
    "mono": Face(
        CODE, "source-code-pro-latin-wght-normal", WESTERN, ["ccmp"], {"wght": (400, 600)}
    ),
    "math": Face(
        MATHS, "stix-two-math-latin-400-normal", FORMULAS, ["ccmp", "mark", "mkmk", "ssty", "dtls"]
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds the archives named in README.md")
    folder = parser.parse_args().folder
    for archive, expected in CHECKSUMS.items():
        found = hashlib.sha256((folder / archive).read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{archive}: the checksum is {found}, not {expected}.")
    for name, face in FACES.items():
        file = HERE / f"{name}.woff2"
        file.write_bytes(subset(face, member(folder / face.archive, f"files/{face.member}.woff2")))
        print(f"{file.name}: {file.stat().st_size:,} bytes")
    for archive, name in LICENSES.items():
        (HERE / f"LICENSE-{name}").write_bytes(member(folder / archive, "LICENSE"))


def member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as files:
        found = files.extractfile(f"package/{name}")
        if found is None:
            sys.exit(f"{archive.name} has no file {name}.")
        return found.read()


def subset(face: Face, source: bytes) -> bytes:
    """Give a font with the face's characters, features and axes as WOFF2."""
    # The time of the original is kept, so that the same input gives the same bytes.
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = Options()
    options.layout_features = face.features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.characters)
    subsetter.subset(font)
    if face.limits:
        font = instantiateVariableFont(font, face.limits)
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result)
    return result.getvalue()


if __name__ == "__main__":
    main()
