// SPDX-License-Identifier: Apache-2.0

package import CalendarModel

extension StoreReading {
    /// `nil` before it was saved first.
    package func livedHistory() throws -> LivedHistory? {
        let numbers = try connection.meta(.livedHistory)?.split(separator: " ").compactMap { Int64($0) } ?? []
        guard numbers.count == 5 else { return nil }
        return LivedHistory(
            seasoned: HistoryPosition(journal: numbers[0], feed: numbers[1]),
            mark: HistoryPosition(journal: numbers[2], feed: numbers[3]), lived: .seconds(numbers[4]))
    }

    /// The last numbers that were given out.
    package func newestHistory() throws -> HistoryPosition {
        let journal = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") { $0.int64(0) }
        return HistoryPosition(journal: journal ?? 0, feed: try feedPosition().number)
    }
}

extension WriteTransaction {
    package func save(_ history: LivedHistory) throws {
        let (seasoned, mark) = (history.seasoned, history.mark)
        let numbers = [seasoned.journal, seasoned.feed, mark.journal, mark.feed, history.lived.components.seconds]
        try connection.setMeta(.livedHistory, numbers.map(String.init).joined(separator: " "))
    }
}
