#!/usr/bin/env python3
"""Writes cldr.tsv, the words of time in every language of the CLDR.

    npm install --force --prefix DIR cldr-core cldr-dates-full cldr-cal-persian-full
    python3 generate.py DIR/node_modules > cldr.tsv

A line is `kind TAB form TAB languages`: a form as CLDR spells it and the languages that have it. The kinds:

    m1 … m12   month            j1 … j12   month of the Persian calendar
    w0 … w6    weekday, Monday first, written out; v0 … v6 the same, abbreviated
    am pm nt   day period before noon, after noon, night
    d0 d1 …    days before today
    l0 … l6    the last weekday before today, Monday first
    now        now
    ago-second … ago-year  pattern of so many seconds ago; `{0}` is the amount
    ago-hour:1 …           the same where the amount is in the word
    in         word inside a date or between date and clock
    order      order of a short date, `dmy`, and of day and month alone, `dm`, with the locales (not only languages)
               that have it; a locale without a line is like its language
    dot        . for the locales that write 9.05 for a clock
    clock      12 or 24: how many hours the clock has there, by locale
    digits     the zeros of the sets of decimal digits
    major      languages that the CLDR covers well: their words come before those of others
"""
import itertools
import json
import pathlib
import re
import sys
import unicodedata
from collections import defaultdict

UNITS = ["second", "minute", "hour", "day", "week", "month", "year"]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PERIODS = {"am": "am", "pm": "pm", "morning1": "am", "morning2": "am", "afternoon1": "pm", "afternoon2": "pm",
           "evening1": "pm", "evening2": "pm", "night1": "nt", "night2": "nt"}
#: Formats whose literals are words between the parts of a time.
FORMATS = ["yMMMMd", "yMMMd", "yMMMEd", "MMMMd", "MMMd", "MMMMEd", "Hm", "H", "hm", "h", "EHm"]

forms = defaultdict(set)
customs = defaultdict(set)


def add(kind, form, language):
    form = form.strip().replace("\t", " ").replace("\u200e", "").replace("\u200f", "")
    if form and not re.fullmatch(r"M\d\d|\d+|[A-Za-z]", form):
        forms[(kind, form.lower())].add(language)


def names(calendar, kind, language):
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in calendar["months"][context][width].items():
                add(f"{kind}{number}", name, language)


def weekdays(calendar, language):
    for context in ("format", "stand-alone"):
        for width, kind in (("wide", "w"), ("abbreviated", "v"), ("short", "v")):
            for name, form in calendar["days"][context][width].items():
                add(f"{kind}{WEEKDAYS.index(name)}", form, language)


def periods(calendar, language):
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for name, form in calendar["dayPeriods"][context][width].items():
                kind = PERIODS.get(name.removesuffix("-alt-variant"))
                if kind:
                    add(kind, form, language)


def relative(fields, language):
    for unit in UNITS:
        for suffix in ("", "-short", "-narrow"):
            field = fields.get(unit + suffix, {})
            if unit == "day":
                for days in (0, 1, 2, 3):
                    add(f"d{days}", field.get(f"relative-type--{days}" if days else "relative-type-0", ""), language)
            if unit == "second":
                add("now", field.get("relative-type-0", ""), language)
            for count, form in field.get("relativeTime-type-past", {}).items():
                count = count.rsplit("-", 1)[1]
                # "-5 h" and the like are no words: a bare "5 h" may be anything.
                if form.startswith(("-", "−", "‑", "–", "+")) or form.endswith("-"):
                    continue
                if "{0}" in form:
                    add(f"ago-{unit}", form, language)
                elif count in ("zero", "one", "two"):
                    add(f"ago-{unit}:{('zero', 'one', 'two').index(count)}", form, language)


def last_weekdays(fields, language):
    """"last Sunday"; not where that is the Sunday of the last week, as 先週の日曜日 is."""
    week = fields.get("week", {}).get("relative-type--1", "").lower()
    for number, name in enumerate(WEEKDAYS):
        form = fields.get(name, {}).get("relative-type--1", "")
        if not (week and week in form.lower() or "/" in form or "#" in form):
            add(f"l{number}", form, language)


def is_letter(c):
    return unicodedata.category(c)[0] in "LM" and not c.isascii() or c == "་"


def literals(pattern):
    """The words of a date pattern that are no fields."""
    quoted = re.findall(r"'([^']+)'", pattern)
    bare = "".join(c if is_letter(c) else " " for c in re.sub(r"'[^']*'", " ", pattern)).split()
    return quoted + bare


