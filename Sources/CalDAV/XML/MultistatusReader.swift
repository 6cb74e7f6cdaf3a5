// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel

/// Reads a multistatus (RFC 4918 §13) and hands over each response as it ends; nothing is kept.
final class MultistatusReader: XMLPushParser {
    /// One calendar object.
    static let objectLimit = 10 << 20
    static let hrefLimit = 16 << 10
    private static let textLimit = 64 << 10
    /// All texts of one response, each with what holding it costs.
    private static let responseLimit = 12 << 20

    /// RFC 6578 §6.1; `nil` when the server gave none.
    private(set) var syncToken: SyncToken?
    private let onResponse: (inout DAVResponse) -> Void
    private var path = [DAVName](repeating: .other, count: XMLPushParser.depthLimit + 2)
    private var response = DAVResponse()
    private var responseBytes = 0
    private var propstat = DAVProperties()
    private var propstatStatus: Int?

    /// `onResponse` is called on the thread that feeds, and may take the response apart.
    init(onResponse: @escaping (inout DAVResponse) -> Void) {
        self.onResponse = onResponse
    }

    override func start(_ name: UnsafeBufferPointer<UInt8>, _ attributes: XMLAttributes, depth: Int) -> Int {
        let known = DAVName(name)
        path[depth] = known
        switch depth {
        case 1:
            if known != .multistatus {
                refuse("not a multistatus but <\(String(decoding: name.suffix(40), as: UTF8.self))>")
            }
            return 0
        case 2:
            responseBytes = 0
            if known == .response { response = DAVResponse() }
            return known == .syncToken ? Self.textLimit : 0
        case 3: return path[2] == .response ? startPart(known) : 0
        case 4: return path[3] == .propstat && known == .status ? Self.textLimit : 0
        case 5: return isInProperties ? startProperty(known) : 0
        default: return isInProperties ? startInside(known, attributes, depth: depth) : 0
        }
    }

    private var isInProperties: Bool { path[4] == .prop && path[3] == .propstat && path[2] == .response }

    private func startPart(_ name: DAVName) -> Int {
        switch name {
        case .href: return Self.hrefLimit
        case .status: return Self.textLimit
        case .propstat:
            propstat.removeAll()
            propstatStatus = nil
            return 0
        default: return 0
        }
    }

    private func startProperty(_ name: DAVName) -> Int {
        propstat.marks.insert(name)
        switch name {
        case .calendarData: return Self.objectLimit
        case .getetag, .scheduleTag, .displayname, .syncToken, .getctag, .calendarDescription, .calendarColor,
            .calendarOrder, .maxResourceSize:
            return Self.textLimit
        default: return 0
        }
    }

    private func startInside(_ name: DAVName, _ attributes: XMLAttributes, depth: Int) -> Int {
        switch (depth, path[5]) {
        case (6, .resourcetype): propstat.marks.insert(name)
        case (6, .currentUserPrincipal):
            propstat.marks.insert(name)
            return name == .href ? Self.hrefLimit : 0
        case (6, .calendarHomeSet), (6, .calendarUserAddressSet), (6, .scheduleOutboxURL), (6, .owner),
            (6, .resourceID):
            return name == .href ? Self.hrefLimit : 0
        case (6, .componentSet):
            if name == .comp, let component = attributes.value(of: "name") {
                propstat.append(.componentSet, Array(component.utf8))
            }
        case (7, .currentUserPrivilegeSet): propstat.marks.insert(name)
        case (8, .supportedReportSet): if path[7] == .report { propstat.marks.insert(name) }
        default: break
        }
        return 0
    }

    override func end(text: UnsafeBufferPointer<UInt8>, isCut: Bool, depth: Int) {
        let name = path[depth]
        responseBytes += text.count + 64
        guard responseBytes <= Self.responseLimit else { return refuse("a response far larger than it may be") }
        if isCut {
            guard depth == 5, name == .calendarData else { return refuse("a text far longer than it may be") }
            propstat.isDataCut = true
            return
        }
        switch depth {
        case 2: endOfTop(name, text)
        case 3: if path[2] == .response { endPart(name, text) }
        case 4: if path[3] == .propstat, name == .status { propstatStatus = statusCode(text) }
        case 5: if isInProperties { endProperty(name, text) }
        case 6: if isInProperties, name == .href { endInside(text) }
        default: break
        }
    }

    private func endOfTop(_ name: DAVName, _ text: UnsafeBufferPointer<UInt8>) {
        if name == .response { onResponse(&response) }
        if name == .syncToken { syncToken = String(trimming: Array(text)).map { SyncToken($0) } }
    }

    private func endPart(_ name: DAVName, _ text: UnsafeBufferPointer<UInt8>) {
        switch name {
        case .href: response.hrefs.append(Array(text))
        case .status: response.status = statusCode(text)
        case .propstat: response.add(propstat, status: propstatStatus ?? 200)
        default: break
        }
    }

    private func endProperty(_ name: DAVName, _ text: UnsafeBufferPointer<UInt8>) {
        switch name {
        case .calendarData: propstat.append(name, calendarText(text))
        case .getetag, .scheduleTag, .displayname, .syncToken, .getctag, .calendarDescription, .calendarColor,
            .calendarOrder, .maxResourceSize:
            propstat.append(name, Array(text))
        default: break
        }
    }

    private func endInside(_ text: UnsafeBufferPointer<UInt8>) {
        switch path[5] {
        case .currentUserPrincipal, .calendarHomeSet, .calendarUserAddressSet, .scheduleOutboxURL, .owner, .resourceID:
            propstat.append(path[5], Array(text))
        default: break
        }
    }
}

/// The number in `HTTP/1.1 404 Not Found`; `nil` when it is something else.
private func statusCode(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    let words = text.split(separator: 32, maxSplits: 2, omittingEmptySubsequences: true)
    guard words.count > 1, words[1].count == 3 else { return nil }
    return words[1].reduce(0 as Int?) { sum, digit in
        guard let sum, (48...57).contains(digit) else { return nil }
        return sum * 10 + Int(digit - 48)
    }
}
