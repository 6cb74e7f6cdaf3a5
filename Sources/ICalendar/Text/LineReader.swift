// SPDX-License-Identifier: Apache-2.0

/// Physical lines → unfolded lines (RFC 5545 §3.1), one after the other. Lines end at LF, before which CRs do not count, or
/// at CR in a text whose first line ends so. Empty lines are passed over.
struct LineReader {
    struct Line {
        /// In the bytes, with folds and line end.
        let source: Range<Int>
        /// In ``text``.
        let text: Range<Int>
        /// Of its first physical line, from 1.
        let number: Int
    }

    let bytes: [UInt8]
    /// A lone CR ends a line, as nobody but very old programs writes.
    let endsAtCR: Bool
    /// CR LF, or what the first line ends with.
    let lineEnd: [UInt8]
    /// Empty as long as no line was folded.
    private var unfolded: [UInt8] = []
    private var isUnfolding = false
    private var position: Int
    private var number = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let feed = bytes.firstIndex(of: .lineFeed, in: 0..<bytes.count)
        var end = bytes.firstIndex(of: .carriageReturn, in: 0..<(feed ?? bytes.count))
        let hasCR = end != nil
        while let place = end, place < bytes.count, bytes[place] == .carriageReturn { end = place + 1 }
        endsAtCR = hasCR && end != feed
        lineEnd = endsAtCR ? [.carriageReturn] : feed == nil || hasCR ? [.carriageReturn, .lineFeed] : [.lineFeed]
    }

    /// The lines read so far, one after the other; the bytes themselves where nothing was folded.
    var text: [UInt8] { isUnfolding ? unfolded : bytes }

    mutating func next() -> Line? {
        while position < bytes.count {
            let line = logicalLine()
            if !line.text.isEmpty { return line }
        }
        return nil
    }

    private mutating func logicalLine() -> Line {
        number += 1
        let (start, first) = (position, number)
        var (end, next) = physicalLine(from: start)
        position = next
        if !isUnfolding {
            guard isFold(at: next) || isSoftlyBroken(bytes, start..<end) else {
                return Line(source: start..<next, text: start..<end, number: first)
            }
            isUnfolding = true
            unfolded.reserveCapacity(bytes.count)
            unfolded.append(contentsOf: bytes[..<start])
        }
        let textStart = unfolded.count
        unfolded.append(contentsOf: bytes[start..<end])
        // Asked once: the line may go on for as long as the text does.
        let goesOn = isSoftlyBroken(unfolded, textStart..<unfolded.count)
        while next < bytes.count {
            var segment = next
            if goesOn, unfolded.last == .equals {
                unfolded.removeLast()
            } else if isFold(at: next) {
                segment += 1
            } else {
                break
            }
            number += 1
            (end, next) = physicalLine(from: segment)
            if segment < end { unfolded.append(contentsOf: bytes[segment..<end]) }
        }
        position = next
        return Line(source: start..<next, text: textStart..<unfolded.count, number: first)
    }

    /// Where the line's content ends, and where the next line begins.
    private func physicalLine(from start: Int) -> (end: Int, next: Int) {
        guard !endsAtCR else { return lineEndingAtCR(from: start) }
        let feed = bytes.firstIndex(of: .lineFeed, in: start..<bytes.count)
        var end = feed ?? bytes.count
        while end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
        return (end, feed.map { $0 + 1 } ?? bytes.count)
    }

    private func lineEndingAtCR(from start: Int) -> (end: Int, next: Int) {
        let limit = bytes.firstIndex(of: .carriageReturn, in: start..<bytes.count) ?? bytes.count
        let end = bytes.firstIndex(of: .lineFeed, in: start..<limit) ?? limit
        let isCRLF = end + 1 < bytes.count && bytes[end] == .carriageReturn && bytes[end + 1] == .lineFeed
        return (end, min(end + (isCRLF ? 2 : 1), bytes.count))
    }

    private func isFold(at position: Int) -> Bool {
        position < bytes.count && (bytes[position] == .space || bytes[position] == .tab)
    }

    /// It ends as a quoted-printable value does that goes on in the next line (vCalendar 1.0).
    private func isSoftlyBroken(_ text: [UInt8], _ line: Range<Int>) -> Bool {
        guard !line.isEmpty, text[line.upperBound - 1] == .equals else { return false }
        var isQuoted = false
        for index in line.prefix(1000) {
            switch text[index] {
            case .quote: isQuoted.toggle()
            case .colon where !isQuoted: return false
            case _ where !isQuoted: if text.namesQuotedPrintable(after: index, in: line) { return true }
            default: break
            }
        }
        return false
    }
}

extension [UInt8] {
    /// A parameter value, or in vCalendar 1.0 a parameter by itself, that says how the line's value is encoded.
    func namesQuotedPrintable(after index: Int, in line: Range<Int>) -> Bool {
        guard self[index] == .equals || self[index] == .semicolon else { return false }
        let name: StaticString = "QUOTED-PRINTABLE"
        return matches(name, at: index + 1..<Swift.min(index + 1 + name.utf8CodeUnitCount, line.upperBound))
    }
}
