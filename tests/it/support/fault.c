/* Lets calls of a program fail, for tests: loaded before the C library (LD_PRELOAD).
 *
 * FAULT_CALL    the call: fsync (fdatasync too), rename, write (whatever writes bytes), or space:
 *               what a full disk refuses (write, and making files and folders)
 * FAULT_NAME    what the path of the file contains
 * FAULT_ERROR   the number of the error, or `kill`: the process ends at once
 * FAULT_SKIP    how many such calls pass before that (0)
 * FAULT_TIMES   how many calls fail (all further ones)
 * FAULT_SWITCH  a file: calls are counted only while it is there
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int calls;

static int is_hit(const char *call, const char *path) {
    const char *wanted = getenv("FAULT_CALL"), *name = getenv("FAULT_NAME");
    const char *off = getenv("FAULT_SWITCH"), *skip = getenv("FAULT_SKIP");
    const char *error = getenv("FAULT_ERROR"), *times = getenv("FAULT_TIMES");
    if (!wanted || !name || !error || !strstr(path, name))
        return 0;
    int is_space = !strcmp(wanted, "space") && (!strcmp(call, "write") || !strcmp(call, "make"));
    if (strcmp(wanted, call) && !is_space)
        return 0;
    if (off && access(off, F_OK))
        return 0;
    int before = atomic_fetch_add(&calls, 1), first = skip ? atoi(skip) : 0;
    if (before < first || (times && before >= first + atoi(times)))
        return 0;
    if (!strcmp(error, "kill")) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    errno = atoi(error);
    return 1;
}

static int is_hit_open(const char *call, int file) {
    char link[64], path[PATH_MAX];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    errno = before;
    return is_hit(call, path);
}

int fsync(int file) {
    int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
    return is_hit_open("fsync", file) ? -1 : next(file);
}

int fdatasync(int file) {
    int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
    return is_hit_open("fsync", file) ? -1 : next(file);
}

int rename(const char *from, const char *to) {
    int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
    return is_hit("rename", to) ? -1 : next(from, to);
}

ssize_t write(int file, const void *bytes, size_t count) {
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    return is_hit_open("write", file) ? -1 : next(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    ssize_t (*next)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    return is_hit_open("write", file) ? -1 : next(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    ssize_t (*next)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    return is_hit_open("write", file) ? -1 : next(file, bytes, count, at);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    ssize_t (*next)(int, const struct iovec *, int) = dlsym(RTLD_NEXT, "writev");
    return is_hit_open("write", file) ? -1 : next(file, parts, count);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count,
                        unsigned int flags) {
    ssize_t (*next)(int, off64_t *, int, off64_t *, size_t, unsigned int) =
        dlsym(RTLD_NEXT, "copy_file_range");
    return is_hit_open("write", to) ? -1 : next(from, from_at, to, to_at, count, flags);
}

int mkdir(const char *path, mode_t mode) {
    int (*next)(const char *, mode_t) = dlsym(RTLD_NEXT, "mkdir");
    return access(path, F_OK) && is_hit("make", path) ? -1 : next(path, mode);
}

static int is_making(int flags, const char *path) {
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        char inside[PATH_MAX];
        snprintf(inside, sizeof inside, "%s/", path);
        return is_hit("make", inside);
    }
    return (flags & O_CREAT) && access(path, F_OK) && is_hit("make", path);
}

int open(const char *path, int flags, ...) {
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return is_making(flags, path) ? -1 : next(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return is_making(flags, path) ? -1 : next(path, flags, mode);
}
