"""What every kernel's text begins with: types, bit casts, and sums over the threads of a run."""

from __future__ import annotations

from adal_theory.emit.cuda.expressions import combiner_text
from adal_theory.trace.operations import REDUCTIONS

_TYPES = """\
typedef double f64;
typedef float f32;
typedef unsigned long long u64;
typedef long long i64;
typedef unsigned int u32;
typedef int i32;

__device__ __forceinline__ f64 bits_to_f64(u64 a) { return __longlong_as_double(i64(a)); }
__device__ __forceinline__ f64 bits_to_f64(i64 a) { return __longlong_as_double(a); }
__device__ __forceinline__ f32 bits_to_f32(u32 a) { return __int_as_float(i32(a)); }
__device__ __forceinline__ f32 bits_to_f32(i32 a) { return __int_as_float(a); }
__device__ __forceinline__ u64 bits_to_u64(f64 a) { return u64(__double_as_longlong(a)); }
__device__ __forceinline__ i64 bits_to_i64(f64 a) { return __double_as_longlong(a); }
__device__ __forceinline__ u64 bits_to_u64(i64 a) { return u64(a); }
__device__ __forceinline__ i64 bits_to_i64(u64 a) { return i64(a); }
__device__ __forceinline__ u32 bits_to_u32(f32 a) { return u32(__float_as_int(a)); }
__device__ __forceinline__ i32 bits_to_i32(f32 a) { return __float_as_int(a); }
__device__ __forceinline__ u32 bits_to_u32(i32 a) { return u32(a); }
__device__ __forceinline__ i32 bits_to_i32(u32 a) { return i32(a); }
// One instruction. Of the operator the compiler makes a product of 64-bit factors, which adds those of the upper halves.
__device__ __forceinline__ u64 wide_product(u32 a, u32 b) {
#ifdef __CUDA_ARCH__
    u64 product;
    asm("mul.wide.u32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
    return product;
#else
    return u64(a) * b;
#endif
}
template <class T> __device__ __forceinline__ T magnitude(T a) { return a < T(0) ? T(0) - a : a; }

"""
_SUMS = """
// Neighbours in pairs, 0+1, 2+3, ...: every thread of a warp's group of `size` ends with the same bits.
template <class How, class T> __device__ __forceinline__ T over_warp(T a, i32 size) {
    for (i32 h = 1; h < size; h *= 2) a = How::of(a, __shfl_xor_sync(0xffffffffu, a, h));
    return a;
}
// The same over the warps' totals in shared memory, which holds either type exactly.
template <class How, class T, i32 WARPS> __device__ __forceinline__ T over_warps(const f64* totals) {
    T a[WARPS];
    #pragma unroll
    for (i32 k = 0; k < WARPS; ++k) a[k] = T(totals[k]);
    #pragma unroll
    for (i32 h = 1; h < WARPS; h *= 2)
        #pragma unroll
        for (i32 k = 0; k < WARPS; k += 2 * h) a[k] = How::of(a[k], a[k + h]);
    return a[0];
}
// z[k + shift] without an index that only the running program knows: that would move z out of the registers.
template <i32 DRAWS, class T> __device__ __forceinline__ T pick(const T* z, i32 k, i32 shift) {
    T a = z[k];
    #pragma unroll
    for (i32 n = 1; n < DRAWS; ++n) a = shift == n ? z[k + n] : a;
    return a;
}
"""
PRELUDE = _TYPES + "".join(f"{combiner_text(name)}\n" for name in REDUCTIONS) + _SUMS
