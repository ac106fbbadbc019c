#!/usr/bin/env python3
"""Writes countries.tsv, the zones of countries' top-level domains, from the IANA zone table and the CLDR's primary zones.

    npm install --prefix DIR cldr-core
    python3 generate.py DIR/node_modules > countries.tsv

A line is `domain TAB zone TAB least offset TAB greatest offset`, offsets in seconds east of UTC. The zone is `-` where the
country has clocks that differ; then the offsets are those of all its zones.
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


def offsets(zone):
    return [int(zoneinfo.ZoneInfo(zone).utcoffset(at.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)).total_seconds()) for at in SAMPLES]


def main(modules):
    primary = json.loads((modules / "cldr-core/supplemental/primaryZones.json").read_text())["supplemental"]["primaryZones"]
    zones = defaultdict(list)
    for line in pathlib.Path("/usr/share/zoneinfo/zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country].append(zone)
    print("# IANA zone.tab and CLDR primaryZones, written by generate.py.")
    for country, names in sorted(zones.items()):
        domain = {"GB": "uk"}.get(country, country.lower())
        if domain in GENERIC:
            continue
        clocks = [offsets(zone) for zone in names]
        same = all(clock == clocks[0] for clock in clocks)
        zone = primary.get(country) or (names[0] if same else "-")
        spread = offsets(zone) if zone != "-" else [offset for clock in clocks for offset in clock]
        print(domain, zone, min(spread), max(spread), sep="\t")


main(pathlib.Path(sys.argv[1]))
