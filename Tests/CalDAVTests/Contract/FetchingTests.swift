// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import RemoteCalendars
import Testing

@Suite(.serialized) struct `The contract: fetching` {
    @Test(arguments: ContractServer.allCases)
    func `many at once are what each is alone, and what is missing is named`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        var names: [RemoteName] = []
        for (number, sample) in Sample.allCases.filter({ !kind.habits.losses.contains($0) }).enumerated() {
            names.append(try await calendar.create("e\(number)", calendar.text(sample, "u\(number)")).name)
        }
        names.insert(calendar.name("missing"), at: 2)
        let objects = try await calendar.server.fetch(names + names.prefix(3), in: calendar.href)
        #expect(objects.count == names.count)
        for name in names {
            let outcome = try #require(objects.first { $0.key == name.key }).outcome
            #expect(outcome == (try await calendar.server.get(name)), "\(name.key)")
            #expect((outcome == .notFound) == (name == names[2]))
        }
    }

    @Test(arguments: ContractServer.allCases)
    func `none, one and one that is missing`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        let (name, etag) = try await calendar.create("x", calendar.event("u", "One"))
        #expect(try await calendar.server.fetch([], in: calendar.href).isEmpty)
        let one = try await calendar.server.fetch([name], in: calendar.href)
        #expect(one.map(\.key) == [name.key])
        guard case .found(let body, etag, _) = one.first?.outcome else {
            Issue.record("\(one)")
            return
        }
        #expect(checksum(body) == checksum(calendar.event("u", "One")))
        let missing = try await calendar.server.fetch([calendar.name("m")], in: calendar.href)
        #expect(missing == [FetchedObject(key: calendar.name("m").key, outcome: .notFound)])
    }

    @Test(arguments: ContractServer.allCases)
    func `by several at the same time gives each the same`(kind: ContractServer) async throws {
        let calendar = try await ContractCalendar(kind)
        var names: [RemoteName] = []
        for number in 0..<20 {
            names.append(try await calendar.create("e\(number)", calendar.event("u\(number)", "One")).name)
        }
        let (wanted, clients) = (names, [calendar.server, calendar.anotherClient()])
        let results = try await withThrowingTaskGroup(of: [FetchedObject].self) { group in
            for number in 0..<6 {
                group.addTask { try await clients[number % 2].fetch(wanted, in: calendar.href) }
            }
            return try await group.reduce(into: []) { $0.append($1.sorted { $0.key.rawValue < $1.key.rawValue }) }
        }
        #expect(results.count == 6 && results.allSatisfy { $0 == results[0] && $0.count == 20 })
    }
}
