# SPDX-License-Identifier: Apache-2.0
"""compare_corpus.py FOLDER: what recurring-ical-events makes of the calendars in a folder, a JSON object on each line.

  name       the file, and the UID
  text       the components of that UID alone, with the time zones, line by line as in the file
  from, to   the window, in seconds since 1970; wall time counts as if it were UTC
  expected   [start, end] of the instances in it, ascending; null where it refuses the text
"""

import datetime
import json
import sys
from pathlib import Path

import icalendar
import recurring_ical_events

WINDOWS = [(1990, 2016), (2016, 2020), (2020, 2026)]


def blocks(text):
    """The components on the first level, as their lines, and the lines around them."""
    depth, block = 0, []
    for line in text.splitlines():
        depth += line.upper().startswith("BEGIN:")
        if depth > 1:
            block.append(line)
        elif line and not line.upper().startswith(("BEGIN:", "END:")):
            yield "property", [line]
        if line.upper().startswith("END:"):
            depth -= 1
            if depth == 1:
                yield block[0].split(":")[1].strip().upper(), block
                block = []


def uid(block):
    return next((line[4:].strip() for line in block if line.upper().startswith("UID:")), "")


def objects(text):
    """A text for each UID of an event."""
    head, zones, events = [], [], {}
    for number, (name, block) in enumerate(blocks(text)):
        if name == "property":
            head += block
        elif name == "VTIMEZONE":
            zones += block
        elif name == "VEVENT":
            # Without a UID each is one of its own.
            events.setdefault(uid(block) or number, []).extend(block)
    for name, lines in events.items():
        yield name, "\r\n".join(["BEGIN:VCALENDAR", *head, *zones, *lines, "END:VCALENDAR", ""])


def seconds(moment):
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.combine(moment, datetime.time())
    return int((moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)).timestamp())


def main():
    for path in sorted(Path(sys.argv[1]).glob("*.ics")):
        for name, text in objects(path.read_text(encoding="utf-8")):
            for first, last in WINDOWS:
                begin, end = (datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc) for year in (first, last))
                try:
                    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, end)
                    expected = sorted([seconds(e["DTSTART"].dt), seconds(e["DTEND"].dt)] for e in found)
                except recurring_ical_events.InvalidCalendar:
                    expected = None
                print(json.dumps({"name": f"{path.name} {name}", "text": text, "from": seconds(begin),
                                  "to": seconds(end), "expected": expected}))


main()
