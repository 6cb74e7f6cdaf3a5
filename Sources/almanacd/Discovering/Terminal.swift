// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The terminal that this process belongs to, whatever its standard input is.
enum Terminal {
    static var isThere: Bool {
        let file = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        if file >= 0 { close(file) }
        return file >= 0
    }

    /// One line. With `hides` nothing of it is shown, and Ctrl-C is an empty answer: a signal would leave the terminal
    /// without echo.
    ///
    /// - Returns: `nil` where there is no terminal.
    static func ask(_ question: String, hides: Bool) -> String? {
        let file = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard hides else {
            say(question, to: file)
            return line(from: file)
        }
        var before = termios()
        guard tcgetattr(file, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard tcsetattr(file, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            tcsetattr(file, TCSAFLUSH, &before)
            say("\n", to: file)
        }
        // Only now: what is typed before is thrown away.
        say(question, to: file)
        return line(from: file)
    }

    private static func say(_ text: String, to file: Int32) {
        let bytes = Array(text.utf8)
        _ = write(file, bytes, bytes.count)
    }

    /// Without its end; empty at the end of input, and when a control character other than a tab is in it.
    private static func line(from file: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < longestLine, read(file, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            if byte == 3 { return "" }
            bytes.append(byte)
        }
        let line = String(decoding: bytes, as: UTF8.self)
        return line.unicodeScalars.contains { $0.value < 32 && $0.value != 9 } ? "" : line
    }

    private static let longestLine = 4096
}
