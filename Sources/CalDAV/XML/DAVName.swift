// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The element names we know, as small numbers; everything else is `other`.
enum DAVName: UInt8, CaseIterable {
    case other
    // RFC 4918
    case multistatus, response, href, status, propstat, prop, getetag, resourcetype, collection, displayname
    // RFC 6578, RFC 3253
    case syncToken, syncCollection, supportedReportSet, supportedReport, report
    // RFC 5397, RFC 3744
    case currentUserPrincipal, unauthenticated, currentUserPrivilegeSet, privilege, all, write, writeContent, bind
    case owner
    // RFC 5842
    case resourceID
    // RFC 4791, RFC 6638
    case calendar, calendarHomeSet, calendarData, calendarDescription, componentSet, comp, maxResourceSize
    case scheduleTag, scheduleInbox, scheduleOutbox, scheduleOutboxURL, calendarUserAddressSet
    // Extensions of CalendarServer, Apple and Nextcloud
    case getctag, subscribed, notification, calendarColor, calendarOrder, deletedCalendar

    /// `namespace|name`, as the parser gives it.
    private var expanded: StaticString {
        switch self {
        case .other: ""
        case .multistatus: "DAV:|multistatus"
        case .response: "DAV:|response"
        case .href: "DAV:|href"
        case .status: "DAV:|status"
        case .propstat: "DAV:|propstat"
        case .prop: "DAV:|prop"
        case .getetag: "DAV:|getetag"
        case .resourcetype: "DAV:|resourcetype"
        case .collection: "DAV:|collection"
        case .displayname: "DAV:|displayname"
        case .syncToken: "DAV:|sync-token"
        case .syncCollection: "DAV:|sync-collection"
        case .supportedReportSet: "DAV:|supported-report-set"
        case .supportedReport: "DAV:|supported-report"
        case .report: "DAV:|report"
        case .currentUserPrincipal: "DAV:|current-user-principal"
        case .unauthenticated: "DAV:|unauthenticated"
        case .currentUserPrivilegeSet: "DAV:|current-user-privilege-set"
        case .privilege: "DAV:|privilege"
        case .all: "DAV:|all"
        case .write: "DAV:|write"
        case .writeContent: "DAV:|write-content"
        case .bind: "DAV:|bind"
        case .owner: "DAV:|owner"
        case .resourceID: "DAV:|resource-id"
        case .calendar: "urn:ietf:params:xml:ns:caldav|calendar"
        case .calendarHomeSet: "urn:ietf:params:xml:ns:caldav|calendar-home-set"
        case .calendarData: "urn:ietf:params:xml:ns:caldav|calendar-data"
        case .calendarDescription: "urn:ietf:params:xml:ns:caldav|calendar-description"
        case .componentSet: "urn:ietf:params:xml:ns:caldav|supported-calendar-component-set"
        case .comp: "urn:ietf:params:xml:ns:caldav|comp"
        case .maxResourceSize: "urn:ietf:params:xml:ns:caldav|max-resource-size"
        case .scheduleTag: "urn:ietf:params:xml:ns:caldav|schedule-tag"
        case .scheduleInbox: "urn:ietf:params:xml:ns:caldav|schedule-inbox"
        case .scheduleOutbox: "urn:ietf:params:xml:ns:caldav|schedule-outbox"
        case .scheduleOutboxURL: "urn:ietf:params:xml:ns:caldav|schedule-outbox-URL"
        case .calendarUserAddressSet: "urn:ietf:params:xml:ns:caldav|calendar-user-address-set"
        case .getctag: "http://calendarserver.org/ns/|getctag"
        case .subscribed: "http://calendarserver.org/ns/|subscribed"
        case .notification: "http://calendarserver.org/ns/|notification"
        case .calendarColor: "http://apple.com/ns/ical/|calendar-color"
        case .calendarOrder: "http://apple.com/ns/ical/|calendar-order"
        case .deletedCalendar: "http://nextcloud.com/ns|deleted-calendar"
        }
    }

    /// By length, then by bytes: no `String` is made for an element.
    private static let byLength: [[(bytes: StaticString, name: DAVName)]] = {
        var table = Array(repeating: [(bytes: StaticString, name: DAVName)](), count: 80)
        for name in allCases where name != .other {
            table[name.expanded.utf8CodeUnitCount].append((name.expanded, name))
        }
        return table
    }()

    init(_ expanded: UnsafeBufferPointer<UInt8>) {
        guard let start = expanded.baseAddress, expanded.count < Self.byLength.count else {
            self = .other
            return
        }
        let known = Self.byLength[expanded.count].first {
            memcmp($0.bytes.utf8Start, start, expanded.count) == 0
        }
        self = known?.name ?? .other
    }
}

/// A set of names.
struct DAVNames: Equatable {
    private var bits: UInt64 = 0
    init(_ names: DAVName...) { for name in names { insert(name) } }
    mutating func insert(_ name: DAVName) { bits |= 1 << UInt64(name.rawValue) }
    mutating func formUnion(_ other: Self) { bits |= other.bits }
    func contains(_ name: DAVName) -> Bool { bits & 1 << UInt64(name.rawValue) != 0 }
    func isDisjoint(with other: Self) -> Bool { bits & other.bits == 0 }
}
