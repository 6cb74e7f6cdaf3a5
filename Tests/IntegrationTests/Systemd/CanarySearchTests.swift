// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct `The search for passwords` {
    private static let password = "kAn4ry-ü\"%&\\ x"
    private let search = CanarySearch(username: "alice", passwords: [password])

    /// Each is made without the search's own code, where there is another.
    private static let planted: [String] = {
        let raw = Data(password.utf8)
        let json = try? JSONEncoder().encode([password])
        return [
            "x \(password) y", String(decoding: json ?? Data(), as: UTF8.self), "kan4ry-\\u00fc\\\"%&\\\\ x",
            "kAn4ry-%C3%BC%22%25%26%5C%20x", "kAn4ry-%c3%bc%22%25%26%5c%20x", "kAn4ry-%C3%BC%22%25%26%5C+x",
            "<a>kAn4ry-ü&quot;%&amp;\\ x</a>", "<a>kAn4ry-ü\"%&amp;\\ x</a>",
            "Authorization: Basic " + Data("alice:\(password)".utf8).base64EncodedString(),
            "basic " + Data("alice:\(password)".utf8).base64EncodedString().lowercased(),
        ] + (0..<6).map { (Data(repeating: 0x20, count: $0) + raw + Data("more".utf8)).base64EncodedString() }
            + (0..<3).map { (Data(repeating: 0x20, count: $0) + raw).base64EncodedString() }
    }()

    @Test(arguments: planted.indices)
    func `finds each form that one of them was planted in`(_ index: Int) {
        let text = Data([0, 0xff]) + Data(Self.planted[index].utf8) + Data([0xfe])
        #expect(!search.hits(in: text).isEmpty, "\(Self.planted[index])")
    }

    @Test func `finds nothing where none is`() {
        let text = Data("kAn4ry-ü, kAn5ry-ü\"%&\\ x, alice: \(Data("alice:kAn4ry".utf8).base64EncodedString())".utf8)
        #expect(search.hits(in: text).isEmpty)
        #expect(search.hits(in: Data()).isEmpty)
    }
}
