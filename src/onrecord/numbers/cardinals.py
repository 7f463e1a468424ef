"""Numbers in words, and what may follow digits or words: scales, fractions, ratios."""

from __future__ import annotations

import math
import re

from . import lexicon as lx
from .tokens import AND, DIGITS, Reading, digits_value, next_word, word_at


def counting_unit(word: str) -> float | None:
    if word == "hundred":
        return 100
    return lx.GROUPS.get(word) or lx.SCALES.get(word)


def scaled(text: str, number: Reading) -> Reading:
    """The number times the scale word behind it, if there is one: 1.5 million, two-thirds of a million."""
    link = _OF_A.match(text, number.end)
    word, end = next_word(text, link.end() if link else number.end)
    if word.endswith("s") and word[:-1] in lx.SCALES:
        word = word[:-1]
    if word in lx.SCALES:
        return Reading(end, number.value * lx.SCALES[word], scale=lx.SCALES[word])
    return number


_OF_A = re.compile(r"[ -]of[ -]an?(?=[ -])")


class _Sum:
    """A number in words being added up: finished groups, the open group, what may still be added to it."""

    def __init__(self, group: float | None, room: float) -> None:
        self.total = 0.0
        self.group = group
        self.room = room
        self.last_scale = math.inf
        self.scale = 1.0

    @property
    def value(self) -> float:
        return self.total + (self.group or 0.0)

    def add(self, word: str) -> bool:
        """Add one word; False when it can't continue the number."""
        if word in lx.CARDINALS:
            return self._small(lx.CARDINALS[word])
        plural = word[:-1] if word.endswith("s") else word
        if plural == "hundred":
            return self._hundred()
        if plural in lx.SCALES:
            return self._big(lx.SCALES[plural])
        if word in lx.GROUPS and self.value and not self.scale > 100:
            last = self.group or self.total
            small = last % 100 if last >= 100 and last % 100 else last
            self.group = (self.group or 0) - small + small * lx.GROUPS[word]
            self.room, self.last_scale, self.scale = 0, 0, float(lx.GROUPS[word])
            return True
        return False

    def _small(self, number: int) -> bool:
        if number >= self.room or (self.group is not None and number == 0):
            return False
        self.group = (self.group or 0) + number
        self.room = 10 if number >= 20 else 0
        self.scale = 1.0
        return True

    def _hundred(self) -> bool:
        if self.group is None and self.total:
            return False
        group = 1 if self.group is None else self.group
        if not 0 < group < (1000 if self.room == 0 and self.scale == 1 else 100) or self.last_scale == 0:
            return False
        self.group, self.room, self.scale = group * 100, 100, 100.0
        return True

    def _big(self, scale: float) -> bool:
        if self.group is None and self.scale == self.last_scale and self.total < 1000 * self.scale <= 1000 * scale:
            self.total, self.last_scale = self.total * scale, self.scale * scale
            self.scale = self.last_scale
            return True  # ten thousand million, two lakh crore
        if scale >= self.last_scale or (self.group is None and self.total):
            return False
        group = 1 if self.group is None else self.group
        self.total, self.group = self.total + group * scale, None
        self.last_scale, self.room, self.scale = scale, 100, scale
        return True


def cardinal(text: str, at: int) -> Reading | None:
    word, end = word_at(text, at)
    number = _Sum(None, 100)
    if not word or not number.add(word):
        return Reading(end, 12, scale=12) if word == "dozen" else None
    return _continue(text, end, number)


def words_after(text: str, number: Reading) -> Reading | None:
    """Scale words behind digits: 1.5 million, 3 hundred and 21, 2 dozen."""
    word, end = next_word(text, number.end)
    if not word or not (word.rstrip("s") in lx.SCALES or word.rstrip("s") == "hundred" or word in lx.GROUPS):
        return _ratio(text, _and_fraction(text, number, 1.0) or number)
    total = _Sum(number.value, 0)
    if not total.add(word):
        return number
    return _continue(text, end, total)


