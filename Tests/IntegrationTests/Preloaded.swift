// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A library in C that a program calls instead of the C library's functions of the same names.
struct Preloaded {
    private let library: String

    /// What the process is started with.
    var environment: [String: String] { ["LD_PRELOAD": library] }

    /// - Parameter source: a file.
    init(_ source: String, in folder: String) async throws {
        library = folder + "/preloaded.so"
        let result = try await run("/usr/bin/gcc", ["-shared", "-fPIC", "-O1", "-o", library, source])
        guard result.status == 0 else { throw Unexpected(message: "gcc: \(result.errors)") }
    }

    init(code: String, in folder: String) async throws {
        let source = folder + "/preloaded.c"
        try code.write(toFile: source, atomically: true, encoding: .utf8)
        try await self.init(source, in: folder)
    }
}
