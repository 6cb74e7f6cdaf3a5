// SPDX-License-Identifier: Apache-2.0

/// Of this build.
let almanacVersion = "0.1.0"
