"""Units of measure: how they are printed, their UCUM or ISO 4217 code, and their English name."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its code, its name in the singular, and the `measure` it speaks for."""

    code: str
    name: str
    measure: str = "other"


_WORDS = """
% | percentage | share | percent, per cent, pct, percents, per cents, %
{pp} | percentage point | share | percentage point, percentage points, percent point, percent points, pp
{bp} | basis point | share | basis point, basis points, bps
m | metre | distance | metre, metres, meter, meters
km | kilometre | distance | kilometre, kilometres, kilometer, kilometers, km, kms
cm | centimetre | distance | centimetre, centimetres, centimeter, centimeters, cm
dm | decimetre | distance | decimetre, decimetres, decimeter, decimeters, dm
mm | millimetre | distance | millimetre, millimetres, millimeter, millimeters, mm
um | micrometre | distance | micrometre, micrometres, micrometer, micrometers, micron, microns, μm, µm
nm | nanometre | distance | nanometre, nanometres, nanometer, nanometers, nm
pm | picometre | distance | picometre, picometres, picometer, picometers
[mi_i] | mile | distance | mile, miles, mi
[nmi_i] | nautical mile | distance | nautical mile, nautical miles
[ft_i] | foot | distance | foot, feet, ft
[yd_i] | yard | distance | yard, yards, yd, yds
[in_i] | inch | distance | inch, inches
[ly] | light-year | distance | light-year, light-years, light year, light years
m2 | square metre | territory | square metre, square metres, square meter, square meters, sq m, sqm, sq metres, m2, m²
km2 | square kilometre | territory | square kilometre, square kilometres, square kilometer, square kilometers, sq km, sqkm, km2, km², km^2, km squared, sq kms
[mi_i]2 | square mile | territory | square mile, square miles, sq mi, sq miles, sq mile
[ft_i]2 | square foot | territory | square foot, square feet, sq ft, sq feet, sqft, sq. ft
[in_i]2 | square inch | territory | square inch, square inches
[yd_i]2 | square yard | territory | square yard, square yards
cm2 | square centimetre | other | square centimetre, square centimetres, square centimeter, square centimeters, cm2, cm²
har | hectare | territory | hectare, hectares, ha
[acr_us] | acre | territory | acre, acres
m3 | cubic metre | other | cubic metre, cubic metres, cubic meter, cubic meters, m3, m³, cu m
km3 | cubic kilometre | other | cubic kilometre, cubic kilometres, cubic kilometer, cubic kilometers, km^3, km cubed, km3
cm3 | cubic centimetre | other | cubic centimetre, cubic centimetres, cubic centimeter, cubic centimeters, cc, cm3
[ft_i]3 | cubic foot | other | cubic foot, cubic feet, cu ft
[in_i]3 | cubic inch | other | cubic inch, cubic inches
[yd_i]3 | cubic yard | other | cubic yard, cubic yards
L | litre | other | litre, litres, liter, liters, ltr, ltrs
mL | millilitre | other | millilitre, millilitres, milliliter, milliliters, ml
cL | centilitre | other | centilitre, centilitres, centiliter, centiliters, cl
[gal_us] | gallon | other | gallon, gallons, gal
[pt_us] | pint | other | pint, pints
[qt_us] | quart | other | quart, quarts
[foz_us] | fluid ounce | other | fluid ounce, fluid ounces, fl oz
[tbs_us] | tablespoon | other | tablespoon, tablespoons, tbsp
[tsp_us] | teaspoon | other | teaspoon, teaspoons, tsp
[bbl_us] | barrel | other | barrel, barrels, bbl, bbls
kg | kilogram | other | kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos, kg, kgs
g | gram | other | gram, grams, gramme, grammes
mg | milligram | other | milligram, milligrams, milligramme, milligrammes, mg
ug | microgram | other | microgram, micrograms, microgramme, microgrammes, mcg, μg, µg
t | metric ton | other | metric ton, metric tons, tonne, tonnes, metric tonne, metric tonnes
[ston_av] | ton | other | ton, tons
[lb_av] | pound-mass | other | lb, lbs
[oz_av] | ounce | other | ounce, ounces, oz
[stone_av] | stone | other | stone
[car_us] | carat | other | carat, carats
s | second | duration | second, seconds, sec, secs
ms | millisecond | duration | millisecond, milliseconds
us | microsecond | duration | microsecond, microseconds
min | minute | duration | minute, minutes, min, mins
h | hour | duration | hour, hours, hr, hrs
d | day | duration | day, days
wk | week | duration | week, weeks, wk, wks
mo | month | duration | month, months
a | year | duration | year, years, yr, yrs
10.a | decade | duration | decade, decades
100.a | century | duration | century, centuries
{fortnight} | fortnight | duration | fortnight, fortnights
km/h | kilometre per hour | other | km/h, kmh, kph, kmph, km/hr, kilometres an hour, kilometers an hour
[mi_i]/h | mile per hour | other | mph, miles an hour
[mi_i]/[gal_us] | mile per gallon | other | mpg
[kn_i] | knot | other | knot, knots, kt, kts
m/s | metre per second | other | m/s
Cel | celsius | other | degree celsius, degrees celsius, degree centigrade, degrees centigrade, celsius, celcius, degrees celcius, °c, º c, degrees c, deg c
[degF] | fahrenheit | other | degree fahrenheit, degrees fahrenheit, fahrenheit, farenheit, degrees farenheit, °f, degrees f, deg f
deg | degree | other | degree, degrees, °, deg
K | kelvin | other | kelvin, kelvins
rad | radian | other | radian, radians, rad
[HP] | horsepower | other | horsepower, hp, bhp, ps, horse power
W | watt | other | watt, watts
kW | kilowatt | other | kilowatt, kilowatts, kw
MW | megawatt | other | megawatt, megawatts, mw
GW | gigawatt | other | gigawatt, gigawatts, gw
TW | terawatt | other | terawatt, terawatts, tw
W.h | watt hour | other | watt-hour, watt-hours, watt hours, wh
kW.h | kilowatt hour | other | kilowatt-hour, kilowatt-hours, kilowatt hour, kilowatt hours, kwh
MW.h | megawatt hour | other | megawatt-hour, megawatt-hours, megawatt hour, megawatt hours, mwh
GW.h | gigawatt hour | other | gigawatt-hour, gigawatt-hours, gigawatt hour, gigawatt hours, gwh
mA.h | milliampere-hour | other | mah, milliamp hours, milliampere-hour
J | joule | other | joule, joules
kJ | kilojoule | other | kilojoule, kilojoules, kj
MJ | megajoule | other | megajoule, megajoules, mj
cal | calorie | other | calorie, calories, cal
kcal | kilocalorie | other | kilocalorie, kilocalories, kcal
[Btu] | british thermal unit | other | btu, btus
eV | electronvolt | other | electronvolt, electronvolts, ev
keV | kiloelectronvolt | other | kev
MeV | megaelectronvolt | other | mev
GeV | gigaelectronvolt | other | gev
TeV | teraelectronvolt | other | tev
N | newton | other | newton, newtons
N.m | newton metre | other | newton metre, newton metres, newton meter, newton meters, newton-metres, newton-meters, nm of torque
[ft_i].[lbf_av] | foot pound-force | other | lb-ft, lb.-ft, lbft, ft-lb, ft-lbs, ft lb, ft lbs, lb ft, pound-feet, foot-pounds, pound feet, foot pounds, pound-foot, foot-pound
V | volt | other | volt, volts
kV | kilovolt | other | kilovolt, kilovolts, kv
mV | millivolt | other | millivolt, millivolts
A | ampere | other | ampere, amperes, amp, amps
mA | milliampere | other | milliamp, milliamps, milliampere, milliamperes
Ohm | ohm | other | ohm, ohms
F | farad | other | farad, farads
Hz | hertz | other | hertz, hz
kHz | kilohertz | other | kilohertz, khz
MHz | megahertz | other | megahertz, mhz
GHz | gigahertz | other | gigahertz, ghz
Pa | pascal | other | pascal, pascals
kPa | kilopascal | other | kilopascal, kilopascals, kpa
hPa | hectopascal | other | hectopascal, hectopascals, hpa
MPa | megapascal | other | megapascal, megapascals, mpa
bar | bar | other | bar
mbar | millibar | other | millibar, millibars, mbar
[psi] | pound per square inch | other | psi
{rpm} | revolution per minute | other | rpm, revolutions per minute, revs per minute
dB | decibel | other | decibel, decibels, db
bit | bit | other | bit, bits
By | byte | other | byte, bytes
kBy | kilobyte | other | kilobyte, kilobytes, kb
MBy | megabyte | other | megabyte, megabytes, mb
GBy | gigabyte | other | gigabyte, gigabytes, gb
TBy | terabyte | other | terabyte, terabytes, tb
PBy | petabyte | other | petabyte, petabytes, pb
EBy | exabyte | other | exabyte, exabytes, eb
Mbit/s | megabit per second | other | mbps, megabits per second
Gbit/s | gigabit per second | other | gbps, gigabits per second
{px} | pixel | other | pixel, pixels, px
{Mpx} | megapixel | other | megapixel, megapixels, mp
[ppm] | part per million | share | ppm, parts per million
[ppb] | part per billion | share | ppb, parts per billion
USD | dollar | money | dollar, dollars, us dollar, us dollars, u.s. dollars, u.s. dollar, american dollars, usd, bucks
{USc} | cent | money | cent, cents
AUD | australian dollar | money | australian dollar, australian dollars, aud
CAD | canadian dollar | money | canadian dollar, canadian dollars, cad
NZD | new zealand dollar | money | new zealand dollar, new zealand dollars, nzd
HKD | hong kong dollar | money | hong kong dollar, hong kong dollars, hkd
SGD | singapore dollar | money | singapore dollar, singapore dollars, sgd
GBP | pound sterling | money | pound sterling, pounds sterling, british pound, british pounds, sterling, gbp, quid, pound, pounds
{GBp} | pence | money | pence, penny
EUR | euro | money | euro, euros, eur
JPY | japanese yen | money | yen, japanese yen, jpy
CNY | chinese yuan | money | yuan, chinese yuan, renminbi, rmb, cny, 元
INR | indian rupee | money | rupee, rupees, indian rupee, indian rupees, inr
PKR | pakistani rupee | money | pakistani rupee, pakistani rupees, pkr
KRW | south korean won | money | south korean won, korean won, krw
RUB | russian ruble | money | ruble, rubles, rouble, roubles, russian rubles, russian roubles, rub
UAH | ukrainian hryvnia | money | hryvnia, hryvnias, hryvnya, uah
TRY | turkish lira | money | turkish lira, turkish liras, lira, liras
CHF | swiss franc | money | swiss franc, swiss francs, franc, francs, chf
SEK | swedish krona | money | swedish krona, swedish kronor, krona, kronor, sek
NOK | norwegian krone | money | norwegian krone, norwegian kroner, nok
DKK | danish krone | money | danish krone, danish kroner, krone, kroner, dkk
PLN | polish zloty | money | zloty, zlotys, zloties, pln
CZK | czech koruna | money | czech koruna, koruna, korunas, czk
HUF | hungarian forint | money | forint, forints, huf
ILS | shekel | money | shekel, shekels, israeli shekels, ils
SAR | saudi riyal | money | riyal, riyals, saudi riyals
AED | uae dirham | money | dirham, dirhams, aed
ZAR | south african rand | money | rand, rands, zar
NGN | nigerian naira | money | naira, nairas, ngn
BRL | brazilian real | money | reais, brl
MXN | mexican peso | money | mexican peso, mexican pesos, peso, pesos, mxn
MYR | malaysian ringgit | money | ringgit, ringgits, malaysian ringgit, myr
THB | thai baht | money | baht, thb
IDR | indonesian rupiah | money | rupiah, rupiahs, idr
DEM | deutsche mark | money | deutsche marks, deutschmarks
XBT | bitcoin | money | bitcoin, bitcoins, btc
"""

