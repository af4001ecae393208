// adal on quadratic, d = 10, noise gaussian, f64
// Generated from the recorded graph; do not edit.
// 1 thread a run, 10 coordinates a thread, their state in registers.

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

struct Add { template <class T> static __device__ __forceinline__ T of(T a, T b) { return a + b; } };
struct Max { template <class T> static __device__ __forceinline__ T of(T a, T b) { return (b > a) | (b != b) ? b : a; } };

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

constexpr i32 D = 10, P = 1, Q = 10;

struct Arguments {
    u64* slots;
    u64* rows;
    u64* scratch;
    const f64* table;
    const f64* run_table;
    const u32* columns;
    const u32* streams;
    const f64* parameters;
    const u64* record;
    f64* run_log;
    f64* coordinate_log;
    u64 t_begin, t_end, runs, threads, run_columns;
    f64 centre_;
    f64 noise_sigma_;
    f64 beta1_;
    f64 beta2_;
    f64 eps_;
    f64 n24;
    f64 n28;
    f64 box_lo_;
    f64 box_hi_;
    u64 z9;
    u64 z10;
    u64 z18;
    u64 z35;
    u64 z41;
    u64 z55;
    u64 z69;
    u64 z83;
    u64 z97;
    u64 z111;
    u64 z125;
    u64 z139;
    f64 curvature_data[10];
};

