// SPDX-License-Identifier: Apache-2.0

internal import CExpat
internal import Glibc

/// Reads XML piece by piece through expat, with namespaces, for untrusted input: no DOCTYPE (so no entities), bounded
/// depth, names and text, and the end of the root is required. Subclasses get the elements; one thread at a time.
class XMLPushParser {
    static let depthLimit = 64
    static let nameLimit = 1 << 10
    /// Of one tag, comment or other token: expat has to hold it whole.
    private static let tokenLimit = 32 << 10

    /// Why reading stopped, in one line; stays once it is set.
    private(set) var problem: String?
    private let parser: XML_Parser
    private var depth = 0
    private var text = TextBuffer()
    private var textLimit = 0
    private var isTextCut = false
    private var bytesFed = 0

    init() {
        // "|" cannot stand in a namespace name, so `uri|name` is never ambiguous.
        guard let parser = XML_ParserCreateNS(nil, CChar(bitPattern: UInt8(ascii: "|"))) else {
            fatalError("no memory for an XML parser")
        }
        self.parser = parser
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(parser, elementStarts, elementEnds)
        XML_SetCharacterDataHandler(parser, textArrives)
        XML_SetStartDoctypeDeclHandler(parser, doctypeStarts)
        XML_SetStartNamespaceDeclHandler(parser, namespaceStarts)
    }

    deinit {
        XML_ParserFree(parser)
        text.deallocate()
    }

    /// An element begins; the root's depth is 1. The result is how many bytes of its text are wanted, 0 for none.
    func start(_ name: UnsafeBufferPointer<UInt8>, _ attributes: XMLAttributes, depth: Int) -> Int { 0 }

    /// The element ends. `text` is what stands after its last child, up to the limit; `isCut` when there was more.
    func end(text: UnsafeBufferPointer<UInt8>, isCut: Bool, depth: Int) {}

    /// Stops reading for good.
    func refuse(_ reason: String) {
        guard problem == nil else { return }
        problem = reason
        XML_StopParser(parser, 0)
    }

    /// C0 control characters are dropped first: servers let them through, and XML forbids them.
    func feed(_ bytes: UnsafeRawBufferPointer) {
        guard problem == nil else { return }
        if holdsForbidden(bytes) {
            bytes.filter { !isForbidden($0) }.withUnsafeBytes { parse($0, isFinal: false) }
        } else {
            parse(bytes, isFinal: false)
        }
    }

    /// Nothing more comes: whatever is open is an error.
    func finish() {
        guard problem == nil else { return }
        parse(UnsafeRawBufferPointer(start: nil, count: 0), isFinal: true)
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, isFinal: Bool) {
        guard let count = Int32(exactly: bytes.count) else { return refuse("a piece above 2 GiB") }
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        if XML_Parse(parser, start, count, isFinal ? 1 : 0) == XML_STATUS_ERROR {
            let words = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "broken XML"
            problem = problem ?? "\(words) \(place)"
        }
        bytesFed += bytes.count
        if bytesFed - Int(XML_GetCurrentByteIndex(parser)) > Self.tokenLimit { refuse("a tag above 32 KiB \(place)") }
    }

    private var place: String {
        "at line \(XML_GetCurrentLineNumber(parser)), column \(XML_GetCurrentColumnNumber(parser))"
    }

    fileprivate func begin(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        depth += 1
        let length = strlen(name)
        guard depth <= Self.depthLimit else { return refuse("elements nested deeper than \(Self.depthLimit)") }
        guard length <= Self.nameLimit else { return refuse("a name above \(Self.nameLimit) bytes") }
        let limit = name.withMemoryRebound(to: UInt8.self, capacity: length) {
            start(UnsafeBufferPointer(start: $0, count: length), attributes, depth: depth)
        }
        text.removeAll()
        (textLimit, isTextCut) = (limit, false)
    }

    fileprivate func append(_ piece: UnsafePointer<CChar>, _ count: Int) {
        guard textLimit > 0 else { return }
        guard text.count + count <= textLimit else {
            isTextCut = true
            return
        }
        text.append(piece, count)
    }

    fileprivate func close() {
        end(text: text.contents, isCut: isTextCut, depth: depth)
        depth -= 1
        text.removeAll()
        (textLimit, isTextCut) = (0, false)
    }

    fileprivate func refuseDoctype() { refuse("a DOCTYPE, which WebDAV never needs, \(place)") }
    fileprivate func refuseNamespace() { refuse("a namespace above \(Self.nameLimit) bytes \(place)") }
}

/// The attributes of one element, only while it begins.
struct XMLAttributes {
    fileprivate let pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The value of an attribute without a namespace.
    func value(of name: String) -> String? {
        guard let pairs else { return nil }
        var index = 0
        while let key = pairs[index], let value = pairs[index + 1] {
            if strcmp(key, name) == 0 { return String(cString: value) }
            index += 2
        }
        return nil
    }
}

/// Text of one element: a plain block of memory, since it grows by a line at a time.
private struct TextBuffer {
    private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
    private var capacity = 4096
    private(set) var count = 0

    var contents: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    mutating func removeAll() { count = 0 }

    mutating func append(_ piece: UnsafePointer<CChar>, _ length: Int) {
        if count + length > capacity { grow(to: count + length) }
        memcpy(start + count, piece, length)
        count += length
    }

    private mutating func grow(to needed: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: max(needed, capacity * 2))
        memcpy(larger, start, count)
        start.deallocate()
        (start, capacity) = (larger, max(needed, capacity * 2))
    }

    func deallocate() { start.deallocate() }
}

/// Looks at every byte without stopping, so that the compiler can look at many at once.
private func holdsForbidden(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var found: UInt8 = 0
    for byte in bytes { found |= isForbidden(byte) ? 1 : 0 }
    return found != 0
}

private func isForbidden(_ byte: UInt8) -> Bool { byte < 32 && byte != 9 && byte != 10 && byte != 13 }

private func reader(_ context: UnsafeMutableRawPointer) -> XMLPushParser {
    Unmanaged<XMLPushParser>.fromOpaque(context).takeUnretainedValue()
}

private func elementStarts(
    _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) {
    guard let context, let name else { return }
    reader(context).begin(name, XMLAttributes(pairs: attributes))
}

private func elementEnds(_ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) {
    guard let context else { return }
    reader(context).close()
}

private func textArrives(_ context: UnsafeMutableRawPointer?, _ piece: UnsafePointer<CChar>?, _ count: Int32) {
    guard let context, let piece else { return }
    reader(context).append(piece, Int(count))
}

private func doctypeStarts(
    _ context: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?, _ system: UnsafePointer<CChar>?,
    _ publicID: UnsafePointer<CChar>?, _ hasSubset: Int32
) {
    guard let context else { return }
    reader(context).refuseDoctype()
}

/// expat copies a namespace for each attribute that has its prefix.
private func namespaceStarts(
    _ context: UnsafeMutableRawPointer?, _ prefix: UnsafePointer<CChar>?, _ uri: UnsafePointer<CChar>?
) {
    guard let context, let uri, strlen(uri) > XMLPushParser.nameLimit else { return }
    reader(context).refuseNamespace()
}
