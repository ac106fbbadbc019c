#!/usr/bin/env python3
"""Writes countries.tsv, the zones of countries' top-level domains, from the IANA zone table and the CLDR's primary zones, and
languages.tsv, the zones of languages that are spoken by one clock, from the CLDR's figures of who speaks what where.

    npm install --prefix DIR cldr-core
    python3 generate.py DIR/node_modules

A line of countries.tsv is `domain TAB zone TAB least offset TAB greatest offset`, offsets in seconds east of UTC. The zone is `-` where the
country has clocks that differ; then the offsets are those of all its zones. A line of languages.tsv is `language TAB zone`.
"""
import datetime
import json
import pathlib
import sys
import zoneinfo
from collections import defaultdict

#: Domains that are sold to anybody, whatever the country.
GENERIC = set("ac ag ai am as bz cc cd cf cx dj fm ga gg gl gq gs im in io je la ly me mg ml mn ms mu nu pn pw re sc sh st"
              " tc tf tk to tv vc vg vu ws".split()) - {"am", "in", "ly", "me", "mn", "mg", "mu", "dj", "gl", "re", "cd"}
SAMPLES = [datetime.datetime(year, month, 15, 12, tzinfo=datetime.timezone.utc)
           for year in range(2018, 2027) for month in (1, 4, 7, 10)]


#: Of all who speak a language where it is official so many live by one clock, or it tells no zone.
MOST = 0.85
HERE = pathlib.Path(__file__).parent


def offsets(zone):
    return [int(zoneinfo.ZoneInfo(zone).utcoffset(at.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)).total_seconds()) for at in SAMPLES]


def countries(modules):
    """The zone of each country, "-" where it has several, and the offsets that are in force there."""
    primary = json.loads((modules / "cldr-core/supplemental/primaryZones.json").read_text())["supplemental"]["primaryZones"]
    zones = defaultdict(list)
    for line in pathlib.Path("/usr/share/zoneinfo/zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country].append(zone)
    for country, names in sorted(zones.items()):
        clocks = [offsets(zone) for zone in names]
        same = all(clock == clocks[0] for clock in clocks)
        zone = primary.get(country) or (names[0] if same else "-")
        yield country, zone, offsets(zone) if zone != "-" else [offset for clock in clocks for offset in clock]


def languages(modules, zones):
    """The zone of each language that is official in countries of one clock, those that nearly all its speakers live in."""
    territories = json.loads((modules / "cldr-core/supplemental/territoryInfo.json").read_text())["supplemental"]["territoryInfo"]
    speakers = defaultdict(lambda: defaultdict(float))
    for country, about in territories.items():
        for tag, spoken in about.get("languagePopulation", {}).items():
            if "_officialStatus" in spoken:
                speakers[tag.split("_")[0]][country] += float(about["_population"]) * float(spoken["_populationPercent"]) / 100
    for language, where in sorted(speakers.items()):
        home = max(where, key=where.get)
        zone, clock = zones.get(home, ("-", []))
        today = lambda country: zones.get(country, ("-", []))[1][-4:]
        by_clock = sum(number for country, number in where.items() if today(country) == clock[-4:])
        if zone != "-" and by_clock >= MOST * sum(where.values()):
            yield language, zone


def main(modules):
    known = list(countries(modules))
    with open(HERE / "countries.tsv", "w") as out:
        print("# IANA zone.tab and CLDR primaryZones, written by generate.py.", file=out)
        for country, zone, spread in known:
            domain = {"GB": "uk"}.get(country, country.lower())
            if domain not in GENERIC:
                print(domain, zone, min(spread), max(spread), sep="\t", file=out)
    with open(HERE / "languages.tsv", "w") as out:
        print("# CLDR territoryInfo and the zones of countries, written by generate.py.", file=out)
        for language, zone in languages(modules, {country: (zone, spread) for country, zone, spread in known}):
            print(language, zone, sep="\t", file=out)


main(pathlib.Path(sys.argv[1]))