// The draws of one Philox block.
__device__ __forceinline__ void draw(const Arguments& A, const u64 block, const u64 stream, f64* z) {
    const u64 z0 = block;
    const u64 z1 = stream;
    const u64 z5 = z0 & 4294967295ull;
    const u64 z7 = z0 >> 32ull;
    const u64 z11 = z1 & 4294967295ull;
    const u64 z12 = z5 & 4294967295ull;
    const u64 z14 = wide_product(u32(z12), u32(3528531795ull));
    const u64 z19 = z7 ^ A.z10;
    const u64 z20 = A.z18 ^ z19;
    const u64 z21 = z14 >> 32ull;
    const u64 z22 = A.z9 ^ z11;
    const u64 z23 = z21 ^ z22;
    const u64 z28 = z11 + 3144134277ull;
    const u64 z29 = z28 & 4294967295ull;
    const u64 z30 = z20 & 4294967295ull;
    const u64 z31 = wide_product(u32(z30), u32(3528531795ull));
    const u64 z32 = z23 & 4294967295ull;
    const u64 z33 = wide_product(u32(z32), u32(3449720151ull));
    const u64 z34 = z33 >> 32ull;
    const u64 z36 = z34 ^ A.z35;
    const u64 z37 = z31 >> 32ull;
    const u64 z38 = z14 ^ z29;
    const u64 z39 = z37 ^ z38;
    const u64 z42 = z29 + 3144134277ull;
    const u64 z43 = z42 & 4294967295ull;
    const u64 z44 = z36 & 4294967295ull;
    const u64 z45 = wide_product(u32(z44), u32(3528531795ull));
    const u64 z46 = z39 & 4294967295ull;
    const u64 z47 = wide_product(u32(z46), u32(3449720151ull));
    const u64 z48 = z47 >> 32ull;
    const u64 z49 = z33 ^ A.z41;
    const u64 z50 = z48 ^ z49;
    const u64 z51 = z45 >> 32ull;
    const u64 z52 = z31 ^ z43;
    const u64 z53 = z51 ^ z52;
    const u64 z56 = z43 + 3144134277ull;
    const u64 z57 = z56 & 4294967295ull;
    const u64 z58 = z50 & 4294967295ull;
    const u64 z59 = wide_product(u32(z58), u32(3528531795ull));
    const u64 z60 = z53 & 4294967295ull;
    const u64 z61 = wide_product(u32(z60), u32(3449720151ull));
    const u64 z62 = z61 >> 32ull;
    const u64 z63 = z47 ^ A.z55;
    const u64 z64 = z62 ^ z63;
    const u64 z65 = z59 >> 32ull;
    const u64 z66 = z45 ^ z57;
    const u64 z67 = z65 ^ z66;
    const u64 z70 = z57 + 3144134277ull;
    const u64 z71 = z70 & 4294967295ull;
    const u64 z72 = z64 & 4294967295ull;
    const u64 z73 = wide_product(u32(z72), u32(3528531795ull));
    const u64 z74 = z67 & 4294967295ull;
    const u64 z75 = wide_product(u32(z74), u32(3449720151ull));
    const u64 z76 = z75 >> 32ull;
    const u64 z77 = z61 ^ A.z69;
    const u64 z78 = z76 ^ z77;
    const u64 z79 = z73 >> 32ull;
    const u64 z80 = z59 ^ z71;
    const u64 z81 = z79 ^ z80;
    const u64 z84 = z71 + 3144134277ull;
    const u64 z85 = z84 & 4294967295ull;
    const u64 z86 = z78 & 4294967295ull;
    const u64 z87 = wide_product(u32(z86), u32(3528531795ull));
    const u64 z88 = z81 & 4294967295ull;
    const u64 z89 = wide_product(u32(z88), u32(3449720151ull));
    const u64 z90 = z89 >> 32ull;
    const u64 z91 = z75 ^ A.z83;
    const u64 z92 = z90 ^ z91;
    const u64 z93 = z87 >> 32ull;
    const u64 z94 = z73 ^ z85;
    const u64 z95 = z93 ^ z94;
    const u64 z98 = z85 + 3144134277ull;
    const u64 z99 = z98 & 4294967295ull;
    const u64 z100 = z92 & 4294967295ull;
    const u64 z101 = wide_product(u32(z100), u32(3528531795ull));
    const u64 z102 = z95 & 4294967295ull;
    const u64 z103 = wide_product(u32(z102), u32(3449720151ull));
    const u64 z104 = z103 >> 32ull;
    const u64 z105 = z89 ^ A.z97;
    const u64 z106 = z104 ^ z105;
    const u64 z107 = z101 >> 32ull;
    const u64 z108 = z87 ^ z99;
    const u64 z109 = z107 ^ z108;
    const u64 z112 = z99 + 3144134277ull;
    const u64 z113 = z112 & 4294967295ull;
    const u64 z114 = z106 & 4294967295ull;
    const u64 z115 = wide_product(u32(z114), u32(3528531795ull));
    const u64 z116 = z109 & 4294967295ull;
    const u64 z117 = wide_product(u32(z116), u32(3449720151ull));
    const u64 z118 = z117 >> 32ull;
    const u64 z119 = z103 ^ A.z111;
    const u64 z120 = z118 ^ z119;
    const u64 z121 = z115 >> 32ull;
    const u64 z122 = z101 ^ z113;
    const u64 z123 = z121 ^ z122;
    const u64 z126 = z113 + 3144134277ull;
    const u64 z127 = z126 & 4294967295ull;
    const u64 z128 = z120 & 4294967295ull;
    const u64 z129 = wide_product(u32(z128), u32(3528531795ull));
    const u64 z130 = z123 & 4294967295ull;
    const u64 z131 = wide_product(u32(z130), u32(3449720151ull));
    const u64 z132 = z131 >> 32ull;
    const u64 z133 = z117 ^ A.z125;
    const u64 z134 = z132 ^ z133;
    const u64 z135 = z129 >> 32ull;
    const u64 z136 = z115 ^ z127;
    const u64 z137 = z135 ^ z136;
    const u64 z140 = z127 + 3144134277ull;
    const u64 z141 = z140 & 4294967295ull;
    const u64 z142 = z134 & 4294967295ull;
    const u64 z143 = wide_product(u32(z142), u32(3528531795ull));
    const u64 z144 = z137 & 4294967295ull;
    const u64 z145 = wide_product(u32(z144), u32(3449720151ull));
    const u64 z146 = z145 >> 32ull;
    const u64 z147 = z131 ^ A.z139;
    const u64 z148 = z146 ^ z147;
    const u64 z149 = z143 >> 32ull;
    const u64 z150 = z129 ^ z141;
    const u64 z151 = z149 ^ z150;
    const u64 z152 = z148 & 4294967295ull;
    const u64 z153 = z145 & 4294967295ull;
    const u64 z154 = z151 & 4294967295ull;
    const u64 z155 = z143 & 4294967295ull;
    const u32 z156 = u32(z152);
    const u32 z158 = z156 >> 5u;
    const i32 z159 = i32(z158);
    const f64 z160 = f64(z159);
    const u32 z161 = u32(z153);
    const u32 z163 = z161 >> 7u;
    const i32 z164 = i32(z163);
    const f64 z165 = f64(z164);
    const f64 z167 = z160 * 33554432.0;
    const f64 z169 = z165 + 0.5;
    const f64 z170 = z167 + z169;
    const f64 z172 = z170 * 2.220446049250313e-16;
    const u32 z173 = u32(z154);
    const u32 z174 = z173 >> 5u;
    const i32 z175 = i32(z174);
    const f64 z176 = f64(z175);
    const u32 z177 = u32(z155);
    const u32 z178 = z177 >> 7u;
    const i32 z179 = i32(z178);
    const f64 z180 = f64(z179);
    const f64 z181 = z176 * 33554432.0;
    const f64 z182 = z180 + 0.5;
    const f64 z183 = z181 + z182;
    const f64 z184 = z183 * 2.220446049250313e-16;
    const u64 z185 = bits_to_u64(z172);
    const u64 z187 = z185 + 2638147582215219ull;
    const u64 z189 = z187 >> 52ull;
    const u64 z191 = z189 | 4841369599423283200ull;
    const f64 z192 = bits_to_f64(z191);
    const f64 z194 = z192 - 4503599627371519.0;
    const u64 z196 = z187 & 4503599627370495ull;
    const u64 z198 = z196 + 4604544271217802189ull;
    const f64 z199 = bits_to_f64(z198);
    const f64 z201 = z199 - 1.0;
    const f64 z203 = z201 + 2.0;
    const f64 z204 = z201 / z203;
    const f64 z205 = z204 * z204;
    const f64 z207 = z205 * 0.14795474816803084;
    const f64 z209 = z207 + 0.1531409887101479;
    const f64 z210 = z209 * z205;
    const f64 z212 = z210 + 0.1818356240364567;
    const f64 z213 = z212 * z205;
    const f64 z215 = z213 + 0.22222198610815577;
    const f64 z216 = z215 * z205;
    const f64 z218 = z216 + 0.2857142874201514;
    const f64 z219 = z218 * z205;
    const f64 z221 = z219 + 0.39999999999416375;
    const f64 z222 = z221 * z205;
    const f64 z224 = z222 + 0.6666666666666734;
    const f64 z225 = z205 * z224;
    const f64 z226 = z201 - z225;
    const f64 z227 = z204 * z226;
    const f64 z229 = z194 * 5.497923018708371e-14;
    const f64 z230 = z227 - z229;
    const f64 z232 = z194 * 0.6931471805598903;
    const f64 z233 = z201 - z230;
    const f64 z234 = z232 + z233;
    const f64 z236 = z234 * (-2.0);
    const f64 z237 = sqrt(z236);
    const f64 z238 = z184 - 0.5;
    const f64 z240 = z238 * 4.0;
    const f64 z242 = z240 + 6755399441055744.0;
    const f64 z243 = z242 - 6755399441055744.0;
    const f64 z245 = z243 * 0.25;
    const f64 z246 = z238 - z245;
    const u64 z247 = bits_to_u64(z242);
    const f64 z249 = z246 * 6.283185307179586;
    const f64 z251 = z246 * 2.4492935982947064e-16;
    const f64 z252 = z249 * z249;
    const f64 z254 = z252 * 1.589622991969778e-10;
    const f64 z256 = z254 + (-2.5050747758919017e-08);
    const f64 z257 = z256 * z252;
    const f64 z259 = z257 + 2.7557313621361633e-06;
    const f64 z260 = z259 * z252;
    const f64 z262 = z260 + (-0.0001984126982958947);
    const f64 z263 = z262 * z252;
    const f64 z265 = z263 + 0.008333333333322118;
    const f64 z266 = z265 * z252;
    const f64 z268 = z266 + (-0.1666666666666663);
    const f64 z269 = z252 * z268;
    const f64 z270 = z249 * z269;
    const f64 z271 = z251 + z270;
    const f64 z272 = z249 + z271;
    const f64 z273 = z252 * 0.5;
    const f64 z275 = z252 * (-1.1358536307451395e-11);
    const f64 z277 = z275 + 2.0875700837987546e-09;
    const f64 z278 = z277 * z252;
    const f64 z280 = z278 + (-2.755731417926873e-07);
    const f64 z281 = z280 * z252;
    const f64 z283 = z281 + 2.4801587288851612e-05;
    const f64 z284 = z283 * z252;
    const f64 z286 = z284 + (-0.0013888888888873056);
    const f64 z287 = z286 * z252;
    const f64 z289 = z287 + 0.041666666666666595;
    const f64 z290 = z252 * z289;
    const f64 z291 = z252 * z290;
    const f64 z292 = z273 - z291;
    const f64 z293 = 1.0 - z292;
    const u64 z295 = z247 & 1ull;
    const bool z296 = z295 == 0ull;
    const u64 z298 = z247 << 62ull;
    const u64 z300 = z298 & 9223372036854775808ull;
    const u64 z301 = z247 + 1ull;
    const u64 z302 = z301 << 62ull;
    const u64 z303 = z302 & 9223372036854775808ull;
    const f64 z304 = z296 ? z272 : z293;
    const f64 z305 = z296 ? z293 : z272;
    const u64 z306 = bits_to_u64(z305);
    const u64 z307 = z306 ^ z303;
    const f64 z308 = bits_to_f64(z307);
    const u64 z309 = bits_to_u64(z304);
    const u64 z310 = z309 ^ z300;
    const f64 z311 = bits_to_f64(z310);
    const f64 z312 = z237 * z308;
    const f64 z313 = z237 * z311;
    z[0] = z312;
    z[1] = z313;
}

