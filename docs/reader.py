#!/usr/bin/env python3
"""Read headline topics rightly: committed records only, every key and header checked.

usage: reader.py [--bootstrap HOST:PORT] [--property NAME=VALUE]… [--until-end | --follow] [--raw] [--timeout SECONDS] TOPIC…

Prints one JSON object a line: topic, partition, offset, timestamp, key, headers, value. What breaks the contract is told on standard
error. Exit 0: all is well; 1: something broke the contract; 2: wrong usage; 3: the end was not reached in time.

  --until-end  (default) up to the end that the topics have now. An open transaction below that end is waited for.
  --follow     from the beginning, then whatever comes, until interrupted.
  --raw        any topic: key, value and headers in base64, nothing is checked.

Needs the package confluent-kafka.
"""
import argparse
import base64
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, TIMESTAMP_NOT_AVAILABLE, Consumer, KafkaError, KafkaException, TopicPartition

KEYS = {
    "id", "event", "revision", "site", "title", "kicker", "deck", "url", "published_at", "published_earliest", "published_latest",
    "published_precision", "timezone", "timezone_source", "published_source", "published_text", "section", "language", "first_seen_at",
    "page", "changed", "previous", "cause",
}
NEVER_NULL = {"id", "event", "revision", "site", "title", "section", "first_seen_at", "page"}


class Late(Exception):
    """The end was not reached in time."""


def consumer(options, isolation):
    """A reader outside any group: it commits nothing and disturbs nobody."""
    settings = {
        "bootstrap.servers": options.bootstrap,
        "group.id": "reader",  # asked for by the library; never used, as partitions are assigned by hand
        "enable.auto.commit": False,
        "isolation.level": isolation,
        "enable.partition.eof": True,
        "auto.offset.reset": "error",
        "allow.auto.create.topics": False,
        "fetch.message.max.bytes": 16 * 1024 * 1024,
        "fetch.wait.max.ms": 100,
    }
    settings.update(pair.split("=", 1) for pair in options.property)
    return Consumer(settings)


def partitions(reader, topics):
    known = reader.list_topics(timeout=30).topics
    missing = [name for name in topics if name not in known or known[name].error]
    if missing:
        print(f"no such topic: {', '.join(missing)}", file=sys.stderr)
        raise SystemExit(2)
    return [TopicPartition(name, number, OFFSET_BEGINNING) for name in topics for number in sorted(known[name].partitions)]


def ends(options, places, deadline):
    """The end of each partition as of now: {(topic, partition): offset}.

    A read-committed client is told the last stable offset where it asks for the end, which stands before the first open
    transaction. So the true end is asked for by a read-uncommitted client, and then waited for: what was under way is decided then.
    """
    truth, stable = consumer(options, "read_uncommitted"), consumer(options, "read_committed")
    marks = {(place.topic, place.partition): truth.get_watermark_offsets(place, timeout=30)[1] for place in places}
    for place in places:
        while stable.get_watermark_offsets(place, timeout=30)[1] < marks[place.topic, place.partition]:
            if time.monotonic() > deadline:
                raise Late(f"{place.topic}/{place.partition}: a transaction is still open")
            time.sleep(0.05)
    truth.close()
    stable.close()
    return marks


def read(options, topics):
    """Yields messages; ends by itself unless told to follow."""
    deadline = time.monotonic() + options.timeout
    reader = consumer(options, "read_committed")
    places = partitions(reader, topics)
    marks = {} if options.follow else ends(options, places, deadline)
    reader.assign(places)
    open_places = {place for place, mark in marks.items() if mark > 0}
    while options.follow or open_places:
        message = reader.poll(0.2)
        if message is None:
            if not options.follow and time.monotonic() > deadline:
                raise Late(f"not read to the end: {sorted(open_places)}")
            continue
        place = (message.topic(), message.partition())
        if message.error():
            if message.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(message.error())
            # Only now, beyond the last record: an end of control records and compacted gaps has no record to be recognised by.
            open_places.discard(place)
        elif options.follow or message.offset() < marks[place]:
            yield message
            if not options.follow and message.offset() == marks[place] - 1:
                open_places.discard(place)
        else:
            open_places.discard(place)
    reader.close()


def murmur2(data):
    """The hash of Java's default partitioner."""
    multiplier, mask = 0x5BD1E995, 0xFFFFFFFF
    digest = (0x9747B28C ^ len(data)) & mask
    whole = len(data) - len(data) % 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start:start + 4], "little") * multiplier & mask
        word = (word ^ word >> 24) * multiplier & mask
        digest = digest * multiplier & mask ^ word
    if whole < len(data):
        digest = (digest ^ int.from_bytes(data[whole:], "little")) * multiplier & mask
    digest = (digest ^ digest >> 13) * multiplier & mask
    return digest ^ digest >> 15


