// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ControlClient
import ControlWire
import Glibc

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Sync now, both ways.",
        discussion: """
            Waits until everything asked for is done; the exit code is 0 only if all of it is in step. Deletions that \
            the server made in one go are held when they are many; --approve-deletions lets those through that stand \
            in the list of `almanac status` now. So are edits that would make the server mail many people \
            (mail_guard in the settings); --approve-mail lets those through.
            """)

    @Argument(help: "Accounts or calendars; without any: everything.") var names: [String] = []
    @Option(name: .long, help: "Approve the deletions held in this calendar.") var approveDeletions: String?
    @Option(name: .long, help: "Let the held edits of this calendar go, and the server mail those invited.")
    var approveMail: String?
    @Flag(inversion: .prefixedNo, help: "Wait until it is done.") var wait = true
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let request = try await request(client)
        var answer = try await client.startSync(request)
        let progress = Progress(isShown: !connection.json && isatty(STDERR_FILENO) == 1)
        while wait, !answer.document.finished {
            progress.show(answer.document)
            answer = try await client.sync(answer.document.ticket, waitSeconds: progress.isShown ? 0 : 30)
            if progress.isShown, !answer.document.finished { try await Task.sleep(for: .milliseconds(150)) }
        }
        progress.clear()
        connection.print(answer) { document, style in
            document.finished ? syncText(document, style: style) : "Sync has begun (\(document.ticket)).\n"
        }
        let isGood = !wait || answer.document.inStep
        if !isGood { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    /// Tells accounts from calendars by what is configured.
    private func request(_ client: ControlClient) async throws -> SyncRequest {
        guard !names.isEmpty else {
            return SyncRequest(approveDeletions: approveDeletions, approveMail: approveMail)
        }
        let known = Set(try await client.accounts().document.document.accounts.map(\.name))
        let accounts = names.filter(known.contains)
        let calendars = names.filter { !known.contains($0) }
        return SyncRequest(
            accounts: accounts.isEmpty ? nil : accounts, calendars: calendars.isEmpty ? nil : calendars,
            approveDeletions: approveDeletions, approveMail: approveMail)
    }
}

/// One line on a terminal that is written over and over.
private struct Progress {
    let isShown: Bool

    func show(_ sync: SyncDocument) {
        if isShown { write("\r\u{1B}[K\(progressLine(sync).prefix(100))", to: .error) }
    }

    func clear() {
        if isShown { write("\r\u{1B}[K", to: .error) }
    }
}
