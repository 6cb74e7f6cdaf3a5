# SPDX-License-Identifier: Apache-2.0
"""What other programs make of a series: recurring-ical-events, python-dateutil, libical.

Where one of them is known to differ from the RFC, the rule is translated for it, so that it is still compared: see
docs/decisions/0002-recurrence-where-we-differ.md.
"""

import os
import signal
import subprocess
import tempfile
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import icalendar
import recurring_ical_events
from dateutil import rrule
from dateutil.rrule import rrulestr

from rules import DAYS, FREQUENCIES, LONG, rule_text


class Late(Exception):
    pass


def _ring(*_):
    raise Late


signal.signal(signal.SIGVTALRM, _ring)
# The tests' threads, whose children this may be, block it; what is started here inherits that too.
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGVTALRM})


_rebuild = rrule._iterinfo.rebuild


def weeks_across_the_years_end(info, year, month):
    """dateutil miscounts last year's weeks 52 and 53 in January, and does not know next year's -52 and -53 in December."""
    _rebuild(info, year, month)
    wanted = set(info.rrule._byweekno or ())
    if not wanted & {52, 53, -52, -53}:
        return
    for place in range(info.yearlen):
        day = date.fromordinal(info.yearordinal + place)
        # A week belongs to the year of its fourth day.
        fourth = day + timedelta(days=3 - (day.weekday() - info.rrule._wkst) % 7)
        number = (fourth.timetuple().tm_yday - 1) // 7 + 1
        after = (date(fourth.year, 12, 31) - fourth).days // 7
        info.wnomask[place] = number in wanted or -1 - after in wanted


rrule._iterinfo.rebuild = weeks_across_the_years_end


class time_limit:
    """Raises Late in its block after so many seconds of work."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def named_day_of_the_week(series, parts, start):
    """BYWEEKNO alone: the day of the week is DTSTART's; dateutil gives all seven."""
    if "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        parts["BYDAY"] = DAYS[series.start.weekday()]
    return start


def ordinals_for_plain_days(series, parts, start):
    """BYDAY=MO,1TU: one or the other; dateutil asks for both at once. A plain day is every nth one."""
    days = parts.get("BYDAY", "").split(",")
    if parts["FREQ"] in LONG and any(len(d) == 2 for d in days) and any(len(d) > 2 for d in days):
        last = 53 if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts else 5
        parts["BYDAY"] = ",".join(
            day if len(day) > 2 else ",".join(f"{n}{day}" for n in range(1, last + 1)) for day in days)
    return start


def whole_first_week(series, parts, start):
    """BYSETPOS of the first week counts from the week's first day; dateutil counts from DTSTART."""
    if parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts:
        parts.setdefault("BYDAY", DAYS[start.weekday()])
        return start - timedelta(days=(start.weekday() - DAYS.index(parts.get("WKST", "MO"))) % 7)
    return start


TRANSLATIONS = [named_day_of_the_week, ordinals_for_plain_days, whole_first_week]


def translated(series):
    parts = dict(series.parts)
    start = series.start
    for translate in TRANSLATIONS:
        start = translate(series, parts, start)
    return parts, start


def rule_without(parts, *names):
    return rule_text({name: value for name, value in parts.items() if name not in names})


def dateutil_instances(series, number):
    """Wall times of the first instances, DTSTART among them and counted, and whether it found them all in time."""
    parts, start = translated(series)
    count = min(int(parts.get("COUNT", number)), number)
    last = series.seconds(series.until_wall) if "UNTIL" in parts else None
    found = [series.start]
    try:
        with time_limit(0.25):
            for wall in rrulestr(rule_without(parts, "COUNT", "UNTIL"), dtstart=start):
                if len(found) >= count or (last is not None and series.seconds(wall) > last):
                    break
                if wall > series.start:
                    found.append(wall)
    except ValueError:
        pass  # "generates an empty set": it can never happen
    except Late:
        return found, False
    return found, True


def starts_itself(series, parts):
    """DTSTART is one of the rule's own instances."""
    try:
        with time_limit(0.25):
            rule = rrulestr(rule_without(parts, "COUNT", "UNTIL"), dtstart=series.start)
            return next(iter(rule), None) == series.start
    except (Late, ValueError):
        return False


