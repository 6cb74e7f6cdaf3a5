// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
internal import HTTPTransfer

/// `Retry-After` in either form (RFC 9110 §10.2.3), kept between one minute and two hours; `nil` when there is none to
/// read. A date counts from the answer's own `Date`, since clocks differ, else from `now`.
func retryAfter(_ headers: [HTTPHeader], now: Instant) -> Duration? {
    guard let value = headers.value(of: "Retry-After") else { return nil }
    let seconds: Int64
    if !value.isEmpty, value.utf8.allSatisfy({ (48...57).contains($0) }) {
        seconds = Int64(value) ?? .max
    } else {
        guard let then = httpDate(value) else { return nil }
        seconds = (then - (headers.value(of: "Date").flatMap(httpDate) ?? now)).components.seconds
    }
    return .seconds(min(max(seconds, 60), 7200))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7); the two obsolete forms are not read.
package func httpDate(_ text: String) -> Instant? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), (1...31).contains(day),
        let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").map { Int($0) ?? -1 }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    let days = Int64(Day(year: year, month: month + 1, day: day).number)
    return Instant(seconds: days * 86_400 + Int64(clock[0] * 3600 + clock[1] * 60 + clock[2]))
}
