// SPDX-License-Identifier: Apache-2.0

/// Every document on the socket. None has members that are not listed here.
let openAPISchemas = [
    valueSchemas, overviewSchemas, eventSchemas, editSchemas, syncSchemas, historySchemas,
].joined(separator: ",\n")

private let valueSchemas = #"""
    "Time": {"type": "string", "format": "date-time", "description": "RFC 3339 with the reader's offset."},
    "TimeOrDate": {"type": "string", "description": "A time with offset, or YYYY-MM-DD for an all-day event.",
     "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))?$"},
    "RequestedTime": {"type": "string",
     "description": "YYYY-MM-DD, a wall time YYYY-MM-DDTHH:MM[:SS], or a time with offset."},
    "Freshness": {"type": "object", "required": ["as_of", "complete", "quarantined", "pending", "oldest_pending"],
     "properties": {
      "as_of": {"description": "The age of the last complete view of what is shown; null: there was none yet.",
       "type": ["string", "null"], "format": "date-time"},
      "complete": {"type": "boolean", "description": "All of it was seen, and nothing is known to be missing."},
      "quarantined": {"type": "integer", "description": "Items kept aside because they cannot be read or fetched."},
      "pending": {"type": "integer", "description": "Edits not confirmed, and deletions that wait for a person."},
      "oldest_pending": {"type": ["string", "null"], "format": "date-time",
       "description": "Of those that go by themselves, neither held nor refused."}}},
    "Problem": {"type": "object", "required": ["type", "title", "status"], "unevaluatedProperties": false,
     "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
      "detail": {"type": "string"}, "hint": {"type": "string", "description": "The next command to type."},
      "errors": {"type": "array", "items": {"type": "string"}}}}
    """#

private let overviewSchemas = #"""
    "Health": {"type": "object", "required": ["status", "version", "activity", "problems"],
     "unevaluatedProperties": false, "properties": {
      "status": {"type": "string", "enum": ["ok", "degraded"]}, "version": {"type": "string"},
      "activity": {"type": "string"}, "problems": {"type": "array", "items": {"type": "string"}}}},
    "Status": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object", "unevaluatedProperties": false,
     "required": ["version", "activity", "in_step", "problems", "accounts", "calendars", "waiting", "held_deletions",
      "kept_aside", "open_conflicts"], "properties": {
      "version": {"type": "string"}, "activity": {"type": "string"},
      "in_step": {"type": "boolean", "description": "Complete, and nothing pending, held or kept aside."},
      "problems": {"type": "array", "items": {"type": "string"}},
      "accounts": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}},
      "calendars": {"type": "array", "items": {"$ref": "#/components/schemas/Calendar"}},
      "waiting": {"type": "array", "items": {"$ref": "#/components/schemas/WaitingEdit"}},
      "held_deletions": {"type": "array", "items": {"$ref": "#/components/schemas/HeldDeletion"}},
      "kept_aside": {"type": "array", "items": {"$ref": "#/components/schemas/KeptAside"}},
      "open_conflicts": {"type": "integer"}}},
    "WaitingEdit": {"type": "object", "required": ["event", "calendar", "operation", "state", "since"],
     "unevaluatedProperties": false, "properties": {
      "event": {"type": "string"}, "calendar": {"type": "string"},
      "operation": {"type": "string", "enum": ["create", "update", "delete", "move"]},
      "state": {"type": "string", "enum": ["queued", "sent", "held", "parked"]}, "title": {"type": "string"},
      "since": {"$ref": "#/components/schemas/Time"}, "reason": {"type": "string"},
      "from": {"type": "string", "description": "Of a move, in its new calendar: where it was before."},
      "to": {"type": "string", "description": "Of a move, in its old calendar: where it is now."}}},
    "HeldDeletion": {"type": "object", "required": ["calendar", "hint"], "unevaluatedProperties": false,
     "properties": {"calendar": {"type": "string"}, "event": {"type": "string"}, "title": {"type": "string"},
      "hint": {"type": "string"}}},
    "KeptAside": {"type": "object", "required": ["calendar", "href", "reason", "attempts", "hint"],
     "unevaluatedProperties": false, "properties": {
      "calendar": {"type": "string"}, "href": {"type": "string"}, "title": {"type": "string"},
      "start": {"$ref": "#/components/schemas/TimeOrDate"}, "reason": {"type": "string"},
      "attempts": {"type": "integer"}, "next_attempt": {"$ref": "#/components/schemas/Time"},
      "hint": {"type": "string"}}},
    "Account": {"type": "object", "required": ["name", "kind", "url", "username", "state"],
     "unevaluatedProperties": false, "properties": {
      "name": {"type": "string"}, "kind": {"type": "string"}, "url": {"type": "string"},
      "username": {"type": "string"}, "state": {"type": "string",
       "enum": ["active", "detached", "held", "waiting for password"]},
      "problem": {"type": "string"}, "problem_since": {"$ref": "#/components/schemas/Time"},
      "interval": {"type": "integer", "description": "Seconds between two polls; only in the status."}}},
    "AccountList": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object", "required": ["accounts"],
     "unevaluatedProperties": false,
     "properties": {"accounts": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}}},
    "AccountDetails": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object",
     "required": ["account", "homes", "addresses", "server", "calendars"], "unevaluatedProperties": false,
     "properties": {
      "account": {"$ref": "#/components/schemas/Account"}, "principal": {"type": "string"},
      "homes": {"type": "array", "items": {"type": "string"}},
      "addresses": {"type": "array", "items": {"type": "string"}, "description": "Who we are in invitations."},
      "discovered_at": {"$ref": "#/components/schemas/Time"}, "server": {"$ref": "#/components/schemas/Server"},
      "calendars": {"type": "array", "items": {"$ref": "#/components/schemas/Audit"}}}},
    "Server": {"type": "object", "description": "What was learnt of it; absent: not known yet.",
     "required": ["sync_collection"], "unevaluatedProperties": false, "properties": {
      "software": {"type": "string"}, "etag_on_put": {"type": "boolean"}, "rewrites_bodies": {"type": "boolean"},
      "listing": {"type": "string", "enum": ["complete", "by ranges of time"]},
      "sync_collection": {"type": "boolean"}, "token_dialect": {"type": "string"},
      "token_refusal": {"type": "string"}, "multiget_limit": {"type": "integer"}, "move": {"type": "boolean"},
      "scheduling": {"type": "boolean", "description": "It sends invitations itself."},
      "learnt_at": {"$ref": "#/components/schemas/Time"}}},
    "Audit": {"type": "object", "required": ["calendar", "repairs"], "unevaluatedProperties": false, "properties": {
      "calendar": {"type": "string"}, "listed_at": {"$ref": "#/components/schemas/Time"},
      "repairs": {"type": "integer", "description": "What audits found that no report had told."}}},
    "Calendar": {"allOf": [{"$ref": "#/components/schemas/Freshness"},
      {"$ref": "#/components/schemas/CalendarProperties"}], "type": "object", "unevaluatedProperties": false},
    "CalendarDetails": {"allOf": [{"$ref": "#/components/schemas/Freshness"},
      {"$ref": "#/components/schemas/CalendarProperties"}], "type": "object", "unevaluatedProperties": false,
     "required": ["events", "with_attendees"], "properties": {
      "events": {"type": "integer", "description": "A series with its changed instances is one."},
      "with_attendees": {"type": "integer", "description": "The server may tell them of a deletion."}}},
    "CalendarProperties": {"type": "object",
     "required": ["id", "account", "name", "state", "writable", "default", "held_deletions", "held_edits",
      "refused_edits", "waiting"],
     "properties": {
      "id": {"type": "string", "description": "account/name"}, "account": {"type": "string"},
      "name": {"type": "string"}, "display_name": {"type": "string"}, "color": {"type": "string"},
      "description": {"type": "string"},
      "state": {"type": "string", "enum": ["active", "detached", "missing", "held"]},
      "writable": {"type": "boolean"},
      "default": {"type": "boolean", "description": "New events go here when no calendar is named."},
      "held_deletions": {"type": "integer"},
      "held_edits": {"type": "integer", "description": "Edits of which the server would mail many people."},
      "refused_edits": {"type": "integer", "description": "Edits that the server refused for good."},
      "problem": {"type": "string"}, "problem_since": {"$ref": "#/components/schemas/Time"}, "order": {"type": "integer"},
      "components": {"type": "array", "items": {"type": "string"}, "description": "Absent: all."},
      "shared_by": {"type": "string", "description": "Whose it is, when somebody else shares it."},
      "missing_since": {"$ref": "#/components/schemas/Time"},
      "waiting": {"type": "array", "items": {"type": "string", "enum": ["display_name", "color", "order"]},
       "description": "Members that the server does not have yet."},
      "waiting_reason": {"type": "string", "description": "Why the last attempt came to nothing."},
      "refused": {"type": "string", "description": "What the server refused to be changed, and why."}}},
    "CreateCalendar": {"type": "object", "required": ["name"], "unevaluatedProperties": false, "properties": {
      "name": {"type": "string"}, "account": {"type": "string", "description": "Default: the only one."},
      "color": {"$ref": "#/components/schemas/Color"}, "order": {"type": "integer", "minimum": 0},
      "components": {"type": "array", "items": {"type": "string", "enum": ["VEVENT", "VTODO", "VJOURNAL"]},
       "description": "Default: VEVENT."}}},
    "ChangeCalendar": {"type": "object", "unevaluatedProperties": false, "properties": {
      "display_name": {"type": "string"}, "color": {"$ref": "#/components/schemas/Color"},
      "order": {"type": "integer", "minimum": 0}}},
    "Color": {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"},
    "DeletedCalendar": {"type": "object", "required": ["id", "events"], "unevaluatedProperties": false,
     "properties": {"id": {"type": "string"},
      "events": {"type": "integer", "description": "So many it held; their texts stay in the log."}}},
    "CalendarList": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object",
     "required": ["calendars"], "unevaluatedProperties": false,
     "properties": {"calendars": {"type": "array", "items": {"$ref": "#/components/schemas/Calendar"}}}}
    """#

private let eventSchemas = #"""
    "Occurrence": {"type": "object", "unevaluatedProperties": false, "required": ["id", "calendar", "title", "status",
      "all_day", "floating", "start", "end", "recurring", "pending"], "properties": {
      "id": {"type": "string", "description": "The event's, or the override's that describes this instance."},
      "short_id": {"type": "string", "description": "The shortest unique prefix; names all of a series."},
      "calendar": {"type": "string"}, "title": {"type": "string"}, "location": {"type": "string"},
      "url": {"type": "string"}, "status": {"$ref": "#/components/schemas/EventStatus"},
      "all_day": {"type": "boolean"},
      "floating": {"type": "boolean", "description": "Wall time wherever it is read."},
      "start": {"$ref": "#/components/schemas/TimeOrDate"},
      "end": {"$ref": "#/components/schemas/TimeOrDate", "description": "Exclusive."},
      "time_zone": {"type": "string", "description": "The event's own."}, "recurring": {"type": "boolean"},
      "recurrence_id": {"type": "string", "description": "Which instance of a series."},
      "pending": {"type": "boolean", "description": "An edit of it waits for the server."}}},
    "EventStatus": {"type": "string", "enum": ["confirmed", "tentative", "cancelled"]},
    "OccurrenceList": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object",
     "unevaluatedProperties": false, "required": ["from", "to", "time_zone", "events"], "properties": {
      "from": {"$ref": "#/components/schemas/Time"}, "to": {"$ref": "#/components/schemas/Time"},
      "time_zone": {"type": "string"},
      "events": {"type": "array", "items": {"$ref": "#/components/schemas/Occurrence"}},
      "next": {"type": "string", "description": "More follow: ask again with this as `after`."}}},
    "Event": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object", "unevaluatedProperties": false,
     "required": ["id", "calendar", "uid", "title", "status", "all_day", "floating", "start", "end", "recurring",
      "recurrence", "participants", "categories", "alarms", "sync", "notes"], "properties": {
      "id": {"type": "string"}, "calendar": {"type": "string"}, "uid": {"type": "string"},
      "title": {"type": "string"}, "description": {"type": "string"}, "location": {"type": "string"},
      "url": {"type": "string"}, "status": {"$ref": "#/components/schemas/EventStatus"},
      "all_day": {"type": "boolean"}, "floating": {"type": "boolean"},
      "start": {"$ref": "#/components/schemas/TimeOrDate", "description": "Of a series: of its first instance."},
      "end": {"$ref": "#/components/schemas/TimeOrDate", "description": "Exclusive."},
      "time_zone": {"type": "string"}, "recurring": {"type": "boolean"}, "recurrence_id": {"type": "string"},
      "recurrence": {"type": "array", "items": {"type": "object", "required": ["kind", "value"],
       "unevaluatedProperties": false, "properties": {
        "kind": {"type": "string", "enum": ["rrule", "rdate", "exdate"]}, "value": {"type": "string"},
        "time_zone": {"type": "string"}}}},
      "participants": {"type": "array", "items": {"type": "object", "required": ["kind", "address"],
       "unevaluatedProperties": false, "properties": {
        "kind": {"type": "string", "enum": ["organizer", "attendee"]}, "address": {"type": "string"},
        "name": {"type": "string"}, "status": {"type": "string"}, "role": {"type": "string"}}}},
      "categories": {"type": "array", "items": {"type": "string"}},
      "alarms": {"type": "array", "items": {"$ref": "#/components/schemas/Alarm"}},
      "sync": {"type": "object", "required": ["state"], "unevaluatedProperties": false, "properties": {
        "state": {"type": "string", "enum": ["synced", "queued", "sent", "held", "parked"]},
        "href": {"type": "string"}, "etag": {"type": "string"},
        "last_sync": {"$ref": "#/components/schemas/Time"}, "reason": {"type": "string"},
        "moving_from": {"type": "array", "items": {"type": "string"},
         "description": "The calendars that it is being moved from; absent when none."}}},
      "read_only_reason": {"type": "string", "description": "Why it cannot be edited; absent when it can."},
      "notes": {"type": "array", "items": {"type": "string"}},
      "created_at": {"$ref": "#/components/schemas/Time"}, "updated_at": {"$ref": "#/components/schemas/Time"}}}
    """#

private let editSchemas = #"""
    "Alarm": {"type": "object", "description": "A reminder: `trigger` or `at`.", "unevaluatedProperties": false,
     "properties": {
      "trigger": {"type": "string", "description": "ISO 8601 after the start, such as -PT10M for before it."},
      "related": {"type": "string", "enum": ["start", "end"], "description": "What `trigger` counts from."},
      "at": {"$ref": "#/components/schemas/Time"},
      "action": {"type": "string", "description": "A new one is `display`."}, "description": {"type": "string"}}},
    "Attendee": {"type": "object", "required": ["address"], "unevaluatedProperties": false, "properties": {
      "address": {"type": "string", "description": "An e-mail address or another calendar user address."},
      "name": {"type": "string"}, "role": {"type": "string",
       "enum": ["req-participant", "opt-participant", "non-participant", "chair"]}}},
    "CreateEvent": {"type": "object", "required": ["title", "start"], "unevaluatedProperties": false, "properties": {
      "title": {"type": "string"}, "start": {"$ref": "#/components/schemas/RequestedTime",
       "description": "A date makes an all-day event; a wall time stands in `time_zone`."},
      "end": {"$ref": "#/components/schemas/RequestedTime", "description": "Exclusive."},
      "duration": {"type": "string", "description": "ISO 8601 instead of `end`; default PT1H or P1D."},
      "time_zone": {"type": "string", "description": "Default: `tz`. `floating` for wall time wherever it is read."},
      "calendar": {"type": "string", "description": "Default: the default calendar, or the only writable one."},
      "description": {"type": "string"}, "location": {"type": "string"}, "url": {"type": "string"},
      "status": {"$ref": "#/components/schemas/EventStatus"},
      "recurrence_rule": {"type": "string", "description": "The value of an RRULE."},
      "categories": {"type": "array", "items": {"type": "string"}},
      "alarms": {"type": "array", "items": {"$ref": "#/components/schemas/Alarm"}},
      "attendees": {"type": "array", "items": {"$ref": "#/components/schemas/Attendee"}},
      "organizer": {"type": "string", "description": "Who invites; default: the account's user."}}},
    "ChangeEvent": {"type": "object", "unevaluatedProperties": false, "properties": {
      "title": {"type": "string"}, "description": {"type": ["string", "null"]},
      "location": {"type": ["string", "null"]}, "url": {"type": ["string", "null"]},
      "status": {"type": ["string", "null"]}, "start": {"$ref": "#/components/schemas/RequestedTime",
       "description": "Without `end` or `duration` the length stays."},
      "end": {"$ref": "#/components/schemas/RequestedTime"}, "duration": {"type": "string"},
      "time_zone": {"type": "string", "description": "The event's new zone, or `floating`."},
      "categories": {"type": ["array", "null"], "items": {"type": "string"}},
      "alarms": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Alarm"},
       "description": "All reminders; one that is there already, by its time, stays as it is."},
      "attendees": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Attendee"},
       "description": "All attendees; one who is there already, by the address, stays as they are."},
      "organizer": {"type": "string", "description": "Who invites, where nobody does yet."},
      "answer": {"type": "object", "required": ["status"], "unevaluatedProperties": false, "properties": {
        "status": {"type": "string", "enum": ["accepted", "declined", "tentative", "needs-action"]},
        "address": {"type": "string", "description": "Which attendee; default: the account's user."}}},
      "recurrence_rule": {"type": ["string", "null"], "description": "The value of an RRULE; of a whole series."},
      "exceptions": {"type": ["array", "null"], "items": {"type": "string"},
       "description": "The recurrence ids of the instances that do not take place; of a whole series."}}},
    "MoveEvent": {"type": "object", "required": ["calendar"], "unevaluatedProperties": false, "properties": {
      "calendar": {"type": "string", "description": "`account/name`, or a short or display name that only one has."},
      "anyway": {"type": "boolean", "default": false,
       "description": "Also to another account, where the attendees are mailed for it."}}},
    "EditReceipt": {"type": "object", "required": ["id", "calendar", "title", "operation", "state"],
     "unevaluatedProperties": false, "properties": {
      "id": {"type": "string"}, "short_id": {"type": "string"}, "calendar": {"type": "string"},
      "title": {"type": "string"}, "operation": {"type": "string",
       "enum": ["create", "update", "delete", "move"]},
      "state": {"type": "string", "enum": ["queued", "confirmed", "refused", "held", "dropped"]},
      "reason": {"type": "string"},
      "from": {"type": "string", "description": "Of a move: the calendar that it was in."}}}
    """#

private let syncSchemas = #"""
    "SyncRequest": {"type": "object", "unevaluatedProperties": false, "properties": {
      "accounts": {"type": "array", "items": {"type": "string"}},
      "calendars": {"type": "array", "items": {"type": "string"}},
      "approve_deletions": {"type": "string", "description": "The calendar whose held deletions are approved."},
      "approve_mail": {"type": "string",
       "description": "The calendar whose edits may go though the server mails many people."}}},
    "Sync": {"type": "object", "required": ["ticket", "finished", "in_step", "accounts"],
     "unevaluatedProperties": false, "properties": {
      "ticket": {"type": "string"}, "finished": {"type": "boolean"}, "in_step": {"type": "boolean"},
      "accounts": {"type": "array", "items": {"$ref": "#/components/schemas/AccountSync"}}}},
    "AccountSync": {"type": "object", "required": ["account", "phase", "calendars"], "unevaluatedProperties": false,
     "properties": {"account": {"type": "string"}, "phase": {"type": "string", "enum": ["waiting", "discovering",
       "polling", "listing", "fetching", "sending", "finished"]},
      "calendar": {"type": "string"}, "done": {"type": "integer"}, "total": {"type": "integer"},
      "problem": {"type": "string"},
      "calendars": {"type": "array", "items": {"$ref": "#/components/schemas/CalendarSync"}}}},
    "CalendarSync": {"type": "object", "unevaluatedProperties": false, "required": ["calendar", "complete", "created",
      "changed", "deleted", "pushed", "conflicts", "quarantined", "held_deletions", "pending"], "properties": {
      "calendar": {"type": "string"}, "complete": {"type": "boolean"}, "created": {"type": "integer"},
      "changed": {"type": "integer"}, "deleted": {"type": "integer"}, "pushed": {"type": "integer"},
      "conflicts": {"type": "integer"}, "quarantined": {"type": "integer"}, "held_deletions": {"type": "integer"},
      "pending": {"type": "integer"}, "problem": {"type": "string"}}},
    "Reload": {"type": "object", "required": ["changes"], "unevaluatedProperties": false,
     "properties": {"changes": {"type": "array", "items": {"type": "string"}}}}
    """#

private let historySchemas = #"""
    "Change": {"type": "object", "required": ["position", "kind", "calendar", "at"], "unevaluatedProperties": false,
     "properties": {"position": {"type": "string"}, "kind": {"type": "string", "enum": ["created", "changed",
       "deleted", "confirmed", "refused", "calendar"]},
      "calendar": {"type": "string"}, "event": {"type": "string"}, "from": {"$ref": "#/components/schemas/Time"},
      "to": {"$ref": "#/components/schemas/Time"}, "at": {"$ref": "#/components/schemas/Time"}}},
    "ChangePage": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object",
     "required": ["position", "reset", "more", "changes"], "unevaluatedProperties": false, "properties": {
      "position": {"type": "string", "description": "Ask again with this as `since`."},
      "reset": {"type": "boolean", "description": "The position is not known here: drop what you cached."},
      "more": {"type": "boolean"},
      "changes": {"type": "array", "items": {"$ref": "#/components/schemas/Change"}}}},
    "ConflictSummary": {"type": "object", "required": ["id", "event", "calendar", "title", "at", "decision", "rule",
      "open"], "properties": {
      "id": {"type": "integer"}, "event": {"type": "string"}, "calendar": {"type": "string"},
      "title": {"type": "string"}, "at": {"$ref": "#/components/schemas/Time"}, "decision": {"type": "string"},
      "rule": {"type": "string"}, "open": {"type": "boolean", "description": "Nobody has settled it yet."},
      "settled_at": {"$ref": "#/components/schemas/Time", "description": "Absent while it is open."}}},
    "ConflictList": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object",
     "required": ["conflicts"], "unevaluatedProperties": false,
     "properties": {"conflicts": {"type": "array", "items": {"$ref": "#/components/schemas/ConflictSummary"}}}},
    "Conflict": {"allOf": [{"$ref": "#/components/schemas/Freshness"},
      {"$ref": "#/components/schemas/ConflictSummary"}], "type": "object", "required": ["texts"],
     "unevaluatedProperties": false, "properties": {"texts": {"type": "object", "unevaluatedProperties": false,
      "properties": {"base": {"type": "string", "description": "What both sides had last agreed on."},
       "local": {"type": "string"}, "remote": {"type": "string"}}}}},
    "LogEntry": {"type": "object", "unevaluatedProperties": false, "required": ["id", "at", "origin", "cause",
      "calendar", "event", "kind"], "properties": {
      "id": {"type": "integer"}, "at": {"$ref": "#/components/schemas/Time"},
      "origin": {"type": "string", "enum": ["remote", "local"]}, "cause": {"type": "string"},
      "run": {"type": "string"}, "calendar": {"type": "string"}, "event": {"type": "string"},
      "kind": {"type": "string", "enum": ["created", "changed", "deleted", "confirmed", "refused", "discarded"]},
      "title": {"type": "string"}, "from": {"type": "string", "description": "Of a move: where it was."}}},
    "Log": {"allOf": [{"$ref": "#/components/schemas/Freshness"}], "type": "object", "required": ["entries"],
     "unevaluatedProperties": false, "properties": {
      "entries": {"type": "array", "items": {"$ref": "#/components/schemas/LogEntry"}},
      "next": {"type": "integer", "description": "Older ones follow: ask again with this as `before`."}}}
    """#
