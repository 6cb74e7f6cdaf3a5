# SPDX-License-Identifier: Apache-2.0
"""Says what Python's icalendar reads in calendar texts: an answer of one line of JSON for each line of standard input.

A question is {"body": TEXT in base64}. The answer is {"components": [...], "written": TEXT in base64}, or {"error": WHY}.
"components" are the calendars of the text, each with what it holds:
  {"name": "VCALENDAR", "properties": [{"name": NAME, "parameters": [...], "value": VALUE}, ...], "components": [...]}
Parameters are written as NAME=VALUE, sorted; a value is the decoded text, or what icalendar writes for any other type. What
icalendar could not read of a component stands there too, with "error" for its parameters, the reason for its value.
"written" is the text as icalendar writes it again.

Run it with the environment "python" that scripts/servers/install makes.
"""

import base64
import json
import sys

import icalendar


def text_of(value):
    if isinstance(value, icalendar.vText):
        return str(value)
    if hasattr(value, "to_ical"):
        written = value.to_ical()
        return written.decode("utf-8", "replace") if isinstance(written, bytes) else str(written)
    return str(value)


def parameters_of(value):
    parameters = getattr(value, "params", {})
    return sorted(f"{name}={value}" for name, value in parameters.items())


def properties_of(component):
    for name, value in component.property_items(recursive=False, sorted=False):
        if name not in ("BEGIN", "END"):
            yield {"name": name, "parameters": parameters_of(value), "value": text_of(value)}
    for name, error in getattr(component, "errors", []):
        yield {"name": name or "error", "parameters": ["error"], "value": str(error)}


def tree_of(component):
    return {
        "name": component.name,
        "properties": list(properties_of(component)),
        "components": [tree_of(part) for part in component.subcomponents],
    }


def answer(body):
    calendars = icalendar.Calendar.from_ical(body, multiple=True)
    written = b"".join(calendar.to_ical() for calendar in calendars)
    return {
        "components": [tree_of(calendar) for calendar in calendars],
        "written": base64.b64encode(written).decode(),
    }


for line in sys.stdin:
    try:
        result = answer(base64.b64decode(json.loads(line)["body"]))
    except Exception as error:  # of any kind: what a text makes of the reader is the answer
        result = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(result))
