#pragma once
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <resolv.h>
typedef struct __res_state cresolv_state; /* there is a function of that name too */
/* The resolver's names are macros over hidden ones, and parts of its state are unions and bit fields, so Swift sees none. */
static inline int cresolv_init(cresolv_state *s) { return res_ninit(s); }
static inline void cresolv_close(cresolv_state *s) { res_nclose(s); }
static inline void cresolv_set_patience(cresolv_state *s, int seconds, int tries) { s->retrans = seconds; s->retry = tries; }
static inline void cresolv_set_server(cresolv_state *s, struct in_addr address, unsigned short port) {
    s->nscount = 1;
    s->nsaddr_list[0] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = address};
}
static inline int cresolv_query(cresolv_state *s, const char *name, int type, unsigned char *answer, int size) {
    return res_nquery(s, name, ns_c_in, type, answer, size);
}
static inline int cresolv_error(const cresolv_state *s) { return s->res_h_errno; }
static inline int cresolv_parse(const unsigned char *answer, int size, ns_msg *message) { return ns_initparse(answer, size, message); }
static inline int cresolv_record(ns_msg *message, int index, ns_rr *record) { return ns_parserr(message, ns_s_an, index, record); }
static inline int cresolv_record_count(ns_msg message) { return ns_msg_count(message, ns_s_an); }
/* `from` points into the record's data; `text` has room for NS_MAXDNAME bytes. */
static inline int cresolv_expand(const ns_msg *message, const unsigned char *from, char *text) {
    return dn_expand(ns_msg_base(*message), ns_msg_end(*message), from, text, NS_MAXDNAME);
}
