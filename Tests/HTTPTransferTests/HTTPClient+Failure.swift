// SPDX-License-Identifier: Apache-2.0

import HTTPTransfer

extension HTTPClient {
    /// `nil` when an answer came.
    func failure(of request: TransferRequest) async -> TransferError? {
        do {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}