def months_with_literals(calendar, pattern, language):
    """Literals that stand glued to a month are part of its word there."""
    for found in re.finditer(r"(?:'([^']+)')?(MMMM?)(?:'([^']+)')?", pattern):
        before, letters, after = found.groups()
        before = before or "".join(itertools.takewhile(is_letter, reversed(pattern[:found.start()])))[::-1]
        after = after or "".join(itertools.takewhile(is_letter, pattern[found.end():]))
        before = re.split(r"[\s(]", before)[-1]
        after = re.split(r"[\s)]", after)[0]
        if before or after:
            for number, name in calendar["months"]["format"]["wide" if letters == "MMMM" else "abbreviated"].items():
                add(f"m{number}", before + name + after, language)


def inner(calendar, language):
    patterns = [p for p in calendar["dateFormats"].values() if isinstance(p, str)]
    for key in ("dateTimeFormats", "dateTimeFormats-atTime"):
        table = calendar.get(key, {})
        table = table.get("standard", table)
        patterns += [p for k, p in table.items() if isinstance(p, str)]
    patterns += [calendar["dateTimeFormats"]["availableFormats"].get(f, "") for f in FORMATS]
    for pattern in patterns:
        months_with_literals(calendar, pattern, language)
        for literal in literals(pattern):
            add("in", literal, language)


def fields_of(pattern):
    """The order of year, month and day in a pattern: `dmy`."""
    pattern = re.sub(r"'[^']*'", "", pattern if isinstance(pattern, str) else pattern["_value"])
    return "".join(dict.fromkeys({"L": "M"}.get(c, c).lower() for c in pattern if c in "yMLd"))


def conventions(calendar, locale):
    short, days = calendar["dateFormats"]["short"], calendar["dateTimeFormats"]["availableFormats"]["Md"]
    # A locale without dates of its own inherits the root's; that says nothing of its country.
    if (short, days) != ("y-MM-dd", "MM-dd"):
        customs["order", fields_of(short)].add(locale)
        customs["order", fields_of(days)].add(locale)
    clock = calendar["timeFormats"]["short"]
    clock = clock if isinstance(clock, str) else clock["_value"]
    customs["clock", "12" if "h" in clock else "24"].add(locale)
    if re.search(r"[Hh]\.mm", clock):
        customs["dot", "."].add(locale)


def main(modules):
    root = modules / "cldr-dates-full" / "main"
    for folder in sorted(root.iterdir()):
        locale = folder.name
        if locale in ("und", "root"):
            continue
        language = locale.split("-")[0]
        calendar = load(folder / "ca-gregorian.json", locale)["dates"]["calendars"]["gregorian"]
        fields = load(folder / "dateFields.json", locale)["dates"]["fields"]
        names(calendar, "m", language)
        weekdays(calendar, language)
        periods(calendar, language)
        relative(fields, language)
        last_weekdays(fields, language)
        inner(calendar, language)
        conventions(calendar, locale)
        persian = modules / "cldr-cal-persian-full" / "main" / locale / "ca-persian.json"
        if persian.exists() and language in ("fa", "ps", "ckb", "mzn"):
            names(load(persian, locale)["dates"]["calendars"]["persian"], "j", language)
    write(modules)


def load(path, locale):
    return json.loads(path.read_text())["main"][locale]


def write(modules):
    version = json.loads((modules / "cldr-dates-full" / "package.json").read_text())["version"]
    print(f"# Unicode CLDR {version}, written by generate.py; licence: LICENSE-UNICODE beside this file.")
    for (kind, name), locales in sorted(customs.items()):
        others = set().union(*(l for (k, n), l in customs.items() if k == kind and n != name and len(n) == len(name)))
        kept = [l for l in sorted(locales) if "-" not in l or parent(l, locales | others) not in locales]
        print(f"{kind}\t{name}\t{' '.join(kept)}")
    print(f"digits\t{digits(modules)}\t*")
    print(f"major\t\t{' '.join(major(modules))}")
    for (kind, form), languages in sorted(forms.items()):
        print(f"{kind}\t{form}\t{' '.join(sorted(languages))}")


def parent(locale, known):
    while "-" in locale:
        locale = locale.rsplit("-", 1)[0]
        if locale in known:
            return locale
    return locale


def digits(modules):
    table = json.loads((modules / "cldr-core" / "supplemental" / "numberingSystems.json").read_text())
    systems = table["supplemental"]["numberingSystems"].values()
    zeros = sorted(s["_digits"][0] for s in systems if s["_type"] == "numeric" and s["_digits"][0].isdecimal())
    return "".join(z for z in zeros if z != "0")


def major(modules):
    levels = json.loads((modules / "cldr-core" / "coverageLevels.json").read_text())["effectiveCoverageLevels"]
    return sorted({locale.split("-")[0] for locale, level in levels.items() if level in ("modern", "moderate")})


main(pathlib.Path(sys.argv[1]))
