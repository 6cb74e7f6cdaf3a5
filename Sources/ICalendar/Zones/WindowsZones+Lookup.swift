// SPDX-License-Identifier: Apache-2.0

extension WindowsZones {
    /// In any case, also with what exporters put behind it: `W. Europe Standard Time 1`, `Pacific Standard Time:`.
    static func zone(named name: String) -> String? {
        let name = name.lowercased()
        if let zone = zone(exactly: name) { return zone }
        var end = Substring(name)
        while let last = end.last, " .,:;-_0123456789".contains(last) { end.removeLast() }
        // The number of "UTC-11" belongs to it.
        return end.hasSuffix("time") || end.hasSuffix(")") ? zone(exactly: String(end)) : nil
    }

    /// In small letters.
    private static func zone(exactly name: String) -> String? {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low < all.count && all[low].name == name ? all[low].zone : nil
    }
}
