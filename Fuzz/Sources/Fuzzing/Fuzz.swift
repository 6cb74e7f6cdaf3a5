// SPDX-License-Identifier: Apache-2.0

import Glibc
import LibFuzzer

/// Hands over to libFuzzer, which reads the command line and calls `test` with one input after the other; 0 keeps an input.
package func fuzz(_ test: @escaping @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32) -> Never {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, test))
}

/// The bytes of one input.
package func bytes(_ data: UnsafePointer<UInt8>?, _ size: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: size))
}
