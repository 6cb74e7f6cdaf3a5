/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/* Parses XML through expat, with namespaces, in pieces of so many bytes as they come from a socket, and adds up the bytes of
 * all texts. Nothing that reads a multistatus through expat can cost less. -1: not XML. */
long bare_expat(const char *bytes, size_t count, size_t piece);
