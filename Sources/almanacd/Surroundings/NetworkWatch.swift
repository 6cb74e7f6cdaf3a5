// SPDX-License-Identifier: Apache-2.0

/// Decides from what was seen, and when, that a network came up. Times are of the monotonic clock.
struct NetworkWatch {
    /// So long nothing more must have happened; addresses and routes come in bursts.
    static let quiet = Duration.seconds(1)
    /// However much happens, something is said by then.
    static let longest = Duration.seconds(5)
    /// After a resume without a network, one is waited for so long.
    static let patience = Duration.seconds(10)

    /// What was there without a break since it was last told of.
    private(set) var known: Set<NetworkView.Attachment>
    private var began: Duration?
    private var quietAt: Duration?
    private var resumeAt: Duration?

    init(_ view: NetworkView?) { known = view?.attachments ?? [] }

    /// When ``settle(_:at:)`` has to be called; `nil`: not before something happens.
    var deadline: Duration? { [quietAt, resumeAt].compactMap { $0 }.min() }

    /// Something happened. What went away counts at once, so that it is new when it comes back.
    ///
    /// - Parameter view: `nil`: it was not looked at.
    mutating func notice(_ view: NetworkView?, at now: Duration) {
        if let view { known.formIntersection(view.attachments) }
        let begin = began ?? now
        began = begin
        quietAt = min(now + Self.quiet, begin + Self.longest)
    }

    /// The machine woke up.
    ///
    /// - Returns: whether to go ahead: there is a network, or nobody knows. Else the next one counts, or the end of patience.
    mutating func resume(_ view: NetworkView?, at now: Duration) -> Bool {
        guard let view, !view.isConnected else { return true }
        known = []
        resumeAt = now + Self.patience
        return false
    }

    /// - Returns: `nil`: nothing to tell. What came up; empty when patience is over after a resume without a network.
    mutating func settle(_ view: NetworkView?, at now: Duration) -> Set<NetworkView.Attachment>? {
        var isQuiet = false
        if let quietAt, now >= quietAt { (isQuiet, began, self.quietAt) = (true, nil, nil) }
        if isQuiet, let view {
            let arrived = view.attachments.subtracting(known)
            known = view.attachments
            if !arrived.isEmpty {
                resumeAt = nil
                return arrived
            }
        }
        guard let resumeAt, now >= resumeAt else { return nil }
        self.resumeAt = nil
        return []
    }
}
