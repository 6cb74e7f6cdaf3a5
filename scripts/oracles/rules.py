# SPDX-License-Identifier: Apache-2.0
"""Random recurrence rules: every frequency and part, as RFC 5545 §3.3.10 allows them together."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
LONG = ("YEARLY", "MONTHLY")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]


@dataclass
class Series:
    """DTSTART and RRULE. `start` is wall time; `kind` is a zone's name, "UTC", "floating" or "date"."""

    kind: str
    start: datetime
    parts: dict = field(default_factory=dict)

    @property
    def rule(self):
        return rule_text(self.parts)

    @property
    def zone(self):
        return ZoneInfo(self.kind) if self.kind in ZONES else timezone.utc

    def seconds(self, wall):
        """What a wall time counts: seconds since 1970, of UTC where there is a zone."""
        return int(wall.replace(tzinfo=self.zone, fold=0).timestamp())

    def exists(self, wall):
        """It is in no gap of the clock."""
        return datetime.fromtimestamp(self.seconds(wall), self.zone).replace(tzinfo=None) == wall

    def start_line(self, start):
        match self.kind:
            case "date":
                return f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
            case "floating":
                return f"DTSTART:{start:%Y%m%dT%H%M%S}"
            case "UTC":
                return f"DTSTART:{start:%Y%m%dT%H%M%SZ}"
        return f"DTSTART;TZID={self.kind}:{start:%Y%m%dT%H%M%S}"

    def text(self, start=None, parts=None):
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//oracle//EN", "BEGIN:VEVENT", "UID:a",
            "DTSTAMP:20260101T000000Z", self.start_line(start or self.start),
            "RRULE:" + rule_text(self.parts if parts is None else parts), "END:VEVENT", "END:VCALENDAR", "",
        ]
        return "\r\n".join(lines)

    @property
    def until_wall(self):
        """UNTIL in wall time, or None."""
        until = self.parts.get("UNTIL")
        if until is None or not until.endswith("Z"):
            return until and datetime.strptime(until, "%Y%m%dT%H%M%S" if "T" in until else "%Y%m%d")
        moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def until(self, wall):
        """UNTIL at a wall time, of the type that DTSTART asks for."""
        match self.kind:
            case "date":
                return f"{wall:%Y%m%d}"
            case "floating":
                return f"{wall:%Y%m%dT%H%M%S}"
        moment = datetime.fromtimestamp(self.seconds(wall), timezone.utc)
        return f"{moment:%Y%m%dT%H%M%SZ}"


def rule_text(parts):
    return ";".join(f"{name}={value}" for name, value in parts.items())


def some(chance, numbers, most):
    """A list of at most so many of them, as a rule writes it."""
    chosen = chance.sample(numbers, min(len(numbers), chance.randint(1, most)))
    return ",".join(map(str, chosen))


def signed(last):
    return [n for n in range(-last, last + 1) if n]


def series(chance: random.Random):
    frequency = chance.choice(FREQUENCIES)
    kinds = ZONES + ["UTC", "floating"] + (["date"] * 2 if frequency in FREQUENCIES[3:] else [])
    kind = chance.choice(kinds)
    start = datetime(1970, 1, 1) + timedelta(days=chance.randrange(60 * 365), seconds=chance.randrange(86_400))
    if chance.random() < 0.3:
        start = start.replace(minute=chance.choice([0, 30]), second=0, hour=chance.choice([0, 1, 2, 3, 23]))
    if kind == "date":
        start = datetime.combine(date(start.year, start.month, start.day), datetime.min.time())
    result = Series(kind, start, {"FREQ": frequency})
    add_interval(chance, frequency, result.parts)
    add_days(chance, frequency, result.parts)
    if kind != "date":
        add_times(chance, frequency, result.parts)
    if chance.random() < 0.25 and any(name.startswith("BY") for name in result.parts):
        most = candidates(frequency, result.parts) if chance.random() < 0.97 else 366
        result.parts["BYSETPOS"] = some(chance, signed(max(1, min(366, most))), 4)
    if chance.random() < 0.4:
        result.parts["WKST"] = chance.choice(DAYS)
    add_end(chance, frequency, result)
    return result


def candidates(frequency, parts):
    """About how many of them a period has, so that BYSETPOS finds some."""
    def length(name, otherwise):
        return len(parts[name].split(",")) if name in parts else otherwise

    place = FREQUENCIES.index(frequency)
    times = length("BYSECOND", 1) if place > 0 else 1
    times *= length("BYMINUTE", 1) if place > 1 else 1
    times *= length("BYHOUR", 1) if place > 2 else 1
    days = {"WEEKLY": length("BYDAY", 1), "MONTHLY": 2, "YEARLY": 3}.get(frequency, 1)
    return days * times


def add_interval(chance, frequency, parts):
    if chance.random() < 0.5:
        most = {"YEARLY": 5, "MONTHLY": 14, "WEEKLY": 60, "DAILY": 400, "HOURLY": 200, "MINUTELY": 4000}
        parts["INTERVAL"] = chance.randint(1, chance.choice([4, most.get(frequency, 100_000)]))


def add_days(chance, frequency, parts):
    def maybe(share=0.25):
        return chance.random() < share

    rarer = 1 if frequency in LONG else 2  # many filters together, and nothing is left
    if maybe(0.25 / rarer):
        parts["BYMONTH"] = some(chance, range(1, 13), 6)
    if frequency == "YEARLY" and maybe():
        parts["BYWEEKNO"] = some(chance, signed(53), chance.choice([2, 12]))
    if frequency in ("YEARLY", "HOURLY", "MINUTELY", "SECONDLY") and maybe(0.2 / rarer):
        parts["BYYEARDAY"] = some(chance, signed(366), chance.choice([4, 60, 300]))
    if frequency != "WEEKLY" and maybe(0.25 / rarer):
        parts["BYMONTHDAY"] = some(chance, signed(31), chance.choice([3, 12]))
    if maybe(0.4):
        parts["BYDAY"] = some_days(chance, frequency, parts)


def some_days(chance, frequency, parts):
    days = chance.sample(DAYS, chance.randint(1, 4))
    if frequency not in LONG or "BYWEEKNO" in parts or chance.random() < 0.3:
        return ",".join(days)
    most = 53 if frequency == "YEARLY" and "BYMONTH" not in parts else 5
    mixed = chance.random() < 0.2

    def number():
        return "" if mixed and chance.random() < 0.5 else str(chance.choice(signed(most)))

    return ",".join(number() + day for day in days)


def add_times(chance, frequency, parts):
    for name, numbers in (("BYHOUR", range(24)), ("BYMINUTE", range(60)), ("BYSECOND", range(60))):
        if chance.random() < 0.2:
            parts[name] = some(chance, numbers, chance.choice([2, 6, 20]))


def add_end(chance, frequency, series):
    choice = chance.random()
    if choice < 0.3:
        series.parts["COUNT"] = chance.choice([1, 2, 3, 10, 50, 150])
    elif choice < 0.6:
        days = {"YEARLY": 9000, "MONTHLY": 4000, "WEEKLY": 2000, "DAILY": 500, "HOURLY": 60, "MINUTELY": 5}
        length = timedelta(days=days.get(frequency, 1)) * chance.random() * 2
        last = series.start + timedelta(seconds=int(length.total_seconds()))
        series.parts["UNTIL"] = series.until(last if series.exists(last) else last + timedelta(hours=3))
