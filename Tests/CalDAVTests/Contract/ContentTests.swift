// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: texts` {
    @Test(arguments: ContractServer.allCases, Sample.allCases)
    func `say the same when they come back`(kind: ContractServer, sample: Sample) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, _) = try await calendar.create("x", calendar.text(sample))
        let (body, etag) = try await calendar.read(name)
        let isKept = checksum(body) == checksum(calendar.text(sample))
        #expect(isKept != kind.habits.losses.contains(sample), "\(String(decoding: body, as: UTF8.self))")
        expectLineEnds(body)
        // What came back, be it more or less than what was sent, can be sent again and then stays as it is.
        let outcome = try await calendar.server.put(name, body: body, precondition: .matches(etag))
        guard case .done = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(checksum(try await calendar.read(name).body) == checksum(body))
    }

    @Test(arguments: ContractServer.allCases)
    func `come through XML with their line ends, byte for byte as by themselves`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        var names: [RemoteName] = []
        for (number, sample) in [Sample.markup, .unicode, .folding, .trailing].enumerated() {
            names.append(try await calendar.create("e\(number)", calendar.text(sample, "u\(number)")).name)
        }
        for object in try await calendar.server.fetch(names, in: calendar.href) {
            guard case .found(let body, _, _) = object.outcome else {
                Issue.record("\(object)")
                continue
            }
            expectLineEnds(body)
            #expect(body == (try await calendar.read(try #require(names.first { $0.key == object.key })).body))
        }
    }

    private func expectLineEnds(_ body: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        let feeds = body.indices.filter { body[$0] == 10 }
        #expect(
            !feeds.isEmpty && feeds.allSatisfy { $0 > 0 && body[$0 - 1] == 13 }, "a line feed alone",
            sourceLocation: sourceLocation)
        #expect(feeds.count == body.count { $0 == 13 }, "a carriage return alone", sourceLocation: sourceLocation)
    }
}
