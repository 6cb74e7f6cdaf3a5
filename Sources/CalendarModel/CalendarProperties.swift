// SPDX-License-Identifier: Apache-2.0

/// What people see of a calendar beside its events. In a request `nil` says nothing of that property.
package struct CalendarProperties: Sendable, Equatable {
    package var displayName: String?
    /// As the server has it; `#rrggbb` or `#rrggbbaa` when it comes from here.
    package var color: String?
    package var order: Int?

    package init(displayName: String? = nil, color: String? = nil, order: Int? = nil) {
        self.displayName = displayName
        self.color = color
        self.order = order
    }

    package var isEmpty: Bool { self == CalendarProperties() }

    /// These, where they say something, and `others` elsewhere.
    package func over(_ others: CalendarProperties) -> CalendarProperties {
        CalendarProperties(
            displayName: displayName ?? others.displayName, color: color ?? others.color, order: order ?? others.order)
    }

    /// Without what `others` says as well: servers write colours in either case, and with `ff` for "not transparent".
    package func without(_ others: CalendarProperties) -> CalendarProperties {
        CalendarProperties(
            displayName: displayName == others.displayName ? nil : displayName,
            color: others.color.map(plainColor) == color.map(plainColor) ? nil : color,
            order: order == others.order ? nil : order)
    }
}

private func plainColor(_ color: String) -> String {
    let lower = color.lowercased()
    return lower.utf8.count == 9 && lower.hasPrefix("#") && lower.hasSuffix("ff") ? String(lower.dropLast(2)) : lower
}

/// One row of `calendar_wishes`: what somebody here wants a calendar to be called and to look like, until the server
/// has it or has refused it.
package struct CalendarWish: Sendable, Equatable {
    /// What still has to be sent; empty when only ``refusal`` is left to tell.
    package var properties: CalendarProperties
    package var queuedAt: Instant
    package var attempts: Int
    package var nextAttempt: Instant?
    /// Why the last attempt came to nothing; it is made again.
    package var lastError: String?
    /// What the server refused for good, for people; told until the next wish.
    package var refusal: String?

    package init(
        properties: CalendarProperties = CalendarProperties(), queuedAt: Instant, attempts: Int = 0,
        nextAttempt: Instant? = nil, lastError: String? = nil, refusal: String? = nil
    ) {
        self.properties = properties
        self.queuedAt = queuedAt
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.lastError = lastError
        self.refusal = refusal
    }

    package var isWaiting: Bool { !properties.isEmpty }

    package func isDue(at now: Instant) -> Bool {
        isWaiting && CalendarModel.isDue(nextAttempt, at: now, longest: LongestWait.ofEdits)
    }
}
