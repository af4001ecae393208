// CUDA's words for one processor core: a kernel's own text, compiled as C++. The threads of a block take turns, each up to its
// next exchange with the others, in the same order every time; a block whose threads do not all come to the same exchange is
// told, for on a GPU it would hang or read rubbish.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <vector>

#define __device__
#define __global__
#define __forceinline__ inline
#define __launch_bounds__(threads, blocks)
#define __shared__ static thread_local
#define __ldg(place) (*(place))

struct Index { unsigned int x; };
static thread_local Index threadIdx, blockIdx, blockDim;  // several devices run side by side

static double __longlong_as_double(long long a) { double b; std::memcpy(&b, &a, 8); return b; }
static long long __double_as_longlong(double a) { long long b; std::memcpy(&b, &a, 8); return b; }
static float __int_as_float(int a) { float b; std::memcpy(&b, &a, 4); return b; }
static int __float_as_int(float a) { int b; std::memcpy(&b, &a, 4); return b; }

namespace shim {
static const int BARRIER = -1;
struct Thread { ucontext_t context; std::vector<char> stack; unsigned long long exchanges = 0; int place = 0; bool done = false; };
static thread_local std::vector<Thread> threads;
static thread_local ucontext_t scheduler;
static thread_local std::vector<double> waiting[2];

static void yield(int place) {
    Thread& me = threads[threadIdx.x];
    me.exchanges += 1;
    me.place = place;
    swapcontext(&me.context, &scheduler);
}

static void check(unsigned int first, unsigned int end) {
    for (unsigned int k = first + 1; k < end; ++k)
        if (threads[k].done != threads[first].done || threads[k].exchanges != threads[first].exchanges ||
            threads[k].place != threads[first].place) {
            std::fprintf(stderr, "thread %u is at another exchange than thread %u\n", k, first);
            std::abort();
        }
}

// A warp runs up to the next barrier before the next warp begins: what a barrier must order is then out of order without it.
static void run_warp(unsigned int first) {
    do {
        for (threadIdx.x = first; threadIdx.x < first + 32; ++threadIdx.x) swapcontext(&scheduler, &threads[threadIdx.x].context);
        check(first, first + 32);
    } while (!threads[first].done && threads[first].place != BARRIER);
}

template <class Body> void run_block(unsigned int size, Body body) {
    static thread_local Body* current;
    current = &body;
    threads.clear();
    threads.resize(size);
    for (auto& w : waiting) w.assign(size, 0.0);
    for (auto& t : threads) {
        t.stack.resize(256 * 1024);
        getcontext(&t.context);
        t.context.uc_stack.ss_sp = t.stack.data();
        t.context.uc_stack.ss_size = t.stack.size();
        t.context.uc_link = &scheduler;
        makecontext(&t.context, (void (*)())+[] { (*current)(); threads[threadIdx.x].done = true; }, 0);
    }
    while (!threads[0].done) {
        for (unsigned int first = 0; first < size; first += 32) run_warp(first);
        check(0, size);
    }
}
}  // namespace shim

template <class T> T __shfl_xor_sync(unsigned int mask, T a, int distance) {
    if (mask != 0xffffffffu) std::abort();
    auto& values = shim::waiting[shim::threads[threadIdx.x].exchanges % 2];
    values[threadIdx.x] = double(a);  // float and double alike; both are exact in double
    shim::yield(distance);
    return T(values[threadIdx.x ^ unsigned(distance)]);
}

static void __syncthreads() { shim::yield(shim::BARRIER); }
