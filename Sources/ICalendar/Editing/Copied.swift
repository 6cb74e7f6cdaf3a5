// SPDX-License-Identifier: Apache-2.0

import CalendarModel

/// The same object under another UID, for a copy that is to stand beside the original.
///
/// - Throws: when the text is one that is never edited.
package func copied(_ body: [UInt8], uid: String) throws(ICalendarError) -> [UInt8] {
    let object = try editable(body, zones: .system)
    var patch = TextPatch(object.text)
    for item in object.items {
        for line in object.text.ownLines(of: item.component) where object.text.text.isName("UID", at: line.nameRange) {
            patch.replace(line, with: Array("UID:\(uid)".utf8))
        }
    }
    let result = patch.result()
    guard case .object(let read) = derive(result, window: DeriveWindow(range: TimeRange(start: 0, end: 0))),
        read.uid == uid
    else { throw ICalendarError("cannot be copied under another UID") }
    return result
}
