// SPDX-License-Identifier: Apache-2.0

/// Of this build; the daemon and the command line are one release.
package let almanacVersion = "0.1.0"