extern "C" __global__ void __launch_bounds__(128, 1) kernel(const Arguments A) {
    const u64 thread = u64(blockIdx.x) * blockDim.x + threadIdx.x;
    const u64 run = thread / P;
    const u64 stream = A.streams[run];
    f64 z[2];
    u64 next = A.record[0], rec = 0;
    const f64* row = A.table - 3;
    f64 nonfinite_at_ = ((f64*)(A.rows + 0 * A.runs))[run];
    f64 loss_sum_ = ((f64*)(A.rows + 1 * A.runs))[run];
    f64 x_all[Q];
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        x_all[j] = ((f64*)(A.slots + u64(0 * Q) * A.threads))[u64(j) * A.threads + thread];
    }
    f64 m_all[Q];
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        m_all[j] = ((f64*)(A.slots + u64(1 * Q) * A.threads))[u64(j) * A.threads + thread];
    }
    f64 v_all[Q];
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        v_all[j] = ((f64*)(A.slots + u64(2 * Q) * A.threads))[u64(j) * A.threads + thread];
    }
    f64 n12all[Q];
    for (u64 t = A.t_begin; t < A.t_end; ++t) {
        row += 3;
        const f64 n35 = f64(__ldg(row + 0));
        const f64 n38 = f64(__ldg(row + 1));
        const f64 t_ = f64(__ldg(row + 2));
        const u64 drawn = (t - 1) * D;
        u64 block = drawn / 2;
        f64 n20 = 0.0;
        #pragma unroll
        for (i32 j = 0; j < Q; ++j) {
            const i32 k = j % 2;
            if (k == 0) {
                draw(A, block, stream, z);
                block += 1;
            }
            const f64 curvature_ = A.curvature_data[j];
            const f64 x_ = x_all[j];
            const f64 n3 = x_ - A.centre_;
            const f64 n8 = curvature_ * n3;
            const f64 z_ = z[k];
            const f64 n11 = A.noise_sigma_ * z_;
            const f64 n12 = n8 + n11;
            const f64 n19 = fabs(n12);
            n20 = n20 + n19;
            n12all[j] = n12;
        }
        f64 n63 = 0.0;
        #pragma unroll
        for (i32 j = 0; j < Q; ++j) {
            const f64 curvature_ = A.curvature_data[j];
            const f64 x_ = x_all[j];
            const f64 n3 = x_ - A.centre_;
            const f64 n4 = n3 * n3;
            const f64 n5 = curvature_ * n4;
            const f64 n7 = 0.5 * n5;
            n63 = n63 + n7;
            const f64 v_ = v_all[j];
            const f64 n27 = A.beta2_ * v_;
            const f64 n12 = n12all[j];
            const f64 n21 = n20 * n12;
            const f64 n29 = n21 * n21;
            const f64 n30 = A.n28 * n29;
            const f64 v_new = n27 + n30;
            const f64 n36 = sqrt(v_new);
            const bool n58 = 1.4916681462400413e-154 <= n36;
            const bool n56 = n12 == 0.0;
            const bool n59 = n58 | n56;
            const bool n42 = n36 == 0.0;
            const f64 n43 = n38 / n36;
            const f64 n44 = n42 ? 0.0 : n43;
            const f64 n45 = n44 + A.eps_;
            const f64 m_ = m_all[j];
            const f64 n22 = A.beta1_ * m_;
            const f64 n25 = A.n24 * n21;
            const f64 m_new = n22 + n25;
            const f64 n49 = n45 * m_new;
            const f64 n50 = n35 * n49;
            const f64 n51 = x_ - n50;
            const f64 n54 = A.box_lo_ > n51 ? A.box_lo_ : n51;
            const f64 n55 = A.box_hi_ < n54 ? A.box_hi_ : n54;
            const f64 x_new = n59 ? n55 : (bits_to_f64(0x7ff8000000000000ull));
            const f64 x_next = x_new;
            const f64 m_next = m_new;
            const f64 v_next = v_new;
            x_all[j] = x_next;
            m_all[j] = m_next;
            v_all[j] = v_next;
        }
        const f64 n65 = fabs(n63);
        const bool n67 = n65 <= 1.7976931348623157e+308;
        const bool n68 = nonfinite_at_ == 0.0;
        const bool n69 = !n67;
        const bool n70 = n68 & n69;
        const f64 nonfinite_at_new = n70 ? t_ : nonfinite_at_;
        const f64 loss_sum_new = loss_sum_ + n63;
        nonfinite_at_ = nonfinite_at_new;
        loss_sum_ = loss_sum_new;
        if (t == next) {
            A.run_log[(rec * 2 + 0) * A.runs + run] = f64(nonfinite_at_);
            A.run_log[(rec * 2 + 1) * A.runs + run] = f64(loss_sum_);
            rec += 1;
            next = A.record[rec];
        }
    }
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        ((f64*)(A.slots + u64(0 * Q) * A.threads))[u64(j) * A.threads + thread] = x_all[j];
    }
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        ((f64*)(A.slots + u64(1 * Q) * A.threads))[u64(j) * A.threads + thread] = m_all[j];
    }
    #pragma unroll
    for (i32 j = 0; j < Q; ++j) {
        ((f64*)(A.slots + u64(2 * Q) * A.threads))[u64(j) * A.threads + thread] = v_all[j];
    }
    ((f64*)(A.rows + 0 * A.runs))[run] = nonfinite_at_;
    ((f64*)(A.rows + 1 * A.runs))[run] = loss_sum_;
}
