// SPDX-License-Identifier: Apache-2.0

/// The VTIMEZONEs of a text by their TZIDs, and what their rules may cost together.
struct ZoneDefinitions {
    var budget = ExpansionBudget()
    private let text: CalendarText
    private var components: [[UInt8]: Int] = [:]

    init(_ text: CalendarText) {
        self.text = text
        for index in text.components.indices where text.components[index].name == .zone {
            guard let line = text.firstLine(.zoneID, of: index) else { continue }
            let key = key(line.valueRange)
            if components[key] == nil { components[key] = index }
        }
    }

    func definition(of id: Range<Int>) -> ZoneDefinition? {
        components[key(id)].map { ZoneDefinition(text, component: $0) }
    }

    /// In the property it is TEXT with its escapes, in the parameter it is not, and may be quoted.
    private func key(_ range: Range<Int>) -> [UInt8] {
        text.text[text.text.unquoted(text.text.trimmed(range))].filter { $0 != .backslash }.map(\.asciiUppercased)
    }
}