class Checks:
    """What CONTRACT promises of every headline event, and of a topic as a whole."""

    def __init__(self, counts):
        self.counts, self.broken, self.seen, self.revisions = counts, 0, set(), {}

    def look(self, record):
        for complaint in self.complaints(record):
            self.broken += 1
            print(f"{record['topic']}/{record['partition']}@{record['offset']}: {complaint}", file=sys.stderr)

    def complaints(self, record):
        value = record["value"]
        if not isinstance(value, dict):
            return ["the value is no JSON object"]
        missing = sorted(KEYS - value.keys())
        if missing:
            return [f"keys are missing: {', '.join(missing)}"]
        return [*self.of_the_event(value), *self.of_the_record(record, value), *self.of_the_topic(record, value)]

    def of_the_event(self, value):
        for key in sorted(NEVER_NULL):
            if value[key] is None:
                yield f"{key} is null"
        revised = value["event"] == "revised"
        for key in ("changed", "previous", "cause"):
            if (value[key] is not None) != revised:
                yield f"{key} does not go with event {value['event']}"
        bounds = [value["published_at"], value["published_earliest"], value["published_latest"]]
        if len({bound is None for bound in bounds}) > 1:
            yield "published_at, published_earliest and published_latest are not null together"

    def of_the_record(self, record, value):
        expected = {
            "ce_specversion": "1.0",
            "ce_id": f"{value['id']}.{value['revision']}.{record['topic']}",
            "ce_type": f"headline.{value['event']}.v1",
            "ce_subject": value["id"],
            "ce_time": value["page"]["fetched_at"],
            "ce_site": value["site"],
            "ce_section": value["section"]["kind"],
        }
        for name, text in expected.items():
            if record["headers"].get(name) != text:
                yield f"header {name} is {record['headers'].get(name)!r}, the event says {text!r}"
        for name, start in (("ce_source", "urn:headlined:"), ("ce_dataschema", "urn:"), ("content-type", "application/json")):
            if not (record["headers"].get(name) or "").startswith(start):
                yield f"header {name} is {record['headers'].get(name)!r}, not {start}…"
        if record["key"] != value["id"]:
            yield f"the key is {record['key']!r}, the id {value['id']!r}"
        home = (murmur2((record["key"] or "").encode()) & 0x7FFFFFFF) % self.counts[record["topic"]]
        if record["partition"] != home:
            yield f"the key belongs to partition {home}"

    def of_the_topic(self, record, value):
        if record["headers"].get("ce_id") in self.seen:
            yield f"{record['headers']['ce_id']} was here before"
        self.seen.add(record["headers"].get("ce_id"))
        place = (record["topic"], value["id"])
        before = self.revisions.get(place)
        if (before is None) != (value["event"] == "published"):
            yield f"{value['id']} is {value['event']}" + (" before it was published" if before is None else " once more")
        if before is not None and value["revision"] <= before:
            yield f"{value['id']} goes from revision {before} to {value['revision']}"
        self.revisions[place] = value["revision"]


def timestamp(message):
    kind, millis = message.timestamp()
    return None if kind == TIMESTAMP_NOT_AVAILABLE else millis


def text(data):
    return None if data is None else data.decode("utf-8", "replace")


def coded(data):
    return None if data is None else base64.b64encode(data).decode()


def parsed(data):
    try:
        return json.loads(data or b"null")
    except ValueError:
        return text(data)


def record_of(message, raw):
    record = {"topic": message.topic(), "partition": message.partition(), "offset": message.offset(), "timestamp": timestamp(message)}
    headers = message.headers() or []
    if raw:
        return record | {
            "key_base64": coded(message.key()),
            "value_base64": coded(message.value()),
            "headers_base64": [[name, coded(data)] for name, data in headers],
        }
    return record | {
        "key": text(message.key()),
        "headers": {name: text(data) for name, data in headers},
        "value": parsed(message.value()),
    }


def main():
    usage = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usage.add_argument("--bootstrap", default="127.0.0.1:9092")
    usage.add_argument("--property", action="append", default=[], metavar="NAME=VALUE")
    usage.add_argument("--until-end", action="store_true")
    usage.add_argument("--follow", action="store_true")
    usage.add_argument("--raw", action="store_true")
    usage.add_argument("--timeout", type=float, default=60)
    usage.add_argument("topics", nargs="+", metavar="TOPIC")
    options = usage.parse_args()
    if options.follow and options.until_end:
        usage.error("--follow never ends: choose one")

    client = consumer(options, "read_committed")
    checks = Checks({name: len(known.partitions) for name, known in client.list_topics(timeout=30).topics.items()})
    client.close()
    try:
        for message in read(options, options.topics):
            record = record_of(message, options.raw)
            print(json.dumps(record, ensure_ascii=False), flush=options.follow)
            if not options.raw:
                checks.look(record)
    except Late as late:
        print(late, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        pass
    return 1 if checks.broken else 0


if __name__ == "__main__":
    sys.exit(main())
