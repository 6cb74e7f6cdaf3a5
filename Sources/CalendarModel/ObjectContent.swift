// SPDX-License-Identifier: Apache-2.0

/// Names one component of a calendar object resource: the master, or the override of one instance.
package struct ComponentKey: Hashable, Sendable, Comparable {
    package let uid: String
    /// Canonical: `YYYYMMDD` for a date, `YYYYMMDDTHHMMSSZ` in UTC, or `YYYYMMDDTHHMMSS` floating. `nil`: the master.
    package let recurrenceID: String?
    package init(uid: String, recurrenceID: String?) {
        self.uid = uid
        self.recurrenceID = recurrenceID
    }
    package static func < (a: Self, b: Self) -> Bool {
        (a.uid, a.recurrenceID ?? "") < (b.uid, b.recurrenceID ?? "")
    }
}

/// One property in canonical form: name in upper case, parameters sorted and unquoted.
package struct Property: Hashable, Sendable {
    package let name: String
    package let parameters: [PropertyParameter]
    /// As it stands on the wire after unfolding: text values are still escaped.
    package let value: String
    package init(name: String, parameters: [PropertyParameter] = [], value: String) {
        self.name = name
        self.parameters = parameters
        self.value = value
    }
}

package struct PropertyParameter: Hashable, Sendable {
    package let name: String
    package let values: [String]
    package init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }
}

/// What a calendar object resource says, free of spelling: two texts with equal contents mean the same.
package struct ObjectContent: Hashable, Sendable {
    package var components: [ComponentKey: [Property]]
    package init(components: [ComponentKey: [Property]]) { self.components = components }
}

/// One change to one property of one component; what it does not name stays byte for byte.
package struct PropertyEdit: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        /// The first line of that name gets this value (wire form, escaped) and keeps its parameters, `ALTREP` dropped;
        /// further lines of that name go. A line is added where there is none.
        case value(String)
        /// All lines of that name are replaced by these.
        case replace([Property])
        case remove
    }
    package let component: ComponentKey
    package let name: String
    package let change: Change
    package init(component: ComponentKey, name: String, change: Change) {
        self.component = component
        self.name = name
        self.change = change
    }
}
