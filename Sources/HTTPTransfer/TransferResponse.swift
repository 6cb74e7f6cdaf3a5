// SPDX-License-Identifier: Apache-2.0

/// The final answer to a ``TransferRequest``.
package struct TransferResponse: Sendable, Equatable {
    package var status: Int
    package var headers: [HTTPHeader]
    /// Empty where a ``BodySink`` took it.
    package var body: [UInt8]
    /// As it was requested.
    package var url: String
    package var wasTakenBySink: Bool

    package init(
        status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], url: String = "", wasTakenBySink: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.wasTakenBySink = wasTakenBySink
    }

    package func header(_ name: String) -> String? { headers.value(of: name) }
}
