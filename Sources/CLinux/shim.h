#pragma once
/* What Glibc's module leaves out. */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <spawn.h>
#include <sys/timerfd.h>

/* glibc 2.34; its header declares it only with _GNU_SOURCE. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *_Nonnull, int);
