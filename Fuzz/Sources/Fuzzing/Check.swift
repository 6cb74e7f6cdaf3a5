// SPDX-License-Identifier: Apache-2.0

/// Stops the fuzzer, which then keeps the input, unless the property holds.
package func check(_ holds: Bool, _ property: @autoclosure () -> String) {
    guard !holds else { return }
    fatalError("does not hold: \(property())")
}