def counts_as(series, moment):
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    if moment.tzinfo is None:
        return int(moment.replace(tzinfo=timezone.utc).timestamp())
    return int(moment.timestamp())


class Starts(recurring_ical_events.CalendarQuery):
    """Without a copy of the event for each, which takes most of its time."""

    def _occurrences_to_components(self, occurrences):
        return [occurrence.start for occurrence in occurrences]


def recurring_instances(series, walls, first, last):
    """Seconds of the instances in [first, last), or None if it gave up. `walls` is what dateutil has found."""
    parts, start = translated(series)
    if "COUNT" in parts and (start != series.start or not starts_itself(series, parts)):
        # COUNT counts DTSTART (RFC 5545 §3.3.10), which here is none of the rule's own: UNTIL says the same.
        del parts["COUNT"]
        parts["UNTIL"] = series.until(walls[-1])
    begin, end = (datetime.fromtimestamp(s, timezone.utc) for s in (first, last))
    try:
        with time_limit(1):
            calendar = icalendar.Calendar.from_ical(series.text(start, parts))
            found = Starts(calendar).between(begin, end)
    except Late:
        return None
    except ValueError:
        found = []  # as above
    moments = {counts_as(series, start) for start in found}
    begins = series.seconds(series.start)
    return [m for m in sorted(moments | {begins}) if m >= begins and first <= m < last]


def times_below_a_day(parts):
    """Misses the first ones when DTSTART is none of the rule's own times."""
    own = ("BYHOUR", "BYMINUTE", "BYSECOND")[: 1 + ("HOURLY", "MINUTELY", "SECONDLY").index(parts["FREQ"])]
    return any(name in parts for name in own) or (
        int(parts.get("INTERVAL", 1)) > 1 and (parts["FREQ"] == "SECONDLY" or any(n.startswith("BY") for n in parts)))


# What libical 3.0.16 does not do, or does otherwise than the RFC says.
NOT_IN_LIBICAL = {
    "BYWEEKNO": lambda parts: "BYWEEKNO" in parts,
    "BYYEARDAY": lambda parts: "BYYEARDAY" in parts,
    "BYSETPOS": lambda parts: "BYSETPOS" in parts,
    "days from the month's end, as a limit": lambda parts: parts["FREQ"] != "MONTHLY"
    and "-" in parts.get("BYMONTHDAY", ""),
    "BYMONTHDAY in every month of the year": lambda parts: parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts,
    "days of every nth week": lambda parts: parts["FREQ"] == "WEEKLY" and "INTERVAL" in parts and "BYDAY" in parts,
    "times below a day": lambda parts: parts["FREQ"] in FREQUENCIES[:3] and times_below_a_day(parts),
}


def ascending(parts):
    """libical goes through each list as it is written."""
    return {
        name: ",".join(sorted(value.split(","), key=int)) if name.startswith("BY") and name != "BYDAY" else value
        for name, value in parts.items()}


class Libical:
    """The C program beside this one, compiled once."""

    def __init__(self):
        folder = tempfile.mkdtemp(prefix="almanac-oracle-")
        program = os.path.join(folder, "libical_instances")
        source = Path(__file__).with_name("libical_instances.c")
        subprocess.run(["cc", "-O1", "-o", program, source, "-lical"], check=True)
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # It runs on without its file.
        os.unlink(program)
        os.rmdir(folder)

    def instances(self, series, number):
        """Wall times, or None where it cannot do the rule."""
        if any(is_missing(series.parts) for is_missing in NOT_IN_LIBICAL.values()):
            return None
        parts = ascending(translated(series)[0])
        if "UNTIL" in parts:
            parts["UNTIL"] = f"{series.until_wall:%Y%m%dT%H%M%S}"
        start = f"{series.start:%Y%m%d}" if series.kind == "date" else f"{series.start:%Y%m%dT%H%M%S}"
        self.process.stdin.write(f"{rule_without(parts, 'COUNT')}\t{start}\t{number + 1}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        if "error" in line or "late" in line:
            return None
        found = [datetime.fromisoformat(wall) for wall in line.split(",") if wall]
        return sorted({series.start, *found})[: int(parts.get("COUNT", number))]
