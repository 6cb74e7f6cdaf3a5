# SPDX-License-Identifier: Apache-2.0
"""zones.py: what Python's zoneinfo says of every zone of the system around each of its changes from 1900 to 2100.

A line per zone, of numbers and words with spaces between them: the name, then for each change the moment in seconds since
1970, the offset a second before it, the offset at it, and twice a wall time and its moment (the first of two; with the offset
before where there is none): the middle of the gap or fold, and its end.
"""

import zoneinfo
from datetime import datetime, timedelta, timezone
from zoneinfo import _zoneinfo

EPOCH = datetime(1970, 1, 1)
FIRST, LAST = (int((datetime(year, 1, 2) - EPOCH).total_seconds()) for year in (1900, 2100))


def offset(zone, moment):
    at = (EPOCH + timedelta(seconds=moment)).replace(tzinfo=timezone.utc).astimezone(zone)
    return round(at.utcoffset().total_seconds())


def moment(zone, wall):
    return wall - round((EPOCH + timedelta(seconds=wall)).replace(tzinfo=zone).utcoffset().total_seconds())


def changes(name):
    """Where the offset may change: in the table, and where the rule behind it says so."""
    read = _zoneinfo.ZoneInfo.no_cache(name)
    found = set(read._trans_utc)
    if isinstance(read._tz_after, _zoneinfo._TZStr):
        rule = read._tz_after
        for year in range(1970, 2100):
            start, end = rule.transitions(year)
            found.add(start - round(rule.std.utcoff.total_seconds()))
            found.add(end - round(rule.dst.utcoff.total_seconds()))
    return sorted(found)


def main():
    for name in sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}):
        zone, words = zoneinfo.ZoneInfo(name), [name]
        for at in changes(name):
            if not FIRST <= at < LAST:
                continue
            before, after = offset(zone, at - 1), offset(zone, at)
            words += [at, before, after]
            for wall in (at + (before + after) // 2, at + max(before, after)):
                words += [wall, moment(zone, wall)]
        print(*words)


main()
