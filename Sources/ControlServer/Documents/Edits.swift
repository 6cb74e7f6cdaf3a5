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
            categories: request.categories ?? [],
            alarms: try (request.alarms ?? []).map { document throws(ProblemDocument) in try EventAlarm(document) },
            attendees: (request.attendees ?? []).map { Attendee($0) }, organizer: request.organizer)
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
        categories = FieldEdit(request.categories)
        switch request.alarms {
        case .keep: break
        case .clear: alarms = .clear
        case .set(let documents):
            alarms = .set(try documents.map { document throws(ProblemDocument) in try EventAlarm(document) })
        }
        switch request.attendees {
        case .keep: break
        case .clear: attendees = .clear
        case .set(let people): attendees = .set(people.map { Attendee($0) })
        }
        organizer = request.organizer
        answer = request.answer.map { RequestedAnswer(status: $0.status, address: $0.address) }
        recurrenceRule = FieldEdit(request.recurrenceRule)
        exceptions = FieldEdit(request.exceptions)
    }
}

extension Attendee {
    init(_ request: AttendeeRequest) { self.init(address: request.address, name: request.name, role: request.role) }
}

extension EventAlarm {
    init(_ document: AlarmDocument) throws(ProblemDocument) {
        let trigger: Trigger
        switch (document.trigger, document.at) {
        case (let text?, nil):
            let isBefore = text.hasPrefix("-")
            guard let length = NominalLength(isBefore ? String(text.dropFirst()) : text) else {
                throw ProblemDocument.badRequest("A reminder's `trigger` is such as -PT10M, not \"\(text)\".")
            }
            let seconds = (Int64(length.days) * 86_400 + length.seconds) * (isBefore ? -1 : 1)
            switch document.related {
            case nil, "start": trigger = .start(seconds)
            case "end": trigger = .end(seconds)
            default: throw ProblemDocument.badRequest("A reminder's `related` is `start` or `end`.")
            }
        case (nil, let time?): trigger = .at(Instant(seconds: time.instant))
        default: throw ProblemDocument.badRequest("A reminder has either `trigger` or `at`.")
        }
        self.init(trigger: trigger, action: document.action ?? "display", description: document.description)
    }
}

extension AlarmDocument {
    init(_ alarm: EventAlarm) {
        self.init(action: alarm.action, description: alarm.description)
        switch alarm.trigger {
        case .start(let seconds): trigger = NominalLength.text(seconds: seconds)
        case .end(let seconds): (trigger, related) = (NominalLength.text(seconds: seconds), "end")
        case .at(let moment): at = Timestamp(moment)
        }
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
            title: outcome.title, operation: outcome.from == nil ? outcome.operation.rawValue : "move", state: state,
            reason: reason, from: outcome.from?.rawValue)
    }
}
