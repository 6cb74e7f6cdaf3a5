// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// A calendar has moved on the server, and its items with it: their rows follow, so that they are known there too.
    ///
    /// - Parameters:
    ///   - old: what the href and the key of an item begin with; what stands behind is the item's own segment.
    ///   - new: what they begin with now.
    package func rebase(_ calendar: CalendarID, from old: RemoteName, to new: RemoteName) throws {
        for table in ["sync_metadata", "outbox"] {
            // A row that stands at the new place already is the truth; the other one ends at the delete gate.
            try connection.execute(
                """
                UPDATE OR IGNORE \(table) SET href = ?1 || \(lastSegment("href")),
                    href_key = ?2 || substr(href_key, length(?3) + 1)
                WHERE calendar_id = ?4 AND substr(href_key, 1, length(?3)) = ?3
                """
            ) {
                $0.add(new.href)
                $0.add(new.key)
                $0.add(old.key)
                $0.add(calendar)
            }
        }
        try connection.execute(
            """
            UPDATE events SET api_event_id = ?1 || \(lastSegment("api_event_id"))
            WHERE calendar_id = ?2 AND api_event_id IS NOT NULL
            """
        ) {
            $0.add(new.href)
            $0.add(calendar)
        }
    }

    /// What stands behind the last slash.
    private func lastSegment(_ column: String) -> String {
        "substr(\(column), length(rtrim(\(column), replace(\(column), '/', ''))) + 1)"
    }
}