_SYMBOLS = """
m | m | metre | distance
" | [in_i] | inch | distance
' | [ft_i] | foot | distance
g | g | gram | other
l | L | litre | other
L | L | litre | other
t | t | metric ton | other
s | s | second | duration
h | h | hour | duration
C | Cel | celsius | other
F | [degF] | fahrenheit | other
V | V | volt | other
W | W | watt | other
A | A | ampere | other
J | J | joule | other
N | N | newton | other
Nm | N.m | newton metre | other
mA | mA | milliampere | other
mV | mV | millivolt | other
Ω | Ohm | ohm | other
M | m | metre | distance
p | {GBp} | pence | money
c | {USc} | cent | money
K | K | kelvin | other
€ | EUR | euro | money
£ | GBP | pound sterling | money
$ | USD | dollar | money
¥ | JPY | japanese yen | money
₹ | INR | indian rupee | money
₽ | RUB | russian ruble | money
₴ | UAH | ukrainian hryvnia | money
₩ | KRW | south korean won | money
₪ | ILS | shekel | money
₺ | TRY | turkish lira | money
₾ | GEL | georgian lari | money
₿ | XBT | bitcoin | money
"""

_BEFORE = """
$ | USD | dollar
us$ | USD | dollar
us $ | USD | dollar
$us | USD | dollar
$a | AUD | australian dollar
$nz | NZD | new zealand dollar
$c | CAD | canadian dollar
$ca | CAD | canadian dollar
usd | USD | dollar
a$ | AUD | australian dollar
au$ | AUD | australian dollar
aud | AUD | australian dollar
c$ | CAD | canadian dollar
ca$ | CAD | canadian dollar
cad | CAD | canadian dollar
hk$ | HKD | hong kong dollar
hk $ | HKD | hong kong dollar
nz$ | NZD | new zealand dollar
s$ | SGD | singapore dollar
nt$ | TWD | taiwan dollar
r$ | BRL | brazilian real
£ | GBP | pound sterling
gbp | GBP | pound sterling
€ | EUR | euro
eur | EUR | euro
¥ | JPY | japanese yen
jpy | JPY | japanese yen
cny | CNY | chinese yuan
rmb | CNY | chinese yuan
₹ | INR | indian rupee
inr | INR | indian rupee
rs | INR | indian rupee
rs. | INR | indian rupee
rm | MYR | malaysian ringgit
chf | CHF | swiss franc
₽ | RUB | russian ruble
₴ | UAH | ukrainian hryvnia
₩ | KRW | south korean won
₪ | ILS | shekel
₺ | TRY | turkish lira
₿ | XBT | bitcoin
"""


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]


