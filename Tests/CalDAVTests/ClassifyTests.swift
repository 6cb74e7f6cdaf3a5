// SPDX-License-Identifier: Apache-2.0

import CalendarModel
import HTTPTransfer
import RemoteCalendars
import Testing

@testable import CalDAV

@Suite struct `An answer that was not asked for` {
    static let invalidToken = "<error xmlns=\"DAV:\"><valid-sync-token/></error>"
    static let noReport = "<D:error xmlns:D=\"DAV:\"><D:supported-report/></D:error>"

    @Test(arguments: [
        ("<!DOCTYPE html><html>", true), ("\n <HTML>", true),
        ("BEGIN:VCALENDAR\r\nX-ALT-DESC:<!DOCTYPE HTML><html>", false),
        ("\u{FEFF}BEGIN:VCALENDAR\r\nDESCRIPTION:<html-blob>", false), ("<?xml version=\"1.0\"?><multistatus/>", false),
    ])
    func `is a web page only if it is one as a whole`(_ body: String, _ isPage: Bool) {
        #expect(isWebPage([], Array(body.utf8)) == isPage)
    }

    @Test(arguments: [
        (401, "", "", RemoteError.Kind.unauthorized, RemoteError.Scope.account, RemoteError.Retry.whenSettingsChange),
        (403, "", "", .forbidden, .calendar, .later(nil)), (403, "", invalidToken, .tokenRefused, .calendar, .now),
        (409, "", invalidToken, .tokenRefused, .calendar, .now),
        (412, "", invalidToken, .tokenRefused, .calendar, .now),
        (403, "", noReport, .unsupported, .calendar, .later(nil)),
        (403, "", "rateLimitExceeded", .busy, .account, .later(nil)),
        (404, "", "", .moved, .calendar, .later(nil)), (410, "", "", .moved, .calendar, .later(nil)),
        (405, "", "", .unsupported, .calendar, .later(nil)), (501, "", "", .unsupported, .calendar, .later(nil)),
        (413, "", "", .tooLarge, .calendar, .later(nil)), (429, "90", "", .busy, .account, .later(.seconds(90))),
        (503, "", "", .busy, .account, .later(nil)), (503, "1", "", .busy, .account, .later(.seconds(60))),
        (503, "1000000000", "", .busy, .account, .later(.seconds(7200))),
        (500, "", "", .status(500), .calendar, .later(nil)),
        (507, "", "", .status(507), .calendar, .later(nil)), (301, "", "", .moved, .calendar, .later(nil)),
        (200, "", "<html>", .badAnswer, .account, .later(nil)), (200, "", "", .badAnswer, .account, .later(nil)),
        (418, "", "", .status(418), .calendar, .later(nil)), (511, "", "", .badAnswer, .account, .later(nil)),
        (407, "", "", .unreachable, .account, .later(nil)),
        (
            400, "", "<title>400 No required SSL certificate was sent</title>", .certificate, .account,
            .later(.seconds(3600))
        ),
    ])
    func `says how much stops and when to go on`(
        status: Int, retryAfter: String, body: String, kind: RemoteError.Kind, scope: RemoteError.Scope,
        retry: RemoteError.Retry
    ) {
        let headers = retryAfter.isEmpty ? [] : [HTTPHeader("Retry-After", retryAfter)]
        let error = classify(status: status, headers: headers, body: Array(body.utf8), place: "h/cal/")
        #expect(error.kind == kind && error.scope == scope && error.retry == retry)
        #expect(!error.message.isEmpty && !error.description.contains("\n"))
    }