def _continue(text: str, end: int, number: _Sum) -> Reading | None:
    while True:
        word, after = next_word(text, end)
        if word in lx.TENS and number.room == 100 and number.value and _compound_ordinal(text, after, "s"):
            break  # one hundred thirty-fifths
        if word and number.add(word):
            end = after
            continue
        counted = None if word else _add_lower_group(text, end, number) or _add_behind_comma(text, end, number)
        if counted is not None:
            end = counted
            continue
        if word in lx.ORDINALS and word != "second" and number.scale == 1 and number.room == 10:
            return None
        if word == "second" and number.room == 10 and text[end] == "-":
            return None
        joined = _add_behind_and(text, end, number) if number.room == 100 else None
        if joined is None and number.room == 100 and _is_ordinal_after_and(text, end):
            return None  # the hundred and twenty-fifth day
        if joined is None:
            break
        end = joined
    return _finish(text, Reading(end, number.value, scale=number.scale))


_LOWER_GROUP = re.compile(r" ([1-9][0-9]{0,2}) (thousand|hundred)\b")


def _add_lower_group(text: str, end: int, number: _Sum) -> int | None:
    """Add a lower group in digits, 4 thousand [3 hundred], to the number; its end, or None when there is none."""
    group = _LOWER_GROUP.match(text, end) if number.room == 100 and number.group is None else None
    if not group:
        return None
    value = int(group[1]) * (100 if group[2] == "hundred" else 1000)
    if value >= number.last_scale:
        return None
    number.group, number.scale = float(value), 100.0
    return group.end()


def _add_behind_comma(text: str, end: int, number: _Sum) -> int | None:
    """Add the hundreds behind a comma, two thousand, [three hundred] and five; their end, or None."""
    if number.room != 100 or number.group is not None or not text.startswith(", ", end):
        return None
    lower = _Sum(None, 100)
    word, at = word_at(text, end + 2)
    while word in lx.CARDINALS and lower.add(word):
        word, at = next_word(text, at)
    limit = number.last_scale
    if not lower.value or not (word == "hundred" or 100 < lx.SCALES.get(word, 0) < limit) or not lower.add(word):
        return None
    following, _ = next_word(text, at)
    if lower.value >= limit or lx.SCALES.get(following, 0) >= limit:
        return None
    number.total, number.group = number.total + lower.total, lower.group
    number.room, number.scale = 100, lower.scale
    number.last_scale = min(limit, lower.last_scale)
    return at


def _add_behind_and(text: str, end: int, number: _Sum) -> int | None:
    """Add what "and" adds to hundreds or a scale, two hundred [and six], 4 thousand [and 21]; its end, or None."""
    link = AND.match(text, end)
    if not link:
        return None
    return (_add_digits if text[link.end()].isdecimal() else _add_words)(text, link.end(), number)


def _is_ordinal_after_and(text: str, end: int) -> bool:
    link = AND.match(text, end)
    if not link:
        return False
    word, after = word_at(text, link.end())
    return (word in lx.ORDINALS and word != "second") or (
        word in lx.TENS and (ordinal := next_word(text, after)[0]) in lx.ORDINAL_UNITS and ordinal != "second"
    )


def _add_digits(text: str, at: int, number: _Sum) -> int | None:
    """Add digits behind "and": 4 thousand and [21]."""
    match = DIGITS.match(text, at)
    if not match or not match.group().isdecimal() or match.group()[0] == "0" or number.scale > 1000:
        return None
    if int(match.group()) >= number.scale or _is_counting(next_word(text, match.end())[0]):
        return None
    number.group, number.room = (number.group or 0) + int(match.group()), 0
    return match.end()


