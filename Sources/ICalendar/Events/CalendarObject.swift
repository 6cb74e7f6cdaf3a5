// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// A text with its components named: which are the master, the overrides, the zones.
struct CalendarObject {
    struct Item {
        /// Index into ``CalendarText/components``.
        let component: Int
        var uid: String
        /// Present in an override, also when its value could not be read.
        var recurrenceLine: ContentLine?
        /// In the form of the master's DTSTART.
        var recurrenceTime: EventTime?
        /// Canonical, as in ``ComponentKey``.
        var recurrenceID: String?
        var start: EventTime?
        /// A later duplicate of the same key: kept in the text, not read.
        var isSuperseded = false

        var key: ComponentKey { ComponentKey(uid: uid, recurrenceID: recurrenceID) }
    }

    let text: CalendarText
    var resolver: ZoneResolver
    /// Everything on the first level but time zones, in the order of the text.
    private(set) var items: [Item] = []
    private(set) var zones: [Int] = []
    private(set) var kind = DerivedObject.Kind.other
    private(set) var notes: [String] = []
    /// Why it is never edited; `nil` when it may be.
    private(set) var uneditable: String?

    /// - Throws: why nothing in the text can be relied on.
    init(_ text: CalendarText, zones: TimeZones) throws(ICalendarError) {
        if let failure = text.failure { throw ICalendarError(failure) }
        self.text = text
        resolver = ZoneResolver(text, zones: zones)
        collect()
        guard !items.isEmpty else { throw ICalendarError("holds no event, to-do or journal entry") }
        nameOverrides()
        settleDuplicates()
        judge()
    }

    private mutating func collect() {
        for (index, component) in text.components.enumerated() {
            guard let parent = component.parent, text.components[parent].parent == nil else { continue }
            if component.name == .zone { zones.append(index) } else { items.append(item(index)) }
        }
    }

    private mutating func item(_ component: Int) -> Item {
        var item = Item(component: component, uid: "")
        for line in text.ownLines(of: component) {
            switch line.name {
            case .uid where item.uid.isEmpty: item.uid = text.unescaped(text.text.trimmed(line.valueRange))
            case .recurrenceID where item.recurrenceLine == nil: item.recurrenceLine = line
            // Other programs may take the other one.
            case .uid, .recurrenceID: uneditable = uneditable ?? "says twice which event it is"
            case .start where item.start == nil: item.start = time(line)
            default: break
            }
        }
        return item
    }

    /// A DATE or DATE-TIME property; `nil` if its value is none.
    mutating func time(_ line: ContentLine) -> EventTime? { time(line, line.valueRange) }

    mutating func time(_ line: ContentLine, _ value: Range<Int>) -> EventTime? {
        guard let digits = DateDigits(text.text, value) else { return nil }
        return time(digits, of: line)
    }

    private mutating func time(_ digits: DateDigits, of line: ContentLine) -> EventTime {
        if !digits.hasTime { return EventTime(wall: digits.wall, form: .date) }
        guard line.hasParameters else { return EventTime(wall: digits.wall, form: digits.isUTC ? .utc : .floating) }
        if let type = text.parameter(.value, of: line), text.text.matches("DATE", at: text.text.unquoted(type)) {
            return EventTime(wall: digits.wall - digits.wall.flooredRemainder(by: 86_400), form: .date)
        }
        if digits.isUTC { return EventTime(wall: digits.wall, form: .utc) }
        guard let id = text.parameter(.zoneID, of: line), let zone = resolver.zone(id) else {
            return EventTime(wall: digits.wall, form: .floating)
        }
        return EventTime(wall: digits.wall, form: .zoned(zone))
    }

    /// An override with a RANGE: it speaks of more than its own instance.
    func isForFollowing(_ item: Item) -> Bool {
        item.recurrenceLine.map { text.parameter(.range, of: $0) != nil } ?? false
    }

    /// The master of a UID: its component without RECURRENCE-ID.
    func master(of uid: String) -> Item? { items.first { $0.recurrenceLine == nil && $0.uid == uid } }

    private mutating func nameOverrides() {
        var masters: [String: EventTime] = [:]
        guard items.contains(where: { $0.recurrenceLine != nil }) else { return }
        for item in items where item.recurrenceLine == nil && masters[item.uid] == nil {
            masters[item.uid] = item.start
        }
        for index in items.indices {
            guard let line = items[index].recurrenceLine else { continue }
            guard let time = time(line) else {
                uneditable = uneditable ?? "a RECURRENCE-ID cannot be read"
                items[index].recurrenceID = text.string(line.valueRange)
                continue
            }
            let slot = Self.slot(time, in: masters[items[index].uid])
            items[index].recurrenceTime = slot
            items[index].recurrenceID = basicFormat(
                slot.form.kind, slot.form.seconds(fromWall: slot.wall))
        }
    }

    /// The instance that a RECURRENCE-ID means, as the master writes its own times. A date names that day's instance.
    static func slot(_ time: EventTime, in master: EventTime?) -> EventTime {
        guard let master else { return time }
        if case .date = time.form, master.form.kind != .date {
            return EventTime(wall: time.wall + master.wall.flooredRemainder(by: 86_400), form: master.form)
        }
        return EventTime(wall: time.wall(in: master.form), form: master.form)
    }

    /// Of several components with one key the highest SEQUENCE counts, then the latest DTSTAMP.
    private mutating func settleDuplicates() {
        guard items.count > 1 else { return }
        var winners: [ComponentKey: Int] = [:]
        var ranks: [Int: (Int, Int64)] = [:]
        for index in items.indices {
            guard let other = winners[items[index].key] else {
                winners[items[index].key] = index
                continue
            }
            uneditable = uneditable ?? "holds the same instance twice"
            let (mine, best) = (rank(items[index]), ranks[other] ?? rank(items[other]))
            let isNewer = mine > best
            items[isNewer ? other : index].isSuperseded = true
            winners[items[index].key] = isNewer ? index : other
            ranks[isNewer ? index : other] = isNewer ? mine : best
        }
    }

    private func rank(_ item: Item) -> (Int, Int64) {
        let sequence = text.firstLine(.sequence, of: item.component).flatMap { text.text.integer($0.valueRange) }
        let stamp = text.firstLine(.stamp, of: item.component).flatMap { DateDigits(text.text, $0.valueRange) }
        return (sequence ?? 0, stamp?.wall ?? 0)
    }

    private mutating func judge() {
        let names = Set(items.map { text.components[$0.component].name })
        switch names.count == 1 ? names.first ?? nil : nil {
        case .event: kind = .event
        case .todo: kind = .todo
        case .journal: kind = .journal
        default: kind = .other
        }
        if names.count > 1 { refuse("holds components of several kinds") }
        if Set(items.map(\.uid)).count > 1 {
            kind = .other
            refuse("holds several UIDs")
        }
        if items[0].uid.isEmpty { refuse("has no UID") }
        let calendars = text.components.indices.filter { text.components[$0].parent == nil }
        if calendars.count > 1 { refuse("holds several calendars") }
        let isOld = calendars.contains { text.firstLine(.version, of: $0).map(isVersion1) ?? false }
        if isOld { refuse("is vCalendar 1.0") }
        if let defect = text.defect { refuse(defect) }
        if !text.isUTF8 { refuse("is not UTF-8") }
    }

    private func isVersion1(_ line: ContentLine) -> Bool {
        text.text.matches("1.0", at: text.text.trimmed(line.valueRange))
    }

    private mutating func refuse(_ reason: String) {
        notes.append(reason)
        uneditable = uneditable ?? reason
    }
}
