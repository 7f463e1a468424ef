"""A made-up newsroom: any number of documents with 60 rows each, laid out like `seeds/`.

python bench/synthetic.py DIR --documents 10000
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVENTS, CLAIMS, QUOTES, FIGURES = 15, 15, 15, 15
_SYLLABLES = "ba de fi go lu ma ne po ra si to vu".split()


def _name(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=4)).capitalize()


def document(number: int, seed: int = 0) -> dict[str, bytes]:
    """The files of one document (`text.txt`, `source.yaml`, `record.yaml`), the same for the same number."""
    rng = random.Random(seed * 1_000_003 + number)
    slug = f"synthetic-{number:05d}"
    lines = [f"What the Kremlin says happened near {_name(rng)} in the year {2000 + number % 20}"]
    events, claims, quotes, figures = [], [], [], []
    for i in range(EVENTS):
        town, troops, count = (
            f"{_name(rng)}{'abcdefghijklmno'[i]}",
            f"{_name(rng)}ist units",
            rng.randrange(20, 90) * 1000 + i,
        )
        day = f"{1 + rng.randrange(28)} June 2021"
        said = f"we will never leave {town}"
        lines.append(
            f"Forces entered {town} on {day}, where as many as {count:,} {troops} stood ready. "
            f"“{said},” Minister {_name(rng)} {i} told reporters from {town}."
        )
        trigger = f"Forces [[entered]] {town}"
        events.append(
            f"  entry-{i}:\n    type: deployment\n    label: Forces enter {town}\n    status: occurred\n"
            f'    when: "2021-06"\n    basis: stated\n    where: crimea\n'
            f"    place_precision: region\n    who: {{initiator: russia, target: ukraine}}\n"
            f"    at:\n      trigger: |\n        {trigger}\n"
        )
        claims.append(
            f"  entry-{i}-source:\n    event: entry-{i}\n    factuality: certain\n"
            f"    at: |\n      Forces entered {town}\n"
        )
        quotes.append(
            f"  stay-{i}:\n    speaker: kremlin\n    type: direct\n    act: state\n    cue: tell\n"
            f"    at:\n      content: |\n        {said}\n      cue: |\n        {i} [[told]]\n"
        )
        figures.append(
            f"  units-{i}:\n    value: {count}\n    qualifier: up_to\n    measure: forces_present\n"
            f'    counted: units\n    unit: "1"\n    event: entry-{i}\n    at: |\n      as many as [[{count:,}]] {troops}\n'
        )
    text = "\n\n".join(lines).encode()
    record = "".join(
        [
            f"document: {slug}\nsha256: {hashlib.sha256(text).hexdigest()}\ncoder: adjudicated\n",
            "events:\n", *events, "claims:\n", *claims, "quotes:\n", *quotes, "figures:\n", *figures,
            f"left_out:\n  - at: |\n      {lines[0]}\n    reason: generic\n",
        ]
    )  # fmt: skip
    source = (
        f'title: "{lines[0]}"\nlanguage: en\ngenre: news\npublished: 2021-07-01\npublished_basis: stated\n'
        f"rights_status: public_domain\nsha256: {hashlib.sha256(text).hexdigest()}\nzones:\n  headline: [1]\n"
    )
    return {"text.txt": text, "source.yaml": source.encode(), "record.yaml": record.encode()}


def write(folder: Path, documents: int, seed: int = 0) -> None:
    """Lay out `folder` as a checkout: our schemas and registries, and `documents` made-up documents."""
    shutil.copytree(ROOT / "schemas", folder / "schemas", dirs_exist_ok=True)
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    for registry in ("actors.yaml", "places.yaml", "retired.yaml"):
        shutil.copy(ROOT / "seeds" / registry, folder / "seeds" / registry)
    for number in range(documents):
        here = folder / "seeds" / f"synthetic-{number:05d}"
        here.mkdir(exist_ok=True)
        for name, content in document(number, seed).items():
            (here / name).write_bytes(content)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--documents", type=int, default=10_000)
    chosen = arguments.parse_args()
    write(chosen.folder, chosen.documents)
