// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import CalendarStorage

extension StoreReading {
    /// The event that an id or a unique prefix of one names: an override by its full id, else the master.
    func event(named text: String) throws -> EventRow {
        if let exact = try event(EventID(text)) { return exact }
        let prefix = text.lowercased()
        guard !prefix.isEmpty, prefix.utf8.count <= 100 else { throw notFound(text) }
        let found = try events(idPrefix: prefix, limit: 200)
        guard let first = found.first else { throw notFound(text) }
        guard found.allSatisfy({ $0.object == first.object }) else { throw try ambiguous(text, found) }
        return found.first { $0.recurrenceID == nil } ?? first
    }

    /// As ``event(named:)``; an object that was deleted here by its full id only.
    func object(named text: String) throws -> ObjectID {
        let id = EventID(text.lowercased()).object
        return try object(id)?.id ?? event(named: text).object
    }

    /// The shortest prefix, of four characters at least, that names the object and no other.
    func shortID(of object: ObjectID) throws -> String {
        let id = object.rawValue
        for length in 4..<max(5, id.count) {
            let prefix = String(id.prefix(length))
            if try events(idPrefix: prefix, limit: 50).allSatisfy({ $0.object == object }) { return prefix }
        }
        return id
    }

    private func notFound(_ text: String) -> BridgeError {
        BridgeError(.notFound, "There is no event \"\(text.prefix(100))\".", hint: "almanac agenda")
    }

    private func ambiguous(_ text: String, _ found: [EventRow]) throws -> BridgeError {
        var seen: Set<ObjectID> = []
        let different = found.filter { seen.insert($0.object).inserted }
        let names = try different.prefix(5).map { "\(try shortID(of: $0.object)) \"\($0.title)\"" }
        let more = different.count > 5 ? ", …" : ""
        return BridgeError(
            .ambiguous, "Several events begin with \"\(text)\".",
            hint: "Use one of: \(names.joined(separator: ", "))\(more)")
    }
}