WORD_UNITS: dict[str, Unit] = {
    form.strip(): Unit(code, name, measure) for code, name, measure, forms in _rows(_WORDS) for form in forms.split(",")
}
"""Units as printed, folded to lower case."""

SYMBOL_UNITS: dict[str, Unit] = {form: Unit(*rest) for form, *rest in _rows(_SYMBOLS)}
"""Symbols whose case tells them apart from words; only right behind a number."""

MONEY_BEFORE: dict[str, Unit] = {form: Unit(code, name, "money") for form, code, name in _rows(_BEFORE)}
"""What stands before an amount of money, folded."""

_LONGEST = max(form.count(" ") for form in WORD_UNITS) + 1
_UNIT_TOKEN = re.compile(r"[a-zµμ元°º][a-zµμ]*(?:[.-](?=[a-z])[a-z]+)?(?:\^?[23²³](?![0-9]))?(?:/[a-z]+)?")
_SYMBOL = re.compile(r"[a-zA-ZΩ]{1,2}(?![A-Za-z0-9’'])|[€£$¥₹₽₴₩₪₺₾₿]|[\"'](?![\"'A-Za-z0-9])")


_TWO_LETTERS = frozenset({"Nm", "mA", "mV"})


class FoundUnit(NamedTuple):
    """A unit in the text and where its words end."""

    unit: Unit
    start: int
    end: int