def _add_words(text: str, at: int, number: _Sum) -> int | None:
    """Add tens and units behind "and", and hundreds behind a scale; a scale after them may only be a lower one."""
    word, after = word_at(text, at)
    if not lx.CARDINALS.get(word):
        return None
    sub = _Sum(None, 100)
    sub.last_scale = number.last_scale
    sub.add(word)
    while (following := next_word(text, after))[0] in lx.CARDINALS and sub.add(following[0]):
        after = following[1]
    word, past = next_word(text, after)
    if (word in lx.ORDINALS and word != "second") or word in lx.PLURAL_DENOMINATORS:
        return None
    if word.rstrip("s") == "hundred":
        if number.scale == 100 or number.last_scale <= 100 or not sub.add("hundred"):
            return None
        after, word = past, next_word(text, past)[0]
    elif number.scale == 100 and word in lx.GROUPS and number.total:
        return None
    if lx.SCALES.get(word.rstrip("s"), 0) >= number.last_scale:
        return None
    number.group = (number.group or 0) + sub.value
    number.room = sub.room if sub.room < 100 else 0
    number.scale = 1.0
    return after


def _is_counting(word: str) -> bool:
    return counting_unit(word.rstrip("s")) is not None


def _finish(text: str, number: Reading) -> Reading | None:
    """Fractions behind a number: three fifths, five and a half million, two point five, one over 20."""
    word, end = next_word(text, number.end)
    if word in lx.PLURAL_DENOMINATORS and number.value != 1:
        return scaled(text, Reading(end, number.value / lx.PLURAL_DENOMINATORS[word]))
    if word in lx.ORDINALS and word != "second" and text[number.end] == "-":
        return None
    if word in lx.TENS and (ordinal := _compound_ordinal(text, end)):
        return Reading(ordinal[1], number.value / (lx.TENS[word] + ordinal[0]))
    large = _large_ordinal(text, number.end) if word in lx.CARDINALS else None
    if large and (number.value == 1 or text[large[1] - 1] == "s"):
        return Reading(large[1], number.value / large[0])
    if lx.DENOMINATORS.get(word, 0) >= 100 and number.value != 1:
        return None  # the five hundredth visitor
    if word == "point" and text[number.end - 6 : number.end] != "at one":
        return _decimals(text, number, end)
    return _ratio(text, _and_fraction(text, number, number.scale) or number)


def _compound_ordinal(text: str, at: int, ending: str = "") -> tuple[int, int] | None:
    """The units of an ordinal and their end: (twenty-)fifth, (twenty-)fifths; with `ending` only the plural."""
    word, end = next_word(text, at)
    number = lx.ORDINAL_UNITS.get(word.removesuffix("s"))
    return (number, end) if number and word.endswith(ending) else None


def _large_ordinal(text: str, at: int) -> tuple[float, int] | None:
    """An ordinal from a hundred up and its end: one-hundredth, one hundred and fifth."""
    number = _Sum(None, 100)
    word, end = next_word(text, at)
    last = at
    while word and number.add(word):
        last = end
        word, end = next_word(text, end)
    if number.room == 100 and (link := AND.match(text, last)):
        word, end = word_at(text, link.end())
    singular = word.removesuffix("s")
    if number.value >= 100:
        added = lx.ORDINALS.get(singular, 0)
        return (number.value + added, end) if 0 < added < max(number.room, 1) else None
    scale = lx.DENOMINATORS.get(singular, 0)
    return (number.value * scale, end) if scale >= 100 and number.value else None


def _decimals(text: str, number: Reading, end: int) -> Reading:
    figures, last = "", number.end
    while len(figures) < 15:
        word, end = next_word(text, end)
        if word not in lx.DECIMALS:
            break
        figures, last = figures + str(lx.DECIMALS[word]), end
        if word in lx.TENS and (unit := next_word(text, end))[0] in lx.UNITS:
            figures, last, end = figures[:-1] + str(lx.UNITS[unit[0]]), unit[1], unit[1]
    if not figures:
        return number
    return scaled(text, Reading(last, number.value + float("0." + figures)))


