#pragma once
/* What Glibc's module leaves out. */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/timerfd.h>
