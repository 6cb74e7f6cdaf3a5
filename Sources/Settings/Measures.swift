// SPDX-License-Identifier: Apache-2.0

/// `90s`, `5m`, `1h30m`; `nil` for anything else, and for what does not fit.
func duration(from text: String) -> Duration? {
    let units: [String: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    var (rest, total) = (Substring(text), Int64(0))
    repeat {
        guard let (number, unit) = leadingMeasure(&rest), let milliseconds = units[unit] else { return nil }
        let (product, isTooBig) = number.multipliedReportingOverflow(by: milliseconds)
        let (sum, overflows) = total.addingReportingOverflow(product)
        guard !isTooBig, !overflows else { return nil }
        total = sum
    } while !rest.isEmpty
    return .milliseconds(total)
}

/// `512KiB`, `16MiB`, `1GB`: binary and decimal units, in bytes; `nil` for anything else, and for what does not fit.
func size(from text: String) -> Int? {
    let units: [String: Int64] = [
        "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "kB": 1000, "KB": 1000, "MB": 1_000_000,
        "GB": 1_000_000_000,
    ]
    var rest = Substring(text)
    guard let (number, unit) = leadingMeasure(&rest), rest.isEmpty, let bytes = units[unit] else { return nil }
    let (product, isTooBig) = number.multipliedReportingOverflow(by: bytes)
    return isTooBig ? nil : Int(exactly: product)
}

/// Takes `5m` off the front: digits, then letters.
private func leadingMeasure(_ text: inout Substring) -> (number: Int64, unit: String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
    guard let number = Int64(digits), !unit.isEmpty else { return nil }
    text = text.dropFirst(digits.count + unit.count)
    return (number, String(unit))
}