def unit_at(folded: str, raw: str, at: int) -> FoundUnit | None:
    """The unit whose words start there, the longest one."""
    if folded.startswith("%", at):
        return FoundUnit(WORD_UNITS["%"], at, at + 1)
    symbol = _SYMBOL.match(raw, at)
    if symbol and symbol.group() in _TWO_LETTERS:
        return FoundUnit(SYMBOL_UNITS[symbol.group()], at, symbol.end())
    found = _longest(folded, at)
    if found:
        return found
    unit = SYMBOL_UNITS.get(symbol.group()) if symbol else None
    return FoundUnit(unit, at, symbol.end()) if unit and symbol else None


_PARTS = re.compile(r"[./-]")


def _longest(folded: str, at: int) -> FoundUnit | None:
    """The longest run of words that is a unit; else the part of the first word before a dot, hyphen or slash."""
    words: list[str] = []
    ends: list[int] = []
    place = at
    while len(words) < _LONGEST and (match := _UNIT_TOKEN.match(folded, place)):
        words.append(match.group())
        ends.append(match.end())
        place = match.end() + 1
        if folded[match.end() : place] not in (" ", "-"):
            break
    for count in range(len(words), 0, -1):
        unit = WORD_UNITS.get(" ".join(words[:count]))
        if unit:
            return FoundUnit(unit, at, ends[count - 1])
    first = _PARTS.split(words[0])[0] if words else ""
    unit = WORD_UNITS.get(first)
    return FoundUnit(unit, at, at + len(first)) if unit else None
