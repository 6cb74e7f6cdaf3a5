// SPDX-License-Identifier: Apache-2.0

import CalendarBridge
import CalendarModel
import ControlWire

extension NewEvent {
    init(_ request: CreateEventRequest) throws(ProblemDocument) {
        self.init(
            title: request.title,
            schedule: try RequestedSchedule(
                start: request.start, end: request.end, duration: request.duration, timeZone: request.timeZone),
            calendar: request.calendar, description: request.description, location: request.location,
            url: request.url, status: request.status, recurrenceRule: request.recurrenceRule,
            categories: request.categories ?? [])
    }
}

extension EventChange {
    init(_ request: ChangeEventRequest) throws(ProblemDocument) {
        self.init()
        title = FieldEdit(request.title)
        description = FieldEdit(request.description)
        location = FieldEdit(request.location)
        url = FieldEdit(request.url)
        status = FieldEdit(request.status)
        schedule = try RequestedSchedule(
            start: request.start, end: request.end, duration: request.duration, timeZone: request.timeZone)
    }
}

extension FieldEdit {
    init(_ change: FieldChange<Value>) where Value: Codable {
        switch change {
        case .keep: self = .keep
        case .set(let value): self = .set(value)
        case .clear: self = .clear
        }
    }
}

extension RequestedSchedule {
    init(
        start: RequestedTime?, end: RequestedTime?, duration: String?, timeZone: String?
    ) throws(ProblemDocument) {
        if end != nil, duration != nil { throw ProblemDocument.badRequest("Give `end` or `duration`, not both.") }
        var length: NominalLength?
        if let duration {
            guard let value = NominalLength(duration) else {
                throw ProblemDocument.badRequest("`duration` takes ISO 8601 such as PT90M or P2D, not \"\(duration)\".")
            }
            length = value
        }
        self.init(
            start: start.map { RequestedMoment($0) }, end: end.map { RequestedMoment($0) }, length: length,
            timeZone: timeZone)
    }
}

extension EditReceipt {
    init(_ outcome: EditOutcome) {
        let (state, reason): (State, String?) =
            switch outcome.state {
            case .queued: (.queued, nil)
            case .confirmed: (.confirmed, nil)
            case .refused(let reason): (.refused, reason)
            case .held(let reason): (.held, reason)
            case .dropped: (.dropped, nil)
            }
        self.init(
            id: outcome.event.rawValue, shortID: outcome.shortID, calendar: outcome.calendar.rawValue,
            title: outcome.title, operation: outcome.operation.rawValue, state: state, reason: reason)
    }
}
