# SPDX-License-Identifier: Apache-2.0
"""compare_rules.py SEED NUMBER: random series and what the oracles make of them, a JSON object on each line.

  text, rule          the calendar; its rule, for people
  from, to            the window, in seconds since 1970; wall time counts as if it were UTC
  expected            the starts in it that python-dateutil finds, at most 200, ascending, each moment once
  same                the other oracles that find the same
  others              what those find that do not
  cannot              those that refuse the rule or take too long
  late                dateutil took too long: `to` is after the last one it found
"""

import json
import random
import sys

from oracles import Libical, dateutil_instances, recurring_instances
from rules import series

INSTANCES = 200
LIBICAL_ENDS = 16_725_225_600  # 2500: it gives up in the century after


def window(chance, series, walls, in_time):
    """From DTSTART on, or from some later instance; to the last one after which no other can be earlier."""
    known = [series.seconds(wall) for wall in walls if series.exists(wall)] or [series.seconds(series.start)]
    ended = in_time and len(walls) < INSTANCES
    first = known[0] - 86_400 if chance.random() < 0.5 else chance.choice(known)
    return first, known[-1] + (400 * 86_400 if ended else 1)


def compared(chance, libical):
    one = series(chance)
    walls, in_time = dateutil_instances(one, INSTANCES)
    first, last = window(chance, one, walls, in_time)

    def shown(walls):
        return [s for s in sorted({one.seconds(wall) for wall in walls}) if first <= s < last]

    expected = shown(walls)
    result = {"text": one.text(), "rule": one.rule, "from": first, "to": last, "expected": expected,
              "same": [], "others": {}, "cannot": [], "late": not in_time}
    found = {"recurring-ical-events": None, "libical": None}
    if in_time:
        found["recurring-ical-events"] = recurring_instances(one, walls, first, last)
        by_libical = libical.instances(one, len(walls) if len(walls) == INSTANCES else INSTANCES)
        if by_libical is not None:
            # Compared as long as it goes on; what it leaves out before that is seen.
            later = [s for s in expected if s >= LIBICAL_ENDS]
            found["libical"] = [s for s in shown(by_libical) if s < LIBICAL_ENDS] + later
    for name, moments in found.items():
        if moments is None:
            result["cannot"].append(name)
        elif moments == expected:
            result["same"].append(name)
        else:
            result["others"][name] = moments
    return result


def main():
    chance = random.Random(int(sys.argv[1]))
    libical = Libical()
    for _ in range(int(sys.argv[2])):
        print(json.dumps(compared(chance, libical)))


main()