    @Test(arguments: [
        ("Basic realm=\"x\"", "h", "almanac reload"), ("Digest realm=\"x\"", "h", "almanac reload"),
        ("Negotiate", "h", "(negotiate); allow Basic or Digest"), ("NTLM", "h", "(ntlm)"),
        ("AlicesPassw0rd", "h", "(another)"), ("Tajna-123 realm=\"x\"", "h", "(another)"),
        ("Bearer realm=\"x\"", "h", "auth = \"bearer\""),
        ("X-MobileMe-AuthToken", "h", "app-specific"), ("", "p1-caldav.icloud.com", "app-specific"),
    ])
    func `to a wrong password names the next step`(challenge: String, host: String, words: String) {
        let headers = challenge.isEmpty ? [] : [HTTPHeader("WWW-Authenticate", challenge)]
        let error = classify(status: 401, headers: headers, body: [], place: host)
        #expect(error.hint.contains(words), "\(error)")
        #expect(error.message.contains(host))
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", Int64(784_111_777)), ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 6 Nov 9999999 08:49:37 GMT", nil), ("", nil), ("-5", nil),
    ])
    func `may give a date`(text: String, seconds: Int64?) {
        #expect(httpDate(text)?.seconds == seconds)
    }

    @Test(arguments: [
        (["Retry-After": "Sun, 06 Nov 1994 09:00:00 GMT"], Duration.seconds(600)),
        (["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"], .seconds(60)),
        (["Retry-After": "Sun, 06 Nov 1994 09:00:00 GMT", "Date": "Sun, 06 Nov 1994 08:55:00 GMT"], .seconds(300)),
        (["Retry-After": "99999999999999999999"], .seconds(7200)), (["Retry-After": "soon"], nil), ([:], nil),
    ])
    func `says when to come back in either form`(headers: [String: String], delay: Duration?) {
        let now = Instant(seconds: 784_111_800)
        #expect(retryAfter(headers.map { HTTPHeader($0.key, $0.value) }, now: now) == delay)
    }
}

@Suite struct `An answer to a PUT or DELETE` {
    static func error(_ content: String) -> String {
        "<error xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\(content)</error>"
    }

    @Test(arguments: [
        (201, ["ETag": "\"1\""], "", WriteOperation.create, WriteOutcome.done(etag: ETag("\"1\""), scheduleTag: nil)),
        (
            204, ["ETag": "\"1\"", "Schedule-Tag": "\"s\""], "", .update,
            .done(etag: ETag("\"1\""), scheduleTag: "\"s\"")
        ),
        (200, ["ETag": "W/\"1\""], "", .update, .done(etag: nil, scheduleTag: nil)),
        (201, [:], "", .create, .done(etag: nil, scheduleTag: nil)),
        (
            201, ["ETag": "\"1\"", "Location": "/cal/other.ics"], "", .create,
            .doneElsewhere(RemoteName(href: Href("/cal/other.ics"), key: HrefKey("/cal/other.ics")))
        ),
        (201, ["ETag": "\"1\"", "Location": "/other/x.ics"], "", .create, .done(etag: nil, scheduleTag: nil)),
        (201, ["ETag": "\"1\"", "Location": "https://o/cal/y.ics"], "", .create, .done(etag: nil, scheduleTag: nil)),
        (
            201, ["ETag": "\"1\"", "Location": "https://h/cal/x.ics"], "", .create,
            .done(etag: ETag("\"1\""), scheduleTag: nil)
        ),
        (207, [:], "<multistatus xmlns=\"DAV:\"/>", .create, .done(etag: nil, scheduleTag: nil)),
        (412, [:], "", .create, .preconditionFailed), (412, [:], "Precondition failed.", .update, .preconditionFailed),
        (412, [:], error("<C:no-uid-conflict/>"), .create, .uidConflict(nil)),
        (
            409, [:], error("<C:no-uid-conflict><href>/cal/o.ics</href></C:no-uid-conflict>"), .create,
            .uidConflict(RemoteName(href: Href("/cal/o.ics"), key: HrefKey("/cal/o.ics")))
        ),
        (
            403, [:],
            error("<C:unique-scheduling-object-resource><href>/o</href></C:unique-scheduling-object-resource>"),
            .create, .uidConflict(RemoteName(href: Href("/o"), key: HrefKey("/o")))
        ),
        (400, [:], "Calendar object with uid already exists in this calendar collection.", .create, .uidConflict(nil)),
        (
            412, [:], error("<C:valid-calendar-data/>"), .update,
            .refused("the server does not take this text (valid-calendar-data)")
        ),
        (403, [:], error("<need-privileges/>"), .update, .readOnly),
        (403, [:], error("<C:max-resource-size/>"), .create, .refused("it is too large for the server")),
        (403, [:], "", .delete, .refused("the server does not allow it")),
        (413, [:], "", .update, .refused("it is too large for the server")),
        (507, [:], "", .create, .refused("the server has no room for it")),
        (415, [:], "", .create, .refused("the server does not take this text (415)")),
        (404, [:], "", .update, .notFound), (410, [:], "", .update, .notFound),
        (404, [:], "", .delete, .done(etag: nil, scheduleTag: nil)),
        (410, [:], "", .delete, .done(etag: nil, scheduleTag: nil)),
        (204, ["ETag": "\"1\""], "", .delete, .done(etag: nil, scheduleTag: nil)),
        (423, [:], "", .update, .locked(after: nil)),
        (403, [:], "rateLimitExceeded", .update, .busy(after: nil, "the server is busy (403)")),
        (503, ["Retry-After": "120"], "", .update, .busy(after: .seconds(120), "the server is busy (503)")),
        (429, [:], "", .delete, .busy(after: nil, "the server is busy (429)")),
        (
            207, [:],
            "<multistatus xmlns=\"DAV:\"><response><href>/x</href><status>HTTP/1.1 403 No</status></response></multistatus>",
            .delete, .refused("the server does not allow it")
        ),
    ])
    func `is an outcome`(
        status: Int, headers: [String: String], body: String, operation: WriteOperation, outcome: WriteOutcome
    ) throws {
        #expect(try writeOutcome(answer(status, headers, body), of: operation, to: url) == outcome)
    }

