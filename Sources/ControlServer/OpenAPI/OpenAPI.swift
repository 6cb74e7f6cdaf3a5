// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// The OpenAPI 3.1 document of this very version.
func openAPIDocument(version: String) -> String {
    """
    {"openapi": "3.1.0", "info": {"title": "Almanac", "version": "\(version)", "license": {"name": "Apache-2.0",
    "identifier": "Apache-2.0"}, "description": "Calendars that follow their servers, over a Unix socket."},
    "servers": [{"url": "http://almanac", "description": "The host does not matter on a Unix socket."}],
    "paths": {\(openAPIPaths)},
    "components": {"parameters": {\(openAPIParameters)}, "responses": {\(openAPIResponses)},
    "schemas": {\(openAPISchemas)}}}
    """
}

func openAPIResponse(version: String) -> Response {
    response(openAPIDocument(version: version).utf8, status: .ok, mediaType: "application/json")
}

let openAPIParameters = #"""
    "tz": {"name": "tz", "in": "query", "description": "The reader's time zone; default: the daemon's.",
     "schema": {"type": "string"}, "example": "Europe/Berlin"},
    "wait": {"name": "wait", "in": "query", "description": "Seconds to wait for the final state.",
     "schema": {"type": "integer", "minimum": 0, "maximum": 300}},
    "scope": {"name": "scope", "in": "query", "description": "How much of a recurring event is meant.",
     "schema": {"type": "string", "enum": ["this", "following", "series"]}},
    "instance": {"name": "instance", "in": "query",
     "description": "Which instance of a recurring event: its `recurrence_id`, or its day.",
     "schema": {"type": "string"}},
    "account": {"name": "account", "in": "path", "required": true, "schema": {"type": "string"}},
    "calendar": {"name": "calendar", "in": "path", "required": true,
     "description": "`account/name`, encoded, or a short or display name that only one has.",
     "schema": {"type": "string"}, "example": "work%2Fteam"},
    "event": {"name": "id", "in": "path", "required": true,
     "description": "Any unique prefix of an event's id; `ID/RECURRENCE_ID`, encoded, names an instance.",
     "schema": {"type": "string"}}
    """#

let openAPIResponses = #"""
    "problem": {"description": "What went wrong, why, and the next step (RFC 9457).",
     "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
    "receipt": {"description": "The final state of the edit.",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EditReceipt"}}}},
    "queued": {"description": "Recorded here; goes to the server as soon as it can be reached.",
     "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EditReceipt"}}}}
    """#
