// SPDX-License-Identifier: Apache-2.0

internal import CalendarModel
internal import HTTPTransfer
internal import RemoteCalendars

/// Feeds a 207 to the parser as it arrives, so that no list is held as text.
///
/// `@unchecked Sendable`: curl's thread until the transfer has ended, then the caller, as ``BodySink`` says.
final class MultistatusSink: BodySink, @unchecked Sendable {
    private let reader: MultistatusReader

    init(onResponse: @escaping (inout DAVResponse) -> Void) {
        reader = MultistatusReader(onResponse: onResponse)
    }

    func wants(_ head: TransferResponse) -> Bool { head.status == 207 }

    func take(_ bytes: UnsafeRawBufferPointer) -> String? {
        reader.feed(bytes)
        return reader.problem
    }

    /// Proves that the answer was a multistatus and that its end has come.
    ///
    /// - Returns: the sync token, if there was one.
    func finish(_ answer: DAVAnswer) throws -> SyncToken? {
        let place = answer.url.authority + answer.url.path
        guard answer.status == 207 else { throw classify(answer) }
        if answer.response.wasTakenBySink { reader.finish() }
        let problem = answer.response.wasTakenBySink ? reader.problem : "nothing at all"
        guard let problem else { return reader.syncToken }
        throw RemoteError(
            .badAnswer, scope: .calendar, retry: .later(nil), message: "a broken answer from \(place): \(problem)")
    }
}
