// SPDX-License-Identifier: Apache-2.0

/// Takes the body of an answer piece by piece, on curl's thread; so it must be quick and must not wait.
///
/// From the call of ``HTTPClient/send(_:into:)`` until its return only curl's thread touches a sink, afterwards only
/// the caller.
package protocol BodySink: AnyObject, Sendable {
    /// Whether this answer's body is for the sink. If not, its first 64 KiB come back in the response.
    func wants(_ head: TransferResponse) -> Bool
    /// One piece, decoded. Anything but `nil` is a refusal, in one line, and ends the transfer.
    func take(_ bytes: UnsafeRawBufferPointer) -> String?
}