_DIGIT_PART = re.compile(r"([1-9][0-9]{0,2})/([1-9][0-9]{0,3})(?![0-9/])")


def _and_fraction(text: str, number: Reading, scale: float) -> Reading | None:
    """and a half, and three quarters, and 1/3; after a scale word the fraction is of that scale."""
    link = AND.match(text, number.end)
    part = _part(text, link.end()) if link else None
    if not part:
        return None
    own = scaled(text, part)
    if 1 < own.scale < scale:
        return Reading(own.end, number.value + own.value, scale=number.scale)  # one billion and a half million
    whole = Reading(part.end, number.value + part.value * (scale if scale >= 1000 else 1), scale=number.scale)
    return scaled(text, whole) if scale < 1000 else whole


def _part(text: str, at: int) -> Reading | None:
    """a half, three quarters, fifty-four hundredths, ½, 1/3."""
    if text[at] in lx.FRACTION_SIGNS:
        return Reading(at + 1, lx.FRACTION_SIGNS[text[at]])
    if digits := _DIGIT_PART.match(text, at):
        return Reading(digits.end(), int(digits[1]) / int(digits[2]))
    if text.startswith(("a ", "a-"), at):
        top, end = 1, at + 1
    else:
        word, end = word_at(text, at)
        top = lx.CARDINALS.get(word, 0)
        unit, after = next_word(text, end)
        if word in lx.TENS and unit in lx.UNITS:
            top, end = top + lx.UNITS[unit], after
    word, end = next_word(text, end)
    singular = top == 1 or text[end - len(word) - 1 : end - len(word)] == "-"  # one and three-quarter hours
    bottom = (lx.DENOMINATORS.get(word) if singular else None) or lx.PLURAL_DENOMINATORS.get(word)
    return Reading(end, top / bottom) if top and bottom else None


_RATIO = re.compile(r"(?: (out of|over|in) (?:every )?|-(in)-)(?=[a-z0-9])")
_IS_YEAR = re.compile(r"(?:19|20)(?!00)[0-9]{2}(?![0-9])")
_TIME_NEXT = re.compile(
    r"[ -](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|games?|matches|seasons?)\b"
)


def _ratio(text: str, number: Reading) -> Reading:
    """nine out of ten, one in five, one over 20: a part of a whole, so never more than one."""
    link = _RATIO.match(text, number.end)
    if not link or number.value != int(number.value) or number.scale > 100:
        return number
    whole = read_whole(text, link.end())
    if not whole or not whole.value:
        return number
    if link[1] == "over":
        alone = number.value == 1 or (_NOTHING_COUNTED.match(text, whole.end) and not 1900 <= whole.value <= 2100)
        return Reading(whole.end, number.value / whole.value) if alone else number
    if whole.value < number.value:
        return number
    if link[1] != "out of" and (
        not _is_usual(number.value, whole.value)
        or _TIME_NEXT.match(text, whole.end)
        or _IS_YEAR.match(text, link.end())
    ):
        return number
    return Reading(whole.end, number.value / whole.value)


_NOTHING_COUNTED = re.compile(r"\s*$|[.,;:)](?![0-9])")


def _is_usual(part: float, whole: float) -> bool:
    """one in any number, two in three, seven in ten; not "two in 15 attacks"."""
    return whole > 1 if part == 1 else whole in (3, 4, 5, 10, 100)


def read_whole(text: str, at: int) -> Reading | None:
    """The number a ratio is out of: a plain cardinal, a scale told with an article or bare: (one in) a million."""
    match = DIGITS.match(text, at)
    if match:
        return scaled(text, Reading(match.end(), digits_value(match.group())))
    at += 2 * text.startswith(("a ", "a-"), at)
    word, end = word_at(text, at)
    if word in lx.CARDINALS:
        return cardinal(text, at)
    size = lx.SCALES.get(word) or (100 if word == "hundred" else None)
    return Reading(end, size) if size and text[end : end + 1] != "-" else None
