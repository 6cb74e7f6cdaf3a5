// SPDX-License-Identifier: Apache-2.0

/// One figure that something is said about: a limit, or that it should stay near 1.
struct Verdict: Codable, Sendable {
    let id: String
    let title: String
    let unit: String
    let measured: Double
    /// `nil`: a comparison without one.
    let limit: Double?
    let ofLimit: Double?

    init(_ id: String, _ title: String, _ measured: Double, _ unit: String, limit: Double? = nil) {
        self.id = id
        self.title = title
        self.unit = unit
        self.measured = measured
        self.limit = limit
        ofLimit = limit.map { measured / $0 }
    }
}

extension Report {
    /// What follows from the series that were measured; the others are left out.
    var verdicts: [Verdict] {
        let small = "1000"
        let large = "20000"
        var result: [Verdict] = []
        if let idle = self["no-op-" + small] {
            result.append(Verdict("no-op", "no-op run, CPU (median)", idle.cpu.median, "ms", limit: 30))
        }
        for (id, place) in [("first-sync-1000-radicale", "Radicale"), ("first-sync-1000", "the built-in server")] {
            guard let first = self[id] else { continue }
            let title = "first sync of 1,000 from \(place), CPU (median)"
            result.append(Verdict(id, title, first.cpu.median, "ms", limit: 300))
        }
        if let few = self["first-sync-" + small], let many = self["first-sync-" + large] {
            let growth = many.peak.most - few.peak.most
            result.append(
                Verdict(
                    "peak-growth", "peak memory, first sync of 20,000 above 1,000 (largest)", growth, "MiB", limit: 20))
        }
        for (id, what) in [("no-op", "no-op run"), ("change-1", "1 change"), ("change-100", "100 changes")] {
            guard let few = self[id + "-" + small], let many = self[id + "-" + large] else { continue }
            let ratio = many.cpu.median / few.cpu.median
            result.append(Verdict(id + "-growth", "\(what) in 20,000 against 1,000, CPU (median)", ratio, "×"))
        }
        return result
    }
}
