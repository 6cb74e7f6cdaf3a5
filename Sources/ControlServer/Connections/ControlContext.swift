// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging

/// What a handler knows beside the request.
struct ControlContext: RequestContext {
    struct Source: RequestContextSource {
        var logger: Logger
        /// The peer's, read when the connection was accepted.
        var user: UInt32?
    }
    var coreContext: CoreRequestContextStorage
    let user: UInt32?

    init(source: Source) {
        coreContext = .init(source: source)
        user = source.user
    }
}
