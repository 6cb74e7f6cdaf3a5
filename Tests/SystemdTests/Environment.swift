// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs `body` with these variables on top. setenv(3) would move the array under other threads' feet; here a new one takes
/// its place and both stay.
func withVariables<Value>(_ variables: [String: String], _ body: () async throws -> Value) async rethrows -> Value {
    let before = environ
    var entries: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") }
    var next = before
    while let entry = next.pointee {
        let name = String(cString: entry).prefix { $0 != "=" }
        if variables[String(name)] == nil { entries.append(entry) }
        next += 1
    }
    let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: entries.count + 1)
    array.initialize(from: entries + [nil], count: entries.count + 1)
    setEnvironment(array)
    defer { setEnvironment(before) }
    return try await body()
}

/// Swift shows `environ` as a value that cannot be set.
private func setEnvironment(_ array: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    dlsym(nil, "environ")?
        .assumingMemoryBound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.self).pointee = array
}