    @Test(arguments: [
        (500, WriteOperation.update, true), (502, .create, true), (504, .delete, true), (401, .update, false),
        (404, .create, false),
        (302, .update, false), (599, .update, true),
    ])
    func `leaves open what happened, or does not`(status: Int, operation: WriteOperation, isUnknown: Bool) throws {
        let error = #expect(throws: RemoteError.self) {
            try writeOutcome(answer(status, [:], ""), of: operation, to: url)
        }
        #expect(error?.isOutcomeUnknown == isUnknown)
    }

    @Test func `with a web page and 200 is none`() {
        let error = #expect(throws: RemoteError.self) {
            try writeOutcome(answer(200, ["Content-Type": "text/html"], "<html>"), of: .update, to: url)
        }
        #expect(error?.kind == .badAnswer && error?.isOutcomeUnknown == true)
    }

    private let url = RemoteURL(scheme: "https", host: "h", port: nil, path: "/cal/x.ics")

    private func answer(_ status: Int, _ headers: [String: String], _ body: String) -> DAVAnswer {
        let list = headers.map { HTTPHeader($0.key, $0.value) }
        return DAVAnswer(response: TransferResponse(status: status, headers: list, body: Array(body.utf8)), url: url)
    }
}

@Suite struct `A transfer without an answer` {
    @Test(arguments: [
        (TransferError(.unknownHost, "x"), RemoteError.Kind.unknownHost, RemoteError.Scope.account),
        (TransferError(.unreachable, "x"), .unreachable, .account), (TransferError(.timeout, "x"), .timeout, .account),
        (TransferError(.timeout, "x", requestMayHaveArrived: true), .timeout, .calendar),
        (TransferError(.certificate, "x"), .certificate, .account),
        (TransferError(.tooLarge, "x"), .tooLarge, .calendar),
        (TransferError(.sinkRefused, "x"), .badAnswer, .calendar),
        (TransferError(.brokenOff, "x"), .unreachable, .calendar),
        (TransferError(.protocolError, "x"), .badAnswer, .account),
        (TransferError(.malformedRequest, "x"), .notCalendar, .account),
        (TransferError(.clientCertificate, "x"), .certificate, .account),
        (TransferError(.proxy, "x"), .unreachable, .account),
        (TransferError(.multiplexing, "x"), .unreachable, .calendar),
    ])
    func `is an error with a next step`(transfer: TransferError, kind: RemoteError.Kind, scope: RemoteError.Scope)
        throws
    {
        let error = try #require(remoteError(transfer, from: url, isWrite: true) as? RemoteError)
        #expect(error.kind == kind && error.scope == scope)
        #expect(error.isOutcomeUnknown == transfer.requestMayHaveArrived)
        #expect((remoteError(transfer, from: url, isWrite: false) as? RemoteError)?.isOutcomeUnknown == false)
    }

    @Test func `that we cancelled stays a cancellation`() {
        #expect(remoteError(TransferError(.cancelled, "x"), from: url, isWrite: true) is CancellationError)
    }

    @Test(arguments: [
        ("SSL certificate problem: certificate has expired", "renew"), ("certificate is not yet valid", "clock"),
        ("SSL: no alternative certificate subject name matches target host name '127.0.0.1'", "host name"),
        ("SSL certificate problem: unable to get local issuer certificate", "ca_file"),
        ("SSL certificate problem: self-signed certificate", "fingerprint"),
        ("SSL certificate problem: self-signed certificate in certificate chain", "ca_file"),
        ("SSL: public key does not match pinned public key", "fingerprint"),
    ])
    func `for a certificate says which`(message: String, words: String) {
        let error = remoteError(TransferError(.certificate, message), from: url, isWrite: false) as? RemoteError
        #expect(error?.hint.contains(words) == true)
    }

    private let url = RemoteURL(scheme: "https", host: "h", port: nil, path: "/")
}
