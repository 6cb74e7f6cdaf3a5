// SPDX-License-Identifier: Apache-2.0

package import CalendarModel
package import RemoteCalendars
internal import HTTPTransfer

extension CalDAVServer {
    /// One calendar-multiget (RFC 4791 §7.9) for all names; what it leaves out or calls gone is asked for again by GET.
    /// A single name is fetched by GET at once.
    package func fetch(_ names: [RemoteName], in calendar: Href) async throws -> [FetchedObject] {
        var wanted: [HrefKey: RemoteName] = [:]
        for name in names { wanted[name.key] = name }
        var objects: [FetchedObject] = []
        if wanted.count > 1 {
            let connection = try connection()
            let scope = try scope(of: calendar, connection)
            do {
                objects = try await multiget(&wanted, scope, connection)
            } catch let error as RemoteError where error.kind == .unsupported {}
        }
        return objects + (try await getEach(Array(wanted.values)))
    }

    /// Bytes of one answer: two of the largest objects. Above it the next batch is smaller, at last one GET.
    private static let batchLimit = 24 << 20

    /// Takes what is answered out of `wanted`.
    private func multiget(
        _ wanted: inout [HrefKey: RemoteName], _ scope: CollectionScope, _ connection: DAVConnection
    ) async throws -> [FetchedObject] {
        var answered: [FetchedObject] = []
        let most = 2 * wanted.count
        let sink = MultistatusSink { response in
            guard answered.count < most, response.hrefs.count == 1,
                case .member(let name) = scope.place(of: response.hrefs[0]),
                let outcome = outcome(response)
            else { return }
            answered.append(FetchedObject(key: name.key, outcome: outcome))
        }
        let body = RequestBody.objects(wanted.values.map(scope.spelling))
        var request = DAVRequest.report(scope.url, depth: 1, body)
        request.bodyLimit = Self.batchLimit
        let answer = try await connection.send(request, into: sink)
        _ = try sink.finish(answer)
        return matched(answered, &wanted)
    }

    /// `nil` where a GET has to tell: gone, refused, or without its text.
    private func outcome(_ response: DAVResponse) -> FetchedObject.Outcome? {
        if response.found.isDataCut { return .failed("larger than \(MultistatusReader.objectLimit >> 20) MiB") }
        guard response.status.map({ $0 < 300 }) ?? true, let body = response.found.bytes(of: .calendarData),
            !body.isEmpty
        else { return nil }
        return .found(body: body, etag: etag(response), scheduleTag: sendable(response.found.text(of: .scheduleTag)))
    }

    private func getEach(_ names: [RemoteName]) async throws -> [FetchedObject] {
        try await withThrowingTaskGroup(of: FetchedObject.self) { group in
            var rest = names[...]
            for name in rest.prefix(getsAtOnce) { group.addTask { try await self.getOne(name) } }
            rest = rest.dropFirst(getsAtOnce)
            var objects: [FetchedObject] = []
            while let object = try await group.next() {
                objects.append(object)
                if let name = rest.popFirst() { group.addTask { try await self.getOne(name) } }
            }
            return objects
        }
    }

    /// A failure of this object alone is a value.
    private func getOne(_ name: RemoteName) async throws -> FetchedObject {
        do {
            return FetchedObject(key: name.key, outcome: try await get(name))
        } catch let error as RemoteError where error.scope == .item {
            return FetchedObject(key: name.key, outcome: .failed(error.message))
        }
    }

    package func get(_ name: RemoteName) async throws -> FetchedObject.Outcome {
        let connection = try connection()
        let url = try url(of: name.href, connection)
        let outcome = try await get(url, connection)
        guard outcome == .notFound, let other = alternativeSpelling(url.path) else { return outcome }
        var again = url
        again.path = other
        return try await get(again, connection)
    }

    private func get(_ url: RemoteURL, _ connection: DAVConnection) async throws -> FetchedObject.Outcome {
        var request = DAVRequest(method: "GET", url: url)
        request.bodyLimit = MultistatusReader.objectLimit
        let answer: DAVAnswer
        do {
            answer = try await connection.send(request)
        } catch let error as RemoteError where error.kind == .tooLarge {
            return .failed(error.message)
        }
        switch answer.status {
        case 200 where !isWebPage(answer.response.headers, answer.body):
            let etag = answer.header("ETag").map { ETag($0) }.flatMap { $0.isUsable ? $0 : nil }
            return .found(body: answer.body, etag: etag, scheduleTag: sendable(answer.header("Schedule-Tag")))
        case 404, 410: return .notFound
        case 200, 401, 403, 429, 503: break
        case 400..<500: return .failed("the server refuses to hand it out (\(answer.status))")
        default: break
        }
        throw narrowed(classify(answer))
    }

    /// What was said about one object is about that object, unless it is about the account.
    private func narrowed(_ error: RemoteError) -> RemoteError {
        var error = error
        if error.scope == .calendar { error.scope = .item }
        return error
    }
}

private let getsAtOnce = 4

/// Gives each answer to the name it was asked by: by key, then decoded once more, then by a last segment that only one
/// has.
private func matched(_ answered: [FetchedObject], _ wanted: inout [HrefKey: RemoteName]) -> [FetchedObject] {
    var result: [FetchedObject] = []
    var strangers: [FetchedObject] = []
    for object in answered {
        if wanted.removeValue(forKey: object.key) != nil { result.append(object) } else { strangers.append(object) }
    }
    guard !strangers.isEmpty, !wanted.isEmpty else { return result }
    var known: Set<HrefKey> = Set(result.map(\.key))
    for var object in strangers where !known.contains(object.key) {
        guard let key = otherSpelling(of: object.key, in: wanted) else { continue }
        wanted.removeValue(forKey: key)
        known.insert(key)
        object.key = key
        result.append(object)
    }
    return result
}

/// Servers that encode twice (Confluence, Yahoo) answer in one spelling and take the other.
private func otherSpelling(of key: HrefKey, in wanted: [HrefKey: RemoteName]) -> HrefKey? {
    if let decoded = pathKeyDecodedTwice(key.rawValue).map({ HrefKey($0) }), wanted[decoded] != nil { return decoded }
    return wanted.keys.first { pathKeyDecodedTwice($0.rawValue) == key.rawValue }
}

/// iCloud writes `%40` and takes only `@` in a GET; others the other way round; Cyrus 3.6 writes a `?` as it is. `nil`
/// when there is nothing to change.
func alternativeSpelling(_ path: String) -> String? {
    let pairs = [("%40", "@"), ("%3A", ":"), ("%2B", "+"), ("%2C", ","), ("%28", "("), ("%29", ")"), ("%3F", "?")]
    var result = path
    let isEncoded = pairs.contains { path.uppercased().contains($0.0) }
    for (encoded, plain) in pairs {
        let (from, to) = isEncoded ? (encoded, plain) : (plain, encoded)
        result = result.replacing(from, with: to)
        if isEncoded { result = result.replacing(from.lowercased(), with: to) }
    }
    return result == path ? nil : result
}
