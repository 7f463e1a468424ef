"""Keys as 64 bits that are the same on every machine and in every version, for keys that many processes compare.

Polars' own hash is quicker and differs between versions; a cluster may hold several.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]

#: odd numbers of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_WORD = 8
_MODULUS = (1 << 64) - 1


def is_hashable(kind: pl.DataType) -> bool:
    """Whether values of this type have a hash: texts, whole numbers and days, for which the same means the same bits."""
    return kind in (pl.String, pl.Int64, pl.UInt64, pl.Date)


def hash_keys(columns: Sequence[pl.Series], seed: int) -> Hashes:
    """One hash for each row of these columns, of which none holds a null.

    The same values, types and seed give the same hashes anywhere. Whoever doesn't know the seed can't make keys whose
    hashes agree. Raises `TypeError` for a type that is not `is_hashable`.

    >>> names = pl.Series(["a", "b", "a"])
    >>> found = hash_keys([names], 7)
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    found = np.full(len(columns[0]), seed & _MODULUS, dtype=np.uint64)
    for column in columns:
        found = _mixed(found + _STEP)
        found = _with_texts(found, column) if column.dtype == pl.String else _with_numbers(found, column)
    return found


def _with_numbers(found: Hashes, column: pl.Series) -> Hashes:
    if not is_hashable(column.dtype):
        raise TypeError(f"values of the type {column.dtype} have no hash")
    whole = column.cast(pl.Int64) if column.dtype == pl.Date else column
    return _mixed(found ^ whole.to_numpy().astype(np.int64 if whole.dtype == pl.Int64 else np.uint64).view(np.uint64))


def _with_texts(found: Hashes, column: pl.Series) -> Hashes:
    """The bytes of each text, eight at a time, and their number."""
    begins, lengths, words = _words(column)
    found = _mixed(found ^ lengths.astype(np.uint64))
    shortest = int(lengths.min(initial=0)) // _WORD * _WORD
    for done in range(0, shortest, _WORD):
        found = _mixed(found ^ words[begins + done])
    rows = np.flatnonzero(lengths > shortest)
    for done in range(shortest, int(lengths.max(initial=0)), _WORD):
        left = np.minimum(lengths[rows] - done, _WORD).astype(np.uint64)
        unused = np.uint64(8) * (np.uint64(_WORD) - left)
        found[rows] = _mixed(found[rows] ^ (words[begins[rows] + done] << unused))
        rows = rows[lengths[rows] > done + _WORD]
    return found


def _words(column: pl.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Hashes]:
    """Where each text begins, how many bytes it has, and the eight bytes from any byte on as a number."""
    texts = column.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, last = (int(ends[0]), int(ends[-1])) if len(ends) else (0, 0)
    held = np.frombuffer(data, dtype=np.uint8)[first:last] if data is not None else np.empty(0, dtype=np.uint8)
    padded = np.concatenate([held, np.zeros(_WORD, dtype=np.uint8)])
    words = np.ndarray((len(held) + 1,), dtype="<u8", buffer=padded.data, strides=(1,))
    return ends[:-1] - first, np.diff(ends), words


def _mixed(values: Hashes) -> Hashes:
    """Every bit of each number spread over all bits."""
    spread = values ^ (values >> np.uint64(30))
    spread *= _FIRST
    spread ^= spread >> np.uint64(27)
    spread *= _SECOND
    spread ^= spread >> np.uint64(31)
    return spread
