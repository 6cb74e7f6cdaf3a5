// SPDX-License-Identifier: Apache-2.0

/// Every route, as in ``controlRouter(_:version:journal:)``.
let openAPIPaths = [
    overviewPaths, calendarPaths, eventPaths, commandPaths, historyPaths,
].joined(separator: ",\n")

private let overviewPaths = #"""
    "/v1/health": {"get": {"operationId": "health", "summary": "Whether the daemon itself works", "responses": {
     "200": {"description": "It works.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}},
     "503": {"description": "Something is wrong with it.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}}}}}},
    "/v1/status": {"get": {"operationId": "status", "summary": "How fresh everything is, and what waits for whom",
     "responses": {"200": {"description": "From one view of the database.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/accounts": {"get": {"operationId": "listAccounts", "summary": "All accounts", "responses": {
     "200": {"description": "By name.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AccountList"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/accounts/{account}": {"parameters": [{"$ref": "#/components/parameters/account"}],
     "get": {"operationId": "getAccount", "summary": "One account, and what its server was seen to do", "responses": {
      "200": {"description": "The account.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AccountDetails"}}}},
      "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/openapi.json": {"get": {"operationId": "openapi", "summary": "This document", "responses": {
     "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}}}}
    """#

private let calendarPaths = #"""
    "/v1/calendars": {
     "get": {"operationId": "listCalendars", "summary": "All calendars", "responses": {
      "200": {"description": "By account, then by order.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CalendarList"}}}},
      "default": {"$ref": "#/components/responses/problem"}}},
     "post": {"operationId": "createCalendar", "summary": "A new calendar",
      "description": "Made on the server while the answer waits; nothing is left half done.",
      "requestBody": {"required": true,
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateCalendar"}}}},
      "responses": {"201": {"description": "It is there.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Calendar"}}}},
      "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/calendars/{calendar}": {"parameters": [{"$ref": "#/components/parameters/calendar"}],
     "get": {"operationId": "getCalendar", "summary": "One calendar with how much it holds", "responses": {
      "200": {"description": "The calendar.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CalendarDetails"}}}},
      "default": {"$ref": "#/components/responses/problem"}}},
     "patch": {"operationId": "changeCalendar", "summary": "Its name, colour and place (what is absent stays)",
      "parameters": [{"$ref": "#/components/parameters/wait"}],
      "requestBody": {"required": true,
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ChangeCalendar"}}}},
      "responses": {"200": {"description": "The server has answered; `refused` tells what it did not take.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Calendar"}}}},
      "202": {"description": "Recorded here; goes to the server as soon as it can be reached.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Calendar"}}}},
      "default": {"$ref": "#/components/responses/problem"}}},
     "delete": {"operationId": "deleteCalendar", "summary": "Deletes it on the server, with everything in it",
      "description": "The texts stay in the log. A server that sends invitations may mail cancellations.",
      "parameters": [{"name": "discard_edits", "in": "query", "schema": {"type": "boolean", "default": false},
       "description": "Also when edits wait for it, which are lost then."}],
      "responses": {"200": {"description": "It is gone.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeletedCalendar"}}}},
      "default": {"$ref": "#/components/responses/problem"}}}}
    """#

private let eventPaths = #"""
    "/v1/events": {
     "get": {"operationId": "listEvents", "summary": "Instances that touch a range, by start", "parameters": [
       {"name": "from", "in": "query", "required": true, "schema": {"$ref": "#/components/schemas/RequestedTime"},
        "description": "A date or a wall time in the reader's zone, or a time with offset."},
       {"name": "to", "in": "query", "required": true, "schema": {"$ref": "#/components/schemas/RequestedTime"},
        "description": "Exclusive."},
       {"$ref": "#/components/parameters/tz"},
       {"name": "calendar", "in": "query", "schema": {"type": "array", "items": {"type": "string"}},
        "description": "Only these; `account/name`, or a short or display name that only one has."},
       {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10000,
        "default": 1000}},
       {"name": "after", "in": "query", "schema": {"type": "string"}, "description": "`next` of the page before."},
       {"name": "short_ids", "in": "query", "schema": {"type": "boolean", "default": false},
        "description": "Adds `short_id` to each."}],
      "responses": {"200": {"description": "One page.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OccurrenceList"}}}},
      "default": {"$ref": "#/components/responses/problem"}}},
     "post": {"operationId": "createEvent", "summary": "A new event", "parameters": [
       {"$ref": "#/components/parameters/tz"}, {"$ref": "#/components/parameters/wait"}],
      "requestBody": {"required": true,
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateEvent"}}}},
      "responses": {"200": {"$ref": "#/components/responses/receipt"},
       "202": {"$ref": "#/components/responses/queued"}, "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/events/{id}": {"parameters": [{"$ref": "#/components/parameters/event"}],
     "get": {"operationId": "getEvent", "summary": "One event in full", "parameters": [
       {"$ref": "#/components/parameters/instance"}, {"$ref": "#/components/parameters/tz"}],
      "responses": {"200": {"description": "The event.",
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}},
      "default": {"$ref": "#/components/responses/problem"}}},
     "patch": {"operationId": "changeEvent", "summary": "Changes an event (RFC 7396: what is absent stays)",
      "description": "Wall times are meant in `time_zone`, else in `tz`, else in the event's own zone.",
      "parameters": [{"$ref": "#/components/parameters/scope"}, {"$ref": "#/components/parameters/instance"},
       {"$ref": "#/components/parameters/tz"}, {"$ref": "#/components/parameters/wait"}],
      "requestBody": {"required": true,
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ChangeEvent"}}}},
      "responses": {"200": {"$ref": "#/components/responses/receipt"},
       "202": {"$ref": "#/components/responses/queued"}, "default": {"$ref": "#/components/responses/problem"}}},
     "delete": {"operationId": "deleteEvent", "summary": "Deletes an event", "parameters": [
       {"$ref": "#/components/parameters/scope"}, {"$ref": "#/components/parameters/instance"},
       {"$ref": "#/components/parameters/tz"}, {"$ref": "#/components/parameters/wait"}],
      "responses": {"200": {"$ref": "#/components/responses/receipt"},
       "202": {"$ref": "#/components/responses/queued"}, "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/events/{id}/move": {"parameters": [{"$ref": "#/components/parameters/event"}],
     "post": {"operationId": "moveEvent", "summary": "Moves an event, all of it, to another calendar",
      "parameters": [{"$ref": "#/components/parameters/wait"}],
      "requestBody": {"required": true,
       "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MoveEvent"}}}},
      "responses": {"200": {"$ref": "#/components/responses/receipt"},
       "202": {"$ref": "#/components/responses/queued"}, "default": {"$ref": "#/components/responses/problem"}}}}
    """#

private let commandPaths = #"""
    "/v1/sync": {"post": {"operationId": "sync", "summary": "Starts a sync, or joins the one under way",
     "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/SyncRequest"}}}},
     "responses": {"202": {"description": "It runs; ask for its ticket.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sync"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/sync/{ticket}": {"get": {"operationId": "syncProgress", "summary": "How far a sync has come", "parameters": [
      {"name": "ticket", "in": "path", "required": true, "schema": {"type": "string"}},
      {"$ref": "#/components/parameters/wait"}],
     "responses": {"200": {"description": "Its state now, or its end.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sync"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/reload": {"post": {"operationId": "reload", "summary": "Reads the settings again and waits for the outcome",
     "responses": {"200": {"description": "In force.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Reload"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}}
    """#

private let historyPaths = #"""
    "/v1/changes": {"get": {"operationId": "listChanges", "summary": "What became stale since a position",
     "parameters": [
      {"name": "since", "in": "query", "schema": {"type": "string"},
       "description": "`position` of the answer before; absent: from the oldest change kept."},
      {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10000,
       "default": 1000}}],
     "responses": {"200": {"description": "Oldest first.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ChangePage"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/conflicts": {"get": {"operationId": "listConflicts", "summary": "Edits of both sides that met", "parameters": [
      {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["open", "all"], "default": "open"}}],
     "responses": {"200": {"description": "Newest first, without texts.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConflictList"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/conflicts/{id}": {"get": {"operationId": "getConflict", "summary": "A conflict with its three texts",
     "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
     "responses": {"200": {"description": "The conflict.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Conflict"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/conflicts/{id}/settle": {"post": {"operationId": "settleConflict",
     "summary": "Says that somebody is done with a conflict; what was kept stays as it is",
     "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
     "responses": {"200": {"description": "The conflict, settled now, without texts.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConflictSummary"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}},
    "/v1/log": {"get": {"operationId": "listLog", "summary": "Every applied change, newest first", "parameters": [
      {"name": "since", "in": "query", "schema": {"$ref": "#/components/schemas/RequestedTime"}},
      {"$ref": "#/components/parameters/tz"},
      {"name": "calendar", "in": "query", "schema": {"type": "string"}},
      {"name": "event", "in": "query", "schema": {"type": "string"}},
      {"name": "run", "in": "query", "schema": {"type": "string"}},
      {"name": "before", "in": "query", "schema": {"type": "integer", "minimum": 0},
       "description": "`next` of the page before."},
      {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000,
       "default": 100}}],
     "responses": {"200": {"description": "One page.",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Log"}}}},
     "default": {"$ref": "#/components/responses/problem"}}}}
    """#
