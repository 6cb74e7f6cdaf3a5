/* SPDX-License-Identifier: Apache-2.0 */
#include "BareExpat.h"

#include <expat.h>

static void starts(void *sum, const XML_Char *name, const XML_Char **attributes) {
    (void)sum, (void)name, (void)attributes;
}

static void ends(void *sum, const XML_Char *name) { (void)sum, (void)name; }

static void text(void *sum, const XML_Char *piece, int count) {
    (void)piece;
    *(long *)sum += count;
}

long bare_expat(const char *bytes, size_t count, size_t piece) {
    long sum = 0;
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');
    if (parser == NULL) return -1;
    XML_SetUserData(parser, &sum);
    XML_SetElementHandler(parser, starts, ends);
    XML_SetCharacterDataHandler(parser, text);
    for (size_t at = 0; at < count && sum >= 0; at += piece) {
        size_t length = count - at < piece ? count - at : piece;
        if (XML_Parse(parser, bytes + at, (int)length, at + length == count) == XML_STATUS_ERROR) sum = -1;
    }
    XML_ParserFree(parser);
    return sum;
}
