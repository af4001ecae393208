"""The draws of one Philox block as a device function, and the loops over coordinates that consume them in order."""

from __future__ import annotations

from adal_theory.emit.cuda.inputs import Inputs
from adal_theory.emit.cuda.mapping import Mapping
from adal_theory.emit.cuda.nest import Found, Nest
from adal_theory.emit.schedule import schedule
from adal_theory.emit.writer import Writer
from adal_theory.trace.graph import RUN, Graph, Node


class Noise:
    """`parameters` maps the law's that differ between runs to what the kernel calls them."""

    def __init__(self, graph: Graph, per_block: int, mapping: Mapping, inputs: Inputs) -> None:
        self.graph, self.per_block, self.mapping, self.real = graph, per_block, mapping, inputs.real
        self.outputs = [graph.outputs[f"draw_{j}"] for j in range(per_block)]
        self.dtype = graph.nodes[self.outputs[0]].dtype
        self.plan = schedule(graph, dict.fromkeys(self.outputs))
        self.parameters = {
            n.name[1]: inputs.name_of(n.name) for n in graph.nodes if n.op == "input" and n.name[0] == "param" and n.axes & RUN
        }

    def nest(self, before: Found) -> Nest:
        return Nest(self.plan, self.mapping, {}, "z", before, self._load)

    def _load(self, node: Node) -> str:
        kind, name = node.name
        return self.parameters[name] if kind == "param" else name

    def function(self, w: Writer, nest: Nest) -> None:
        extra = "".join(f", const {self.real} {local}" for local in self.parameters.values())
        w("// The draws of one Philox block.")
        with w.block(
            f"__device__ __forceinline__ void draw(const Arguments& A, const u64 block, const u64 stream{extra}, "
            f"{self.dtype}* z) {{",
            "}",
        ):
            for k in self.plan.live:
                node = self.graph.nodes[k]
                if node.op != "const" and k not in nest.hosted:
                    text = self._load(node) if node.op == "input" else nest.expression(k, nest.scalar)
                    w(f"const {node.dtype} z{k} = {text};")
            w(*(f"z[{j}] = {nest.scalar(k)};" for j, k in enumerate(self.outputs)))
        w("")

    def call(self, block: str, target: str) -> str:
        extra = "".join(f", {local}" for local in self.parameters.values())
        return f"draw(A, {block}, stream{extra}, {target});"

    # -- in the kernel -----------------------------------------------------------------------------------

    def declare(self, w: Writer) -> None:
        """The draws that wait: of the present block and, where a step may begin inside one, of the next."""
        w(f"{self.dtype} z[{2 * self.per_block if self.mapping.shifting else self.per_block}];")

    def begin(self, w: Writer) -> None:
        """At the start of a step: which block holds the thread's first draw, and where in it."""
        m = self.mapping
        if m.group > 1:
            return
        w("const u64 drawn = (t - 1) * D" + (" + u64(lane) * Q;" if m.threads > 1 else ";"))
        w(f"u64 block = drawn / {self.per_block};")
        if m.shifting:
            w(f"const i32 shift = i32(drawn % {self.per_block});")

    def before(self, w: Writer) -> None:
        """At coordinate j, the k-th of its block: draw when the last block is used up."""
        m, nb = self.mapping, self.per_block
        if m.group > 1:
            w(f"if ((s * D + j) % {nb} == 0) " + self.call(f"first + (s * D + j) / {nb}", "z"))
            return
        with w.block("if (k == 0) {", "}"):
            if not m.shifting:
                w(self.call("block", "z"), "block += 1;")
                return
            w("if (j == 0) " + self.call("block", "z"))
            with w.block("else {", "}"):
                w(*(f"z[{n}] = z[{n + nb}];" for n in range(nb)))
            w("block += 1;", f"if (shift || j + {nb} < Q) " + self.call("block", f"z + {nb}"))

    def value(self) -> str:
        """The draw of coordinate j."""
        m, nb = self.mapping, self.per_block
        if m.group > 1:
            return f"z[(s * D + j) % {nb}]"
        return f"pick<{nb}>(z, k, shift)" if m.shifting else "z[k]"
