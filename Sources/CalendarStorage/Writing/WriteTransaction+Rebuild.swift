// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension WriteTransaction {
    /// Makes all derived tables from the objects' texts. The events of a text that cannot be read are left out; how
    /// many such objects there are comes back.
    @discardableResult
    package func rebuildDerived(window: DeriveWindow) throws -> Int {
        // First, so that deleting events finds an index that matches them, whatever happened to it.
        try connection.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")
        let objects = try connection.rows("SELECT id FROM objects WHERE local_body IS NOT NULL ORDER BY id") {
            $0.identifier(0, as: ObjectID.self)
        }
        var unreadable = 0
        for object in objects where try !rederive(object, window: window) {
            try deleteEvents(of: object)
            unreadable += 1
        }
        return unreadable
    }
}
