"""Where mentions stand, in releases of any version of the contract."""

from __future__ import annotations

from onrecord.contract import Contract

MENTIONS = "mentions"


def offset_columns(contract: Contract) -> tuple[str, str]:
    """The columns of `mentions` with the offsets of the first character and of the one behind the last.

    Since version 2 of the contract `char_start` and `char_end`; before, `start` and `end`.
    """
    names = {field.name for field in contract.tables[MENTIONS].fields}
    return ("char_start", "char_end") if "char_start" in names else ("start", "end")
