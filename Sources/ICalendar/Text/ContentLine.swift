// SPDX-License-Identifier: Apache-2.0

/// One content line (RFC 5545 §3.1) as ranges: where it stands in the file, and where its parts stand in the unfolded text.
struct ContentLine {
    private let sourceStart: UInt32
    private let sourceEnd: UInt32
    private let start: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let end: UInt32
    /// Index of the component it belongs to; BEGIN and END belong to the component they stand for.
    let owner: Int32
    /// `nil`: any other name.
    let name: PropertyName?
    /// ENCODING=QUOTED-PRINTABLE, of vCalendar 1.0.
    let isQuotedPrintable: Bool

    /// Texts are at most ``CalendarText/maximumSize`` bytes, so that every offset fits.
    init(
        source: Range<Int>, text: Range<Int>, parts: (nameEnd: Int, valueStart: Int, isQuotedPrintable: Bool),
        owner: Int, name: PropertyName?
    ) {
        sourceStart = UInt32(source.lowerBound)
        sourceEnd = UInt32(source.upperBound)
        start = UInt32(text.lowerBound)
        end = UInt32(text.upperBound)
        nameEnd = UInt32(parts.nameEnd)
        valueStart = UInt32(parts.valueStart)
        isQuotedPrintable = parts.isQuotedPrintable
        self.owner = Int32(owner)
        self.name = name
    }

    /// In the file, folds and line end included.
    var sourceRange: Range<Int> { Int(sourceStart)..<Int(sourceEnd) }
    var nameRange: Range<Int> { Int(start)..<Int(nameEnd) }
    /// From the first semicolon up to the colon.
    var parameterRange: Range<Int> { Int(nameEnd)..<Int(valueStart) - 1 }
    var hasParameters: Bool { nameEnd + 1 < valueStart }
    var valueRange: Range<Int> { Int(valueStart)..<Int(end) }
    var textRange: Range<Int> { Int(start)..<Int(end) }
}

/// One component with its lines from BEGIN to END.
struct Component {
    var name: ComponentName?
    var nameRange: Range<Int>
    /// Indices into ``CalendarText/lines``.
    var begin: Int
    var end: Int
    var parent: Int?
}
