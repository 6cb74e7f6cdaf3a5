// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

/// Python's own reader (tomllib, since 3.11) is the oracle: what it takes, what it refuses, and what it reads.
@Suite struct `TOML compared with Python's tomllib` {
    @Test func `is read alike, 20,000 random documents`() throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = Xorshift(state: seed)
        let texts = (0..<20_000).map { _ in document(&random) }
        let expected = try tomllib(texts)
        try #require(expected.count == texts.count)
        for (text, expected) in zip(texts, expected) {
            let read = try? TOMLReader.document(text)
            #expect(read.map { canonical(.table($0)) } == expected, "seed \(seed): \(text.debugDescription)")
        }
        #expect(expected.count { $0 != nil } > 2000, "seed \(seed): too few of them are TOML")
    }

    private func document(_ random: inout Xorshift) -> String {
        let lines = [
            "a = 1\n", "b = 'x'\r\n", "[a]\n", "[[a]]\n", "[a.b]\n", "[[a.b]]\n", "[b.a.c]\n", "a.b = 2\n",
            "c.a.b = true\n",
            "b = { a = 1, b.c = [ ] }\n", "# é\n", "\n", "  c  =  \"\\t\\\"é\\u00e9\"  # x\n",
            "b = [ 1 , \n 'a', # y\n ]\n",
            "d = \"\"\"\n a \\\n\n  b\"\"\"\"\n", "e = '''\r\nx\\''''\n", "f = -1_0.5e+3\n", "a.c.d = 0xfF\n",
            "'b'.\"a\" = 0\n",
        ]
        let pieces = [
            "[", "]", "[[", "]]", "{", "}", "=", "\"", "'", "\"\"\"", "'''", "\\", "#", "\n", ",", ".", "a", " ", "é",
            "1", "-",
            "_", "+", "e", "0x", "0", "\r\n", "true", "inf", "nan", "\t", "\u{1}", "\r",
        ]
        return (0..<Int.random(in: 0..<7, using: &random)).map { _ in
            if Int.random(in: 0..<4, using: &random) > 0 { return lines.randomElement(using: &random)! }
            return (0..<Int.random(in: 0..<9, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
        }.joined()
    }

    /// The same text for the same value on both sides; `nil` for a document that is refused.
    private func tomllib(_ texts: [String]) throws -> [String?] {
        let script = """
            import json, struct, sys, tomllib
            def canonical(v):
                if isinstance(v, bool): return "true" if v else "false"
                if isinstance(v, int):
                    if not -2**63 <= v < 2**63: raise ValueError
                    return str(v)
                if isinstance(v, float): return "nan" if v != v else struct.pack(">d", v).hex()
                if isinstance(v, str): return "s" + v.encode().hex()
                if isinstance(v, list): return "[" + ",".join(map(canonical, v)) + "]"
                if isinstance(v, dict): return "{" + ",".join(k.encode().hex() + "=" + canonical(v[k]) for k in sorted(v, key=lambda k: k.encode())) + "}"
                return "time"
            def read(text):
                try: return canonical(tomllib.loads(text))
                except ValueError: return None
            json.dump([read(t) for t in json.load(open(sys.argv[1]))], sys.stdout)
            """
        let folder = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try JSONEncoder().encode(texts).write(to: input)
        try #require(FileManager.default.createFile(atPath: output.path, contents: nil))
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, input.path]
        python.standardOutput = try FileHandle(forWritingTo: output)
        try python.run()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
        return try JSONDecoder().decode([String?].self, from: Data(contentsOf: output))
    }

    private func canonical(_ value: ConfigValue) -> String {
        switch value {
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number):
            number.isNaN ? "nan" : hex(withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init))
        case .string(let text): "s" + hex(Array(text.utf8))
        case .array(let elements): "[" + elements.map { canonical($0.value) }.joined(separator: ",") + "]"
        case .table(let entries):
            "{"
                + entries.map { (hex(Array($0.key.utf8)), canonical($0.value.value)) }.sorted { $0.0 < $1.0 }
                .map { "\($0)=\($1)" }.joined(separator: ",") + "}"
        case .time: "time"
        }
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

private struct Xorshift: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
