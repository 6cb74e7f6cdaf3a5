// SPDX-License-Identifier: Apache-2.0

import ControlWire

/// What became of an edit, with the id to use in the next command.
func receiptText(_ receipt: EditReceipt, verb: String, style: Style) -> String {
    let what =
        "\(verb) \"\(plain(receipt.title))\" \(place(of: receipt)) (\(plain(receipt.shortID ?? receipt.id)))."
    let reason = receipt.reason.map { " (\(plain($0)))" } ?? ""
    let state =
        switch receipt.state {
        case .queued: style.dim("The server gets it as soon as it can be reached.")
        case .confirmed: style.good("The server has it.")
        case .refused: style.bad("The server refused it\(reason).") + " It stays here; see `almanac status`."
        case .held: style.warning("Held until you approve it\(reason).")
        case .dropped: style.dim("The server never had it.")
        }
    return "\(what) \(state)\n"
}

private func place(of receipt: EditReceipt) -> String {
    let calendar = plain(receipt.calendar)
    return receipt.from.map { "from \(plain($0)) to \(calendar)" } ?? "in \(calendar)"
}
