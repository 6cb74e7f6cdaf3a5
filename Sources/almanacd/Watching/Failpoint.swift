// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A place in the program that tests can hold. `ALMANAC_FAILPOINTS="scheduler=/run/almanac/block,…"` names a file for a
/// place: whoever reaches the place waits there while that file exists and its task is not cancelled. Debug builds only; a
/// release holds nothing of it.
enum Failpoint {
    /// An account's loop that has just woken up, the task that starts the loops, and the daemon's own answers about its health;
    /// and a migration of which all is written and nothing committed.
    enum Place: String, CaseIterable { case scheduler, starter, health, migration }

    static func reach(_ place: Place) async {
        #if DEBUG
            guard let file = files[place] else { return }
            while !Task.isCancelled, access(file, F_OK) == 0 { try? await Task.sleep(for: .milliseconds(20)) }
        #endif
    }

    /// As ``reach(_:)``, with the calling thread.
    static func block(_ place: Place) {
        #if DEBUG
            guard let file = files[place] else { return }
            while access(file, F_OK) == 0 { usleep(20_000) }
        #endif
    }

    #if DEBUG
        private static let files = read(getenv("ALMANAC_FAILPOINTS").map { String(cString: $0) } ?? "")

        /// What is no place is left out.
        static func read(_ text: String) -> [Place: String] {
            let pairs = text.split(separator: ",").compactMap { entry -> (Place, String)? in
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                return parts.count == 2 ? Place(rawValue: parts[0]).map { ($0, parts[1]) } : nil
            }
            return Dictionary(pairs) { $1 }
        }
    #endif
}
